"""Weeks that are traded on the modelled market: what the law does there is still done.

A law may pass all its scenarios and still stand still on a market, for want of a fact that no scenario misses. Which
kinds of orders come, and where, is no promise of the law; but one that came before and comes no more has to be
explained by whoever changed it.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

from tests.console.running import run

PLAN = "examples/five-years/backtest.yaml"
FIRST, LAST = "2019-01-02", "2019-02-15"

DONE = {
    "gen": {"buy_leap", "sell_leap", "open_csp", "write_call", "close"},
    "rev": {"buy_leap", "sell_leap", "open_csp", "write_call", "close", "buy_hedge", "release_hedge", "exit_at_market"},
    "com": {"buy_leap", "sell_leap", "buy_shares", "write_call", "close"},
}
"""The orders that are filled in each sleeve of the account."""


def traded() -> tuple[Counter[str], list[str]]:
    """How many orders of each kind were filled, of each sleeve, and what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "weeks.db"
        days = ("--from", FIRST, "--until", LAST)
        told = run("backtest", PLAN, "--ledger", ledger, *days, "--quiet", "--format", "json")
        if told.code:
            return Counter(), [f"the weeks were not traded: {told.err}"]
        proved = run("ledger", "verify", "--ledger", ledger)
    [account] = json.loads(told.out)["accounts"]
    filled = Counter(
        f"{each['sleeve'].rpartition(' ')[2]} {each['action']}" for each in account["orders"] if each["filled"]
    )
    wrong = [] if not proved.code else [f"the ledger of the weeks is not proved: {proved.out}{proved.err}"]
    return filled, [*wrong, *missing(filled)]


def missing(filled: Counter[str]) -> list[str]:
    """The kinds of orders that came before and come no more."""
    expected = [f"{sleeve} {action}" for sleeve, actions in sorted(DONE.items()) for action in sorted(actions)]
    return [f"in the weeks from {FIRST} to {LAST}: no {each} any more" for each in expected if not filled[each]]
