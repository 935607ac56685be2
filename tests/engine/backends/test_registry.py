"""Backends by name: who decides, and who refuses by name."""

from __future__ import annotations

import pytest

from engine.backends.fast.decider import FastDecider
from engine.backends.reference.decider import Decider
from engine.backends.registry import BACKENDS, DECIDING, DEFAULT, CannotDecide, decider_of
from engine.evaluate import evaluate
from tests.engine.worlds import decided_cases, facts_of, law_of


def test_engines_that_decide() -> None:
    assert decider_of("reference") is Decider
    assert decider_of("fast") is FastDecider
    assert DEFAULT in DECIDING
    assert set(DECIDING) <= set(BACKENDS)


@pytest.mark.parametrize("engine", ["columnar", "durable", "clips"])
def test_an_engine_that_gives_opinions_refuses_by_name(engine: str) -> None:
    case = decided_cases()[0]
    law = law_of(case.law)
    with pytest.raises(CannotDecide, match=f"the engine {engine} does not decide a whole evaluation"):
        evaluate(law, facts_of(law, case.facts), engine=engine)


def test_a_name_that_no_engine_has_is_refused() -> None:
    with pytest.raises(CannotDecide, match="there is no engine slow; there are reference, fast"):
        decider_of("slow")
