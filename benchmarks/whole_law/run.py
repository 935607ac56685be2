"""One monitoring cycle of the law of ALL-USE, with 20 positions and 60 candidates; and one new quote in it.

    python -m benchmarks.whole_law.run [--rounds 9] [--json FILE]

`decide` is the evaluation with its record, without traces; `with traces` adds what a live session writes. `one quote`
decides all of it again after one bid has changed. `incremental` decides again only what a quote changes, for every
contract that is held or offered: bid, ask and delta a step away and back, then a bid that falls to a tick and comes
back. What each engine decides is compared, byte by byte, and the decisions after each quote with those from scratch,
before anything is timed; a difference ends the run. Processor time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import worlds
from benchmarks.measure import interleaved, machine
from benchmarks.whole_law.quotes import HELD, OFFERED, Quotes
from engine.evaluate import evaluate
from engine.facts import Facts
from engine.record import DecisionRecord, Trace
from rules.compile.law import Law

ENGINES = ("reference", "fast")
CYCLE_BAR, QUOTE_BAR = 2e-3, 100e-6
TICK = Fraction(1, 100)
MICRO = 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    law, facts = worlds.law(), worlds.facts_of(worlds.snapshot())
    same(law, facts)
    calls: dict[str, Callable[[], object]] = {}
    for engine in ENGINES:
        calls[f"decide, {engine}"] = partial(decided, law, facts, "none", engine)
        calls[f"with traces, {engine}"] = partial(decided, law, facts, "near", engine)
        calls[f"one quote, {engine}"] = partial(requoted, law, quotes(facts), engine)
    following = Quotes(law, facts)
    following.same()
    calls["incremental"] = following.follow
    calls["anew"] = following.anew
    found = interleaved(calls, given.rounds)
    positions, contracts = len(facts.subjects["position"]), len(facts.subjects["contract"])
    print(f"{len(law.rule_ids())} rules, {positions} positions, {contracts} contracts; medians of {given.rounds}")
    for what in ("decide", "with traces", "one quote"):
        reference, fast = (found[f"{what}, {engine}"] for engine in ENGINES)
        times = f"reference {reference * 1000:8.2f} ms   fast {fast * 1000:8.2f} ms"
        print(f"  {what:<12} {times}   {reference / fast:5.2f} times as fast")
    by_kind = {kind: taken.told() for kind, taken in following.taken.items()}
    for kind, told in by_kind.items():
        print(told_of(kind, told, found["anew"]))
    slower = max(by_kind[kind]["median"] for kind in (HELD, OFFERED))
    for what, taken, bar in (("decide", found["decide, fast"], CYCLE_BAR), ("one quote", slower, QUOTE_BAR)):
        word = "met" if taken <= bar else f"missed: {taken / bar:.1f} times as much"
        print(f"  the bar for {what} is {bar * 1000:g} ms: {word}")
    if given.json:
        del found["incremental"]
        written = {"machine": machine(), "rounds": given.rounds, "seconds": found, "incremental": by_kind}
        given.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def told_of(kind: str, taken: Mapping[str, Any], anew: float) -> str:
    """What quotes of one kind of contract took, and how many of them were decided as a whole."""
    micro = {name: taken[name] * MICRO for name in ("median", "ninetieth", "worst", "first_median")}
    whole = sum(taken["whole"].values())
    return (
        f"  incremental, {taken['contracts']} contracts {kind}: median {micro['median']:.0f} us, of ten nine within"
        f" {micro['ninetieth']:.0f} us, worst {micro['worst']:.0f} us, the first {micro['first_median']:.0f} us;"
        f" {anew / taken['median']:.0f} times as fast as all decisions anew; {taken['decisions_changed']} decisions"
        f" changed; as a whole {whole} of {taken['quotes']}"
        + "".join(f"\n    {count} times: {why}" for why, count in sorted(taken["whole"].items()))
    )


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
