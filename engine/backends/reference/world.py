"""The subjects of one evaluation: given ones, combinations of them, what happened, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from types import MappingProxyType

from engine.boundary import Given
from engine.facts import Facts
from engine.memory import Event, parts_of
from engine.past import Past
from engine.values import JOINT, Subject
from rules.compile.law import Law
from rules.compile.ways import ways_of


class _Ends(dict[Subject, Mapping[str, Subject]]):
    """To what subjects belong; of those that are not among them, what happened long ago tells it."""

    past: Mapping[Subject, Mapping[str, Subject]] = MappingProxyType({})

    def __missing__(self, subject: Subject) -> Mapping[str, Subject]:
        return self.past[subject]


class World:
    """Subjects and links; combinations come from universes where there are any, else every one is there."""

    def __init__(self, law: Law, facts: Facts) -> None:
        self.law = law
        self.facts = facts
        self.ways = ways_of(law.scopes)
        self.given: Mapping[Subject, Mapping[str, Given]] = facts.given
        self.on_demand: dict[str, Callable[[], tuple[Subject, ...]]] = {}
        self._subjects: dict[str, tuple[Subject, ...]] = {}
        self._links = _Ends(facts.links)
        self._past: Past | None = None
        self._index: dict[tuple[str, str], dict[Subject, tuple[Subject, ...]]] = {}
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

    def adopt(self, scope: str, other: World) -> None:
        """Takes the combinations that another evaluation of the same facts found over, with their links."""
        self._subjects[scope] = other.subjects(scope)
        for subject in self._subjects[scope]:
            self._links[subject] = other._links[subject]

    def remember(self, links: Mapping[Subject, Mapping[str, Subject]]) -> None:
        """Makes known to what subjects belonged that may be gone; what is there tells it itself."""
        for subject, ends in links.items():
            self._links.setdefault(subject, ends)

    def recall(self, past: Past) -> None:
        """Makes known to what subjects belong of which was spoken long ago."""
        self._past = past
        self._links.past = past.links
        for subject in past.unresolved:
            self.named(subject.scope, subject.key)

    def recall_events(self, name: str) -> tuple[Subject, ...]:
        """Makes known what happened of this name long ago."""
        if self._past is None or name not in self._past.subjects:
            return ()
        self.given = {**self.given, **self._past.rows[name]}
        self._links.update(self._past.ends[name])
        return self._past.subjects[name]

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
        key = (scope, owner.scope)
        if key not in self._index:
            grouped = self._recalled(scope, owner.scope)
            long_ago = self._past.rows.get(scope, {}) if grouped and self._past is not None else {}
            subjects = self.subjects(scope)
            for subject in [each for each in subjects if each not in long_ago] if long_ago else subjects:
                reached = self.reach(subject, owner.scope)
                if reached is not None:
                    grouped.setdefault(reached, []).append(subject)
            if long_ago:
                for members in grouped.values():
                    members.sort()
            self._index[key] = {each: tuple(members) for each, members in grouped.items()}
        return self._index[key].get(owner, ())

    def _recalled(self, scope: str, goal: str) -> dict[Subject, list[Subject]]:
        """What happened of a name long ago, by the subject of another scope that it leads to."""
        way = self.route(scope, goal)
        if self._past is None or not way or self.law.scopes[goal].one:
            return {}
        grouped: dict[Subject, list[Subject]] = {}
        for end, members in self._past.grouped(scope, way[0]).items():
            here = end
            try:
                for link in way[1:]:
                    here = self._links[here][link]
            except KeyError:
                continue
            grouped.setdefault(here, []).extend(members)
        return grouped


NOWHERE: Mapping[str, Subject] = MappingProxyType({})
