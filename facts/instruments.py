"""What kind of thing an underlying is, in which lots it trades, and in which steps its options are priced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facts.exact import UNKNOWN
from facts.tables import Table


@dataclass(frozen=True, slots=True)
class Instrument:
    """One underlying: stock, fund or index; shares of a round lot and of one option contract, as text."""

    symbol: str
    kind: str
    lot_size: str
    multiplier: str


@dataclass(frozen=True, slots=True)
class TickRule:
    """Price steps of an underlying's options over a stretch of time: one below a premium, one from it on."""

    first: date
    last: date
    below: str
    changes_at: Decimal
    onward: str


class Instruments:
    """The instruments of the tables, by symbol."""

    def __init__(self, table: Table, ticks: Table | None = None) -> None:
        table.unique("underlying")
        self._found = {
            symbol: Instrument(symbol, kind, lot or UNKNOWN, multiplier or UNKNOWN)
            for symbol, kind, lot, multiplier in table.rows("underlying", "instrument", "lot_size", "multiplier")
        }
        self._ticks: dict[str, list[TickRule]] = {}
        if ticks is not None:
            names = ("underlying", "from", "until", "tick_below", "changes_at", "tick_from")
            for symbol, first, last, below, changes_at, onward in ticks.rows(*names):
                rule = TickRule(first, last, below, Decimal(changes_at), onward)
                self._ticks.setdefault(symbol, []).append(rule)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._found

    def __getitem__(self, symbol: str) -> Instrument:
        return self._found[symbol]

    def symbols(self) -> Iterable[str]:
        """Every symbol, in the order of the table."""
        return self._found

    def tick(self, symbol: str, on: date) -> TickRule | None:
        """The rule for the price steps of a symbol's options on a date, or None if the table has none."""
        return next((rule for rule in self._ticks.get(symbol, ()) if rule.first <= on <= rule.last), None)
