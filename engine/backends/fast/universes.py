"""Which combinations become subjects: as the reference decides it, but each condition asked by its own code."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.fast.scaled import MISSING, Row
from engine.backends.reference.universes import Universes
from engine.outcome import LeftOut
from engine.values import Subject
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.fast.decider import FastDecider

Combination = tuple[Row, ...]


class Test(NamedTuple):
    """A part of a reason. What reads of one part of the key alone is kept in the row of that part, in `place`."""

    part: int
    place: int
    holds: Callable[[Combination], bool]


class FastUniverses(Universes):
    """Settles the subjects of compound scopes."""

    def __init__(self, decider: FastDecider) -> None:
        super().__init__(decider)
        self.fast = decider
        self._tests: dict[tuple[str, int], Test] = {}

    def combinations(self, universe: c.TypedUniverse, declared: c.Scope, owner: Subject) -> list[Subject]:
        fast, world = self.fast, self.fast.world
        parts = [
            [fast.row(each) for each in ((owner,) if part == owner.scope else world.subjects(part))]
            for part in declared.key
        ]
        reasons = [
            (place, [self._test(declared, part) for part in fast.program.conjuncts(reason.when)])
            for place, reason in enumerate(universe.reasons)
        ]
        counts = [0] * len(reasons)
        kept: list[Subject] = []
        for combination in product(*parts):
            for place, tests in reasons:
                for part, at, holds in tests:
                    if part < 0:
                        told: Any = holds(combination)
                    else:
                        row = combination[part]
                        told = row[at]
                        if told is MISSING:
                            told = row[at] = holds(combination)
                    if not told:
                        break
                else:
                    counts[place] += 1
                    break
            else:
                kept.append(world.combine(universe.of, tuple(row[0] for row in combination)))
        told_of: dict[str, int] = dict.fromkeys((reason.because for reason in universe.reasons), 0)
        for reason, count in zip(universe.reasons, counts, strict=True):
            told_of[reason.because] += count
        fast.left_out.append(LeftOut(universe.id, owner, len(kept), tuple(told_of.items())))
        return kept

    def _test(self, declared: c.Scope, condition: x.Expression) -> Test:
        """What judges a part of a reason; one for all that are written alike."""
        key = (declared.name, id(self.fast.program.alike(condition)))
        found = self._tests.get(key)
        if found is None:
            found = self._tests[key] = self._made(declared, self.fast.program.alike(condition))
        return found

    def _made(self, declared: c.Scope, condition: x.Expression) -> Test:
        fast, scope, program = self.fast, declared.name, self.fast.program
        way = self._routes.of(declared, condition)
        routes = way.routes if way.reads.isdisjoint(fast.overridden) else None
        if routes is None:
            judge, _ = program.of(condition, 1)

            def judged(combination: Combination) -> bool:
                subject = fast.world.combine(scope, tuple(row[0] for row in combination))
                return judge(fast, program.layout(scope).row(subject)) is True

            return Test(-1, 0, judged)
        function = program.of_combination(declared, condition)

        def asked(combination: Combination) -> bool:
            return function(fast, *combination) is True

        if len({index for index, _ in routes}) == 1:
            part = routes[0][0]
            return Test(part, program.place(declared.key[part], ("test", scope, id(condition))), asked)
        ends = [
            (index, links, program.place(declared.key[index], ("way", links)) if links else 0)
            for index, links in routes
        ]
        known: dict[tuple[int, ...], bool] = {}

        def remembered(combination: Combination) -> bool:
            reached = []
            for index, links, place in ends:
                end: Any = combination[index]
                if links:
                    start, end = end, end[place]
                    if end is MISSING:
                        end = fast.find_way(start, links, place)
                        if end.__class__ is not list:
                            return asked(combination)
                reached.append(id(end))
            key = tuple(reached)
            found = known.get(key)
            if found is None:
                found = known[key] = asked(combination)
            return found

        return Test(-1, 0, remembered)
