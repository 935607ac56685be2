"""The subjects of one evaluation: given ones, combinations of them, and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from engine.facts import Facts
from engine.values import JOINT, Subject
from rules.compile.law import Law
from rules.compile.ways import Ways


class World:
    """Subjects and links; combinations come from universes where there are any, else every one is there."""

    def __init__(self, law: Law, facts: Facts) -> None:
        self.law = law
        self.facts = facts
        self.ways = Ways(law.scopes)
        self._subjects: dict[str, tuple[Subject, ...]] = {}
        self._links: dict[Subject, Mapping[str, Subject]] = dict(facts.links)
        self._index: dict[tuple[str, str], dict[Subject, tuple[Subject, ...]]] = {}
        self._routes: dict[tuple[str, str], tuple[str, ...] | None] = {}

    def singleton(self, scope: str) -> Subject:
        """The one subject of a scope with `one: true`."""
        return Subject(scope, "")

    def subjects(self, scope: str) -> tuple[Subject, ...]:
        """All subjects of a scope, in the order of their keys."""
        if scope not in self._subjects:
            declared = self.law.scopes[scope]
            found = self.facts.subjects.get(scope, ())
            if declared.compound and not found:
                parts = (self.subjects(part) for part in declared.key)
                found = tuple(self.combine(scope, combination) for combination in product(*parts))
            self._subjects[scope] = found
        return self._subjects[scope]

    def settle(self, scope: str, subjects: tuple[Subject, ...]) -> None:
        """A universe has decided which combinations are subjects."""
        self._subjects[scope] = subjects

    def combine(self, scope: str, parts: tuple[Subject, ...]) -> Subject:
        """The subject of a compound scope with these parts."""
        subject = Subject(scope, JOINT.join(part.key for part in parts))
        if subject not in self._links:
            self._links[subject] = {part.scope: part for part in parts}
        return subject

    def link(self, subject: Subject, name: str) -> Subject:
        """The subject that this one belongs or refers to."""
        return self._links[subject][name]

    def route(self, start: str, goal: str) -> tuple[str, ...] | None:
        """The links from scope to scope, where there is one way."""
        key = (start, goal)
        if key not in self._routes:
            ways = self.ways.ways(start, goal)
            self._routes[key] = ways[0] if len(ways) == 1 else None
        return self._routes[key]

    def reach(self, subject: Subject, goal: str) -> Subject | None:
        """The subject of `goal` that this one leads to; None when no way leads there."""
        declared = self.law.scopes[goal]
        if declared.one:
            return self.singleton(goal)
        way = self.route(subject.scope, goal)
        if way is not None:
            here = subject
            for link in way:
                here = self.link(here, link)
            return here
        if declared.compound:
            parts = [self.reach(subject, part) for part in declared.key]
            if all(part is not None for part in parts):
                return self.combine(goal, tuple(part for part in parts if part is not None))
        return None

    def within(self, scope: str, owner: Subject) -> tuple[Subject, ...]:
        """The subjects of `scope` that belong to `owner`, in the order of their keys."""
        key = (scope, owner.scope)
        if key not in self._index:
            grouped: dict[Subject, list[Subject]] = {}
            for subject in self.subjects(scope):
                reached = self.reach(subject, owner.scope)
                if reached is not None:
                    grouped.setdefault(reached, []).append(subject)
            self._index[key] = {each: tuple(members) for each, members in grouped.items()}
        return self._index[key].get(owner, ())
