"""Ten million candidate rows through the columnar backend, piece by piece, against the bandwidth of the memory.

    python -m benchmarks.columns.run                      ten million rows in pieces of a million
    python -m benchmarks.columns.run --rows N --piece N   other sizes
    python -m benchmarks.columns.run --json FILE          the numbers as JSON, too

The law is that of benchmarks/decision: forty rules, of which columns tell the verdict and the bits of 25 permits and
forbids. Every piece is decided by each library, and as many bytes are copied, in turns; a round is the sum over all
pieces. Making the rows is not timed. Checking that they keep their ranges is timed apart: it is done once, where rows
come in. Seconds are those of the processor, since a core may be shared; wall time is told beside them.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.decision.rows import as_facts, rows
from benchmarks.measure import machine
from engine.backends.columnar.columns import Columns, check, room
from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.errors import NotInstalled
from engine.backends.columnar.feeding import feed
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.verdicts import Verdicts
from engine.evaluate import decider_for
from engine.facts import read_facts
from facts.files import from_dict
from rules.compile.compiler import compile_path

LAW = Path(__file__).resolve().parents[1] / "decision" / "law"
POOL = 20_000
BITS = (0, 32, 64)
LIBRARIES: tuple[Library, ...] = ("numpy", "numba")
TWICE = 2.0
MEGA, GIGA = 1e6, 1e9


@dataclass
class Series:
    """What was measured of one library and width: for each round the seconds of all pieces."""

    name: str
    bytes_a_row: float
    seconds: list[float]
    wall: list[float] = field(default_factory=list)

    def told(self, count: int, bandwidth: float) -> dict[str, Any]:
        """Medians, as plain data."""
        middle = statistics.median(self.seconds)
        moved = self.bytes_a_row * count / middle
        return {
            "name": self.name,
            "rows_a_second": count / middle,
            "wall_rows_a_second": count / statistics.median(self.wall),
            "bytes_a_row": self.bytes_a_row,
            "bytes_a_second": moved,
            "times_as_long_as_copying": bandwidth / moved,
            "rounds": self.seconds,
        }


class Source:
    """Pieces of rows: drawn again and again, by a seed, from a pool of candidates that stand around the limits."""

    def __init__(self, program: ColumnarProgram, piece: int) -> None:
        law = program.law
        facts = read_facts(law, from_dict(as_facts(rows(POOL)), "candidates")).facts
        assert facts is not None
        self.program = program
        self.pool = feed(program, [decider_for(law, facts)]).columns
        self.arrays = room(program, {"candidate": piece})

    def piece(self, seed: int, count: int) -> dict[ColumnSpec, Any]:
        """So many rows."""
        drawn = np.random.default_rng(seed).integers(0, POOL, count)
        for spec, array in self.arrays.items():
            np.take(self.pool.arrays[spec], drawn, out=array[:count], mode="clip")
        return {spec: array[:count] for spec, array in self.arrays.items()}


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor, and of the wall."""
    wall, start = time.perf_counter(), time.process_time()
    call()
    return time.process_time() - start, time.perf_counter() - wall


class Width:
    """Everything of one width of columns: the engines, their series, and the copies beside them."""

    def __init__(self, bits: int, piece: int, rounds: int) -> None:
        self.bits = bits
        law = compile_path(LAW).law
        assert law is not None
        self.program = ColumnarProgram.of(law, "enter", bits=bits)
        self.source = Source(self.program, piece)
        self.into = Verdicts.empty(self.program.rules, 1, piece)
        column_bytes = sum(spec.dtype.itemsize for spec in self.program.columns)
        self.bytes_a_row = column_bytes + self.into.nbytes / piece
        self.engines: dict[Library, ColumnarEngine] = {}
        for library in LIBRARIES:
            try:
                self.engines[library] = ColumnarEngine(self.program, library)
            except NotInstalled as missing:
                print(missing)
        self.copied = (
            np.ones(int(self.bytes_a_row * piece) // 2, dtype=np.uint8),
            np.zeros(int(self.bytes_a_row * piece) // 2, dtype=np.uint8),
        )
        names = [*self.engines, "check", "copy"]
        self.series = {name: Series(name, self.bytes_a_row, [0.0] * rounds, [0.0] * rounds) for name in names}

    @property
    def piece_bytes(self) -> int:
        """The memory that one piece needs: its columns, and what comes out."""
        return sum(array.nbytes for array in self.source.arrays.values()) + self.into.nbytes

    def run(self, seed: int, count: int, rounds: int, first: bool) -> list[int]:
        """One piece, so many rounds; how many rows came to each verdict."""
        arrays = self.source.piece(seed, count)
        columns: list[Columns] = []
        into = self.into if count == self.into.codes.shape[1] else Verdicts.empty(self.program.rules, 1, count)
        self._add("check", 0, lambda: columns.append(check(self.program, {"candidate": count}, arrays)), rounds)
        told: list[bytes] = []
        for turn in range(-1 if first else 0, rounds):  # the first piece runs once before the clock does
            for name, engine in self.engines.items():
                self._add(name, turn, lambda engine=engine: engine.decide(columns[0], into))  # type: ignore[misc]
                if turn <= 0:
                    told.append(into.fired.tobytes() + into.doubtful.tobytes() + into.codes.tobytes())
            size = int(self.bytes_a_row * count) // 2
            self._add("copy", turn, lambda size=size: np.copyto(self.copied[1][:size], self.copied[0][:size]))  # type: ignore[misc]
        assert len(set(told)) == 1, "the libraries differ"
        return [int(each) for each in np.bincount(into.codes[0], minlength=4)]

    def _add(self, name: str, turn: int, call: Callable[[], object], every: int = 0) -> None:
        processor, wall = timed(call)
        for place in range(every) if every else [turn]:
            if place >= 0:
                self.series[name].seconds[place] += processor
                self.series[name].wall[place] += wall


def measured(count: int, piece: int, rounds: int, widths: Sequence[int]) -> dict[str, Any]:
    """The benchmark, as plain data."""
    found: dict[str, Any] = {
        "rows": count, "piece": piece, "rounds": rounds, "widths": [], **machine("numpy", "numba", "llvmlite")
    }  # fmt: skip
    for bits in widths:
        width = Width(bits, piece, rounds)
        verdicts = [0, 0, 0, 0]
        for place, start in enumerate(range(0, count, piece)):
            some = width.run(place, min(piece, count - start), rounds, first=place == 0)
            verdicts = [one + other for one, other in zip(verdicts, some, strict=True)]
        copy = width.series.pop("copy")
        bandwidth = copy.bytes_a_row * count / statistics.median(copy.seconds)
        found["widths"].append(
            {
                "bits": bits,
                "bandwidth": bandwidth,
                "piece_bytes": width.piece_bytes,
                "verdicts": verdicts,
                "series": [each.told(count, bandwidth) for each in width.series.values()],
            }
        )
    found["peak_memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found


def _line(width: dict[str, Any], series: dict[str, Any]) -> str:
    told = f"int{width['bits']} and more" if width["bits"] else "narrowest"
    return (
        f"{told:18}{series['name']:8}{series['rows_a_second'] / MEGA:10.1f}{series['wall_rows_a_second'] / MEGA:8.1f}"
        f"{series['bytes_a_row']:8.1f}{series['bytes_a_second'] / GIGA:8.2f}{width['bandwidth'] / GIGA:11.2f}"
        f"{series['times_as_long_as_copying']:12.2f}"
    )


def table(found: dict[str, Any]) -> str:
    """The numbers for people."""
    lines = [
        f"{found['rows']:,} rows in pieces of {found['piece']:,}; medians of {found['rounds']}, processor seconds",
        f"{'columns':18}{'by':8}{'Mrows/s':>10}{'wall':>8}{'B/row':>8}{'GB/s':>8}{'copy GB/s':>11}{'times copy':>12}",
    ]
    lines += [_line(width, each) for width in found["widths"] for each in width["series"]]
    for width in found["widths"]:
        for each in width["series"]:
            if each["name"] == "numba":
                times = each["times_as_long_as_copying"]
                word = "met" if times <= TWICE else "missed"
                lines.append(
                    f"numba within {TWICE:g} times of copying, at least {width['bits']} bits: {times:.2f}, {word}"
                )
    pieces = ", ".join(f"{width['piece_bytes'] / MEGA:.0f}" for width in found["widths"])
    lines.append(f"a piece: {pieces} MB; the whole process at most {found['peak_memory'] / MEGA:.0f} MB")
    packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
    lines.append(f"{found['processor']}, {found['cores']} cores, Python {found['python']}, {packages}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Columns: rows and bytes a second against copying.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--piece", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bits", type=int, action="append", choices=BITS, help="only columns of this width")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = measured(asked.rows, asked.piece, asked.rounds, asked.bits or BITS)
    print(table(found))
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
