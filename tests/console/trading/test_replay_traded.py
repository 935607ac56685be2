"""`alluse replay --ledger`: a recorded week, traded on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
        (["--ledger", "new.db", "--page", "page.html"], "decided, not traded"),
        (["--ledger", "new.db", "--reading", "as if"], "the week has no reading `as if`"),
    ],
)
def test_words_that_cannot_be(words: list[str], said: str, tmp_path: Path) -> None:
    at = [str(tmp_path / each) if each.endswith((".db", ".html")) else each for each in words]
    told = run("replay", WEEK, *at)
    assert told.code == 2
    assert said in told.err
