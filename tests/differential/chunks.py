"""A run in pieces, by several processes: each piece has its own seed, so that it is the same whoever does it."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from random import Random

from benchmarks import worlds
from engine.backends.columnar.engine import Library
from engine.backends.fast.decider import FastDecider
from engine.facts import Facts
from rules.compile.law import Law
from tests.differential.comparing import FullyCompiled, compare_facts
from tests.differential.constitutions import Constitutions
from tests.differential.crowd import DAYS, crowd
from tests.differential.incremental import Beginning
from tests.differential.incremental import run as follow_changes
from tests.differential.stories import LOOKS, Stories
from tests.differential.subjects import Columns, Comparison
from tests.differential.tally import Tally
from tests.differential.watching import Places

SIZES = {"facts": 5_000, "records": 20, "looks": 40, "constitutions": 50, "incremental": 500}
POSITIONS, CANDIDATES = 3, 12
GARBAGE = 100_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """So many fact sets, records, looks or constitutions, by which libraries."""

    part: str
    seed: int
    number: int
    size: int
    libraries: tuple[Library, ...]

    @property
    def name(self) -> str:
        """What its chance begins with."""
        return f"{self.part} {self.seed} {self.number}"

    @property
    def fully(self) -> bool:
        """Whether code is made of every part of a condition at once, so that none is left to the reference."""
        return self.number % 2 == 1


def chunks(part: str, seed: int, most: int, libraries: Sequence[Library], first: int = 0) -> list[Chunk]:
    """The pieces of a part of a run."""
    size = SIZES[part]
    sizes = [size] * (most // size) + ([most % size] if most % size else [])
    return [Chunk(part, seed, first + place, each, tuple(libraries)) for place, each in enumerate(sizes)]


def run(chunk: Chunk) -> Tally:
    """What comes of a piece."""
    match chunk.part:
        case "facts":
            return _comparison(chunk.libraries, chunk.fully).run(chunk.name, chunk.size)
        case "constitutions":
            return Constitutions(chunk.libraries).run(chunk.name, chunk.size)
        case "looks":
            return _looks(chunk)
        case "incremental":
            facts = worlds.facts_of(worlds.snapshot(positions=POSITIONS, candidates=CANDIDATES))
            return follow_changes(chunk.name, chunk.size, Beginning(_law(chunk.fully), facts))
    return _records(chunk)


def _records(chunk: Chunk) -> Tally:
    """Whole records of facts as they are recorded, moved onto boundaries."""
    facts = worlds.facts_of(worlds.snapshot(positions=POSITIONS, candidates=CANDIDATES))
    tally = Tally()
    for found in compare_facts(worlds.law(), facts, "fast", Random(chunk.name).randrange(2**32), chunk.size):
        tally.counts["whole records"] += 1
        if found is not None:
            tally.differences.append(found)
    return tally


def _looks(chunk: Chunk) -> Tally:
    """Stories of ALL-USE."""
    law = _law(chunk.fully)
    tally, places = Tally(), _places(chunk.fully)
    places.name(tally)
    stories = Stories(law, _small(), Random(chunk.name), FullyCompiled if chunk.fully else FastDecider)
    left = chunk.size
    while left > 0:
        stories.run(min(left, LOOKS), tally, places)
        left -= LOOKS
    return tally


@cache
def _law(fully: bool) -> Law:
    """The law, of which code is made as a whole or as it is asked for: code is kept beside the law it was made of."""
    law = worlds.law()
    return replace(law, derivations=dict(law.derivations)) if fully else law


@cache
def _places(fully: bool) -> Places:
    return Places(_law(fully))


@cache
def _small() -> list[Facts]:
    return [crowd(worlds.law(), day, small=True) for day in range(DAYS)]


@cache
def _comparison(libraries: tuple[Library, ...], fully: bool) -> Comparison:
    return Comparison(_law(fully), _columns(libraries), FullyCompiled if fully else FastDecider)


@cache
def _columns(libraries: tuple[Library, ...]) -> Columns:
    return Columns(worlds.law(), libraries)


def begin() -> None:
    """Compiled law stays: to look through it for what can be thrown away takes a fifth of the time."""
    gc.freeze()
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])


def results(wanted: Sequence[Chunk], jobs: int, seconds: float | None = None) -> Iterator[tuple[Chunk, Tally]]:
    """What comes of pieces, as they are done; after so many seconds no other is begun."""
    ends = None if seconds is None else time.monotonic() + seconds
    waiting = list(reversed(wanted))

    def go_on() -> bool:
        return bool(waiting) and (ends is None or time.monotonic() < ends)

    if jobs == 1:
        while go_on():
            chunk = waiting.pop()
            yield chunk, run(chunk)
        return
    worlds.law()  # once, before there are processes
    with ProcessPoolExecutor(jobs, get_context("fork" if hasattr(os, "fork") else "spawn"), begin) as pool:
        running: dict[Future[Tally], Chunk] = {}
        while go_on() or running:
            while go_on() and len(running) < jobs:
                chunk = waiting.pop()
                running[pool.submit(run, chunk)] = chunk
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                yield running.pop(each), each.result()
