"""Whole records of two engines on the same law and facts; a difference is cut down to what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from engine.backends.fast.decider import FastDecider
from engine.backends.registry import REFERENCE, decider_of
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Memory
from engine.record import Trace, record_of
from rules.compile.law import Law
from tests.differential.boundaries import Boundaries, Change, changed

T = TypeVar("T")


class FullyCompiled(FastDecider):
    """Makes code of every part of a condition at once, so that none is left to the reference."""

    hot = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Where records differ, and on which law and facts."""

    parts: tuple[str, ...]
    what: str


def differs(law: Law, facts: Facts, engine: str, trace: Trace, memory: Memory = NO_MEMORY) -> tuple[str, ...]:
    """The parts in which the records of an engine and of the reference differ."""
    make = FullyCompiled if engine == "fast" else decider_of(engine)
    wanted = record_of(decider_for(law, facts, memory, (), decider_of(REFERENCE)), trace)
    found = record_of(decider_for(law, facts, memory, (), make), trace)
    if wanted.canonical() == found.canonical():
        return ()
    return tuple(part for part in wanted.content if wanted.content[part] != found.content.get(part)) or ("order",)


def minimal(parts: Sequence[T], still: Callable[[Sequence[T]], bool]) -> list[T]:
    """A part of a sequence that still fails, and of which none can be left out; large pieces are tried first."""
    found = list(parts)
    size = max(1, len(found) // 2)
    while True:
        place = 0
        while place < len(found):
            without = found[:place] + found[place + size :]
            if still(without):
                found = without
            else:
                place += size
        if size == 1:
            return found
        size = max(1, size // 2)


def compare_facts(
    law: Law, facts: Facts, engine: str, seed: int, most: int, trace: Trace = "none"
) -> Iterator[Difference | None]:
    """So many fact sets next to the boundaries of a law, each with what differs."""
    boundaries, chance = Boundaries(law), Random(seed)
    for _ in range(most):
        changes = boundaries.changes(facts, chance)
        parts = differs(law, changed(facts, changes), engine, trace)
        if not parts:
            yield None
            continue

        def still(left: Sequence[Change]) -> bool:
            return bool(differs(law, changed(facts, left), engine, trace))

        yield Difference(parts, "\n".join(map(str, minimal(changes, still))))
