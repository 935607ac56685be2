"""Our own fast backend: one function for one subject, made from the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.decision.reference import law, rule_ids
from engine.backends.fast.subject import decision_of

PACKAGE = ""
LICENCE = ""
RAW = True


MADE = decision_of(law(), "enter")


def build(plan: Mapping[str, Any]) -> Callable[[Sequence[Any]], tuple[str | None, int, int]]:
    del plan
    assert MADE.rules == rule_ids(law()), "bits are those of the other engines"
    return MADE.decide


def form(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values in the order in which the code takes them."""
    return tuple(row[name] for name in MADE.fields)
