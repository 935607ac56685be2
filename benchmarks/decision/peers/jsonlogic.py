"""JsonLogic (json-logic-qubit, the fork that runs on Python 3): an expression for each step, over a growing row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from json_logic import jsonLogic

from benchmarks.decision.peers.expressions import bits, verdict

PACKAGE = "json-logic-qubit"
LICENCE = "MIT"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    steps = []
    for step in plan["steps"]:
        condition = step["when"]
        if step["unless"]:
            condition = ["and", condition, *(["not named", name] for name in step["unless"])]
        steps.append((step["name"], _logic(condition), step["bit"] or 0))
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        facts = dict(row)
        fired = 0
        for name, logic, bit in steps:
            holds = jsonLogic(logic, facts)
            facts[name] = holds
            if holds:
                fired += bit
        return verdict(fired, forbids, permits), fired

    return decide


def _logic(condition: list[Any]) -> dict[str, Any]:
    word, *parts = condition
    match word:
        case "and" | "or":
            return {word: [_logic(part) for part in parts]}
        case "is":
            return {"==": [{"var": parts[0]}, parts[1]]}
        case "is not":
            return {"!=": [{"var": parts[0]}, parts[1]]}
        case "flag" | "named":
            return {"==": [{"var": parts[0]}, True]}
        case "not flag" | "not named":
            return {"!": [{"var": parts[0]}]}
    terms, operator, number = parts
    summed = [{"var": name} if factor == 1 else {"*": [{"var": name}, factor]} for name, factor in terms]
    return {operator: [summed[0] if len(summed) == 1 else {"+": summed}, number]}
