"""Our reference engine, which defines what law means: one evaluation for each candidate, facts typed beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.decision import reference as exact
from benchmarks.decision.rows import as_facts
from engine.facts import Facts, read_facts
from facts.files import from_dict

PACKAGE = ""
LICENCE = ""
RAW = True

LAW = exact.law()


def build(plan: Mapping[str, Any]) -> Callable[[Facts], tuple[str, int, int]]:
    del plan
    return lambda facts: exact.decided_alone(LAW, facts)


def form(row: Mapping[str, Any]) -> Facts:
    """The typed facts of one candidate."""
    found = read_facts(LAW, from_dict(as_facts([dict(row)]), "candidate")).facts
    assert found is not None
    return found
