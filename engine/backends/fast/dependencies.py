"""What of a law has to be worked out again when a given fact changes, for whom, and in which order.

A node is something that is known of every subject of a scope: a given fact, a derived one, a kind, the state of a rule,
a verdict. Each reader of a node is told with the steps that lead from the subject that is read back to the subjects
that read it. Where nobody can say that without the facts, any subject of the scope may have read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, cast
from weakref import WeakKeyDictionary

from engine.backends.fast.program import Program
from engine.backends.fast.reading import EVERYWHERE, Node, Reading, Slots, Steps
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x


class Reader(NamedTuple):
    """Who reads a node, and the steps back from the subject that is read; None where it may be anybody."""

    node: Node
    steps: Steps | None


class Dependencies:
    """The nodes on which verdicts and what is proposed rest, their readers, and an order: readers go last."""

    def __init__(self, program: Program) -> None:
        self._reading, self.law = Reading(program), program.law
        self.scopes: dict[Node, str] = {}
        self.readers: dict[Node, list[Reader]] = {}
        self._needs: dict[Node, set[Node]] = {}
        self._waiting: list[Node] = []
        for action in self.law.actions.values():
            self._wanted(("spoken", action.name), action.on)
        for proposal in self.law.proposals:
            self._wanted(("duty", proposal.id), proposal.scope)
            self._wanted(("doing", proposal.id), proposal.scope)
        for schedule in self.law.schedules:
            self._wanted(("tick", schedule), EVERYWHERE)
        for universe in self.law.universes:
            self._wanted(("universe", universe.of), EVERYWHERE)
        for exclusive in self.law.exclusives:
            self._wanted(("exclusive", exclusive.id), EVERYWHERE)
        self._permits = {each.id: each for each in self.law.permits}
        self._duties = {each.id: each for each in self.law.proposals}
        finders: dict[object, Callable[..., None]] = {
            "given": self._given,
            "fact": self._fact,
            "before": self._before,
            "keeper": self._keeper,
            "kind": self._kind,
            "rule": self._rule,
            "applies": self._applies,
            "verdict": self._verdict,
            "would": self._would,
            "spoken": self._spoken,
            "duty": self._duty,
            "doing": self._doing,
            "exclusive": self._exclusive,
            "proposed": self._proposed,
            "tick": self._tick,
            "universe": self._universe,
        }
        while self._waiting:
            node = self._waiting.pop()
            finders[node[0]](node, *node[1:])
        del self._reading  # it holds the code of the law, with which this is kept
        self.circular: set[Node] = set()
        self.order = self._ordered()
        self.rank = {node: place for place, node in enumerate(self.order)}

    # --- what a node reads ----------------------------------------------------------------------
    def _wanted(self, node: Node, scope: str) -> None:
        if node not in self.scopes:
            self.scopes[node] = scope
            self.readers[node] = []
            self._needs[node] = set()
            self._waiting.append(node)

    def _reads(self, reader: Node, node: Node, scope: str, steps: Steps | None) -> None:
        self._wanted(node, scope)
        found = Reader(reader, steps if self.scopes[reader] and scope else None)
        self._needs[reader].add(node)
        if found not in self.readers[node]:
            self.readers[node].append(found)

    def _after(self, node: Node, other: Node, scope: str) -> None:
        """A node goes after another, though it need not be worked out again with it."""
        self._wanted(other, scope)
        self._needs[node].add(other)

    def _walked(self, node: Node, root: x.Expression, slots: Slots) -> None:
        """A node reads what an expression reads."""
        for read in self._reading.of(root, slots):
            if not self._is_of_itself(node, read.node):
                self._reads(node, *read)

    def _is_of_itself(self, node: Node, read: Node) -> bool:
        """Whether a keeper reads what it remembers: while it is worked out, that is what was before."""
        return read[0] == "fact" and node == ("keeper", self.law.facts[cast("x.FactId", read[1])].kept_with)

    # Each kind of node has a method, which finds what such a node is worked out from.
    def _before(self, node: Node, fact: x.FactId) -> None:
        state = self.law.kept[fact]
        assert isinstance(state, c.TypedState)
        self._walked(node, state.starts, {0: state.scope})

    def _keeper(self, node: Node, fact: x.FactId) -> None:
        self._document(node, self.law.kept[fact])

    def _kind(self, node: Node, name: str) -> None:
        kind = self.law.kinds[name]
        self._walked(node, kind.where, {0: kind.of})

    def _rule(self, node: Node, name: str) -> None:
        self._document(node, self._permits[name])

    def _applies(self, node: Node, name: str) -> None:
        self._concerns(node, self._permits[name])

    def _duty(self, node: Node, name: str) -> None:
        duty = self._duties[name]
        self._concerns(node, duty)
        self._walked(node, duty.when, {0: duty.scope})

    def _doing(self, node: Node, name: str) -> None:
        duty = self._duties[name]
        self._after(node, ("duty", name), duty.scope)
        for part in expressions(duty):
            if part is not duty.when and part is not duty.where:
                self._walked(node, part, {0: duty.scope})

    def _exclusive(self, node: Node, name: str) -> None:
        self._document(node, next(each for each in self.law.exclusives if each.id == name))

    def _universe(self, node: Node, scope: str) -> None:
        for universe in self.law.universes:
            if universe.of == scope:
                self._concerns(node, universe)
                for reason in universe.reasons:
                    self._walked(node, reason.when, {0: scope})

    def _given(self, node: Node, fact: x.FactId) -> None:
        """A given fact rests on nothing."""

    def _fact(self, node: Node, id: x.FactId) -> None:
        fact, scope = self.law.facts[id], id.scope
        if fact.origin == "given":
            self._reads(node, ("given", fact.id), scope, ())
            return
        if fact.origin == "kept":
            self._reads(node, ("keeper", fact.kept_with or fact.id), scope, ())
            return
        if fact.origin == "allocated":
            for allocation in self.law.allocations:
                if allocation.fact == fact.id:
                    self._document(node, allocation)
                    self._reads(node, ("verdict", allocation.action), self.law.actions[allocation.action].on, None)
            return
        document = self.law.derivations[fact.id]
        slots: Slots = {0: document.scope}
        if isinstance(document, c.TypedChoice):
            slots = {**slots, document.among.slot: document.among}
        for part in expressions(document):
            self._walked(node, part, slots)

    def _document(self, node: Node, document: c.Document) -> None:
        """A document for those whom it concerns."""
        self._concerns(node, document)
        for part in expressions(document):
            self._walked(node, part, {0: document.scope})

    def _concerns(self, node: Node, document: c.Document) -> None:
        if document.kind is not None:
            self._reads(node, ("kind", document.kind), document.scope, ())
        if document.where is not None:
            self._walked(node, document.where, {0: document.scope})

    def _would(self, node: Node, action: str, *but_for: str) -> None:
        self._verdict(node, action, *but_for)
        if not but_for:  # which takes the verdict over where there is one
            self._after(node, ("verdict", action), self.law.actions[action].on)

    def _verdict(self, node: Node, action: str, *but_for: str) -> None:
        on = self.law.actions[action].on
        for permit, way in self._speaking(action):
            if not permit.reads_action and permit.id not in but_for:
                self._walked(node, way, {0: on})
                self._reads(node, ("rule", permit.id), permit.scope, self._reading.way(way, {0: on}))

    def _spoken(self, node: Node, action: str) -> None:
        """Which permits apply, those too that read the action itself."""
        on = self.law.actions[action].on
        self._after(node, ("verdict", action), on)
        for permit, way in self._speaking(action):
            if permit.effect == "permit" and (permit.kind is not None or permit.where is not None):
                self._reads(node, ("applies", permit.id), permit.scope, self._reading.way(way, {0: on}))

    def _speaking(self, action: str) -> Iterator[tuple[c.TypedPermit, x.Expression]]:
        for permit in self.law.permits:
            if action in permit.actions:
                way = permit.path(action)
                if way is not None:
                    yield permit, way

    def _proposed(self, node: Node, action: str) -> None:
        """The duties of an action, and all that may give way to one another: that is settled in one go."""
        exclusive_ones = {each for exclusive in self.law.exclusives for each, _ in exclusive.order}
        for proposal in self.law.proposals:
            if proposal.action in {action, *exclusive_ones}:
                self._reads(node, ("duty", proposal.id), proposal.scope, None)
                self._reads(node, ("doing", proposal.id), proposal.scope, None)

    def _tick(self, node: Node, name: str) -> None:
        schedule = self.law.schedules[name]
        if schedule.kind is not None and schedule.scope is not None:
            self._reads(node, ("kind", schedule.kind), schedule.scope, None)
        for part in (schedule.at, schedule.every, schedule.on):
            if part is not None:
                self._walked(node, part, {0: schedule.scope or EVERYWHERE})

    # --- the order ------------------------------------------------------------------------------
    def _ordered(self) -> list[Node]:
        """Every node after what it needs. Nodes that rest on one another are named as circular (Tarjan)."""
        ordered: list[Node] = []
        number: dict[Node, int] = {}
        lowest: dict[Node, int] = {}
        open_: dict[Node, None] = {}
        for start in self._needs:
            path = [(start, iter(self._needs[start]))] if start not in number else []
            while path:
                node, needs = path[-1]
                if node not in number:
                    number[node] = lowest[node] = len(number)
                    open_[node] = None
                following = next((each for each in needs if each not in number or each in open_), None)
                if following is None:
                    path.pop()
                    if path:
                        above = path[-1][0]
                        lowest[above] = min(lowest[above], lowest[node])
                    if lowest[node] == number[node]:
                        self._close(node, open_, ordered)
                elif following in number:
                    lowest[node] = min(lowest[node], number[following])
                else:
                    path.append((following, iter(self._needs[following])))
        return ordered

    def _close(self, first: Node, open_: dict[Node, None], ordered: list[Node]) -> None:
        """Puts a node into the order, with those that rest on it and on which it rests."""
        together: list[Node] = []
        while not together or together[-1] != first:
            together.append(open_.popitem()[0])
        if len(together) > 1 or first in self._needs[first]:
            self.circular.update(together)
        ordered += together


_known: WeakKeyDictionary[Program, Dependencies] = WeakKeyDictionary()


def dependencies_of(program: Program) -> Dependencies:
    """The dependencies of a law, found once for its code."""
    found = _known.get(program)
    if found is None:
        found = _known[program] = Dependencies(program)
    return found
