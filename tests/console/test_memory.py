"""`alluse dry-run` and `explain` of law with a memory: events among the facts, and what the record before kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.console.running import FACTS, LAW, run

DESK = """\
constitution: desk
version: "1"
---
scopes:
  clock: { one: true }
  account: { key: text }
---
types:
  level: { unit: none, step: 1, range: 0 to 3 }
---
events:
  stop: { in: account, by: operator, fields: { why: text } }
---
facts: clock
given:
  now: { type: instant, source: at }
---
facts: account
given:
  level: { type: level }
---
actions:
  buy: { on: account, risk: increasing }
---
state: WORST-01
section: §1
keeps: account.worst
type: level
for: account
starts: 0
becomes: max(account.worst before, account.level)
---
latch: STOP-01
section: §1
keeps: account.stopped
for: account
set_when: stop in account happens
reset_when: never
if_both: set
---
rule: BUY-01
section: §1
permit: buy
for: account
when: account.worst < 2 and not account.stopped
---
rule: BUY-02
section: §1
propose: buy
for: account
when: account.level is 0
once: per session
"""


def facts(folder: Path, level: int, minute: int = 0, more: str = "") -> Path:
    path = folder / f"facts-{minute}.yaml"
    at = f"2026-04-16T10:{minute:02}:00-04:00"
    path.write_text(f"at: {at}\nfacts:\n  account: {{ A: {{ level: {level} }} }}\n{more}", "utf-8")
    return path


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.yaml"
    path.write_text(DESK, "utf-8")
    return path


def record(folder: Path, law: Path, facts: Path, *more: str | Path) -> tuple[Path, Any]:
    told = run("dry-run", law, "--facts", facts, "--format", "json", *more)
    assert told.code == 0, told.err
    path = folder / f"{facts.stem}.json"
    path.write_text(told.out, "utf-8")
    return path, told.json


def test_one_evaluation_after_the_other(tmp_path: Path, law: Path) -> None:
    first, told = record(tmp_path, law, facts(tmp_path, 2))
    assert told["decisions"][0]["verdict"] == "not_permitted"
    _, told = record(tmp_path, law, facts(tmp_path, 0, 1), "--kept", first)
    assert told["decisions"][0]["verdict"] == "not_permitted"
    _, fresh = record(tmp_path, law, facts(tmp_path, 0, 1))
    assert fresh["decisions"][0]["verdict"] == "permitted"


def test_an_event_is_told_once(tmp_path: Path, law: Path) -> None:
    stop = "events:\n  - { event: stop, in: A, at: 2026-04-16T10:00:00-04:00, why: enough }\n"
    first, told = record(tmp_path, law, facts(tmp_path, 0, 0, stop))
    assert [each["event"] for each in told["events"]] == ["stop"]
    _, told = record(tmp_path, law, facts(tmp_path, 0, 1, stop), "--kept", first)
    assert told["events"] == []
    assert told["decisions"][0]["verdict"] == "not_permitted"


def test_a_duty_of_the_day_is_proposed_once(tmp_path: Path, law: Path) -> None:
    first, told = record(tmp_path, law, facts(tmp_path, 0))
    assert len(told["proposals"]) == 1
    _, told = record(tmp_path, law, facts(tmp_path, 0, 1), "--kept", first)
    assert told["proposals"] == []
    assert [each["rule"] for each in told["standing"]] == ["BUY-02"]


def test_the_page_tells_what_was_kept(tmp_path: Path, law: Path) -> None:
    first, _ = record(tmp_path, law, facts(tmp_path, 2))
    stop = "events:\n  - { event: stop, in: A, at: 2026-04-16T10:01:00-04:00, why: enough }\n"
    page = run("dry-run", law, "--facts", facts(tmp_path, 1, 1, stop), "--kept", first).out
    for line in ("Happened", "  stop  A  why enough", "  account.stopped  A  true", "  1 as before"):
        assert line in page, line


def test_explain_carries_on_as_well(tmp_path: Path, law: Path) -> None:
    first, _ = record(tmp_path, law, facts(tmp_path, 2))
    told = run("explain", law, "--facts", facts(tmp_path, 0, 1), "--kept", first, "A")
    assert told.code == 0, told.err
    assert "worst" in told.out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", "F615"),
        ("[1]", "F602"),
        ("{}", "F602"),
        (json.dumps({"kept": {"facts": {"account": {"A": {"worst": "7"}}}}}), "F627"),
        (json.dumps({"kept": {"facts": {"account": {"A": {"best": "1"}}}}}), "F625"),
        (json.dumps({"kept": {"at": "2026-04-16T10:00:01-04:00"}}), "F608"),
    ],
)
def test_what_was_kept_and_does_not_fit(tmp_path: Path, law: Path, text: str, code: str) -> None:
    before = tmp_path / "before.json"
    before.write_text(text, "utf-8")
    told = run("dry-run", law, "--facts", facts(tmp_path, 0), "--kept", before)
    assert told.code == 2
    assert f"error[{code}]" in told.err


def test_a_record_that_is_not_there(tmp_path: Path, law: Path) -> None:
    told = run("dry-run", law, "--facts", facts(tmp_path, 0), "--kept", tmp_path / "none.json")
    assert told.code == 2
    assert "error[F615]" in told.err


def test_law_without_memory_takes_none(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(json.dumps({"kept": {"facts": {"account": {"A": {"worst": "1"}}}}}), "utf-8")
    told = run("dry-run", LAW, "--facts", FACTS, "--kept", before)
    assert told.code == 2
    assert "error[F621]" in told.err


def test_what_was_kept_is_told_once(tmp_path: Path, law: Path) -> None:
    first, _ = record(tmp_path, law, facts(tmp_path, 2))
    path = facts(tmp_path, 0, 1, "kept: { facts: { account: { A: { worst: 1 } } } }\n")
    told = run("dry-run", law, "--facts", path, "--kept", first)
    assert told.code == 2
    assert "error[F605]" in told.err
