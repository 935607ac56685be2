"""Our columnar backend: all rows at once. It tells verdicts, and the bits of permits and forbids, not of derived flags.

The rows are repeated until the columns are far larger than the caches. Beside every run as many bytes are copied, so
that the bandwidth of the memory is known in the same run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.decision import reference as exact
from benchmarks.decision.rows import as_facts
from engine.backends.columnar.columns import Columns, check
from engine.backends.columnar.engine import ColumnarEngine, Library
from engine.backends.columnar.feeding import feed
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.verdicts import Verdicts
from engine.evaluate import decider_for
from engine.facts import read_facts
from facts.files import from_dict

ROWS = 4_000_000


class Whole:
    """The columns of candidates, decided together."""

    def __init__(self, library: Library, rows: Sequence[Mapping[str, Any]]) -> None:
        law = exact.law()
        program = ColumnarProgram.of(law, "enter")
        self.bits = {id: 1 << place for place, id in enumerate(exact.rule_ids(law))}
        self.engine = ColumnarEngine(program, library)
        found = read_facts(law, from_dict(as_facts([dict(row) for row in rows]), "candidates")).facts
        assert found is not None
        fed = feed(program, [decider_for(law, found)])
        keys = [subject.key for _, subject in fed.subjects["candidate"]]
        assert keys == sorted(keys), "the rows are in the order of the candidates"
        self.few = fed.columns
        times = max(1, ROWS // len(rows))
        arrays = {
            spec: np.tile(array, times) if spec.scope == "candidate" else array
            for spec, array in fed.columns.arrays.items()
        }
        self.size = len(rows) * times
        self.many: Columns = check(program, {**fed.columns.rows, "candidate": self.size}, arrays)
        self.into = Verdicts.empty(program.rules, 1, self.size)
        # Under a linear comparison of every byte that is read and written once.
        self.moved = self.many.nbytes + self.into.nbytes
        self.source = np.ones(self.moved // 2, dtype=np.uint8)
        self.target = np.zeros_like(self.source)
        self.bandwidths: list[float] = []
        self.taken: list[float] = []

    def decided(self) -> list[tuple[str, int, int]]:
        """Verdict, fired and unknown permits and forbids, of every candidate."""
        verdicts = self.engine.decide(self.few)
        count = verdicts.codes.shape[1]
        masks = []
        for name in ("fired", "doubtful"):
            total = np.zeros(count, dtype=np.int64)
            for rule in verdicts.rules:
                total += verdicts.rule(name, rule) * np.int64(self.bits[rule])
            masks.append(total.tolist())
        return [(verdicts.word(row), masks[0][row], masks[1][row]) for row in range(count)]

    def round(self) -> float:
        """Seconds of processor time for all rows."""
        start = time.process_time()
        self.engine.decide(self.many, self.into)
        between = time.process_time()
        np.copyto(self.target, self.source)
        end = time.process_time()
        self.taken.append(between - start)
        self.bandwidths.append(self.moved / (end - between))
        return between - start

    def latency(self) -> tuple[float, float]:
        """Seconds a row, in the middle and in the worst of the rounds."""
        return statistics.median(self.taken) / self.size, max(self.taken[1:]) / self.size

    def about(self) -> dict[str, Any]:
        """What is needed to compare with the memory."""
        return {
            "rows": self.size,
            "bytes_a_row": self.moved / self.size,
            "bandwidth": statistics.median(self.bandwidths) if self.bandwidths else 0,
            "rules": sum(self.bits[rule] for rule in self.into.rules),
        }
