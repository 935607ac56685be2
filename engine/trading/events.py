"""What the ledger holds of an account, one event after the other. Books, orders and reports are folds of these.

Each event has its `kind`, and is plain data: money and prices exact decimals in dollars, instants with their offset,
quantities whole contracts or shares. `at` and the account stand beside the event, in its entry.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from engine.trading.broker import (
    CashMoved,
    CommissionReported,
    DividendPaid,
    Filled,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    SplitDone,
)
from engine.trading.instrument import Instrument, Strict
from engine.trading.orders import SliceState

Side = Literal["long", "short"]


# --- how an account begins ---------------------------------------------------------------------------------------
class SleeveOpened(Strict):
    """One sub-account at the start. `base` is its capital at the start plus deposits less withdrawals (R-16)."""

    name: str
    sleeve_kind: str
    cash: Decimal
    base: Decimal
    reinvested: Decimal = Decimal(0)
    high_water: Decimal | None = None


class AccountOpened(Strict):
    """An account begins: whose, of what kind, from which other one it was forked, and with what money."""

    kind: Literal["account_opened"] = "account_opened"
    account: str
    user: str
    account_kind: str
    opened_on: date
    parent: str | None = None
    stress_test: bool = False
    sleeves: tuple[SleeveOpened, ...]


class PositionBrought(Strict):
    """An option position that was there when the ledger began. `credit`: per share, negative if paid."""

    kind: Literal["position_brought"] = "position_brought"
    position: str
    sleeve: str
    instrument: Instrument
    side: Side
    quantity: int
    credit: Decimal | None
    opened_on: date
    purpose: str | None = None


class LotBrought(Strict):
    """Shares that were there when the ledger began. `cost` is in dollars per share."""

    kind: Literal["lot_brought"] = "lot_brought"
    sleeve: str
    underlying: str
    shares: int
    cost: Decimal
    acquired_on: date
    assigned: bool = False


class LawAdopted(Strict):
    """From here on this law decides; its canonical text is stored once, under its digest."""

    kind: Literal["law_adopted"] = "law_adopted"
    constitution: str
    version: str
    logic_digest: str
    text_digest: str


# --- what is decided ---------------------------------------------------------------------------------------------
class CycleDecided(Strict):
    """One evaluation, known by the instant it was scheduled for, and what it needs to be evaluated again.

    The digests name stored contents: the facts, the events told, what was kept before, the decision record. `attempt`
    tells evaluations of one cycle apart, which follow one another as long as the law has more to say.
    """

    kind: Literal["cycle_decided"] = "cycle_decided"
    scheduled: datetime
    attempt: int
    law_text: str
    facts: str
    told: str
    kept_before: str
    record: str


class CyclesUnchanged(Strict):
    """Cycles that were looked at and decided nothing new, counted instead of recorded."""

    kind: Literal["cycles_unchanged"] = "cycles_unchanged"
    first: datetime
    last: datetime
    count: int


# --- orders ------------------------------------------------------------------------------------------------------
class OrderPlanned(Strict):
    """An order of the law, whole, as its intent says. `intent_key` makes a second one of the same intent impossible.

    `origin` is `law`, or who else wants it. `limit` and `bound` in dollars per share: asked, and the worst accepted.
    `action` and `subject` name what was decided, `because` the rules. `position` is the one it closes,
    `after` the order that has to be filled first: a leg that opens waits for the one that closes.
    """

    kind: Literal["order_planned"] = "order_planned"
    order: str
    intent_key: str
    sleeve: str
    instrument: Instrument
    side: Side
    opens: bool
    urgent: bool
    origin: str
    quantity: int
    limit: Decimal | None
    bound: Decimal | None
    action: str
    subject: str
    because: tuple[str, ...]
    purpose: str | None = None
    position: str | None = None
    after: str | None = None


class OrderEnded(Strict):
    """Nothing more is sent of an order: filled, given up, cancelled or denied, as `status` says, and `why`."""

    kind: Literal["order_ended"] = "order_ended"
    order: str
    status: str
    why: str | None = None


class ActionSent(Strict):
    """An action of the law is under way: its duty does not arise again until it ended. `fields` as the law has them."""

    kind: Literal["action_sent"] = "action_sent"
    action: str
    subject: str
    fields: dict[str, str] = Field(default_factory=dict)


class ActionEnded(Strict):
    """An action of the law ended. What was opened in part is confirmed as far as it went, at its mean price."""

    kind: Literal["action_ended"] = "action_ended"
    action: str
    subject: str
    outcome: Literal["confirmed", "rejected", "in_doubt"]
    fields: dict[str, str] = Field(default_factory=dict)
    why: str | None = None


class SliceStepped(Strict):
    """A slice reached a state. The first step carries its quantity and limit; a replace raises the version."""

    kind: Literal["slice_stepped"] = "slice_stepped"
    order: str
    slice: str
    state: SliceState
    version: int
    reference: str
    quantity: int
    limit: Decimal
    permanent_id: str | None = None
    why: str | None = None


# --- what the broker did to the books ----------------------------------------------------------------------------
class FillBooked(Strict):
    """An execution, matched to an order by its reference; `order` is None for one that is not ours."""

    kind: Literal["fill_booked"] = "fill_booked"
    fill: Filled
    sleeve: str
    order: str | None
    slice: str | None
    position: str | None = None
    opens: bool
    purpose: str | None = None


class CommissionBooked(Strict):
    """The commission of an execution that was pending."""

    kind: Literal["commission_booked"] = "commission_booked"
    report: CommissionReported


class AssignmentBooked(Strict):
    """Short contracts were assigned, confirmed by cash and shares."""

    kind: Literal["assignment_booked"] = "assignment_booked"
    sleeve: str
    event: OptionAssigned


class ExerciseBooked(Strict):
    """Long contracts were exercised."""

    kind: Literal["exercise_booked"] = "exercise_booked"
    sleeve: str
    event: OptionExercised


class ExpiryBooked(Strict):
    """Contracts expired worthless."""

    kind: Literal["expiry_booked"] = "expiry_booked"
    sleeve: str
    event: OptionExpired


class DividendBooked(Strict):
    """A dividend came in."""

    kind: Literal["dividend_booked"] = "dividend_booked"
    sleeve: str
    event: DividendPaid


class SplitBooked(Strict):
    """A split changed shares and contracts."""

    kind: Literal["split_booked"] = "split_booked"
    sleeve: str
    event: SplitDone


class CashBooked(Strict):
    """A deposit or withdrawal moves the base as well; interest and fees do not."""

    kind: Literal["cash_booked"] = "cash_booked"
    sleeve: str
    event: CashMoved


# --- what the law does to the books ------------------------------------------------------------------------------
class TaxReserved(Strict):
    """Money set apart for tax; it is no longer equity (R-16)."""

    kind: Literal["tax_reserved"] = "tax_reserved"
    sleeve: str
    amount: Decimal


class Reinvested(Strict):
    """Gains put back to work (R-32): what may be deployed rises by them."""

    kind: Literal["reinvested"] = "reinvested"
    sleeve: str
    into_contracts: Decimal
    into_leaps: Decimal


class CapitalMoved(Strict):
    """Cash from one sleeve to another, also of another account: a fork or a merge. `why` is the action."""

    kind: Literal["capital_moved"] = "capital_moved"
    from_sleeve: str
    to_sleeve: str
    amount: Decimal
    why: str


class AccountFounded(Strict):
    """An account that this one forked; its money leaves beside this event. What stands here is carried out."""

    kind: Literal["account_founded"] = "account_founded"
    opened: AccountOpened


class AccountClosed(Strict):
    """An account ended; all of it was moved elsewhere before."""

    kind: Literal["account_closed"] = "account_closed"
    why: str


# --- people, health and alarms -----------------------------------------------------------------------------------
class OperatorActed(Strict):
    """What a person asked for. Who it was is asserted, not proved."""

    kind: Literal["operator_acted"] = "operator_acted"
    verb: str
    who: str
    reason: str
    scope: str | None = None


class Interrupted(Strict):
    """A session ended or was found ended: when it was last alive, and what it was found to be doing."""

    kind: Literal["interrupted"] = "interrupted"
    last_alive: datetime | None
    found: tuple[str, ...]


class Recovered(Strict):
    """One step of recovery was done: `loaded`, `fetched`, `reconciled`, `scheduled`, `risk_checked`."""

    kind: Literal["recovered"] = "recovered"
    step: Literal["loaded", "fetched", "reconciled", "scheduled", "risk_checked"]
    ok: bool
    why: str | None = None


class Reconciled(Strict):
    """The books were compared with the broker. Each difference is a sentence; an empty list is a clean one."""

    kind: Literal["reconciled"] = "reconciled"
    clean: bool
    differences: tuple[str, ...]


class AlertRaised(Strict):
    """Something that a person should know."""

    kind: Literal["alert_raised"] = "alert_raised"
    code: str
    text: str


AccountEvent = Annotated[
    AccountOpened
    | PositionBrought
    | LotBrought
    | LawAdopted
    | CycleDecided
    | CyclesUnchanged
    | OrderPlanned
    | OrderEnded
    | ActionSent
    | ActionEnded
    | SliceStepped
    | FillBooked
    | CommissionBooked
    | AssignmentBooked
    | ExerciseBooked
    | ExpiryBooked
    | DividendBooked
    | SplitBooked
    | CashBooked
    | TaxReserved
    | Reinvested
    | CapitalMoved
    | AccountFounded
    | AccountClosed
    | OperatorActed
    | Interrupted
    | Recovered
    | Reconciled
    | AlertRaised,
    Field(discriminator="kind"),
]

ACCOUNT_EVENT: TypeAdapter[AccountEvent] = TypeAdapter(AccountEvent)
"""Reads an event from plain data and writes it back."""
