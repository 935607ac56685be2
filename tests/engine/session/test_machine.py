"""Random mornings, some of them. `make soak` runs many more of them, and longer ones."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.session.machine import Account

EXAMPLES, STEPS = 10, 30


@pytest.mark.slow
def test_random_mornings(capsys: pytest.CaptureFixture[str]) -> None:
    """As many as fit into half a minute: an evaluation of the whole law takes some 30 ms, a step several of them."""
    Account.counts.clear()
    run_state_machine_as_test(Account, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS))
    counts = Account.counts
    with capsys.disabled():
        print("\n" + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    assert counts["machines"] >= EXAMPLES
    assert counts["submitted"] > 0
    assert counts["agreed"] == counts["machines"]
