"""Random mornings: a hundred of thirty steps. `make soak` runs many more of them, longer ones, and other ones."""

from __future__ import annotations

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.session.machine import ENGINES, Account

PARTS, EXAMPLES, STEPS = 4, 25, 30
"""A hundred in parts, so that several processes share them. An example takes about a second of the processor."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_random_mornings(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    Account.counts.clear()
    machine = seed(part)(type(f"Account{part}", (Account,), {"engine": ENGINES[part % len(ENGINES)]}))
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
    counts = Account.counts
    with capsys.disabled():
        print("\n" + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    assert counts["machines"] >= EXAMPLES
    assert counts["submitted"] > 0
    assert counts["agreed"] == counts["machines"]
