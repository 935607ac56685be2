"""How each cost grows: compiling and deciding with rules, reading and deciding with facts.

    python benchmarks/growth/run.py [--rules 10,100,1000,10000] [--facts 100,1000,10000,100000,1000000]
                                    [--rounds 5] [--json FILE] [--plots FOLDER]

Law and facts are made here, with a fixed seed: chains of derived facts of which forbids read the last, half of them
about every tenth subject. Nothing passes or fails; the exponent says what twice as much costs.
"""

from __future__ import annotations

import argparse
import json
import random
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.chart import exponent, log_log
from benchmarks.measure import interleaved, machine
from engine.evaluate import evaluate
from engine.facts import Facts, read_facts
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.source.load import load_text

NAMES = 10
CHAIN = 4
FIXED_RULES, FIXED_SUBJECTS = 40, 10
HEAD = """
constitution: growth
version: "1"
---
units: { base: [point], scales: [] }
---
types:
  score: { unit: points, step: 0.01, range: 0 to 1000000 }
---
scopes:
  deal: { key: id }
---
facts: deal
given: { GIVEN }
---
actions:
  open: { on: deal, risk: increasing }
---
rule: OPEN
section: growth
permit: open
for: deal
when: deal.n0 >= 0 points
"""
SEED = 7
DOCUMENTS = 5000
"""Of one file; a file may have twice as many."""


def law_text(rules: int) -> str:
    """A constitution of so many rules: chains of derived facts, each with a forbid at its end."""
    given = ", ".join(f"n{number}: {{ type: score }}" for number in range(NAMES))
    text = [HEAD.replace("GIVEN", given).strip()]
    chance = random.Random(SEED)
    for number in range(rules - 1):
        chain, link = divmod(number, CHAIN + 1)
        if link < CHAIN:
            before = f"deal.d{chain}x{link - 1}" if link else f"deal.n{chance.randrange(NAMES)}"
            other, weight = chance.randrange(NAMES), chance.randint(1, 9)
            value = f"({before} + deal.n{other}) * 0.{weight}"
            told = f"derive: deal.d{chain}x{link}\ntype: score\nfor: deal\nas: {value}"
            text.append(f"rule: D-{chain}-{link}\nsection: growth\n{told}")
        else:
            told = f"forbid: open\nfor: deal\nwhen: deal.d{chain}x{CHAIN - 1} > {chance.randint(1, 999)} points"
            text.append(f"rule: F-{chain}\nsection: growth\n{told}")
    return "\n---\n".join(text) + "\n"


def law_of(text: str) -> Law:
    """The law of a text."""
    documents = text.split("\n---\n")
    parts = [documents[start : start + DOCUMENTS] for start in range(0, len(documents), DOCUMENTS)]
    files = [load_text("\n---\n".join(part) + "\n", f"growth-{number}.yaml") for number, part in enumerate(parts)]
    found = compile_sources(files)
    if found.law is None:
        raise SystemExit(found.findings[0].message)
    return found.law


def raw_facts(subjects: int) -> dict[str, Any]:
    """Ten numbers each for so many subjects."""
    chance = random.Random(SEED)
    deals = {
        f"D{number:06}": {f"n{each}": f"{chance.randrange(100_000) / 100:.2f}" for each in range(NAMES)}
        for number in range(subjects)
    }
    return {"at": "2026-04-16T10:00:00-04:00", "assumptions": [], "facts": {"deal": deals}}


def facts_of(law: Law, raw: dict[str, Any]) -> Facts:
    """The facts, typed."""
    read = read_facts(law, from_dict(raw, "facts"))
    if read.facts is None:
        raise SystemExit(read.findings[0].message)
    return read.facts


def by_rules(sizes: list[int], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds by the number of rules, for ten subjects."""
    found: dict[str, list[tuple[float, float]]] = {"compile": []}
    raw = raw_facts(FIXED_SUBJECTS)
    for size in sizes:
        text = law_text(size)
        found["compile"].append((size, interleaved({"": partial(law_of, text)}, rounds)[""]))
        law = law_of(text)
        facts = facts_of(law, raw)
        calls = {f"decide, {engine}": partial(_decided, law, facts, engine) for engine in ENGINES}
        for name, taken in interleaved(calls, rounds).items():
            found.setdefault(name, []).append((size, taken))
    return found


def by_facts(sizes: list[int], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds by the number of given facts, for forty rules."""
    found: dict[str, list[tuple[float, float]]] = {"read": []}
    law = law_of(law_text(FIXED_RULES))
    for size in sizes:
        raw = raw_facts(max(1, size // NAMES))
        found["read"].append((size, interleaved({"": partial(facts_of, law, raw)}, rounds)[""]))
        facts = facts_of(law, raw)
        calls = {f"decide, {engine}": partial(_decided, law, facts, engine) for engine in ENGINES}
        for name, taken in interleaved(calls, rounds).items():
            found.setdefault(name, []).append((size, taken))
    return found


def _decided(law: Law, facts: Facts, engine: str) -> None:
    evaluate(law, facts, trace="none", engine=engine)


ENGINES = ("reference", "fast")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rules", default="10,100,1000,10000")
    arguments.add_argument("--facts", default="100,1000,10000,100000,1000000")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--plots", type=Path)
    given = arguments.parse_args()
    found = {
        "rules": by_rules([int(each) for each in given.rules.split(",")], given.rounds),
        "facts": by_facts([int(each) for each in given.facts.split(",")], given.rounds),
    }
    for what, lines in found.items():
        sizes = [f"{x:,}" for x, _ in next(iter(lines.values()))]
        print(f"\nseconds by the number of {what}, medians of {given.rounds}")
        print(f"  {'':<24}" + "".join(f"{each:>12}" for each in sizes) + f"{'exponent':>12}")
        for name, points in lines.items():
            print(f"  {name:<24}" + "".join(f"{y:>12.5f}" for _, y in points) + f"{exponent(points):>12.2f}")
        if given.plots:
            log_log(given.plots / f"growth-{what}.svg", f"Cost by {what}", what, "seconds", lines)
    if given.json:
        given.json.write_text(json.dumps({"machine": machine(), "rounds": given.rounds, "seconds": found}, indent=2))


if __name__ == "__main__":
    main()
