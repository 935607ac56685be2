"""GoRules ZEN as its editor makes decisions: a graph of input, expressions, which name earlier ones, and output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import zen

from benchmarks.decision.peers.expressions import Style, bits, text, verdict

PACKAGE = "zen-engine"
LICENCE = "MIT"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    style = Style(field=str, named=lambda name: f"$.{_symbol(name)}", both=" and ", either=" or ", denied="not ({})")
    expressions = []
    for step in plan["steps"]:
        condition = step["when"]
        if step["unless"]:
            condition = ["and", condition, *(["not named", name] for name in step["unless"])]
        key = _symbol(step["name"])
        expressions.append({"id": key, "key": key, "value": text(condition, style)})
    content = {"expressions": expressions, "passThrough": False}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    bit_of = {_symbol(step["name"]): step["bit"] for step in plan["steps"] if step["bit"]}
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        found = decision.evaluate(row)["result"]
        fired = sum([bit for name, bit in bit_of.items() if found[name]])
        return verdict(fired, forbids, permits), fired

    return decide


def _symbol(name: str) -> str:
    return name.replace("-", "_").lower()
