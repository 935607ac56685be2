"""Worlds of many subjects next to the boundaries of the law: given values, the instant and memory are otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import Kept, Memory
from engine.values import Subject, Value
from rules.compile import law as c
from rules.language.typed import FactId
from rules.language.types import EnumType
from tests.differential.boundaries import Boundaries, Change, changed, moved
from tests.differential.crowd import DAYS, crowd

SHARED = ("user", "account", "sleeve", "underlying", "expiry")
"""What many subjects lead to: rarely otherwise, for else all of them would be otherwise in the same way."""
OF_SHARED = 0.15
OF_SINGLE = 0.35
"""Of that of which there is one: the market, the clock, our own machinery."""
OF_OWN = 0.6
MOST_OF_OWN = 3
OF_KEPT = 0.08
AGO = (timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
USUAL_DAYS = (0, 2, 3, 3)
USUALLY = 0.75
ORDINARY = {FactId("account", "state"): ("scanning", "analyzing", "ordering", "monitoring")}
"""Of a state that forbids everything in most of its values: those in which there is something to decide."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that was kept before."""

    fact: FactId
    subject: Subject
    kept: Kept

    def __str__(self) -> str:
        return f"{self.subject}: {self.fact.name} was {self.kept.value} since {self.kept.since}"


@dataclass(frozen=True, slots=True)
class Instant:
    """Another instant of the same day."""

    at: datetime

    def __str__(self) -> str:
        return f"at {self.at.isoformat()}"


Piece = Change | Cell | Instant


@dataclass(frozen=True)
class World:
    """Facts and memory that differ from plain ones in these pieces."""

    law: c.Law
    day: int
    base: Facts
    pieces: tuple[Piece, ...]

    @property
    def facts(self) -> Facts:
        """The facts."""
        facts = self.base
        for each in self.pieces:
            if isinstance(each, Instant):
                facts = moved(facts, each.at, self.law)
        return changed(facts, (each for each in self.pieces if isinstance(each, Change)))

    def decider(self, make: Callable[..., Decider], facts: Facts) -> Decider:
        """An evaluation of them."""
        kept = {(each.fact, each.subject): each.kept for each in self.pieces if isinstance(each, Cell)}
        return decider_for(self.law, facts, Memory(at=facts.at - AGO[0], kept=kept), (), make)

    def but_for(self, pieces: Sequence[Piece]) -> World:
        """The same with these pieces only."""
        return replace(self, pieces=tuple(pieces))


class Worlds:
    """Makes worlds."""

    def __init__(self, law: c.Law, small: bool = False) -> None:
        self.law = law
        self.boundaries = Boundaries(law)
        self.bases = [crowd(law, day, small) for day in range(DAYS)]
        self.kept = [fact for fact in law.facts.values() if fact.id in law.kept]

    def world(self, chance: Random) -> World:
        """Another world at every call."""
        day = chance.choice(USUAL_DAYS) if chance.random() < USUALLY else chance.randrange(DAYS)
        base = self.bases[day]
        pieces: list[Piece] = []
        if chance.random() > USUALLY:
            pieces.append(Instant(chance.choice(self.boundaries.instants(base.at))))
            base = moved(base, pieces[0].at, self.law)  # type: ignore[union-attr]
        single, shared, own = [], [], []
        for scope, subjects in base.subjects.items():
            if self.law.scopes[scope].one:
                single += [each for each in subjects if chance.random() < OF_SINGLE]
            elif scope in SHARED:
                shared += [each for each in subjects if chance.random() < OF_SHARED]
            else:
                own += [each for each in subjects if chance.random() < OF_OWN]
        pieces += self.boundaries.thick(base, single, 2, chance)
        pieces += self.boundaries.thick(base, shared, 1, chance)
        pieces += self.boundaries.thick(base, own, MOST_OF_OWN, chance)
        pieces += self.cells(base, chance)
        return World(self.law, day, self.bases[day], tuple(pieces))

    def cells(self, facts: Facts, chance: Random) -> Iterator[Cell]:
        """What was kept: whatever it may be, of some subjects."""
        for fact in self.kept:
            ordinary = ORDINARY.get(fact.id)
            for subject in facts.subjects.get(fact.id.scope, ()):
                if ordinary is not None and chance.random() < USUALLY:
                    yield self._cell(fact, subject, chance.choice(ordinary), facts, chance)
                elif chance.random() < OF_KEPT:
                    yield from self.cell(fact, subject, facts, chance)

    def cell(self, fact: c.Fact, subject: Subject, facts: Facts, chance: Random) -> Iterator[Cell]:
        """One kept value, and what is remembered beside it."""
        options = self.boundaries.known(fact.id, fact.type, _first(fact), facts.at)
        yield self._cell(fact, subject, chance.choice(options), facts, chance)
        for other in self.law.facts.values():
            if other.kept_with == fact.id and not other.since:
                options = self.boundaries.known(other.id, other.type, _first(other), facts.at)
                yield Cell(other.id, subject, Kept(chance.choice(options)))

    def _cell(self, fact: c.Fact, subject: Subject, value: Value, facts: Facts, chance: Random) -> Cell:
        latch = isinstance(self.law.kept.get(fact.id), c.TypedLatch)
        since = facts.at - chance.choice(AGO)
        return Cell(fact.id, subject, Kept(value, since, chance.choice((1, 2)) if latch else None))


def _first(fact: c.Fact) -> Any:
    return fact.type.words[0] if isinstance(fact.type, EnumType) else Fraction(0)
