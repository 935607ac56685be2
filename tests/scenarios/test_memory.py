"""Steps about time: events, what was kept so far, what the law records, and when it looks again."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path

import pytest

from engine.snapshot import Snapshot
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.diagnostics.text import render_text
from rules.source.load import load_text
from scenarios.reader import read_text
from scenarios.report import Result
from scenarios.runner import run_scenario
from scenarios.words import Words

LAW = """
constitution: desk
version: "1"
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: $0.01 }
  level: { unit: none, step: 1, range: 0 to 3 }
---
scopes:
  clock: { one: true }
  account: { key: text }
  order: { key: text, in: account }
---
events:
  paid_in: { in: account, by: broker, fields: { amount: money }, words: deposit }
  failed: { in: order, by: law, fields: { level: level } }
  bell: { by: market }
---
actions:
  close: { on: order, risk: reducing }
---
facts: clock
given:
  now: { type: instant, source: at }
---
facts: order
given:
  breach: { type: level, may_be_missing: true }
---
state: WORST-01
section: §1
keeps: order.worst
type: level
for: order
starts: 0
becomes: max(order.worst before, order.breach)
---
state: MONEY-01
section: §1
keeps: account.money
type: money
for: account
starts: $0
becomes: account.money before + (sum of paid_in.amount over paid_in in account that happens)
---
rule: WEEK-01
section: §1
derive: account.deposits
type: number
for: account
as: count of paid_in in account this week
---
machine: ORDER-01
section: §1
keeps: order.status
for: order
starts: waiting
states: [waiting, working]
if_several: [working]
moves:
  - { move: ORDER-M1, from: waiting, to: working, when: order.breach >= 1 }
---
rule: FAIL-01
section: §1
record: failed
for: order
when: order.worst > order.worst before
with: { level: order.worst }
---
rule: CLOSE-01
section: §1
permit: close
for: order
when: order.status is working and clock.now - order.status_since >= 5 minutes
"""

FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {"account": {"A": {}, "B": {}}, "order": {"1": {"account": "A", "breach": "0"}}},
}


@cache
def desk() -> tuple[Law, Words]:
    compiled = compile_sources([load_text(LAW, "desk.yaml")])
    assert compiled.law is not None, render_text(compiled.findings, compiled.sources, color=False)
    return compiled.law, Words(compiled.law)


def load(path: Path) -> Snapshot:
    return from_dict(FACTS, path.name)


def run(steps: str) -> Result:
    body = textwrap.indent(textwrap.dedent(steps).strip(), "    ")
    read = read_text(f'Feature: F\n\n  Scenario: S\n    Given the facts of "desk.yaml"\n{body}\n', "f.feature")
    assert not read.findings, render_text(read.findings, read.sources, color=False)
    (scenario,) = read.scenarios()
    law, words = desk()
    return run_scenario(law, scenario, words, load)


def told(steps: str) -> list[str]:
    return [each.code for each in run(steps).findings]


DECIDED = "When the law decides\n"


SAID = (
    """
    Given so far the worst of order 1 is 2
    When the law decides
    Then the worst of order 1 is 2
    """,
    """
    Given so far the status of order 1 is working since 9:55
    When the law decides
    Then it is permitted to close order 1
    """,
    """
    Given so far the status of order 1 is working since 9:55:01
    When the law decides
    Then it is not permitted to close order 1
    And the law looks again at 10:00:01
    """,
    """
    Given the breach of order 1 is 3
    When the law decides
    Then the law records failed for order 1 with:
      | level | 3 |
    And ORDER-M1 decides for order 1
    """,
    """
    When the law decides
    Then the law records no failed for order 1
    And ORDER-M1 does not decide for order 1
    """,
    """
    Given a deposit happens in account A with:
      | amount | $12.50 |
    When the law decides
    Then the money of account A is $12.50
    And the money of account B is $0
    """,
    """
    Given on Monday 2026-04-13 at 0:00, a deposit happened in account A with:
      | amount | $1 |
    And on Sunday 2026-04-12 at 23:59, a deposit happened in account A with:
      | amount | $1 |
    When the law decides
    Then the deposits of account A is 1
    And the money of account A is $0
    """,
)


@pytest.mark.parametrize("steps", SAID)
def test_a_step_says_it(steps: str) -> None:
    result = run(steps)
    assert result.state == "passed", [str(each.message) for each in result.findings]


def test_memory_goes_from_one_decision_to_the_next() -> None:
    result = run(
        """
        Given a deposit happens in account A with:
          | amount | $5 |
        And the breach of order 1 is 2
        When the law decides
        Then the money of account A is $5
        And the worst of order 1 is 2
        Given it is 10:05
        And the breach of order 1 is 0
        When the law decides
        Then the money of account A is $5
        And the worst of order 1 is 2
        And it is permitted to close order 1
        """
    )
    assert result.state == "passed", [str(each.message) for each in result.findings]


def test_nothing_of_one_scenario_is_left_in_the_next() -> None:
    run("Given so far the worst of order 1 is 3\nWhen the law decides\nThen the worst of order 1 is 3")
    result = run("When the law decides\nThen the worst of order 1 is 0")
    assert result.state == "passed"


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("Given so far the breach of order 1 is 2\n" + DECIDED, "B110"),
        ("Given so far the deposits of account A is 2\n" + DECIDED, "B110"),
        ("Given so far the worst of order 1 is 4\n" + DECIDED, "B111"),
        ("Given the worst of order 1 is 2\n" + DECIDED, "B110"),
        ("Given a deposit happens\n" + DECIDED, "B108"),
        ("Given a deposit happens in account C with:\n  | amount | $1 |\n" + DECIDED, "B108"),
        ("Given a depot happens in account A\n" + DECIDED, "B108"),
        ("Given a deposit happens in account A with:\n  | sum | $1 |\n" + DECIDED, "B108"),
        ("Given a deposit happens in account A with:\n  | amount | 3 books |\n" + DECIDED, "B111"),
        ("Given the bell happens in account A\n" + DECIDED, "B108"),
        ("Given on Friday 2026-04-17 at 9:00, a deposit happened in account A with:\n  | amount | $1 |\n", "B112"),
        (DECIDED + "Then the law records failed for order 1", "B120"),
        ("Given the breach of order 1 is 1\n" + DECIDED + "Then the law records no failed", "B120"),
        ("Given the breach of order 1 is 1\n" + DECIDED + "Then the law records failed with:\n  | level | 2 |", "B120"),
        (DECIDED + "Then the law looks again at 10:01", "B120"),
        ("Given the failed happens in order 1 with:\n  | level | 1 |\n" + DECIDED, "F625"),
        ("Given a deposit happens in account A\n" + DECIDED, "F623"),
    ],
)
def test_a_step_that_is_wrong(steps: str, code: str) -> None:
    assert code in told(steps + ("\nThen no alarm is raised" if "Then" not in steps else ""))
