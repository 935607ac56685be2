"""Fills that nobody made: a roll closes one position and opens another one, a leg alone only what it is judged as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.snapshot import Snapshot
from facts.accounts import AccountFile, read_account
from facts.hypothetical import Fill, NotFilled, fill_at_mid
from rules.compile.compiler import compile_sources
from rules.source.load import load_text

LAW = """
constitution: books
version: "1"
---
scopes:
  account: { key: text }
  position: { key: text, in: account }
---
actions:
  close: { on: position, risk: reducing, does: closes }
  roll:
    on: position
    risk: increasing
    fields: { to: position }
    legs: { closing: { on: position, alone: close }, opening: { on: to } }
    does: rolls
  bless: { on: position, risk: neutral, does: blesses }
---
rule: MAY-01
section: §1
permit: [close, roll, bless]
for: account
when: true
"""
ACCOUNT = """\
account: A-1
user: u-1
kind: full
opened: 2026-01-05
sleeves:
  gen:
    cash: 1000
    base: 1000
    positions:
      - { contract: SPY260417P00700000, side: SIDE, quantity: 2, credit: 1.00, opened: 2026-04-01 }
"""
OLD, NEW = "SPY260417P00700000", "SPY260420P00690000"
OF = {"account": "A-1", "sleeve": "A-1 gen", "contract": OLD}
CLOSING = {"leg": "closing", "scope": "position", "subject": "P", "of": OF}
OPENING = {"leg": "opening", "scope": "offer", "subject": "N", "of": {**OF, "contract": NEW}}
ROLL: Mapping[str, Any] = {
    "action": "roll",
    "subject": "P",
    "of": OF,
    "fields": {"quantity": "2", "to": "N"},
    "legs": [CLOSING, OPENING],
}
ALONE = {**ROLL, "legs": [CLOSING], "alone": {"as": "close"}}


def filled(
    folder: Path, intent: Mapping[str, Any], side: str = "short", new_ask: str = "4"
) -> tuple[AccountFile, tuple[Fill, ...], tuple[NotFilled, ...]]:
    path = folder / "account.yaml"
    path.write_text(ACCOUNT.replace("SIDE", side), "utf-8")
    law = compile_sources([load_text(LAW, "law.yaml")]).law
    assert law is not None
    contracts = {
        OLD: {"bid": "2", "ask": "4", "multiplier": "100"},
        NEW: {"bid": "3", "ask": new_ask, "multiplier": "100"},
    }
    snapshot = Snapshot("2026-04-16T10:00:00-04:00", (), {"contract": contracts}, "facts")
    (after,), fills, refused = fill_at_mid([read_account(path)], [intent], law, snapshot, date(2026, 4, 16))
    return after, fills, refused


@pytest.mark.parametrize(("side", "cash"), [("short", 1000 - 600 + 700), ("long", 1000 + 600 - 700)])
def test_a_roll_closes_and_opens_the_same_side(side: str, cash: int, tmp_path: Path) -> None:
    after, fills, refused = filled(tmp_path, ROLL, side)
    sleeve = after.account.sleeves["gen"]
    assert [(each.contract, each.side, each.quantity) for each in sleeve.positions] == [(NEW, side, 2)]
    assert sleeve.cash == cash
    assert [each.price for each in fills] == [Decimal(3), Decimal("3.5")]
    assert refused == ()


def test_a_leg_alone_does_what_it_is_judged_as(tmp_path: Path) -> None:
    after, fills, _ = filled(tmp_path, ALONE)
    assert after.account.sleeves["gen"].positions == ()
    assert after.account.sleeves["gen"].cash == 400
    assert len(fills) == 1


def test_what_has_no_price_is_not_opened(tmp_path: Path) -> None:
    after, fills, refused = filled(tmp_path, ROLL, new_ask="unknown")
    assert after.account.sleeves["gen"].positions == ()
    assert len(fills) == 1
    assert [each.why for each in refused] == ["the contract has no mid"]


def test_where_nothing_is_closed_nothing_is_opened(tmp_path: Path) -> None:
    gone = {**ROLL, "of": {**OF, "contract": NEW}}
    after, fills, refused = filled(tmp_path, gone)
    assert [each.contract for each in after.account.sleeves["gen"].positions] == [OLD]
    assert fills == ()
    assert [each.why for each in refused] == ["the position is closed already"]


def test_a_deed_that_nobody_knows_is_not_filled(tmp_path: Path) -> None:
    _, fills, refused = filled(tmp_path, {**ROLL, "action": "bless"})
    assert fills == ()
    assert [each.why for each in refused] == ["nobody knows what `blesses` does to the books"]
