"""The declared names of a constitution while it is being checked, and the ways between scopes."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.compile.law import Action, Event, Fact, Kind, Parameter, Schedule, Scope
from rules.compile.ways import Ways, reference
from rules.language.typed import Expression, FactId, Variable
from rules.language.types import DATE, FLAG, INSTANT, TEXT, TIME, EnumType, NumberType, RefType, SetType, Type
from rules.language.units import PLAIN, UnitTable
from rules.source.span import Span

BUILT_IN_TYPES: dict[str, Type] = {
    "flag": FLAG,
    "date": DATE,
    "time": TIME,
    "instant": INSTANT,
    "text": TEXT,
    "number": NumberType(PLAIN),
    "ratio": NumberType(PLAIN, "ratio"),
}


@dataclass(slots=True)
class Vocabulary:
    """Everything that may be named, filled in declaration order of the stages (units first, parameters last).

    `state_groups` holds, for the states of each machine (by the name of their type), its named groups of states.
    """

    units: UnitTable = field(default_factory=UnitTable)
    types: dict[str, Type] = field(default_factory=lambda: dict(BUILT_IN_TYPES))
    scopes: dict[str, Scope] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    class_places: dict[str, Span] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    state_groups: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    rule_sections: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    whole: bool = True

    def is_lost(self, name: str | None) -> bool:
        """True when what declares this name may have fallen to another error: not to know it is then no news."""
        return name is not None and (not self.whole or name in self.lost)

    def type(self, written: str) -> Type | None:
        """The type of this name, `set of NAME`, or a scope (a reference); None when there is none."""
        if written.startswith("set of "):
            inner = self.type(written.removeprefix("set of ").strip())
            return SetType(inner) if inner is not None else None
        if written in self.types:
            return self.types[written]
        if written in self.scopes:
            return self.reference(written)
        return None

    def reference(self, scope: str, optional: bool = False) -> RefType:
        """The type of a subject of `scope`."""
        return reference(self.scopes, scope, optional)

    def facts_of(self, scope: str) -> tuple[str, ...]:
        """Names of the facts of a scope."""
        return tuple(fact.name for fact in self.facts if fact.scope == scope)

    def enum_words(self) -> set[str]:
        """Every word of every enumerated type."""
        return {word for each in self.types.values() if isinstance(each, EnumType) for word in each.words}

    @property
    def _between(self) -> Ways:
        return Ways(self.scopes)

    def ways(self, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """Every way from scope to scope by links; a way is the scopes passed, the last is `goal`."""
        return self._between.ways(start, goal)

    def reach(self, base: Expression, start: str, goal: str, known: dict[str, Expression]) -> list[Expression]:
        """Every expression for the subject of `goal` that `base` (of scope `start`) belongs to."""
        return self._between.reach(base, start, goal, known)

    def ways_or_parts(self, start: str, goal: str) -> list[Expression]:
        """Every expression that leads from a subject of `start` to one of `goal`; none when there is no such scope."""
        if goal not in self.scopes:
            return []
        base = Variable(type=self.reference(start), slot=0, scope=start)
        return self.reach(base, start, goal, {})

    def reachable(self, start: str) -> tuple[str, ...]:
        """The scopes that can be named from a subject of `start`, itself included."""
        return tuple(goal for goal in self.scopes if len(self.ways_or_parts(start, goal)) == 1)
