"""Facts for benchmarks: a recorded morning of the law of ALL-USE, cut to so many positions and candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, cast

from console.replay import request_of
from engine.facts import Facts, read_facts
from engine.snapshot import Snapshot
from facts.accounts import Account, AccountFile, Holding, Lot, Position, Sleeve, with_accounts
from facts.description import World
from facts.files import from_dict
from facts.recording import build_snapshot, load_recording
from rules.compile.compiler import compile_path
from rules.compile.law import Law

ROOT = Path(__file__).parents[1]
LAW = ROOT / "constitution" / "all-use" / "1.3"
RECORDING = ROOT / "examples" / "april-2026" / "recording.yaml"
SESSION = date(2026, 4, 16)  # a Thursday: the window of Gen is open, and what is held is watched
READING = "at_10"
DAYS = 5
SLEEVES = ("gen", "rev", "com")
WRITERS_OF_PUTS = ("gen", "rev")
SHARES = ("AAPL", "NVDA")  # a sleeve looks at puts on what it holds, whatever its symbols are


@cache
def law() -> Law:
    """The law of ALL-USE 1.3."""
    found = compile_path(LAW).law
    assert found is not None
    return found


def snapshot(account: str = "A", positions: int = 20, candidates: int = 60) -> Snapshot:
    """10:00 of a recorded Thursday: the contracts of few days nearest the money, and an account that holds some short.

    Of the puts nearest the money the first `positions` are held short by the account, one contract each, in turn by
    its three sleeves; of the next as many are offered as make `candidates` pairs of a sleeve and a contract that it
    may look at, those that are held among them. Each sleeve holds 300 shares of two names.
    """
    market, held, world = _market(positions, candidates)
    return with_accounts(market, [AccountFile(_account(account, held), "account", {})], world)


@cache
def _market(positions: int, candidates: int) -> tuple[Snapshot, tuple[str, ...], World | None]:
    described = load_recording(RECORDING)
    raw = build_snapshot(described, SESSION, READING, request_of(law()))
    facts = dict(raw["facts"])
    offered, held = _chosen(facts, positions, candidates)
    table = facts["contract"]
    keys = {*offered, *held}
    facts["contract"] = {"columns": table["columns"], "rows": [row for row in table["rows"] if row[0] in keys]}
    return from_dict({**raw, "facts": facts}, RECORDING.name), tuple(held), described.world


def facts_of(found: Snapshot) -> Facts:
    """The facts of a snapshot, typed by the law."""
    read = read_facts(law(), found)
    assert read.facts is not None, read.findings
    return read.facts


def with_bid(facts: Facts, contract: str, bid: Fraction) -> Facts:
    """The same facts but for one bid."""
    subject = next(each for each in facts.subjects["contract"] if each.key == contract)
    return facts.with_fact(subject, "bid", replace(facts.given[subject]["bid"], value=bid))


def _chosen(facts: Mapping[str, Any], positions: int, candidates: int) -> tuple[list[str], list[str]]:
    """The contracts that are offered, and those that are held: short puts of few days, nearest the money first."""
    written = dict(law().parameters["entry.symbols"].values)
    symbols = [{*SHARES, *map(str, cast("tuple[str, ...]", written[kind]))} for kind in WRITERS_OF_PUTS]
    columns = facts["contract"]["columns"]
    spots = {key: Decimal(each["spot"]) for key, each in facts["underlying"].items() if "spot" in each}
    found = []
    for row in facts["contract"]["rows"]:
        each = dict(zip(columns, row, strict=True))
        root = each["expiry"].partition(" ")[0]
        if (
            root in spots
            and each["right"] == "put"
            and int(each["days_to_expiry"]) <= DAYS
            and each["bid"] != "unknown"
        ):
            pairs = sum(root in own for own in symbols)
            found.append((abs(Decimal(each["strike"]) / spots[root] - 1), each["key"], pairs))
    found.sort()
    held, wanted = found[:positions], candidates - sum(pairs for _, _, pairs in found[:positions])
    offered: list[str] = []
    for _, key, pairs in found[positions:]:
        if 0 < pairs <= wanted:
            offered.append(key)
            wanted -= pairs
    if wanted or len(held) < positions:
        raise ValueError(f"no {positions} positions and {candidates} candidates are on record for that morning")
    return offered, [key for _, key, _ in held]


def _account(name: str, held: Sequence[str]) -> Account:
    sleeves = {}
    for turn, kind in enumerate(SLEEVES):
        own = tuple(
            Position(contract=key, side="short", quantity=1, opened=SESSION, credit=Decimal(1), purpose="income")
            for key in held[turn :: len(SLEEVES)]
        )
        lots = (Lot(shares=300, cost=Decimal(200), acquired=date(2026, 4, 13)),)
        sleeves[kind] = Sleeve(
            cash=Decimal(2_000_000),
            base=Decimal(2_000_000),
            positions=own,
            holdings={symbol: Holding(lots=lots) for symbol in SHARES},
        )
    return Account(
        account=name, user="demo", kind="full", opened=date(2026, 4, 13), sleeves=sleeves, matches_broker=True
    )
