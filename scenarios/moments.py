"""Moments in plain words: `Thursday 2026-04-16 at 10:00`, `16 April 2026`, `10:00`, `10:00-04:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.boundary import Refused
from scenarios.values import read_date, read_time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OFFSET = re.compile(r"(?P<rest>.*\d) ?(?P<sign>[+-])(?P<hours>\d{2}):(?P<minutes>\d{2})")


@dataclass(frozen=True, slots=True)
class Moment:
    """What is said of a moment; what is not said stays as it was."""

    day: date | None
    time: time | None
    offset: timedelta | None

    def after(self, before: datetime | None, zone: ZoneInfo | None) -> datetime:
        """The instant. Raises Refused when it is not determined, or does not exist in its zone.

        A new date keeps the local time, a new time the date. The offset from UTC is what is written; else
        the zone's on that day; else that of the moment before.
        """
        day = self.day or (before.date() if before is not None else None)
        at = self.time or (before.timetz().replace(tzinfo=None) if before is not None else None)
        if day is None or at is None:
            raise Refused("Neither the facts nor the step say date and time", "Write `2026-04-16 at 10:00`.")
        local = datetime.combine(day, at)
        if self.offset is not None:
            return local.replace(tzinfo=timezone(self.offset))
        if zone is not None:
            return in_zone(local, zone)
        if before is None:
            raise Refused(
                "Nothing says how far this moment is from UTC",
                "Begin with the facts of a file, or with `times are those of America/New_York`.",
            )
        return local.replace(tzinfo=before.tzinfo)


def read_moment(text: str) -> Moment:
    """Reads a moment. Raises Refused; a weekday that is not the date's is refused too."""
    rest, offset = text.strip(), None
    with_offset = _OFFSET.fullmatch(rest)
    if with_offset is not None and ":" in with_offset["rest"]:
        rest = with_offset["rest"]
        offset = timedelta(hours=int(with_offset["hours"]), minutes=int(with_offset["minutes"]))
        offset = -offset if with_offset["sign"] == "-" else offset
        if abs(offset) >= timedelta(days=1):
            raise Refused(f"`{text}`: there is no such offset from UTC")
    first, _, after = rest.partition(" ")
    weekday = first.rstrip(",").capitalize()
    named = weekday in WEEKDAYS
    if named:
        rest = after
    day_text, at, time_text = rest.rpartition(" at ") if " at " in rest else (rest, "", "")
    if not at and ":" in rest and not named:
        return Moment(None, read_time(rest.removeprefix("at ")), offset)
    day = read_date(day_text)
    if named and WEEKDAYS[day.weekday()] != weekday:
        help = f"Write `{WEEKDAYS[day.weekday()]}`, or another date."
        raise Refused(f"{day.isoformat()} is a {WEEKDAYS[day.weekday()]}, not a {weekday}", help)
    return Moment(day, read_time(time_text) if at else None, offset)


def read_zone(name: str) -> ZoneInfo:
    """A zone by its IANA name. Raises Refused."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"There is no time zone `{name}`", "Write its full name, such as `America/New_York`.") from None


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """A local time with the offset of its zone. Raises Refused where clocks skip or repeat it."""
    early, late = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise Refused(f"In {zone.key}, clocks pass over {local.isoformat(' ', 'minutes')}")
    offset, other = early.utcoffset(), late.utcoffset()
    if offset != other:
        help = "Add the offset: `at 01:30-04:00`."
        raise Refused(f"In {zone.key}, clocks show {local.isoformat(' ', 'minutes')} twice", help)
    assert offset is not None
    return local.replace(tzinfo=timezone(offset))
