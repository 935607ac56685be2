"""Slices on their way to the broker and back: judged again, written down, and only then handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from engine.session import telling
from engine.session.deciding import Judge
from engine.session.desk import Desk
from engine.session.hearing import find, reference_of, to_state
from engine.session.planning import CANCELS, REPLACES, SENDS, Intent, order_of
from engine.trading.books import OrderView, SliceView
from engine.trading.broker import BrokerUnavailable, OutcomeUnknown, Ticket
from engine.trading.events import AccountEvent, ActionEnded, ActionSent, OrderEnded, SliceStepped
from engine.trading.orders import ENDED, MAY_BE_AT_BROKER, STEPS, SliceState

FIRST = 1


class Sender:
    """Carries steps of slices out, one after the other. What is sent stands in the ledger before it is sent."""

    def __init__(self, desk: Desk, judge: Judge) -> None:
        self.desk, self.judge = desk, judge

    def steps(self, steps: Iterable[tuple[str, Intent]]) -> bool:
        """Carries out what the law says of slices, and sends orders for shares, of which it proposes no slices.

        What reduces risk or only changes comes before what is sent. Whether anything was done.
        """
        done = False
        due: list[tuple[OrderView, int, Decimal]] = []
        for does, intent in steps:
            if does == REPLACES:
                done |= self._replace(intent)
            elif does == CANCELS:
                done |= self._cancel(intent)
            elif does == SENDS:
                due += self._next_slice(intent)
        due += self._shares()
        if due:
            why = self.judge.again([(order, quantity) for order, quantity, _ in due])
            for order, quantity, limit in sorted(due, key=lambda each: (each[0].opens, each[0].key)):
                done |= self._send(order, quantity, limit, why.get(order.key))
        return done

    def withdraw(self, order: OrderView) -> bool:
        """Asks that whatever of an order may be at the broker be cancelled; whether anything is."""
        live = [each for each in order.slices if each.state in MAY_BE_AT_BROKER]
        for each in live:
            if self._may_command():
                self._call_cancel(each)
        return bool(live)

    # --- sending --------------------------------------------------------------------------------
    def _next_slice(self, intent: Intent) -> Iterator[tuple[OrderView, int, Decimal]]:
        order = order_of(self.desk.view(), intent["subject"])
        if order is None or order.status is not None or any(each.state not in ENDED for each in order.slices):
            return
        left = order.quantity - order.filled
        yield order, min(int(intent["fields"]["quantity"]), left), Decimal(intent["fields"]["limit"])

    def _shares(self) -> Iterator[tuple[OrderView, int, Decimal]]:
        for order in self.desk.view().orders:
            share = order.instrument.option is None
            if share and order.status is None and not order.slices and order.limit is not None:
                yield order, order.quantity, order.limit

    def _may_command(self) -> bool:
        """Whether the broker's state was fetched since the last interruption: before that nothing is sent."""
        return bool(self.desk.health.broker_up and self.desk.health.state_fetched)

    def _send(self, order: OrderView, quantity: int, limit: Decimal, why: str | None) -> bool:
        if not self._may_command():
            return False
        key = f"{order.key}.{len(order.slices) + 1}"
        steps = {state: _first_step(order, key, state, quantity, limit) for state in SliceState}
        planned = steps[SliceState.PLANNED]
        if why is not None:
            denied = steps[SliceState.DENIED].model_copy(update={"why": why})
            self.desk.write([planned, denied, *ended(order, "denied", why)])
            return True
        self.desk.write([planned, steps[SliceState.APPROVED], steps[SliceState.SENDING]])
        ticket = Ticket(
            reference=planned.reference,
            sub_account=order.sleeve,
            instrument=order.instrument,
            act="buy" if order.side == "long" else "sell",
            quantity=quantity,
            limit=limit,
        )
        self.desk.at_broker[key] = ticket.reference
        try:
            self.desk.ports.broker.submit(ticket)
        except BrokerUnavailable as error:
            self._down()
            refused = steps[SliceState.REJECTED].model_copy(update={"why": f"not handed over: {error}"})
            self.desk.write([refused])
        except OutcomeUnknown as error:
            self.desk.write([steps[SliceState.UNKNOWN].model_copy(update={"why": str(error)})])
            self._ask()
        return True

    # --- replacing and cancelling ---------------------------------------------------------------
    def _replace(self, intent: Intent) -> bool:
        found = find(self.desk.view(), reference_of(intent["subject"], FIRST))
        known = {SliceState.ACKNOWLEDGED, SliceState.WORKING, SliceState.PARTIAL}
        if found is None or found.slice.state not in known or not self._may_command():
            return False
        own, order = found.slice, found.order
        limit, version = Decimal(intent["fields"]["limit"]), int(intent["fields"]["version"])
        reference = reference_of(own.client_id, version)
        step = to_state(found, own.state, why="replaced").model_copy(
            update={"version": version, "reference": reference, "limit": limit}
        )
        self.desk.write([step, ActionSent(action=intent["action"], subject=own.key)])
        ticket = Ticket(
            reference=reference,
            sub_account=order.sleeve,
            instrument=order.instrument,
            act="buy" if order.side == "long" else "sell",
            quantity=own.quantity,
            limit=limit,
        )
        try:
            self.desk.ports.broker.replace(self._at_broker(own), ticket)
        except BrokerUnavailable as error:
            self._down()
            rejected = ActionEnded(action=intent["action"], subject=own.key, outcome="rejected", why=str(error))
            self.desk.write([rejected, step.model_copy(update={"state": SliceState.UNKNOWN, "why": str(error)})])
        except OutcomeUnknown as error:
            self.desk.write([step.model_copy(update={"state": SliceState.UNKNOWN, "why": str(error)})])
            self._ask()
        else:
            self.desk.at_broker[own.client_id] = reference
        return True

    def _cancel(self, intent: Intent) -> bool:
        if not self._may_command():
            return False
        view = self.desk.view()
        sent = ActionSent(action=intent["action"], subject=intent["subject"])
        found = find(view, reference_of(intent["subject"], FIRST))
        if found is not None:
            if found.slice.state not in MAY_BE_AT_BROKER:
                return False
            self.desk.write([sent])
            self._call_cancel(found.slice)
            return True
        order = order_of(view, intent["subject"])
        if order is None or order.status is not None:
            return False
        self.desk.write([sent])
        if not self.withdraw(order):
            self.desk.write([ActionEnded(action=intent["action"], subject=order.key, outcome="confirmed")])
        return True

    def _call_cancel(self, own: SliceView) -> None:
        try:
            self.desk.ports.broker.cancel(self._at_broker(own))
        except BrokerUnavailable:
            self._down()
        except OutcomeUnknown as error:
            found = find(self.desk.view(), reference_of(own.client_id, own.version))
            if found is not None and SliceState.UNKNOWN in STEPS[found.slice.state]:
                self.desk.write([to_state(found, SliceState.UNKNOWN, why=str(error))])
            self._ask()

    def _at_broker(self, own: SliceView) -> str:
        return self.desk.at_broker.get(own.client_id, reference_of(own.client_id, own.version))

    def _down(self) -> None:
        self.desk.health = replace(self.desk.health, broker_up=False, state_fetched=False)

    def _ask(self) -> None:
        """What became of it has to be asked before anything else is sent."""
        self.desk.health = replace(self.desk.health, state_fetched=False)


def ended(order: OrderView, status: str, why: str | None = None) -> list[AccountEvent]:
    """An order that is over, and what the law is told of its action."""
    fields = {"quantity": str(order.filled)} | ({"limit": mean} if (mean := _mean(order)) else {})
    outcome = telling.outcome_of(order)
    return [
        OrderEnded(order=order.key, status=status, why=why),
        ActionEnded(action=order.action, subject=order.subject, outcome=outcome, fields=fields, why=why),
    ]


def _mean(order: OrderView) -> str | None:
    price = order.mean_price
    return None if price is None else telling.plain(price.quantize(telling.GRID))


def _first_step(order: OrderView, key: str, state: SliceState, quantity: int, limit: Decimal) -> SliceStepped:
    return SliceStepped(
        order=order.key,
        slice=key,
        state=state,
        version=FIRST,
        reference=reference_of(key, FIRST),
        quantity=quantity,
        limit=limit,
    )
