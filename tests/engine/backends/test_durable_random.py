"""Random conditions of every construct that is expressed, on random facts full of what is not known."""

from __future__ import annotations

import pytest

from engine.backends.durable import installed, opinion, opinions, translate
from tests.engine.backends.durable_interpreter import answer
from tests.engine.backends.random_conditions import compare


@pytest.mark.parametrize("seed", range(4))
def test_the_translation_of_random_conditions(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinion, "ask", answer)
    assert compare(translate, opinions, seed, 60, 12) > 1000


@pytest.mark.oracle
@pytest.mark.skipif(
    not installed(), reason="durable_rules is not installed: `make oracles`, on Python 3.11 or 3.12 with a C compiler"
)
def test_durable_rules_on_random_conditions() -> None:
    assert compare(translate, opinions, 9, 60, 5) > 500
