"""Decides as the reference does, on rows: what is asked most is generated code, what is rare is the reference's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from engine.backends.fast.program import SHARED, Asked, Program, program_of
from engine.backends.fast.scaled import MISSING, Row, lift, lower
from engine.backends.fast.universes import FastUniverses
from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment, Evaluator, Terms
from engine.backends.reference.judging import RuleState
from engine.backends.reference.repeating import Known, Otherwise
from engine.backends.reference.universes import Universes
from engine.boundary import Given
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from engine.outcome import OnLeg, Verdict
from engine.past import Past
from engine.periods import period
from engine.validity import in_force
from engine.values import Subject, Unknown, Value, because, unknown_of
from rules.compile import law as c
from rules.language import typed as x

HOT = 16
"""A part of a condition that has been asked for as often by itself is worth code of its own."""


class FastDecider(Decider):
    """One evaluation by generated code."""

    hot = HOT

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
        overridden = frozenset(name for values in terms.values() for name, _ in values)
        self.program: Program = program_of(law, overridden)
        self.rows: dict[Subject, Row] = {}
        self.shared: Row = self.program.shared.empty.copy()
        self._limits: dict[x.FactId, Fraction | None] = {}
        self._periods: dict[tuple[str, str], str] = {}
        self._left: dict[tuple[int, Subject], tuple[list[Past] | None, Past | None]] = {}
        self._befores: dict[tuple[x.FactId, Subject], Value] = {}
        self._screened: dict[int, list[tuple[Subject, bool | Unknown]]] = {}
        self._waived = {
            rule
            for waiver in waivers
            if in_force(waiver.first_day, waiver.day_after, facts.at)
            for rule in waiver.suspends
        }
        self._asked: dict[tuple[str, tuple[str, ...], bool], tuple[Asked, ...]] = {}
        self.program.holders.add(self)
        self.events = tuple(events)
        super().__init__(law, facts, terms, waivers, memory, events, like, unlike, decided_for)

    def once_more(self, memory: Memory) -> Decider:
        return FastDecider(
            self.law, self.world.facts, self.terms, self.waivers, memory, like=self, decided_for=self.decided_for
        )

    def of_facts(self, facts: Facts) -> FastDecider:
        """A decider of other facts of the same instant, with the same memory and events."""
        return type(self)(
            self.law, facts, self.terms, self.waivers, self.memory, self.events, decided_for=self.decided_for
        )

    def release(self) -> None:
        for row in self.rows.values():
            row.clear()  # rows know one another as well
        self.program.holders.discard(self)
        super().release()

    def _universes(self) -> Universes:
        return FastUniverses(self)

    # --- rows -----------------------------------------------------------------------------------
    def row(self, subject: Subject) -> Row:
        """The row of a subject."""
        found = self.rows.get(subject)
        if found is None:
            found = self.rows[subject] = self.program.layout(subject.scope).row(subject)
        return found

    def lengthen(self, scope: str, size: int) -> None:
        """Makes the rows of a scope as long as this."""
        rows = [self.shared] if scope == SHARED else [row for row in self.rows.values() if row[0].scope == scope]
        for row in rows:
            row.extend([MISSING] * (size - len(row)))

    def lowered(self, value: Any, scale: int) -> Any:
        """A value as generated code knows it."""
        return self.row(value) if value.__class__ is Subject else lower(value, scale)

    # --- what generated code asks for -----------------------------------------------------------
    def find_singleton(self, scope: str, place: int) -> Row:
        """The row of the one subject of a scope."""
        found = self.shared[place] = self.row(self.world.singleton(scope))
        return found

    def find_subjects(self, scope: str, place: int) -> list[Row]:
        """The rows of all subjects of a scope."""
        found = self.shared[place] = [self.row(subject) for subject in self.world.subjects(scope)]
        return found

    def find_members(self, row: Row, scope: str, place: int) -> list[Row]:
        """The rows of the subjects of a scope that belong to this one."""
        found = row[place] = [self.row(subject) for subject in self.world.within(scope, row[0])]
        return found

    def find_lately(self, row: Row, scope: str, place: int) -> list[Row]:
        """The rows of what has happened to this one since the last chunk was closed."""
        world, owner = self.world, row[0]
        parted = world.is_parted(scope, owner.scope)
        found = row[place] = [
            self.row(each) for each in (world.lately(scope, owner) if parted else world.within(scope, owner))
        ]
        return found

    def summed(self, node: x.Aggregate, row: Row) -> tuple[bool, int]:
        """What an aggregate comes to over what happened long ago, and whether over all of that.

        Where it is not all, `old_rows` are those over which it has to go on.
        """
        past = self.memory.past
        if past is None or not self.world.is_parted(node.items.scope, row[0].scope):
            return True, 0
        key = (id(node), row[0], self._period_of(node.items.window))
        chunks: list[Past] = []
        for here in past.chunks():
            known = here.sums.get(key)
            if known is not None and known[0] is node:
                self._left[id(node), row[0]] = (chunks, here)
                return not chunks, known[1]
            chunks.append(here)
        self._left[id(node), row[0]] = (None, None)
        return False, 0

    def old_rows(self, node: x.Aggregate, row: Row) -> list[Row]:
        """The rows of what happened to this one long ago, as far as it is not added up yet."""
        scope, owner, world = node.items.scope, row[0], self.world
        chunks, _ = self._left[id(node), owner]
        if chunks is None:
            return [self.row(each) for each in world.long_ago(scope, owner)]
        told = (event.subject for chunk in chunks for event in chunk.events if event.name == scope)
        return [self.row(each) for each in told if world.reach(each, owner.scope) == owner]

    def keep_sum(self, node: x.Aggregate, row: Row, sure: Any, doubts: list[Unknown]) -> bool:
        """Keeps what an aggregate comes to over what happened long ago, if that is a whole number beyond doubt."""
        past = self.memory.past
        if not doubts and past is not None:
            found = sum(sure) if sure.__class__ is list and all(each.__class__ is int for each in sure) else sure
            if found.__class__ is int:
                key = (id(node), row[0], self._period_of(node.items.window))
                past.sums[key] = (node, found)
                _, before = self._left[id(node), row[0]]
                if before is not None:
                    before.sums.pop(key, None)  # who goes on goes on from the last
        return True

    def _period_of(self, window: x.Window | None) -> str:
        """The name of the period of a window; of one without, nothing."""
        if window is None:
            return ""
        assert window.unit is not None
        key = (window.word, window.unit)
        found = self._periods.get(key)
        if found is None:
            this = period(window.unit, self.world.facts.at.date())
            found = self._periods[key] = (this if window.word == "this" else this.before(window.unit)).name
        return found

    def find_way(self, row: Row, way: tuple[str, ...], place: int) -> Row | Unknown:
        """The row of the subject at the end of some links."""
        here: Subject = row[0]
        for link in way:
            try:
                here = self.world.link(here, link)
            except KeyError:
                return because(f"{here} is no longer among the facts")
        found = row[place] = self.row(here)
        return found

    def read_given(self, fact: c.Fact, row: Row, place: int, scale: int) -> Any:
        """A given fact that is as old as it may be for everybody alike."""
        given = self.world.given.get(row[0], NOTHING_GIVEN).get(fact.id.name)
        if (
            given is not None
            and given.value.__class__ is not Unknown
            and (fact.stale_after is None or given.age is None or self._is_fresh(fact, given.age))
        ):
            found = row[place] = self.lowered(given.value, scale)
            return found
        found = self.lowered(self.current(fact, row[0], ()), scale)
        if found.__class__ is not Unknown or not self.law.scopes[fact.id.scope].event:
            row[place] = found
        return found

    def _is_fresh(self, fact: c.Fact, age: Fraction | Unknown) -> bool:
        """Whether a value is surely not too old; any doubt is left to the reference."""
        if fact.id not in self._limits:
            assert fact.stale_after is not None
            limit = self.value(fact.stale_after, ())
            self._limits[fact.id] = limit if isinstance(limit, Fraction) else None
        most = self._limits[fact.id]
        if most is None or age.__class__ is not Fraction:
            return False
        return age.numerator * most.denominator <= most.numerator * age.denominator

    def read_again(self, fact: c.Fact, row: Row, environment: Environment, scale: int) -> Any:
        """A given fact whose age is judged by what the asking subject has agreed."""
        return self.lowered(self.current(fact, row[0], environment), scale)

    def read_kept(self, fact: c.Fact, row: Row, place: int, scale: int) -> Any:
        """A kept fact; while it is being worked out, what there is of it so far."""
        subject = row[0]
        found = self.lowered(self.keeping.value(fact.id, subject), scale)
        if self.keeping.is_settled(fact.kept_with or fact.id, subject):
            row[place] = found
        return found

    def read_sized(self, fact: c.Fact, row: Row, place: int, scale: int) -> Any:
        """How many an allocation takes."""
        found = row[place] = self.lowered(self._derived(fact.id, row[0]), scale)
        return found

    def read_chosen(self, fact: c.Fact, row: Row, place: int) -> Any:
        """What is chosen."""
        found = row[place] = self.lowered(self._derived(fact.id, row[0]), 0)
        return found

    def _choose(self, choice: c.TypedChoice, environment: Environment) -> Value:
        screened = self.program.screening(choice)(self, self.row(environment[0]))
        if screened.__class__ is tuple:
            self._screened[id(choice.among)] = [(row[0], True) for row in screened[0]]
        return super()._choose(choice, environment)

    def items(self, node: x.Items, environment: Environment) -> list[tuple[Subject, bool | Unknown]]:
        screened = self._screened.pop(id(node), None)
        return super().items(node, environment) if screened is None else screened

    def before(self, fact: x.FactId, subject: Subject) -> Value:
        found = self._befores.get((fact, subject))
        if found is None:
            found = self._befores[fact, subject] = self.keeping.before(fact, subject)
        return found

    def read_before(self, fact: x.FactId, row: Row, scale: int) -> Any:
        """A kept fact at the end of the last evaluation."""
        return self.lowered(self.before(fact, row[0]), scale)

    def not_applying(self, row: Row, place: int) -> None:
        """Keeps that a rule does not apply."""
        row[place] = None

    def parameter(self, parameter: c.Parameter, word: Any, word_scale: int, scale: int) -> Any:
        """A parameter for a word that it has no value for, or that is none."""
        picked = lift(word, word_scale)
        if isinstance(picked, Unknown):
            return picked
        return lower(self._lawful(parameter, str(picked)), scale)

    def by_reference(self, node: x.Expression, environment: Environment, scale: int) -> Any:
        """The value of an expression that the reference works out."""
        return self.lowered(self._methods[type(node)](node, environment), scale)

    # --- what everybody else asks for -----------------------------------------------------------
    def value(self, expression: x.Expression, environment: Environment) -> Value:
        arity = len(environment)
        program = self.program
        known = program.functions.get((id(expression), arity))
        if known is None:
            if id(expression) not in program.roots:
                times = program.asked[id(expression)] = program.asked.get(id(expression), 0) + 1
                if times <= self.hot:
                    return Evaluator.value(self, expression, environment)
            known = program.of(expression, arity)
        function, scale = known
        if arity == 1:
            found = function(self, self.row(environment[0]))
        else:
            found = function(self, *[self.row(subject) for subject in environment])
        result: Value = lift(found, scale)
        return result

    def derive(self, fact: x.FactId, subject: Subject) -> Value:
        place, find, scale = self.program.found(fact)
        row = self.row(subject)
        found = row[place]
        if found is MISSING:
            found = find(self, row)
        result: Value = lift(found, scale)
        return result

    def is_of(self, subject: Subject, kind: str | None) -> bool:
        if kind is None:
            return True
        place, find = self.program.kinds(kind)
        row = self.row(subject)
        found = row[place]
        return bool(find(self, row) if found is MISSING else found)

    def idle(self, document: c.TypedProposal | c.TypedRecord, subject: Subject) -> bool:
        return bool(self.program.idle(document)(self, self.row(subject)))

    # --- verdicts -------------------------------------------------------------------------------
    def rule_state(self, permit: c.TypedPermit, subject: Subject) -> RuleState:
        place, find = self.program.states(permit)
        row = self.row(subject)
        found = row[place]
        if found is MISSING:
            found = find(self, row)
        return _NOT_APPLYING if found is None else RuleState(True, found)

    def _judge(self, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Verdict:
        if sized and action in self._through:
            return super()._judge(action, subject, but_for, sized)
        declared = self.law.actions[action]
        leg = declared.own_leg
        granted: list[str] = []
        failed: list[str] = []
        applied: list[str] = []
        doubtful: list[str] = []
        unknown: list[Unknown] = []
        on_legs: list[OnLeg] = []
        waived: list[str] = []
        lifted: list[str] = []
        if sized:
            before = self.verdict(action, subject).granted
            for permit, _ in self._permits[action].rules:
                if permit.id in before:
                    lifted += permit.exception_to
        owners = self._owner_rows(action, subject)
        for place, find, way, id, forbids, lifts in self._rules(action, but_for, sized):
            owner = owners[way]
            state = owner[place]
            if state is MISSING:
                state = find(self, owner)
            if state is None or (state is False and forbids and id not in self._waived):
                continue
            if id in self._waived and self.suspended(id, subject):
                waived.append(id)
            elif not forbids:
                if state is True:
                    granted.append(id)
                    lifted += lifts
                    continue
                failed.append(id)
                if state is not False:
                    unknown.append(state)
                    doubtful.append(id)
            elif state is not False:
                if state is not True:
                    unknown.append(state)
                    if declared.risk == "reducing":
                        self.alarm(id, subject, f"does not stop {action}, though it cannot be judged", state)
                        continue
                    doubtful.append(id)
                applied.append(id)
                if leg is not None:
                    on_legs.append(OnLeg(id, leg.name, owner[0]))
        excepted = frozenset(lifted)
        stopped = tuple(rule for rule in applied if rule not in excepted)
        counted = {*failed, *stopped} if doubtful else ()
        return Verdict(
            granted=tuple(granted),
            failed=tuple(failed),
            applied=stopped,
            doubtful=tuple(rule for rule in doubtful if rule in counted),
            waived=tuple(waived),
            causes=unknown_of(unknown).causes if unknown else (),
            on_legs=tuple(each for each in on_legs if each.rule in stopped),
        )

    def _is_spoken_to(self, action: str, subject: Subject) -> bool:
        owners = self._owner_rows(action, subject)
        for rule in self.program.granting(action, self._permits[action].rules):
            owner = owners[rule.way]
            state = owner[rule.place]
            if state is MISSING:
                state = rule.find(self, owner)
            if state is not None:
                return True
        return False

    def _permitted(self, action: str, subject: Subject, but_for: tuple[str, ...]) -> bool:
        rules = self._rules(action, but_for, False)
        owners = self._owner_rows(action, subject)
        lifted: list[str] = []
        granted = False
        for rule in rules:
            if not rule.forbids:
                owner = owners[rule.way]
                state = owner[rule.place]
                if state is MISSING:
                    state = rule.find(self, owner)
                if state is True and not (rule.id in self._waived and self.suspended(rule.id, subject)):
                    granted = True
                    lifted += rule.lifts
        if not granted:
            return False
        reducing = self.law.actions[action].risk == "reducing"
        for rule in rules:
            if rule.forbids and rule.id not in lifted:
                owner = owners[rule.way]
                state = owner[rule.place]
                if state is MISSING:
                    state = rule.find(self, owner)
                stops = state is True or (state is not None and state is not False and not reducing)
                if stops and not (rule.id in self._waived and self.suspended(rule.id, subject)):
                    return False
        return True

    def _rules(self, action: str, but_for: tuple[str, ...], sized: bool) -> tuple[Asked, ...]:
        key = (action, but_for, sized)
        found = self._asked.get(key)
        if found is None:
            found = self._asked[key] = self.program.speaking(key, self._permits[action].rules)
        return found

    # --- what is worked out again ---------------------------------------------------------------
    def judged_again(self, action: str, subject: Subject) -> tuple[Verdict, Verdict] | None:
        """The verdict as it was and as it is now; None where nobody has asked for it."""
        old = self._verdicts.pop((action, subject, ()), None)
        return None if old is None else (old, self.verdict(action, subject))

    def permits_otherwise(self, action: str, subject: Subject, but_for: tuple[str, ...]) -> bool:
        """Whether it is otherwise than it was whether the verdict would be `permitted`."""
        old = self._would_permit.pop((action, subject, but_for), None)
        return old is not None and self.would_permit(action, subject, but_for) is not old

    def began_otherwise(self, fact: x.FactId, subject: Subject) -> bool:
        """Whether what a state was before may be otherwise: where nothing is remembered, it is what it starts with."""
        self._befores.pop((fact, subject), None)
        return True

    def kept_otherwise(self, fact: x.FactId, subject: Subject) -> bool:
        """Whether what a keeper has may be otherwise than it was; what it does not keep, it may keep now."""
        old = self.keeping.forget(fact, subject)
        return old is None or self.keeping.after(fact, subject) != old

    def conditions(self, latch: c.TypedLatch, subject: Subject) -> tuple[bool | Unknown, ...]:
        """All on which it rests what a latch becomes: whether it is kept, is set, and is reset."""
        reset = latch.reset_when is not None and self.truth(latch.reset_when, (subject,))
        return self.keeping.applies(latch, subject), self.truth(latch.set_when, (subject,)), reset

    def is_decided(self, action: str, subject: Subject) -> bool:
        """Whether some permit speaks to an action for a subject, or some rule proposes it."""
        return subject in self.proposals(action) or self._is_spoken_to(action, subject)

    def populated_otherwise(self, scope: str) -> bool:
        """Whether the combinations of a scope are others than they were, now that facts have changed."""
        before = self.world.subjects(scope)
        places = {
            part: [
                place for key, place in layout.places.items() if isinstance(key, tuple) and key[:2] == ("test", scope)
            ]
            for part, layout in self.program.layouts.items()
        }
        for row in self.rows.values():
            for place in places.get(row[0].scope, ()):
                row[place] = MISSING
        self._universes().populate(scope)
        return self.world.subjects(scope) != before

    def forget_asides(self) -> None:
        """Forgets what is told beside what is decided; it belongs to whoever asked, and to one evaluation."""
        self.alarms.clear()
        self.unknown_given.clear()
        self.left_out.clear()
        self.keeping.unknown.clear()
        self.duties.standing.clear()

    def _owner_rows(self, action: str, subject: Subject) -> list[Row]:
        """The rows of those whom the rules that speak to an action are about, by their ways."""
        place, ways = self.program.ways(action, self._permits[action].ways)
        row = self.row(subject)
        found: Any = row[place]
        if found is MISSING:
            found = []
            for way in ways:
                owner = way(self, row)
                assert owner.__class__ is list
                found.append(owner)
            row[place] = found
        owners: list[Row] = found
        return owners


NOTHING_GIVEN: Mapping[str, Given] = MappingProxyType({})
_NOT_APPLYING = RuleState(False)
