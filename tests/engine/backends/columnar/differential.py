"""Holds NumPy, numba and the reference engine against one another on facts around every threshold.

`python -m tests.engine.backends.columnar.differential --sets 1000000 --reference 20000` is the long run.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.columnar.columns import Columns
from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.opinion import Opinion, opinion_of, opinions
from engine.backends.columnar.program import ColumnarProgram, claims
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.verdicts import Verdicts
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import read_facts
from engine.memory import NO_MEMORY, read_kept
from engine.values import Subject
from facts.files import from_dict
from rules.compile.compiler import compile_path
from rules.compile.law import Law
from rules.language.numbers import number_text
from rules.language.typed import FactId
from rules.language.types import EnumType, FlagType, NumberType
from tests.engine.backends.columnar.around import Around
from tests.engine.backends.columnar.random_laws import random_laws
from tests.engine.backends.durable_facts import draft

ROOT = Path(__file__).parents[4]
ENTRY = ROOT / "benchmarks" / "decision" / "law"
ALL_USE = ROOT / "constitution" / "all-use" / "1.3"
OPENING = ("open_csp", "write_call", "buy_shares")
AT = "2026-04-16T10:00:00-04:00"
CHUNK = 1 << 16
MASKS = ("codes", "fired", "failed", "doubtful")


def law_of(path: Path) -> Law:
    """A law of this repository."""
    law = compile_path(path).law
    assert law is not None
    return law


def same(one: Verdicts, other: Verdicts) -> bool:
    """Whether two libraries say the same of every row and rule."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in MASKS)


# --- a law of one scope: rows of columns become fact files ------------------------------------------
def raw_facts(program: ColumnarProgram, arrays: Mapping[ColumnSpec, Any], row: int) -> dict[str, Any]:
    """A row of columns as a fact file; for laws whose judged subjects have all facts themselves."""
    assert program.action is not None
    scope = program.action.scope
    law = program.law
    facts: dict[str, Any] = {}
    for id, fact in law.facts.items():
        if id.scope == scope and fact.origin == "given":
            facts[id.name] = _first_value(fact.type)
    for spec in program.columns:
        if spec.part == "value":
            facts[spec.name] = _text(spec, int(arrays[spec][row]))
    for spec in program.columns:
        if spec.part == "known" and not arrays[spec][row]:
            facts[spec.name] = "unknown"
    return {"at": AT, "facts": {scope: {"C1": facts}}}


def _first_value(type: Any) -> str:
    if isinstance(type, EnumType):
        return type.words[0]
    return "false" if isinstance(type, FlagType) else number_text(type.low or Fraction(0))


def _text(spec: ColumnSpec, code: int) -> str:
    match spec.type:
        case EnumType():
            return spec.type.words[code]
        case FlagType():
            return "true" if code else "false"
        case NumberType():
            return number_text(code * spec.grid)
    raise TypeError(str(spec))


def reference_opinion(law: Law, raw: Mapping[str, Any], action: str) -> Opinion:
    """What the reference engine says of the one candidate."""
    read = read_facts(law, from_dict(raw, "row"))
    assert read.facts is not None, read.findings
    decider = decider_for(law, read.facts)
    (subject,) = decider.world.subjects(law.actions[action].on)
    return opinion_of(decider.verdict(action, subject))


def opinion_at(verdicts: Verdicts, row: int) -> Opinion:
    """What columns say of a row."""
    fired, failed, doubtful = (tuple(sorted(verdicts.names(name, row))) for name in ("fired", "failed", "doubtful"))
    return Opinion(verdicts.word(row), fired, failed, doubtful)


class Entry:
    """The forty rules of an entry, on independent rows."""

    def __init__(self, numba: bool, seed: int = 1) -> None:
        self.law = law_of(ENTRY)
        self.action = next(iter(self.law.actions))
        self.program = ColumnarProgram.of(self.law, self.action, single=False)
        libraries: list[Library] = ["numpy", "numba"] if numba else ["numpy"]
        self.engines = [ColumnarEngine(self.program, each) for each in libraries]
        self.around = Around(self.program, seed)
        self.seen: dict[str, int] = {}

    def compare(self, rows: int, of_reference: int) -> list[str]:
        """What differs in so many sets of facts, of which so many are asked of the reference engine."""
        half = rows // 2
        arrays = self.around.random_arrays(rows)
        bred = self.around.near(self.engines[0], half)
        for spec in arrays:
            if spec.part in {"value", "known", "none", "age", "age_known", "key"}:
                arrays[spec][:half] = bred[spec]
        columns = self.around.columns(arrays, rows)
        found = [engine.decide(columns) for engine in self.engines]
        for word in map(found[0].word, range(0, rows, 97)):
            self.seen[word] = self.seen.get(word, 0) + 1
        differences = [] if all(same(found[0], other) for other in found[1:]) else ["numba differs from NumPy"]
        for row in np.linspace(0, rows - 1, of_reference, dtype=int):
            wanted = reference_opinion(self.law, raw_facts(self.program, arrays, int(row)), self.action)
            told = opinion_at(found[0], int(row))
            if told != wanted:
                differences.append(f"row {row}: {told}, and not {wanted}: {raw_facts(self.program, arrays, int(row))}")
        return differences


# --- ALL-USE: fact files become columns ---------------------------------------------------------------
def taken_over(law: Law, action: str) -> frozenset[FactId]:
    """The facts that are given to columns: what is kept, and what columns do not work out themselves."""
    given = frozenset(law.kept)
    while True:
        refused = claims(law, action, given).refused
        documents = {each.what.removeprefix("rests on ").split(":")[0] for each in refused}
        more = {fact for fact, document in law.derivations.items() if document.id in documents} - given
        if not more:
            return given
        given |= more


class AllUse:
    """The opening actions of ALL-USE, on fact sets beside every boundary."""

    def __init__(self, numba: bool) -> None:
        self.law = law_of(ALL_USE)
        self.given = {action: taken_over(self.law, action) for action in OPENING}
        self.engines: dict[str, list[ColumnarEngine]] = {}
        libraries: list[Library] = ["numpy", "numba"] if numba else ["numpy"]
        for action in OPENING:
            program = ColumnarProgram.of(self.law, action, self.given[action], single=False)
            self.engines[action] = [ColumnarEngine(program, each) for each in libraries]
        self.seen: dict[str, int] = {}

    def deciders(self, seeds: Sequence[int]) -> list[Decider]:
        """The reference evaluations of these seeds."""
        found: list[Decider] = []
        for seed in seeds:
            raw = draft(self.law, seed).raw()
            read = read_facts(self.law, from_dict(raw, "seed"))
            assert read.facts is not None, read.findings
            memory = read_kept(self.law, raw.get("kept", {})).memory or NO_MEMORY
            found.append(decider_for(self.law, read.facts, memory))
        return found

    def compare(self, seeds: Sequence[int]) -> list[str]:
        """What differs from the reference engine for these sets of facts."""
        deciders = self.deciders(seeds)
        differences: list[str] = []
        for action, engines in self.engines.items():
            told = [opinions(engine, deciders) for engine in engines]
            for place, decider in enumerate(deciders):
                for subject in decider.world.subjects(self.law.actions[action].on):
                    wanted = opinion_of(decider.verdict(action, subject))
                    self.seen[wanted.verdict] = self.seen.get(wanted.verdict, 0) + 1
                    differences += list(_against(wanted, [each[place] for each in told], subject, seeds[place], action))
        return differences

    def alike(self, action: str, rows: int, seed: int) -> bool:
        """Whether NumPy and numba say the same of so many rows around the thresholds."""
        engines = self.engines[action]
        around = Around(engines[0].program, seed)
        columns: Columns = around.columns(around.near(engines[0], rows, 2), rows)
        found = [engine.decide(columns) for engine in engines]
        return all(same(found[0], other) for other in found[1:])


def _against(
    wanted: Opinion, told: Sequence[Mapping[Subject, Opinion]], subject: Subject, seed: int, action: str
) -> Iterator[str]:
    for each in told:
        if each[subject] != wanted:
            yield f"seed {seed}, {action} {subject}: {each[subject]}, and not {wanted}"


def main() -> int:
    """The long run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=1_000_000)
    parser.add_argument("--reference", type=int, default=20_000)
    parser.add_argument("--all-use", type=int, default=2_000)
    parser.add_argument("--laws", type=int, default=2_000)
    asked = parser.parse_args()
    began = time.monotonic()
    entry = Entry(numba=True, seed=random.Random(0).randrange(1 << 30))
    differences: list[str] = []
    pieces = max(1, asked.sets // CHUNK)
    for piece in range(pieces):
        differences += entry.compare(CHUNK, asked.reference // pieces)
        if piece % 4 == 0:
            print(f"{(piece + 1) * CHUNK} sets, {len(differences)} differences", flush=True)
    print(
        f"entry: {pieces * CHUNK} sets NumPy = numba, "
        f"{asked.reference // pieces * pieces} of them = reference; {entry.seen}"
    )
    all_use = AllUse(numba=True)
    for start in range(0, asked.all_use, 100):
        differences += all_use.compare(range(start, min(start + 100, asked.all_use)))
    print(f"ALL-USE: {asked.all_use} sets = reference; {all_use.seen}")
    for action in OPENING:
        for piece in range(max(1, asked.sets // CHUNK // len(OPENING))):
            if not all_use.alike(action, CHUNK, piece):
                differences.append(f"{action}: numba differs from NumPy in piece {piece}")
    print(f"ALL-USE: {asked.sets} rows NumPy = numba")
    laws = random_laws(range(asked.laws))
    differences += laws.differences
    print(f"{asked.laws} random laws: {laws.compared} values = reference, {laws.refused} facts refused")
    for each in differences[:10]:
        print(each)
    print(f"{len(differences)} differences in {time.monotonic() - began:.0f} s")
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
