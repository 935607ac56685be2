"""Derived facts of small random laws, on random facts full of what is not known, against the reference engine."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.backends.columnar.errors import CannotColumn
from engine.backends.columnar.opinion import values
from engine.backends.columnar.program import ColumnarProgram
from engine.values import Unknown, Value
from rules.compile.compiler import compile_sources
from rules.source.load import load_text
from tests.engine.backends.durable_law import deciders
from tests.engine.random_law import KNOWABLE, RandomLaw

SETS = 6


@dataclass
class Found:
    """How many values were compared, how many facts refused, and what differs."""

    compared: int = 0
    refused: int = 0
    differences: list[str] = field(default_factory=list)


def random_laws(seeds: Iterable[int]) -> Found:
    """What comes out for the laws of these seeds."""
    found = Found()
    for seed in seeds:
        law = compile_sources([load_text(RandomLaw(seed).text, "random.yaml")]).law
        if law is None:
            continue
        asked = deciders(law, _raws(random.Random(seed)))
        for fact in law.derivations:
            try:
                told = values(ColumnarProgram.of_facts(law, [fact], single=False), asked)
            except CannotColumn:
                found.refused += 1
                continue
            for place, decider in enumerate(asked):
                for (_, subject), value in told[place].items():
                    wanted = plain(decider.derive(fact, subject))
                    found.compared += 1
                    if type(value) is not type(wanted) or value != wanted:
                        found.differences.append(f"seed {seed}, {fact}, set {place}: {value}, and not {wanted}")
    return found


def plain(value: Value) -> Value:
    """Columns tell no causes."""
    return Unknown((), value.low, value.high) if isinstance(value, Unknown) else value


def _raws(chance: random.Random) -> list[dict[str, Any]]:
    raws = []
    for _ in range(SETS):
        facts: dict[str, Any] = {"desk": {}, "item": {"p": {}, "q": {}}}
        for (scope, key, name), words in KNOWABLE.items():
            row = facts[scope][key] if key else facts[scope]
            row[name] = chance.choice((*words, "unknown"))
        raws.append({"facts": facts})
    return raws
