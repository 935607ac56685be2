"""Open interest and volume of contracts, by session, as they were known at an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from facts.exact import plain, rounded
from facts.quotes import keys
from facts.sessions import Calendar
from facts.tables import Table

Column = list[str | None]


class ContractDays:
    """A table of contracts by session."""

    def __init__(self, table: Table, calendar: Calendar) -> None:
        self._calendar = calendar
        self._out_before_open = table.mapping.about.open_interest == "before_open"
        self._volume: dict[date, dict[str, str]] = {}
        self._open_interest: dict[date, dict[str, str]] = {}
        table.unique("underlying", "expires_on", "right", "strike", "session")
        names = ("session", "open_interest", "volume")
        for symbol, (session, interest, volume) in zip(keys(table), table.rows(*names), strict=True):
            _keep(self._volume, session, symbol, volume)
            _keep(self._open_interest, session, symbol, interest)

    def facts(self, symbols: Sequence[str], at: datetime, window: int, stands: date | None) -> Mapping[str, Column]:
        """Columns `open_interest`, `volume` and `average_volume` of contracts at an instant (R-26).

        `volume` is that of the last completed session, `average_volume` the mean over those of the last
        `window` completed sessions for which one is recorded, in whole contracts. `open_interest`
        is the newest figure that was out. A session that is not over is not counted, unless an assumption
        says that the session `stands` for the last completed one.
        """
        completed = [session.on for session in self._calendar.last_completed(window, at)]
        if stands is not None and stands not in completed:
            completed = [*completed, stands][-window:]
        volumes = [self._volume.get(on, {}) for on in completed]
        latest = volumes[-1] if volumes else {}
        interest = self._newest_interest(at)
        return {
            "open_interest": [interest.get(symbol) for symbol in symbols],
            "volume": [latest.get(symbol) for symbol in symbols],
            "average_volume": [_mean([day[symbol] for day in volumes if symbol in day]) for symbol in symbols],
        }

    def _newest_interest(self, at: datetime) -> Mapping[str, str]:
        """The figures that came out last; none if that session has no rows, rather than older ones."""
        today = self._calendar.session(self._calendar.local(at).date())
        if self._out_before_open and today is not None and today.opens <= at:
            return self._open_interest.get(today.on, {})
        completed = self._calendar.completed(at)
        return self._open_interest.get(completed.on, {}) if completed else {}


def _keep(days: dict[date, dict[str, str]], session: date, symbol: str, value: str | None) -> None:
    if value is not None:
        days.setdefault(session, {})[symbol] = value


def _mean(values: Sequence[str]) -> str | None:
    if not values:
        return None
    return plain(rounded(sum(map(Fraction, values), Fraction(0)) / len(values), places=0))
