"""Decides by the book: derived and kept facts, tables, choices, verdicts, proposals, allocations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from engine.backends.reference import arithmetic as a
from engine.backends.reference.depth import make_room
from engine.backends.reference.duties import Arising, Duties
from engine.backends.reference.evaluator import Environment, Evaluator, Terms
from engine.backends.reference.happenings import Happenings
from engine.backends.reference.judging import Judging, RuleState
from engine.backends.reference.keeping import Keeping
from engine.backends.reference.ordering import Order
from engine.backends.reference.recording import Recording
from engine.backends.reference.repeating import Known, Otherwise, reach_of
from engine.backends.reference.sizing import Sizing
from engine.backends.reference.tables import combine, of_no_row
from engine.backends.reference.universes import Universes
from engine.backends.reference.wakeups import Wakeups
from engine.backends.reference.world import World
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from engine.outcome import (
    Alarm,
    AllocationOutcome,
    Alone,
    Decision,
    Intent,
    LeftOut,
    Proposal,
    Transition,
    Verdict,
)
from engine.validity import in_force
from engine.values import NONE, Subject, Unknown, Value, because, unknown_of
from rules.compile import law as c
from rules.language import typed as x


class Speaking:
    """The rules that speak to an action, and the ways from its subject to theirs: many rules share a way."""

    def __init__(self) -> None:
        self.ways: list[x.Expression] = []
        self.rules: list[tuple[c.TypedPermit, int]] = []

    def add(self, permit: c.TypedPermit, way: x.Expression) -> None:
        """One more rule, and its way."""
        if way not in self.ways:
            self.ways.append(way)
        self.rules.append((permit, self.ways.index(way)))

    def pairs(self) -> Iterator[tuple[c.TypedPermit, x.Expression]]:
        """Each rule with its way."""
        return ((permit, self.ways[way]) for permit, way in self.rules)


class Spoken:
    """Of the permits of a law: those that speak to each action, and those that speak to it through a leg."""

    def __init__(self, law: c.Law) -> None:
        self.permits = law.permits
        self.actions = law.actions
        self.to = {name: Speaking() for name in law.actions}
        self.through: dict[str, list[tuple[c.TypedPermit, c.LegPath]]] = {}
        for permit in law.permits:
            for action, path in zip(permit.actions, permit.paths, strict=True):
                if path is not None:
                    self.to[action].add(permit, path)
            for way in permit.through:
                self.through.setdefault(way.action, []).append((permit, way))


_REMEMBERED = 8
_spoken: dict[int, Spoken] = {}


def spoken_of(law: c.Law) -> Spoken:
    """Which rules speak to which action; the same for the law with other terms and waivers."""
    known = _spoken.get(id(law.permits))
    if known is None or known.permits is not law.permits or known.actions is not law.actions:
        while len(_spoken) >= _REMEMBERED:
            del _spoken[next(iter(_spoken))]
        known = _spoken[id(law.permits)] = Spoken(law)
    return known


class Decider(Evaluator):
    """One evaluation. Every result is calculated when it is first asked for; the graph has no circles.

    `memory` is what the law carries from before, `events` what has happened since. What does not depend on them is
    taken over from `like`, an evaluation of the same facts; `unlike` names something else that is not taken over.
    `decided_for` is the subject that it is made for: what belongs to another of its scope is seen, but it is decided,
    kept and guaranteed by whoever decides for that one, who alone knows what has happened there.
    """

    tells_apart = False
    """Whether conditions that say the same are judged each on its own, wherever they stand."""

    def __init__(
        self,
        law: c.Law,
        facts: Facts,
        terms: Terms,
        waivers: Sequence[c.WaiverOf],
        memory: Memory = NO_MEMORY,
        events: Sequence[Event] = (),
        like: Known | None = None,
        unlike: Otherwise | None = None,
        decided_for: Subject | None = None,
    ) -> None:
        make_room()
        self.decided_for = decided_for
        self._own: dict[str, tuple[Subject, ...]] = {}
        super().__init__(World(law, facts), terms)
        self.waivers = tuple(waivers)
        self.memory = memory
        self.wakeups = Wakeups(self)
        self.timely = self.wakeups.clockwork.timely
        self.keeping = Keeping(self, memory)
        self.duties = Duties(self, memory)
        self.recording = Recording(self)
        self.alarms: dict[tuple[str, str, str], Alarm] = {}
        self.left_out: list[LeftOut] = []
        self.sizing = Sizing(self)
        self.rule_states: dict[tuple[str, Subject], RuleState] = {}
        self._verdicts: dict[tuple[str, Subject, tuple[str, ...]], Verdict] = {}
        self._proposed: dict[str, dict[Subject, list[Proposal]]] = {}
        self._proposals: dict[str, dict[Subject, list[Proposal]]] = {}
        self._arising: dict[tuple[str, Subject], Arising] = {}
        self._taken: set[str] = set()
        self._intents: list[Intent] | None = None
        self._would_permit: dict[tuple[str, Subject, tuple[str, ...]], bool] = {}
        spoken = spoken_of(law)
        self._permits, self._through = spoken.to, spoken.through
        self._owned: dict[tuple[str, Subject], list[Subject]] = {}
        self._allocated = {allocation.fact: allocation for allocation in law.allocations}
        self._suspended: dict[tuple[str, Subject], bool] = {}
        self.happenings = Happenings(self, memory, events)
        universes = self._universes()
        dependent = (unlike or reach_of(law)) if like is not None else None
        if like is not None and dependent is not None:
            self.written.update({key: value for key, value in like.written.items() if key[0] not in dependent.facts})
            self.rule_states.update(
                {key: state for key, state in like.rule_states.items() if key[0] not in dependent.rules}
            )
        for node in law.order:
            if node[0] == "universe":
                if like is not None and dependent is not None and node[1] not in dependent.universes:
                    self.world.adopt(node[1], like.world)
                else:
                    universes.populate(node[1])

    def once_more(self, memory: Memory) -> Decider:
        """A decider of the same facts with other memory: what does not depend on it is taken over."""
        return Decider(
            self.law, self.world.facts, self.terms, self.waivers, memory, like=self, decided_for=self.decided_for
        )

    def release(self) -> None:
        """Lets go of all that was found out; nothing can be asked afterwards.

        Its parts know it and it knows them. Nobody has to look for such a circle that is broken by hand.
        """
        self.world.on_demand.clear()
        self.__dict__.clear()

    def _universes(self) -> Universes:
        """What decides which combinations there are."""
        return Universes(self)

    def is_own(self, subject: Subject) -> bool:
        """Whether a subject does not belong to somebody else than for whom it is decided."""
        if self.decided_for is None:
            return True
        end = self.world.reach(subject, self.decided_for.scope) if subject.scope in self.law.scopes else None
        return end is None or end == self.decided_for

    def _of_another(self, subject: Subject) -> Unknown:
        """What is decided elsewhere."""
        assert self.decided_for is not None
        return because(f"{subject} is of another {self.decided_for.scope}, for which others decide")

    def own(self, scope: str) -> tuple[Subject, ...]:
        """The subjects of a scope that are decided here, in the order of their keys."""
        if self.decided_for is None:
            return self.world.subjects(scope)
        if scope in self.world.own:
            return self.world.own[scope]
        found = self._own.get(scope)
        if found is None:
            found = self._own[scope] = tuple(each for each in self.world.subjects(scope) if self.is_own(each))
        return found

    def concerns(self, document: c.Document, subject: Subject) -> bool:
        """Whether the `where` of a document's `for:` lets a subject in."""
        return document.where is None or self.truth(document.where, (subject,)) is True

    def idle(self, document: c.TypedProposal | c.TypedRecord, subject: Subject) -> bool:
        """Whether a duty or record is known at once to have nothing to say of a subject; here it is found out after."""
        return False

    # --- written facts --------------------------------------------------------------------------
    def derive(self, fact: x.FactId, subject: Subject) -> Value:
        key = (fact, subject)
        found = self.written.get(key)
        if found is None:
            if self.law.facts[fact].origin == "kept":
                return self.keeping.value(fact, subject)
            found = self.written[key] = self._derived(fact, subject)
        return found

    def _derived(self, fact: x.FactId, subject: Subject) -> Value:
        allocation = self._allocated.get(fact)
        if allocation is not None:
            if not self.is_own(subject):
                return self._of_another(subject)
            self.allocate(allocation)
            return self.written.get((fact, subject), Fraction(0))
        document = self.law.derivations[fact]
        previous, self.document = self.document, document.id
        value = self._value_of(document, (subject,))
        self.document = previous
        return value

    def _value_of(self, document: c.Derivation | c.TypedTable | c.TypedChoice, environment: Environment) -> Value:
        match document:
            case c.Derivation():
                value = self.value(document.value, environment)
                if isinstance(value, Unknown) and document.if_unknown is not None:
                    return document.if_unknown
                return value
            case c.TypedTable():
                return self._table(document, environment)
            case c.TypedChoice():
                return self._choose(document, environment)

    def before(self, fact: x.FactId, subject: Subject) -> Value:
        return self.keeping.before(fact, subject)

    def enters(self, machine: x.FactId, subject: Subject, state: str) -> bool | Unknown:
        return self.keeping.entered(machine, subject, state)

    def happening(self, scope: str) -> set[Subject]:
        return self.happenings.happening(scope)

    def in_window(self, window: x.Window, bound: Value, event: Subject) -> bool | Unknown:
        return self.happenings.in_window(window, bound, event)

    def watch(self, node: x.Expression, environment: Environment, values: tuple[Value, ...]) -> None:
        self.wakeups.watch(node, environment, values)

    def _table(self, table: c.TypedTable, environment: tuple[Subject, ...]) -> Value:
        sure: list[Value] = []
        possible: list[Value] = []
        causes: list[Unknown] = []
        for row in table.rows:
            holds = self.truth(row.when, environment)
            if holds is False:
                continue
            then = self.value(row.then, environment)
            if isinstance(holds, Unknown):
                causes.append(holds)
                possible.append(then)
            else:
                sure.append(then)
        otherwise = self.value(table.otherwise, environment) if table.otherwise is not None else None
        if not sure and not possible:
            return of_no_row(table, otherwise)
        return combine(table, sure, possible, otherwise, causes)

    def _choose(self, choice: c.TypedChoice, environment: tuple[Subject, ...]) -> Value:
        best: tuple[tuple[object, ...], Subject] | None = None
        for subject, belongs in self.items(choice.among, environment):
            inner = (*environment[: choice.among.slot], subject)
            qualifies = belongs
            if choice.when is not None and belongs is True:
                qualifies = self.truth(choice.when, inner)
            if qualifies is False:
                continue
            ranks = [(ranking.word, self.value(ranking.value, inner)) for ranking in choice.prefer]
            ties = [("lowest", self.value(tie, inner)) for tie in choice.ties]
            nothing = a.nothing(*(value for _, value in (*ranks, *ties)))
            unknown = [value for _, value in (*ranks, *ties) if isinstance(value, Unknown)]
            unknown += [nothing] if nothing is not None else []
            if isinstance(qualifies, Unknown) or unknown:
                doubt = unknown_of([qualifies, *unknown])
                self.alarm(choice.id, subject, "not chosen: what it needs is unknown", doubt)
                continue
            order = tuple(Order(value, word == "highest") for word, value in (*ranks, *ties))
            if best is None or (order, subject.key) < (best[0], best[1].key):
                best = (order, subject)
        return best[1] if best is not None else NONE

    def alarm(self, document: str, subject: Subject, what: str, unknown: Unknown) -> None:
        """Something could not be judged, and a person should know."""
        self.alarms[(document, str(subject), what)] = Alarm(document, subject, what, unknown.causes)

    # --- verdicts -------------------------------------------------------------------------------
    def rule_state(self, permit: c.TypedPermit, subject: Subject) -> RuleState:
        """What a rule says for a subject of its scope."""
        key = (permit.id, subject)
        known = None if permit.reads_action else self.rule_states.get(key)
        if known is not None:
            return known
        if not self.is_of(subject, permit.kind) or not self.concerns(permit, subject):
            state = RuleState(False)
        else:
            previous, self.document = self.document, permit.id
            state = RuleState(True, self.truth(permit.when, (subject,)))
            self.document = previous
        if not permit.reads_action:
            self.rule_states[key] = state
        return state

    def suspended(self, rule: str, subject: Subject) -> bool:
        """Whether a waiver suspends a rule for a subject now."""
        if not self.waivers:
            return False
        key = (rule, subject)
        if key not in self._suspended:
            self._suspended[key] = any(self._waives(waiver, rule, subject) for waiver in self.waivers)
        return self._suspended[key]

    def suspended_on_leg(self, rule: str, leg: Subject, subject: Subject) -> bool:
        """Whether a waiver suspends a rule for a leg: for its own subject, or for what only the action's leads to."""
        for waiver in self.waivers:
            led = waiver.scope is None or self.world.reach(leg, waiver.scope) is not None
            if self._waives(waiver, rule, leg if led else subject):
                return True
        return False

    def _waives(self, waiver: c.WaiverOf, rule: str, subject: Subject) -> bool:
        if rule not in waiver.suspends or not in_force(waiver.first_day, waiver.day_after, self.world.facts.at):
            return False
        if waiver.scope is None:
            return True
        owner = self.world.reach(subject, waiver.scope)
        return owner is not None and owner.key == waiver.key

    def verdict(self, action: str, subject: Subject, but_for: tuple[str, ...] = ()) -> Verdict:
        """The verdict on an action before sizing."""
        key = (action, subject, but_for)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._judge(action, subject, but_for, sized=False)
        return found

    def as_sized(self, action: str, subject: Subject, fields: Mapping[str, Value]) -> Verdict:
        """The verdict of the rules that read the action itself, or bind one of its legs, for these fields."""
        with self.acting(fields):
            return self._judge(action, subject, (), sized=True)

    @contextmanager
    def acting(self, fields: Mapping[str, Value]) -> Iterator[None]:
        """What is evaluated inside reads these fields of the action."""
        previous, self.fields = self.fields, fields
        try:
            yield
        finally:
            self.fields = previous

    def _judge(self, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Verdict:
        # A permit is judged before sizing; what it lifts there is lifted from the sized action as well.
        before = self.verdict(action, subject).granted if sized else ()
        speaking = self._permits[action]
        lifting = [rule for permit, _ in speaking.rules if permit.id in before for rule in permit.exception_to]
        judging = Judging(self, self.law.actions[action], subject, lifting)
        owners = self._owners(action, subject)
        for permit, way in speaking.rules:
            if permit.reads_action is sized and permit.id not in but_for:
                judging.judge(permit, owners[way])
        if sized:
            judging.over_legs(self._through.get(action, ()))
        return judging.verdict()

    def _owners(self, action: str, subject: Subject) -> list[Subject]:
        """Whom the rules that speak to an action are about, by their ways."""
        key = (action, subject)
        owners = self._owned.get(key)
        if owners is None:
            owners = []
            for way in self._permits[action].ways:
                owner = self.subject(way, (subject,))
                assert isinstance(owner, Subject)
                owners.append(owner)
            self._owned[key] = owners
        return owners

    def would_permit(self, action: str, subject: Subject, but_for: tuple[str, ...]) -> bool | Unknown:
        """Whether the verdict would be `permitted`; asked of many, of which most fail at their first permit."""
        key = (action, subject, but_for)
        found = self._would_permit.get(key)
        if found is None:
            judged = self._verdicts.get(key)
            found = self._permitted(*key) if judged is None else judged.word == "permitted"
            self._would_permit[key] = found
        return found

    def _permitted(self, action: str, subject: Subject, but_for: tuple[str, ...]) -> bool:
        speaking = self._permits[action]
        owners = self._owners(action, subject)
        asked = [each for each in speaking.rules if not each[0].reads_action and each[0].id not in but_for]
        excepted: list[str] = []
        granted = False
        for permit, way in asked:
            holds = permit.effect == "permit" and self.rule_state(permit, owners[way]).holds
            if holds is True and not self.suspended(permit.id, subject):
                granted = True
                excepted += permit.exception_to
        reducing = self.law.actions[action].risk == "reducing"
        return granted and not any(
            permit.effect == "forbid"
            and permit.id not in excepted
            and self._stops(permit, owners[way], reducing)
            and not self.suspended(permit.id, subject)
            for permit, way in asked
        )

    def _stops(self, permit: c.TypedPermit, owner: Subject, reducing: bool) -> bool:
        """Whether a forbid holds, or cannot be judged of what does not reduce risk."""
        state = self.rule_state(permit, owner)
        return state.applies and (state.holds is True or (isinstance(state.holds, Unknown) and not reducing))

    def verdict_is(self, action: str, subject: Subject, state: str) -> bool | Unknown:
        if state == "proposed":
            return bool(self.proposals(action).get(subject)) if self.is_own(subject) else self._of_another(subject)
        return self.verdict(action, subject).word == state

    # --- proposals ------------------------------------------------------------------------------
    def proposals(self, action: str) -> dict[Subject, list[Proposal]]:
        """What the law proposes, by subject; what gives way to another duty is left out."""
        if action not in self._proposals:
            found = self.proposed(action)
            self._proposals[action] = self.duties.fresh(found, action) if self.law.exclusives else found
        return self._proposals[action]

    def proposed(self, action: str) -> dict[Subject, list[Proposal]]:
        """What rules propose, by subject, whether it gives way or not."""
        if action not in self._proposed:
            found: dict[Subject, list[Proposal]] = {}
            self._proposed[action] = found
            for document in self.law.proposals:
                if document.action == action:
                    with self.judging(document.id):
                        for subject in self.own(document.scope):
                            proposal = self._propose(document, subject)
                            if proposal is not None:
                                found.setdefault(subject, []).append(proposal)
        return self._proposed[action]

    def _propose(self, document: c.TypedProposal, subject: Subject) -> Proposal | None:
        if self.idle(document, subject):
            return None
        if not self.is_of(subject, document.kind) or not self.concerns(document, subject):
            return None
        holds = self.truth(document.when, (subject,))
        if isinstance(holds, Unknown):
            is_ = "is" if document.if_unknown else "is not"
            self.alarm(document.id, subject, f"{document.action} {is_} proposed: it cannot be judged", holds)
            if not document.if_unknown:
                return None
        elif not holds:
            return None
        arising: Arising | None = None
        if document.once is not None:
            arising = self.duties.arises(document, subject)
            # Where an occasion is counted by other subjects, the first of the rule's own subjects has it.
            if arising is None or arising.key in self._taken:
                return None
        fields = {name: self.value(value, (subject,)) for name, value in document.fields}
        unknown = [value for value in fields.values() if isinstance(value, Unknown)]
        if unknown:
            what = f"{document.action} is not proposed: one of its fields is unknown"
            self.alarm(document.id, subject, what, unknown_of(unknown))
            return None
        told = tuple(sorted(fields.items()))
        if arising is None:
            return Proposal(document.action, subject, (document.id,), told)
        self._arising[document.id, subject] = arising
        self._taken.add(arising.key)
        return Proposal(document.action, subject, (document.id,), told, arising.key, arising.attempt)

    # --- allocations ----------------------------------------------------------------------------
    def allocate(self, document: c.TypedAllocation) -> list[AllocationOutcome]:
        """How many of each item, for every subject of the allocation; writes the counts."""
        return self.sizing.allocate(document)

    # --- everything -----------------------------------------------------------------------------
    def decisions(self, actions: Collection[str] | None = None) -> list[Decision]:
        """A verdict for every action (of `actions`) and subject that some permit speaks to or some rule proposes."""
        found: list[Decision] = []
        for action in self.law.actions.values():
            if actions is not None and action.name not in actions:
                continue
            proposed = self.proposals(action.name)
            found += (
                Decision(action.name, subject, self.verdict(action.name, subject))
                for subject in self.own(action.on)
                if subject in proposed or self._is_spoken_to(action.name, subject)
            )
        return found

    def _is_spoken_to(self, action: str, subject: Subject) -> bool:
        """Whether some permit speaks to an action for this subject."""
        for permit, path in self._permits[action].pairs():
            if permit.effect == "permit":
                owner = self.subject(path, (subject,))
                if isinstance(owner, Subject) and self.rule_state(permit, owner).applies:
                    return True
        return False

    def intents(self) -> list[Intent]:
        """What would be sent: proposals and allocations that are permitted, judged again as sized."""
        if self._intents is None:
            self._intents = self._intended()
        return self._intents

    def _intended(self) -> list[Intent]:
        found: list[Intent] = []
        for document in self.law.allocations:
            for outcome in self.allocate(document):
                for item, count in outcome.chosen:
                    found.append(self._sized(document, outcome.subject, item, count))
        for action in self.law.actions.values():
            for subject, proposals in sorted(self.proposals(action.name).items()):
                intent = self._done(action, subject, proposals)
                if intent is not None:
                    first = proposals[0]
                    found.append(replace(intent, occasion=first.occasion, attempt=first.attempt))
        return found

    def _done(self, action: c.Action, subject: Subject, proposals: Sequence[Proposal]) -> Intent | None:
        """What is to be done of a duty: the whole, or a leg of it alone where forbids stop the whole.

        None where it is not permitted: what nothing grants is not refused, and nothing is left of it.
        """
        verdict = self.verdict(action.name, subject)
        leg = action.alone
        if verdict.word == "not_permitted" or (verdict.word == "forbidden" and leg is None):
            return None
        first = proposals[0]
        if any(other.fields != first.fields for other in proposals):
            rules = ", ".join(rule for proposal in proposals for rule in proposal.because)
            what = f"{action.name} is proposed with different fields; those of the first rule are taken"
            self.alarm(first.because[0], subject, what, because(f"proposed by {rules}"))
        duty = tuple(rule for proposal in proposals for rule in proposal.because)
        refused = verdict
        if verdict.word == "permitted":
            whole = self._intent(action.name, subject, first.fields, (*duty, *verdict.granted))
            if leg is None or not whole.stopped_by:
                return whole
            refused = self.as_sized(action.name, subject, dict(first.fields))
        assert leg is not None
        return self._alone(action, leg, subject, first.fields, duty, refused)

    def _alone(
        self,
        action: c.Action,
        leg: c.Leg,
        subject: Subject,
        fields: tuple[tuple[str, Value], ...],
        duty: tuple[str, ...],
        refused: Verdict,
    ) -> Intent:
        """One leg of an action that forbids stop, judged as another action with the same fields."""
        assert leg.alone is not None
        before = self.verdict(leg.alone, subject)
        sized = refused is not self.verdict(action.name, subject)
        alone = Alone(leg.alone, before.word, sized, refused.applied, refused.on_legs, refused.causes)
        intent = Intent(action.name, subject, fields, duty, before.because, before.causes, (), legs=(leg.name,))
        if before.word == "permitted":
            known = {name for name, _ in self.law.actions[leg.alone].fields}
            own = tuple((name, value) for name, value in fields if name in known)
            done = self._intent(leg.alone, subject, own, (*duty, *before.granted))
            intent = replace(done, action=action.name, fields=fields, legs=(leg.name,))
        return replace(intent, alone=alone)

    def _sized(self, document: c.TypedAllocation, owner: Subject, item: Subject, count: int) -> Intent:
        quantity = Fraction(count)
        with self.acting({"quantity": quantity}):
            values = {name: self.value(value, (owner, item)) for name, value in document.fields}
        fields = tuple(sorted({**values, "quantity": quantity}.items()))
        because = (document.id, *self.verdict(document.action, item).granted)
        return self._intent(document.action, item, fields, because)

    def _intent(
        self, action: str, subject: Subject, fields: tuple[tuple[str, Value], ...], because: tuple[str, ...]
    ) -> Intent:
        sized = self.as_sized(action, subject, dict(fields))
        unknown = tuple(name for name, value in fields if isinstance(value, Unknown))
        legs = tuple(leg.name for leg in self.law.actions[action].legs)
        intent = Intent(action, subject, fields, because, sized.applied, sized.causes, unknown)
        return replace(intent, legs=legs, on_legs=sized.on_legs) if legs else intent

    # --- memory ---------------------------------------------------------------------------------
    def transitions(self) -> list[Transition]:
        """The moves of all machines, in the order of machines, subjects, and of the moves themselves."""
        return [move for after in self.keeping.all().values() for move in after.transitions]

    def arising(self) -> list[tuple[str, Subject, Arising]]:
        """The occasions that duties use up: those whose order stands. A duty that is denied arises again."""
        sent = {(intent.action, intent.subject) for intent in self.intents() if intent.stands}
        return [
            (rule, subject, self._arising[rule, subject])
            for action in self.law.actions
            for subject, proposals in self.proposals(action).items()
            if (action, subject) in sent
            for proposal in proposals
            for rule in proposal.because
            if (rule, subject) in self._arising
        ]
