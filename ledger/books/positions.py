"""Option positions at cost: what was received or paid for them, and how it leaves when contracts leave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from engine.trading.books import BooksRefused, Position
from engine.trading.events import Side
from engine.trading.instrument import Instrument
from ledger.books.chart import LedgerAccount
from ledger.books.money import part_of, per_unit

Ending = Literal["closed", "assigned", "exercised", "expired"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OptionPosition:
    """Contracts of one series that one order opened.

    `premium` is the money received for the contracts that are still there, negative if paid, exact; None where nobody
    knows it. `opened` counts the contracts that ever came in, `opened_for` the money for them. `realised` is the gain
    so far: what went into the cost or the proceeds of shares is none. `order` is None for a position that no order of
    ours opened.
    """

    key: str
    sleeve: str
    instrument: Instrument
    side: Side
    quantity: int
    premium: Decimal | None
    opened_on: date
    purpose: str | None
    order: str | None
    opened: int
    opened_for: Decimal | None
    realised: Decimal = _ZERO
    ended_on: date | None = None
    ended_by: Ending | None = None
    view: Position = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Builds what others see of it."""
        seen = Position(
            key=self.key,
            instrument=self.instrument,
            side=self.side,
            quantity=self.quantity,
            credit=self.credit,
            opened_on=self.opened_on,
            purpose=self.purpose,
        )
        object.__setattr__(self, "view", seen)

    @property
    def account(self) -> LedgerAccount:
        """Where its cost stands in the books."""
        return LedgerAccount.OPTIONS_WRITTEN if self.side == "short" else LedgerAccount.OPTIONS_LONG

    @property
    def carried(self) -> Decimal:
        """Its balance in the books, a debit where positive. What it cost unknown to anybody is carried at nothing."""
        return _ZERO if self.premium is None else -self.premium

    @property
    def credit(self) -> Decimal | None:
        """The average received per share at the opening, negative if paid; None where nobody knows."""
        if self.opened_for is None or not self.opened:
            return None
        return per_unit(self.opened_for, self.opened * self.instrument.units)

    def more(self, quantity: int, premium: Decimal) -> OptionPosition:
        """The position after another fill of the order that opened it."""
        return replace(
            self,
            quantity=self.quantity + quantity,
            premium=None if self.premium is None else self.premium + premium,
            opened=self.opened + quantity,
            opened_for=None if self.opened_for is None else self.opened_for + premium,
        )

    def premium_of(self, quantity: int) -> Decimal | None:
        """The part of the premium that leaves with some of its contracts."""
        return None if self.premium is None else part_of(self.premium, quantity, self.quantity)

    def less(self, quantity: int, realised: Decimal, on: date, by: Ending) -> OptionPosition:
        """The position after some of its contracts left, or all of them."""
        premium = self.premium_of(quantity)
        gone = quantity == self.quantity
        return replace(
            self,
            quantity=self.quantity - quantity,
            premium=None if self.premium is None or premium is None else self.premium - premium,
            realised=self.realised + realised,
            ended_on=on if gone else None,
            ended_by=by if gone else None,
        )

    def renamed(self, instrument: Instrument, to: int, of: int) -> OptionPosition:
        """The position under new terms: the money stays, and every `of` contracts become `to`.

        Raises BooksRefused where a fraction of a contract would be left. What was opened and has left is forgotten
        where it does not become a whole number of contracts.
        """
        if self.quantity * to % of:
            raise BooksRefused(f"{self.quantity} contracts of {self.instrument.symbol} do not become whole ones")
        quantity = self.quantity * to // of
        if self.opened * to % of:
            return replace(self, instrument=instrument, quantity=quantity, opened=quantity, opened_for=self.premium)
        return replace(self, instrument=instrument, quantity=quantity, opened=self.opened * to // of)
