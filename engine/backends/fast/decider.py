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
from engine.validity import in_force
from engine.values import Subject, Unknown, Value, because, unknown_of
from rules.compile import law as c
from rules.language import typed as x

HOT = 16
"""A part of a condition that is asked for as often by itself in one evaluation is worth code of its own."""


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
    ) -> None:
        overridden = frozenset(name for values in terms.values() for name, _ in values)
        self.program: Program = program_of(law, overridden)
        self.rows: dict[Subject, Row] = {}
        self.shared: Row = self.program.shared.empty.copy()
        self._times: dict[int, int] = {}
        self._limits: dict[x.FactId, Fraction | None] = {}
        self._waived = {
            rule
            for waiver in waivers
            if in_force(waiver.first_day, waiver.day_after, facts.at)
            for rule in waiver.suspends
        }
        self._asked: dict[tuple[str, tuple[str, ...], bool], tuple[Asked, ...]] = {}
        self.program.holders.add(self)
        super().__init__(law, facts, terms, waivers, memory, events, like, unlike)

    def once_more(self, memory: Memory) -> Decider:
        return FastDecider(self.law, self.world.facts, self.terms, self.waivers, memory, like=self)

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
        return most is not None and isinstance(age, Fraction) and age <= most

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
        self.allocate(self._allocated[fact.id])
        found = row[place] = self.lowered(self.written.get((fact.id, row[0]), Fraction(0)), scale)
        return found

    def read_chosen(self, fact: c.Fact, row: Row, place: int) -> Any:
        """What is chosen."""
        found = row[place] = self.lowered(self._derived(fact.id, row[0]), 0)
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
                times = self._times[id(expression)] = self._times.get(id(expression), 0) + 1
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
        stopped = tuple(rule for rule in applied if rule not in lifted)
        return Verdict(
            granted=tuple(granted),
            failed=tuple(failed),
            applied=stopped,
            doubtful=tuple(rule for rule in doubtful if rule in failed or rule in stopped),
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
