"""What a scenario says of a goal that a group falls short of, where one allocation sets it and where several do."""

from __future__ import annotations

import pytest

from engine.snapshot import Snapshot
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.source.load import load_text
from scenarios.reader import read_text
from scenarios.report import Result
from scenarios.runner import run_scenario
from scenarios.words import Words

LAW = """
constitution: shelves
version: "1"
---
units: { base: [usd, book], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: 0 to 1000000 }
  price: { unit: usd per book, step: 0.01, range: 0 to 1000 }
  books: { unit: books, step: 1, range: 0 to 1000 }
---
scopes:
  branch: { key: name }
  offer: { key: id, in: branch }
---
facts: branch
given:
  for_new: { type: money, may_be_missing: true }
  for_old: { type: money }
---
facts: offer
given:
  price: { type: price }
  stock: { type: books }
---
actions:
  buy_new: { on: offer, risk: increasing, fields: { quantity: books } }
  buy_old: { on: offer, risk: increasing, fields: { quantity: books } }
---
rule: BUY-01
section: §1
permit: [buy_new, buy_old]
for: offer
when: true
---
allocate: NEW-01
section: §1
action: buy_new
for: branch
among: offer in branch
counts: books
writes: offer.new_ones
limits:
  - { limit: NEW, per: offer, amount: 1, at_most: offer.stock }
goal: { per: branch, amount: offer.price, at_least: branch.for_new }
prefer: [most of offer.price]
ties: [offer]
---
allocate: OLD-01
section: §1
action: buy_old
for: branch
among: offer in branch
counts: books
writes: offer.old_ones
limits:
  - { limit: OLD, per: offer, amount: 1, at_most: offer.stock }
goal: { per: branch, amount: OLD_AMOUNT, at_least: OLD_GOAL }
prefer: [most of offer.price]
ties: [offer]
"""
FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "branch": {"East": {"for_new": "100", "for_old": "70"}, "West": {"for_new": "0", "for_old": "0"}},
        "offer": {"O-1": {"branch": "East", "price": "10.00", "stock": "3"}},
    },
}


def run(steps: str, amount: str = "offer.price", goal: str = "branch.for_old") -> Result:
    """Runs one scenario about the shelves: East gets three books at $10 by either allocation, West none."""
    text = f'Feature: F\n\n  Scenario: S\n    Given the facts of "shelves.yaml"\n    {steps}\n'
    read = read_text(text, "f.feature")
    assert not read.findings
    (scenario,) = read.scenarios()
    law_text = LAW.replace("OLD_AMOUNT", amount).replace("OLD_GOAL", goal)
    compiled = compile_sources([load_text(law_text, "shelves.yaml")])
    assert compiled.law is not None, [each.message for each in compiled.findings]
    return run_scenario(compiled.law, scenario, Words(compiled.law), lambda path: _facts())


def _facts() -> Snapshot:
    return from_dict(FACTS, "shelves.yaml")


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("", "$110"),
        ("Given the for old of East is $30\n    ", "$70"),
        ("Given the for old of East is $30.01\n    ", "$70.01"),
        ("Given the for old of East is $0\n    ", "$70"),
    ],
)
def test_what_is_lacking_of_several_goals_is_added(given: str, short: str) -> None:
    result = run(f"{given}When the law decides\n    Then East falls short of its goal by {short}")
    assert result.state == "passed", [str(each.message) for each in result.findings]


def test_one_of_two_goals_is_not_all_that_is_lacking() -> None:
    result = run("When the law decides\n    Then East falls short of its goal by $70")
    assert [each.message for each in result.findings] == ["It falls short by $110; `$70` is expected"]


def test_with_a_goal_that_is_unknown_nobody_knows_what_is_lacking() -> None:
    given = "Given the for new of East is unknown\n    "
    result = run(f"{given}When the law decides\n    Then East falls short of its goal by $40")
    (found,) = result.findings
    assert found.message.startswith("It falls short by unknown")


def test_goals_in_different_units_are_not_added() -> None:
    result = run("When the law decides\n    Then East falls short of its goal by $70", "1", "9 books")
    assert [each.message for each in result.findings] == ["It has goals in different units, which cannot be added"]
