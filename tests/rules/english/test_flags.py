"""What flags say, by their words and names."""

from __future__ import annotations

import pytest

from rules.english.flags import predicate

SAID = [
    ("is_up", None, "is up", "is not up"),
    ("has_chain", "has a chain", "has a chain", "does not have a chain"),
    ("has_guarantor", "guaranteed", "is guaranteed", "is not guaranteed"),
    ("is_affordable", "affordable", "is affordable", "is not affordable"),
    ("may_be_3", "possibly at Level 3", "is possibly at Level 3", "is not possibly at Level 3"),
    ("may_be_3", None, "may be 3", "may not be 3"),
    ("hedge_mode", "in hedge mode", "is in hedge mode", "is not in hedge mode"),
    ("in_entry_window", "entry window", "is in the entry window", "is not in the entry window"),
    ("in_doubt", None, "is in doubt", "is not in doubt"),
    ("reports_this_week", "report this week", "reports this week", "does not report this week"),
    ("locked", None, "is locked", "is not locked"),
    ("can_pay", None, "can pay", "cannot pay"),
]


@pytest.mark.parametrize(("name", "words", "holds", "fails"), SAID)
def test_what_a_flag_says(name: str, words: str | None, holds: str, fails: str) -> None:
    said = predicate(name, words)
    assert (said.holds, said.fails, said.quoted) == (holds, fails, False)


@pytest.mark.parametrize(
    ("name", "words", "text"),
    [
        ("stress_test", None, "stress test"),
        ("uses_feed", "deltas of the feed", "deltas of the feed"),
        ("open_window", "stall", "stall"),
    ],
)
def test_what_may_be_a_noun_is_only_named(name: str, words: str | None, text: str) -> None:
    said = predicate(name, words)
    assert (said.holds, said.fails, said.quoted) == (text, text, True)
