"""Clauses about memory in words: what was before, what happens, what is entered."""

from __future__ import annotations

import pytest

from tests.engine.remembering import Story, law_with
from tests.engine.test_memory_round_trip import DOCUMENTS

WORDS = """\
actions: { go: { on: box, risk: neutral } }
---
events:
  called: { in: box, by: operator, words: the call }
"""


@pytest.mark.parametrize(
    ("when", "says", "values"),
    [
        ("box.high before > $20", "high before $12 is $8 below $20", {"box.high before": "$12"}),
        ("box.high > $20", "high $15 is $5 below $20", {"box.high": "$15"}),
        ("called in box happens", "the call does not happen", {"called in box happens": "false"}),
        ("box enters two", "phase does not enter two", {"box enters two": "false"}),
        ("box.phase is three", "phase is two, not three, kept by PHASE-01 since 10:00", {"box.phase": "two"}),
        ("not paid in box happens", "paid happens", {"paid in box happens": "true"}),
    ],
)
def test_what_a_clause_about_memory_says(when: str, says: str, values: dict[str, str]) -> None:
    permit = f"rule: GO-01\nsection: §1\npermit: go\nfor: box\nwhen: {when}\n"
    story = Story(law_with(*DOCUMENTS, WORDS, permit))
    story.look("10:00:00", {"A": {"price": "12", "red": "true"}})
    paid = {"event": "paid", "in": "A", "desk": "D", "amount": "1"}
    record = story.look("10:01:00", {"A": {"price": "15", "red": "true"}}, [paid])
    (decision,) = (each for each in record["decisions"] if each["action"] == "go")
    (clause,) = decision["trace"][0]["clauses"]
    assert (clause["says"], clause["values"]) == (says, values)
