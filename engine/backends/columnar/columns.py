"""Facts as columns: checked once when they are fed, so that what follows can rely on their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.backends.columnar.aggregates import EVERYTHING
from engine.backends.columnar.errors import CannotFeed
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.specs import ColumnSpec

Array = npt.NDArray[Any]
LINE = 64
"""Bytes of a line of the cache."""
INDEXES = frozenset({"link", "reach", "path", "snapshot"})


@dataclass(frozen=True)
class Columns:
    """How many subjects there are of each scope, and the columns that a program needs. Make them with `check`."""

    rows: Mapping[str, int]
    arrays: Mapping[ColumnSpec, Array]
    snapshots: int = 1

    @property
    def nbytes(self) -> int:
        """The bytes of all columns."""
        return sum(array.nbytes for array in self.arrays.values())


def room(program: ColumnarProgram, rows: Mapping[str, int]) -> dict[ColumnSpec, Array]:
    """Arrays to be filled, for all columns of a program, in one stretch of memory.

    A large stretch is given out in large pages, and columns that begin apart do not drive one another out of the cache.
    """
    sizes = {spec: rows.get(spec.scope, 0) for spec in program.columns}
    places: dict[ColumnSpec, int] = {}
    end = 0
    for spec, count in sizes.items():
        places[spec] = end
        end += lines_of(count * spec.dtype.itemsize) + LINE
    stretch = np.zeros(end, dtype=np.uint8)
    return {
        spec: stretch[place : place + sizes[spec] * spec.dtype.itemsize].view(spec.dtype)
        for spec, place in places.items()
        if not spec.dtype.hasobject
    } | {spec: np.zeros(sizes[spec], dtype=spec.dtype) for spec in places if spec.dtype.hasobject}


def lines_of(size: int) -> int:
    """So many bytes, in whole lines of the cache."""
    return -(-size // LINE) * LINE


def check(
    program: ColumnarProgram, rows: Mapping[str, int], arrays: Mapping[ColumnSpec, Array], snapshots: int = 1
) -> Columns:
    """Columns that keep what the program was proven for: types, lengths, ranges, and rows that are there.

    A mask that is left out says that everything is known, and nothing is none or waived. What lies under a mask must
    keep the range as well. Raises CannotFeed, naming the column.
    """
    kept: dict[ColumnSpec, Array] = {}
    for spec in program.columns:
        count = rows.get(spec.scope, 0)
        array = arrays.get(spec)
        if array is None:
            if spec.part == "value" or spec.range is not None:
                raise CannotFeed(f"there is no column `{spec}`")
            array = np.full(count, spec.part not in {"none", "waived"})
        if array.shape != (count,):
            raise CannotFeed(f"`{spec}` has the shape {array.shape}, and there are {count} rows of {spec.scope}")
        kept[spec] = _fitting(spec, array, _end(spec, rows, snapshots))
    return Columns({**rows, EVERYTHING: snapshots}, kept, snapshots)


def _end(spec: ColumnSpec, rows: Mapping[str, int], snapshots: int) -> int | None:
    """How many rows an index may point to; None for what is no index."""
    if spec.part == "snapshot":
        return snapshots
    if spec.part in {"link", "reach"}:
        return max(rows.get(spec.name, 0), 1)
    if spec.part == "path" and spec.path is not None:
        return max(rows.get(getattr(spec.path.type, "scope", ""), 0), 1)
    return None


def _fitting(spec: ColumnSpec, array: Array, end: int | None) -> Array:
    if spec.range is None:
        if array.dtype != np.bool_:
            raise CannotFeed(f"`{spec}` holds {array.dtype}, and not flags")
        return np.ascontiguousarray(array)
    if array.dtype.kind not in "iuO":
        raise CannotFeed(f"`{spec}` holds {array.dtype}, and not whole numbers")
    if len(array):
        low, high = int(array.min()), int(array.max())
        most = spec.range.high if end is None else end - 1
        if low < spec.range.low or high > most:
            raise CannotFeed(f"`{spec}` holds {low} to {high}, and not {spec.range.low} to {most}")
    return np.ascontiguousarray(array, dtype=spec.dtype)
