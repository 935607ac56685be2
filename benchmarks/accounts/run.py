"""One cycle of 1 to 1,000 accounts, each with 20 positions, each decided by itself on the same market.

    python benchmarks/accounts/run.py [--accounts 1,10,100,1000] [--rounds 5] [--json FILE] [--plots FOLDER]

Each size runs in a process of its own, so that its memory is its own. The facts are typed before the clock runs; what
typing takes is told apart. The bar: 1,000 accounts within 2 seconds, and no worse than linear.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import plots, worlds
from benchmarks.chart import exponent
from benchmarks.measure import interleaved, machine
from engine.evaluate import evaluate

ENGINES = ("reference", "fast")
BAR = 2.0


def measured(accounts: int, engine: str, rounds: int) -> dict[str, float]:
    """Seconds to type and to decide, and the most memory that was used, in MB."""
    law = worlds.law()
    snapshots = [worlds.snapshot(f"A-{number:04}") for number in range(accounts)]
    start = time.perf_counter()
    facts = [worlds.facts_of(each) for each in snapshots]
    typed = time.perf_counter() - start

    def cycle() -> None:
        for each in facts:
            evaluate(law, each, trace="none", engine=engine)

    decided = interleaved({"": cycle}, rounds)[""]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"typed": typed, "decided": decided, "memory": memory}


def apart(accounts: int, engine: str, rounds: int) -> dict[str, float]:
    """The same, in a process of its own."""
    words = [sys.executable, __file__, "--one", str(accounts), engine, str(rounds)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, cwd=worlds.ROOT)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        _, _, accounts, engine, rounds = sys.argv
        print(json.dumps(measured(int(accounts), engine, int(rounds))))
        return
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--accounts", default="1,10,100,1000")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument(
        "--reference-to", type=int, default=100, help="the reference engine decides no more than so many"
    )
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--plots", type=Path)
    given = arguments.parse_args()
    sizes = [int(each) for each in given.accounts.split(",")]
    lines: dict[str, list[tuple[float, float]]] = {}
    found: dict[str, dict[int, dict[str, float]]] = {}
    print(f"{'':<12}{'accounts':>9}{'typed, s':>12}{'decided, s':>12}{'each, ms':>10}{'memory, MB':>12}")
    for engine in ENGINES:
        found[engine] = {}
        for size in sizes:
            if engine == "reference" and size > given.reference_to:
                print(f"{engine:<12}{size:>9,}   left out: more than --reference-to {given.reference_to}")
                continue
            each = found[engine][size] = apart(size, engine, given.rounds)
            lines.setdefault(engine, []).append((size, each["decided"]))
            print(
                f"{engine:<12}{size:>9,}{each['typed']:>12.3f}{each['decided']:>12.4f}"
                f"{each['decided'] / size * 1000:>10.3f}{each['memory']:>12.0f}",
                flush=True,
            )
        if len(lines.get(engine, ())) > 1:
            print(f"{engine:<12}exponent {exponent(lines[engine]):.2f}")
    largest = found["fast"][max(sizes)]["decided"]
    print(f"fast, {max(sizes):,} accounts: {largest:.2f} s; the bar for 1,000 is {BAR:g} s")
    told = {
        "benchmark": "accounts",
        "machine": machine(),
        "rounds": given.rounds,
        "bar": BAR,
        "found": found,
    }
    if given.plots:
        plots.draw(told, given.plots)
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
