"""One monitoring cycle of the law of ALL-USE, with 20 positions and 60 candidates; and one new quote in it.

    python -m benchmarks.whole_law.run [--rounds 9] [--json FILE]

`decide` is the evaluation with its record, without traces; `with traces` adds what a live session writes. `one quote`
decides again after one bid has changed; there is no shorter way yet than to decide all of it. What each engine decides
is compared, byte by byte, before anything is timed; engines that differ end the run. Processor time.
"""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks import worlds
from benchmarks.measure import interleaved, machine
from engine.evaluate import evaluate
from engine.facts import Facts
from engine.record import DecisionRecord, Trace
from rules.compile.law import Law

ENGINES = ("reference", "fast")
CYCLE_BAR, QUOTE_BAR = 2e-3, 100e-6
TICK = Fraction(1, 100)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    law, facts = worlds.law(), worlds.facts_of(worlds.snapshot())
    same(law, facts)
    calls = {}
    for engine in ENGINES:
        calls[f"decide, {engine}"] = partial(decided, law, facts, "none", engine)
        calls[f"with traces, {engine}"] = partial(decided, law, facts, "near", engine)
        calls[f"one quote, {engine}"] = partial(requoted, law, quotes(facts), engine)
    found = interleaved(calls, given.rounds)
    positions, contracts = len(facts.subjects["position"]), len(facts.subjects["contract"])
    print(f"{len(law.rule_ids())} rules, {positions} positions, {contracts} contracts; medians of {given.rounds}")
    for what in ("decide", "with traces", "one quote"):
        reference, fast = (found[f"{what}, {engine}"] for engine in ENGINES)
        times = f"reference {reference * 1000:8.2f} ms   fast {fast * 1000:8.2f} ms"
        print(f"  {what:<12} {times}   {reference / fast:5.2f} times as fast")
    for what, bar in (("decide", CYCLE_BAR), ("one quote", QUOTE_BAR)):
        taken = found[f"{what}, fast"]
        word = "met" if taken <= bar else f"missed: {taken / bar:.1f} times as much"
        print(f"  the bar for {what} is {bar * 1000:g} ms: {word}")
    if given.json:
        told = {"machine": machine(), "rounds": given.rounds, "seconds": found}
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def decided(law: Law, facts: Facts, trace: Trace, engine: str) -> DecisionRecord:
    """The record of one evaluation."""
    return evaluate(law, facts, trace=trace, engine=engine)


def quotes(facts: Facts) -> cycle[Facts]:
    """The facts with one bid a tick higher, and as they were, in turn."""
    contract = facts.subjects["contract"][0]
    bid = facts.given[contract]["bid"].value
    if not isinstance(bid, Fraction):
        raise SystemExit(f"the bid of {contract.key} is not known")
    return cycle([worlds.with_bid(facts, contract.key, bid + TICK), facts])


def requoted(law: Law, turns: cycle[Facts], engine: str) -> DecisionRecord:
    """The record after the next quote."""
    return decided(law, next(turns), "none", engine)


def same(law: Law, facts: Facts) -> None:
    """Ends the run unless the engines decide the same to the byte."""
    traces: tuple[Trace, ...] = ("none", "near")
    for trace in traces:
        if len({decided(law, facts, trace, engine).canonical() for engine in ENGINES}) != 1:
            raise SystemExit(f"the engines differ, with trace {trace}")


if __name__ == "__main__":
    main()
