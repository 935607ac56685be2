"""What an account holds now, as the books tell: the view that facts are made from. Money in dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from engine.trading.events import AccountEvent, Side
from engine.trading.instrument import Instrument
from engine.trading.orders import MAY_BE_AT_BROKER, SliceState


@dataclass(frozen=True, slots=True)
class Position:
    """An option position. `credit`: per share at the opening, negative if paid; None where nobody knows."""

    key: str
    instrument: Instrument
    side: Side
    quantity: int
    credit: Decimal | None
    opened_on: date
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Lot:
    """Shares bought at one time; `number` rises within the holding and is never used again. `cost` per share."""

    number: int
    shares: int
    cost: Decimal
    acquired_on: date
    assigned: bool


@dataclass(frozen=True, slots=True)
class Sale:
    """Shares sold or called away at one time; `price` per share received."""

    number: int
    shares: int
    price: Decimal
    sold_on: date


@dataclass(frozen=True, slots=True)
class Holding:
    """The shares of one underlying: lots as they were bought, oldest first, and the sales that took from them.

    What is left is the one less the other, the oldest shares first.
    """

    underlying: str
    lots: tuple[Lot, ...]
    sales: tuple[Sale, ...] = ()


@dataclass(frozen=True, slots=True)
class SliceView:
    """A slice: what was sent last, and what is known of it. `heard_at`: when this version was sent, acknowledged or
    last filled."""

    key: str
    client_id: str
    version: int
    quantity: int
    filled: int
    limit: Decimal
    state: SliceState
    heard_at: datetime
    permanent_id: str | None


@dataclass(frozen=True, slots=True)
class OrderView:
    """A parent order with its slices, oldest first. `status` is None while it is open.

    `mean_price` is that of its fills, per share; None before the first.
    """

    key: str
    sleeve: str
    instrument: Instrument
    side: Side
    opens: bool
    urgent: bool
    origin: str
    quantity: int
    filled: int
    mean_price: Decimal | None
    limit: Decimal | None
    action: str
    subject: str
    position: str | None
    purpose: str | None
    after: str | None
    status: str | None
    slices: tuple[SliceView, ...]


@dataclass(frozen=True, slots=True)
class SleeveView:
    """One sub-account: free and bound cash together, without the tax reserve, and what it holds."""

    key: str
    kind: str
    cash: Decimal
    base: Decimal
    reinvested: Decimal
    tax_reserve: Decimal
    realised: Decimal
    high_water: Decimal | None
    positions: tuple[Position, ...]
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account. `matches_broker` is None until its books were compared with the broker's."""

    account: str
    user: str
    kind: str
    opened_on: date
    parent: str | None
    stress_test: bool
    matches_broker: bool | None
    sleeves: tuple[SleeveView, ...]
    orders: tuple[OrderView, ...]


class Books(Protocol):
    """A fold of the events of one account. What was folded once is never folded again."""

    def apply(self, event: AccountEvent, at: datetime) -> None:
        """Books one event. Raises BooksRefused for one that cannot follow what is booked; then nothing changed."""

    def check(self, event: AccountEvent, at: datetime) -> None:
        """Raises BooksRefused as `apply` would, and books nothing."""

    def view(self) -> AccountView:
        """The account as it stands."""


class BooksRefused(ValueError):
    """An event does not fit the books: what it closes is not there, or it is known already with other content."""


def instruments_of(accounts: Sequence[AccountView]) -> tuple[Instrument, ...]:
    """What accounts hold or have open orders for, shares included, in the order of the symbols."""
    found: dict[str, Instrument] = {}
    for account in accounts:
        for sleeve in account.sleeves:
            found |= {each.instrument.symbol: each.instrument for each in sleeve.positions}
            found |= {
                each.underlying: Instrument(symbol=each.underlying, underlying=each.underlying)
                for each in sleeve.holdings
            }
        for order in account.orders:
            if order.status is None or any(each.state in MAY_BE_AT_BROKER for each in order.slices):
                found[order.instrument.symbol] = order.instrument
    return tuple(found[symbol] for symbol in sorted(found))
