"""Aggregates that are written as maps."""

from __future__ import annotations

from tests.rules.check.desk import compiled, errors


def test_a_condition_that_was_refused_leaves_no_half_aggregate_behind() -> None:
    rule = "rule: CLOSE-01\nsection: §1\npermit: close\nfor: desk\nwhen:\n  every: ticket in desk\n  has: []\n"
    found = compiled(rule)
    assert found.law is None
    assert [each.code for each in errors(rule)] == ["E124"]
