"""One account, run: at each instant that the law asks for it looks, decides, writes down, and only then acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.backends.registry import DEFAULT
from engine.record import USUAL, Trace
from engine.session import recovery
from engine.session.deciding import Decided, Judge, NotDecided, entries_of, same
from engine.session.desk import Desk, Ports
from engine.session.intake import listen
from engine.session.planning import CANCELS, EXITS, NOTHING, Planner
from engine.session.sending import Sender, ended
from engine.session.telling import plain
from engine.trading.books import AccountView, OrderView
from engine.trading.events import AccountEvent, ActionEnded, AlertRaised, CyclesUnchanged, OperatorActed, Recovered
from engine.trading.orders import ENDED, SliceState
from engine.validity import NotInForce
from rules.language.typed import FactId

ORDER_STATUS = FactId("order", "status")
"""The kept fact in which the law says what has become of an order; the final states of its machine end it."""


FILLED, GIVEN_UP = "filled", "given_up"
"""What an order ended as of which nothing is left, and one whose slices came to nothing."""

CENT = Decimal("0.01")

INSTANT = timedelta(seconds=1)
"""The grid of the clock: the law looks at whole seconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a session is run. `most_looks`: how often one cycle is looked at again before a person is called.

    `idle`: how long it waits where the law names no instant. `periodic`: whether it looks at every tick of schedules
    that tick again and again; a replay looks only when time or the market may have changed something. `trace`: how much
    its records explain. `engine`: which backend decides; what it does is decided by the reference as well.
    """

    most_looks: int
    idle: timedelta
    periodic: bool = True
    trace: Trace = USUAL
    engine: str = DEFAULT


@dataclass(frozen=True, slots=True)
class Looked:
    """What one cycle came to: the last record, how many were written, and why it stopped early if it did."""

    content: Mapping[str, Any] | None
    records: int
    trouble: str | None = None


class Session:
    """One account. Independent of every other: it has its own ledger, books, orders and memory."""

    def __init__(self, account: str, ports: Ports, settings: Settings) -> None:
        self.settings = settings
        self.desk = Desk.load(account, ports)
        self.judge = Judge(self.desk, settings.periodic, settings.trace, settings.engine)
        self.sender = Sender(self.desk, self.judge)
        self.next_at = self.desk.now()
        self.last: Mapping[str, Any] | None = None
        self._unchanged: CyclesUnchanged | None = None
        self._plan = NOTHING
        self._wake: datetime | None = None
        self._why: str | None = None
        self._waits: dict[str, date] = {}
        self._checked = False

    # --- coming and going -----------------------------------------------------------------------
    def start(self) -> None:
        """Recovers: after a first start as after a crash. Ends in the account's first look."""
        recovery.loaded(self.desk)
        recovery.fetch(self.desk)
        self.desk.write([Recovered(step="scheduled", ok=True)])
        self.desk.health = replace(
            self.desk.health, schedule_rebuilt=True, healthy=True, ledger_current=True, reports_written=True
        )
        self.next_at = self.desk.now()

    def news(self) -> bool:
        """Takes in what was heard; whether there is anything that the law has not been told."""
        listen(self.desk)
        return bool(self.desk.untold) or self.desk.stirred

    def rest(self) -> None:
        """Writes what is only counted so far."""
        if self._unchanged is not None:
            self.desk.write([self._unchanged])
            self._unchanged = None

    def operator(self, verb: str, who: str, reason: str, scope: str | None = None) -> None:
        """Writes down what a person asks for; the law is told in the next look."""
        self.desk.write([OperatorActed(verb=verb, who=who, reason=reason, scope=scope)])
        self.next_at = self.desk.now()

    # --- one cycle ------------------------------------------------------------------------------
    def look(self, scheduled: datetime) -> Looked:
        """One cycle: decide and act until the law has nothing more to say at this instant."""
        desk = self.desk
        records = 0
        listen(desk)
        desk.stirred = False
        if recovery.asks(desk):
            recovery.fetch(desk)
        recovery.take_back(desk)
        for _ in range(self.settings.most_looks):
            now = desk.now()
            desk.in_force = desk.ports.law(now)
            try:
                decided = self.judge.decide(now)
            except (NotDecided, NotInForce) as error:
                return self._undecided(now, str(error), records)
            self._wake = decided.wake_up
            if same(self.last, decided.content) and not desk.untold:
                self._count(scheduled)
                break
            self._record(decided, scheduled)
            records += 1
            if not self._act(decided):
                break
            listen(desk)
        else:
            desk.write([AlertRaised(code="no_end", text=f"the law goes on changing at {scheduled.isoformat()}")])
        self._tell_waiting(desk.now().date())
        self._schedule(desk.now())
        return Looked(self.last, records)

    def _undecided(self, now: datetime, why: str, records: int) -> Looked:
        """Nothing is decided, so nothing is done; a person is told, once for each reason."""
        if why != self._why:
            self.desk.write([AlertRaised(code="not_decided", text=why)])
            self._why = why
        self.next_at = now + self.settings.idle
        return Looked(self.last, records, why)

    def _count(self, scheduled: datetime) -> None:
        before = self._unchanged
        first, count = (scheduled, 0) if before is None else (before.first, before.count)
        self._unchanged = CyclesUnchanged(first=first, last=scheduled, count=count + 1)

    def _record(self, decided: Decided, scheduled: datetime) -> None:
        """The record, what it plans and what it ends, in one append: none of it stands without the others."""
        desk = self.desk
        content = decided.content
        planner = self._planner(decided, scheduled)
        self._plan = planner.plan(content["intents"])
        entries, stored = entries_of(desk, decided, scheduled)
        counted = [] if self._unchanged is None else [self._unchanged]
        self._unchanged = None
        alerts = [
            AlertRaised(code="not_done", text=f"{intent['action']} {intent['subject']}: {why}")
            for intent, why in self._plan.not_done
        ]
        desk.write([*counted, *entries, *self._plan.events, *alerts], stored)
        desk.go_on(decided.record)
        desk.taken_back = False
        self.last = content
        self._check_risk(content)

    def _planner(self, decided: Decided, scheduled: datetime) -> Planner:
        desk = self.desk
        market = desk.ports.market
        snapshot = decided.snapshot
        return Planner(
            desk.law,
            desk.view(),
            lambda symbol: market.instrument(symbol, snapshot),
            lambda symbol: _lot(snapshot.facts, symbol),
            scheduled,
            desk.planned,
            desk.number,
            price=lambda symbol: _spot(snapshot.facts, symbol),
        )

    def _act(self, decided: Decided) -> bool:
        """Carries out what was written: ended orders first, then what frees risk, then what adds it."""
        acted = bool(self._plan.events)
        acted |= self._end_orders(decided.content)
        acted |= self.sender.steps(self._plan.steps)
        life = self.desk.ports.life
        if life is not None:
            for does, intent in self._plan.life:
                acted |= life.carry_out(self.desk.account, does, intent)
        # What the law has written down happens in its next look, which is now.
        return acted or bool(self.desk.untold) or bool(decided.content["recorded"])

    # --- orders ---------------------------------------------------------------------------------
    def _end_orders(self, content: Mapping[str, Any]) -> bool:
        """Orders that the law calls final, orders for shares whose slice ended, and legs that wait for nothing."""
        desk = self.desk
        statuses = content["kept"].get("facts", {}).get(ORDER_STATUS.scope, {})
        final = self._final()
        events: list[AccountEvent] = []
        over: list[OrderView] = []
        view = desk.view()
        for order in view.orders:
            if order.status is not None:
                continue
            status = statuses.get(order.key, {}).get(ORDER_STATUS.name)
            if order.instrument.option is None:
                if order.slices and all(each.state in ENDED for each in order.slices):
                    whole = order.filled >= order.quantity
                    events += ended(order, FILLED if whole else GIVEN_UP, None if whole else self._came_to(order))
                    over.append(order)
            elif status in final:
                events += self._ended_leg(view, order, status, None if status == FILLED else self._came_to(order))
                events += self._failed_exit(view, order, status)
                over.append(order)
        events += self._tell_rejected(view, [each for each in over if _rejected_whole(each)])
        desk.write(events)
        return self._give_way() or bool(events)

    def _give_way(self) -> bool:
        """Orders that close what an exit of more urgency wants to close are cancelled, and then the exit is due again.

        So are orders that the law wants cancelled; with the last of their slices the cancel is confirmed.
        """
        desk, law = self.desk, self.desk.law
        exits, cancels = recovery.proposing(law, EXITS), recovery.proposing(law, CANCELS)
        asked = {(each.rule, each.subject.key) for each in desk.memory.occasions.values()}
        view = desk.view()
        acted = False
        for order in view.orders:
            if order.status is not None:
                continue
            live = any(each.state not in ENDED for each in order.slices)
            urgent = any(each.urgent and each.status is None for each in view.orders if each.position == order.position)
            for rule, action in exits.items():
                if order.position is None or urgent or (rule, order.position) not in asked:
                    continue
                if live:
                    acted |= self._withdraw(order)
                    continue
                why = "what was closing the position has been cancelled"
                again = ActionEnded(action=action, subject=order.position, outcome="rejected", why=why)
                first = f"{action} of {order.position} goes first"
                desk.write([*self._ended_leg(view, order, "cancelled", first), again])
                acted = True
            for rule, action in cancels.items():
                if not live and (rule, order.key) in asked:
                    desk.write([ActionEnded(action=action, subject=order.key, outcome="confirmed")])
                    acted = True
        return acted

    def _withdraw(self, order: OrderView) -> bool:
        """Asks for the cancel of an order once; asked again after the broker's state was fetched anew."""
        if order.key in self.desk.withdrawn:
            return False
        self.desk.withdrawn.add(order.key)
        return self.sender.withdraw(order)

    def _came_to(self, order: OrderView) -> str | None:
        """What came of the slices of an order of which not all was filled; None where none was sent."""
        failed = [each for each in order.slices if each.state is not SliceState.FILLED]
        if not failed:
            return None
        last = failed[-1]
        told = self.desk.whys.get(last.key) if last.state is not SliceState.CANCELLED else f"at {plain(last.limit)}"
        text = f"{last.key} was {last.state}" + ("" if told is None else f", {told}")
        return text if len(failed) == 1 else f"{len(failed)} slices came to nothing; the last, {text}"

    def _failed_exit(self, view: AccountView, order: OrderView, status: str) -> list[AccountEvent]:
        """Tells a person that an urgent exit failed, when it does first and whenever the count of a day has doubled.

        The law has no bound for exits: it tries again until nothing is left, at the pace of its own retries.
        """
        if status != GIVEN_UP or not order.urgent or order.opens:
            return []
        same = [each for each in view.orders if each.position == order.position and each.status == GIVEN_UP]
        times = 1 + len(same)
        if times & (times - 1):
            return []
        why = self._came_to(order) or "nothing was sent"
        left = f"{order.quantity - order.filled} of {order.quantity} {order.instrument.symbol}"
        text = (
            f"{order.action} of {order.subject} was given up with {left} left, for the {_nth(times)} time today: {why}"
        )
        return [AlertRaised(code="exit_failed", text=text)]

    def _tell_rejected(self, view: AccountView, rejected: Sequence[OrderView]) -> list[AccountEvent]:
        """Tells a person that the broker rejects orders: at the first of a day, and whenever their number has doubled.

        Of exits at market it is told one by one.
        """
        before = sum(1 for each in view.orders if each.status is not None and _rejected_whole(each))
        after = before + len(rejected)
        if before.bit_length() == after.bit_length():
            return []
        last = rejected[-1]
        text = (
            f"the broker rejected all of {after} {'order' if after == 1 else 'orders'} today; the last is "
            f"{last.key}, {last.action} of {last.quantity} {last.instrument.symbol}: {self._came_to(last)}"
        )
        return [AlertRaised(code="orders_rejected", text=text)]

    def _tell_waiting(self, today: date) -> None:
        """Tells a person, once a day, of orders of which nothing has been at the broker since an earlier day."""
        waits = [
            each
            for each in self.desk.view().orders
            if each.status is None and all(own.state in ENDED for own in each.slices)
        ]
        before = self._waits
        self._waits = {each.key: before.get(each.key, today) for each in waits}
        for each in waits:
            since = self._waits[each.key]
            if since < today:
                self._waits[each.key] = today
                left = f"{each.quantity - each.filled} of {each.quantity} {each.instrument.symbol}"
                text = (
                    f"{each.key} ({each.action}) waits with {left} left: nothing of it is at the broker since {since}"
                )
                self.desk.write([AlertRaised(code="order_waits", text=text)])

    def _ended_leg(
        self, view: AccountView, order: OrderView, status: str, why: str | None = None
    ) -> list[AccountEvent]:
        """The end of an order; of a first leg that was filled only the order ends, since the action goes on."""
        waiting = [each for each in view.orders if each.after == order.key and each.status is None]
        whole = order.filled >= order.quantity
        own = ended(order, status, why)
        if not waiting:
            return own
        if whole:
            return own[:1]
        first = f"{order.key}, which comes first, was not filled"
        return [*own, *(ended(each, "cancelled", first)[0] for each in waiting)]

    def _final(self) -> frozenset[str]:
        keeper = self.desk.law.kept.get(ORDER_STATUS)
        return frozenset(getattr(keeper, "final", ()))

    # --- the schedule ---------------------------------------------------------------------------
    def _schedule(self, now: datetime) -> None:
        at = now + self.settings.idle if self._wake is None else self._wake
        news = self.desk.ports.market.changes(now, at)
        ask = recovery.next_asking(self.desk, INSTANT, self.settings.idle)
        self.next_at = max(min(each for each in (at, news, ask) if each is not None), now + INSTANT)

    def _check_risk(self, content: Mapping[str, Any]) -> None:
        """After a start: whether the account may go on is the law's word, in its first record."""
        if self._checked:
            return
        self._checked = True
        machine = content["kept"].get("facts", {}).get("account", {}).get(self.desk.account, {})
        self.desk.write([Recovered(step="risk_checked", ok=True, why=f"state {machine.get('state', 'unknown')}")])


def _rejected_whole(order: OrderView) -> bool:
    """Whether the broker took no slice of an order; an exit at market has an alert of its own."""
    exit_at_market = order.urgent and not order.opens
    return not exit_at_market and bool(order.slices) and {each.state for each in order.slices} == {SliceState.REJECTED}


def _nth(count: int) -> str:
    return {1: "first", 2: "second"}.get(count, f"{count}th")


def _lot(facts: Mapping[str, Any], symbol: str) -> int | None:
    told = facts.get("underlying", {}).get(symbol, {}).get("lot_size")
    return None if told in {None, "unknown"} else int(told)


def _spot(facts: Mapping[str, Any], symbol: str) -> Decimal | None:
    """What a share costs, to the cent; None where nobody knows."""
    told = facts.get("underlying", {}).get(symbol, {}).get("spot")
    text = told.get("value") if isinstance(told, Mapping) else told
    return None if text in {None, "unknown"} else Decimal(str(text)).quantize(CENT, ROUND_HALF_EVEN)
