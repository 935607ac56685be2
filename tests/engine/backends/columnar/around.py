"""Raw columns that stand on every threshold of a program, a step beside it, unknown, none or stale: the same each run.

Every set of facts is one row of every scope, so that rows are independent. What a column is compared with is read from
the program itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.backends.columnar.columns import Columns, check
from engine.backends.columnar.engine import ColumnarEngine
from engine.backends.columnar.nodes import Node
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.storage import COMPARED
from engine.backends.columnar.verdicts import Verdicts

Array = npt.NDArray[Any]

UNKNOWN = 0.04
MUTATED = 3
BEST = 0.1


def thresholds(program: ColumnarProgram) -> Mapping[ColumnSpec, list[int]]:
    """For each column of numbers: what it is compared with, a step to either side, its ends, and some in between."""
    specs = [each for each in program.columns if each.range is not None and each.part in {"value", "age"}]
    found: dict[ColumnSpec, set[int]] = {spec: set() for spec in specs}
    for node in program.nodes:
        if node.op in COMPARED:
            for one, other in (node.args, node.args[::-1]):
                spec = _column(one)
                if spec in found and isinstance(other.constant, int):
                    found[spec].update((other.constant - 1, other.constant, other.constant + 1))
    by_grid: dict[Any, set[int]] = {}
    for spec, numbers in found.items():
        by_grid.setdefault((spec.grid, spec.range), set()).update(numbers)
    for spec, numbers in found.items():
        assert spec.range is not None
        low, high = spec.range
        numbers |= by_grid[spec.grid, spec.range]
        middle = min(max(100 * spec.grid.denominator, low), high)
        numbers |= {low, low + 1, high - 1, high, middle - 1, middle, middle + 1, min(middle * 2, high)}
    return {
        spec: sorted(each for each in numbers if each in spec.range) for spec, numbers in found.items() if spec.range
    }


def _column(node: Node) -> ColumnSpec | None:
    while node.op in {"gather", "first", "spread"}:
        node = node.args[0]
    return node.data if isinstance(node.data, ColumnSpec) else None


class Around:
    """Columns around the thresholds of a program that is made for many sets of facts."""

    def __init__(self, program: ColumnarProgram, seed: int) -> None:
        assert not program.single
        self.program = program
        self.random = np.random.default_rng(seed)
        self.numbers = {spec: np.array(each, dtype=spec.dtype) for spec, each in thresholds(program).items()}

    def columns(self, arrays: Mapping[ColumnSpec, Array], rows: int) -> Columns:
        """Columns of so many sets of facts."""
        counts = {spec.scope: rows for spec in self.program.columns}
        for spec in self.program.columns:
            if spec.part in {"link", "reach"}:
                counts[spec.name] = rows
            if spec.path is not None:
                counts[spec.path.type.scope] = rows  # type: ignore[attr-defined]
        assert self.program.action is not None
        counts[self.program.action.scope] = rows
        return check(self.program, counts, arrays, rows)

    def random_arrays(self, rows: int) -> dict[ColumnSpec, Array]:
        """Values from around the thresholds, in any combination."""
        return {spec: self._values(spec, rows) for spec in self.program.columns}

    def near(self, engine: ColumnarEngine, rows: int, rounds: int = 4) -> dict[ColumnSpec, Array]:
        """The same, bred towards rows against which little speaks, so that every verdict comes about."""
        arrays = self.random_arrays(rows)
        for _ in range(rounds):
            verdicts = engine.decide(self.columns(arrays, rows))
            against = np.zeros(rows, dtype=np.int64)
            action = self.program.action
            assert action is not None
            for rule in action.rules:
                if rule.rule.effect == "forbid":
                    against += verdicts.rule("fired", rule.rule.id)
            parents = self._parents(verdicts, against)
            arrays = {spec: array[parents] if _moves(spec) else array for spec, array in arrays.items()}
            self._mutate(arrays, rows)
        return arrays

    def _parents(self, verdicts: Verdicts, against: Array) -> Array:
        """For each permit as many rows: of those that it speaks of, the ones against which the least speaks."""
        action = self.program.action
        assert action is not None
        rows = len(against)
        permits = [rule.rule.id for rule in action.rules if rule.rule.effect == "permit"]
        found: list[Array] = []
        for permit in permits:
            fired = verdicts.rule("fired", permit)
            speaks = np.flatnonzero(fired | verdicts.rule("failed", permit))
            order = np.argsort((against - 2 * fired)[speaks], kind="stable")
            best = speaks[order][: max(1, int(rows * BEST / len(permits)))]
            if len(best):
                found.append(best[self.random.integers(0, len(best), rows // len(permits) + 1)])
        return np.resize(np.concatenate(found), rows) if found else np.arange(rows)

    def _mutate(self, arrays: dict[ColumnSpec, Array], rows: int) -> None:
        moving = [spec for spec in self.program.columns if _moves(spec)]
        for spec in moving:
            chosen = np.flatnonzero(self.random.random(rows) < MUTATED / (2 * len(moving)))
            arrays[spec] = arrays[spec].copy()
            arrays[spec][chosen] = self._values(spec, len(chosen))

    def _values(self, spec: ColumnSpec, rows: int) -> Array:
        match spec.part:
            case "link" | "reach" | "path" | "snapshot":
                return np.arange(rows)
            case "known" | "age_known":
                return self.random.random(rows) >= UNKNOWN
            case "none":
                return np.zeros(rows, dtype=np.bool_)
            case "there" | "reached":
                return np.ones(rows, dtype=np.bool_)
            case "key":
                return self.random.integers(0, 3, rows)
        if spec.range is None:
            return self.random.random(rows) < 0.5
        numbers = self.numbers[spec]
        return numbers[self.random.integers(0, len(numbers), rows)]


def _moves(spec: ColumnSpec) -> bool:
    return spec.part in {"value", "known", "none", "age", "age_known", "key"}
