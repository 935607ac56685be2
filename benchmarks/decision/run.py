"""One rule set of forty entry and risk rules, decided by our engines and by those that people use today.

    python -m benchmarks.decision.run                     all engines that are there
    python -m benchmarks.decision.run --only fast,cel     only these
    python -m benchmarks.decision.run --json FILE         the numbers as JSON, too
    python -m benchmarks.decision.run --plots FOLDER      decisions a second, drawn

The peers live in an environment of their own: benchmarks/README.md says how it is made. Every engine runs in a process
of its own, one at a time. Before anything is timed, each decides all rows, and its verdicts and fired rules are
compared with those of the reference engine; one that differs is told with how often, and has no time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.decision import plan as plans
from benchmarks.decision import reference, rows
from benchmarks.measure import machine
from benchmarks.plots import draw

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "peers"

# Name in the table, module, and whether it belongs into the environment of the peers.
ENGINES = (
    ("hand-written", "hand_written", False),
    ("reference", "reference", False),
    ("fast", "fast", False),
    ("columns, NumPy", "numpy_columns", False),
    ("columns, numba", "numba_columns", False),
    ("ZEN, expression", "zen_engine", True),
    ("ZEN, decision graph", "zen_graph", True),
    ("CEL (Rust)", "cel", True),
    ("CLIPS", "clips_engine", True),
    ("Cedar", "cedar", True),
    ("rule-engine", "rule_engine_rules", True),
    ("business-rules", "business", True),
    ("JsonLogic", "jsonlogic", True),
    ("durable_rules", "durable", True),
)
OURS = {"hand-written", "reference", "fast", "columns, NumPy", "columns, numba"}
# Processor seconds that a round of one engine takes, about.
ROUND = 0.25
LATENCIES = 20_000

FAST_TO_HAND = 2.0
FAST_TO_PEER = 12.0
NUMPY_TO_PEER = 300.0
NUMBA_TO_BANDWIDTH = 2.0


@dataclass
class Engine:
    """A process with one engine, and what came out of it."""

    name: str
    module: str
    child: subprocess.Popen[str] | None = None
    missing: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    different: int = 0
    compared: str = ""
    rows: int = 0
    seconds: list[float] = field(default_factory=list)
    p50: float = 0.0
    p99: float = 0.0

    def ask(self, **command: Any) -> Any:
        """Does something in the process. Raises EngineDied."""
        assert self.child is not None and self.child.stdin is not None and self.child.stdout is not None
        try:
            self.child.stdin.write(json.dumps(command) + "\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            raise EngineDied(self.name) from None
        line = self.child.stdout.readline()
        if not line:
            raise EngineDied(f"{self.name}: ended with {self.child.wait()}")
        return json.loads(line)

    def start(self, python: Path, errors: Path) -> None:
        """Starts the process; an engine that is not installed is missing."""
        if not python.exists():
            self.missing = "no environment of the peers"
            return
        self.child = subprocess.Popen(
            [str(python), "-m", "benchmarks.decision.worker", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors.open("w"),
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)},
        )
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        answer = json.loads(line) if line else {"missing": errors.read_text(encoding="utf-8").strip()[-200:]}
        if "missing" in answer:
            self.missing = answer["missing"]
            self.stop()

    def stop(self) -> None:
        if self.child is not None:
            if self.child.stdin is not None:
                self.child.stdin.close()
            self.child.wait()
            self.child = None

    @property
    def timed(self) -> bool:
        return self.child is not None and not self.different

    @property
    def a_row(self) -> float:
        """Median seconds of one decision."""
        return statistics.median(self.seconds) / self.rows


class EngineDied(Exception):
    """The process of an engine ended before it answered."""


def prepared(engines: Sequence[Engine], peers: Path, count: int, folder: Path) -> None:
    """Starts the engines, has them decide all rows, and compares that with the reference engine."""
    law = reference.law()
    candidates = rows.rows(count)
    told = plans.plan(law)
    print(f"{count} candidates, {len(told['bits'])} rules: decided by the reference engine …", file=sys.stderr)
    expected = reference.decide(law, candidates)
    file = folder / "rows.json"
    both = {"raw": candidates, "prepared": [plans.prepare(row) for row in candidates]}
    file.write_text(json.dumps(both), encoding="utf-8")
    of_peers = {module for _, module, theirs in ENGINES if theirs}
    for engine in engines:
        python = peers / "bin" / "python" if engine.module in of_peers else Path(sys.executable)
        engine.start(python, folder / f"{engine.module}.txt")
        if engine.child is None:
            print(f"{engine.name}: missing ({engine.missing})", file=sys.stderr)
            continue
        engine.told = engine.ask(do="load", plan=told, rows=str(file))
        found = engine.ask(do="decide")
        engine.told.update(engine.ask(do="about"))
        # An engine without an unknown tells verdict and fired rules only, columns nothing of derived flags.
        width, rules = len(found[0]), engine.told.get("rules", -1)
        engine.compared = "verdicts, fired, unknown" if width > 2 else "verdicts, fired"
        engine.compared += "; permits and forbids" if rules != -1 else ""
        right = [(each.verdict, each.fired & rules, each.unknown & rules)[:width] for each in expected]
        engine.different = sum(tuple(one) != other for one, other in zip(found, right, strict=True))
        print(f"{engine.name}: {engine.different} of {len(found)} differ ({engine.compared})", file=sys.stderr)


def measured(engines: Sequence[Engine], rounds: int, count: int) -> None:
    """Rounds in which every engine has its turn; then how long single decisions take."""
    timed = [engine for engine in engines if engine.timed]
    for engine in timed:
        engine.rows = engine.told.get("whole") or min(count, 200)
        taken = max(engine.ask(do="round", rows=engine.rows), 1e-6)
        if not engine.told.get("whole"):
            engine.rows = max(50, min(count, int(engine.rows * ROUND / taken)))
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for engine in timed:
            engine.seconds.append(engine.ask(do="round", rows=engine.rows))
    for engine in timed:
        engine.told.update(engine.ask(do="about"))
        engine.p50, engine.p99 = engine.ask(do="latency", rows=min(LATENCIES, engine.rows))


def bars(engines: Sequence[Engine]) -> list[dict[str, Any]]:
    """What was to be reached, and whether it was."""
    of = {engine.name: engine for engine in engines if engine.timed}
    peers = [engine for engine in of.values() if engine.name not in OURS]
    best = min(peers, key=lambda each: each.a_row, default=None)
    found = []

    def bar(says: str, ratio: float | None, limit: float, at_most: bool) -> None:
        met = None if ratio is None else ratio <= limit if at_most else ratio >= limit
        found.append({"bar": says, "ratio": ratio, "limit": limit, "met": met})

    fast, hand = of.get("fast"), of.get("hand-written")
    bar("fast, times hand-written", fast.a_row / hand.a_row if fast and hand else None, FAST_TO_HAND, True)
    name = best.name if best else "none"
    bar(f"fast, times faster than {name}", best.a_row / fast.a_row if fast and best else None, FAST_TO_PEER, False)
    columns = of.get("columns, NumPy")
    ratio = best.a_row / columns.a_row if columns and best else None
    bar(f"NumPy columns, times faster than {name}", ratio, NUMPY_TO_PEER, False)
    numba = of.get("columns, numba")
    slower = numba.a_row * numba.told["bandwidth"] / numba.told["bytes_a_row"] if numba else None
    bar("numba columns, times as long as copying as many bytes", slower, NUMBA_TO_BANDWIDTH, True)
    return found


def table(engines: Sequence[Engine]) -> str:
    """The results as text."""
    fast = next((engine for engine in engines if engine.name == "fast" and engine.timed), None)
    lines = [f"{'engine':22}{'version':>12}{'decisions/s':>16}{'times fast':>12}{'p50 µs':>10}{'p99 µs':>10}  same"]
    order = sorted(engines, key=lambda each: each.a_row if each.timed and each.seconds else float("inf"))
    for engine in order:
        version = engine.told.get("version", "")
        if engine.missing:
            lines.append(f"{engine.name:22}{'':>12}  missing: {engine.missing}")
        elif engine.different:
            lines.append(f"{engine.name:22}{version:>12}  {engine.different} decisions differ, so it is not timed")
        else:
            ratio = f"{engine.a_row / fast.a_row:.3g}" if fast is not None else ""
            lines.append(
                f"{engine.name:22}{version:>12}{1 / engine.a_row:>16,.0f}{ratio:>12}"
                f"{engine.p50 * 1e6:>10.3g}{engine.p99 * 1e6:>10.3g}  {engine.compared}"
            )
    return "\n".join(lines)


def result(engines: Sequence[Engine], count: int, rounds: int) -> dict[str, Any]:
    """The results as plain data."""
    return {
        "benchmark": "decision",
        "machine": machine("numpy", "numba"),
        "rows": count,
        "rounds": rounds,
        "engines": [
            {
                "name": each.name,
                "version": each.told.get("version", ""),
                "licence": each.told.get("licence", ""),
                "missing": each.missing or None,
                "different": each.different,
                "compared": each.compared,
                "seconds_a_decision": each.a_row if each.seconds else None,
                "p50": each.p50 if each.seconds else None,
                "p99": each.p99 if each.seconds else None,
                **{key: each.told[key] for key in ("built", "bytes_a_row", "bandwidth") if key in each.told},
            }
            for each in engines
        ],
        "bars": bars(engines),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000, help="candidates that are decided and compared")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of which the median counts; at least 5")
    parser.add_argument("--peers", type=Path, default=PEERS, help="the environment of the peers (build/peers)")
    parser.add_argument("--only", default="", help="modules of engines, with commas")
    parser.add_argument("--json", type=Path, help="where the numbers go as JSON")
    parser.add_argument("--plots", type=Path, help="a folder for the plot")
    told = parser.parse_args()
    if told.rounds < 5:
        parser.error("the median of fewer than 5 rounds says little")
    only = set(filter(None, told.only.split(",")))
    unknown = only - {module for _, module, _ in ENGINES}
    if unknown:
        parser.error(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(m for _, m, _ in ENGINES)}")
    engines = [Engine(name, module) for name, module, _ in ENGINES if not only or module in only]
    with tempfile.TemporaryDirectory() as folder:
        try:
            prepared(engines, told.peers.absolute(), told.rows, Path(folder))
            measured(engines, told.rounds, told.rows)
            print(table(engines))
            print()
            found = result(engines, told.rows, told.rounds)
        finally:
            for engine in engines:
                engine.stop()
    for each in found["bars"]:
        ratio = "not measured" if each["ratio"] is None else f"{each['ratio']:.2f}"
        word = {True: "met", False: "MISSED", None: "open"}[each["met"]]
        print(f"{word:7} {each['bar']}: {ratio} (bar: {each['limit']:g})")
    here = found["machine"]
    print(
        f"{here['processor']}, {here['cores']} cores, {here['system']}, Python {here['python']}; {told.rounds} rounds"
    )
    if told.plots is not None:
        draw(found, told.plots)
    if told.json is not None:
        told.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
