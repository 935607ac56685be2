"""Marks: the last prices that decisions were made on, and what the books are worth at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.books.sleeve import SleeveBooks, Unrealised


@dataclass(frozen=True, slots=True)
class Mark:
    """A price per share: when it was decided on, and in which entry. Of an option it is the middle of bid and ask."""

    price: Decimal
    at: datetime
    entry: int


class Marks:
    """The last known mark of every symbol."""

    def __init__(self) -> None:
        self.of: dict[str, Mark] = {}

    def take(self, facts: Mapping[str, Any], at: datetime, entry: int) -> None:
        """The quotes among the facts of a decision; what is not known, or quoted on one side alone, leaves the mark."""
        for symbol, told in facts.get("contract", {}).items():
            bid, ask = _number(told.get("bid")), _number(told.get("ask"))
            if bid is not None and ask is not None:
                self.of[symbol] = Mark((bid + ask) / 2, at, entry)
        for symbol, told in facts.get("underlying", {}).items():
            spot = _number(told.get("spot"))
            if spot is not None:
                self.of[symbol] = Mark(spot, at, entry)

    @property
    def prices(self) -> Mapping[str, Decimal]:
        """The prices alone, by symbol."""
        return {symbol: mark.price for symbol, mark in self.of.items()}

    def used(self, sleeve: SleeveBooks) -> tuple[tuple[str, Mark], ...]:
        """The marks of what a sleeve holds, as far as there are any."""
        return tuple((symbol, self.of[symbol]) for symbol in held(sleeve) if symbol in self.of)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a sleeve is worth at marks, without its tax reserve: None where a mark is missing, named in `missing`."""

    realised: Decimal
    unrealised: Decimal | None
    equity: Decimal | None
    missing: tuple[str, ...]


def worth(sleeve: SleeveBooks, prices: Mapping[str, Decimal]) -> Worth:
    """A sleeve at marks: book value of cash, options and shares, and what they would gain."""
    from ledger.books.chart import LedgerAccount as A

    found: Unrealised = sleeve.unrealised(prices)
    unrealised = None if found.options is None or found.shares is None else found.options + found.shares
    at_cost = sum((sleeve.balances[each] for each in (A.CASH, A.OPTIONS_LONG, A.OPTIONS_WRITTEN, A.SHARES)), Decimal(0))
    equity = None if unrealised is None else at_cost + unrealised
    return Worth(sleeve.realised, unrealised, equity, found.missing)


def held(sleeve: SleeveBooks) -> tuple[str, ...]:
    """The symbols of what a sleeve holds: contracts, then shares."""
    contracts = (each.instrument.symbol for each in sleeve.positions.values())
    shares = (underlying for underlying, each in sleeve.shares.items() if each.held)
    return tuple(dict.fromkeys((*contracts, *shares)))


def _number(told: object) -> Decimal | None:
    """A given number, with or without its age; None for one that is not known."""
    value = told.get("value") if isinstance(told, dict) else told
    if not isinstance(value, str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
