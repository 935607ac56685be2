"""rule-engine: a compiled rule for each step; what is derived is put into the row for the steps after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import rule_engine

from benchmarks.decision.peers.expressions import Style, bits, text, verdict

PACKAGE = "rule-engine"
LICENCE = "BSD-3-Clause"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    style = Style(field=str, named=_symbol, both=" and ", either=" or ", denied="not ({})")
    steps = []
    for step in plan["steps"]:
        condition = step["when"]
        if step["unless"]:
            condition = ["and", condition, *(["not named", name] for name in step["unless"])]
        steps.append((_symbol(step["name"]), rule_engine.Rule(text(condition, style)), step["bit"] or 0))
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        facts = dict(row)
        fired = 0
        for name, rule, bit in steps:
            holds = rule.matches(facts)
            facts[name] = holds
            if holds:
                fired += bit
        return verdict(fired, forbids, permits), fired

    return decide


def _symbol(name: str) -> str:
    return name.replace("-", "_").lower()
