"""GoRules ZEN: a compiled expression for all rules. Its own graph of decisions is measured too, and is slower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import zen

from benchmarks.decision.peers.expressions import Style, bits, inlined, rules, verdict

PACKAGE = "zen-engine"
LICENCE = "MIT"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    written = inlined(plan, lambda named: Style(field=str, named=named, both=" and ", either=" or ", denied="not ({})"))
    asked = rules(plan)
    expression = zen.compile_expression("[" + ", ".join(written[name] for name, _, _ in asked) + "]")
    weights = [bit for _, bit, _ in asked]
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        fired = sum([bit for bit, holds in zip(weights, expression.evaluate(row), strict=True) if holds])
        return verdict(fired, forbids, permits), fired

    return decide
