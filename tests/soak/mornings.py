"""Random mornings in a process of their own."""

from __future__ import annotations

import traceback
from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.backends.reference.depth import make_room
from tests.engine.session.machine import ENGINES, Account


def some_mornings(count: int, steps: int, number: int) -> tuple[Counter[str], str | None]:
    """Runs some random mornings in this process: what was counted, and what was wrong."""
    make_room()
    Account.counts.clear()
    options = settings(
        max_examples=count,
        stateful_step_count=steps,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(
            seed(number)(type("Morning", (Account,), {"engine": ENGINES[number % len(ENGINES)]})), settings=options
        )
    except Exception:  # noqa: BLE001 - whatever a morning ends with is what was looked for
        return Account.counts, f"seed {number}: {traceback.format_exc()}"
    return Account.counts, None
