"""The exchange's calendar, from a table of sessions. No rule of thumb: what the table lacks is unknown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from facts.exact import NONE, UNKNOWN

NEW_YORK = ZoneInfo("America/New_York")

_MONTHS_PER_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Session:
    """One trading session: its date on the exchange, and its first and last instant in UTC."""

    on: date
    opens: datetime
    closes: datetime


class Calendar:
    """Sessions in order. A question whose answer lies outside the table is answered with None."""

    def __init__(self, sessions: Iterable[Session], zone: ZoneInfo = NEW_YORK) -> None:
        self.zone = zone
        self._sessions = tuple(sorted(sessions, key=lambda each: each.on))
        self._days = [each.on for each in self._sessions]
        self._closes = [each.closes for each in self._sessions]
        self._by_day = {each.on: each for each in self._sessions}

    def __len__(self) -> int:
        return len(self._sessions)

    # --- instants -------------------------------------------------------------------------------
    def local(self, instant: datetime) -> datetime:
        """An instant as the exchange's clock shows it. Raises ValueError for one without a zone."""
        if instant.tzinfo is None:
            raise ValueError("An instant needs a zone")
        return instant.astimezone(self.zone)

    def instant(self, on: date, at: time) -> datetime:
        """The instant, in UTC, at which the exchange's clock shows `at` on that date.

        A time that the clock shows twice (the end of daylight saving) is its first showing; a time that it
        skips is moved forward by the hour that is skipped.
        """
        return datetime.combine(on, at, self.zone).astimezone(UTC)

    # --- sessions -------------------------------------------------------------------------------
    def session(self, on: date) -> Session | None:
        """The session of a date, or None if there is none."""
        return self._by_day.get(on)

    def covers(self, on: date) -> bool:
        """Whether the table speaks of this date at all."""
        return bool(self._days) and self._days[0] <= on <= self._days[-1]

    def previous(self, on: date) -> Session | None:
        """The last session before a date."""
        index = bisect_left(self._days, on)
        return self._sessions[index - 1] if index and on <= self._days[-1] else None

    def next(self, on: date) -> Session | None:
        """The first session after a date."""
        index = bisect_right(self._days, on)
        return self._sessions[index] if index < len(self._days) and on >= self._days[0] else None

    def between(self, first: date, last: date) -> int | None:
        """How many sessions lie between two dates, both included; 0 if the last is before the first."""
        if not (self.covers(first) and self.covers(last)):
            return None
        return max(bisect_right(self._days, last) - bisect_left(self._days, first), 0)

    def week(self, on: date) -> tuple[Session, Session] | None:
        """The first and the last session of the week, Monday to Sunday, in which a date lies."""
        monday = on - timedelta(days=on.weekday())
        sunday = monday + timedelta(weeks=1, days=-1)
        if not (self.covers(monday) and self.covers(sunday)):
            return None
        first, last = bisect_left(self._days, monday), bisect_right(self._days, sunday) - 1
        return (self._sessions[first], self._sessions[last]) if first <= last else None

    def opens_quarter(self, on: date) -> bool | None:
        """Whether a date is the first session of January, April, July or October's quarter (R-18)."""
        if self.session(on) is None:
            return False if self.covers(on) else None
        before = self.previous(on)
        return None if before is None else _quarter(before.on) != _quarter(on)

    def closes_month(self, on: date) -> bool | None:
        """Whether a date is the last session of its month; None where the table ends before the next one."""
        if self.session(on) is None:
            return False if self.covers(on) else None
        after = self.next(on)
        return None if after is None else (after.on.year, after.on.month) != (on.year, on.month)

    def completed(self, instant: datetime) -> Session | None:
        """The last session that was over at an instant."""
        index = bisect_right(self._closes, instant)
        return self._sessions[index - 1] if index and self.covers(self.local(instant).date()) else None

    def last_completed(self, count: int, instant: datetime) -> tuple[Session, ...]:
        """The last `count` sessions over at an instant, oldest first; fewer where the table begins."""
        last = self.completed(instant)
        if last is None:
            return ()
        end = bisect_right(self._days, last.on)
        return self._sessions[max(end - count, 0) : end]

    # --- facts ----------------------------------------------------------------------------------
    def facts(self, instant: datetime) -> dict[str, str]:
        """The facts of the clock at an instant: dates and local times, `none` on a day without a session."""
        on = self.local(instant).date()
        today = self.session(on)
        week = self.week(on)
        found = {
            "session_open": _flag(today is not None and today.opens <= instant < today.closes),
            "session_opens": self._clock(today.opens) if today else NONE,
            "session_closes": self._clock(today.closes) if today else NONE,
            "week_first_session": _day(week[0] if week else None),
            "week_last_session": _day(week[1] if week else None),
            "previous_session": _day(self.previous(on)),
            "next_session": _day(self.next(on)),
            "first_session_of_quarter": _flag(self.opens_quarter(on)),
            "last_session_of_month": _flag(self.closes_month(on)),
        }
        if today is None and not self.covers(on):
            found |= dict.fromkeys(("session_open", "session_opens", "session_closes"), UNKNOWN)
        return found

    def _clock(self, instant: datetime) -> str:
        shown = self.local(instant).time()
        return shown.isoformat("seconds" if shown.second else "minutes")


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Whole seconds that pass from one instant to another.

    Two times of one zone would be subtracted as the clock on the wall shows them, an hour wrong over a switch
    to or from daylight saving; so both go to UTC first.
    """
    return int((later.astimezone(UTC) - earlier.astimezone(UTC)) // timedelta(seconds=1))


def written(instant: datetime, zone: ZoneInfo = NEW_YORK) -> str:
    """An instant as the fact file writes it: local time of the exchange with its offset, whole seconds."""
    return instant.astimezone(zone).isoformat("T", "seconds")


def _quarter(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // _MONTHS_PER_QUARTER


def _day(session: Session | None) -> str:
    return UNKNOWN if session is None else session.on.isoformat()


def _flag(value: bool | None) -> str:
    return UNKNOWN if value is None else "true" if value else "false"
