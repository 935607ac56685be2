"""Who makes `any`, `no`, `every` and `count of` what they are; and what keeps a kept fact that a clause reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.remembering import Story, law_with

ACTION = "actions: { go: { on: desk, risk: neutral } }\n"

BOXES = {
    "A": {"price": "12", "red": "true"},
    "B": {"price": "3", "red": "false"},
    "C": {"price": "15", "red": "true"},
    "D": {"price": "20", "red": "true"},
}
DOUBTFUL = {"A": {"price": "3", "red": "false"}, "B": {"red": "true"}, "C": {"red": "true"}}


def clause_of(when: str, boxes: dict[str, dict[str, str]], *more: str) -> Any:
    """The only clause of a permit, as the record tells it."""
    permit = f"rule: GO-01\nsection: §1\npermit: go\nfor: desk\nwhen:{when}"
    record = Story(law_with(ACTION, *more, permit)).look("10:00:00", boxes)
    [decision] = record["decisions"]
    [rule] = decision["trace"]
    [clause] = rule["clauses"]
    return clause


LONG = """
  {function}: box in desk
  where:
    - box.red
    - any:
        - box.price > $10
        - box.price is unknown
"""


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (" any box in desk where box.price > $10", "true for box A (and 2 more)"),
        (" any box in desk where box.price > $19", "true for box D"),
        (" any box in desk where box.price > $30", "false"),
        (" no box in desk where box.price > $10", "false for box A (and 2 more)"),
        (" no box in desk where box.price > $30", "true"),
        (" every box in desk has box.red", "false for box B"),
        (" every box in desk has box.price > $1", "true"),
    ],
)
def test_the_first_that_makes_it_so(when: str, says: str) -> None:
    clause = clause_of(f"{when}\n", BOXES)
    assert clause["says"] == f"{when.strip()}: {says}"


def test_a_denied_clause_names_its_witness_as_well() -> None:
    clause = clause_of("\n  not: any box in desk where box.price > $19\n", BOXES)
    assert clause["verdict"] == "false"
    assert clause["says"] == "any box in desk where box.price > $19: true for box D"


def test_who_is_counted() -> None:
    clause = clause_of(" (count of box in desk where box.price > $10) < 2\n", BOXES)
    assert clause["says"].endswith(" 3 is 1 above 2: box A (and 2 more)")


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (" any box in desk where box.price > $10", "box B (and 1 more): box.price is unknown"),
        (" no box in desk where box.price > $10", "box B (and 1 more): box.price is unknown"),
        (" every box in desk has box.price < $10", "box B (and 1 more): box.price is unknown"),
        (" any box in desk where box.red and box.price > $10", "box B (and 1 more): box.price is unknown"),
    ],
)
def test_who_is_in_doubt_and_why(when: str, says: str) -> None:
    clause = clause_of(f"{when}\n", DOUBTFUL)
    assert (clause["verdict"], clause["says"].replace("not given", "unknown")) == ("unknown", says)


@pytest.mark.parametrize("function", ["any", "no"])
def test_a_long_aggregate_is_told_with_its_conditions(function: str) -> None:
    clause = clause_of(LONG.format(function=function), BOXES)
    text = f"{function} box in desk where box.red and (box.price > $10 or box.price is unknown)"
    assert clause["text"] == text
    assert list(clause["values"]) == [text]
    state = "true" if function == "any" else "false"
    assert clause["says"] == f"{function} box in desk: {state} for box A (and 2 more)"


def test_a_long_every_is_told_with_what_it_asks() -> None:
    clause = clause_of("\n  every: box in desk\n  where: box.price > $1\n  has: box.red\n", BOXES)
    assert clause["text"] == "every box in desk where box.price > $1 has box.red"
    assert clause["says"].endswith("false for box B")


def test_what_happened_is_named_by_its_instant() -> None:
    events = "events:\n  paid: { in: desk, by: operator, words: a payment }\n"
    permit = "rule: GO-01\nsection: §1\npermit: go\nfor: desk\nwhen: no paid in desk this week\n"
    story = Story(law_with(ACTION, events, permit))
    at = ("09:00:00", "09:30:00")
    story.look("09:30:00", None, [{"event": "paid", "in": "D", "at": f"2026-04-16T{each}-04:00"} for each in at])
    [decision] = story.look("10:00:00")["decisions"]
    assert decision["nearest_miss"]["says"] == "no paid in desk this week: false for a payment at 09:30 (and 1 more)"


LATCH = """\
latch: HOT-01
section: §1
keeps: desk.hot
for: desk
set_when: any box in desk where box.price > $10
if_both: reset
reset_when: never
remembers: { desk.boxes: count of box in desk }
words: hot
"""

MACHINE = """\
machine: PHASE-01
section: §1
keeps: desk.phase
for: desk
starts: calm
states: [calm, busy]
if_several: [busy]
moves:
  - { move: M-1, from: calm, to: busy, when: any box in desk where box.price > $10 }
"""


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("not desk.hot", "hot: true, kept by HOT-01 since 10:00 (boxes 4)"),
        ("desk.phase is calm", "phase is busy, not calm, kept by PHASE-01 since 10:00"),
    ],
)
def test_what_keeps_the_fact_and_since_when(when: str, says: str) -> None:
    permit = f"rule: GO-01\nsection: §1\npermit: go\nfor: desk\nwhen: {when}\n"
    story = Story(law_with(ACTION, LATCH, MACHINE, permit))
    story.look("10:00:00", BOXES)
    [decision] = story.look("10:20:00", BOXES)["decisions"]
    assert decision["nearest_miss"]["says"] == says
    story.look("2026-04-17T10:00:00-04:00", BOXES)
    [decision] = story.record["decisions"]
    assert decision["nearest_miss"]["says"] == says.replace("10:00", "2026-04-16 10:00")


def test_since_when_across_a_change_to_standard_time() -> None:
    """What began at 10:00 began at 10:00, whatever the clock shows since; its offset is told where it differs."""
    permit = "rule: GO-01\nsection: §1\npermit: go\nfor: desk\nwhen: not desk.hot\n"
    story = Story(law_with(ACTION, LATCH, MACHINE, permit))
    story.look("2026-10-30T10:00:05-04:00", BOXES)
    story.look("2026-11-02T10:00:00-05:00", BOXES)
    [decision] = story.record["decisions"]
    says = decision["nearest_miss"]["says"]
    assert says == "hot: true, kept by HOT-01 since 2026-10-30 10:00:05-04:00 (boxes 4)"
