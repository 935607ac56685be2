"""Watches a decision while it is made: what every expression was, and how near comparisons came to their boundary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.evaluate import decider_for
from engine.explain import distance
from engine.facts import Facts
from engine.memory import Event, Memory
from engine.values import Unknown, Value
from rules.compile import law as c
from rules.language import typed as x
from scenarios.coverage.parts import Kind, Need, Parts

_SUMMING = ("sum", "collect")


@dataclass(slots=True)
class Sightings:
    """What was seen in the decisions of one scenario.

    `seen` holds what was seen of each part, by its number, `unknown` those clauses that were unknown. `inner` and
    `outer` say for a boundary how near to it its clause was seen true, and false.
    """

    seen: set[tuple[int, Need]] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    inner: dict[int, Fraction] = field(default_factory=dict)
    outer: dict[int, Fraction] = field(default_factory=dict)


class Watch:
    """Watches the decisions of one scenario; `judging` is handed to whoever runs it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.sightings = Sightings()

    @contextmanager
    def judging(self, law: c.Law, facts: Facts, memory: Memory, events: Sequence[Event]) -> Iterator[Decider]:
        """A decider that is watched while it decides; what is asked of it afterwards, to explain, does not count."""

        def make(*arguments: Any) -> Decider:
            return WatchedDecider(self, *arguments)

        decider = decider_for(law, facts, memory, events, make)
        assert isinstance(decider, WatchedDecider)
        yield decider
        self._outcomes(decider)
        decider.watching = False

    def _outcomes(self, decider: Decider) -> None:
        """What shows only at the end: what nobody asked for so far, latches that changed, limits that bind."""
        seen, others = self.sightings.seen, self.parts.others
        for derived, document in decider.law.derivations.items():
            for subject in decider.world.subjects(document.scope):
                if decider.is_of(subject, document.kind) and decider.concerns(document, subject):
                    decider.derive(derived, subject)
        for fact, keeper in decider.law.kept.items():
            if isinstance(keeper, c.TypedLatch):
                index = others[Kind.LATCH, keeper.id]
                for (kept, subject), after in decider.keeping.all().items():
                    if kept == fact and after.value != decider.keeping.before(fact, subject):
                        seen.add((index, Need.SET if after.value is True else Need.RESET))
        for allocation in decider.law.allocations:
            for outcome in decider.allocate(allocation):
                for name in outcome.binding:
                    limit = others.get((Kind.LIMIT, f"{allocation.id} {name.partition(' ')[0]}"))
                    if limit is not None:
                        seen.add((limit, Need.BINDS))


class WatchedDecider(Decider):
    """Decides as any other, and tells the watch what every expression was."""

    tells_apart = True

    def __init__(self, watch: Watch, *arguments: Any) -> None:
        self.watching = True
        self._parts = watch.parts
        self._sightings = watch.sightings
        self._clauses = watch.parts.clauses
        self._boundaries = watch.parts.boundaries
        self._sides = watch.parts.sides
        self._marked = watch.parts.marked
        self._last: dict[int, Value] = {}
        super().__init__(*arguments)

    def value(self, expression: x.Expression, environment: Environment) -> Value:
        """The value of an expression, which the watch is told where it is part of anything that is watched."""
        found = super().value(expression, environment)
        if id(expression) in self._marked and self.watching:
            self._note(id(expression), found)
        return found

    def _note(self, key: int, found: Value) -> None:
        if key in self._sides:
            self._last[key] = found
        clause = self._clauses.get(key)
        if clause is not None:
            self._judged(clause, found)
        if key in self._boundaries:
            self._compared(key)

    def _judged(self, clause: int, found: Value) -> None:
        if isinstance(found, bool):
            self._sightings.seen.add((clause, Need.TRUE if found else Need.FALSE))
        else:
            self._sightings.unknown.add(clause)

    def _compared(self, key: int) -> None:
        """How near the two sides came: both were evaluated just now, for the same subjects."""
        for each in self._boundaries[key]:
            gap = distance(self._last[id(each.high)], self._last[id(each.low)])
            if gap is None:
                continue
            inside = gap >= 0 if each.closed else gap > 0
            nearest = self._sightings.inner if inside is not each.denied else self._sightings.outer
            gap = abs(gap)
            known = nearest.get(each.part)
            if known is None or gap < known:
                nearest[each.part] = gap

    def _table(self, table: c.TypedTable, environment: Environment) -> Value:
        found = super()._table(table, environment)
        if self.watching and not isinstance(found, Unknown):
            self._rows(table, environment, found)
        return found

    def _rows(self, table: c.TypedTable, environment: Environment, found: Value) -> None:
        """Which rows made the result of a table: they hold, and give what it gives, or a part of it."""
        rows = self._parts.rows[table.id]
        any_holds = False
        for index, row in zip(rows, table.rows, strict=False):
            if self.truth(row.when, environment) is True:
                any_holds = True
                if table.hit_policy in _SUMMING or self.value(row.then, environment) == found:
                    self._sightings.seen.add((index, Need.CHOSEN))
        if not any_holds and table.otherwise is not None:
            self._sightings.seen.add((rows[-1], Need.CHOSEN))
