"""The port to a broker: what is handed over, what is heard back, and what can be asked. An adapter never decides.

A brokerage sub-account is a sleeve of ours, so that what happens is never attributed by guess. Identity is our own
reference, and the broker's permanent id; a broker's order number lives only within one connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Protocol

from pydantic import Field

from engine.trading.instrument import Instrument, Strict

Act = Literal["buy", "sell"]


class BrokerUnavailable(Exception):
    """The broker cannot be reached, and nothing was handed over."""


class OutcomeUnknown(Exception):
    """It was handed over, or perhaps not: the answer is missing. Never read as refused nor as done."""


class Ticket(Strict):
    """One slice as it is handed to a broker, good for the day.

    `reference` is ours: the client id with its version (`…/v1`). `limit` is in dollars per share. `quantity` counts
    contracts, or shares.
    """

    reference: str
    sub_account: str
    instrument: Instrument
    act: Act
    quantity: int
    limit: Decimal


# --- what is heard: each with the instant at which it happened at the broker -------------------------------------
class Heard(Strict):
    """Something a broker tells. Told again, or out of order, it means the same."""

    at: datetime


class Acknowledged(Heard):
    """The broker has the slice."""

    heard: Literal["acknowledged"] = "acknowledged"
    reference: str
    permanent_id: str


class Filled(Heard):
    """An execution, known by its id. `commission` is in dollars, positive when paid; None while it is pending."""

    heard: Literal["filled"] = "filled"
    execution_id: str
    reference: str
    permanent_id: str
    sub_account: str
    instrument: Instrument
    act: Act
    quantity: int
    price: Decimal
    commission: Decimal | None = None


class CommissionReported(Heard):
    """The commission of an execution that was pending."""

    heard: Literal["commission"] = "commission"
    execution_id: str
    commission: Decimal


class Cancelled(Heard):
    """Nothing more of the slice is at the broker."""

    heard: Literal["cancelled"] = "cancelled"
    reference: str
    permanent_id: str


class Rejected(Heard):
    """The broker did not take the slice. `code` is one of the adapter's table."""

    heard: Literal["rejected"] = "rejected"
    reference: str
    code: str
    text: str


class Refused(Heard):
    """The broker refused to cancel or to replace: what became of the slice is asked, never assumed."""

    heard: Literal["refused"] = "refused"
    reference: str
    what: Literal["cancel", "replace"]
    code: str
    text: str


class Expired(Heard):
    """A day's order ended with the session."""

    heard: Literal["expired"] = "expired"
    reference: str
    permanent_id: str


class OptionAssigned(Heard):
    """Short contracts were assigned; shares and cash move at the strike, or cash alone where it is cash-settled."""

    heard: Literal["assigned"] = "assigned"
    event_id: str
    sub_account: str
    instrument: Instrument
    quantity: int
    settlement: Decimal | None = None


class OptionExercised(Heard):
    """Long contracts were exercised. `settlement`: per share, of a cash-settled one."""

    heard: Literal["exercised"] = "exercised"
    event_id: str
    sub_account: str
    instrument: Instrument
    quantity: int
    settlement: Decimal | None = None


class OptionExpired(Heard):
    """Contracts expired worthless."""

    heard: Literal["option_expired"] = "option_expired"
    event_id: str
    sub_account: str
    instrument: Instrument
    side: Literal["long", "short"]
    quantity: int


class DividendPaid(Heard):
    """A dividend on shares held when they went ex-dividend. `per_share` in dollars."""

    heard: Literal["dividend"] = "dividend"
    event_id: str
    sub_account: str
    underlying: str
    shares: int
    per_share: Decimal


class SplitDone(Heard):
    """Every share became `to` for `of`; `renamed` pairs the old symbol of each option of it with its new terms."""

    heard: Literal["split"] = "split"
    event_id: str
    sub_account: str
    underlying: str
    to: int
    of: int
    renamed: tuple[tuple[str, Instrument], ...] = ()


class CashMoved(Heard):
    """Money that came in (positive) or went out. `why`: deposit, withdrawal, interest or fee."""

    heard: Literal["cash"] = "cash"
    event_id: str
    sub_account: str
    amount: Decimal
    why: Literal["deposit", "withdrawal", "interest", "fee"]


BrokerEvent = Annotated[
    Acknowledged
    | Filled
    | CommissionReported
    | Cancelled
    | Rejected
    | Refused
    | Expired
    | OptionAssigned
    | OptionExercised
    | OptionExpired
    | DividendPaid
    | SplitDone
    | CashMoved,
    Field(discriminator="heard"),
]


# --- what can be asked -------------------------------------------------------------------------------------------
class OpenOrder(Strict):
    """A slice that is at the broker, as the broker tells; `reference` is None for an order that is not ours."""

    reference: str | None
    permanent_id: str
    sub_account: str
    instrument: Instrument
    act: Act
    quantity: int
    filled: int
    limit: Decimal


class BrokerPosition(Strict):
    """What a sub-account holds: contracts or shares, negative when short."""

    sub_account: str
    instrument: Instrument
    quantity: int


class BrokerState(Strict):
    """Everything that a broker knows of some sub-accounts, at one instant; `executions` are those since `since`."""

    at: datetime
    since: date
    open_orders: tuple[OpenOrder, ...]
    executions: tuple[Filled, ...]
    ended: tuple[Cancelled | Rejected | Expired, ...]
    positions: tuple[BrokerPosition, ...]
    cash: tuple[tuple[str, Decimal], ...]


class Broker(Protocol):
    """A broker. Every call may raise BrokerUnavailable; the first three may raise OutcomeUnknown."""

    def submit(self, ticket: Ticket) -> None:
        """Hands a slice over. A reference that it knows already is never taken a second time."""

    def replace(self, reference: str, ticket: Ticket) -> None:
        """Asks for new terms under a new reference of the same client id."""

    def cancel(self, reference: str) -> None:
        """Asks that a slice be cancelled."""

    def poll(self) -> Sequence[BrokerEvent]:
        """What was heard since the last poll, in the order of hearing; it may repeat itself."""

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        """What the broker knows now: open orders, executions and ended slices since a date, positions, cash."""
