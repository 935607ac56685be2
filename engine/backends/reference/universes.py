"""Which combinations become subjects of a compound scope, and why others do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        self._found: dict[int, _Tester] = {}
        self._routes = routes_of(decider.law)

    def populate(self, scope: str) -> None:
        """Decides which combinations are subjects of a scope, and counts what is left out by reason."""
        decider = self.decider
        own = self._found_for(scope, own=True)
        if decider.decided_for is None:
            decider.world.settle(scope, in_order(own))
            return

        def everybody() -> tuple[Subject, ...]:
            """Those of others as well, found as if they had been settled with the own ones."""
            with decider.acting({}):
                return in_order(own | self._found_for(scope, own=False))

        decider.world.settle_own(scope, decider.decided_for, in_order(own), everybody)

    def _found_for(self, scope: str, *, own: bool) -> dict[str, Subject]:
        """The subjects of a scope by their keys, of owners for whom it is decided here, or of all others."""
        decider, declared = self.decider, self.decider.law.scopes[scope]
        found: dict[str, Subject] = {}
        for universe in decider.law.universes:
            if universe.of != scope:
                continue
            with decider.judging(universe.id):
                for owner in decider.world.subjects(universe.scope):
                    if decider.is_own(owner) is not own:
                        continue
                    if decider.is_of(owner, universe.kind) and decider.concerns(universe, owner):
                        for subject in self.combinations(universe, declared, owner):
                            found[subject.key] = subject
        return found

    def combinations(self, universe: c.TypedUniverse, declared: c.Scope, owner: Subject) -> list[Subject]:
        """The combinations of an owner that become subjects; tells how many do not, and why."""
        parts = [(owner,) if part == owner.scope else self.decider.world.subjects(part) for part in declared.key]
        counts = dict.fromkeys((reason.because for reason in universe.reasons), 0)
        reasons = [
            (reason.because, [self._tester(declared, part) for part in conjuncts(reason.when)])
            for reason in universe.reasons
        ]
        kept: list[Subject] = []
        for combination in product(*parts):
            for because_, testers in reasons:
                for tester in testers:
                    if not tester.holds(combination):
                        break
                else:
                    counts[because_] += 1
                    break
            else:
                kept.append(self.decider.world.combine(universe.of, combination))
        self.decider.left_out.append(LeftOut(universe.id, owner, len(kept), tuple(counts.items())))
        return kept

    def _tester(self, declared: c.Scope, condition: x.Expression) -> _Tester:
        """What judges a part of a reason; one for all universes, so that nothing is judged twice."""
        found = self._found.get(id(condition))  # hashing an expression takes a walk over all of it
        if found is None:
            key = id(condition) if self.decider.tells_apart else condition
            if key not in self._testers:
                self._testers[key] = _Tester(self.decider, declared, condition, self._routes.of(declared, condition))
            found = self._found[id(condition)] = self._testers[key]
        return found


def in_order(found: Mapping[str, Subject]) -> tuple[Subject, ...]:
    """Subjects in the order of their keys."""
    return tuple(found[key] for key in sorted(found))


def conjuncts(condition: x.Expression) -> tuple[x.Expression, ...]:
    """The parts of an `and`; any other condition is its own only part."""
    if isinstance(condition, x.Junction) and condition.word == "and":
        return tuple(part for each in condition.parts for part in conjuncts(each))
    return (condition,)


@dataclass(frozen=True, slots=True)
class _Way:
    """From a combination to what a condition reads. `routes` as `_route` gives them; `reads` are its parameters."""

    condition: x.Expression
    routes: list[tuple[int, tuple[str, ...]]] | None
    reads: frozenset[str]


class Routes:
    """The ways of the conditions of a law, each looked for once: the expressions of a law stay what they are."""

    def __init__(self, law: c.Law) -> None:
        self.universes = law.universes
        self.scopes = law.scopes
        self._known: dict[tuple[str, int], _Way] = {}

    def of(self, declared: c.Scope, condition: x.Expression) -> _Way:
        """The way of a condition for combinations of a scope."""
        key = (declared.name, id(condition))
        known = self._known.get(key)
        if known is None:
            reads = frozenset(part.name for part in x.walk(condition) if isinstance(part, x.ReadParameter))
            known = self._known[key] = _Way(condition, _route(declared, condition), reads)
        return known


_REMEMBERED = 8
_routes: dict[int, Routes] = {}


def routes_of(law: c.Law) -> Routes:
    """The ways of a law's conditions; the same for the law with other terms and waivers."""
    known = _routes.get(id(law.universes))
    if known is None or known.universes is not law.universes or known.scopes is not law.scopes:
        while len(_routes) >= _REMEMBERED:
            del _routes[next(iter(_routes))]
        known = _routes[id(law.universes)] = Routes(law)
    return known


def _route(declared: c.Scope, condition: x.Expression) -> list[tuple[int, tuple[str, ...]]] | None:
    """For each subject that is read: the part of the key that leads there, and the links; None if it ranges."""
    if any(isinstance(part, (x.Items, x.WouldBePermitted, x.VerdictIs)) for part in x.walk(condition)):
        return None
    found: list[tuple[int, tuple[str, ...]]] = []
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


class _Tester:
    """Judges a condition for combinations, once for all that share the subjects whose facts it reads."""

    def __init__(self, decider: Decider, declared: c.Scope, condition: x.Expression, way: _Way) -> None:
        self.decider = decider
        self.scope = declared.name
        self.condition = condition
        self.known: dict[tuple[Subject, ...], bool] = {}
        # An account's own terms depend on whose combination it is, and not only on what is read.
        self.routes = way.routes if way.reads.isdisjoint(decider.overridden) else None
        self._reached: list[dict[Subject, Subject]] = [{} for _ in self.routes or ()]
        parts = {index for index, _ in self.routes or ()}
        self._part = parts.pop() if len(parts) == 1 else None
        self._known_of: dict[Subject, bool] = {}

    def holds(self, combination: tuple[Subject, ...]) -> bool:
        """Whether the condition is true; what cannot be judged is not."""
        if self._part is not None:  # all that is read is reached from one part of the key: no need to go there again
            start = combination[self._part]
            told = self._known_of.get(start)
            if told is None:
                told = self._known_of[start] = self._found(combination)
            return told
        return self._found(combination)

    def _found(self, combination: tuple[Subject, ...]) -> bool:
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
