"""What a run of mutants found, as text: the survivors with their places, and counts of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from console.table import table
from rules.language.numbers import number_text
from scenarios.mutation.mutant import Operator
from scenarios.mutation.report import Counts, Outcome, Report

_PERCENT = 100
_TENTHS = 10
_BEFORE_SCENARIO = "      "


def mutation_text(report: Report, width: int, color: bool = False) -> str:
    """Everything, ready to print: each survivor that is not listed, the counts of each kind of change, the score."""
    lines: list[str] = []
    for each in report.survivors():
        lines += [*_survivor(each), ""]
    if report.outcomes:
        lines += [*_by_operator(report, width, color), ""]
        lines += _summary(report)
    else:
        lacks = "the law has errors" if report.constitution is None else "no scenario passes by the law as it is"
        lines.append(f"nothing was judged: {lacks}")
    return "\n".join(lines)


def _survivor(outcome: Outcome) -> Iterator[str]:
    mutant = outcome.mutant
    span = mutant.span
    place = f"{span.file}:{span.line}:{span.column}: " if span is not None else ""
    yield f"{place}{mutant.id}"
    if mutant.text:
        yield f"    {mutant.text}"
    reached = outcome.judged.reached
    if not reached:
        yield "    no scenario looks at it"
    else:
        yield f"    {_many(reached, 'scenario')} {'looks' if reached == 1 else 'look'} at it, and none would notice"
    if outcome.suggestion:
        yield "    this one would:"
        yield from (f"{_BEFORE_SCENARIO}{line}".rstrip() for line in outcome.suggestion.splitlines())
    elif outcome.suggestion is not None and reached:
        yield "    no scenario was found that would"


def _by_operator(report: Report, width: int, color: bool) -> list[str]:
    rows: list[tuple[str, ...]] = [("mutants", "noticed", "survive", "listed", "change of")]
    for operator in Operator:
        counts = report.counts(operator)
        if counts.mutants:
            numbers = (counts.mutants, counts.noticed, counts.survived, counts.listed)
            rows.append((*(f"{number:,}" for number in numbers), operator.value))
    return table(rows, width, indent=0, right=(0, 1, 2, 3), color=color)


def _summary(report: Report) -> Iterator[str]:
    counts = report.counts()
    yield f"{_many(report.scenarios, 'scenario')}, {_many(counts.mutants, 'mutant')}: {_told(counts)}"
    if report.of_accounts:
        one = report.of_accounts == 1
        judge = "runs an account and judges" if one else "run accounts and judge"
        told = f"{_many(report.of_accounts, 'scenario')} {judge}"
        yield f"{told} no mutant: that would take too long"
    yield (
        f"{_share(counts.score)} are noticed ({_share(report.at_least)} are asked for), "
        f"{_share(counts.score_of_others)} of those that are not listed"
    )


def _told(counts: Counts) -> str:
    broke = f" ({counts.broke:,} since the law broke)" if counts.broke else ""
    listed = f", {counts.listed:,} of them listed" if counts.survived else ""
    return f"{counts.noticed:,} noticed{broke}, {counts.survived:,} survive{listed}"


def _share(share: Fraction) -> str:
    """In percent, rounded down: what is not whole is never shown as 100%."""
    return f"{number_text(Fraction(share * _PERCENT * _TENTHS // 1, _TENTHS))}%"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
