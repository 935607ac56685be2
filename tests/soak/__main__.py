"""`python -m tests.soak`: kills a week at every one of 500 points, and runs random mornings, within an hour.

Ends with 1 if anything was not as it has to be, and says what was run in any case.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.backends.reference.depth import make_room
from tests.engine.session.machine import Account
from tests.recovery import week

TOGETHER = 7
MORNINGS_AT_ONCE = 20


@dataclass
class Soaked:
    """What was run, and what was wrong."""

    points: int = 0
    killed: int = 0
    mornings: int = 0
    wrong: list[str] = field(default_factory=list)


def kill(count: int, found: Soaked) -> None:
    """Kills the week at `count` points, evenly over all of them."""
    week.warm_up()
    expected, points = week.uninterrupted()
    found.points = len(points)
    for numbers in week.spread(min(count, len(points)), len(points), TOGETHER):
        try:
            outcome, at = week.killed_at(numbers)
            found.killed += len(at)
            week.require_equal(outcome, expected, f"killed at {at} (points {numbers})")
        except AssertionError as error:
            found.wrong.append(str(error))
        print(f"\r{found.killed} of {count} kills", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def mornings(count: int, steps: int, until: float, found: Soaked) -> None:
    """Runs random mornings, some at a time, as long as there is time."""
    while found.mornings < count and time.monotonic() < until:
        some = settings(
            max_examples=min(MORNINGS_AT_ONCE, count - found.mornings),
            stateful_step_count=steps,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        )
        try:
            run_state_machine_as_test(Account, settings=some)
        except Exception:  # noqa: BLE001 - whatever a morning ends with is what was looked for
            found.wrong.append(traceback.format_exc())
            return
        found.mornings = Account.counts["machines"]
        print(f"\r{found.mornings} of {count} mornings", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def main() -> int:
    """Runs both. Returns 0 if all was well, 1 if not, or if nothing was run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--mornings", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50, help="of a morning")
    parser.add_argument("--minutes", type=float, default=55, help="after which no further morning begins")
    asked = parser.parse_args()
    make_room()
    began, found = time.monotonic(), Soaked()
    kill(asked.kills, found)
    mornings(asked.mornings, asked.steps, began + 60 * asked.minutes, found)
    for each in found.wrong:
        print(each)
    told = ", ".join(f"{count} {name}" for name, count in sorted(Account.counts.items()))
    print(f"{found.points} points of a week, killed at {found.killed}")
    print(f"{found.mornings} of {asked.mornings} mornings of {asked.steps} steps: {told}")
    print(f"{len(found.wrong)} found to be wrong, {(time.monotonic() - began) / 60:.1f} minutes")
    return 1 if found.wrong or not found.killed or not found.mornings else 0


if __name__ == "__main__":
    sys.exit(main())
