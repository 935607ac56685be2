"""`alluse replay --ledger`: a recorded week, traded on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.trading.events import CycleDecided
from ledger.store import Ledger
from tests.console.running import run
from tests.console.test_schemas import check

WEEK = "examples/april-2026/week-goog-2015.yaml"


def test_a_recorded_session_is_traded_and_proved(tmp_path: Path) -> None:
    ledger = tmp_path / "goog.db"
    told = run("replay", WEEK, "--ledger", ledger, "--format", "json")
    assert told.code == 0, told.err
    content = json.loads(told.out)
    check("traded-week", content)
    assert content["modelled"] is False
    [account] = content["accounts"]
    assert account["events"]["cycle_decided"] > 1
    assert account["events"]["reconciled"] == 1
    proved = run("ledger", "verify", "--ledger", ledger, "--head", account["head"])
    assert proved.code == 0, proved.out + proved.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seed", "3"], "go with `--ledger`"),
        (["--alert-file", "alerts.jsonl"], "go with `--ledger`"),
        (["--ledger", "new.db", "--alert-webhook", "nowhere"], "is not a web address"),
        (["--ledger", "new.db", "--page", "page.html"], "decided, not traded"),
        (["--ledger", "new.db", "--reading", "as if"], "the week has no reading `as if`"),
    ],
)
def test_words_that_cannot_be(words: list[str], said: str, tmp_path: Path) -> None:
    at = [str(tmp_path / each) if each.endswith((".db", ".html")) else each for each in words]
    told = run("replay", WEEK, *at)
    assert told.code == 2
    assert said in told.err


def test_alerts_of_a_replay_go_to_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And to no web address that only the environment names: nobody is called for a simulation without being asked."""
    monkeypatch.setenv("ALLUSE_ALERT_WEBHOOK", "no address at all")
    faults = tmp_path / "faults.yaml"
    faults.write_text("faults: [{ name: down, fault: outage, on: [poll], events: late, times: 1, seconds: 60 }]\n")
    alerts, ledger = tmp_path / "alerts.jsonl", tmp_path / "goog.db"
    told = run("replay", WEEK, "--ledger", ledger, "--faults", faults, "--alert-file", alerts, "--format", "json")
    assert told.code == 0, told.err
    [account] = json.loads(told.out)["accounts"]
    written = [json.loads(each) for each in alerts.read_text(encoding="utf-8").splitlines()]
    assert [(each["at"], each["code"], each["text"]) for each in written] == [
        (each["at"], each["code"], each["text"]) for each in account["alerts"]
    ]
    assert {each["code"] for each in written} == {"broker_down"}


def test_records_of_a_traded_week_assume_no_broker_and_no_machinery(tmp_path: Path) -> None:
    """Both are there and tell of themselves; what the recording itself takes for granted stays."""
    ledger_file = tmp_path / "goog.db"
    assert run("replay", WEEK, "--ledger", ledger_file, "--format", "json").code == 0
    with Ledger(ledger_file, read_only=True) as ledger:
        (account,) = ledger.accounts()
        decided = [each.event for each in ledger.entries(account) if isinstance(each.event, CycleDecided)]
        assumed = {one["id"] for each in decided for one in json.loads(ledger.content(each.record))["assumptions"]}
        facts = [json.loads(ledger.content(each.facts))["facts"] for each in decided]
    assert assumed == {"VIX-CLOSE-STANDS-FOR-10"}
    assert all(each["broker"]["is_up"] == "true" for each in facts)
