"""The JSON Schema of a fact file: what a law wants to be given, scope by scope."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rules.compile.law import Fact, Law, Scope
from rules.language.types import (
    DateType,
    EnumType,
    FlagType,
    InstantType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    TextType,
    TimeType,
    Type,
)
from rules.schema.law import DIALECT, Schema

_UNKNOWN = ("unknown", None)
_AGE: Schema = {
    "description": "How old it is, in seconds",
    "anyOf": [{"type": "number", "minimum": 0}, {"const": "unknown"}],
}
# A number may carry its unit, a percent sign or the sign of the currency; then it is text to an editor.
_AMOUNT = "[0-9]"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_CLOCK = r"^\d{2}:\d{2}(:\d{2})?$"
_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)$"
_KEY: Schema = {"type": ["string", "number"]}


def facts_schema(law: Law) -> Schema:
    """The schema of the fact files of a law."""
    given = [fact for fact in law.facts.values() if fact.origin == "given"]
    scopes = {
        name: _scope(scope, [fact for fact in given if fact.id.scope == name], law)
        for name, scope in sorted(law.scopes.items())
        if not scope.event
    }
    return {
        "$schema": DIALECT,
        "$id": f"alluse/facts/{law.name}",
        "title": f"Facts for {law.name} {law.version}",
        "description": "The facts of one instant: by scope, then by subject, then by name.",
        "type": "object",
        "properties": {
            "at": {
                "description": "The instant: local time of the exchange with its distance from UTC",
                "type": "string",
                "pattern": _INSTANT,
            },
            "assumptions": {
                "description": "What is taken for a fact; shown wherever the facts are used",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        name: {"description": told, "type": "string", "minLength": 1}
                        for name, told in (("id", "Its id"), ("states", "What is taken for a fact"), ("reason", "Why"))
                    },
                    "required": ["id", "states", "reason"],
                    "additionalProperties": False,
                },
            },
            "facts": {"type": "object", "properties": scopes, "additionalProperties": False},
            **_happenings(law),
        },
        "required": ["at", "facts"],
        "additionalProperties": False,
        **({"$defs": {"event": _event(law)}} if law.events else {}),
    }


def _happenings(law: Law) -> Schema:
    """What happened, and what the law carries from before: both may stand beside the facts."""
    if not law.events and not law.kept:
        return {}
    events = sorted(law.events.values(), key=lambda each: each.name)
    told = [each for each in events if each.by not in {"law", "schedule"}]
    listed = {"type": "array", "items": {"$ref": "#/$defs/event"}}
    parts = {name: {"type": "object"} for name in ("facts", "since", "episodes", "occasions", "ticks", "links")}
    return {
        "events": {
            "description": "What happened since the last evaluation",
            "type": "array",
            "items": {
                "allOf": [{"$ref": "#/$defs/event"}],
                "properties": {"event": {"enum": [each.name for each in told]}},
            },
        },
        "kept": {
            "description": "What the law carries from the evaluation before, as its record has it",
            "type": "object",
            "properties": {"at": {"type": ["string", "null"]}, **parts, "events": listed, "pending": listed},
            "additionalProperties": False,
        },
    }


def _event(law: Law) -> Schema:
    """One thing that happened: its name, the subject it happened to, its instant, and what is told of it."""
    names = sorted({end for each in law.events.values() for end in each.refers_to})
    fields = sorted({name for each in law.events.values() for name, _ in each.fields})
    return {
        "type": "object",
        "properties": {
            "event": {"enum": sorted(law.events)},
            "key": {"type": "string"},
            "in": {"description": "The key of the subject that it happens to", **_KEY},
            "at": {"description": "The instant at which it happened", "type": "string", "pattern": _INSTANT},
            **{name: {} for name in fields},
            **{name: {"description": f"The {name} that it refers to", **_KEY} for name in names},
        },
        "required": ["event", "at"],
        "additionalProperties": False,
    }


def _scope(scope: Scope, given: list[Fact], law: Law) -> Schema:
    properties: Schema = {}
    for link in scope.links:
        properties[link] = {"description": _link_told(law.scopes.get(link), link), **_KEY}
    for fact in sorted(given, key=lambda each: str(each.id)):
        properties[fact.id.name] = _fact(fact)
    needed = [fact.id.name for fact in given if not fact.may_be_missing and fact.source is None and fact.kind is None]
    subject: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    told = ". ".join(part.rstrip(".") for part in (scope.words or "", scope.doc or "") if part)
    head: Schema = {"description": told} if told else {}
    if scope.one:
        return {**head, **_required(subject, needed)}
    # Facts may also come from the accounts that are read with them, or stand in a table.
    table: Schema = {
        "type": "object",
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}, "contains": {"const": "key"}},
            "rows": {"type": "array", "items": {"type": "array"}},
            "ages": {
                "type": "object",
                "description": "The age of each column that can age, in seconds, or the column that holds it",
            },
            "table": {"type": "string", "description": "A file beside this one, with a column for each fact"},
        },
        "additionalProperties": False,
        "anyOf": [{"required": ["columns", "rows"]}, {"required": ["table"]}],
    }
    keyed: Schema = {"type": "object", "additionalProperties": _required(subject, needed)}
    return {
        **head,
        "if": {"anyOf": [{"required": ["columns"]}, {"required": ["table"]}]},
        "then": table,
        "else": keyed,
    }


def _required(subject: Schema, names: list[str]) -> Schema:
    return {**subject, "required": sorted(names)} if names else subject


def _link_told(scope: Scope | None, name: str) -> str:
    told = f"The {name} that it belongs or refers to"
    return f"{told}: {scope.doc.rstrip('.')}" if scope is not None and scope.doc else told


def _fact(fact: Fact) -> Schema:
    value = _value(fact.type)
    words: list[Any] = [*(_UNKNOWN if fact.may_be_missing else ()), *(("none",) if fact.may_be_none else ())]
    choices = [value]
    if fact.stale_after is not None:
        aged = {"anyOf": [value, {"enum": words}]} if words else value
        choices.append(
            {
                "type": "object",
                "properties": {"value": aged, "age": _AGE},
                "required": ["value"],
                "additionalProperties": False,
            }
        )
    if words:
        choices.append({"enum": words})
    told = ". ".join(part.rstrip(".") for part in (fact.words or "", fact.doc or "", type_told(fact.type)) if part)
    return {"description": told, **(choices[0] if len(choices) == 1 else {"anyOf": choices})}


def _value(of: Type) -> Schema:
    match of:
        case NumberType():
            found: Schema = {"type": ["number", "string"], "pattern": _AMOUNT}
            if of.low is not None:
                found["minimum"] = _number(of.low)
            if of.high is not None:
                found["maximum"] = _number(of.high)
            return found
        case FlagType():
            return {"type": "boolean"}
        case EnumType():
            return {"enum": list(of.words)}
        case DateType():
            return {"type": "string", "pattern": _DAY}
        case TimeType():
            return {"type": "string", "pattern": _CLOCK}
        case InstantType():
            return {"type": "string", "pattern": _INSTANT}
        case SeriesType():
            return {"type": "array", "items": {"anyOf": [_value(of.of), {"enum": list(_UNKNOWN)}]}}
        case SetType():
            return {"type": "array", "items": _value(of.of)}
        case TextType() | RefType():
            return dict(_KEY)
    return {}


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def type_told(of: Type) -> str:
    """A type in words: its name, and for a number its unit, grid and range."""
    match of:
        case SeriesType():
            return f"Of the past, oldest first, one for each {of.per}: {type_told(of.of)}"
        case SetType():
            return f"A list of {type_told(of.of)}"
        case EnumType():
            return f"{of.name}: {', '.join(of.words)}"
        case NumberType():
            unit = "" if of.unit.is_plain else f" in {of.unit}"
            step = f", in steps of {_decimal(of.step)}" if of.step is not None else ""
            ends = f", {_decimal(of.low)} to {_decimal(of.high)}" if of.low is not None and of.high is not None else ""
            return f"{of.name or 'number'}{unit}{step}{ends}"
    return str(of)


def _decimal(value: Fraction) -> str:
    return f"{_number(value):f}".rstrip("0").rstrip(".") if value.denominator != 1 else str(value.numerator)
