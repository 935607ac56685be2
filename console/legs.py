"""The legs of what would be done, in words: what refuses the whole, on which leg, and which leg is left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from console.words import listed


def stopped_by(intent: Mapping[str, Any]) -> str:
    """What stops an intent as it is told in a record: rules with their legs, fields that are unknown."""
    return on_legs(intent["stopped_by"] or intent["unknown_fields"], intent.get("on_legs", ()))


def on_legs(rules: Sequence[str], stands: Sequence[Mapping[str, Any]]) -> str:
    """Rules, each with the legs that it binds: `LIQUID-01 (opening, contract NEW)`."""
    found: list[str] = []
    for rule in rules:
        legs = [f"{each['leg']}, {each['about'] or 'nobody knows of whom'}" for each in stands if each["rule"] == rule]
        found.append(f"{rule} ({'; '.join(legs)})" if legs else rule)
    return listed(found)


def alone(intent: Mapping[str, Any]) -> str:
    """That one leg is judged alone, and why; empty for everything else."""
    told = intent.get("alone")
    if told is None:
        return ""
    leg = " and ".join(each["leg"] for each in intent["legs"])
    doubt = f", as {'; '.join(told['causes'])}" if told["causes"] else ""
    whole = f"the whole is refused by {on_legs(told['refused_by'], told['on_legs'])}{doubt}"
    if told["verdict"] == "not_permitted":
        return f"{whole}; nothing permits its {leg} leg alone, as {told['as']}"
    if intent["stopped_by"]:
        return f"{whole}; its {leg} leg alone, as {told['as']}, by {listed(intent['stopped_by'])}"
    return f"only its {leg} leg, as {told['as']}: {whole}"
