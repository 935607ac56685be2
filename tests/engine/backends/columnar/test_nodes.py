"""Nothing overflows: every number lies in the range that was proven for it, in a type that holds it."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.columnar.calculate import Calculation
from engine.backends.columnar.calendar import moved_by_months
from engine.backends.columnar.columns import Columns
from engine.backends.columnar.nodes import Node, Plan
from engine.backends.columnar.ranges import OBJECT, WIDTHS, Range, holder
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.storage import Storage
from engine.backends.columnar.vocabulary import DAYS
from engine.backends.reference import arithmetic
from engine.values import Unknown
from rules.language.types import NumberType
from rules.language.units import MONTH

EDGES = sorted(
    {sign * (1 << power) + by for power in (0, 7, 8, 15, 16, 31, 32, 62, 63) for sign in (1, -1) for by in (-1, 0, 1)}
)
OPERATIONS = ("plus", "minus", "times", "least", "most", "over", "pick", "less", "at_most", "same")
ROWS = 16


def python(op: str, one: Any, other: Any) -> Any:
    """The same with Python's own integers."""
    match op:
        case "plus":
            return one + other
        case "minus":
            return one - other
        case "times":
            return one * other
        case "least":
            return min(one, other)
        case "most":
            return max(one, other)
        case "over":
            return one // max(other, 1)
        case "less":
            return one < other
        case "at_most":
            return one <= other
        case "same":
            return one == other
    raise ValueError(op)


def build(plan: Plan, op: str, one: Node, other: Node) -> Node:
    """A node of an operation; a divisor is made to be above zero."""
    if op == "over":
        return plan.over(one, plan.most(other, plan.whole(1)))
    found: Node = getattr(plan, op)(one, other)
    return found


@given(st.randoms(use_true_random=False))
def test_numbers_keep_their_ranges_at_the_edges_of_machine_integers(chance: random.Random) -> None:
    plan = Plan()
    known: list[tuple[Node, list[int]]] = []
    arrays: dict[ColumnSpec, Any] = {}
    for number in range(3):
        low, high = sorted((chance.choice(EDGES), chance.choice(EDGES)))
        spec = ColumnSpec("row", f"x{number}", "value", Range(low, high))
        values = [chance.choice([low, high, chance.randint(low, high)]) for _ in range(ROWS)]
        arrays[spec] = np.array(values, dtype=spec.dtype)
        known.append((plan.column(spec), values))
    flags: list[tuple[Node, list[bool]]] = []
    for _ in range(8):
        op = chance.choice(OPERATIONS)
        (one, ones), (other, others) = chance.choice(known), chance.choice(known)
        if op == "pick":
            if flags:
                flag, truths = chance.choice(flags)
                made = plan.pick(flag, one, other)
                known.append((made, [a if t else b for t, a, b in zip(truths, ones, others, strict=True)]))
            continue
        made = build(plan, op, one, other)
        wanted = [python(op, a, b) for a, b in zip(ones, others, strict=True)]
        (flags if made.is_flag else known).append((made, wanted))
    calculation = Calculation(Storage(plan.nodes), Columns({"row": ROWS}, arrays), ())
    for node in plan.nodes:
        calculation.calculate(node)
    for node, expected in [*known, *((flag, [int(each) for each in truths]) for flag, truths in flags)]:
        told = [int(each) for each in calculation.of(node)] * (ROWS if node.domain is None else 1)
        assert told == expected, node
        assert node.range is None or all(each in node.range for each in told)


def test_a_range_is_held_by_the_narrowest_type() -> None:
    for kind, holds in WIDTHS:
        assert holder(holds) == kind
        assert holder(Range(holds.low, holds.high + 1)) != kind
        assert holder(Range(holds.low - 1, holds.high)) != kind
    assert holder(Range(0, 1 << 63)) == OBJECT


def test_a_divisor_that_may_be_zero_is_refused() -> None:
    plan = Plan()
    column = plan.column(ColumnSpec("row", "x", "value", Range(0, 9)))
    with pytest.raises(ValueError, match="may be zero"):
        plan.over(plan.whole(1), column)


def test_a_flag_and_its_opposite_are_one_of_the_two() -> None:
    plan = Plan()
    known, x = plan.column(ColumnSpec("row", "k", "known")), plan.column(ColumnSpec("row", "x", "value", Range(0, 9)))
    below = plan.less(x, plan.whole(5))
    true, false = plan.both(known, below), plan.both(known, plan.no(below))
    assert plan.any_of(true, false) is known
    assert plan.both(below, plan.no(below)).constant is False
    assert plan.less(x, plan.whole(10)).constant is True


def test_what_two_parts_come_to_may_be_the_third() -> None:
    """(k and a) or (k and not a) is k, and so it is with `or k` behind it: no pair of k and k is made."""
    plan = Plan()
    k, a, b = (plan.column(ColumnSpec("row", name, "known")) for name in "kab")
    joined = plan.any_of(plan.both(k, a), plan.both(k, plan.no(a)), k)
    assert joined is k
    assert plan.both(plan.any_of(k, a), plan.any_of(k, plan.no(a)), k) is k
    plan.both(joined, plan.any_of(k, b))


@given(st.randoms(use_true_random=False))
def test_flags_that_are_simplified_say_the_same(chance: random.Random) -> None:
    plan = Plan()
    arrays: dict[ColumnSpec, Any] = {}
    known: list[tuple[Node, list[bool]]] = []
    for number in range(3):
        spec = ColumnSpec("row", f"f{number}", "known")
        values = [bool(row >> number & 1) for row in range(8)]
        arrays[spec] = np.array(values)
        known.append((plan.column(spec), values))
    for _ in range(14):
        (one, ones), (other, others), (third, thirds) = (chance.choice(known) for _ in range(3))
        op = chance.choice(("both", "any_of", "no", "pick"))
        if op == "both":
            three = [all(each) for each in zip(ones, others, thirds, strict=True)]
            known.append((plan.both(one, other, third), three))
        elif op == "any_of":
            three = [any(each) for each in zip(ones, others, thirds, strict=True)]
            known.append((plan.any_of(one, other, third), three))
        elif op == "no":
            known.append((plan.no(one), [not a for a in ones]))
        else:
            picked = [b if a else c for a, b, c in zip(ones, others, thirds, strict=True)]
            known.append((plan.pick(one, other, third), picked))
    calculation = Calculation(Storage(plan.nodes), Columns({"row": 8}, arrays), ())
    for node in plan.nodes:
        calculation.calculate(node)
    for node, wanted in known:
        assert [bool(each) for each in calculation.of(node)] * (8 if node.domain is None else 1) == wanted


@given(st.dates(), st.integers(-130_000, 130_000))
def test_months_are_those_of_the_reference_engine(start: date, months: int) -> None:
    plan = Plan()
    day = plan.column(ColumnSpec("row", "day", "value", DAYS))
    by = plan.column(ColumnSpec("row", "by", "value", Range(-130_000, 130_000)))
    node = moved_by_months(plan, day, by)
    arrays = {day.data: np.array([start.toordinal()]), by.data: np.array([months])}
    calculation = Calculation(Storage(plan.nodes), Columns({"row": 1}, arrays), ())  # type: ignore[arg-type]
    for each in plan.nodes:
        calculation.calculate(each)
    found = int(calculation.of(node)[0])
    wanted = arithmetic.calculate("+", start, Fraction(months), NumberType(MONTH))
    if isinstance(wanted, Unknown):
        assert found not in DAYS
    else:
        assert isinstance(wanted, date)
        assert found == wanted.toordinal()
