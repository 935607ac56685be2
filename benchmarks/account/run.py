"""An account over some days of the five years, with each engine: processor seconds a session, and the ledger's size.

    python -m benchmarks.account.run [--from 2019-01-02] [--until 2019-01-11] [--rounds 1] [--json FILE]

The plan is that of examples/five-years. Both engines must leave the same books behind, or the run ends. The bar, 60
seconds for five years of some 1,258 sessions, is 0.048 seconds a session.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.measure import machine
from benchmarks.worlds import ROOT
from console.trading.years import years
from engine.trading.events import CycleDecided
from facts.modelled.backtest import read_backtest
from ledger.store import Ledger

ENGINES = ("reference", "fast")
BAR = 60 / 1258


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2019, 1, 2))
    arguments.add_argument("--until", dest="last", type=date.fromisoformat, default=date(2019, 1, 11))
    arguments.add_argument("--rounds", type=int, default=1)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    taken: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    left: dict[str, list[str]] = {}
    sessions = records = size = 0
    for _ in range(given.rounds):
        for engine in ENGINES:
            seconds, left[engine], sessions, records, size = traded(given.first, given.last, engine)
            taken[engine].append(seconds)
    if left["reference"] != left["fast"]:
        raise SystemExit("the engines leave different books behind")
    print(f"{sessions} sessions from {given.first} to {given.last}, {records} records, {size / 1e6:.1f} MB of ledger")
    each = {engine: statistics.median(times) / sessions for engine, times in taken.items()}
    for engine, seconds in each.items():
        print(f"  {engine:<10} {seconds:7.3f} s a session; the bar is {BAR:.3f}")
    print(f"  the fast engine is {each['reference'] / each['fast']:.2f} times as fast")
    if given.json:
        told = {"machine": machine(), "sessions": sessions, "records": records, "bytes": size, "seconds": each}
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def traded(first: date, last: date, engine: str) -> tuple[float, list[str], int, int, int]:
    """Processor seconds, all that happened but the decisions, sessions, records, and the size of the ledger."""
    plan = read_backtest(ROOT / "examples" / "five-years" / "backtest.yaml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "account.db"
        with Ledger(file, create=True, durability="none") as ledger:
            start = time.process_time()
            years(plan, ledger, first, last, engine=engine).run()
            seconds = time.process_time() - start
            events = [each.event for name in ledger.accounts() for each in ledger.entries(name)]
        size = file.stat().st_size
    cycles = [each for each in events if isinstance(each, CycleDecided)]
    days = {each.scheduled.date() for each in cycles if each.scheduled.weekday() < 5}
    return seconds, [repr(each) for each in events], len(days), len(cycles), size


if __name__ == "__main__":
    main()
