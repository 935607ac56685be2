"""Which combinations become subjects of a compound scope, and why others do not."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from engine.outcome import LeftOut
from engine.values import Subject
from rules.compile import law as c
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider


class Universes:
    """Settles the subjects of compound scopes, once, before anything ranges over them."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self._testers: dict[x.Expression | int, _Tester] = {}

    def populate(self, scope: str) -> None:
        """Decides which combinations are subjects of a scope, and counts what is left out by reason."""
        declared = self.decider.law.scopes[scope]
        found: dict[str, Subject] = {}
        for universe in self.decider.law.universes:
            if universe.of != scope:
                continue
            for owner in self.decider.world.subjects(universe.scope):
                if self.decider.is_of(owner, universe.kind) and self.decider.concerns(universe, owner):
                    for subject in self._combinations(universe, declared, owner):
                        found[subject.key] = subject
        self.decider.world.settle(scope, tuple(found[key] for key in sorted(found)))

    def _combinations(self, universe: c.TypedUniverse, declared: c.Scope, owner: Subject) -> list[Subject]:
        parts = [(owner,) if part == owner.scope else self.decider.world.subjects(part) for part in declared.key]
        counts = dict.fromkeys((reason.because for reason in universe.reasons), 0)
        reasons = [
            (reason.because, [self._tester(declared, part) for part in conjuncts(reason.when)])
            for reason in universe.reasons
        ]
        kept: list[Subject] = []
        for combination in product(*parts):
            for because_, testers in reasons:
                if all(tester.holds(combination) for tester in testers):
                    counts[because_] += 1
                    break
            else:
                kept.append(self.decider.world.combine(universe.of, combination))
        self.decider.left_out.append(LeftOut(universe.id, owner, len(kept), tuple(counts.items())))
        return kept

    def _tester(self, declared: c.Scope, condition: x.Expression) -> _Tester:
        """What judges a part of a reason; one for all universes, so that nothing is judged twice."""
        key = id(condition) if self.decider.tells_apart else condition
        if key not in self._testers:
            self._testers[key] = _Tester(self.decider, declared, condition)
        return self._testers[key]


def conjuncts(condition: x.Expression) -> tuple[x.Expression, ...]:
    """The parts of an `and`; any other condition is its own only part."""
    if isinstance(condition, x.Junction) and condition.word == "and":
        return tuple(part for each in condition.parts for part in conjuncts(each))
    return (condition,)


class _Tester:
    """Judges a condition for combinations, once for all that share the subjects whose facts it reads."""

    def __init__(self, decider: Decider, declared: c.Scope, condition: x.Expression) -> None:
        self.decider = decider
        self.scope = declared.name
        self.condition = condition
        self.known: dict[tuple[Subject, ...], bool] = {}
        self.routes = self._routes_of(declared, condition)
        self._reached: list[dict[Subject, Subject]] = [{} for _ in self.routes or ()]

    def _routes_of(self, declared: c.Scope, condition: x.Expression) -> list[tuple[int, tuple[str, ...]]] | None:
        """For each subject that is read: the part of the key that leads there, and the links; None if it ranges."""
        found: list[tuple[int, tuple[str, ...]]] = []
        for part in x.walk(condition):
            ranges = isinstance(part, (x.Items, x.WouldBePermitted, x.VerdictIs))
            # An account's own terms depend on whose combination it is, and not only on what is read.
            if ranges or (isinstance(part, x.ReadParameter) and part.name in self.decider.overridden):
                return None
        pending = [condition]
        while pending:
            part = pending.pop()
            if isinstance(part, x.Follow):
                links = _links(part)
                if links is None or links[0] not in declared.key:
                    return None
                route = (declared.key.index(links[0]), links[1:])
                if route not in found:
                    found.append(route)
            elif isinstance(part, x.Variable):
                return None
            else:
                pending += x.children(part)
        return found

    def holds(self, combination: tuple[Subject, ...]) -> bool:
        """Whether the condition is true; what cannot be judged is not."""
        if self.routes is None:
            return self._judge(combination)
        reached = []
        for (index, links), seen in zip(self.routes, self._reached, strict=True):
            start = combination[index]
            end = seen.get(start)
            if end is None:
                end = start
                for link in links:
                    end = self.decider.world.link(end, link)
                seen[start] = end
            reached.append(end)
        key = tuple(reached)
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = self._judge(combination)
        return known

    def _judge(self, combination: tuple[Subject, ...]) -> bool:
        subject = self.decider.world.combine(self.scope, combination)
        return self.decider.truth(self.condition, (subject,)) is True


def _links(part: x.Follow) -> tuple[str, ...] | None:
    """The links from the combination to a subject; None where the way begins elsewhere."""
    links: list[str] = []
    here: x.Expression = part
    while isinstance(here, x.Follow):
        links.append(here.link)
        here = here.base
    return tuple(reversed(links)) if isinstance(here, x.Variable) and here.slot == 0 else None
