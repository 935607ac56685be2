"""`alluse explain` of law with a memory and with sizes: what stands, who keeps what, what was allocated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.console.running import ROOT, run

SCHEMA = json.loads((ROOT / "console/schemas/explanation.json").read_text("utf-8"))

LAW = """\
constitution: desk
version: "1"
---
units: { base: [usd, lots], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -10000 to 10000 }
  lots: { unit: lots, step: 1, range: 0 to 100 }
---
scopes:
  clock: { one: true }
  account: { key: text }
  order: { key: text, in: account }
---
facts: clock
given:
  now: { type: instant, source: at }
---
facts: account
given:
  loss: { type: money }
  room: { type: lots }
---
facts: order
given:
  lots: { type: lots, may_be_missing: true }
---
actions:
  place: { on: order, risk: increasing, fields: { quantity: lots } }
  warn: { on: account, risk: neutral }
---
latch: STOP-01
section: §1
keeps: account.stopped
for: account
set_when: account.loss >= $100
reset_when: account.loss < $50
if_both: set
remembers: { account.stopped_with: account.loss }
---
state: WORST-01
section: §1
keeps: account.worst
type: money
for: account
starts: $0
becomes: max(account.worst before, account.loss)
---
rule: BAD-01
section: §1
derive: account.bad
type: flag
for: account
as: account.stopped and account.loss > $10
---
rule: PLACE-01
section: §1
permit: place
for: order
when: true
---
rule: PLACE-02
section: §1
forbid: place
for: account
when: account.bad
---
rule: WARN-01
section: §1
permit: warn
for: account
when: account.stopped
---
rule: WARN-02
section: §1
propose: warn
for: account
when: account.stopped
once: per session
---
allocate: SIZE-01
section: §2
action: place
for: account
among: order in account
counts: lots
writes: order.placed
limits:
  - { limit: ROOM, per: account, amount: 1, at_most: account.room }
  - { limit: ORDER, per: order, amount: 1, at_most: order.lots }
prefer:
  - first by highest order.lots
ties: [order]
"""


def facts(folder: Path, minute: int, loss: int) -> Path:
    path = folder / f"facts-{minute}.yaml"
    path.write_text(
        f"at: 2026-04-16T10:{minute:02}:00-04:00\nfacts:\n"
        f"  account: {{ A: {{ loss: {loss}, room: 5 lots }} }}\n"
        "  order:\n    first: { account: A, lots: 5 lots }\n    second: { account: A, lots: 3 lots }\n"
        "    third: { account: A }\n",
        "utf-8",
    )
    return path


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.yaml"
    path.write_text(LAW, "utf-8")
    return path


def _kept(folder: Path, law: Path, loss: int) -> Path:
    told = run("dry-run", law, "--facts", facts(folder, 0, loss), "--format", "json")
    assert told.code == 0, told.err
    path = folder / "record.json"
    path.write_text(told.out, "utf-8")
    return path


def _explained(*arguments: str | Path) -> Any:
    told = run("explain", *arguments, "--format", "json")
    assert told.code == 0, told.err
    jsonschema.validate(told.json, SCHEMA)
    [said] = told.json["explanations"]
    return said


def test_what_keeps_a_fact_since_when_and_what_was_remembered(tmp_path: Path, law: Path) -> None:
    case = (law, "--facts", facts(tmp_path, 20, 80), "--kept", _kept(tmp_path, law, 120))
    page = run("explain", *case, "A", "--action", "warn").out
    assert "true    account.stopped\n            kept by STOP-01 since 10:00 (stopped with $120)\n" in page
    said = _explained(*case, "A", "--action", "warn")
    kept = {each["fact"]: each for each in said["derived"]}
    assert kept["account.stopped"]["how"] == "since 10:00 (stopped with $120); until account.loss < $50"
    assert kept["account.stopped"]["values"] == {"account.loss": "$80"}
    assert (kept["account.worst"]["value"], kept["account.worst"]["how"]) == ("$120", "since 10:00")


def test_what_is_kept_of_an_owner_and_read_through_what_is_derived(tmp_path: Path, law: Path) -> None:
    case = (law, "--facts", facts(tmp_path, 20, 80), "--kept", _kept(tmp_path, law, 120))
    said = _explained(*case, "first")
    kept = {each["fact"]: each for each in said["derived"]}
    assert kept["account.stopped"]["about"] == "account A"
    assert kept["account.stopped"]["how"].endswith("until account.loss < $50")
    [clause] = said["in_the_way"][:1]
    assert clause["says"] == "stopped: true, kept by STOP-01 since 10:00 (stopped with $120)"


def test_a_latch_that_is_not_set_says_what_sets_it(tmp_path: Path, law: Path) -> None:
    said = _explained(law, "--facts", facts(tmp_path, 0, 20), "first")
    kept = {each["fact"]: each for each in said["derived"]}
    assert kept["account.stopped"]["how"] == "since 10:00; set when account.loss >= $100"


def test_a_duty_that_stands_says_so(tmp_path: Path, law: Path) -> None:
    fresh = run("explain", law, "--facts", facts(tmp_path, 0, 120), "A", "--action", "warn").out
    assert "WARN-02 (propose, §1) holds\n" in fresh
    case = (law, "--facts", facts(tmp_path, 20, 120), "--kept", _kept(tmp_path, law, 120), "A", "--action", "warn")
    assert "WARN-02 (propose, §1) holds, and stands since 10:00 (done, and not again)\n" in run("explain", *case).out
    rules = {each["rule"]: each["says"] for each in _explained(*case)["rules"]}
    assert rules["WARN-02"] == "holds, and stands since 10:00 (done, and not again)"


def test_what_is_allocated_and_what_holds_it_back(tmp_path: Path, law: Path) -> None:
    case = (law, "--facts", facts(tmp_path, 0, 0))
    [size] = _explained(*case, "first")["allocated"]
    assert (size["rule"], size["owner"], size["count"], size["others"]) == ("SIZE-01", "account A", 5, [])
    assert [each["limit"] for each in size["held_back_by"]] == ["ROOM", "ORDER"]
    page = run("explain", *case, "first").out
    assert "place, order first: permitted\n" in page
    assert "allocated       5 by SIZE-01 for account A\n" in page


def test_none_is_allocated_for_want_of_room(tmp_path: Path, law: Path) -> None:
    case = (law, "--facts", facts(tmp_path, 0, 0))
    [size] = _explained(*case, "second")["allocated"]
    assert (size["count"], size["others"]) == (0, [{"subject": "first", "count": 5}])
    assert size["held_back_by"] == [
        {
            "limit": "ROOM",
            "group": "account A",
            "taken": "5 lots",
            "one_more": "1 lots",
            "at_most": "5 lots",
            "how": "account.room",
            "values": {},
        }
    ]
    page = run("explain", *case, "second").out
    assert "place, order second: permitted, none is allocated\n" in page
    assert "held back by    ROOM account A: 5 lots of at most 5 lots, and one more is 1 lots\n" in page


def test_a_limit_that_nobody_knows_is_told(tmp_path: Path, law: Path) -> None:
    said = _explained(law, "--facts", facts(tmp_path, 0, 0), "third")
    [size] = said["allocated"]
    assert size["count"] == 0
    assert "unknown" in " ".join((*size["why"], *(each["at_most"] for each in size["held_back_by"])))


def test_nothing_is_said_of_sizes_where_it_is_not_permitted(tmp_path: Path, law: Path) -> None:
    said = _explained(law, "--facts", facts(tmp_path, 0, 120), "first")
    assert (said["verdict"], said["allocated"]) == ("forbidden", [])
