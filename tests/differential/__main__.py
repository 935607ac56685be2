"""`python -m tests.differential --facts N --constitutions M --seed S`: engines against the reference, at length."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks import worlds
from engine.backends.registry import DECIDING, DEFAULT, REFERENCE
from tests.differential.comparing import Difference, compare_facts, compare_laws

POSITIONS, CANDIDATES = 3, 12
PER_LAW = 5


def main(words: list[str]) -> int:
    """0 when nothing differs, 1 when something does: then it is written down, cut to what it needs."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--facts", type=int, default=100, help="fact sets of ALL-USE")
    parser.add_argument("--constitutions", type=int, default=100, help="random laws, five fact sets each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=[each for each in DECIDING if each != REFERENCE], default=DEFAULT)
    parser.add_argument("--out", type=Path, default=Path("differences"), help="a folder for what differs")
    asked = parser.parse_args(words)
    started = time.monotonic()
    facts = worlds.facts_of(worlds.snapshot(positions=POSITIONS, candidates=CANDIDATES))
    failed = _told("fact sets", compare_facts(worlds.law(), facts, asked.engine, asked.seed, asked.facts), asked.out)
    failed += _told("constitutions", compare_laws(asked.engine, asked.seed, asked.constitutions, PER_LAW), asked.out)
    print(f"{asked.engine} against {REFERENCE}, seed {asked.seed}: {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def _told(what: str, results: Iterable[Difference | None], out: Path) -> int:
    compared = differing = 0
    for found in results:
        compared += 1
        if found is not None:
            differing += 1
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"{what.replace(' ', '-')}-{compared}.txt"
            path.write_text(f"differ in {', '.join(found.parts)}\n{found.what}\n", encoding="utf-8")
            print(f"{path}: {', '.join(found.parts)}")
    print(f"{compared} {what} compared, {differing} differ")
    return differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
