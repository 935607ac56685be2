"""An account over some days of the five years, and the mutation run, with each engine that can do them.

    python -m benchmarks.account.run [--from 2019-01-02] [--until 2019-01-11] [--rule RULE]… [--jobs N]
                                     [--only years|mutation] [--engines reference,fast,columnar] [--rounds 1]
                                     [--json FILE]

The verbs are run as anybody would run them: `alluse backtest` with the plan of examples/five-years, and `alluse
coverage --mutate`, where `--rule` chooses what is changed; without it, everything is. Engines take turns. Each run is a
process of its own, and its seconds are all of it, with start and compiling. Engines must leave the same ledger behind,
entry by entry, or judge the same mutants alike, else the benchmark ends. What an engine refuses is told in its own
words.

The bars are of the whole: 60 seconds for the five years, 5 minutes for all mutants. A session is told by what those
beyond the first cost, which is run alone as well; what all would take at that pace is an estimate, and is called so.
A mutant's milliseconds include its share of reading all scenarios and judging them by the law as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.measure import machine
from benchmarks.worlds import ROOT
from facts.modelled.backtest import read_backtest
from facts.modelled.description import load_market
from facts.sessions import Calendar
from ledger.store import Ledger

PLAN = ROOT / "examples" / "five-years" / "backtest.yaml"
FIRST, LAST = date(2019, 1, 2), date(2019, 1, 11)
ENGINES = "reference,fast,columnar"
YEARS_BAR, MUTATION_BAR = 60.0, 300.0
REFUSED = 2


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run took, in seconds of the processor and of the wall and in MB, and what came of it."""

    processor: float
    wall: float
    memory: float
    came: dict[str, Any]


Found = dict[str, Ran | str]
"""What each engine took, or why it refuses."""


class Refused(Exception):
    """An engine does not do what is asked of it; the text is its own."""


def run(words: Sequence[str]) -> tuple[Ran, str]:
    """A verb in a process of its own, and what it printed. Raises Refused where it does not take its words."""
    command = [sys.executable, "-m", "console.main", *words]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as told:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=told)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        told.seek(0)
        if child.returncode >= REFUSED or child.returncode < 0:
            raise Refused(told.read().strip().splitlines()[-1])
        return Ran(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, {}), said.read()


def traded(first: date, last: date, engine: str) -> Ran:
    """The days of the five years, and what their ledger says."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "account.db"
        span = ["--from", first.isoformat(), "--until", last.isoformat()]
        ran, _ = run(["backtest", str(PLAN), "--ledger", str(file), *span, "--engine", engine, "--quiet"])
        with Ledger(file, read_only=True) as ledger:
            entries = [each for account in ledger.accounts() for each in ledger.entries(account)]
        cycles = sum(each.event.kind == "cycle_decided" for each in entries)
        same = sha256("\n".join(repr(each.event) for each in entries).encode()).hexdigest()
        came = {"entries": len(entries), "cycles": cycles, "bytes": file.stat().st_size, "same": same}
    return Ran(ran.processor, ran.wall, ran.memory, came)


def mutated(rules: Sequence[str], jobs: int, engine: str) -> Ran:
    """The changes of some rules, or of all, judged by the scenarios."""
    asked = [word for rule in rules for word in ("--rule", rule)]
    form = ["--suggest", "0", "--jobs", str(jobs), "--format", "json"]
    ran, said = run(["coverage", "--mutate", "--engine", engine, *asked, *form])
    found = json.loads(said)
    judged = [[each["id"], each["state"]] for each in found["mutants"]]
    same = sha256(json.dumps(judged).encode()).hexdigest()
    came = {**{name: found["counts"][name] for name in ("mutants", "noticed", "scenarios")}, "same": same}
    return Ran(ran.processor, ran.wall, ran.memory, came)


def in_turns(call: Callable[[str], Ran], engines: Sequence[str], rounds: int) -> Found:
    """Medians of each engine, or why it refuses. Ends the benchmark where two of them do not come to the same."""
    runs: dict[str, list[Ran]] = {}
    refused: Found = {}
    for _ in range(rounds):
        for engine in engines:
            if engine not in refused:
                try:
                    runs.setdefault(engine, []).append(call(engine))
                except Refused as why:
                    refused[engine] = str(why).rpartition("'--engine': ")[2]
    if len({each.came["same"] for ran in runs.values() for each in ran}) > 1:
        raise SystemExit("the engines do not come to the same")
    return refused | {
        engine: Ran(
            statistics.median(each.processor for each in ran),
            statistics.median(each.wall for each in ran),
            max(each.memory for each in ran),
            ran[0].came,
        )
        for engine, ran in runs.items()
        if ran
    }


def sessions(calendar: Calendar, first: date, last: date) -> list[date]:
    """The days of sessions from one day to another."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.session(day) is not None]


def table(title: str, found: Found, each: str, paces: dict[str, float]) -> str:
    """A line for each engine."""
    lines = [title, f"  {'':<12}{'processor, s':>14}{'wall, s':>12}{'ms a ' + each:>14}{'memory, MB':>12}"]
    for engine, ran in found.items():
        if isinstance(ran, str):
            lines.append(f"  {engine:<12}refuses: {ran}")
        else:
            pace = f"{paces[engine] * 1000:.2f}"
            lines.append(f"  {engine:<12}{ran.processor:>14.2f}{ran.wall:>12.2f}{pace:>14}{ran.memory:>12.0f}")
    taken = {engine: ran.processor for engine, ran in found.items() if isinstance(ran, Ran)}
    if {"reference", "fast"} <= taken.keys():
        lines.append(f"  fast is {taken['reference'] / taken['fast']:.2f} times as fast as reference")
    return "\n".join(lines)


def years(engines: Sequence[str], first: date, last: date, rounds: int) -> dict[str, Any]:
    """The years, told and as plain data."""
    market = load_market(PLAN.parent / read_backtest(PLAN).backtest.market)
    calendar = market.recording.world.calendar
    days = sessions(calendar, first, last)
    of = len(sessions(calendar, market.market.from_, market.market.until))
    if len(days) < 2:  # of one alone, nobody could tell its start from its session
        raise SystemExit("two sessions are the least")
    alone = in_turns(partial(traded, days[0], days[0]), engines, rounds)
    found = in_turns(partial(traded, first, last), engines, rounds)
    paces = {
        engine: (ran.processor - one.processor) / (len(days) - 1)
        for engine, ran in found.items()
        if isinstance(ran, Ran) and isinstance(one := alone[engine], Ran)
    }
    title = f"the five years from {first} to {last}, {len(days):,} of {of:,} sessions; a session beyond the first"
    print(table(title, found, "session", paces))
    for engine, ran in found.items():
        if isinstance(ran, Ran):
            rest = (of - len(days)) * paces[engine]
            whole = f"all of them some {ran.processor + rest:.0f} s by estimate, " if rest else ""
            came = f"{ran.came['entries']:,} entries, {ran.came['cycles']:,} of them decisions"
            print(f"  {engine}: {whole}bar {YEARS_BAR:g} s; {came}, {ran.came['bytes'] / 1e6:.1f} MB")
    told = {"from": str(first), "until": str(last), "sessions": len(days), "of": of, "bar": YEARS_BAR}
    return {**told, "seconds_a_session": paces, "engines": as_data(found)}


def mutation(engines: Sequence[str], rules: Sequence[str], jobs: int, rounds: int) -> dict[str, Any]:
    """The mutation run, told and as plain data."""
    found = in_turns(partial(mutated, rules, jobs), engines, rounds)
    came = next((ran.came for ran in found.values() if isinstance(ran, Ran)), None)
    if came is None:
        raise SystemExit("\n".join(f"{engine}: {why}" for engine, why in found.items()))
    what = ", ".join(rules) or "everything"
    title = f"mutation of {what} with --jobs {jobs}: {came['mutants']:,} mutants, {came['noticed']:,} noticed by the"
    paces = {engine: ran.processor / came["mutants"] for engine, ran in found.items() if isinstance(ran, Ran)}
    print(table(f"{title} {came['scenarios']:,} scenarios", found, "mutant", paces))
    print(f"  the bar for everything is {MUTATION_BAR:g} s by the wall")
    return {"rules": list(rules), "jobs": jobs, "bar": MUTATION_BAR, "engines": as_data(found)}


def as_data(found: Found) -> dict[str, Any]:
    """Engines as plain data."""
    return {
        engine: {"refuses": ran}
        if isinstance(ran, str)
        else {"processor": ran.processor, "wall": ran.wall, "memory": ran.memory, **ran.came}
        for engine, ran in found.items()
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--from", dest="first", type=date.fromisoformat, default=FIRST)
    arguments.add_argument("--until", dest="last", type=date.fromisoformat, default=LAST)
    arguments.add_argument("--rule", action="append", default=[], help="a rule to change; may be repeated")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes of the mutation run")
    arguments.add_argument("--only", choices=("years", "mutation"))
    arguments.add_argument("--engines", default=ENGINES)
    arguments.add_argument("--rounds", type=int, default=1)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    engines = given.engines.split(",")
    told: dict[str, Any] = {"benchmark": "account", "machine": machine(), "rounds": given.rounds}
    if given.only != "mutation":
        told["years"] = years(engines, given.first, given.last, given.rounds)
    if given.only != "years":
        told["mutation"] = mutation(engines, given.rule, given.jobs, given.rounds)
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
