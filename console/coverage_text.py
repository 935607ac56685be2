"""What the scenarios of a law do not show, as text: counts, and every gap at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from console.table import Cell, table
from console.values import margin, number
from console.words import count
from rules.diagnostics.codes import Severity
from rules.language.types import DateType, NumberType, Type
from scenarios.coverage.coverage import RULE, Coverage, Gap
from scenarios.coverage.equivalents import DECIDES, WAITS
from scenarios.coverage.parts import BEHIND, Boundary, Kind, Need
from scenarios.coverage.report import PLURALS, Count, counts

_SHOWN: dict[str, str] = {
    RULE: "with scenarios that show them decide and not decide",
    Kind.CLAUSE: "seen both true and false",
    Kind.BOUNDARY: "touched on both sides",
    Kind.ROW: "chosen",
    Kind.LATCH: "set and reset",
    Kind.LIMIT: "bind",
}
_WIDEST_ID = 48
"""Columns of an id, so that what is missing stands in one column."""


def coverage_text(coverage: Coverage, width: int, color: bool = False) -> str:
    """The page of `alluse coverage`."""
    lines = list(_summary(coverage, width))
    for file, places in _by_file(coverage.gaps):
        lines += ["", file]
        rows = [_row(coverage, gaps) for gaps in places]
        lines += table(rows, width, right=(0,), most={1: _WIDEST_ID, 2: _WIDEST_ID}, color=color)
    lines += ["", _verdict(coverage)]
    return "\n".join(lines)


def _summary(coverage: Coverage, width: int) -> Iterator[str]:
    report = coverage.report
    passed = report.count("passed")
    told = [("scenarios", f"{passed} of {len(report.results)} passed{report.label}")]
    for kind, each in counts(coverage).items():
        told.append((PLURALS[kind], _counted(kind, each)))
    unknown = sum(1 for index in coverage.of(Kind.CLAUSE) if index in coverage.shown.unknown)
    told.append(("", f"{count(unknown, 'clause')} seen unknown as well"))
    yield from table(told, width, indent=0)
    warnings = sum(each.severity is Severity.WARNING for each in report.findings)
    if warnings:
        yield f"the law has {count(warnings, 'warning')}, which `alluse validate` tells"


def _counted(kind: str, each: Count) -> str:
    listed = f"; {each.listed} listed as never shown" if each.listed else ""
    return f"{each.shown:,} of {each.all:,} {_SHOWN[kind]}{listed}"


def _by_file(gaps: tuple[Gap, ...]) -> Iterator[tuple[str, list[list[Gap]]]]:
    """The gaps of each file, from its top to its end; those of one part together."""
    files: dict[str, dict[tuple[int, str], list[Gap]]] = {}
    never_true = {gap.id for gap in gaps if gap.never == Need.TRUE}
    for gap in gaps:
        if gap.kind == Kind.ROW and any(id.startswith(f"{gap.id}{BEHIND}") for id in never_true):
            continue  # a row that never holds is never chosen
        file, line = (gap.span.file, gap.span.line) if gap.span is not None else ("", 0)
        files.setdefault(file, {}).setdefault((line, gap.id), []).append(gap)
    for file in sorted(files):
        yield file, [files[file][key] for key in sorted(files[file], key=lambda key: key[0])]


def _row(coverage: Coverage, gaps: list[Gap]) -> tuple[Cell, str, Cell, str]:
    first = gaps[0]
    line = str(first.span.line) if first.span is not None else ""
    told = "; ".join(dict.fromkeys(_never(coverage, gaps)))
    return Cell(line, "dim"), first.id, Cell(told, "bad"), first.text


def _never(coverage: Coverage, gaps: list[Gap]) -> Iterator[str]:
    """What is missing of one part of the law, in a few words."""
    rule = [gap.never for gap in gaps if gap.kind == RULE]
    if rule:
        words = {DECIDES: "deciding", WAITS: "not deciding"}
        both = len(rule) == len(words)
        yield f"no scenario with its tag shows it{'' if both else f' {words[rule[0]]}'}"
    if {Need.TRUE, Need.FALSE} <= {gap.never for gap in gaps}:
        assert coverage.parts is not None
        asked = any(coverage.parts.all[index].id == gaps[0].id for index in coverage.shown.unknown)
        yield "never known" if asked else "never looked at"
        return
    never = {gap.never for gap in gaps if gap.kind == Kind.CLAUSE}
    for gap in gaps:
        if gap.boundary is not None:
            yield from _untouched(coverage, gap.boundary, gap.end, never)
        elif gap.kind != RULE:
            yield f"never {gap.never}"


def _untouched(coverage: Coverage, boundary: Boundary, end: str, never: Collection[str]) -> Iterator[str]:
    """What is missing at a boundary, and how near the scenarios come to it."""
    for side, seen, wanted in (
        ("true", coverage.shown.inner.get(boundary.part), boundary.inner),
        ("false", coverage.shown.outer.get(boundary.part), boundary.outer),
    ):
        if seen is None:
            if side not in never:  # else it is told of the clause already
                yield f"never {side} at the {end}" if end else f"never {side}"
        elif wanted is not None and seen > wanted:
            place = f"the {end}" if end else "its boundary"
            near = f"at {place}" if not wanted else f"within {_measure(coverage, wanted, boundary.low.type)} of {place}"
            yield f"never {side} {near} (nearest {_measure(coverage, seen, boundary.low.type)})"


def _measure(coverage: Coverage, size: Fraction, of: Type) -> str:
    """A distance as people read it."""
    if isinstance(of, NumberType):
        assert coverage.parts is not None
        return number(size, of, coverage.parts.law.units)
    if isinstance(of, DateType):
        return count(int(size), "day")
    return margin(size, "seconds").lstrip("+")


def _verdict(coverage: Coverage) -> str:
    report = coverage.report
    failing = len(report.results) - report.count("passed")
    if coverage.ok:
        return "ok: nothing is missing"
    places = len({(gap.id, gap.span) for gap in coverage.gaps})
    told = [f"{count(len(coverage.gaps), 'gap')} in {count(places, 'place')}"] if coverage.gaps else []
    told += [f"{count(failing, 'scenario')} not passed, showing nothing"] if failing else []
    told += [count(len(coverage.findings), "finding")] if coverage.findings else []
    return f"not ok: {', '.join(told) if told else 'see the findings'}"
