"""What happened long ago, in closed chunks: each is written down once, and what goes on from it only names it.

Nothing that happened is ever forgotten, since the law may look back at all of it, and what is told twice has to be
known again. But what a record and an evaluation carry anew is only what happened since the last chunk was closed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from engine.boundary import Given
from engine.memory import (
    CONFIRMED,
    PROPOSED,
    REJECTED,
    TOLD,
    Event,
    Memory,
    Occasion,
    events_told,
    links_told,
    occasions_told,
    read_kept,
)
from engine.values import Subject
from rules.compile.law import Law

CHUNK = 64
"""Events of a chunk. One is closed as soon as as many have happened behind it."""

_PARTS = ("events", "links", "occasions")

NO_OCCASIONS: Mapping[str, Occasion] = MappingProxyType({})

Links = Mapping[Subject, Mapping[str, Subject]]
Row = Mapping[str, Given]


class Index:
    """What chunks come to, by what is asked of them: never changed once it is made.

    `links` tells to what subjects belong of which the events speak; `unresolved` are combinations among them of which
    nobody knew that. `named` holds all of them, and `seen` the events. `outcomes` holds what became of actions, by
    action and the key of its subject; `began` tells of those that were proposed or sent and have not ended here how
    many events had happened before the chunk in which that began. `occasions` are those that were used up for good for
    subjects that were gone; `used_by` tells them by their subjects.
    """

    def __init__(self, law: Law, before: Index | None, chunks: Iterable[Past]) -> None:
        self.law = law
        self.seen: set[Subject] = set() if before is None else set(before.seen)
        self.named: set[Subject] = set() if before is None else set(before.named)
        self.links: dict[Subject, Mapping[str, Subject]] = {} if before is None else dict(before.links)
        self.subjects: dict[str, tuple[Subject, ...]] = {} if before is None else dict(before.subjects)
        self.rows: dict[str, dict[Subject, Row]] = {} if before is None else dict(before.rows)
        self.ends: dict[str, dict[Subject, Mapping[str, Subject]]] = {} if before is None else dict(before.ends)
        self.outcomes: dict[tuple[str, str], tuple[str, ...]] = {} if before is None else dict(before.outcomes)
        self.began: dict[tuple[str, str], int] = {} if before is None else dict(before.began)
        self.occasions: dict[str, Occasion] = {} if before is None else dict(before.occasions)
        self.used_by: dict[str, dict[Subject, tuple[str, ...]]] = {} if before is None else dict(before.used_by)
        self._groups: dict[tuple[str, str], dict[Subject, tuple[Subject, ...]]] = {}
        added = list(chunks)
        self._enter([event for chunk in added for event in chunk.events])
        for chunk in added:
            self._count_outcomes(chunk.events, 0 if chunk.before is None else chunk.before.count)
            self._use(chunk.occasions)
            self.links.update(chunk.links)
            self.named.update(chunk.links, (end for ends in chunk.links.values() for end in ends.values()))
        self.unresolved = {each for each in self.named if each not in self.links and law.scopes[each.scope].compound}

    def _enter(self, events: Sequence[Event]) -> None:
        by_name: dict[str, list[Event]] = {}
        for event in events:
            by_name.setdefault(event.name, []).append(event)
        for name, own in by_name.items():
            rows, ends = dict(self.rows.get(name, {})), dict(self.ends.get(name, {}))
            for event in own:
                rows[event.subject], ends[event.subject] = row_of(event), ends_of(self.law, event)
                self.named.update(ends[event.subject].values())
            self.rows[name], self.ends[name] = rows, ends
            self.seen.update(event.subject for event in own)
            self.subjects[name] = tuple(sorted(rows))

    def _use(self, occasions: Mapping[str, Occasion]) -> None:
        self.occasions.update(occasions)
        self.named.update(each.subject for each in occasions.values())
        for scope in {each.subject.scope for each in occasions.values()}:
            own = self.used_by[scope] = dict(self.used_by.get(scope, {}))
            for key, each in occasions.items():
                if each.subject.scope == scope and key not in own.get(each.subject, ()):
                    own[each.subject] = (*own.get(each.subject, ()), key)

    def _count_outcomes(self, events: Iterable[Event], before: int) -> None:
        for event in events:
            action, _, outcome = event.name.rpartition(".")
            if event.within is not None and (outcome in TOLD or outcome == PROPOSED) and action in self.law.actions:
                key = action, event.within
                if outcome in {CONFIRMED, REJECTED}:
                    self.began.pop(key, None)
                else:
                    self.began.setdefault(key, before)
                if outcome in TOLD:
                    self.outcomes[key] = (*self.outcomes.get(key, ()), outcome)

    def grouped(self, name: str, link: str) -> Mapping[Subject, tuple[Subject, ...]]:
        """The events of a name by the subject at one of their links, each group in the order of keys."""
        if (name, link) not in self._groups:
            found: dict[Subject, list[Subject]] = {}
            for subject in self.subjects.get(name, ()):
                end = self.ends[name][subject].get(link)
                if end is not None:
                    found.setdefault(end, []).append(subject)
            self._groups[name, link] = {end: tuple(each) for end, each in found.items()}
        return self._groups[name, link]


class Past:
    """Closed chunks, the last of them and all before. Never changed; its index is made when it is first asked for.

    `links` and `occasions` are those that this chunk brings. `sums` is for whoever adds up what these events come to:
    by what is added up, for whom, and in which period. `kept_index` is the index while it is kept.
    """

    def __init__(
        self,
        law: Law,
        before: Past | None,
        events: Sequence[Event],
        links: Links,
        occasions: Mapping[str, Occasion] = NO_OCCASIONS,
    ) -> None:
        self.law = law
        self.before = before
        self.events = tuple(events)
        self.links = links
        self.occasions = occasions
        self.content: bytes = _canonical(
            {
                "before": None if before is None else before.digest,
                "events": events_told(events),
                "links": links_told(links),
                "occasions": occasions_told(occasions),
            }
        )
        self.digest: str = hashlib.sha256(self.content).hexdigest()
        self.count: int = len(events) + (0 if before is None else before.count)
        self.sums: dict[tuple[int, Subject, str], tuple[object, int]] = {}
        self.kept_index: Index | None = None

    @property
    def index(self) -> Index:
        """What all of it comes to.

        An index is as large as everything that happened. So each chunk but the last two forgets its own: who decides
        again begins before the last was closed. One that is forgotten is made anew where somebody asks for it.
        """
        if self.kept_index is None:
            added: list[Past] = []
            here: Past | None = self
            while here is not None and here.kept_index is None:
                added.append(here)
                here = here.before
            self.kept_index = Index(self.law, None if here is None else here.kept_index, reversed(added))
            if here is not None and here.before is not None:
                for older in here.before.chunks():
                    older.kept_index = None
        return self.kept_index

    def chunks(self) -> Iterator[Past]:
        """All of them, the last first."""
        here: Past | None = self
        while here is not None:
            yield here
            here = here.before

    def history(self) -> tuple[Event, ...]:
        """Everything, in the order in which it became known."""
        return tuple(event for chunk in reversed(list(self.chunks())) for event in chunk.events)


def ends_of(law: Law, event: Event) -> dict[str, Subject]:
    """To what an event belongs and refers, by scope."""
    scope = law.events[event.name].within
    ends = [(scope, event.within), *event.refers_to]
    return {end: Subject(end, key) for end, key in ends if end is not None and key is not None}


def row_of(event: Event) -> Row:
    """What is given of an event: its instant and its fields."""
    return {"at": Given(event.at), **{name: Given(value) for name, value in event.fields}}


def closed(
    law: Law, memory: Memory, belonging: Callable[[Iterable[Subject]], Links], over: Callable[[Occasion], bool]
) -> Memory:
    """The memory with chunks closed, as soon as there is one and as many behind it.

    `belonging` tells to what subjects belong, and those in turn; `over`, of which occasions nobody may ask again soon.
    """
    while len(memory.history) >= CHUNK + CHUNK:
        events, behind = memory.history[:CHUNK], memory.history[CHUNK:]
        known: Links = {} if memory.past is None else memory.past.index.links
        used = {key: each for key, each in memory.occasions.items() if over(each)}
        ends = {end for event in events for end in ends_of(law, event).values()}
        spoken_of = sorted(ends | {each.subject for each in used.values()})
        links = {each: ends for each, ends in belonging(spoken_of).items() if known.get(each) != ends}
        past = Past(law, memory.past, events, links, used)
        own = {each: ends for each, ends in memory.links.items() if past.index.links.get(each) != ends}
        left = {key: each for key, each in memory.occasions.items() if key not in used}
        memory = replace(memory, past=past, history=behind, links=own, occasions=left)
    return memory


def opened(memory: Memory, count: int = 0) -> Memory:
    """The same memory with no more than so many events closed; without a number, all in one piece."""
    while memory.past is not None and memory.past.count > count:
        last = memory.past
        memory = replace(
            memory,
            past=last.before,
            history=(*last.events, *memory.history),
            links={**last.links, **memory.links},
            occasions={**last.occasions, **memory.occasions},
        )
    return memory


class NoPast(ValueError):
    """What is stored is no chunk of what happened, or the law cannot read it."""


class Pasts:
    """Chunks that were read, by their digests, for one law."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self._known: dict[str, Past] = {}

    def of(self, digest: str, stored: Callable[[str], bytes]) -> Past:
        """The past of which this is the last chunk. Raises NoPast, and what `stored` raises."""
        waiting: list[tuple[str, Mapping[str, Any]]] = []
        here: str | None = digest
        while here is not None and here not in self._known:
            raw = _chunk(stored(here), here)
            waiting.append((here, raw))
            here = raw["before"]
        past = None if here is None else self._known[here]
        for name, raw in reversed(waiting):
            read = read_kept(self.law, {part: raw[part] for part in _PARTS})
            if read.memory is None:
                raise NoPast(f"the law cannot read what happened: {read.findings[0].message}")
            found = read.memory
            past = self._known[name] = Past(self.law, past, found.history, found.links, found.occasions)
            if past.digest != name:
                raise NoPast("this is not how a chunk of what happened is written")
        assert past is not None
        return past


def before_chunk(content: bytes, digest: str) -> str | None:
    """The chunk before a chunk. Raises NoPast."""
    before: str | None = _chunk(content, digest)["before"]
    return before


def _chunk(content: bytes, digest: str) -> Mapping[str, Any]:
    try:
        raw = json.loads(content)
    except ValueError:
        raw = None
    if not isinstance(raw, dict) or set(raw) != {"before", *_PARTS}:
        raise NoPast(
            f"{digest} is no chunk of what happened: an object with `before`, `events`, `links` and `occasions`"
        )
    if not isinstance(raw["before"], str | None):
        raise NoPast(f"`before` of {digest} is no digest")
    return raw


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
