"""A broker on paper: takes orders, keeps its own books, and never knows more than its market at the instant."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

from brokers.paper.codes import table
from brokers.paper.commissions import Commissions, published
from brokers.paper.exchange import Exchange
from brokers.paper.faults import Call, CallFault, FaultPlan, Faults, Outage
from brokers.paper.intake import Intake
from brokers.paper.margin import Margin, MarginRule, margin, published_rule
from brokers.paper.memory import Basis, Memory, Opening, Telling
from brokers.paper.model import Model, seconds, stated
from brokers.paper.overnight import Agenda, Overnight
from brokers.paper.quotes import Hours, Quotes, Sessions
from brokers.paper.telling import Teller
from engine.trading.broker import (
    BrokerEvent,
    BrokerState,
    BrokerUnavailable,
    CashMoved,
    Filled,
    OutcomeUnknown,
    Ticket,
)
from engine.trading.clock import Clock

_NOW = Decimal(0)


class PaperBroker:
    """The simulator behind the port `Broker`.

    Its books live in `path`, written at every change before an answer is given; without one they live in memory.
    An `opening` counts only where nothing is written yet. Making one is connecting: what was told to an earlier
    client is not told again, but what happened to accounts lately is, and the rest is asked with `state`. Time
    moves only by `clock`; a clock that goes back leaves the broker's time where it is.

    Raises PaperDataError where a fault plan names a code that is not in the table, and where the books rest on
    something else than the opening; BrokerUnavailable where the file cannot be read.
    """

    def __init__(
        self,
        market: Quotes,
        clock: Clock,
        sessions: Sessions,
        opening: Opening,
        *,
        path: Path | None = None,
        seed: int = 0,
        faults: FaultPlan | None = None,
        schedule: Commissions | None = None,
        model: Model | None = None,
        margins: MarginRule | None = None,
    ) -> None:
        self._market, self._clock, self._sessions = market, clock, sessions
        self._model = model or stated()
        codes = table()
        self._margins = margins or published_rule()
        opening = opening.model_copy(update={"at": opening.at.astimezone(UTC)})
        try:
            self._memory = Memory(opening, path)
        except sqlite3.Error as error:
            raise BrokerUnavailable(f"the paper broker cannot read its books ({error})") from error
        self._faults = Faults(faults or FaultPlan(), seed, codes, self._memory)
        self._teller = Teller(self._memory, self._faults, seed, self._zone)
        self._exchange = Exchange(self._memory, market, self._model, schedule or published(), self._teller, seed)
        self._intake = Intake(self._memory, market, sessions, self._model, codes, self._exchange, self._teller)
        self._overnight = Overnight(self._memory, market, sessions, self._model, self._exchange, self._teller, seed)
        self._agenda = Agenda(sessions, self._model)
        self._told: set[int] = set()
        self._connect()

    # --- the port --------------------------------------------------------------------------------
    def submit(self, ticket: Ticket) -> None:
        """Hands a slice over. A reference that is known already is told of again, and its first terms stand."""
        with self._call("submit", ticket.reference) as fault:
            kind, wait = _handing_over(fault)
            if kind == "unknown_before":
                raise OutcomeUnknown("no answer to the order")
            if fault is not None and fault.code is not None:
                self._intake.take(ticket, reject=fault.code)
            elif wait:
                self._intake.send("submit", ticket.reference, wait, ticket)
            else:
                self._intake.take(ticket)
            if kind == "unknown_after":
                raise OutcomeUnknown("no answer to the order")

    def replace(self, reference: str, ticket: Ticket) -> None:
        """Asks for new terms of the same order: its permanent id stays, its reference becomes the ticket's.

        `quantity` is that of the whole slice, with what is filled already.
        """
        with self._call("replace", ticket.reference) as fault:
            kind, wait = _handing_over(fault)
            if kind == "unknown_before":
                raise OutcomeUnknown("no answer to the replace")
            if ticket.reference in self._memory.by_reference:
                self._intake.tell_again(ticket.reference)
            elif not any(
                each.ticket is not None and each.ticket.reference == ticket.reference
                for each in self._memory.messages.values()
            ):
                self._intake.send("replace", reference, wait + self._model.latency.replace, ticket, fault)
            if kind == "unknown_after":
                raise OutcomeUnknown("no answer to the replace")

    def cancel(self, reference: str) -> None:
        """Asks that an order be cancelled; a fill that comes first wins, and the cancel is refused.

        An order that is not ours has no reference: then it is the permanent id.
        """
        with self._call("cancel", reference) as fault:
            kind, wait = _handing_over(fault)
            if kind == "unknown_before":
                raise OutcomeUnknown("no answer to the cancel")
            self._intake.send("cancel", reference, wait + self._model.latency.cancel, None, fault)
            if kind == "unknown_after":
                raise OutcomeUnknown("no answer to the cancel")

    def poll(self) -> Sequence[BrokerEvent]:
        """What was heard since the last poll, in the order of hearing."""
        with self._call("poll", None) as fault:
            now = self._memory.ledger.at
            batch = self._heard()
            oldest = now - timedelta(days=self._model.told_again.days)
            for each in batch:
                self._told.add(each.number)
            for each in list(self._memory.tellings.values()):
                if each.number in self._told and (not each.account or each.heard_at < oldest):
                    self._memory.drop_telling(each.number)
                    self._told.discard(each.number)
            if fault is not None and fault.fault == "reorder":
                batch = self._teller.shuffled(batch)
            return tuple(each.event for each in batch)

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        """What the broker knows now of some sub-accounts; one that it does not know is left out."""
        with self._call("state", None):
            memory, wanted = self._memory, set(sub_accounts)
            now = memory.ledger.at
            first = datetime.combine(since, time.min, self._zone())
            fills: list[Filled] = []
            for each in reversed(memory.executions.values()):
                if each.fill.at < first:
                    break
                if each.fill.sub_account in wanted:
                    pending = each.commission_at is not None and now < each.commission_at
                    fills.append(each.fill.model_copy(update={"commission": None}) if pending else each.fill)
            ended = list(
                takewhile(lambda each: each[1].at >= first, reversed(memory.ended.items())),
            )
            return BrokerState(
                at=self._teller.shown(now),
                since=since,
                open_orders=tuple(
                    memory.orders[each].open_order()
                    for each in sorted(memory.live)
                    if memory.orders[each].sub_account in wanted
                ),
                executions=tuple(sorted(fills, key=lambda each: (each.at, each.execution_id))),
                ended=tuple(
                    each
                    for permanent_id, each in sorted(ended, key=lambda each: (each[1].at, each[1].reference))
                    if memory.orders[permanent_id].sub_account in wanted
                ),
                positions=tuple(memory.positions[each] for each in sorted(memory.positions) if each[0] in wanted),
                cash=tuple((each, self._cash(each)) for each in sub_accounts if each in memory.ledger.cash),
            )

    # --- what people do at the broker's desk -----------------------------------------------------
    def deposit(self, event_id: str, sub_account: str, amount: Decimal) -> None:
        """Money comes in, or goes out if it is negative; a sub-account that is not there is opened. Told as an event.

        The same id a second time does nothing.
        """
        with self._desk(event_id) as fresh:
            if fresh:
                self._memory.pay(sub_account, amount)
                event = CashMoved(
                    at=self._teller.shown(self._memory.ledger.at),
                    event_id=event_id,
                    sub_account=sub_account,
                    amount=amount,
                    why="deposit" if amount > 0 else "withdrawal",
                )
                self._teller.tell(event, _NOW)

    def move(self, move_id: str, source: str, target: str, amount: Decimal) -> None:
        """Cash between two sub-accounts of one owner, for forks and merges; `target` is opened if it is not there.

        No event tells of it: who asked for it has it in the books. The same id a second time does nothing.
        """
        with self._desk(move_id) as fresh:
            if fresh:
                self._memory.pay(source, -amount)
                self._memory.pay(target, amount)

    def place_by_hand(self, ticket: Ticket) -> str | None:
        """Somebody places an order at the desk, without a reference of ours: all of the ticket counts but that.

        Its permanent id is returned, or None if it is rejected.
        """
        self.advance(self._clock.now())
        order = self._intake.by_hand(ticket)
        self._save()
        return None if order is None else order.permanent_id

    def margin(self, sub_account: str) -> Margin | None:
        """Initial margin and net liquidation value now; None where a quote or a price is missing."""
        self.advance(self._clock.now())
        at, held = self._memory.ledger.at, []
        marks: dict[str, Decimal] = {}
        prices: dict[str, Decimal] = {}
        for where in sorted(self._memory.positions):
            position = self._memory.positions[where]
            if position.sub_account != sub_account:
                continue
            held.append(position)
            instrument = position.instrument
            price = self._market.price(instrument.underlying, at)
            if price is not None:
                prices[instrument.underlying] = price
            quote = None if instrument.option is None else self._market.quote(instrument, at)
            mark = price if instrument.option is None else quote.mid if quote is not None else None
            if mark is not None:
                marks[instrument.symbol] = mark
        cash = self._memory.ledger.cash.get(sub_account)
        return None if cash is None else margin(self._margins, cash, held, marks, prices)

    def basis(self, execution_id: str) -> Basis:
        """What an execution rests on: the quote, whether it was modelled, and how the fill came about."""
        return self._memory.executions[execution_id].basis

    # --- time ------------------------------------------------------------------------------------
    def advance(self, to: datetime) -> None:
        """Works through the market up to an instant; one that is past does nothing."""
        self._run(to.astimezone(UTC), until_heard=False)
        self._save()

    def advance_until_heard(self, to: datetime) -> datetime:
        """The same, but once it is as late as the clock, it stops as soon as there is something to poll.

        Returns the instant that was reached.
        """
        self._run(self._clock.now().astimezone(UTC), until_heard=False)
        self._run(to.astimezone(UTC), until_heard=True)
        self._save()
        return self._teller.shown(self._memory.ledger.at)

    def _run(self, to: datetime, *, until_heard: bool) -> None:
        try:
            self._memory.recover()
        except sqlite3.Error as error:
            raise BrokerUnavailable(f"the paper broker cannot read its books ({error})") from error
        while True:
            at = self._memory.ledger.at
            self._act(at)
            if at >= to or (until_heard and self._reached(at) and self._heard()):
                return
            step, agenda = self._step(at, to, until_heard=until_heard)
            reached = self._exchange.pass_time(at, step)
            self._memory.moved_to(reached)
            if agenda is not None and agenda[0] == reached:
                self._act(reached)
                (self._overnight.evening if agenda[2] else self._overnight.morning)(agenda[1], reached)

    def _step(
        self, at: datetime, to: datetime, *, until_heard: bool
    ) -> tuple[datetime, tuple[datetime, Hours, bool] | None]:
        """The next instant at which something can happen."""
        agenda = self._agenda.next(at)
        steps = [to] + ([agenda[0]] if agenda is not None else [])
        steps += [each.due for each in self._memory.messages.values()]
        for each in self._memory.live:
            order = self._memory.orders[each]
            steps += [order.works_from, order.until]
            if order.waits_until is not None:
                steps.append(order.waits_until)
        if until_heard:
            steps += [each.heard_at for each in self._memory.tellings.values() if each.number not in self._told]
            steps += self._outages_end(at)
        step = min(each for each in steps if each > at)
        if self._exchange.working(at):
            step = min(step, self._market.changes(at, step) or step)
        return step, agenda

    def _reached(self, at: datetime) -> bool:
        """Whether a poll would get through: what cannot be heard wakes nobody."""
        return not self._outages_end(at)

    def _outages_end(self, at: datetime) -> list[datetime]:
        """When the outages that hold at an instant are over."""
        stated, begun = self._faults.outage(at), self._memory.ledger.out_until
        ends = [None if stated is None else stated.until, begun]
        return [each for each in ends if each is not None and at < each]

    def _act(self, at: datetime) -> None:
        """Everything that is due at an instant: a fill comes before a cancel, and both before the close."""
        self._exchange.match(at)
        due = sorted((each for each in self._memory.messages.values() if each.due <= at), key=lambda each: each.number)
        for each in sorted(due, key=lambda each: each.due):
            self._memory.drop_message(each.number)
            self._intake.arrive(each)
        if due:
            self._exchange.match(at)
        self._exchange.expire(at)

    def _cash(self, sub_account: str) -> Decimal:
        """Cash as it is told: a commission that is not told yet is not taken off either."""
        now, cash = self._memory.ledger.at, self._memory.ledger.cash[sub_account]
        for execution_id in self._memory.pending:
            each = self._memory.executions[execution_id]
            if each.fill.sub_account == sub_account and each.commission_at is not None and now < each.commission_at:
                cash += each.fill.commission or _NOW
        return cash

    # --- calls -----------------------------------------------------------------------------------
    @contextmanager
    def _call(self, call: Call, reference: str | None) -> Iterator[CallFault | None]:
        """Time passes, the fault plan has its say, and what changed is written before the answer."""
        self._run(self._clock.now().astimezone(UTC), until_heard=False)
        try:
            yield self._fault(call, reference)
        finally:
            self._save()

    def _fault(self, call: Call, reference: str | None) -> CallFault | None:
        at = self._memory.ledger.at
        until = self._memory.ledger.out_until
        if self._faults.outage(at) is not None or (until is not None and at < until):
            raise BrokerUnavailable("no connection to the broker")
        fault = self._faults.of_call(call, at, reference)
        if isinstance(fault, Outage):
            assert fault.seconds is not None
            self._memory.change(out_until=at + seconds(fault.seconds), out_events=fault.events)
            raise BrokerUnavailable("the connection to the broker broke")
        if fault is not None and fault.fault == "unavailable":
            raise BrokerUnavailable("the broker cannot be reached")
        return fault

    @contextmanager
    def _desk(self, what: str) -> Iterator[bool]:
        self._run(self._clock.now().astimezone(UTC), until_heard=False)
        fresh = what not in self._memory.ledger.moves
        if fresh:
            self._memory.change(moves=(*self._memory.ledger.moves, what))
        yield fresh
        self._save()

    def _save(self) -> None:
        try:
            self._memory.save()
        except sqlite3.Error as error:
            raise BrokerUnavailable(f"the paper broker cannot write its books ({error})") from error

    def _connect(self) -> None:
        self._run(self._clock.now().astimezone(UTC), until_heard=False)
        now = self._memory.ledger.at
        oldest = now - timedelta(days=self._model.told_again.days)
        for each in list(self._memory.tellings.values()):
            if each.heard_at < oldest or (each.heard_at <= now and not each.account):
                self._memory.drop_telling(each.number)
        self._save()

    def _heard(self) -> list[Telling]:
        now = self._memory.ledger.at
        found = [
            each for each in self._memory.tellings.values() if each.heard_at <= now and each.number not in self._told
        ]
        return sorted(found, key=lambda each: (each.heard_at, each.number))

    def _zone(self) -> tzinfo:
        return self._clock.now().tzinfo or UTC


def _handing_over(fault: CallFault | None) -> tuple[str | None, Decimal]:
    """The kind of a fault, and the seconds by which it delays what is handed over."""
    return (None, _NOW) if fault is None else (fault.fault, fault.seconds)
