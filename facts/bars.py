"""True ranges of completed sessions, in the shares of the day that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from facts.exact import UNKNOWN, plain, rounded
from facts.sessions import Session
from facts.tables import Table


@dataclass(frozen=True, slots=True)
class Bar:
    """High, low and close of a session in dollars, as the table has them; None where it has none."""

    high: Fraction | None
    low: Fraction | None
    close: Fraction | None


@dataclass(frozen=True, slots=True)
class Split:
    """A split: from `ex_date` on, one old share is `ratio` new ones."""

    ex_date: date
    ratio: Fraction


class Splits:
    """The splits of every symbol."""

    def __init__(self, table: Table | None = None) -> None:
        self._found: dict[str, list[Split]] = {}
        if table is not None:
            table.unique("underlying", "ex_date")
            for symbol, ex_date, ratio in table.rows("underlying", "ex_date", "ratio"):
                self._found.setdefault(symbol, []).append(Split(ex_date, Fraction(ratio)))

    def of(self, symbol: str) -> tuple[Split, ...]:
        """The splits of a symbol, in the order of the table."""
        return tuple(self._found.get(symbol, ()))

    def restatement(self, symbol: str, stated: date, wanted: date) -> Fraction:
        """What turns a price per share of day `stated` into a price per share of day `wanted`."""
        factor = Fraction(1)
        for split in self._found.get(symbol, ()):
            if stated < split.ex_date <= wanted:
                factor /= split.ratio
            elif wanted < split.ex_date <= stated:
                factor *= split.ratio
        return factor


class Bars:
    """Daily bars by symbol and session, with what is needed to restate them for splits (R-29)."""

    def __init__(self, table: Table, splits: Splits) -> None:
        table.unique("underlying", "session")
        self._restated_through = table.mapping.restated_through
        self._splits = splits
        self._bars: dict[str, dict[date, tuple[str | None, ...]]] = {}
        self._made: dict[tuple[str, date, Fraction], Bar] = {}
        for symbol, session, *prices in table.rows("underlying", "session", "high", "low", "close"):
            self._bars.setdefault(symbol, {})[session] = tuple(prices)

    def symbols(self) -> Iterable[str]:
        """Every symbol that has bars, in the order of the table."""
        return self._bars

    def bar(self, symbol: str, on: date, wanted: date) -> Bar | None:
        """The bar of a session, per share of day `wanted`, or None if there is none."""
        prices = self._bars.get(symbol, {}).get(on)
        if prices is None:
            return None
        factor = self._splits.restatement(symbol, self._restated_through or on, wanted)
        key = (symbol, on, factor)
        found = self._made.get(key)
        if found is None:
            high, low, close = (None if price is None else Fraction(price) * factor for price in prices)
            found = self._made[key] = Bar(high, low, close)
        return found

    def true_ranges(self, symbol: str, sessions: Sequence[Session], wanted: date) -> list[Fraction | None]:
        """The true range of each session but the first, which only lends its close; None is a hole.

        A true range is the greatest of high − low, |high − previous close| and |low − previous close|, all of
        them per share of day `wanted`: a split between the two sessions makes no range of its own.
        """
        bars = [self.bar(symbol, session.on, wanted) for session in sessions]
        return [_true_range(before, bar) for before, bar in pairwise(bars)]


def series(ranges: Iterable[Fraction | None]) -> list[str]:
    """True ranges as a series of facts, `unknown` for a hole."""
    return [UNKNOWN if each is None else plain(rounded(each)) for each in ranges]


def facts(bars: Bars, symbol: str, sessions: Sequence[Session], count: int, wanted: date) -> Mapping[str, object]:
    """The facts that bars give for a symbol. `sessions`: all that are completed, oldest first.

    `true_range`: the last `count` completed sessions. It is left out if none of them is known.
    `atr_last_valid`: only if one of them is a hole, the mean over the latest earlier window of the same
    length that has none.
    """
    if symbol not in bars.symbols():
        return {}
    window = bars.true_ranges(symbol, sessions[-count - 1 :], wanted)
    window = [*[None] * (count - len(window)), *window]
    found: dict[str, object] = {}
    if any(each is not None for each in window):
        found["true_range"] = series(window)
    if None in window:
        every = bars.true_ranges(symbol, sessions, wanted)
        valid = _last_full(every, count)
        if valid is not None:
            found["atr_last_valid"] = plain(rounded(sum(valid, Fraction(0)) / count))
    return found


def _true_range(before: Bar | None, bar: Bar | None) -> Fraction | None:
    if before is None or bar is None or before.close is None or bar.high is None or bar.low is None:
        return None
    return max(bar.high - bar.low, abs(bar.high - before.close), abs(bar.low - before.close))


def _last_full(ranges: Sequence[Fraction | None], count: int) -> list[Fraction] | None:
    for end in range(len(ranges), count - 1, -1):
        window = [each for each in ranges[end - count : end] if each is not None]
        if len(window) == count:
            return window
    return None
