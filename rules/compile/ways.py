"""The ways between scopes: which subjects another subject belongs or refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from rules.compile.law import Scope
from rules.language.typed import Compose, Expression, Follow, Singleton, Variable
from rules.language.types import RefType


def reference(scopes: Mapping[str, Scope], scope: str, optional: bool = False) -> RefType:
    """The type of a subject of `scope`."""
    return RefType(scope, scopes[scope].key_type, optional)


MOST_WAYS = 20
"""More ways are not looked for: more than one is a mistake already, and their number doubles with every scope."""


class Ways:
    """Finds ways between the scopes of one constitution, in which no scope leads back to itself."""

    def __init__(self, scopes: Mapping[str, Scope]) -> None:
        self.scopes = scopes
        self._known: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {}
        self._owners: dict[str, tuple[str, ...]] = {}

    def ways(self, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """The ways from scope to scope by links; a way is the scopes passed, the last is `goal`."""
        return tuple(islice(self._search(start, goal, self._leading(start, goal)), MOST_WAYS))

    def settled(self, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """The same, looked for once: for scopes that are all declared."""
        if (start, goal) not in self._known:
            self._known[start, goal] = self.ways(start, goal)
        return self._known[start, goal]

    def owners(self, start: str) -> tuple[str, ...]:
        """The other scopes of many subjects to which there is one way, in their order; looked for once, as above."""
        if start not in self._owners:
            others = (name for name, scope in self.scopes.items() if name != start and not scope.one)
            self._owners[start] = tuple(name for name in others if len(self.settled(start, name)) == 1)
        return self._owners[start]

    def _search(self, at: str, goal: str, leading: frozenset[str]) -> Iterator[tuple[str, ...]]:
        if at == goal:
            yield ()
            return
        scope = self.scopes.get(at)
        for link in scope.links if scope is not None else ():
            if link in leading:
                for rest in self._search(link, goal, leading):
                    yield (link, *rest)

    def _leading(self, start: str, goal: str) -> frozenset[str]:
        """Of what `start` leads to, the scopes from which a way leads to `goal`, itself among them: all that matter."""
        below: dict[str, list[str]] = {}
        reached = {start}
        waiting = [start]
        while waiting:
            name = waiting.pop()
            scope = self.scopes.get(name)
            for link in scope.links if scope is not None else ():
                below.setdefault(link, []).append(name)
                if link not in reached:
                    reached.add(link)
                    waiting.append(link)
        found = {goal}
        pending = [goal]
        while pending:
            fresh = set(below.get(pending.pop(), ())) - found
            found |= fresh
            pending += fresh
        return frozenset(found)

    def reach(self, base: Expression, start: str, goal: str, known: Mapping[str, Expression]) -> list[Expression]:
        """Every expression for the subject of `goal` that `base` (of scope `start`) belongs to.

        `known` are scopes whose subject is fixed already: an item `in sleeve` has that very sleeve.
        """
        if self.scopes[goal].one:
            return [Singleton(type=reference(self.scopes, goal), scope=goal)]
        found: list[Expression] = []
        for way in self.ways(start, goal):
            here = base
            for link in way:
                here = known.get(link) or Follow(type=reference(self.scopes, link), base=here, link=link)
            if here not in found:
                found.append(here)
        scope = self.scopes[goal]
        if not found and scope.compound and start != goal:
            parts: list[Expression] = []
            for part in scope.key:
                ways = self.reach(base, start, part, known) if part in self.scopes else []
                if len(ways) != 1:
                    return found
                parts.append(ways[0])
            found.append(Compose(type=reference(self.scopes, goal), scope=goal, parts=tuple(parts)))
        return found

    def single(self, start: str, goal: str) -> Expression | None:
        """The one expression (slot 0) that leads from a subject of `start` to one of `goal`; None if not one."""
        base = Variable(type=reference(self.scopes, start), slot=0, scope=start)
        found = self.reach(base, start, goal, {})
        return found[0] if len(found) == 1 else None


_REMEMBERED = 8
_ways: dict[int, Ways] = {}


def ways_of(scopes: Mapping[str, Scope]) -> Ways:
    """The ways between the scopes of a compiled law; the same as long as these are the very same scopes."""
    known = _ways.get(id(scopes))
    if known is None or known.scopes is not scopes:
        while len(_ways) >= _REMEMBERED:
            del _ways[next(iter(_ways))]
        known = _ways[id(scopes)] = Ways(scopes)
    return known
