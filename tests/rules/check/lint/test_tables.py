"""What is said of the rows of a table, against evaluating them for every value of a grid."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compile.compiler import compile_sources
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import load_text

LAW = """\
constitution: small
version: 1.0
---
units: { base: [point] }
---
types:
  level: { unit: none, step: 1, range: 0 to 6 }
  points: { unit: point, step: 0.5, range: 0 to 4 }
  colour: { one_of: [red, green, blue] }
---
scopes:
  day: { one: true }
---
facts: day
given:
  level: { type: level }
  points: { type: points }
  colour: { type: colour }
  flag: { type: flag }
---
table: ROWS-01
section: §1
decides: day.result
type: level
for: day
hit_policy: %s
%srows:
%sotherwise: %s
"""

LEVELS = range(7)
HALVES = [Fraction(each, 2) for each in range(9)]
COLOURS = ("red", "green", "blue")

Point = tuple[int, Fraction, str, bool]
POINTS: list[Point] = list(itertools.product(LEVELS, HALVES, COLOURS, (True, False)))

ORDERS = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "is": lambda one, other: one == other,
    "is not": lambda one, other: one != other,
}


class Row:
    """A condition as text and as the set of points for which it holds."""

    def __init__(self, text: str, holds: frozenset[Point]) -> None:
        self.text = text
        self.holds = holds

    def __repr__(self) -> str:
        return self.text


@st.composite
def atoms(draw: st.DrawFn) -> Row:
    what = draw(st.sampled_from(["level", "points", "colour", "flag", "colours", "band"]))
    if what == "flag":
        return Row("day.flag", frozenset(each for each in POINTS if each[3]))
    if what == "colour":
        word, sign = draw(st.sampled_from(COLOURS)), draw(st.sampled_from(["is", "is not"]))
        return Row(f"day.colour {sign} {word}", frozenset(each for each in POINTS if ORDERS[sign](each[2], word)))
    if what == "colours":
        words = draw(st.lists(st.sampled_from(COLOURS), min_size=1, max_size=2, unique=True))
        return Row(f"day.colour in [{', '.join(words)}]", frozenset(each for each in POINTS if each[2] in words))
    if what == "band":
        low, high = sorted(draw(st.tuples(st.integers(0, 6), st.integers(0, 6))))
        text = f"day.level between {low} and {high}"
        return Row(text, frozenset(each for each in POINTS if low <= each[0] <= high))
    sign = draw(st.sampled_from(sorted(ORDERS)))
    if what == "level":
        number = draw(st.integers(0, 6))
        return Row(f"day.level {sign} {number}", frozenset(each for each in POINTS if ORDERS[sign](each[0], number)))
    half = draw(st.sampled_from(HALVES))
    return Row(
        f"2 * day.points {sign} {2 * half} points",
        frozenset(each for each in POINTS if ORDERS[sign](each[1], half)),
    )


def joined(parts: tuple[Row, Row]) -> Iterator[Row]:
    one, other = parts
    yield Row(f"({one.text}) and ({other.text})", one.holds & other.holds)
    yield Row(f"({one.text}) or ({other.text})", one.holds | other.holds)
    yield Row(f"not ({one.text})", frozenset(POINTS) - one.holds)


CONDITIONS = atoms() | st.tuples(atoms(), atoms()).flatmap(lambda parts: st.sampled_from(list(joined(parts))))
# Two rows with one condition are an error, behind which nothing else is looked for.
ROWS = st.lists(st.tuples(CONDITIONS, st.integers(1, 3)), min_size=1, max_size=4, unique_by=lambda row: row[0].text)


def findings(policy: str, rows: list[tuple[Row, int]], otherwise: str = "0") -> list[Diagnostic]:
    order = "order: [1, 2, 3]\n" if policy == "priority" else ""
    written = "".join(f"  - when: {row.text}\n    then: {then}\n" for row, then in rows)
    compiled = compile_sources([load_text(LAW % (policy, order, written, otherwise), "law.yaml")])
    assert compiled.law is not None, compiled.findings
    return list(compiled.findings)


def at(found: list[Diagnostic], code: str) -> set[int]:
    """Which rows are marked, counted from 0; a row takes two lines."""
    first = LAW[: LAW.index("%srows:")].count("\n") + 2
    return {(each.span.line - first) // 2 for each in found if each.code == code}


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_rows_that_overlap_are_those_that_share_a_point(rows: list[tuple[Row, int]]) -> None:
    shared = {later for later, (row, _) in enumerate(rows) if any(row.holds & other.holds for other, _ in rows[:later])}
    assert at(findings("unique", rows), "T506") == shared


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_a_gap_is_what_no_row_covers(rows: list[tuple[Row, int]]) -> None:
    covered = frozenset[Point]().union(*(row.holds for row, _ in rows))
    found = findings("any", rows, "unknown")
    if covered:  # rows that can never hold are another finding
        assert bool([each for each in found if each.code == "T507"]) is (len(covered) < len(POINTS))


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sampled_from(["max", "min", "priority"]))
def test_a_row_never_decides_when_stronger_rows_cover_it(rows: list[tuple[Row, int]], policy: str) -> None:
    found = at(findings(policy, rows), "T508")
    for here, (row, then) in enumerate(rows):
        stronger = [
            other.holds
            for there, (other, output) in enumerate(rows)
            if there != here and (output > then if policy == "max" else output < then)
        ]
        beaten = bool(row.holds) and row.holds <= frozenset[Point]().union(*stronger)
        if beaten:
            assert here in found, (rows, here)
        if here in found:
            rivals = [
                other.holds
                for there, (other, output) in enumerate(rows)
                if there != here and (output >= then if policy == "max" else output <= then)
            ]
            assert row.holds <= frozenset[Point]().union(*rivals)
