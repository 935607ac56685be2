"""Coming back: load, fetch, reconcile, rebuild the schedule, check the risk. Nothing is sent on the way.

What was being sent is unknown until the broker's own state proves it; what was only planned was never sent. An
interruption may be a restart, or a connection that was lost: fetching and reconciling are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.session.desk import Desk
from engine.session.hearing import VERSION, Found, find, reference_of, to_state
from engine.session.intake import BROKER_DOWN, IS_DOWN, take_in
from engine.session.planning import CANCELS, REPLACES, SENDS
from engine.session.sending import FIRST
from engine.trading.books import AccountView
from engine.trading.broker import BrokerState, BrokerUnavailable, OpenOrder, OutcomeUnknown
from engine.trading.events import (
    AccountEvent,
    ActionEnded,
    AlertRaised,
    Interrupted,
    OrderPlanned,
    Reconciled,
    Recovered,
    SliceStepped,
)
from engine.trading.orders import ENDED, MAY_BE_AT_BROKER, STEPS, SliceState
from rules.compile.law import Law

PROOF = timedelta(seconds=5)
"""How long a slice may be on its way: once it was not at the broker after that, it never came there."""

ORPHAN = "orphan"
"""The origin of an order that the broker works and the ledger does not know."""


def loaded(desk: Desk) -> None:
    """After the ledger was read: what was under way is named, and what nobody can know is unknown."""
    view = desk.view()
    found: list[str] = []
    steps: list[AccountEvent] = []
    for each in _not_ended(view):
        own = each.slice
        found.append(f"{own.key} was {own.state}")
        if own.state in {SliceState.PLANNED, SliceState.APPROVED}:
            steps.append(to_state(each, SliceState.DENIED, why="not sent before the interruption"))
        elif own.state is SliceState.SENDING:
            steps.append(to_state(each, SliceState.UNKNOWN, why="the session ended while it was being sent"))
    last = None if desk.last is None else desk.last.scheduled
    interrupted = [] if last is None else [Interrupted(last_alive=last, found=tuple(found))]
    desk.write([*interrupted, *steps, Recovered(step="loaded", ok=True)])
    desk.health = replace(desk.health, snapshot_loaded=True, state_fetched=False)


def fetch(desk: Desk) -> bool:
    """Asks the broker for everything, before any command, and compares; whether it answered."""
    view = desk.view()
    try:
        take_in(desk, desk.ports.broker.poll())
        state = desk.ports.broker.state([each.key for each in view.sleeves], _since(desk))
    except (BrokerUnavailable, OutcomeUnknown) as error:
        if desk.health.broker_up is not False:
            why = str(error) or "the broker does not answer"
            desk.write([Recovered(step="fetched", ok=False, why=why), AlertRaised(code=BROKER_DOWN, text=IS_DOWN)])
        desk.health = replace(desk.health, broker_up=False, state_fetched=False)
        desk.failed += 1
        return False
    take_in(desk, state.executions)
    take_in(desk, state.ended)
    desk.write(list(_settled(desk, state)))
    desk.write(list(_unanswered(desk, state)))
    unwanted = list(_unwanted(desk, state))
    desk.write([*_orphans(desk, state), *(each for each, _ in unwanted), Recovered(step="fetched", ok=True)])
    reconcile(desk, state)
    desk.health = replace(desk.health, broker_up=True, state_fetched=not unwanted)
    desk.failed = 0
    for _, name in unwanted:
        with suppress(BrokerUnavailable, OutcomeUnknown):  # asked again with the state that is fetched next
            desk.ports.broker.cancel(name)
    desk.withdrawn.clear()
    doubts = [each.slice.heard_at for each in _not_ended(desk.view()) if each.slice.state is SliceState.UNKNOWN]
    desk.ask_at = min(doubts) + PROOF if doubts else None
    return True


def asks(desk: Desk) -> bool:
    """Whether the broker's state has to be fetched now: it answers, and something of it is not known."""
    due = desk.ask_at is not None and desk.ask_at <= desk.now()
    return desk.health.broker_up is True and (due or not desk.health.state_fetched)


def next_asking(desk: Desk, first: timedelta, most: timedelta) -> datetime | None:
    """When to look whether the broker answers: soon, then at intervals that double up to a bound."""
    if desk.health.broker_up and desk.health.state_fetched:
        return desk.ask_at
    wait = first
    for _ in range(desk.failed):
        wait = min(2 * wait, most)
    return desk.now() + wait


def take_back(desk: Desk) -> None:
    """Takes back what the law believes to be sent of an order, where nothing was: then it decides that anew.

    It was proposed, and the session ended, or the broker was lost, before anything came of it.
    """
    if not desk.health.state_fetched:
        return
    sends, replaces = proposing(desk.law, SENDS), proposing(desk.law, REPLACES)
    orders = {each.key: each for each in desk.view().orders if each.status is None}
    slices = {each.slice.key: each.slice for each in _not_ended(desk.view())}
    left = dict(desk.memory.occasions)
    for key, occasion in desk.memory.occasions.items():
        order = orders.get(occasion.subject.key) if occasion.rule in sends else None
        own = slices.get(occasion.subject.key) if occasion.rule in replaces else None
        unsent = order is not None and all(each.state in ENDED for each in order.slices)
        if unsent or (own is not None and own.heard_at < occasion.since):
            del left[key]
    if len(left) < len(desk.memory.occasions):
        desk.memory = replace(desk.memory, occasions=left)
        desk.taken_back = True


def taken_back_of(law: Law) -> frozenset[str]:
    """The rules of whose occasions some may be taken back: those that propose what is sent to a broker."""
    return frozenset(proposing(law, SENDS)) | frozenset(proposing(law, REPLACES))


def proposing(law: Law, does: str) -> dict[str, str]:
    """The rules that propose an action of a kind, and the action."""
    return {each.id: each.action for each in law.proposals if law.actions[each.action].does == does}


def _unanswered(desk: Desk, state: BrokerState) -> Iterator[AccountEvent]:
    """Of what still is open at the broker, what was asked and did not happen: the law is told, and may ask again."""
    there = {_client(each): each for each in state.open_orders}
    cancels, replaces = proposing(desk.law, CANCELS), proposing(desk.law, REPLACES)
    open_slices = {key: each.slice for each in _not_ended(desk.view()) for key in (each.slice.key, each.order.key)}
    why = "the broker works it as it was"
    for occasion in desk.memory.occasions.values():
        own = open_slices.get(occasion.subject.key)
        at = None if own is None else there.get(own.client_id)
        if own is None or at is None:
            continue
        if occasion.rule in cancels:
            action, subject = cancels[occasion.rule], occasion.subject.key
            yield ActionEnded(action=action, subject=subject, outcome="rejected", why=why)
        elif occasion.rule in replaces and at.limit != own.limit:
            yield ActionEnded(action=replaces[occasion.rule], subject=own.key, outcome="rejected", why=why)


def reconcile(desk: Desk, state: BrokerState) -> None:
    """Compares the books with the broker: positions, shares, cash, open orders. Each difference is told."""
    found = tuple(differences(desk.view(), state))
    alerts = [AlertRaised(code="differs_from_broker", text=each) for each in found]
    desk.write([Reconciled(clean=not found, differences=found), *alerts])


def differences(view: AccountView, state: BrokerState) -> Iterator[str]:
    """What the books and the broker say otherwise, sleeve by sleeve; nothing where they agree."""
    ours = _held(view)
    theirs: dict[tuple[str, str], int] = {}
    for each in state.positions:
        key = each.sub_account, each.instrument.symbol
        theirs[key] = theirs.get(key, 0) + each.quantity
    for key in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(key, 0), theirs.get(key, 0)
        if here != there:
            yield f"{key[0]} holds {here} of {key[1]} by the books and {there} by the broker"
    cash = dict(state.cash)
    for sleeve in view.sleeves:
        here_cash, there_cash = sleeve.cash + sleeve.tax_reserve, cash.get(sleeve.key, Decimal(0))
        if here_cash != there_cash:
            yield f"{sleeve.key} has ${here_cash} by the books and ${there_cash} by the broker"
    open_there = {_client(each) for each in state.open_orders}
    for found in _not_ended(view):
        own = found.slice
        if own.client_id not in open_there and own.state in MAY_BE_AT_BROKER - {SliceState.UNKNOWN}:
            yield f"{own.key} is {own.state} by the books and not open at the broker"


def _held(view: AccountView) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for sleeve in view.sleeves:
        for position in sleeve.positions:
            key = sleeve.key, position.instrument.symbol
            signed = position.quantity if position.side == "long" else -position.quantity
            found[key] = found.get(key, 0) + signed
        for holding in sleeve.holdings:
            bought = sum(lot.shares for lot in holding.lots)
            found[sleeve.key, holding.underlying] = bought - sum(sale.shares for sale in holding.sales)
    return found


def _not_ended(view: AccountView) -> Iterator[Found]:
    for order in view.orders:
        for own in order.slices:
            if own.state not in ENDED:
                yield Found(order, own)


def _since(desk: Desk) -> date:
    """The day from which executions are asked for: that of the oldest slice under way, else of the last look."""
    heard = [each.slice.heard_at.date() for each in _not_ended(desk.view())]
    last = desk.now().date() if desk.last is None else desk.last.scheduled.date()
    return min([*heard, last])


def _client(order: OpenOrder) -> str:
    """The client id of an order at the broker; its permanent id where it has no reference of ours."""
    return order.permanent_id if order.reference is None else order.reference.rpartition(VERSION)[0]


def _settled(desk: Desk, state: BrokerState) -> Iterator[AccountEvent]:
    """What the broker's open orders prove of slices that were sent; what it does not know it never took."""
    open_there = {_client(each): each for each in state.open_orders}
    for each in _not_ended(desk.view()):
        own = each.slice
        at = open_there.get(own.client_id)
        if at is not None:
            if at.reference is not None:
                desk.at_broker[own.client_id] = at.reference
            after = SliceState.PARTIAL if at.filled else SliceState.WORKING
            if after in STEPS[own.state]:
                yield to_state(each, after, at.permanent_id, why="open at the broker")
        elif own.state in {SliceState.SENDING, SliceState.UNKNOWN} and not own.filled:
            if desk.now() - own.heard_at >= PROOF:
                yield to_state(each, SliceState.REJECTED, why="the broker does not know it")
            elif own.state is SliceState.SENDING:
                yield to_state(each, SliceState.UNKNOWN, why="the broker does not know it yet")
        elif own.state in MAY_BE_AT_BROKER and SliceState.CANCELLED in STEPS[own.state]:
            yield to_state(each, SliceState.CANCELLED, why="it is not open at the broker any more")


def _unwanted(desk: Desk, state: BrokerState) -> Iterator[tuple[AlertRaised, str]]:
    """Orders of ours that should not be there, and what cancels them: two for one slice, or one that had ended."""
    counts = Counter(_client(each) for each in state.open_orders)
    view = desk.view()
    for each in state.open_orders:
        client = _client(each)
        found = find(view, each.reference)
        if counts[client] > 1:
            text = f"the broker works {client} twice; {each.permanent_id} is cancelled"
            yield AlertRaised(code="doubled", text=text), each.permanent_id
        elif found is not None and found.slice.state in ENDED and each.reference is not None:
            text = f"the broker works {client}, which is {found.slice.state} by the books; it is cancelled"
            yield AlertRaised(code="not_ended", text=text), each.reference


def _orphans(desk: Desk, state: BrokerState) -> Iterator[AccountEvent]:
    """Orders that the broker works and the ledger does not know become orders of ours, for the law to cancel."""
    view = desk.view()
    for each in state.open_orders:
        client = _client(each)
        if find(view, reference_of(client, FIRST)) is not None:
            continue
        order = desk.number(each.sub_account)
        yield AlertRaised(code=ORPHAN, text=f"the broker works {client} of {each.instrument.symbol}, which is not ours")
        yield OrderPlanned(
            order=order,
            intent_key=f"{ORPHAN}|{each.permanent_id}",
            sleeve=each.sub_account,
            instrument=each.instrument,
            side="long" if each.act == "buy" else "short",
            opens=True,
            urgent=False,
            origin=ORPHAN,
            quantity=each.quantity,
            limit=each.limit,
            bound=None,
            action=ORPHAN,
            subject=client,
            because=(),
        )
        desk.at_broker[client] = each.reference or each.permanent_id
        for step in (SliceState.PLANNED, SliceState.APPROVED, SliceState.SENDING, SliceState.WORKING):
            yield SliceStepped(
                order=order,
                slice=client,
                state=step,
                version=FIRST,
                reference=reference_of(client, FIRST),
                quantity=each.quantity,
                limit=each.limit,
                permanent_id=each.permanent_id,
                why="found at the broker",
            )
