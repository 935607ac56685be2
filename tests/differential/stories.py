"""Evaluations one after the other, with what was kept, what happens, and time that moves on: whole records compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from engine.backends.fast.decider import FastDecider
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Kept, Memory, not_possible
from engine.record import Trace, record_of
from engine.values import Subject, Unknown, Value, because
from rules.compile import law as c
from rules.language.typed import FactId
from rules.language.types import EnumType, FlagType, RefType, TextType
from tests.differential.boundaries import Boundaries, Change, changed, moved
from tests.differential.comparing import Difference, minimal
from tests.differential.tally import Tally
from tests.differential.watching import Places, Watched, Watching

LOOKS = 4
MOST_EVENTS = 4
MOST_CELLS = 3
LATER = (
    timedelta(seconds=1),
    timedelta(seconds=3),
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=40),
    timedelta(days=95),
)
NOT_TOLD = ("law", "schedule")
OF_UNKNOWN = 0.1
AGAIN = 0.15
HALF = 0.5
OF_FORGETTING = 0.05
TRACES: tuple[Trace, ...] = ("none", "none", "none", "none", "near", "full")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One kept value that is otherwise than the last evaluation left it; None for one that is forgotten."""

    cell: tuple[FactId, Subject]
    value: Value | None

    def __str__(self) -> str:
        fact, subject = self.cell
        return f"{subject}: {fact.name} was {'not kept' if self.value is None else self.value}"


Piece = Change | Event | Otherwise


@dataclass(frozen=True)
class Look:
    """One evaluation: facts, memory and events are these, but for the pieces that are otherwise."""

    law: c.Law
    facts: Facts
    memory: Memory
    pieces: tuple[Piece, ...]
    trace: Trace

    def asked(self) -> tuple[Facts, Memory, tuple[Event, ...]]:
        """What a decider is made with; events that cannot be are left out."""
        facts = changed(self.facts, (each for each in self.pieces if isinstance(each, Change)))
        memory = self._memory()
        events = [each for each in self.pieces if isinstance(each, Event)]
        return facts, memory, tuple(each for each in events if not not_possible(self.law, facts, [each], memory=memory))

    def _memory(self) -> Memory:
        kept = dict(self.memory.kept)
        for each in self.pieces:
            if isinstance(each, Otherwise):
                old = kept.get(each.cell)
                if each.value is None:
                    kept.pop(each.cell, None)
                elif old is not None:
                    kept[each.cell] = replace(old, value=each.value)
        return replace(self.memory, kept=kept)

    def compare(
        self, fast: type[FastDecider], tally: Tally | None = None, places: Places | None = None
    ) -> tuple[tuple[str, ...], Decider, Memory]:
        """The parts in which the whole records differ, the reference's evaluation, and the memory after it."""
        facts, memory, events = self.asked()
        reference = decider_for(self.law, facts, memory, events, Watching if places is not None else Decider)
        wanted = record_of(reference, self.trace)
        found = record_of(decider_for(self.law, facts, memory, events, fast), self.trace)
        if tally is not None:
            tally.counts["whole records"] += 1
            tally.counts["whole records with memory"] += bool(memory.kept)
            tally.counts["events told"] += len(events)
            tally.counts["events happening"] += len(wanted.content["events"])
            tally.counts["kept values"] += len(memory.kept)
            tally.counts["intents"] += len(wanted.content["intents"])
            if places is not None and isinstance(reference, Watched):
                places.note(reference, facts, tally)
        if wanted.canonical() == found.canonical() and wanted.after == found.after:
            return (), reference, wanted.after or NO_MEMORY
        parts = tuple(part for part in wanted.content if wanted.content[part] != found.content.get(part))
        return parts or ("memory",), reference, wanted.after or NO_MEMORY


class Stories:
    """Stories of a law that begin with plain facts."""

    def __init__(
        self,
        law: c.Law,
        bases: Sequence[Facts],
        chance: Random,
        fast: type[FastDecider] = FastDecider,
    ) -> None:
        self.law = law
        self.fast = fast
        self.bases = bases
        self.chance = chance
        self.boundaries = Boundaries(law)
        self.told = [each for each in law.events.values() if each.by not in NOT_TOLD]

    def run(self, looks: int, tally: Tally, places: Places | None = None) -> None:
        """Looks of one story, each compared; a difference ends it."""
        facts, memory = self.chance.choice(self.bases), NO_MEMORY
        known: Mapping[str, Sequence[Subject]] = facts.subjects
        for number in range(looks):
            pieces = tuple(self.pieces(facts, memory, known, number))
            look = Look(self.law, facts, memory, pieces, self.chance.choice(TRACES))
            parts, reference, after = look.compare(self.fast, tally, places)
            if parts:
                found = self._cut_down(look)
                told = [f"look {number + 1} of a story, at {facts.at.isoformat()}, after {memory.told(brief=True)}"]
                tally.differences.append(Difference(parts, "\n".join([*told, *map(_text, found)])))
                return
            known = {scope: reference.world.subjects(scope) for scope in self.law.scopes}
            memory = after
            facts = moved(reference.world.facts, facts.at + self.chance.choice(LATER), self.law)
        tally.counts["stories"] += 1

    def _cut_down(self, look: Look) -> list[Piece]:
        def still(left: Sequence[Piece]) -> bool:
            return bool(replace(look, pieces=tuple(left)).compare(self.fast)[0])

        return minimal(look.pieces, still)

    def pieces(
        self, facts: Facts, memory: Memory, known: Mapping[str, Sequence[Subject]], number: int
    ) -> Iterator[Piece]:
        """What is otherwise at a look."""
        yield from self.boundaries.changes(facts, self.chance)
        if self.chance.random() < HALF:
            yield from self.boundaries.thick(facts, [*facts.rows], 1, self.chance)
        if self.told:
            for _ in range(self.chance.randint(0, MOST_EVENTS)):
                event = self.event(facts.at, memory, known)
                if event is not None:
                    yield event
        cells = list(memory.kept.items())
        for cell, kept in self.chance.sample(cells, min(len(cells), self.chance.randint(0, MOST_CELLS))):
            yield Otherwise(cell, self.otherwise(cell[0], kept, facts.at))

    def otherwise(self, id: FactId, kept: Kept, at: datetime) -> Value | None:
        """Another value that may be kept."""
        if self.chance.random() < OF_FORGETTING:
            return None
        fact = self.law.facts[id]
        if fact.since:
            return kept.value
        always = isinstance(self.law.kept.get(id), (c.TypedLatch, c.TypedMachine))
        if not always and self.chance.random() < OF_UNKNOWN:
            return because(f"{id} is unknown")
        options = self.boundaries.known(id, fact.type, kept.value, at)
        return self.chance.choice(options)

    def event(self, at: datetime, memory: Memory, known: Mapping[str, Sequence[Subject]]) -> Event | None:
        """Something that happens: since the last look, at the very instant, or long ago; maybe the same once more."""
        if memory.history and self.chance.random() < AGAIN:
            old = self.chance.choice(memory.history)
            return old if self.law.events[old.name].by not in NOT_TOLD else None
        declared = self.chance.choice(self.told)
        ends = [self._end(scope, known) for scope in (declared.within, *declared.refers_to) if scope is not None]
        if any(each is None for each in ends):
            return None
        keys = [each for each in ends if each is not None]
        within = keys.pop(0) if declared.within is not None else None
        since = memory.at or at - LATER[-1]
        ago = self.chance.choice((timedelta(), timedelta(seconds=1), at - since, (at - since) / 2, LATER[-1]))
        fields = tuple((name, self._field(declared, name, known, at)) for name, _ in declared.fields)
        key = f"e{self.chance.randrange(10**9)}"
        happened = (at - ago).replace(microsecond=0)
        return Event(declared.name, key, happened, within, tuple(zip(declared.refers_to, keys, strict=True)), fields)

    def _end(self, scope: str, known: Mapping[str, Sequence[Subject]]) -> str | None:
        if self.law.scopes[scope].one:
            return ""
        subjects = known.get(scope, ())
        return self.chance.choice(subjects).key if subjects else None

    def _field(self, declared: c.Event, name: str, known: Mapping[str, Sequence[Subject]], at: datetime) -> Value:
        id = FactId(declared.name, name)
        fact = self.law.facts.get(id)
        of = dict(declared.fields)[name]
        may_be_missing = declared.by == "action" or (fact is not None and fact.may_be_missing)
        if may_be_missing and self.chance.random() < OF_UNKNOWN:
            return because(f"{id} is unknown")
        if isinstance(of, RefType):
            subjects = known.get(of.scope, ())
            return self.chance.choice(subjects) if subjects else because(f"{id} is unknown")
        if isinstance(of, TextType):
            return "somebody"
        was: Value = False if isinstance(of, FlagType) else of.words[0] if isinstance(of, EnumType) else because()
        options = [each for each in self.boundaries.known(id, of, was, at) if not isinstance(each, Unknown)]
        return self.chance.choice(options)


def _text(piece: Piece) -> str:
    return str(piece.told()) if isinstance(piece, Event) else str(piece)
