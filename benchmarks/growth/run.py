"""How each cost grows: compiling and deciding with rules, reading and deciding with facts.

    python benchmarks/growth/run.py [--rules 10,100,1000,10000] [--facts 100,1000,10000,100000,1000000]
                                    [--rounds 5] [--json FILE] [--plots FOLDER]

Law and facts are made here, with a fixed seed: chains of four derived facts, and a forbid that reads the last. Each
size runs in a process of its own, so that its memory is its own: the most that was used until all was read and decided
once by the default engine. Garbage is collected between calls, never during one. Nothing passes or fails; the exponent
says what twice as much costs, over all sizes and from the last but one to the last. The median is that of three rounds
where a round takes more than a minute.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import plots
from benchmarks.chart import exponent
from benchmarks.measure import interleaved, machine
from engine.backends.registry import DEFAULT
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
MANY, FEW = 1_000_000, 3
"""From so many facts on, a round takes a minute or more, and so few rounds count."""
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


def by_rules(size: int, rounds: int) -> dict[str, float]:
    """Seconds and memory of so many rules, for ten subjects."""
    text = law_text(size)
    law = law_of(text)
    facts = facts_of(law, raw_facts(FIXED_SUBJECTS))
    _decided(law, facts)
    memory = _memory()
    calls: dict[str, Callable[[], object]] = {
        "compile": partial(law_of, text),
        "generate and decide, fast": partial(_decided_anew, law, facts),
        **_deciding(law, facts),
    }
    found = interleaved(calls, rounds)
    return {**found, "memory": memory}


def by_facts(size: int, rounds: int) -> dict[str, float]:
    """Seconds and memory of so many given facts, for forty rules."""
    law = law_of(law_text(FIXED_RULES))
    raw = raw_facts(max(1, size // NAMES))
    facts = facts_of(law, raw)
    _decided(law, facts)
    memory = _memory()
    found = interleaved({"read": partial(facts_of, law, raw), **_deciding(law, facts)}, rounds_of(size, rounds))
    return {**found, "memory": memory}


def rounds_of(size: int, rounds: int) -> int:
    """The rounds of one size, of which the median counts."""
    return min(rounds, FEW) if size >= MANY else rounds


def _deciding(law: Law, facts: Facts) -> dict[str, Callable[[], object]]:
    return {f"decide, {engine}": partial(_decided, law, facts, engine) for engine in ENGINES}


def _decided(law: Law, facts: Facts, engine: str = DEFAULT) -> None:
    evaluate(law, facts, trace="none", engine=engine)


def _decided_anew(law: Law, facts: Facts) -> None:
    """As the first evaluation of a process decides: the law is one of which no code was generated."""
    _decided(replace(law, derivations=dict(law.derivations)), facts)


def _memory() -> float:
    """The most that this process has used until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


MEASURED = {"rules": by_rules, "facts": by_facts}


def apart(what: str, size: int, rounds: int) -> dict[str, float]:
    """What was measured of one size, in a process of its own."""
    words = [sys.executable, __file__, "--one", what, str(size), str(rounds)]
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def lines_of(what: str, sizes: list[int], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """One line for each cost: a point for each size."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for size in sizes:
        for name, each in apart(what, size, rounds).items():
            lines.setdefault(name, []).append((size, each))
    return lines


ENGINES = ("reference", "fast")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        _, _, what, size, rounds = sys.argv
        print(json.dumps(MEASURED[what](int(size), int(rounds))))
        return
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rules", default="10,100,1000,10000")
    arguments.add_argument("--facts", default="100,1000,10000,100000,1000000")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--plots", type=Path, help="a folder for the plots")
    given = arguments.parse_args()
    found: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for what, asked in (("rules", given.rules), ("facts", given.facts)):
        sizes = [int(each) for each in asked.split(",")]
        found[what] = lines_of(what, sizes, given.rounds)
        fewer = [f"{each:,}" for each in sizes if rounds_of(each, given.rounds) < given.rounds]
        but = f", of {FEW} at {', '.join(fewer)}" if fewer else ""
        print(f"\nseconds by the number of {what}, medians of {given.rounds}{but}; memory in MB")
        print(f"  {'':<26}" + "".join(f"{each:>12,}" for each in sizes) + f"{'exponent':>12}{'at the end':>12}")
        for name, points in found[what].items():
            slopes = f"{exponent(points):>12.2f}{exponent(points[-2:]):>12.2f}" if len(points) > 1 else ""
            if name == "memory":
                print(f"  {name:<26}" + "".join(f"{y:>12.0f}" for _, y in points), flush=True)
            else:
                print(f"  {name:<26}" + "".join(f"{y:>12.5f}" for _, y in points) + slopes, flush=True)
    fewer_from = {"from": MANY, "rounds": rounds_of(MANY, given.rounds)}
    told = {
        "benchmark": "growth", "machine": machine(), "rounds": given.rounds, "fewer_rounds": fewer_from, "found": found,
    }  # fmt: skip
    if given.plots:
        plots.draw(told, given.plots)
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
