"""What an event will do to the books, gathered while it is checked, and done only when all of it is known to fit."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from typing import TypeVar

from engine.trading.books import BooksRefused
from ledger.books.chart import LedgerAccount
from ledger.books.journal import Posting
from ledger.books.money import is_amount
from ledger.books.sleeve import SleeveBooks

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Draft:
    """Postings and writes of one event.

    `today` is the running day of the books, at the exchange; `touched` are the sleeves whose books change.
    """

    at: datetime
    zone: tzinfo
    today: date
    event: str
    reference: str | None = None
    postings: list[Posting] = field(default_factory=list)
    writes: list[Callable[[], object]] = field(default_factory=list)
    touched: dict[str, SleeveBooks] = field(default_factory=dict)

    def day_of(self, at: datetime) -> date:
        """The day of an instant at the exchange."""
        return at.astimezone(self.zone).date()

    def post(
        self,
        sleeve: SleeveBooks,
        account: LedgerAccount,
        amount: Decimal,
        instrument: str | None = None,
        quantity: int | None = None,
        position: str | None = None,
    ) -> None:
        """A posting: a debit where the amount is positive. One of nothing is kept only if it tells of a quantity.

        Raises BooksRefused for an amount of too many digits.
        """
        self.touched[sleeve.key] = sleeve
        if not is_amount(amount):
            raise BooksRefused(f"{self.event}: books cannot hold an amount of {amount}")
        if amount or quantity:
            self.postings.append(Posting(sleeve.key, account, amount, instrument, quantity, position))

    def put(self, into: MutableMapping[K, V], key: K, value: V) -> None:
        """A value of a mapping, written when the event is booked."""
        self.writes.append(partial(into.__setitem__, key, value))

    def set(self, thing: object, name: str, value: object) -> None:
        """An attribute, written when the event is booked."""
        self.writes.append(partial(setattr, thing, name, value))

    def drop(self, of: MutableMapping[K, V], key: K) -> None:
        """A key of a mapping that is gone when the event is booked, if it is there."""
        self.writes.append(lambda: of.pop(key, None))


def positive(quantity: int, of: str) -> None:
    """Raises BooksRefused unless a quantity is above zero."""
    if quantity <= 0:
        raise BooksRefused(f"{of}: a quantity of {quantity}")
