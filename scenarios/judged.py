"""Scenarios judged by a named engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from engine.backends.reference.decider import Decider
from engine.backends.registry import decider_of
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import Event, Memory
from rules.compile.law import Law
from scenarios.runner import Run, run_scenario
from scenarios.running.port import Stage


def judged_by(engine: str, stage: Stage | None = None) -> Run:
    """Runs a scenario whose decisions this engine makes. Raises CannotDecide where it makes none.

    `stage` puts accounts on their feet.
    """
    make = decider_of(engine)

    @contextmanager
    def judging(law: Law, facts: Facts, memory: Memory, events: Sequence[Event]) -> Iterator[Decider]:
        yield decider_for(law, facts, memory, events, make)

    return partial(run_scenario, judging=judging, stage=stage)
