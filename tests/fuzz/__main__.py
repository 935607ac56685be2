"""`python -m tests.fuzz`: tries inputs on what takes input from strangers, and says what it saw."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.limits import MOST_BYTES, MOST_SECONDS
from tests.fuzz.run import Tally, fuzz, tried
from tests.fuzz.targets import TARGETS

_MOST_CODES = 200


def main() -> int:
    """Runs the fuzzers. Returns 0 if nothing escaped, 1 if something did, 2 if nothing was tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append", help="only this one; may be given again")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many in all, shared among the targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input of each target")
    parser.add_argument("--seconds", type=float, help="the most seconds for each target")
    parser.add_argument("--again", type=Path, nargs="+", metavar="FILE", help="try the parts of one kept input again")
    asked = parser.parse_args()
    names = asked.target or list(TARGETS)
    if asked.again:
        return _again(names, asked.again)
    shares = sum(TARGETS[name].share for name in names)
    tallies = []
    for name in names:
        target = TARGETS[name]
        inputs = -(-asked.inputs * target.share // shares)
        tallies.append(fuzz(target, inputs, asked.seed, asked.seconds, asked.first))
        print("\n".join(_told(tallies[-1])), flush=True)
    count = sum(each.inputs for each in tallies)
    failures = sum(len({one.kind for one in each.failures}) for each in tallies)
    print(
        f"\n{count:,} inputs, seed {asked.seed}, each within {MOST_SECONDS:g} s and {MOST_BYTES >> 20:,} MB:", end=" "
    )
    print("nothing escaped" if not failures else f"{failures} kinds of failure")
    if any(each.inputs == 0 for each in tallies):
        print("a target was given no input: this is no result", file=sys.stderr)
        return 2
    return 1 if failures else 0


def _told(tally: Tally) -> list[str]:
    rate = tally.inputs / tally.seconds if tally.seconds else 0
    refused = tally.inputs - tally.accepted
    counts = f"{tally.inputs:,} inputs in {tally.seconds:,.0f} s ({rate:,.0f} a second)"
    slowest = f"slowest {tally.slowest[0]:.2f} s (input {tally.slowest[1]})"
    lines = [
        f"{tally.target}: {counts}, {tally.accepted:,} taken, {refused:,} refused",
        f"  {slowest}, memory grew by {tally.growth >> 20:,} MB at most",
        f"  {len(tally.codes)} codes, each with the inputs it was found in:",
    ]
    told = [f"{code} {count:,}" for code, count in sorted(tally.codes.items())[:_MOST_CODES]]
    lines += ["    " + "  ".join(told[at : at + 10]) for at in range(0, len(told), 10)]
    for kind in dict.fromkeys(each.kind for each in tally.failures):
        same = [each for each in tally.failures if each.kind == kind]
        lines.append(f"  FAILED, {len(same)} times or more: {kind} (input {same[0].index})")
        lines += [f"    kept in {path}" for path in same[0].files]
        lines += [f"    {line}" for line in same[0].told.splitlines()[-14:]]
    return lines


def _again(names: list[str], files: list[Path]) -> int:
    if len(names) != 1:
        print("Name the one target with --target.", file=sys.stderr)
        return 2
    found = tried(TARGETS[names[0]], tuple(path.read_bytes() for path in files))
    print(found[1] if found else "nothing escaped")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
