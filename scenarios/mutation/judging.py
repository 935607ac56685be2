"""Judges changed laws by the scenarios that look at what is changed: is the change noticed?"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from types import FrameType

from rules.compile.law import Law
from scenarios.mutation.knowing import Downstream
from scenarios.mutation.mutant import Mutant
from scenarios.mutation.prepared import Prepared
from scenarios.mutation.processes import side_by_side

MOST_SECONDS = 60
"""An evaluation always ends; one that takes longer than this counts as broken."""

_FEW = 24
"""So few mutants are judged sooner than further processes are started."""


class State(StrEnum):
    """What became of a mutant. `broke`: it was noticed, since its law could not be evaluated."""

    NOTICED = "noticed"
    BROKE = "broke"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one mutant: the scenario that noticed it, how many look at it, why it broke."""

    state: State
    by: int | None
    reached: int
    why: str = ""


class TooLong(Exception):
    """An evaluation took longer than it ever should."""


class Judge:
    """Judges the mutants of one law by its scenarios."""

    def __init__(self, law: Law, scenarios: Sequence[Prepared]) -> None:
        self.law = law
        self.scenarios = tuple(scenarios)
        self.downstream = Downstream(law)

    def reaching(self, mutant: Mutant) -> list[int]:
        """The scenarios that look at what is changed: those about its rule first, then those that cost least."""
        found = [place for place, each in enumerate(self.scenarios) if not mutant.reach.isdisjoint(each.reach)]

        def order(place: int) -> tuple[bool, int, int]:
            each = self.scenarios[place]
            return each.tags.isdisjoint(mutant.rules), each.cost, place

        return sorted(found, key=order)

    def judge(self, mutant: Mutant) -> Judged:
        """Whether a scenario notices a mutant. The first that does is enough."""
        reaching = self.reaching(mutant)
        changed, unlike = mutant.make(self.law), self.downstream.unlike(mutant)
        for place in reaching:
            try:
                with _bounded():
                    passed = self.scenarios[place].passes(changed, unlike)
            except Exception as error:  # noqa: BLE001 - whatever a changed law breaks is noticed
                why = " ".join(f"{type(error).__name__}: {error}".split())
                return Judged(State.BROKE, place, len(reaching), why)
            if not passed:
                return Judged(State.NOTICED, place, len(reaching))
        return Judged(State.SURVIVED, None, len(reaching))


Progress = Callable[[int, int], None]
"""Is told how many mutants of how many are judged."""


def judge_all(judge: Judge, mutants: Sequence[Mutant], jobs: int, progress: Progress) -> list[Judged]:
    """What becomes of each mutant, in their order, whatever the number of processes."""
    # What is there stays: looking through it again and again for circles would cost more than all else.
    gc.freeze()
    found: list[Judged] = []
    for each in side_by_side(judge.judge, mutants, jobs if len(mutants) > _FEW else 1):
        found.append(each)
        progress(len(found), len(mutants))
    return found


@contextmanager
def _bounded() -> Iterator[None]:
    """What runs inside is stopped when it takes too long, where the system can do that."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise TooLong(f"no end after {MOST_SECONDS} seconds")
