"""What the law is told of, once it stands in the ledger: events of its vocabulary, made from the account's events.

A ledger entry has one number, so that what is told of it has one identity, and is told once. Of an action the law hears
that it was sent, and how it ended: what opens is confirmed as far as it was filled, what closes only when all of it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from engine.trading.books import OrderView
from engine.trading.events import (
    AccountEvent,
    ActionEnded,
    ActionSent,
    AssignmentBooked,
    CashBooked,
    OperatorActed,
    Reconciled,
)
from rules.compile.law import Law

GRID = Decimal("0.0001")
"""On which a mean price is told."""

OPERATOR = {
    "reset": ("account_reset", "sleeve_reset"),
    "kill": ("kill_pressed", None),
    "reduce": ("emergency_declared", None),
    "reconcile": ("reconciliation_due", None),
}
"""What the law hears of an operator's verbs: about an account, and about a sleeve. Of `stop` it hears nothing."""


def told_of(event: AccountEvent, at: datetime, sequence: int, law: Law, account: str) -> Iterator[Mapping[str, Any]]:
    """The law's events that an entry of the ledger means, as `read_events` takes them. Most mean none."""
    found: list[dict[str, Any]] = []
    match event:
        case ActionSent():
            found.append({"event": f"{event.action}.sent", "in": event.subject, **event.fields})
        case ActionEnded():
            found.append({"event": f"{event.action}.{event.outcome}", "in": event.subject, **event.fields})
        case AssignmentBooked():
            option = event.event.instrument.option
            if option is not None:
                name = "shares_assigned" if option.right == "put" else "shares_called_away"
                found.append(
                    {
                        "event": name,
                        "in": event.sleeve,
                        "underlying": event.event.instrument.underlying,
                        "shares": str(event.event.quantity * option.deliverable),
                        "price": plain(option.strike),
                    }
                )
        case CashBooked() if event.event.why in {"deposit", "withdrawal"}:
            found.append({"event": event.event.why, "in": event.sleeve, "amount": plain(abs(event.event.amount))})
        case OperatorActed():
            found += _operator(event, law, account)
        case Reconciled():
            found.append({"event": "reconciled", "in": account, "clean": event.clean})
        case _:
            pass
    for number, each in enumerate(found):
        if each["event"] in law.events:
            yield {**each, "at": at.isoformat(), "key": f"{account} {sequence} {number}"}


def realised(
    sleeve: str, gain: Decimal, at: datetime, sequence: int, law: Law, account: str
) -> Mapping[str, Any] | None:
    """The law's event of a gain or loss that an entry realised; None where the law does not ask."""
    if "gain_realised" not in law.events:
        return None
    key = f"{account} {sequence} gain {sleeve}"
    cents = gain.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return {"event": "gain_realised", "in": sleeve, "gain": plain(cents), "at": at.isoformat(), "key": key}


def outcome_of(order: OrderView) -> Literal["confirmed", "rejected"]:
    """How the action of an order ended, once nothing more of it is sent."""
    whole = order.filled >= order.quantity
    return "confirmed" if whole or (order.opens and order.filled) else "rejected"


def plain(value: Decimal) -> str:
    """A number as text, without an exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _operator(event: OperatorActed, law: Law, account: str) -> list[dict[str, Any]]:
    of_account, of_sleeve = OPERATOR.get(event.verb, (None, None))
    name, within = (of_account, account) if event.scope in {None, account} else (of_sleeve, event.scope)
    if name is None or name not in law.events:
        return []
    fields = {field for field, _ in law.events[name].fields}
    asserted = {"who": event.who, "reason": event.reason}
    return [{"event": name, "in": within, **{field: told for field, told in asserted.items() if field in fields}}]
