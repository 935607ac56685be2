"""`python -m tests.soak`: trades weeks, kills one at 500 points, runs 2,000 mornings, flips 1,000 bits; within an hour.

Says of each part how much of it was run and what was wrong. Ends with 1 if anything was, or if of any part nothing was
run.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from engine.backends.reference.depth import make_room
from tests.ledger import flips
from tests.recovery import week
from tests.soak.mornings import some_mornings
from tests.soak.weeks import traded

TOGETHER = 7
MORNINGS_AT_ONCE = 20


@dataclass
class Soaked:
    """What was run, and what was wrong."""

    orders: Counter[str] = field(default_factory=Counter)
    points: int = 0
    killed: int = 0
    mornings: Counter[str] = field(default_factory=Counter)
    bits: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def nothing_of(self) -> list[str]:
        """Parts of which nothing was run, or nothing came."""
        of = {
            "weeks": self.orders.total(),
            "kills": self.killed,
            "mornings": self.mornings["agreed"],
            "bits of the database": self.bits["found"] + self.bits["refused"],
            "bits of an export": self.bits["export"],
            "bits of events": self.bits["events"],
        }
        return [name for name, count in of.items() if not count]


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
        _progress(f"{found.killed} of {count} kills")
    print(file=sys.stderr)


def mornings(count: int, steps: int, jobs: int, until: float, first_seed: int, found: Soaked) -> None:
    """Runs random mornings, some at a time in each of several processes, as long as there is time."""
    seeds = iter(range(first_seed, sys.maxsize))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running: set[Future[tuple[Counter[str], str | None]]] = set()
        begun = 0
        while True:
            while len(running) < jobs and begun < count and time.monotonic() < until and not found.wrong:
                some = min(MORNINGS_AT_ONCE, count - begun)
                running.add(pool.submit(some_mornings, some, steps, next(seeds)))
                begun += some
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                counted, wrong = each.result()
                found.mornings += counted
                found.wrong += [] if wrong is None else [wrong]
            _progress(f"{found.mornings['machines']} of {count} mornings")
    print(file=sys.stderr)


def flip(count: int, first_seed: int, found: Soaked) -> None:
    """Flips bits of a ledger's file, of its events and of an export, one at a time."""
    try:
        found.bits += flips.of_database(count, first_seed, _progress)
        found.bits["export"] += flips.of_export(partial(flips.spread, count), first_seed)
        found.bits["events"] += flips.of_events(partial(flips.spread, count), first_seed)
    except AssertionError as error:
        found.wrong.append(str(error))
    for each in ("found without a word", "refused without a word"):
        if found.bits[each]:
            found.wrong.append(f"{found.bits[each]} bits: {each}")
    print(file=sys.stderr)


def _progress(text: str) -> None:
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Runs all. Returns 0 if all was well, 1 if not, or if of any part nothing was run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--mornings", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50, help="of a morning")
    parser.add_argument("--flips", type=int, default=1000, help="of the file, of an export and of events, each")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that run mornings")
    parser.add_argument("--minutes", type=float, default=55, help="after which no further morning begins")
    parser.add_argument("--seed", type=int, help="of mornings and flips; without it, another one each time")
    asked = parser.parse_args()
    make_room()
    first_seed = random.SystemRandom().randrange(2**31) if asked.seed is None else asked.seed
    began, found = time.monotonic(), Soaked()
    found.orders, found.wrong = traded()
    kill(asked.kills, found)
    flip(asked.flips, first_seed, found)
    mornings(asked.mornings, asked.steps, asked.jobs, began + 60 * asked.minutes, first_seed, found)
    for each in found.wrong:
        print(each)
    told = ", ".join(f"{count} {name}" for name, count in sorted(found.mornings.items()))
    print(f"seed {first_seed}")
    print(f"orders of some weeks that were filled: {dict(sorted(found.orders.items()))}")
    print(f"{found.points} points of a week, killed at {found.killed} of {asked.kills}")
    print(f"bits flipped, {asked.flips} of each: {dict(sorted(found.bits.items()))}")
    print(f"{found.mornings['machines']} of {asked.mornings} mornings of {asked.steps} steps: {told}")
    print(f"{len(found.wrong)} found to be wrong, {(time.monotonic() - began) / 60:.1f} minutes")
    nothing = found.nothing_of()
    if nothing:
        print(f"nothing was shown of: {', '.join(nothing)}")
    return 1 if found.wrong or nothing else 0


if __name__ == "__main__":
    sys.exit(main())
