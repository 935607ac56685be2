"""The fast engine gives the very bytes of the reference: every conformance case, with and without traces."""

from __future__ import annotations

from typing import Any

import pytest

from engine.backends.fast.decider import FastDecider
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for, evaluate
from engine.facts import Facts
from engine.memory import Event, Memory, read_kept
from engine.record import Trace, record_of
from rules.compile.law import Law
from tests.conformance.case import all_cases
from tests.conformance.runner import run
from tests.differential.comparing import FullyCompiled

CASES = all_cases()
TRACES: tuple[Trace, ...] = ("none", "near", "full")


def records(law: Law, facts: Facts, memory: Memory, events: Any, make: type[Decider]) -> list[str]:
    return [record_of(decider_for(law, facts, memory, events, make), trace).canonical() for trace in TRACES]


@pytest.mark.parametrize("make", [FastDecider, FullyCompiled])
def test_every_evaluation_of_every_case(make: type[Decider]) -> None:
    compared: list[str] = []
    differing: list[str] = []

    def backend(law: Law, facts: Facts, events: list[Event], kept: Any) -> Any:
        memory = read_kept(law, kept).memory
        assert memory is not None
        wanted = records(law, facts, memory, events, Decider)
        compared.append(case.name)
        if records(law, facts, memory, events, make) != wanted:
            differing.append(case.name)
        return evaluate(law, facts, events, kept, engine="reference").content

    for case in CASES:
        run(case, backend)  # type: ignore[arg-type]
    assert differing == []
    assert len(set(compared)) > 300
