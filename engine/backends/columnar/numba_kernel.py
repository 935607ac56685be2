"""One pass over the judged rows with numba: one fused loop of vector code, without threads."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from engine.backends.columnar.calculate import Calculation
from engine.backends.columnar.columns import Array
from engine.backends.columnar.errors import CannotColumn, NotInstalled, Refusal
from engine.backends.columnar.kernels import LANES, Output, Schedule
from engine.backends.columnar.ranges import BITS

Loop = Callable[[int, tuple[Any, ...]], None]

_SOURCE = '''"""Columns, 64 rows at a time; while a piece of them is calculated, the next one is asked for."""

from numpy import int64, zeros

from engine.backends.columnar.machine import LANES, PIECE, aim_of, block_of, strips_a_block

STEPS = [
    {steps},
]
OUTPUTS = {outputs}
STRIPS = strips_a_block(STEPS, OUTPUTS) * (PIECE // LANES)
BLOCK = block_of(STEPS, OUTPUTS)
AIM = aim_of(STEPS, OUTPUTS)


def loop(rows, arguments):
    table = zeros(STRIPS, int64)
    for start in range(0, rows, PIECE):
        AIM(start + PIECE, table, arguments)
        place = 0
        for base in range(start, min(start + PIECE, rows), LANES):
            BLOCK(base, place, table, arguments)
            place += 1
'''


class NumbaKernel:
    """The pass of one schedule. Raises NotInstalled, and CannotColumn for numbers wider than machine integers."""

    def __init__(self, schedule: Schedule, cache: Path | None = None) -> None:
        self.listing = schedule.listing
        if schedule.wide:
            what = "numbers that are not proven to fit into 64 bits, for which numba has no columns"
            raise CannotColumn([Refusal(document, what) for document in schedule.wide])
        steps = ",\n    ".join(repr(tuple(step[:-1])) for step in self.listing.steps)
        inputs = len(self.listing.inputs)
        outputs = [(each.number, inputs + place) for place, each in enumerate(self.listing.outputs)]
        source = _SOURCE.format(steps=steps, outputs=outputs)
        self._loop = _compiled(source, cache if cache is not None else cache_folder())

    def run(self, calculations: Sequence[Calculation], outs: Sequence[dict[Output, Array]], rows: int) -> None:
        """Fills the outputs, one set of them for each set of parameters."""
        whole = rows - rows % LANES
        for calculation, out in zip(calculations, outs, strict=True):
            inputs = self._bound(calculation)
            stored = [out[each] for each in self.listing.outputs]
            if whole:
                self._loop(whole, (*(values for values, _ in inputs), *stored))
            if whole < rows:  # the last rows, with room for what is missing
                padded = [_padded(values, whole) if by_row else values for values, by_row in inputs]
                spare = [np.zeros(LANES if each.name == "verdict" else BITS, np.uint8) for each in self.listing.outputs]
                self._loop(LANES, (*padded, *spare))
                for each, array, found in zip(self.listing.outputs, stored, spare, strict=True):
                    start = whole if each.name == "verdict" else whole // BITS
                    array[start:] = found[: len(array) - start]

    def _bound(self, calculation: Calculation) -> list[tuple[Any, bool]]:
        found: list[tuple[Any, bool]] = []
        for node, role in self.listing.inputs:
            values = calculation.of(node)
            if role == "table" and not len(values):
                values = np.zeros(1, dtype=values.dtype)
            found.append((values[0] if role == "scalar" else np.ascontiguousarray(values), role == "column"))
        return found


def _padded(values: Array, start: int) -> Array:
    """The rows from `start` on, filled up with rows that are all the first of them."""
    found = np.full(LANES, values[start], dtype=values.dtype)
    found[: len(values) - start] = values[start:]
    return found


def cache_folder() -> Path | None:
    """Where compiled loops are kept: in the folder of compiled law, or beside it; None where nothing is to be kept."""
    said = os.environ.get("ALLUSE_CACHE")
    if said is not None:
        return None if said in {"", "off"} else Path(said) / "columnar"
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not home.is_absolute():
        home = Path(os.environ.get("HOME", "")) / ".cache"
    return home / "alluse" / "columnar" if home.is_absolute() else None


def _compiled(source: str, folder: Path | None) -> Loop:
    """The loop as machine code; from the cache where it was compiled before."""
    numba = _numba()
    from engine.backends.columnar import machine

    made_by = inspect.getsource(machine) + numba.__version__
    name = "columns_" + hashlib.sha256((source + made_by).encode()).hexdigest()
    try:
        if folder is None:
            raise OSError("nothing is kept")
        _make_own(folder)
        path = folder / f"{name}.py"
        if not path.is_file() or path.read_text("utf-8") != source:
            unfinished = folder / f"{name}.{os.getpid()}"
            unfinished.write_text(source, "utf-8")
            unfinished.replace(path)
        module = _module(name, path)
    except OSError:  # nowhere to keep it: it is compiled each time
        space: dict[str, Any] = {}
        exec(compile(source, "<columns>", "exec"), space)
        plain: Loop = numba.njit(space["loop"])
        return plain
    kept: Loop = numba.njit(cache=True)(module.loop)
    return kept


def _make_own(folder: Path) -> None:
    """Makes a folder into which nobody else writes: code is run from it. Raises OSError where somebody else can."""
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    found = folder.stat()
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise OSError(f"others may write into {folder}")


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OSError(f"{path} cannot be read")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _numba() -> ModuleType:
    """The library. Raises NotInstalled."""
    try:
        import numba
    except ImportError:
        what = "numba is not installed: `pip install alluse[columnar]`, or calculate the columns with NumPy"
        raise NotInstalled(what) from None
    found: ModuleType = numba
    return found
