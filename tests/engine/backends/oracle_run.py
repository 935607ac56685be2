"""A long run of a second opinion against the reference engine, by hand; the tests run a part of it.

    python -m tests.engine.backends.oracle_run clips --sets 20000 --laws 200

Fact sets of ALL-USE stand on thresholds, a grid step beside them, or are unknown or stale; the laws are of random
conditions on random facts. Ends with 1 at the first difference, and says where it is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from engine.backends import clips, durable
from tests.engine.backends.durable_facts import raw_facts
from tests.engine.backends.durable_law import all_use, deciders, reference, said
from tests.engine.backends.random_conditions import compare

BACKENDS = {"clips": clips, "durable": durable}
PORTION = 500


def facts(backend: str, sets: int, first: int) -> Counter[str]:
    """How often each verdict on ALL-USE was compared. Raises AssertionError where one differs."""
    law, module = all_use(), BACKENDS[backend]
    found = module.translate(law)
    expressed = [program.action for program in found.programs]
    words: Counter[str] = Counter()
    for start in range(first, first + sets, PORTION):
        asked = deciders(law, raw_facts(law, range(start, min(start + PORTION, first + sets))))
        for place, (mine, decider) in enumerate(zip(module.opinions(found, asked), asked, strict=True)):
            assert said(mine) == reference(decider, expressed), f"fact set {start + place}"
            words.update(each.word for each in mine.decisions)
        print(f"{start + PORTION - first} fact sets, {words.total()} decisions", file=sys.stderr)
    return words


def laws(backend: str, count: int) -> int:
    """How many verdicts on laws of random conditions were compared."""
    module = BACKENDS[backend]
    return sum(compare(module.translate, module.opinions, seed, 20, 8) for seed in range(1000, 1000 + count))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backend", choices=sorted(BACKENDS))
    parser.add_argument("--sets", type=int, default=20_000)
    parser.add_argument("--laws", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the number of the first fact set")
    told = parser.parse_args()
    start = time.monotonic()
    compared = laws(told.backend, told.laws)
    print(f"{told.laws} laws of random conditions: {compared} decisions, no difference")
    words = facts(told.backend, told.sets, told.first)
    print(f"{told.sets} fact sets: {words.total()} decisions {dict(sorted(words.items()))}, no difference")
    print(f"{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
