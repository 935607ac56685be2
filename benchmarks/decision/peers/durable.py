"""durable_rules in the translation that is safe (docs/decisions/0002): one fact at a time, every field there and whole.

No `none`, no joins, sums worked out beforehand; no background threads. Steps that name others come in a later fact,
which has what the earlier ones found as fields.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

os.environ["LC_NUMERIC"] = "C"

from durable import engine

from benchmarks.decision.peers.expressions import bits, verdict

PACKAGE = "durable-rules"
LICENCE = "MIT"

_NAMES = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_WORDS = {"put": 0, "call": 1, "gen": 0, "rev": 1, "com": 2}


class _Host(engine.Host):  # type: ignore[misc]
    """Without the two threads: with them a call may return before its rules have fired."""

    def _run(self) -> None:
        return


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    found: set[str] = set()
    level: dict[str, int] = {}
    fields: dict[int, set[str]] = {}
    rules: dict[str, Any] = {}
    for step in plan["steps"]:
        condition = step["when"]
        if step["unless"]:
            condition = ["and", condition, *(["not named", name] for name in step["unless"])]
        names = _named(condition)
        at = level[step["name"]] = 1 + max((level[name] for name in names), default=0)
        when = {"$and": [{"level": at}, _definition(condition, fields.setdefault(at, set()))]}
        rules[step["name"]] = {"all": [{"m": when}], "run": _noting(found, step["name"])}
    host = _Host({"law": rules})
    weights = {step["name"]: step["bit"] or 0 for step in plan["steps"]}
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")
    order = [(at, [(_symbol(name), name) for name in level], sorted(fields[at])) for at in sorted(fields)]
    symbols = {_symbol(name): name for name in level}

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        found.clear()
        for at, _, names in order:
            fact = {"id": str(at), "level": at}
            for name in names:
                fact[name] = row[name] if name in row else int(symbols[name] in found)
            with suppress(engine.MessageNotHandledException):
                host.assert_fact("law", fact)
        for at, _, _ in order:
            with suppress(engine.MessageNotHandledException):
                host.retract_fact("law", {"id": str(at)})
        fired = sum([weights[name] for name in found])
        return verdict(fired, forbids, permits), fired

    _SUMS.clear()
    for step in plan["steps"]:
        _sums(step["when"])
    return decide


# The sums that the rules of a plan compare, by the name of the field that holds each.
_SUMS: dict[str, list[Any]] = {}


def form(row: Mapping[str, Any]) -> dict[str, int]:
    """Whole numbers, and the sums of them that are compared."""
    told = {name: _WORDS[value] if isinstance(value, str) else int(value) for name, value in row.items()}
    told.update((name, sum(told[each] * factor for each, factor in terms)) for name, terms in _SUMS.items())
    return told


def _sums(condition: list[Any]) -> None:
    word, *parts = condition
    if word in {"and", "or"}:
        for part in parts:
            _sums(part)
    elif word == "linear" and (len(parts[0]) > 1 or parts[0][0][1] != 1):
        _SUMS[_sum(parts[0])] = parts[0]


def _noting(found: set[str], name: str) -> Callable[[Any], None]:
    def note(_: Any) -> None:
        found.add(name)

    return note


def _named(condition: list[Any]) -> set[str]:
    word, *parts = condition
    if word in {"named", "not named"}:
        return {parts[0]}
    return set().union(*(_named(part) for part in parts)) if word in {"and", "or"} else set()


def _symbol(name: str) -> str:
    return "s_" + name.replace("-", "_")


def _sum(terms: list[Any]) -> str:
    return "sum_" + "_".join(f"{name}_{'m' if factor < 0 else ''}{abs(factor)}" for name, factor in terms)


def _definition(condition: list[Any], fields: set[str]) -> dict[str, Any]:
    word, *parts = condition
    match word:
        case "and" | "or":
            return {f"${word}": [_definition(part, fields) for part in parts]}
        case "is" | "is not":
            fields.add(parts[0])
            test = {parts[0]: _WORDS[parts[1]]}
            return test if word == "is" else {"$neq": test}
        case "flag" | "not flag":
            fields.add(parts[0])
            return {parts[0]: int(word == "flag")}
        case "named" | "not named":
            fields.add(_symbol(parts[0]))
            return {_symbol(parts[0]): int(word == "named")}
    terms, operator, number = parts
    name = terms[0][0] if len(terms) == 1 and terms[0][1] == 1 else _sum(terms)
    fields.add(name)
    return {_NAMES[operator]: {name: number}}
