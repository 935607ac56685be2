"""Prices within a session: a path from the open over both extremes to the close, in whole cents.

Nothing is known of a day but its bar, so the path is a choice; it touches what the bar touches, and nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from facts.modelled.description import PathModel
from facts.sessions import Session, seconds_between

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Day:
    """The bar of a session, in cents as traded on that day."""

    open: int
    high: int
    low: int
    close: int


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines between cents at whole seconds after the open."""

    session: Session
    seconds: tuple[int, ...]
    cents: tuple[int, ...]

    def at(self, instant: datetime) -> int:
        """Cents at an instant of the session, its close included; seconds are whole, halves of a cent go to even."""
        return self._after(min(max(seconds_between(self.session.opens, instant), 0), self.seconds[-1]))

    def crossings(self, level: Decimal) -> Iterator[datetime]:
        """The first whole second of each line at which the price has come to a level that it did not stand at."""
        aim = Fraction(level / CENT)
        for number in range(1, len(self.cents)):
            before, after = self.cents[number - 1], self.cents[number]
            if before < aim <= after or after <= aim < before:
                yield self.session.opens + timedelta(seconds=self._first(number, aim))

    def _after(self, second: int) -> int:
        for number in range(1, len(self.seconds)):
            if second <= self.seconds[number]:
                break
        begins, ends = self.seconds[number - 1], self.seconds[number]
        before, after = self.cents[number - 1], self.cents[number]
        whole, rest = divmod((after - before) * (second - begins), ends - begins)
        half = 2 * rest - (ends - begins)
        return before + whole + (1 if half > 0 or (half == 0 and (before + whole) % 2) else 0)

    def _first(self, number: int, aim: Fraction) -> int:
        low, high = self.seconds[number - 1], self.seconds[number]
        rises = self.cents[number - 1] < aim
        while high - low > 1:
            middle = (low + high) // 2
            there = self._after(middle)
            if there >= aim if rises else there <= aim:
                high = middle
            else:
                low = middle
        return high


class Paths:
    """The paths of all symbols. `opposed` ones take the other extreme first."""

    def __init__(self, days: Mapping[str, Mapping[date, Day]], model: PathModel, opposed: Sequence[str] = ()) -> None:
        self._days = days
        self._model = model
        self._opposed = frozenset(opposed)
        self._kept: dict[str, Path] = {}
        self._kept_of: date | None = None

    def day(self, symbol: str, on: date) -> Day | None:
        """The bar of a session, or None if there is none."""
        return self._days.get(symbol, {}).get(on)

    def path(self, symbol: str, session: Session) -> Path | None:
        """The path of a session, or None where there is no bar."""
        if self._kept_of != session.on:
            self._kept, self._kept_of = {}, session.on
        if symbol not in self._kept:
            day = self.day(symbol, session.on)
            if day is None:
                return None
            self._kept[symbol] = self._made(symbol, session, day)
        return self._kept[symbol]

    def _made(self, symbol: str, session: Session, day: Day) -> Path:
        length = seconds_between(session.opens, session.closes)
        first, second = (int(share * length) for share in (self._model.first_extreme, self._model.second_extreme))
        extremes = (day.low, day.high) if self.low_first(session.on, symbol) else (day.high, day.low)
        return Path(session, (0, first, second, length), (day.open, *extremes, day.close))

    def low_first(self, on: date, symbol: str) -> bool:
        """The coin of a session: whether a symbol's low comes before its high."""
        coin = random.Random(f"{self._model.seed} {on.isoformat()}").random()
        return (2 * coin < 1) != (symbol in self._opposed)
