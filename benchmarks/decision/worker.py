"""A process with one engine in it, told by lines on standard input what to do. It imports what it needs, and no more.

    {"do": "load", "plan": ..., "rows": FILE}    the engine is built, rows are brought into its form
    {"do": "decide"}                       what it makes of every row
    {"do": "round", "rows": N}             seconds of processor time for the first N rows, one after another
    {"do": "latency", "rows": N}           seconds of each of N rows, as median and 99th percentile
    {"do": "about"}                        what an engine of columns knows of bytes and bandwidth

Each is answered by one line.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


class Worker:
    """One engine and its rows."""

    def __init__(self, name: str) -> None:
        self.module = import_module(f"benchmarks.decision.peers.{name}")
        self.decide: Callable[[Any], Any] = lambda row: row
        self.rows: list[Any] = []
        # An engine that decides all rows at once.
        self.whole: Any = None

    def load(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Builds the engine and brings the rows into its form."""
        rows = json.loads(Path(told["rows"]).read_text(encoding="utf-8"))
        chosen = rows["raw"] if getattr(self.module, "RAW", False) else rows["prepared"]
        start = time.perf_counter()
        if hasattr(self.module, "whole"):
            self.whole = self.module.whole(chosen)
        else:
            self.decide = self.module.build(told["plan"])
        built = time.perf_counter() - start
        form = getattr(self.module, "form", None)
        self.rows = chosen if form is None else [form(row) for row in chosen]
        try:
            found = version(self.module.PACKAGE) if self.module.PACKAGE else ""
        except PackageNotFoundError:
            found = "unknown"
        size = None if self.whole is None else self.whole.size
        return {"version": found, "licence": self.module.LICENCE, "built": built, "whole": size}

    def decided(self) -> list[Any]:
        """What the engine makes of every row."""
        return [self.decide(row) for row in self.rows] if self.whole is None else self.whole.decided()

    def round(self, count: int) -> float:
        """Seconds of processor time for the first rows."""
        rows, decide = self.rows[:count], self.decide
        gc.collect()
        gc.disable()
        try:
            if self.whole is not None:
                return float(self.whole.round())
            start = time.process_time()
            for row in rows:
                decide(row)
            return time.process_time() - start
        finally:
            gc.enable()

    def latency(self, count: int) -> tuple[float, float]:
        """The median and the 99th percentile of single decisions."""
        if self.whole is not None:
            found: tuple[float, float] = self.whole.latency()
            return found
        taken = []
        decide, clock = self.decide, time.perf_counter
        for row in self.rows[:count]:
            start = clock()
            decide(row)
            taken.append(clock() - start)
        taken.sort()
        return taken[len(taken) // 2], taken[len(taken) * 99 // 100]

    def answer(self, told: Mapping[str, Any]) -> Any:
        match told["do"]:
            case "load":
                return self.load(told)
            case "decide":
                return self.decided()
            case "round":
                return self.round(told["rows"])
            case "latency":
                return self.latency(told["rows"])
            case "about":
                return {} if self.whole is None else self.whole.about()
        raise ValueError(told["do"])


def main() -> None:
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            worker = Worker(sys.argv[1])
        except ImportError as missing:
            target.write(json.dumps({"missing": str(missing)}) + "\n")
            return
        target.write(json.dumps({"ready": True}) + "\n")
        target.flush()
        for line in sys.stdin:
            target.write(json.dumps(worker.answer(json.loads(line))) + "\n")
            target.flush()


if __name__ == "__main__":
    main()
