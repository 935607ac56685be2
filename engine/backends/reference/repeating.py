"""What of an evaluation depends on memory, so that one on the same facts need not work out the rest again."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Protocol

from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.reference.judging import RuleState
    from engine.backends.reference.world import World
    from engine.values import Subject, Value

_REMEMBERED = 8


class Otherwise(Protocol):
    """What of an evaluation may be otherwise than in one of the same facts: facts, universes by their scope, rules."""

    @property
    def facts(self) -> AbstractSet[x.FactId]:
        """Written facts."""

    @property
    def universes(self) -> AbstractSet[str]:
        """Scopes whose subjects a universe decides."""

    @property
    def rules(self) -> AbstractSet[str]:
        """Rules that permit or forbid."""


class Known(Protocol):
    """What an evaluation has worked out."""

    @property
    def written(self) -> Mapping[tuple[x.FactId, Subject], Value]:
        """Values of written facts."""

    @property
    def rule_states(self) -> Mapping[tuple[str, Subject], RuleState]:
        """What rules say for their subjects."""

    @property
    def world(self) -> World:
        """Who is there."""


class Reach:
    """Which facts, universes and rules may be otherwise when only what is kept and what happens differ."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.facts: set[x.FactId] = {allocation.fact for allocation in law.allocations}
        self.universes: set[str] = set()
        facts, universes = dict(law.derivations), list(law.universes)
        known = -1
        while known < len(self.facts) + len(self.universes):
            known = len(self.facts) + len(self.universes)
            for fact in [fact for fact, document in facts.items() if self._rests(document)]:
                self.facts.add(fact)
                del facts[fact]
            self.universes.update(universe.of for universe in universes if self._rests(universe))
        self.rules = {permit.id for permit in law.permits if self._rests(permit)}

    def _rests(self, document: c.Document) -> bool:
        return any(self.depends(part) for part in expressions(document))

    def depends(self, root: x.Expression) -> bool:
        """Whether an expression may have another value with other memory. Verdicts may rest on anything."""
        for part in x.walk(root):
            match part:
                case x.Before() | x.Enters() | x.VerdictIs() | x.WouldBePermitted() | x.ReadField():
                    return True
                case x.ReadFact():
                    if self.law.facts[part.fact].origin in {"kept", "allocated"} or part.fact in self.facts:
                        return True
                case x.Items():
                    if self.law.scopes[part.scope].event or part.scope in self.universes:
                        return True
        return False


_reaches: dict[int, tuple[object, object, Reach]] = {}


def reach_of(law: c.Law) -> Reach:
    """What depends on memory in a law; the same for the law with other terms and waivers."""
    key = id(law.derivations)
    known = _reaches.get(key)
    if known is None or known[0] is not law.derivations or known[1] is not law.kept:
        while len(_reaches) >= _REMEMBERED:
            del _reaches[next(iter(_reaches))]
        known = _reaches[key] = (law.derivations, law.kept, Reach(law))
    return known[2]
