"""What a broker tells, as events of the ledger. Matched by execution id, permanent id and reference, never by time.

What is told twice, late or out of order changes nothing that is known already; what contradicts it is a difference,
and differences are reconciled, not guessed away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.trading.books import AccountView, OrderView, SliceView
from engine.trading.broker import (
    Acknowledged,
    BrokerEvent,
    Cancelled,
    CashMoved,
    CommissionReported,
    DividendPaid,
    Expired,
    Filled,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    Refused,
    Rejected,
    SplitDone,
)
from engine.trading.events import (
    AccountEvent,
    ActionEnded,
    AlertRaised,
    AssignmentBooked,
    CashBooked,
    CommissionBooked,
    DividendBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    SliceStepped,
    SplitBooked,
)
from engine.trading.orders import ENDED, STEPS, SliceState

VERSION = "/v"
"""Between the client id of a slice and its version, in a reference."""


_STATES = {
    "acknowledged": SliceState.ACKNOWLEDGED,
    "cancelled": SliceState.CANCELLED,
    "expired": SliceState.EXPIRED,
    "rejected": SliceState.REJECTED,
}


@dataclass(frozen=True, slots=True)
class StepNames:
    """What the law calls the steps of a slice; None where it has none."""

    cancel: str | None
    replace: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A slice and the order that it is of."""

    order: OrderView
    slice: SliceView


def reference_of(client_id: str, version: int) -> str:
    """The reference of a version of a slice."""
    return f"{client_id}{VERSION}{version}"


def _version(reference: str) -> int:
    """The version in a reference of ours."""
    version = reference.rpartition(VERSION)[2]
    return int(version) if version.isdecimal() else 0


def find(account: AccountView, reference: str | None) -> Found | None:
    """The slice of a reference, of whatever version; None for one that is not ours."""
    if reference is None:
        return None
    client_id, _, _ = reference.rpartition(VERSION)
    for order in account.orders:
        for each in order.slices:
            if each.client_id == client_id:
                return Found(order, each)
    return None


def booked(
    event: BrokerEvent, account: AccountView, names: StepNames, at_broker: Mapping[str, str]
) -> Iterator[AccountEvent]:
    """The account's events that something heard means, given what is booked; none where it is known already.

    `at_broker` tells the reference under which the broker has a slice, where that is known better than by the books.
    """
    match event:
        case Filled():
            yield from _filled(event, account)
        case CommissionReported():
            yield CommissionBooked(report=event)
        case OptionAssigned():
            yield AssignmentBooked(sleeve=event.sub_account, event=event)
        case OptionExercised():
            yield ExerciseBooked(sleeve=event.sub_account, event=event)
        case OptionExpired():
            yield ExpiryBooked(sleeve=event.sub_account, event=event)
        case DividendPaid():
            yield DividendBooked(sleeve=event.sub_account, event=event)
        case SplitDone():
            yield SplitBooked(sleeve=event.sub_account, event=event)
        case CashMoved():
            yield CashBooked(sleeve=event.sub_account, event=event)
        case Refused():
            yield from _refused(event, account, names)
        case _:
            yield from _stepped(event, account, names, at_broker)


def to_state(found: Found, state: SliceState, permanent_id: str | None = None, why: str | None = None) -> SliceStepped:
    """The step of a slice to a state, as it is known."""
    own = found.slice
    return SliceStepped(
        order=found.order.key,
        slice=own.key,
        state=state,
        version=own.version,
        reference=reference_of(own.client_id, own.version),
        quantity=own.quantity,
        limit=own.limit,
        permanent_id=permanent_id or own.permanent_id,
        why=why,
    )


def _filled(event: Filled, account: AccountView) -> Iterator[AccountEvent]:
    found = find(account, event.reference)
    if found is None:
        yield FillBooked(fill=event, sleeve=event.sub_account, order=None, slice=None, opens=_opens(event, account))
        text = f"execution {event.execution_id} of {event.instrument.symbol} belongs to no order of ours"
        yield AlertRaised(code="unknown_fill", text=text)
        return
    order, own = found.order, found.slice
    yield FillBooked(
        fill=event,
        sleeve=order.sleeve,
        order=order.key,
        slice=own.key,
        position=order.position,
        opens=order.opens,
        purpose=order.purpose,
    )
    filled = own.filled + event.quantity
    state = SliceState.FILLED if filled >= own.quantity else SliceState.PARTIAL
    if state in STEPS[own.state] or (state is own.state and own.state not in ENDED):
        yield to_state(found, state, event.permanent_id)
    elif own.state in ENDED:
        yield AlertRaised(code="late_fill", text=f"{own.key} was filled after it was {own.state}")


def _opens(event: Filled, account: AccountView) -> bool:
    """Whether an execution that nobody here asked for opens something: it does unless the other side is held."""
    held = "short" if event.act == "buy" else "long"
    for sleeve in account.sleeves:
        if sleeve.key == event.sub_account:
            return not any(
                each.instrument.symbol == event.instrument.symbol and each.side == held for each in sleeve.positions
            )
    return True


def _stepped(
    event: Acknowledged | Cancelled | Rejected | Expired,
    account: AccountView,
    names: StepNames,
    at_broker: Mapping[str, str],
) -> Iterator[AccountEvent]:
    found = find(account, event.reference)
    if found is None:
        text = f"the broker tells of {event.reference}, which is not ours: {event.heard}"
        yield AlertRaised(code="unknown_order", text=text)
        return
    state, why = _STATES[event.heard], None
    permanent = None if isinstance(event, Rejected) else event.permanent_id
    if isinstance(event, Rejected):
        why = f"{event.code}: {event.text}"
    newest = reference_of(found.slice.client_id, found.slice.version)
    older = _version(event.reference) < _version(at_broker.get(found.slice.client_id, newest))
    if older and state is not SliceState.ACKNOWLEDGED:
        return  # an earlier version ended because a later one took its place
    if state in STEPS[found.slice.state]:
        yield to_state(found, state, permanent, why)
        if state is SliceState.CANCELLED and names.cancel is not None:
            yield ActionEnded(action=names.cancel, subject=found.slice.key, outcome="confirmed")


def _refused(event: Refused, account: AccountView, names: StepNames) -> Iterator[AccountEvent]:
    """What was refused is still there, or ended in between: the slice is unknown until the broker's state tells."""
    found = find(account, event.reference)
    if found is None:
        yield AlertRaised(code="unknown_order", text=f"the broker refused to {event.what} {event.reference}, not ours")
        return
    if found.slice.state is SliceState.UNKNOWN:
        return  # in doubt already: the attempt ends with the doubt
    action = names.cancel if event.what == "cancel" else names.replace
    why = f"{event.code}: {event.text}"
    if action is not None:
        yield ActionEnded(action=action, subject=found.slice.key, outcome="rejected", why=why)
    if SliceState.UNKNOWN in STEPS[found.slice.state]:
        yield to_state(found, SliceState.UNKNOWN, why=why)
