"""What a session has decided: on the newest facts, by the law in force, with what happened since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.registry import DEFAULT, REFERENCE, decider_of
from engine.evaluate import decider_for
from engine.facts import Facts, Typing, read_facts
from engine.memory import BEFORE, CONFIRMED, PROPOSED, REJECTED, SENT, Event, Memory, read_events
from engine.outcome import Verdict
from engine.past import opened
from engine.record import USUAL, DecisionRecord, Trace, record_of
from engine.session.desk import Desk
from engine.session.planning import SENDS
from engine.snapshot import Snapshot
from engine.trading import contents
from engine.trading.books import AccountView, OrderView, instruments_of
from engine.trading.events import AccountEvent, AlertRaised, CycleDecided, LawAdopted
from engine.validity import require_in_force
from engine.values import Subject, Value
from rules.language.typed import FactId

ACCOUNT = "account"
"""The scope of those that sessions are run for."""


class NotDecided(Exception):
    """The facts cannot be read by the law: nothing is decided, and so nothing new is done."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One evaluation: its record, the facts and events it was told, and events that could not be told."""

    record: DecisionRecord
    snapshot: Snapshot
    told: Sequence[Mapping[str, Any]]
    alerts: tuple[AlertRaised, ...]
    wake_up: datetime | None

    @property
    def content(self) -> Mapping[str, Any]:
        """The record as plain data."""
        return self.record.content


class Judge:
    """Evaluates for one account. Unless `periodic`, it does not wake for schedules that tick again and again.

    `trace`: how much its records explain. `engine` decides. On the wall clock (`periodic`) the reference decides
    the same facts before anything is done. Where they differ, nobody knows what else is wrong: our machinery counts as
    not healthy from then on, which the law answers, and the reference decides alone. What was decided on simulated
    time is proved by whoever verifies the ledger.
    """

    def __init__(self, desk: Desk, periodic: bool = True, trace: Trace = USUAL, engine: str = DEFAULT) -> None:
        self.desk, self.periodic, self.trace, self.engine = desk, periodic, trace, engine
        self._compared_on: date | None = None
        self._decider: Decider | None = None
        self._typing: Typing | None = None

    def decide(self, at: datetime) -> Decided:
        """What the law says now. Raises NotDecided."""
        snapshot, facts = self._facts(at, self.desk.view())
        told, events, alerts = self._told(facts)
        decider, record = self._evaluate(facts, events, self.desk.memory)
        if self._compares(facts.at, record.content):
            doubt = self._differs(facts, events, record)
            if doubt is not None:
                decider.release()
                self.engine = REFERENCE
                self.desk.health = replace(self.desk.health, healthy=False)
                decided = self.decide(at)
                return replace(decided, alerts=(doubt, *decided.alerts))
        if self._decider is not None:
            self._decider.release()
        self._decider = decider
        law = self.desk.law
        besides = () if self.periodic else [name for name, each in law.schedules.items() if each.every is not None]
        wake = decider.wakeups.next(besides)
        return Decided(record, snapshot, told, alerts, None if wake is None else wake.at)

    def _compares(self, at: datetime, content: Mapping[str, Any]) -> bool:
        """Whether the reference decides the same facts: where something is done, and once a day."""
        if self.engine == REFERENCE or not self.periodic:
            return False
        return self._compared_on != at.date() or bool(content["intents"] or content["transitions"])

    def _differs(self, facts: Facts, events: Sequence[Event], record: DecisionRecord) -> AlertRaised | None:
        """What the reference finds otherwise on the same facts."""
        self._compared_on = facts.at.date()
        wanted = self._found(facts, events, self.desk.memory, REFERENCE).content
        if wanted == record.content:
            return None
        where = [part for part in wanted if wanted[part] != record.content.get(part)]
        text = f"the engines {self.engine} and {REFERENCE} differ in {', '.join(where)} at {facts.at.isoformat()}"
        return AlertRaised(code="engines_differ", text=text)

    def derived(self, fact: FactId, key: str) -> Value | None:
        """What the law derives for a subject, by the last evaluation: it may stand in no record.

        None where nothing was evaluated, the subject is not there, or the law derives no such fact of it.
        """
        decider = self._decider
        if decider is None or fact not in decider.law.derivations:
            return None
        subject = Subject(fact.scope, key)
        there = subject in decider.world.subjects(fact.scope) and decider.is_of(subject, decider.law.facts[fact].kind)
        return decider.derive(fact, subject) if there else None

    def again(self, orders: Sequence[tuple[OrderView, int]]) -> dict[str, str]:
        """Why orders may not be sent any more, by their keys; those that the law still permits are not among them.

        Each comes with the quantity that is to be sent of it. They are judged on the newest facts as if they had not
        been planned, since else they would stand in their own way. An order that waited for another goes on with what
        that one began, and whose subject is gone: of it the next slice is judged.
        """
        view = self.desk.view()
        own = [order for order, _ in orders if order.after is None]
        left = tuple(each for each in view.orders if not any(_of_one_intent(each, order) for order in own))
        try:
            _, facts = self._facts(self.desk.now(), replace(view, orders=left))
        except NotDecided as error:
            return {order.key: str(error) for order, _ in orders}
        memory = _as_if_not_sent(self.desk.memory, {(order.action, order.subject) for order in own})
        slices = [each.name for each in self.desk.law.actions.values() if each.does == SENDS]
        actions = {order.action for order in own} | (set(slices) if len(own) < len(orders) else set())
        decider = self._decider_of(facts, (), memory, REFERENCE if self.periodic else None)
        verdicts = {(each.action, each.subject.key): each.verdict for each in decider.decisions(actions)}
        counts = _counts(decider, actions)
        decider.release()
        found = {
            order.key: _why_not(verdicts, counts.get(order.action), order, quantity)
            if order.after is None
            else _why_no_slice(verdicts, order, slices)
            for order, quantity in orders
        }
        return {key: why for key, why in found.items() if why is not None}

    # --- parts ----------------------------------------------------------------------------------
    def _facts(self, at: datetime, view: AccountView) -> tuple[Snapshot, Facts]:
        ports = self.desk.ports
        ports.market.watch(instruments_of([view]))
        accounts = [view, *(each for each in ports.siblings() if each.account != view.account)]
        snapshot = ports.facts.of(ports.market.snapshot(at), accounts, self.desk.health)
        if self._typing is None or self._typing.law is not self.desk.law:
            self._typing = Typing(self.desk.law)
        read = read_facts(self.desk.law, snapshot, self._typing)
        if read.facts is None:
            raise NotDecided("; ".join(each.message for each in read.findings[:SHOWN]))
        return snapshot, read.facts

    def _told(self, facts: Facts) -> tuple[list[Mapping[str, Any]], list[Event], tuple[AlertRaised, ...]]:
        """What has happened since the last record, one by one: what cannot be told is not lost but an alert."""
        law, memory = self.desk.law, self.desk.memory
        told: list[Mapping[str, Any]] = []
        events: list[Event] = []
        alerts: list[AlertRaised] = []
        for each in self.desk.untold:
            read = read_events(law, [each], facts, memory=memory)
            if read.events is None:
                text = f"the law was not told of {each['event']}: {'; '.join(f.message for f in read.findings)}"
                alerts.append(AlertRaised(code="not_told", text=text))
            else:
                told += [each] if read.events else []
                events += read.events
        return told, events, tuple(alerts)

    def _decider_of(self, facts: Facts, events: Sequence[Event], memory: Memory, engine: str | None = None) -> Decider:
        in_force = self.desk.in_force
        require_in_force(in_force.law, facts.at, in_force.as_if_in_force)
        own = Subject(ACCOUNT, self.desk.account)
        make = partial(decider_of(engine or self.engine), decided_for=own)
        return decider_for(in_force.law, facts, memory, events, make)

    def _evaluate(
        self, facts: Facts, events: Sequence[Event], memory: Memory, engine: str | None = None
    ) -> tuple[Decider, DecisionRecord]:
        decider = self._decider_of(facts, events, memory, engine)
        return decider, record_of(decider, self.trace)

    def _found(
        self, facts: Facts, events: Sequence[Event], memory: Memory, engine: str | None = None
    ) -> DecisionRecord:
        """The record alone."""
        decider, record = self._evaluate(facts, events, memory, engine)
        decider.release()
        return record


SHOWN = 2
"""How many findings about unreadable facts are told."""


def entries_of(desk: Desk, decided: Decided, scheduled: datetime) -> tuple[list[AccountEvent], list[bytes]]:
    """What the ledger takes of an evaluation, and the contents that it names."""
    events: list[AccountEvent] = list(decided.alerts)
    text = desk.in_force.digest
    stored: list[bytes] = []
    if desk.adopted != text:
        law = desk.law
        stored.append(desk.in_force.text)
        events.append(
            LawAdopted(constitution=law.name, version=law.version, logic_digest=law.logic_digest, text_digest=text)
        )
    parts = {
        "facts": contents.facts_content(decided.snapshot),
        "told": contents.told_content(decided.told),
        "kept_before": _kept_before(desk),
        "record": contents.record_content(decided.record),
    }
    stored += [*parts.values(), *_closed(desk, decided)]
    attempt = desk.last.attempt + 1 if desk.last is not None and desk.last.scheduled == scheduled else 1
    digest = {name: contents.digest_of(each) for name, each in parts.items()}
    events.append(
        CycleDecided(
            scheduled=scheduled,
            attempt=attempt,
            law_text=text,
            facts=digest["facts"],
            told=digest["told"],
            kept_before=digest["kept_before"],
            record=digest["record"],
        )
    )
    return events, stored


def _closed(desk: Desk, decided: Decided) -> list[bytes]:
    """The chunks of what happened that this record closed, if it only names them."""
    after = decided.record.after
    if after is None or after.past is None or BEFORE not in decided.content["kept"]:
        return []
    known = set() if desk.memory.past is None or not desk.kept_in_brief else {desk.memory.past.digest}
    found: list[bytes] = []
    for chunk in after.past.chunks():
        if chunk.digest in known:
            break
        found.append(chunk.content)
    return found


def _kept_before(desk: Desk) -> bytes:
    if desk.taken_back:
        return contents.kept_content(desk.memory.told(brief=desk.kept_in_brief))
    return contents.kept_content({}) if desk.last is None else contents.kept_of_record(desk.last.record)


def same(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Whether a look found what the record before said: verdicts and alarms as they were, and nothing to do."""
    if before is None or after["transitions"] or after["recorded"] or after["intents"]:
        return False
    return _essence(before) == _essence(after)


def _essence(content: Mapping[str, Any]) -> object:
    verdicts = [(each["action"], each["subject"], each["verdict"], each["because"]) for each in content["decisions"]]
    alarms = [(each["rule"], each["subject"], each["what"]) for each in content["alarms"]]
    stopped = [(each["action"], each["subject"], each["stopped_by"]) for each in content["stopped"]]
    return verdicts, alarms, stopped, content["kept"]["facts"], content["constitution"]


def _as_if_not_sent(memory: Memory, actions: Collection[tuple[str, str]]) -> Memory:
    """Memory without the attempts that are under way: that they were proposed and sent, and have not ended."""
    under_way = set(actions)
    if memory.past is not None:
        began = memory.past.index.began
        memory = opened(memory, min((began[each] for each in under_way if each in began), default=memory.past.count))
    kept: list[Event] = []
    for event in reversed(memory.history):
        action, _, outcome = event.name.partition(".")
        key = action, event.within or ""
        if key in under_way and outcome in {CONFIRMED, REJECTED}:
            under_way.discard(key)
        if not (key in under_way and outcome in {PROPOSED, SENT}):
            kept.append(event)
    return replace(memory, history=tuple(reversed(kept)))


def _of_one_intent(one: OrderView, other: OrderView) -> bool:
    return one.status is None and (one.action, one.subject) == (other.action, other.subject)


def _counts(decider: Decider, actions: Collection[str]) -> dict[str, dict[str, int]]:
    """How many of each subject the law allocates, by action and key; nothing of an action that it does not allocate."""
    found: dict[str, dict[str, int]] = {}
    for document in decider.law.allocations:
        if document.action in actions:
            for outcome in decider.allocate(document):
                own = found.setdefault(outcome.action, {})
                for subject, count in outcome.chosen:
                    own.setdefault(subject.key, count)
    return found


def _why_not(
    verdicts: Mapping[tuple[str, str], Verdict], counts: Mapping[str, int] | None, order: OrderView, quantity: int
) -> str | None:
    verdict = verdicts.get((order.action, order.subject))
    if verdict is None:
        return f"{order.subject} is not there any more"
    if verdict.word != "permitted":
        return _said(verdict)
    return _too_many(counts, order, quantity)


def _said(verdict: Verdict) -> str:
    return f"{verdict.word.replace('_', ' ')} by {', '.join(verdict.because) or 'default'}"


def _why_no_slice(verdicts: Mapping[tuple[str, str], Verdict], order: OrderView, actions: Sequence[str]) -> str | None:
    found = [verdicts[action, order.key] for action in actions if (action, order.key) in verdicts]
    if any(each.word == "permitted" for each in found):
        return None
    return "; ".join(_said(each) for each in found) or f"{order.key} is not there any more"


def _too_many(counts: Mapping[str, int] | None, order: OrderView, quantity: int) -> str | None:
    """Whether the law would now size the action below what is to be sent of it."""
    if counts is None or order.instrument.option is None or not order.opens:
        return None
    now = counts.get(order.subject)
    if now is None:
        return "the law would now have none"
    return None if quantity <= now else f"the law would now have {now}, not {quantity}"
