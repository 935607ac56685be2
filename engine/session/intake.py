"""Taking in what a broker tells: each thing once, whole, and in the ledger before anything follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.session.desk import Desk
from engine.session.hearing import booked
from engine.trading.books import BooksRefused
from engine.trading.broker import (
    Acknowledged,
    BrokerEvent,
    BrokerUnavailable,
    Cancelled,
    CommissionReported,
    Expired,
    Filled,
    OutcomeUnknown,
    Refused,
    Rejected,
)
from engine.trading.events import AccountEvent, AlertRaised, Reconciled

BROKER_DOWN = "broker_down"
IS_DOWN = "the broker does not answer; nothing is sent until it does"
"""What a person is told of a broker that does not answer, once until it does."""


def identity(event: BrokerEvent) -> str:
    """What makes something heard the same thing when it is heard again."""
    match event:
        case Filled():
            return event.execution_id
        case CommissionReported():
            return f"{event.execution_id} commission"
        case Acknowledged() | Cancelled() | Rejected() | Expired():
            return f"{event.heard} {event.reference}"
        case Refused():
            return f"{event.heard} {event.what} {event.reference} {event.at.isoformat()}"
    return event.event_id


def take_in(desk: Desk, events: Iterable[BrokerEvent]) -> bool:
    """Books what is new; whether anything was. Raises SessionOver where it cannot be written or booked."""
    new = False
    for event in events:
        key = identity(event)
        if key in desk.seen:
            new |= _commission(desk, event)
            continue
        desk.write(_accepted(desk, list(booked(event, desk.view(), desk.names(), desk.at_broker))))
        if isinstance(event, Refused):
            desk.health = replace(desk.health, state_fetched=False)  # what became of it has to be asked
        desk.seen.add(key)
        desk.stirred = new = True
    return new


def _commission(desk: Desk, event: BrokerEvent) -> bool:
    """The commission of an execution that was pending when it was booked, and is told with it now."""
    if not isinstance(event, Filled) or event.commission is None or event.execution_id not in desk.pending:
        return False
    report = CommissionReported(at=event.at, execution_id=event.execution_id, commission=event.commission)
    return take_in(desk, [report])


def _accepted(desk: Desk, events: list[AccountEvent]) -> list[AccountEvent]:
    """The events, if the books take them; else what a person is told, and that books and broker differ."""
    try:
        for event in events:
            desk.books.check(event, desk.now())
    except BooksRefused as refused:
        text = f"the broker tells what the books cannot take: {refused}"
        return [AlertRaised(code="refused_by_books", text=text), Reconciled(clean=False, differences=(str(refused),))]
    return events


def listen(desk: Desk) -> bool:
    """Takes in what was heard since the last time; whether anything was. A broker that is down is known to be down."""
    try:
        heard = desk.ports.broker.poll()
    except (BrokerUnavailable, OutcomeUnknown):
        if desk.health.broker_up is not False:
            desk.write([AlertRaised(code=BROKER_DOWN, text=IS_DOWN)])
        desk.health = replace(desk.health, broker_up=False, state_fetched=False)
        desk.failed += 1
        return False
    if not desk.health.broker_up:
        desk.health = replace(desk.health, broker_up=True)
    return take_in(desk, heard)
