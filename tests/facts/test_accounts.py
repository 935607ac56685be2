from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.snapshot import Snapshot
from facts.accounts import AccountFile, read_account, read_accounts, with_accounts
from facts.errors import FactsError
from tests.facts.world import EXAMPLES, recording, snapshot

EMPTY = Snapshot("2026-04-16T10:00:00-04:00", (), {"underlying": {"SPY": {"instrument": "fund"}}}, "")

FULL = """\
account: A-17
user: u-1
kind: full
opened: 2026-01-05
stress_test: true
matches_broker: true
sleeves:
  gen:
    cash: $400000
    base: 400000
    high_water: 410000.50
    reinvested: 1000
    positions:
      - { contract: SPY260417P00701000, side: short, quantity: 2, credit: 1.62, opened: 2026-04-16 }
    orders:
      - { contract: QQQ260417P00640000, side: short, quantity: 1, state: in_doubt }
  com:
    cash: 1000.25
    base: 300000
    holdings:
      AAPL:
        lots:
          - { shares: 100, cost: 260.48, acquired: 2026-04-10 }
          - { shares: 100, cost: 255, acquired: 2026-04-13, assigned: true }
---
terms: A-17-SMALLER
for: account A-17
values:
  entry.delta_low for gen: 0.38
"""


def read(folder: Path, text: str = FULL) -> AccountFile:
    path = folder / "account.yaml"
    path.write_text(text, "utf-8")
    return read_account(path, "account.yaml")


def facts(folder: Path, text: str = FULL, base: Snapshot = EMPTY) -> dict[str, Any]:
    return dict(with_accounts(base, [read(folder, text)], recording().world).facts)


def test_a_mini_names_the_account_from_which_it_was_forked(tmp_path: Path) -> None:
    mini = FULL.replace("kind: full", "kind: mini\nparent: A-1")
    account = dict(with_accounts(EMPTY, [read(tmp_path, mini)], recording().world).facts)["account"]["A-17"]
    assert (account["kind"], account["parent"]) == ("mini", "A-1")


def test_an_account_becomes_facts(tmp_path: Path) -> None:
    found = facts(tmp_path)
    assert found["user"] == {"u-1": {}}
    assert found["account"] == {
        "A-17": {
            "user": "u-1",
            "kind": "full",
            "opened_on": "2026-01-05",
            "stress_test": "true",
            "matches_broker": "true",
        }
    }
    assert found["sleeve"]["A-17 gen"] == {
        "account": "A-17",
        "kind": "gen",
        "cash": "400000",
        "base": "400000",
        "reinvested": "1000",
        "opening_high_water": "410000.5",
    }
    assert found["sleeve"]["A-17 com"]["cash"] == "1000.25"
    assert found["sleeve"]["A-17 com"]["reinvested"] == "0"
    assert "opening_high_water" not in found["sleeve"]["A-17 com"]
    common = {"sleeve": "A-17 gen", "contract": "SPY260417P00701000", "side": "short", "quantity": "2"}
    assert found["position"] == {
        "A-17 gen 1": {
            **common,
            "original_credit": "1.62",
            "opened_on": "2026-04-16",
            "hypothetical": "false",
        }
    }
    assert found["exposure"] == {
        "A-17 gen 1": {**common, "source": "held"},
        "A-17 gen order 1": {
            "sleeve": "A-17 gen",
            "contract": "QQQ260417P00640000",
            "side": "short",
            "quantity": "1",
            "source": "in_doubt",
        },
    }
    assert found["holding"] == {
        "A-17 com AAPL": {"sleeve": "A-17 com", "underlying": "AAPL", "shares": "200", "assigned": "true"}
    }
    assert found["lot"]["A-17 com AAPL 2"] == {
        "holding": "A-17 com AAPL",
        "number": "2",
        "shares": "100",
        "cost": "255",
        "acquired_on": "2026-04-13",
    }


def test_every_sleeve_may_buy_every_underlying_of_the_snapshot(tmp_path: Path) -> None:
    assert facts(tmp_path)["purchase"] == {
        f"A-17 {sleeve} {symbol}": {"sleeve": f"A-17 {sleeve}", "underlying": symbol}
        for sleeve in ("gen", "com")
        for symbol in ("SPY", "AAPL")
    }


def test_what_an_account_holds_and_the_snapshot_lacks_is_added(tmp_path: Path) -> None:
    found = facts(tmp_path)
    assert found["contract"]["QQQ260417P00640000"] == {
        "expiry": "QQQ 2026-04-17",
        "right": "put",
        "strike": "640",
        "expires_on": "2026-04-17",
        "days_to_expiry": "1",
        "sessions_to_expiry": "2",
        "multiplier": "100",
    }
    assert found["expiry"]["QQQ 2026-04-17"] == {"underlying": "QQQ", "date": "2026-04-17"}
    assert found["underlying"]["AAPL"] == {"instrument": "stock", "has_chain": "false"}
    assert found["underlying"]["SPY"] == {"instrument": "fund"}
    assert EMPTY.facts == {"underlying": {"SPY": {"instrument": "fund"}}}  # the given snapshot is left alone


def test_what_the_snapshot_has_is_kept(tmp_path: Path) -> None:
    base = snapshot("2026-04-16", "at_10")
    found = facts(tmp_path, base=base)
    assert found["contract"] == base.facts["contract"]
    assert found["underlying"] == base.facts["underlying"]
    assert set(found) - set(base.facts) == {
        "user", "account", "sleeve", "position", "exposure", "holding", "lot", "purchase",
    }  # fmt: skip


def test_without_a_world_nothing_is_guessed(tmp_path: Path) -> None:
    found = with_accounts(EMPTY, [read(tmp_path)], None).facts
    assert found["contract"]["QQQ260417P00640000"] == {
        "expiry": "QQQ 2026-04-17",
        "right": "put",
        "strike": "640",
        "expires_on": "2026-04-17",
    }
    assert found["underlying"]["AAPL"] == {"instrument": "unknown", "has_chain": "false"}


def test_every_fact_of_an_account_has_its_place(tmp_path: Path) -> None:
    found = with_accounts(EMPTY, [read(tmp_path)], recording().world)
    assert found.place("sleeve", "A-17 gen", "cash").line == 9
    assert found.place("position", "A-17 gen 1", "original_credit").column == 75
    assert found.place("lot", "A-17 com AAPL 2", "acquired_on").line == 24
    assert found.place("account", "A-17", "opened_on").line == 4
    assert found.place("account", "A-17", "matches_broker").line == 6
    assert found.place("sleeve", "A-17 gen", "opening_high_water").line == 11


def test_what_a_carried_position_adds(tmp_path: Path) -> None:
    text = FULL.replace("opened: 2026-04-16 }", "opened: 2026-04-16, purpose: income, hypothetical: true }")
    found = facts(tmp_path, text.replace("credit: 1.62, ", ""))["position"]["A-17 gen 1"]
    assert (found["purpose"], found["hypothetical"]) == ("income", "true")
    assert "original_credit" not in found


def test_an_account_that_was_not_compared_with_the_broker_says_nothing_of_it(tmp_path: Path) -> None:
    for told, given in (("", None), ("matches_broker: false\n", "false")):
        found = facts(tmp_path, FULL.replace("matches_broker: true\n", told))["account"]["A-17"]
        assert found.get("matches_broker") == given


def test_terms_are_passed_through_untouched(tmp_path: Path) -> None:
    [terms] = read(tmp_path).terms
    assert terms.root.keys() == ("terms", "for", "values")
    assert terms.root.span.line == 26


def test_a_file_with_a_flaw_in_its_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError) as error:
        read(tmp_path, FULL.replace("kind: full", "kind: full\nkind: mini"))
    assert [each.code for each in error.value.findings] == ["Y113"]


def test_every_flaw_of_several_files_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FULL.replace("kind: full\n", ""), "utf-8")
    (tmp_path / "b.yaml").write_text(FULL.replace("quantity: 2", "quantity: -2"), "utf-8")
    with pytest.raises(FactsError) as error:
        read_accounts([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert [each.code for each in error.value.findings] == ["F602", "F603"]


def test_the_two_accounts_of_the_week() -> None:
    fresh, holding = read_accounts([EXAMPLES / "accounts" / "fresh.yaml", EXAMPLES / "accounts" / "holding.yaml"])
    found = with_accounts(snapshot("2026-04-13", "at_10"), [fresh, holding], recording().world).facts
    assert {key: each["shares"] for key, each in found["holding"].items()} == {
        "A-HOLD com AAPL": "200",
        "A-HOLD com MSFT": "100",
        "A-HOLD com NVDA": "300",
    }
    # Each is worth a million, the second at the prices of the Friday before.
    for read in (fresh, holding):
        sleeves = read.account.sleeves.values()
        shares = sum(lot.shares * lot.cost for each in sleeves for held in each.holdings.values() for lot in held.lots)
        assert sum(each.cash for each in sleeves) + shares == 1_000_000
        assert sum(each.base for each in sleeves) == 1_000_000
    closes = {"AAPL": "260.48", "MSFT": "370.87", "NVDA": "188.63"}
    held = holding.account.sleeves["com"].holdings
    assert {symbol: str(each.lots[0].cost) for symbol, each in held.items()} == closes
