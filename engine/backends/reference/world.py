"""The subjects of one evaluation: given ones, combinations of them, what happened, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from types import MappingProxyType

from engine.boundary import Given
from engine.facts import Facts
from engine.memory import Event, parts_of
from engine.past import Index, Past
from engine.values import JOINT, Subject
from rules.compile.law import Law
from rules.compile.ways import ways_of


class _Ends(dict[Subject, Mapping[str, Subject]]):
    """To what subjects belong; of those that are not among them, what happened long ago tells it."""

    past: Mapping[Subject, Mapping[str, Subject]] = MappingProxyType({})
    events: Mapping[str, Mapping[Subject, Mapping[str, Subject]]] = MappingProxyType({})

    def __missing__(self, subject: Subject) -> Mapping[str, Subject]:
        found = self.past.get(subject)
        return self.events[subject.scope][subject] if found is None else found


class World:
    """Subjects and links; combinations come from universes where there are any, else every one is there."""

    def __init__(self, law: Law, facts: Facts) -> None:
        self.law = law
        self.facts = facts
        self.ways = ways_of(law.scopes)
        self.given: Mapping[Subject, Mapping[str, Given]] = facts.given
        self.on_demand: dict[str, Callable[[], tuple[Subject, ...]]] = {}
        self.own: dict[str, tuple[Subject, ...]] = {}
        self._subjects: dict[str, tuple[Subject, ...]] = {}
        self._links = _Ends(facts.links)
        self._decided_for: Subject | None = None
        self._long_ago: Index | None = None
        self._since: dict[str, tuple[Subject, ...]] = {}
        self._old: dict[tuple[str, str], dict[Subject, tuple[Subject, ...]]] = {}
        self._new: dict[tuple[str, str], dict[Subject, tuple[Subject, ...]]] = {}
        self._index: dict[tuple[str, str, bool], dict[Subject, tuple[Subject, ...]]] = {}
        self._routes: dict[tuple[str, str], tuple[str, ...] | None] = {}

    def singleton(self, scope: str) -> Subject:
        """The one subject of a scope with `one: true`."""
        return Subject(scope, "")

    def subjects(self, scope: str) -> tuple[Subject, ...]:
        """All subjects of a scope, in the order of their keys."""
        if scope in self.on_demand:
            self._subjects[scope] = self.on_demand.pop(scope)()
        if scope not in self._subjects:
            declared = self.law.scopes[scope]
            found = self.facts.subjects.get(scope, ())
            if declared.compound and not found:
                parts = (self.subjects(part) for part in declared.key)
                found = tuple(self.combine(scope, combination) for combination in product(*parts))
            self._subjects[scope] = found
        return self._subjects[scope]

    def settle(self, scope: str, subjects: tuple[Subject, ...]) -> None:
        """Says which the subjects of a scope are: a universe has decided, or these have happened."""
        self._subjects[scope] = subjects

    def settle_own(
        self, scope: str, decided_for: Subject, own: tuple[Subject, ...], all_: Callable[[], tuple[Subject, ...]]
    ) -> None:
        """Says which subjects of a scope are somebody's; all of them are found when somebody asks for others."""
        self._decided_for = decided_for
        self.own[scope] = own
        self.on_demand[scope] = all_

    def adopt(self, scope: str, other: World) -> None:
        """Takes the combinations that another evaluation of the same facts found over, with their links."""
        if scope in other.own and other._decided_for is not None:
            self._link_as(other, other.own[scope])
            self.settle_own(
                scope, other._decided_for, other.own[scope], lambda: self._link_as(other, other.subjects(scope))
            )
        else:
            self._subjects[scope] = self._link_as(other, other.subjects(scope))

    def _link_as(self, other: World, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        for subject in subjects:
            self._links[subject] = other._links[subject]
        return subjects

    def remember(self, links: Mapping[Subject, Mapping[str, Subject]]) -> None:
        """Makes known to what subjects belonged that may be gone; what is there tells it itself."""
        for subject, ends in links.items():
            self._links.setdefault(subject, ends)

    def recall(self, past: Past) -> None:
        """Makes known to what subjects belong of which was spoken long ago."""
        index = self._long_ago = past.index
        self._links.past, self._links.events = index.links, index.ends
        for subject in index.unresolved:
            self.named(subject.scope, subject.key)

    def recalled(self, name: str) -> tuple[Subject, ...]:
        """What happened of this name long ago."""
        return () if self._long_ago is None else self._long_ago.subjects.get(name, ())

    def happened_since(self, name: str, since: tuple[Subject, ...]) -> None:
        """Says what has happened of a name of which something happened long ago as well."""
        self._since[name] = since
        self.on_demand[name] = lambda: tuple(sorted((*self.recalled(name), *since)))

    def told(self, subject: Subject) -> Mapping[str, Given]:
        """What is given about a subject, also about what happened long ago; nothing about one that is not there."""
        found = self.given.get(subject)
        if found is None and self._long_ago is not None and subject.scope in self._long_ago.rows:
            found = self._long_ago.rows[subject.scope].get(subject)
        return NOTHING_GIVEN if found is None else found

    def belongs(self, subject: Subject) -> Mapping[str, Subject]:
        """To what a subject belongs or refers; nothing where nobody knows."""
        try:
            return self._links[subject]
        except KeyError:
            return NOWHERE

    def belonging(self, subjects: Iterable[Subject]) -> dict[Subject, Mapping[str, Subject]]:
        """To what subjects belong or refer, and those in turn, as far as it is known."""
        found: dict[Subject, Mapping[str, Subject]] = {}
        waiting = list(subjects)
        while waiting:
            subject = waiting.pop()
            ends = self.belongs(subject)
            if ends and subject not in found:
                found[subject] = ends
                waiting += ends.values()
        return found

    def add_events(self, events: Iterable[Event]) -> None:
        """Makes subjects of what happened known: what they belong and refer to, and what is given about them."""
        given = dict(self.given)
        for event in events:
            links: dict[str, Subject] = {}
            scope = self.law.events[event.name].within
            for end, key in [(scope, event.within), *event.refers_to]:
                if end is not None and key is not None:
                    links[end] = self.named(end, key)
            self._links[event.subject] = links
            given[event.subject] = {"at": Given(event.at), **{name: Given(value) for name, value in event.fields}}
        self.given = given

    def named(self, scope: str, key: str) -> Subject:
        """The subject of a scope with this key; a combination gets the links to its parts."""
        declared = self.law.scopes[scope]
        if declared.compound:
            known = [frozenset(each.key for each in self.subjects(part)) for part in declared.key]
            parts = parts_of(key, known)
            if parts is not None:
                return self.combine(scope, tuple(map(Subject, declared.key, parts)))
        return Subject(scope, key)

    def combine(self, scope: str, parts: tuple[Subject, ...]) -> Subject:
        """The subject of a compound scope with these parts."""
        subject = Subject(scope, JOINT.join(part.key for part in parts))
        if subject not in self._links:
            self._links[subject] = {part.scope: part for part in parts}
        return subject

    def link(self, subject: Subject, name: str) -> Subject:
        """The subject that this one belongs or refers to. Raises KeyError for a subject that is gone."""
        return self._links[subject][name]

    def route(self, start: str, goal: str) -> tuple[str, ...] | None:
        """The links from scope to scope, where there is one way."""
        key = (start, goal)
        if key not in self._routes:
            ways = self.ways.settled(start, goal)
            self._routes[key] = ways[0] if len(ways) == 1 else None
        return self._routes[key]

    def reach(self, subject: Subject, goal: str) -> Subject | None:
        """The subject of `goal` that this one leads to; None when no way leads there, or over what is gone."""
        declared = self.law.scopes[goal]
        if declared.one:
            return self.singleton(goal)
        way = self.route(subject.scope, goal)
        if way is not None:
            here = subject
            try:
                for link in way:
                    here = self._links[here][link]
            except KeyError:
                return None
            return here
        if declared.compound:
            parts = [self.reach(subject, part) for part in declared.key]
            if all(part is not None for part in parts):
                return self.combine(goal, tuple(part for part in parts if part is not None))
        return None

    def within(self, scope: str, owner: Subject) -> tuple[Subject, ...]:
        """The subjects of `scope` that belong to `owner`, in the order of their keys."""
        if self.is_parted(scope, owner.scope):
            old, new = self.long_ago(scope, owner), self.lately(scope, owner)
            return tuple(sorted((*old, *new))) if old and new else old or new
        # Who belongs to somebody leads to nobody else's: others need not be known for that.
        among_own = scope in self.own and self._is_own(owner)
        key = (scope, owner.scope, among_own)
        if key not in self._index:
            self._index[key] = self._by_end(self.own[scope] if among_own else self.subjects(scope), owner.scope)
        return self._index[key].get(owner, ())

    def is_parted(self, scope: str, goal: str) -> bool:
        """Whether what happened of a name is known in two parts, of long ago and of lately, by the ends of one way."""
        return scope in self._since and bool(self.route(scope, goal)) and not self.law.scopes[goal].one

    def long_ago(self, scope: str, owner: Subject) -> tuple[Subject, ...]:
        """What happened to an owner before the last chunk was closed, in the order of the keys."""
        way = self.route(scope, owner.scope)
        assert self._long_ago is not None
        assert way is not None
        if len(way) == 1:
            return self._long_ago.grouped(scope, way[0]).get(owner, ())
        key = (scope, owner.scope)
        if key not in self._old:
            self._old[key] = self._recalled(self._long_ago.grouped(scope, way[0]), way[1:])
        return self._old[key].get(owner, ())

    def lately(self, scope: str, owner: Subject) -> tuple[Subject, ...]:
        """What has happened to an owner since then, in the order of the keys."""
        key = (scope, owner.scope)
        if key not in self._new:
            self._new[key] = self._by_end(sorted(self._since[scope]), owner.scope)
        return self._new[key].get(owner, ())

    def _by_end(self, subjects: Iterable[Subject], goal: str) -> dict[Subject, tuple[Subject, ...]]:
        """Subjects by the one of another scope that they lead to."""
        grouped: dict[Subject, list[Subject]] = {}
        for subject in subjects:
            reached = self.reach(subject, goal)
            if reached is not None:
                grouped.setdefault(reached, []).append(subject)
        return {end: tuple(members) for end, members in grouped.items()}

    def _is_own(self, owner: Subject) -> bool:
        return self._decided_for is not None and self.reach(owner, self._decided_for.scope) == self._decided_for

    def _recalled(
        self, groups: Mapping[Subject, tuple[Subject, ...]], way: tuple[str, ...]
    ) -> dict[Subject, tuple[Subject, ...]]:
        """Groups by the subject at the end of the rest of a way; what leads over somebody unknown is nobody's."""
        grouped: dict[Subject, list[Subject]] = {}
        for end, members in groups.items():
            here = end
            try:
                for link in way:
                    here = self._links[here][link]
            except KeyError:
                continue
            grouped.setdefault(here, []).extend(members)
        return {end: tuple(sorted(members)) for end, members in grouped.items()}


NOTHING_GIVEN: Mapping[str, Given] = MappingProxyType({})

NOWHERE: Mapping[str, Subject] = MappingProxyType({})
