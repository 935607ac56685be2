"""business-rules: variables are methods of a class, conditions are data. Sums of fields are variables, since its
conditions compare one variable with a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC, FIELD_TEXT
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    string_rule_variable,
)

from benchmarks.decision.peers.expressions import bits, verdict

PACKAGE = "business-rules"
LICENCE = "MIT"

_OPERATORS = {
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
}


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    methods: dict[str, Any] = {}
    rules = [
        {
            "conditions": _condition(_all(step), methods),
            "actions": [{"name": "fire", "params": {"rule": step["name"], "bit": step["bit"] or 0}}],
        }
        for step in plan["steps"]
    ]
    variables = type("Variables", (_Row,), methods)
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        here = variables(row)
        actions = _Actions(here)
        run_all(rules, here, actions)
        return verdict(actions.fired, forbids, permits), actions.fired

    return decide


class _Row(BaseVariables):  # type: ignore[misc]
    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.found: set[str] = set()


class _Actions(BaseActions):  # type: ignore[misc]
    def __init__(self, row: _Row) -> None:
        self.row = row
        self.fired = 0

    @rule_action(params={"rule": FIELD_TEXT, "bit": FIELD_NUMERIC})  # type: ignore[untyped-decorator]
    def fire(self, rule: str, bit: int) -> None:
        self.row.found.add(rule)
        self.fired += bit


def _all(step: Mapping[str, Any]) -> list[Any]:
    if not step["unless"]:
        return step["when"]  # type: ignore[no-any-return]
    return ["and", step["when"], *(["not named", name] for name in step["unless"])]


def _condition(condition: list[Any], methods: dict[str, Any]) -> dict[str, Any]:
    word, *parts = condition
    match word:
        case "and" | "or":
            return {"all" if word == "and" else "any": [_condition(part, methods) for part in parts]}
        case "is":
            return {"name": _word(parts[0], methods), "operator": "equal_to", "value": parts[1]}
        case "is not":
            # It knows no `not`: what is not one word is one of the others.
            others = [other for other in _WORDS[parts[0]] if other != parts[1]]
            return {"any": [_condition(["is", parts[0], other], methods) for other in others]}
        case "flag" | "not flag":
            return {"name": _flag(parts[0], methods), "operator": _TRUTH[word == "flag"], "value": True}
        case "named" | "not named":
            return {"name": _named(parts[0], methods), "operator": _TRUTH[word == "named"], "value": True}
    terms, operator, number = parts
    return {"name": _sum(terms, methods), "operator": _OPERATORS[operator], "value": number}


_TRUTH = {True: "is_true", False: "is_false"}
_WORDS = {"right": ("put", "call"), "sleeve": ("gen", "rev", "com")}


def _word(name: str, methods: dict[str, Any]) -> str:
    methods[name] = string_rule_variable()(lambda self: self.row[name])
    return name


def _flag(name: str, methods: dict[str, Any]) -> str:
    methods[name] = boolean_rule_variable()(lambda self: self.row[name])
    return name


def _named(name: str, methods: dict[str, Any]) -> str:
    methods[f"found {name}"] = boolean_rule_variable()(lambda self: name in self.found)
    return f"found {name}"


def _sum(terms: list[Any], methods: dict[str, Any]) -> str:
    if len(terms) == 1 and terms[0][1] == 1:
        name = terms[0][0]
        methods[name] = numeric_rule_variable()(lambda self: self.row[name])
        return str(name)
    label = f"sum {terms}"
    methods[label] = numeric_rule_variable()(lambda self: sum([self.row[name] * factor for name, factor in terms]))
    return label
