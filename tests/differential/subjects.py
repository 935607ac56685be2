"""Every subject of a world decided by the reference, the fast engine and columns, and all that they say compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from random import Random

import numpy as np

from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.errors import CannotColumn, CannotFeed
from engine.backends.columnar.feeding import feed
from engine.backends.columnar.opinion import Opinion, opinion_of
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.verdicts import Verdicts
from engine.backends.fast.decider import FastDecider
from engine.backends.reference.decider import Decider
from engine.outcome import Decision
from engine.values import Subject
from rules.compile.law import Law
from tests.differential.comparing import Difference, minimal
from tests.differential.tally import Tally
from tests.differential.watching import Places, Watched, Watching
from tests.differential.worlds import Piece, World, Worlds
from tests.engine.backends.columnar.differential import taken_over

AT_ONCE = 8
WATCHED_CLOSELY = 8
"""Of one of so many worlds every fact is worked out and every comparison watched, which takes twice as long."""
MASKS = ("codes", "fired", "failed", "doubtful")


class Columns:
    """The actions of a law that columns claim, with an engine for each library."""

    def __init__(self, law: Law, libraries: Sequence[Library]) -> None:
        self.law = law
        self.libraries = tuple(libraries)
        self.refused: list[str] = []
        self.programs: dict[str, ColumnarProgram] = {}
        for action in law.actions:
            try:
                self.programs[action] = ColumnarProgram.of(law, action, taken_over(law, action), single=False)
            except CannotColumn:
                self.refused.append(action)

    @cached_property
    def engines(self) -> dict[str, dict[Library, ColumnarEngine]]:
        """Made when they are first asked for."""
        found: dict[str, dict[Library, ColumnarEngine]] = {}
        for action, program in self.programs.items():
            found[action] = {}
            for library in self.libraries:
                try:
                    found[action][library] = ColumnarEngine(program, library)
                except CannotColumn:
                    self.refused.append(f"{action} ({library})")
        return found


class Comparison:
    """Reference, fast and columns on the same worlds."""

    def __init__(
        self,
        law: Law,
        columns: Columns,
        fast: type[FastDecider] = FastDecider,
        small: bool = False,
    ) -> None:
        self.law = law
        self.columns = columns
        self.fast = fast
        self.worlds = Worlds(law, small)
        self.places = Places(law)
        self.permits = {each.id: each for each in law.permits}

    def run(self, seed: str, least: int) -> Tally:
        """Worlds of a seed until so many fact sets are compared; fewer where no library takes any."""
        chance, tally = Random(seed), Tally()
        self.places.name(tally)
        number, known = 0, -1
        while known < tally.counts["fact sets"] < least:
            known = tally.counts["fact sets"]
            worlds = [self.worlds.world(chance) for _ in range(AT_ONCE)]
            self.compare(worlds, tally, number)
            number += AT_ONCE
        return tally

    def compare(self, worlds: Sequence[World], tally: Tally, number: int = 0) -> None:
        """Compares everything in some worlds."""
        references: list[Decider] = []
        decided: list[list[Decision]] = []
        for place, world in enumerate(worlds, number):
            facts = world.facts
            reference = world.decider(Watched if place % WATCHED_CLOSELY else Watching, facts)
            assert isinstance(reference, Watched)
            decisions = reference.decisions()
            if isinstance(reference, Watching):
                _derive(reference)
            parts = self._fast(reference, decisions, world.decider(self.fast, facts), tally)
            if parts:
                tally.differences.append(self._cut_down(world, self.differs, parts))
            self.places.note(reference, facts, tally)
            references.append(reference)
            decided.append(decisions)
        by_columns: dict[Library, list[set[Subject]]] = {
            each: [set() for _ in worlds] for each in self.columns.libraries
        }
        for action in self.columns.programs:
            for which, parts in self._columns(action, references, by_columns, tally):
                tally.differences.append(self._cut_down(worlds[which], self.differs_in_columns, parts))
        for place, decisions in enumerate(decided):
            everybody = {each.subject for each in decisions}
            tally.counts["worlds"] += 1
            tally.counts["verdicts of reference and fast"] += len(decisions)
            tally.counts["fact sets of reference and fast"] += len(everybody)
            for library, told in by_columns.items():
                tally.counts[f"fact sets of {library}"] += len(everybody & told[place])
            of_all = everybody.intersection(*(told[place] for told in by_columns.values()))
            tally.counts["fact sets"] += len(of_all)
            for subject in of_all:
                tally.counts[f"fact sets, each a {subject.scope}"] += 1
            for each in decisions:
                tally.counts[f"verdicts {each.verdict.word}"] += 1
                tally.counts["verdicts in doubt"] += bool(each.verdict.causes)

    def _fast(self, reference: Decider, decisions: list[Decision], fast: Decider, tally: Tally) -> tuple[str, ...]:
        """In what the fast engine differs: verdicts with their causes, states of rules, values of written facts."""
        parts: list[str] = []
        if fast.decisions() != decisions:
            parts.append("decisions")
        if fast.transitions() != reference.transitions():
            parts.append("transitions")
        for (id, subject), state in reference.rule_states.items():
            if fast.rule_state(self.permits[id], subject) != state:
                parts.append(f"the state of {id}")
        for (fact, subject), value in reference.written.items():
            if fast.derive(fact, subject) != value:
                parts.append(f"the value of {fact}")
        tally.counts["states of rules"] += len(reference.rule_states)
        tally.counts["values of facts"] += len(reference.written)
        return tuple(dict.fromkeys(parts))

    def _columns(
        self,
        action: str,
        references: Sequence[Decider],
        by: dict[Library, list[set[Subject]]],
        tally: Tally,
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """In which worlds columns differ; worlds that they refuse are counted."""
        program = self.columns.programs[action]
        try:
            fed, numbers = feed(program, references), list(range(len(references)))
        except CannotFeed:
            fits = []
            for place, each in enumerate(references):
                try:
                    feed(program, [each])
                    fits.append(place)
                except CannotFeed:
                    tally.counts[f"worlds that columns refuse, of {action}"] += 1
            if not fits:
                return
            fed, numbers = feed(program, [references[place] for place in fits]), fits
        rows = fed.subjects[self.law.actions[action].on]
        differing: dict[int, list[str]] = {}
        same: list[tuple[Library, Verdicts]] = []
        for library, engine in self.columns.engines[action].items():
            verdicts = engine.decide(fed.columns)
            for number, subject in rows:
                by[library][numbers[number]].add(subject)
            tally.counts[f"verdicts of {library}"] += len(rows)
            if not any(_alike(verdicts, other) for _, other in same):  # what is alike to the bit differs alike
                same.append((library, verdicts))
        for row, (number, subject) in enumerate(rows):
            wanted = opinion_of(references[numbers[number]].verdict(action, subject))
            for library, verdicts in same:
                if _opinion(verdicts, row) != wanted:
                    differing.setdefault(numbers[number], []).append(f"{action} by {library}")
        for number, parts in differing.items():
            yield number, tuple(dict.fromkeys(parts))

    # --- what a difference needs ----------------------------------------------------------------
    def differs(self, world: World) -> bool:
        """Whether the fast engine differs from the reference."""
        facts = world.facts
        reference = world.decider(Decider, facts)
        decisions = reference.decisions()
        _derive(reference)
        return bool(self._fast(reference, decisions, world.decider(self.fast, facts), Tally()))

    def differs_in_columns(self, world: World) -> bool:
        """Whether columns differ from the reference."""
        reference = [world.decider(Decider, world.facts)]
        by: dict[Library, list[set[Subject]]] = {each: [set()] for each in self.columns.libraries}
        return any(list(self._columns(action, reference, by, Tally())) for action in self.columns.programs)

    def _cut_down(self, world: World, differs: Callable[[World], bool], parts: tuple[str, ...]) -> Difference:
        def still(pieces: Sequence[Piece]) -> bool:
            return differs(world.but_for(pieces))

        found = minimal(world.pieces, still)
        return Difference(parts, "\n".join([f"the crowd of day {world.day}", *map(str, found)]))


def _derive(decider: Decider) -> None:
    """Works out every derived fact of everybody, asked for or not."""
    for id in decider.law.derivations:
        fact = decider.law.facts[id]
        for subject in decider.world.subjects(id.scope):
            if decider.is_of(subject, fact.kind):
                decider.derive(id, subject)


def _alike(one: Verdicts, other: Verdicts) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in MASKS)


def _opinion(verdicts: Verdicts, row: int) -> Opinion:
    fired, failed, doubtful = (tuple(sorted(verdicts.names(name, row))) for name in ("fired", "failed", "doubtful"))
    return Opinion(verdicts.word(row), fired, failed, doubtful)
