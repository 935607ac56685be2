"""What the law itself records: events of rules and moves, and that an action was proposed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.backends.reference.duties import Arising
from engine.memory import PROPOSED, Event
from engine.outcome import Proposal, Recorded
from engine.values import Subject, Unknown, Value, because
from rules.compile import law as c
from rules.language.typed import FactId

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

_BETWEEN = " | "


class Recording:
    """The events that one evaluation records. They happen in the next one."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.arisen: list[tuple[str, Subject, Arising]] = []
        self._recorded: list[Recorded] | None = None

    def recorded(self) -> list[Recorded]:
        """Everything that is recorded, in the order of rules and subjects."""
        if self._recorded is None:
            self._recorded = [*self._moves(), *self._proposed()]
            for document in self.decider.law.records:
                with self.decider.judging(document.id):
                    self._recorded += self._stops(document) if document.stops else self._of(document)
        return self._recorded

    def _moves(self) -> Iterator[Recorded]:
        """What the moves of machines record."""
        moves = {
            move.id: move
            for machine in self.decider.law.kept.values()
            if isinstance(machine, c.TypedMachine)
            for move in machine.moves
        }
        for transition in self.decider.transitions():
            for id in transition.because:
                telling = moves[id].tells
                if telling is not None:
                    event = self._told(id, telling, transition.subject, id)
                    if event is not None:
                        yield Recorded(id, transition.subject, event)

    def _proposed(self) -> Iterator[Recorded]:
        """That actions were proposed, for those whose proposals are events."""
        at = self.decider.world.facts.at
        for action in self.decider.law.actions:
            name = f"{action}.{PROPOSED}"
            declared = self.decider.law.events.get(name)
            if declared is None:
                continue
            for subject, proposals in sorted(self.decider.proposals(action).items()):
                for proposal in proposals:
                    told = self._told_of(proposal)
                    attempt = () if proposal.attempt is None else (f"attempt {proposal.attempt}",)
                    given = dict(proposal.fields)
                    fields = tuple(
                        (each, given.get(each, because(f"{each} is not said"))) for each, _ in declared.fields
                    )
                    within = subject.key if declared.within is not None else None
                    rule = proposal.because[0]
                    key = _BETWEEN.join((name, rule, str(subject), told, *attempt))
                    yield Recorded(rule, subject, Event(name, key, at, within, (), fields), proposal.occasion)

    def _told_of(self, proposal: Proposal) -> str:
        """What tells a proposal from others of its rule: its occasion, and the instant where that may come again."""
        at = self.decider.world.facts.at.isoformat()
        if proposal.occasion is None:
            return at
        lasting = any(self.decider.duties.may_come_again(rule) for rule in proposal.because)
        return _BETWEEN.join((proposal.occasion, at)) if lasting else proposal.occasion

    def _of(self, document: c.TypedRecord) -> Iterator[Recorded]:
        """What a rule records of its subjects."""
        for subject in self.decider.own(document.scope):
            if self.decider.idle(document, subject):
                continue
            if not self.decider.is_of(subject, document.kind) or not self.decider.concerns(document, subject):
                continue
            for case, (when, telling) in enumerate(document.cases):
                holds = self.decider.truth(when, (subject,))
                if isinstance(holds, Unknown):
                    what = f"{telling.event} is not recorded: it cannot be judged"
                    self.decider.alarm(document.id, subject, what, holds)
                elif holds:
                    told = self._once(document, telling, subject, case, f"case {case + 1}")
                    if told is not None:
                        yield told

    def _stops(self, document: c.TypedRecord) -> Iterator[Recorded]:
        """What a forbid records of the orders that it stops as sized."""
        forbid = next(each for each in self.decider.law.permits if each.id == document.id)
        for intent in self.decider.intents():
            for action, rules, on_legs in intent.as_sized():
                if document.id not in rules or action not in forbid.actions:
                    continue
                abouts = dict.fromkeys(each.about for each in on_legs if each.rule == document.id)
                path = forbid.path(action)
                if not abouts and path is not None:
                    owner = self.decider.subject(path, (intent.subject,))
                    assert isinstance(owner, Subject)
                    abouts[owner] = None
                for subject in abouts:
                    if subject is None:  # nobody knows to whom it happens
                        continue
                    with self.decider.acting(dict(intent.fields)):
                        telling = document.cases[0][1]
                        told = self._once(document, telling, subject, 0, f"{action} {intent.subject}")
                    if told is not None:
                        yield told

    def _once(
        self, document: c.TypedRecord, telling: c.Telling, subject: Subject, case: int, what: str
    ) -> Recorded | None:
        """One event of a rule, unless its occasion is used up."""
        arising: Arising | None = None
        if document.once is not None:
            arising = self.decider.duties.arises(document, subject, case)
            if arising is None or any(each.key == arising.key for _, _, each in self.arisen):
                return None
        event = self._told(document.id, telling, subject, arising.key if arising is not None else what)
        if event is None:
            return None
        if arising is not None:
            self.arisen.append((document.id, subject, arising))
        return Recorded(document.id, subject, event, arising.key if arising is not None else None)

    def _told(self, rule: str, telling: c.Telling, subject: Subject, what: str) -> Event | None:
        """The event of a telling; None, with an alarm, where it is unknown to whom it happens."""
        environment = (subject,)
        ends: list[tuple[str, Value]] = []
        declared = self.decider.law.events[telling.event]
        if telling.within is not None:
            assert declared.within is not None
            ends.append((declared.within, self.decider.subject(telling.within, environment)))
        ends += [(scope, self.decider.subject(to, environment)) for scope, to in telling.refers_to]
        for scope, end in ends:
            if not isinstance(end, Subject):
                doubt = end if isinstance(end, Unknown) else because(f"there is no such {scope}")
                self.decider.alarm(rule, subject, f"{telling.event} is not recorded: its {scope} is unknown", doubt)
                return None
        keys = [(scope, end.key) for scope, end in ends if isinstance(end, Subject)]
        within = keys.pop(0)[1] if telling.within is not None else None
        fields: list[tuple[str, Value]] = []
        for name, expression in telling.fields:
            value = self.decider.value(expression, environment)
            if isinstance(value, Unknown):
                field = self.decider.law.facts.get(FactId(telling.event, name))
                if field is None or not field.may_be_missing:
                    what_ = f"{telling.event} is not recorded: its {name} is unknown"
                    self.decider.alarm(rule, subject, what_, value)
                    return None
            fields.append((name, value))
        at = self.decider.world.facts.at
        key = _BETWEEN.join(dict.fromkeys((telling.event, rule, str(subject), what, at.isoformat())))
        return Event(telling.event, key, at, within, tuple(keys), tuple(fields))
