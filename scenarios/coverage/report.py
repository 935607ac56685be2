"""What coverage found, as plain data: the same run gives the same report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.diagnostics.json import render_json
from rules.language.numbers import number_text
from rules.source.span import Span
from scenarios.coverage.coverage import RULE, Coverage, Gap
from scenarios.coverage.parts import Boundary, Kind, Part

FORMAT = "alluse/coverage/1"
PLURALS: Mapping[str, str] = {
    RULE: "rules",
    Kind.CLAUSE: "clauses",
    Kind.BOUNDARY: "boundaries",
    Kind.ROW: "rows",
    Kind.LATCH: "latches",
    Kind.LIMIT: "limits",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of one kind, how many of them are shown in full, and how many the list explains."""

    all: int
    shown: int
    listed: int


def counts(coverage: Coverage) -> Mapping[str, Count]:
    """Rules, and the parts of each kind that the law has."""
    missing = {(gap.kind, gap.id, gap.end) for gap in coverage.gaps}
    listed = {(gap.kind, gap.id, gap.end) for gap, _ in coverage.listed} - missing

    def count(kind: str, of: list[tuple[str, str]]) -> Count:
        keys = {(kind, *each) for each in of}
        return Count(len(keys), len(keys - missing - listed), len(keys & listed))

    found = {RULE: count(RULE, [(rule, "") for rule in coverage.rules])}
    for kind in Kind:
        parts = [coverage.parts.all[index] for index in coverage.of(kind)] if coverage.parts is not None else []
        if parts:
            found[kind] = count(kind, [(part.id, part.end) for part in parts])
    return found


def to_json(coverage: Coverage) -> dict[str, Any]:
    """All of it: counts, what is missing, what the list explains, and what was seen of every part."""
    report, found = coverage.report, counts(coverage)
    return {
        "format": FORMAT,
        "ok": coverage.ok,
        "constitution": {"name": report.constitution, "version": report.version},
        "counts": {
            "scenarios": {"all": len(report.results), "passed": report.count("passed")},
            **{plural: _count(found.get(kind, Count(0, 0, 0))) for kind, plural in PLURALS.items()},
        },
        "gaps": [_gap(coverage, gap) for gap in coverage.gaps],
        "listed": [{**_gap(coverage, gap), "reason": entry.reason} for gap, entry in coverage.listed],
        "rules": {
            rule: {"decides": list(report.rules[rule].decides), "does_not": list(report.rules[rule].does_not)}
            for rule in coverage.rules
        },
        "parts": _parts(coverage),
        "findings": render_json([*report.all_findings(), *coverage.findings])["findings"],
    }


def _count(each: Count) -> dict[str, int]:
    return {"all": each.all, "shown": each.shown, "listed": each.listed}


def _gap(coverage: Coverage, gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "id": gap.id,
        "end": gap.end or None,
        "rule": gap.document,
        "never": gap.never,
        "text": gap.text,
        **_place(gap.span),
        "nearest": _nearest(coverage, gap.boundary) if gap.boundary is not None else None,
    }


def _place(span: Span | None) -> dict[str, Any]:
    return {"file": span.file if span is not None else None, "line": span.line if span is not None else None}


def _nearest(coverage: Coverage, boundary: Boundary) -> dict[str, Any]:
    """How near the scenarios came to a boundary on each side, and how near they have to; null: no distance will do."""
    shown = coverage.shown
    return {
        side: {"seen": _number(seen.get(boundary.part)), "wanted": _number(wanted)}
        for side, seen, wanted in (("true", shown.inner, boundary.inner), ("false", shown.outer, boundary.outer))
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else number_text(value)


def _parts(coverage: Coverage) -> list[dict[str, Any]]:
    if coverage.parts is None:
        return []
    boundaries = {each.part: each for group in coverage.parts.boundaries.values() for each in group}
    return [_part(coverage, index, coverage.parts.all[index], boundaries.get(index)) for index in coverage.considered]


def _part(coverage: Coverage, index: int, part: Part, boundary: Boundary | None) -> dict[str, Any]:
    shown = coverage.shown
    told: dict[str, Any] = {
        "kind": part.kind,
        "id": part.id,
        "end": part.end or None,
        "rule": part.document,
        "text": part.text,
        **_place(part.span),
    }
    if boundary is not None:
        return {**told, "shown": {}, "unknown": 0, "nearest": _nearest(coverage, boundary)}
    seen = {need: shown.scenarios.get((index, need), 0) for need in part.needs}
    return {**told, "shown": seen, "unknown": shown.unknown.get(index, 0), "nearest": None}
