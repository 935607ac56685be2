"""The one dependency graph of a constitution: what must be known before what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.compile import law as c
from rules.language import typed as x

Node = c.Node


def fact_node(fact: x.FactId) -> Node:
    """A written fact."""
    return ("fact", str(fact))


def verdict_node(action: str, but_for: tuple[str, ...] = ()) -> Node:
    """The verdict on an action before sizing, without the rules `but_for`."""
    return ("verdict", action, *but_for)


def proposal_node(action: str) -> Node:
    """Whether an action is proposed."""
    return ("proposal", action)


def universe_node(scope: str) -> Node:
    """Which subjects a compound scope has."""
    return ("universe", scope)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A circle of documents: each needs the next, the last needs the first."""

    documents: tuple[str, ...]


class Graph:
    """Nodes, what each needs, and which documents make it."""

    def __init__(
        self,
        facts: Mapping[x.FactId, c.Fact],
        derivations: Mapping[x.FactId, c.Derivation | c.TypedTable | c.TypedChoice],
        permits: Iterable[c.TypedPermit],
        proposals: Iterable[c.TypedProposal],
        allocations: Iterable[c.TypedAllocation],
        universes: Iterable[c.TypedUniverse],
    ) -> None:
        self.facts = facts
        self.permits = tuple(permits)
        self.proposals = tuple(proposals)
        self.universe_scopes = {universe.of for universe in universes}
        self.needs: dict[Node, set[Node]] = {}
        self.makers: dict[Node, list[str]] = {}
        for fact, derivation in derivations.items():
            self.add(fact_node(fact), derivation.id, expressions(derivation))
        for allocation in allocations:
            node = fact_node(allocation.fact)
            self.add(node, allocation.id, expressions(allocation))
            self.needs[node].add(self.verdict(allocation.action, ()))
        for proposal in self.proposals:
            self.add(proposal_node(proposal.action), proposal.id, expressions(proposal))
        for universe in universes:
            self.add(universe_node(universe.of), universe.id, expressions(universe))
        for permit in self.permits:
            for action in permit.actions:
                self.verdict(action, ())

    def add(self, node: Node, maker: str, parts: Iterable[x.Expression]) -> None:
        """A document makes a node from expressions."""
        self.makers.setdefault(node, []).append(maker)
        needs = self.needs.setdefault(node, set())
        for part in parts:
            needs.update(self.reads(part))

    def verdict(self, action: str, but_for: tuple[str, ...]) -> Node:
        """The node of a verdict, with what it needs."""
        node = verdict_node(action, but_for)
        if node not in self.needs:
            self.needs[node] = set()
            self.makers[node] = []
            for permit in self.permits:
                if action in permit.actions and permit.id not in but_for and not permit.reads_action:
                    self.add(node, permit.id, expressions(permit))
        return node

    def reads(self, expression: x.Expression) -> Iterator[Node]:
        """The nodes that an expression needs."""
        for part in x.walk(expression):
            yield from self.own_reads(part)

    def own_reads(self, part: x.Expression) -> Iterator[Node]:
        """The nodes that a part of an expression needs by itself, without what is in it."""
        match part:
            case x.ReadFact() if self.facts[part.fact].origin != "given":
                yield fact_node(part.fact)
            case x.WouldBePermitted():
                for action in part.actions:
                    yield self.verdict(action, part.but_for)
            case x.VerdictIs(state="proposed"):
                yield proposal_node(part.action)
            case x.VerdictIs():
                yield self.verdict(part.action, ())
            case x.Items() if part.scope in self.universe_scopes:
                yield universe_node(part.scope)

    def order(self) -> tuple[tuple[Node, ...], Cycle | None]:
        """Every node after what it needs, in an order that does not depend on files; or the first circle."""
        ordered: list[Node] = []
        state: dict[Node, int] = {}
        for start in sorted(self.needs):
            cycle = self._visit(start, state, ordered, [])
            if cycle is not None:
                return (), cycle
        return tuple(ordered), None

    def _visit(self, node: Node, state: dict[Node, int], ordered: list[Node], path: list[Node]) -> Cycle | None:
        if state.get(node) == 2:
            return None
        if state.get(node) == 1:
            circle = path[path.index(node) :]
            documents: list[str] = []
            for here, following in zip(circle, [*circle[1:], node], strict=True):
                documents.append(self.maker_that_needs(here, following))
            return Cycle(tuple(documents))
        state[node] = 1
        path.append(node)
        for needed in sorted(self.needs.get(node, ())):
            cycle = self._visit(needed, state, ordered, path)
            if cycle is not None:
                return cycle
        path.pop()
        state[node] = 2
        ordered.append(node)
        return None

    def maker_that_needs(self, node: Node, needed: Node) -> str:
        """The document behind a step of a circle."""
        makers = self.makers.get(node) or [" ".join(node)]
        if len(makers) == 1 or node[0] != "verdict":
            return makers[0]
        for permit in self.permits:
            if permit.id in makers and any(needed in set(self.reads(part)) for part in expressions(permit)):
                return permit.id
        return makers[0]


def expressions(document: c.Document) -> list[x.Expression]:
    """Every expression of a typed document."""
    found: list[x.Expression] = [document.where] if document.where is not None else []
    match document:
        case c.Derivation():
            found.append(document.value)
        case c.TypedTable():
            for row in document.rows:
                found += [row.when, row.then]
            found += [document.otherwise] if document.otherwise is not None else []
        case c.TypedChoice():
            found += [document.among, *(ranking.value for ranking in document.prefer), *document.ties]
            found += [document.when] if document.when is not None else []
        case c.TypedPermit():
            found += [document.when]
        case c.TypedProposal():
            found += [document.when, *(value for _, value in document.fields)]
        case c.TypedAllocation():
            found += [document.among, *(ranking.value for ranking in document.prefer), *document.ties]
            found += [value for _, value in document.fields]
            for limit in document.limits:
                found += [limit.group, limit.amount, limit.at_most]
                found += [limit.where] if limit.where is not None else []
            if document.when is not None:
                found.append(document.when)
            if document.goal is not None:
                goal = document.goal
                found += [goal.group, goal.amount]
                found += [end for end in (goal.at_least, goal.at_most) if end is not None]
        case c.TypedUniverse():
            found += [reason.when for reason in document.reasons]
    return found
