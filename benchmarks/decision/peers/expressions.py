"""Conditions of a plan in the expression languages of peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Condition = list[Any]


@dataclass(frozen=True)
class Style:
    """How a language writes things. `named` gives an earlier step, `field` a field of the row."""

    field: Callable[[str], str]
    named: Callable[[str], str]
    both: str = " && "
    either: str = " || "
    denied: str = "!({})"
    equal: str = "=="
    unequal: str = "!="


def text(condition: Condition, style: Style) -> str:
    """A condition as an expression, in parentheses where it is more than one comparison."""
    word, *parts = condition
    match word:
        case "and" | "or":
            return "(" + (style.both if word == "and" else style.either).join(text(p, style) for p in parts) + ")"
        case "is" | "is not":
            return f'{style.field(parts[0])} {style.equal if word == "is" else style.unequal} "{parts[1]}"'
        case "flag" | "not flag" | "named" | "not named":
            found = (style.field if word.endswith("flag") else style.named)(parts[0])
            return style.denied.format(found) if word.startswith("not") else found
    terms, operator, number = parts
    summed = " + ".join(
        style.field(name) if factor == 1 else f"{style.field(name)} * {_factor(factor)}" for name, factor in terms
    )
    return f"({summed}) {operator} {number}" if len(terms) > 1 else f"{summed} {operator} {number}"


def _factor(factor: int) -> str:
    return str(factor) if factor >= 0 else f"({factor})"


def inlined(plan: Mapping[str, Any], make: Callable[[Callable[[str], str]], Style]) -> dict[str, str]:
    """Each step as one expression in which the steps that it names are written out."""
    found: dict[str, str] = {}
    style = make(lambda name: found[name])
    for step in plan["steps"]:
        condition = step["when"]
        if step["unless"]:
            condition = ["and", condition, *(["not named", name] for name in step["unless"])]
        found[step["name"]] = f"({text(condition, style)})"
    return found


def rules(plan: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """The steps that are rules: name, bit, effect."""
    return [(step["name"], step["bit"], step["effect"]) for step in plan["steps"] if step["bit"]]


def verdict(fired: int, forbids: int, permits: int) -> str:
    """Default deny, and one forbid beats every permit."""
    return "forbidden" if fired & forbids else "permitted" if fired & permits else "not_permitted"


def bits(plan: Mapping[str, Any], effect: str) -> int:
    """The bits of all rules of an effect."""
    return sum(bit for _, bit, of in rules(plan) if of == effect)
