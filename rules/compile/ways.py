"""The ways between scopes: which subjects another subject belongs or refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.compile.law import Scope
from rules.language.typed import Compose, Expression, Follow, Singleton, Variable
from rules.language.types import RefType


def reference(scopes: Mapping[str, Scope], scope: str, optional: bool = False) -> RefType:
    """The type of a subject of `scope`."""
    return RefType(scope, scopes[scope].key_type, optional)


class Ways:
    """Finds ways between the scopes of one constitution."""

    def __init__(self, scopes: Mapping[str, Scope]) -> None:
        self.scopes = scopes

    def ways(self, start: str, goal: str) -> tuple[tuple[str, ...], ...]:
        """Every way from scope to scope by links; a way is the scopes passed, the last is `goal`."""
        return tuple(self._search(start, goal, (start,)))

    def _search(self, at: str, goal: str, passed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if at == goal:
            yield ()
            return
        scope = self.scopes.get(at)
        if scope is None:
            return
        for link in scope.links:
            if link not in passed and link in self.scopes:
                for rest in self._search(link, goal, (*passed, link)):
                    yield (link, *rest)

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
