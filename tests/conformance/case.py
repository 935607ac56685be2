"""Reads conformance cases. Strict: a key that is not listed here, or stands twice, is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

_NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)+")
_FILE = {"topic", "about", "vocabulary", "at", "facts", "cases"}
_CASE = {"name", "cell", "why", "law", "beside", "at", "facts", "assumptions", "events", "kept", "expect", "then"}
_STEP = {"at", "facts", "events", "expect"}
_EXPECT = {
    "derived",
    "verdicts",
    "all_verdicts",
    "proposals",
    "allocations",
    "intents",
    "stopped",
    "alarms",
    "left_out",
    "unknown",
    "law_codes",
    "fact_codes",
    "kept",
    "transitions",
    "recorded",
    "standing",
    "yielded",
    "guarantees",
    "reports",
    "ended",
    "kept_unknown",
    "wake_up",
}
_VERDICT = {"action", "subject", "verdict", "because", "unknown", "waived", "miss"}
_ENTRIES: Mapping[str, set[str]] = {
    "verdicts": _VERDICT,
    "all_verdicts": _VERDICT,
    "proposals": {"action", "subject", "because", "fields"},
    "allocations": {"rule", "subject", "chosen", "binding", "goals"},
    "intents": {"action", "subject", "because", "fields", "legs", "alone", "occasion", "attempt"},
    "stopped": {"action", "subject", "stopped_by", "unknown_fields", "legs", "on_legs", "alone"},
    "left_out": {"universe", "subject", "kept", "reasons"},
    "transitions": {"machine", "subject", "from", "to", "because"},
    "recorded": {"subject", "event", "rule", "in", "level", "why", "at"},
    "standing": {"rule", "subject", "occasion"},
    "yielded": {"action", "subject", "to", "rule"},
    "reports": {"report", "subject", "shows"},
    "ended": {"fact", "subject"},
    "kept_unknown": {"rule", "subject"},
}
_PARTS: Mapping[str, set[str]] = {
    "miss": {"rule", "clause", "margin", "unit", "says"},
    "goals": {"group", "reached", "at_least", "at_most", "shortfall"},
    "alone": {"as", "verdict", "refused_by", "on_legs", "causes"},
}


class CaseError(ValueError):
    """A case file that does not follow the format; the message names file and place."""


class _Strict(yaml.CBaseLoader):
    """Every scalar stays the text that was written; a key stands once."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise CaseError(f"{node.start_mark}: the key `{key}` stands twice")
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True, slots=True)
class Step:
    """A further evaluation, with what the one before it kept."""

    facts: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One case: law as text, raw facts, and what must come out. `cell` is what it covers of cells.yaml."""

    file: str
    name: str
    why: str
    cell: str | None
    law: str
    beside: str | None
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    then: tuple[Step, ...] = ()


def read_text(text: str, file: str) -> list[Case]:
    """The cases of one file. Raises CaseError."""
    raw = yaml.load(text, Loader=_Strict)
    if not isinstance(raw, dict):
        raise CaseError(f"{file}: not a map")
    _keys(file, raw, _FILE, {"topic", "about", "vocabulary", "cases"})
    if not isinstance(raw["cases"], list) or not raw["cases"]:
        raise CaseError(f"{file}: no cases")
    return [_case(file, raw, each) for each in raw["cases"]]


def read_file(path: Path) -> list[Case]:
    """The cases of a file. Raises CaseError."""
    return read_text(path.read_text("utf-8"), path.name)


def files() -> list[Path]:
    """The case files, by name; `cells.yaml` is the list of what they cover."""
    return [path for path in sorted(HERE.glob("*.yaml")) if path.name != "cells.yaml"]


def all_cases() -> list[Case]:
    """Every case. Raises CaseError when a name stands twice, or when there is no case at all."""
    cases = [case for path in files() for case in read_file(path)]
    seen: dict[str, str] = {}
    for case in cases:
        if case.name in seen:
            raise CaseError(f"{case.file}: the name `{case.name}` stands in {seen[case.name]} already")
        seen[case.name] = case.file
    if not cases:
        raise CaseError("there are no conformance cases")
    return cases


def cells() -> dict[str, str]:
    """The cells that must have a case, each with what it says; those of later constructs are left out."""
    return {name: says for name, says in _cells() if not says.startswith("later: ")}


def _cells() -> Iterator[tuple[str, str]]:
    raw = yaml.load((HERE / "cells.yaml").read_text("utf-8"), Loader=_Strict)
    yield from raw.items()


def _case(file: str, raw: Mapping[str, Any], entry: Any) -> Case:
    if not isinstance(entry, dict):
        raise CaseError(f"{file}: a case is not a map")
    place = f"{file}: {entry.get('name', 'a case without a name')}"
    _keys(place, entry, _CASE, {"name", "why", "expect"})
    if not _NAME.fullmatch(entry["name"]):
        raise CaseError(f"{place}: a name is lower-case words joined by `/`")
    if not entry["why"].strip():
        raise CaseError(f"{place}: `why` is empty")
    expect = _expectation(place, entry["expect"])
    at = entry.get("at", raw.get("at"))
    if at is None:
        raise CaseError(f"{place}: it is not said when")
    facts: dict[str, Any] = {"at": at, "facts": {**raw.get("facts", {}), **entry.get("facts", {})}}
    if "assumptions" in entry:
        facts["assumptions"] = entry["assumptions"]
    for part in ("events", "kept"):
        if part in entry:
            facts[part] = entry[part]
    then = _steps(place, entry.get("then", []), facts)
    law = "\n---\n".join(text.strip() for text in (raw["vocabulary"], entry.get("law", "")) if text.strip())
    return Case(
        file, entry["name"], entry["why"], entry.get("cell"), law + "\n", entry.get("beside"), facts, expect, then
    )


def _expectation(place: str, expect: Any) -> Mapping[str, Any]:
    if not isinstance(expect, dict) or not expect:
        raise CaseError(f"{place}: nothing is expected")
    _keys(f"{place}: expect", expect, _EXPECT, set())
    for key, allowed in _ENTRIES.items():
        for each in expect.get(key, ()):
            _entry(f"{place}: {key}", each, allowed)
    for each in expect.get("guarantees", ()):
        _keys(f"{place}: guarantees", each, {"id", "checked", "held", "violated", "unknown"}, {"id"})
    return expect


def _steps(place: str, raw: Any, before: Mapping[str, Any]) -> tuple[Step, ...]:
    """Further evaluations: what a step does not say of the facts is as it was in the one before."""
    found: list[Step] = []
    for number, entry in enumerate(raw, 1):
        here = f"{place}: then {number}"
        if not isinstance(entry, dict):
            raise CaseError(f"{here}: a step is not a map")
        _keys(here, entry, _STEP, {"expect"})
        facts: dict[str, Any] = {"at": entry.get("at", before["at"])}
        facts["facts"] = _over(before["facts"], entry.get("facts", {}))
        if "events" in entry:
            facts["events"] = entry["events"]
        found.append(Step(facts, _expectation(here, entry["expect"])))
        before = facts
    return tuple(found)


def _over(one: Any, other: Any) -> Any:
    """What `other` says, and for the rest what `one` says; a subject or scope that is `gone` is taken away."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return other
    joined = {
        key: _over(one[key], other[key]) if key in one and key in other else (one | other)[key] for key in one | other
    }
    return {key: value for key, value in joined.items() if value != "gone"}


def _entry(place: str, entry: Any, allowed: set[str]) -> None:
    if not isinstance(entry, dict):
        raise CaseError(f"{place}: an entry is not a map")
    _keys(place, entry, allowed, {"subject"})
    for key, known in _PARTS.items():
        parts = entry.get(key)
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, dict):
                _keys(f"{place}: {key}", part, known, set())


def _keys(place: str, found: Mapping[str, Any], known: set[str], required: set[str]) -> None:
    for key in found:
        if key not in known:
            raise CaseError(f"{place}: there is no key `{key}`")
    for key in sorted(required - set(found)):
        raise CaseError(f"{place}: the key `{key}` is missing")
