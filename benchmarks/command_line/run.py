"""How long the verbs take, each in a process of its own: medians of several runs, wall clock and processor.

    python benchmarks/command_line/run.py [RUNS]

Prints a table, and with `--json` the numbers. Nothing here passes or fails: machines differ and are shared.
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAW = "constitution/all-use/1.3"
RULE = """
---
rule: MORE-{number}
section: §8
title: Another rule, for measuring only
forbid: entries
for: contract
when:
  any:
    - contract.spread > liquidity.spread
    - all:
        - contract.open_interest < liquidity.open_interest
        - contract.mid * contract.multiplier > 90% of contract.notional
"""
LINES = 3000


def main() -> None:
    runs = next((int(word) for word in sys.argv[1:] if word.isdigit()), 5)
    with tempfile.TemporaryDirectory() as folder:
        verbs = {
            "--help": ["--help"],
            "validate, the law": ["validate", LAW],
            f"validate, {LINES:,} lines": ["validate", str(long_law(Path(folder)))],
            "dry-run, the largest recorded snapshot": ["dry-run", LAW, "--facts", str(largest_facts(Path(folder)))],
        }
        found = {name: measured(words, runs) for name, words in verbs.items()}
    if "--json" in sys.argv:
        print(json.dumps({"python": platform.python_version(), "runs": runs, "seconds": found}, indent=2))
        return
    print(f"Python {platform.python_version()}, medians of {runs} runs, in seconds")
    for name, (wall, processor) in found.items():
        print(f"  {name:<40} wall {wall:6.2f}   processor {processor:6.2f}")


def measured(words: list[str], runs: int) -> tuple[float, float]:
    """Medians of wall clock and processor time; one run before them warms the caches."""
    walls, processors = [], []
    for number in range(runs + 1):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "console.main", *words], capture_output=True, check=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if number:
            walls.append(time.perf_counter() - began)
            processors.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return round(statistics.median(walls), 3), round(statistics.median(processors), 3)


def long_law(folder: Path) -> Path:
    """The law with as many further rules as make it so many lines."""
    law = folder / "law"
    lines = 0
    for source in sorted((ROOT / LAW).rglob("*.yaml")):
        target = law / source.relative_to(ROOT / LAW)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(text, encoding="utf-8")
        lines += text.count("\n")
    each = RULE.count("\n")
    more = "".join(RULE.format(number=f"{number:03}") for number in range(max(LINES - lines, 0) // each + 1))
    (law / "99-more.yaml").write_text(more.removeprefix("\n---\n"), encoding="utf-8")
    return law


def largest_facts(folder: Path) -> Path:
    """The facts of the recorded session with the most contracts, two accounts added, as a fact file."""
    kept = folder / "facts"
    words = ["replay", "examples/april-2026/week.yaml", "--keep-facts", str(kept)]
    subprocess.run([sys.executable, "-m", "console.main", *words], capture_output=True, check=True, cwd=ROOT)
    return max(kept.glob("*-reading-2.json"), key=lambda path: path.stat().st_size)


if __name__ == "__main__":
    main()
