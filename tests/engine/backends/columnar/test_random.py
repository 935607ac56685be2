"""Random laws and random calculations with what is unknown, none or bounded: the same as in the reference engine."""

from __future__ import annotations

import importlib.util
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.columnar.calculate import Calculation
from engine.backends.columnar.columns import Columns
from engine.backends.columnar.engine import ColumnarEngine
from engine.backends.columnar.nodes import Plan
from engine.backends.columnar.opinion import opinion_of, opinions
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.ranges import Range
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.storage import Storage
from engine.backends.columnar.values import Calculator, Flag, Members, Number, Ratio
from engine.backends.columnar.values import Value as ColumnValue
from engine.backends.reference import arithmetic as a
from engine.backends.reference.evaluator import either
from engine.values import NONE, NUMBERS, Nothing, Unknown, Value, bounded
from rules.language.types import NumberType
from tests.engine.backends import random_conditions
from tests.engine.backends.columnar.random_laws import SETS, plain, random_laws
from tests.engine.backends.durable_law import deciders

LAWS = 60
CONDITIONS = 3
RULES = 60
HAS_NUMBA = importlib.util.find_spec("numba") is not None


# --- single calculations ----------------------------------------------------------------------------
ROWS = 24
GRIDS = (Fraction(1), Fraction(1, 2), Fraction(3, 4), Fraction(1, 100))
DIGITS = 6


def number_values(chance: random.Random, grid: Fraction) -> list[Value]:
    """Known, unknown, none, and open or closed between two ends."""

    def one() -> Fraction:
        return chance.randint(-DIGITS, DIGITS) * grid

    def any_value() -> Value:
        low, high = sorted((one(), one()))
        kind = chance.randrange(8)
        if kind < 3:
            return low
        ends = ((None, None), (low, None), (None, high), (low, high), (low, high))[kind - 3]
        return NONE if kind == 3 and chance.random() < 0.5 else bounded((), *ends)

    return [any_value() for _ in range(ROWS)]


class Rows:
    """Columns that hold given values, and what comes out of calculations with them."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.calculator = Calculator(self.plan)
        self.arrays: dict[ColumnSpec, Any] = {}

    def column(self, name: str, numbers: list[int] | None, flags: list[bool] | None) -> Any:
        ends = Range(-DIGITS, DIGITS) if numbers is not None else None
        spec = ColumnSpec("row", name, "value", ends)
        self.arrays[spec] = np.array(numbers if numbers is not None else flags, dtype=spec.dtype)
        return self.plan.column(spec)

    def number(self, name: str, values: list[Value], grid: Fraction) -> Number:
        """A number with bounds."""
        ends = [(None, None) if isinstance(each, Nothing) else a.bounds(each) for each in values]
        low, high = ([int((end[which] or 0) / grid) for end in ends] for which in (0, 1))
        has = ([end[which] is not None for end in ends] for which in (0, 1))
        none = [isinstance(each, Nothing) for each in values]
        return Number(
            Ratio(self.column(f"{name} low", low, None), grid),
            Ratio(self.column(f"{name} high", high, None), grid),
            self.column(f"{name} has low", None, next(has)),
            self.column(f"{name} has high", None, next(has)),
            self.column(f"{name} none", None, none),
        )

    def flag(self, name: str, values: list[bool | Unknown]) -> Flag:
        """A condition."""
        true = self.column(f"{name} true", None, [each is True for each in values])
        return Flag(true, self.column(f"{name} false", None, [each is False for each in values]), self.calculator.never)

    def told(self, value: ColumnValue) -> list[Value]:
        """The values of all rows."""
        calculation = Calculation(Storage(self.plan.nodes), Columns({"row": ROWS}, self.arrays), ())
        for node in self.plan.nodes:
            calculation.calculate(node)

        def at(node: Any, row: int) -> int:
            found = calculation.of(node)
            return int(found[0 if node.domain is None else row])

        def ratio(of: Ratio, row: int) -> Fraction:
            return Fraction(at(of.whole, row), 1 if of.under is None else at(of.under, row)) * of.grid

        found: list[Value] = []
        for row in range(ROWS):
            if isinstance(value, Flag):
                true, false = at(value.true, row), at(value.false, row)
                assert not (true and false)
                found.append(bool(true) if true or false else Unknown(()))
                continue
            assert isinstance(value, Number)
            low = ratio(value.low, row) if at(value.has_low, row) else None
            high = ratio(value.high, row) if at(value.has_high, row) else None
            found.append(NONE if at(value.none, row) else bounded((), low, high))
        return found


OF = NumberType()
OPERATIONS = ("+", "-", "*", "/", "neg", "abs", "max", "min", "<", "<=", ">", ">=", "is", "if", "in", "rounded")


def columnar(rows: Rows, op: str, one: Number, other: Number, third: Number, flag: Flag, mode: str) -> ColumnValue:
    calculator = rows.calculator
    match op:
        case "+":
            return calculator.plus(one, other)
        case "-":
            return calculator.plus(one, calculator.negative(other))
        case "*":
            return calculator.times(one, other)
        case "/":
            return calculator.divided(one, other)
        case "neg":
            return calculator.negative(one)
        case "abs":
            return calculator.absolute(one)
        case "max" | "min":
            return calculator.extreme(op == "max", [one, other, third])
        case "is":
            return calculator.equal(one, other)
        case "if":
            return calculator.chosen(flag, one, other)
        case "in":
            return calculator.contained(one, Members((Fraction(0), Fraction(1), Fraction(-3, 2)), "number"))
        case "rounded":
            return calculator.rounded(one, mode, other)
    return calculator.compared(op, one, other)


def reference(op: str, one: Value, other: Value, third: Value, flag: bool | Unknown, mode: str) -> Value:
    match op:
        case "+" | "-" | "*" | "/":
            return a.calculate(op, one, other, OF)
        case "neg":
            return a.negative(one)
        case "abs":
            return a.absolute(one)
        case "max" | "min":
            return a.extreme(op, [one, other, third])
        case "is":
            return a.equal(one, other)
        case "if":
            return either(flag, one, other) if isinstance(flag, Unknown) else (one if flag else other)
        case "in":
            members: list[Value] = [Fraction(0), Fraction(1), Fraction(-3, 2)]
            if isinstance(one, NUMBERS) and isinstance(one, Unknown):
                return a.joined("or", [a.equal(one, each) for each in members])
            return one in members
        case "rounded":
            return a.rounded(one, mode, other)
    return a.compared(op, one, other)


@pytest.mark.parametrize("op", OPERATIONS)
@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_a_calculation_with_bounds_is_that_of_the_reference_engine(op: str, chance: random.Random) -> None:
    rows = Rows()
    grids = [chance.choice(GRIDS) for _ in range(3)]
    raw = [number_values(chance, grid) for grid in grids]
    flags: list[bool | Unknown] = [chance.choice((True, False, Unknown(()))) for _ in range(ROWS)]
    mode = chance.choice(("down", "up", "half up", "half even"))
    one_, other_, third_ = (rows.number(f"x{place}", raw[place], grids[place]) for place in range(3))
    made = columnar(rows, op, one_, other_, third_, rows.flag("if", flags), mode)
    for row, told in enumerate(rows.told(made)):
        one, other, third = (each[row] for each in raw)
        wanted = plain(reference(op, one, other, third, flags[row], mode))
        assert plain(told) == wanted, (op, one, other, third, flags[row], mode)
        assert type(told) is type(wanted)


@pytest.mark.parametrize("limit", [Fraction(1, 3), Fraction(-7, 3), Fraction(0), Fraction(2)])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "is"])
def test_a_limit_beside_the_grid_is_met_exactly(limit: Fraction, operator: str) -> None:
    rows = Rows()
    steps: list[Value] = [Fraction(each % 13 - DIGITS) for each in range(ROWS)]
    column, written = rows.number("x", steps, Fraction(1)), rows.calculator.number(limit)
    for swapped in (False, True):
        one, other = (written, column) if swapped else (column, written)
        calculator = rows.calculator
        made = calculator.equal(one, other) if operator == "is" else calculator.compared(operator, one, other)
        for value, told in zip(steps, rows.told(made), strict=True):
            pair = (limit, value) if swapped else (value, limit)
            assert told == (a.equal(*pair) if operator == "is" else a.compared(operator, *pair))


# --- laws -------------------------------------------------------------------------------------------
def test_derived_facts_of_random_laws() -> None:
    found = random_laws(range(LAWS))
    assert found.differences == []
    assert found.compared > LAWS * SETS * 2
    assert found.refused < found.compared / SETS / 3


@pytest.mark.parametrize("library", ["numpy", "numba"])
def test_verdicts_of_random_conditions(library: str) -> None:
    if library == "numba" and not HAS_NUMBA:
        pytest.skip("numba is an extra")
    compared = 0
    for seed in range(CONDITIONS):
        law, count = random_conditions.law_of(seed, RULES)
        assert count >= RULES / 2
        asked = deciders(law, random_conditions.raws(seed, SETS))
        actions = list(law.actions) if library == "numpy" else list(law.actions)[:4]
        for action in actions:
            engine = ColumnarEngine(ColumnarProgram.of(law, action, single=False), library)  # type: ignore[arg-type]
            for decider, found in zip(asked, opinions(engine, asked), strict=True):
                for subject, opinion in found.items():
                    assert opinion == opinion_of(decider.verdict(action, subject)), (seed, action)
                    compared += 1
    assert compared > CONDITIONS * SETS * 4
