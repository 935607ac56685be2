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


def tick_node(schedule: str) -> Node:
    """Whether a schedule ticks."""
    return ("tick", schedule)


def universe_node(scope: str) -> Node:
    """Which subjects a compound scope has."""
    return ("universe", scope)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A circle of documents: each needs the next, the last needs the first."""

    documents: tuple[str, ...]


MOST_STEPS = 2_500
"""From given facts up to what is decided last, along the longest way. An evaluation walks it down in one go."""
_NODE_STEPS = 4
"""A node counts as so many steps, and as one more for each part that lies inside another."""


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
        kept: Mapping[x.FactId, c.Keeper],
        exclusives: Iterable[c.TypedExclusive],
        schedules: Mapping[str, c.Schedule],
    ) -> None:
        self.facts = facts
        self.permits = tuple(permits)
        self.proposals = tuple(proposals)
        self.schedules = schedules
        self.universe_scopes = {universe.of for universe in universes}
        self.needs: dict[Node, set[Node]] = {}
        self.makers: dict[Node, list[str]] = {}
        self.heights: dict[Node, int] = {}
        self._asked: list[tuple[Node, str, tuple[str, ...]]] = []
        for fact, derivation in derivations.items():
            self.add(fact_node(fact), derivation.id, expressions(derivation))
        for allocation in allocations:
            node = fact_node(allocation.fact)
            self.add(node, allocation.id, expressions(allocation))
            self.needs[node].add(self.verdict(allocation.action, ()))
        for keeper in kept.values():
            self.add(fact_node(keeper.fact), keeper.id, expressions(keeper), keeper.fact)
        for schedule in schedules.values():
            parts = (schedule.at, schedule.every, schedule.on)
            self.add(tick_node(schedule.name), schedule.name, [part for part in parts if part is not None])
        for proposal in self.proposals:
            self.add(proposal_node(proposal.action), proposal.id, expressions(proposal))
        for exclusive in exclusives:
            for place, (action, _) in enumerate(exclusive.order):
                node = proposal_node(action)
                self.makers.setdefault(node, []).append(exclusive.id)
                before = {proposal_node(earlier) for earlier, _ in exclusive.order[:place]}
                self.needs.setdefault(node, set()).update(before)
                for earlier in before:
                    self.needs.setdefault(earlier, set())
        for universe in universes:
            self.add(universe_node(universe.of), universe.id, expressions(universe))
        speaking: dict[str, list[c.TypedPermit]] = {}
        for permit in self.permits:
            for action in permit.actions:
                self.verdict(action, ())
                speaking.setdefault(action, []).append(permit)
        # One after the other: permits that ask for verdicts may form a chain of any length.
        while self._asked:
            node, action, but_for = self._asked.pop()
            for permit in speaking.get(action, ()):
                if permit.id in but_for or permit.reads_action:
                    continue
                if permit.path(action) is not None:  # what only another leg leads to is judged as sized
                    self.add(node, permit.id, expressions(permit))

    def add(self, node: Node, maker: str, parts: Iterable[x.Expression], keeps: x.FactId | None = None) -> None:
        """A document makes a node from expressions; what `keeps` a fact knows what is remembered beside it."""
        self.makers.setdefault(node, []).append(maker)
        needs = self.needs.setdefault(node, set())
        for part in parts:
            needs.update(self.reads(part, keeps))
            self.heights[node] = max(self.heights.get(node, 0), _height(part))

    def verdict(self, action: str, but_for: tuple[str, ...]) -> Node:
        """The node of a verdict; what it needs is found out later."""
        node = verdict_node(action, but_for)
        if node not in self.needs:
            self.needs[node] = set()
            self.makers[node] = []
            self._asked.append((node, action, but_for))
        return node

    def reads(self, expression: x.Expression, keeps: x.FactId | None = None) -> Iterator[Node]:
        """The nodes that an expression needs. What was before needs nothing but the subject it is asked of."""
        pending = [expression]
        while pending:
            part = pending.pop()
            if isinstance(part, x.Before):
                pending.append(part.fact.subject)
                continue
            if isinstance(part, x.ReadFact) and keeps is not None and self.facts[part.fact].kept_with == keeps:
                pending.append(part.subject)
                continue
            yield from self.own_reads(part)
            pending += x.children(part)

    def own_reads(self, part: x.Expression) -> Iterator[Node]:
        """The nodes that a part of an expression needs by itself, without what is in it."""
        match part:
            case x.ReadFact() if self.facts[part.fact].origin != "given":
                yield fact_node(self.facts[part.fact].kept_with or part.fact)
            case x.Items() if part.scope in self.schedules:
                yield tick_node(part.scope)
            case x.WouldBePermitted():
                for action in part.actions:
                    yield self.verdict(action, part.but_for)
            case x.VerdictIs(state="proposed"):
                yield proposal_node(part.action)
            case x.VerdictIs():
                yield self.verdict(part.action, ())
            case x.Items() if part.scope in self.universe_scopes:
                yield universe_node(part.scope)

    def too_far(self, order: Iterable[Node]) -> Node | None:
        """The first node in this order that rests on given facts over more than `MOST_STEPS`; None if none does."""
        steps: dict[Node, int] = {}
        for node in order:
            below = max((steps.get(needed, 0) for needed in self.needs.get(node, ())), default=0)
            steps[node] = below + _NODE_STEPS + self.heights.get(node, 0)
            if steps[node] > MOST_STEPS:
                return node
        return None

    def order(self) -> tuple[tuple[Node, ...], Cycle | None]:
        """Every node after what it needs, in an order that does not depend on files; or the first circle."""
        ordered: list[Node] = []
        done: set[Node] = set()
        for start in sorted(self.needs):
            cycle = self._visit(start, done, ordered)
            if cycle is not None:
                return (), cycle
        return tuple(ordered), None

    def _visit(self, start: Node, done: set[Node], ordered: list[Node]) -> Cycle | None:
        """Depth first without recursion: a chain of documents may be longer than Python's stack is deep."""
        path: dict[Node, Iterator[Node]] = {}
        pending = [start]
        while pending:
            node = pending[-1]
            if node in done:
                pending.pop()
                continue
            if node not in path:
                path[node] = iter(sorted(self.needs.get(node, ())))
            following = next((needed for needed in path[node] if needed not in done), None)
            if following is None:
                del path[node]
                done.add(node)
                ordered.append(node)
                pending.pop()
            elif following in path:
                circle = list(path)
                return self._cycle(circle[circle.index(following) :])
            else:
                pending.append(following)
        return None

    def _cycle(self, circle: list[Node]) -> Cycle:
        following = [*circle[1:], circle[0]]
        return Cycle(tuple(self.maker_that_needs(*step) for step in zip(circle, following, strict=True)))

    def maker_that_needs(self, node: Node, needed: Node) -> str:
        """The document behind a step of a circle."""
        makers = self.makers.get(node) or [" ".join(node)]
        if len(makers) == 1 or node[0] != "verdict":
            return makers[0]
        for permit in self.permits:
            if permit.id in makers and any(needed in set(self.reads(part)) for part in expressions(permit)):
                return permit.id
        return makers[0]


def _height(expression: x.Expression) -> int:
    """How many parts lie inside one another."""
    highest = 0
    pending = [(expression, 1)]
    while pending:
        part, height = pending.pop()
        highest = max(highest, height)
        pending += [(child, height + 1) for child in x.children(part)]
    return highest


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
            found += [document.when, *(value for _, value in document.fields), *_once(document.once)]
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
        case _:
            found += _of_memory(document)
    return found


def _of_memory(document: c.Document) -> list[x.Expression]:
    """Every expression of a document that keeps, records, orders or promises something."""
    found: list[x.Expression] = []
    match document:
        case c.TypedRecord():
            for when, telling in document.cases:
                found += [when, *_told(telling)]
            found += _once(document.once)
        case c.TypedState():
            found += [document.starts, document.becomes]
        case c.TypedLatch():
            found += [document.set_when, *(value for _, value in document.remembers)]
            found += [document.reset_when] if document.reset_when is not None else []
        case c.TypedMachine():
            for move in document.moves:
                found += [move.when, *(_told(move.tells) if move.tells is not None else ())]
        case c.TypedExclusive():
            found += [way for _, way in document.order]
        case c.TypedGuarantee():
            found += [document.claim, *document.assuming]
            found += [document.start] if document.start is not None else []
        case c.TypedReport():
            found += [value for _, value in document.shows]
    return found


def _told(telling: c.Telling) -> list[x.Expression]:
    within = [telling.within] if telling.within is not None else []
    return [*within, *(to for _, to in telling.refers_to), *(value for _, value in telling.fields)]


def _once(once: c.Once | None) -> list[x.Expression]:
    if once is None:
        return []
    lasting = [once.lasting] if once.lasting is not None else []
    return [*once.subjects, *once.episodes, *lasting]
