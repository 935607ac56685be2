"""What is known of a scenario's first decision already, and what of it a change may turn into something else.

The facts are the same, and so are the values of all that does not rest on what is changed: they are taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment, Terms
from engine.backends.reference.judging import RuleState
from engine.backends.reference.world import World
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import Event, Memory
from engine.outcome import LeftOut
from engine.values import Subject, Value
from rules.compile import law as c
from rules.compile.graph import Graph, expressions
from rules.language import typed as x
from scenarios.mutation.mutant import Mutant

_STARTS = "starts"


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision by the law as it is has worked out."""

    written: Mapping[tuple[x.FactId, Subject], Value]
    rule_states: Mapping[tuple[str, Subject], RuleState]
    world: World
    left_out: Sequence[LeftOut]

    @staticmethod
    def of(decider: Decider) -> Known:
        """What a decider has worked out so far."""
        return Known(decider.written, decider.rule_states, decider.world, decider.left_out)


@dataclass(frozen=True, slots=True)
class Unlike:
    """What may be otherwise: facts, the universes of these scopes, rules that permit or forbid."""

    facts: frozenset[x.FactId]
    universes: frozenset[str]
    rules: frozenset[str]


class Knowing(Decider):
    """A decider that takes over what is known. It does not say when to look again: nobody asks it."""

    def __init__(
        self,
        known: Known,
        unlike: Unlike,
        law: c.Law,
        facts: Facts,
        terms: Terms,
        waivers: Sequence[c.WaiverOf],
        memory: Memory,
        events: Sequence[Event],
    ) -> None:
        super().__init__(law, facts, terms, waivers, memory, events, like=known, unlike=unlike)
        taken = {universe.id for universe in self.law.universes if universe.of not in unlike.universes}
        self.left_out += [each for each in known.left_out if each.universe in taken]

    def watch(self, node: x.Expression, environment: Environment, values: tuple[Value, ...]) -> None:
        """A comparison with the clock was looked at: nobody is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Makes the deciders of a scenario by a changed law: the first knows what is known, others find it out anew."""

    known: Known
    unlike: Unlike | None

    def __call__(
        self, law: c.Law, facts: Facts, memory: Memory, events: Sequence[Event], first: bool = False
    ) -> Decider:
        """The decider of a decision."""
        unlike = self.unlike
        if not first or unlike is None:
            return decider_for(law, facts, memory, events)

        def make(*arguments: Any) -> Decider:
            return Knowing(self.known, unlike, *arguments)

        return decider_for(law, facts, memory, events, make)


class Downstream:
    """What of a law rests on what, documents and all: the one graph of the law, read downwards."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        graph = Graph(
            law.facts,
            law.derivations,
            law.permits,
            law.proposals,
            law.allocations,
            law.universes,
            law.kept,
            law.exclusives,
            law.schedules,
        )
        self.makes: dict[str, set[c.Node]] = {}
        for node, makers in graph.makers.items():
            for maker in makers:
                self.makes.setdefault(maker, set()).add(node)
        self.below: dict[c.Node, set[c.Node]] = {}
        for node, needed in graph.needs.items():
            for each in needed:
                self.below.setdefault(each, set()).add(node)
        self.read = {
            permit.id: {node for part in expressions(permit) for node in graph.reads(part)} for permit in law.permits
        }
        # What a state begins with is also what it was before, and that no node of the graph needs.
        self.begin = {
            node
            for keeper in law.kept.values()
            if isinstance(keeper, c.TypedState)
            for node in graph.reads(keeper.starts)
        }
        self.facts = {str(id): id for id in law.facts}
        self.elsewhere = {
            part.name for root in _undecided(law) for part in x.walk(root) if isinstance(part, x.ReadParameter)
        }
        self._known: dict[frozenset[str], Unlike | None] = {}

    def unlike(self, mutant: Mutant) -> Unlike | None:
        """What a change may turn into something else; None where that may be anything."""
        if mutant.document in self.elsewhere or mutant.path[:1] == (_STARTS,):
            return None
        if mutant.document not in self.law.parameters and self.law.document(mutant.document) is None:
            return None
        documents = frozenset(each.id for id in mutant.rules if (each := self.law.document(id)) is not None)
        if documents not in self._known:
            self._known[documents] = self._unlike(documents)
        return self._known[documents]

    def _unlike(self, documents: frozenset[str]) -> Unlike | None:
        changed: set[c.Node] = set()
        pending = [node for document in documents for node in self.makes.get(document, ())]
        while pending:
            node = pending.pop()
            if node not in changed:
                changed.add(node)
                pending += self.below.get(node, ())
        if changed & self.begin:
            return None
        return Unlike(
            facts=frozenset(self.facts[node[1]] for node in changed if node[0] == "fact"),
            universes=frozenset(node[1] for node in changed if node[0] == "universe"),
            rules=frozenset(id for id, read in self.read.items() if id in documents or read & changed),
        )


def _undecided(law: c.Law) -> Iterator[x.Expression]:
    """Expressions on which facts rest of which the graph knows nothing: of kinds, schedules, ages, and first values."""
    for keeper in law.kept.values():
        if isinstance(keeper, c.TypedState):
            yield keeper.starts
    for kind in law.kinds.values():
        yield kind.where
    for schedule in law.schedules.values():
        yield from (part for part in (schedule.at, schedule.every, schedule.on) if part is not None)
    for fact in law.facts.values():
        yield from (part for part in (fact.stale_after, fact.window) if part is not None)
