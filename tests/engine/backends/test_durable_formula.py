"""Formulas and the four of them that make a condition with an unknown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.durable.notation import definition
from engine.backends.oracles import formula as f
from tests.engine.backends.durable_interpreter import holds

STATES = (1, 0, -1)


def judged(condition: f.Kleene, values: dict[str, int]) -> int:
    """1 true, 0 unknown, -1 false; and the four formulas agree with one another."""
    true, false = holds(condition.true, values), holds(condition.false, values)
    assert not (true and false)
    assert holds(condition.not_true, values) is not true
    assert holds(condition.not_false, values) is not false
    assert holds(condition.unknown, values) is not (true or false)
    return 1 if true else -1 if false else 0


@pytest.mark.parametrize(("a", "b"), list(product(STATES, STATES)))
def test_and_or_not_are_kleene(a: int, b: int) -> None:
    one, other, values = f.state("a"), f.state("b"), {"a": a, "b": b}
    assert judged(f.both([one, other]), values) == min(a, b)
    assert judged(f.either([one, other]), values) == max(a, b)
    assert judged(one.negated, values) == -a
    assert judged(f.same(one, other), values) == a * b
    assert judged(f.known(one), values) == (1 if a else -1)
    assert judged(f.guarded(one, other), values) == (b if a == 1 else 0)


@pytest.mark.parametrize(("a", "b", "c"), list(product(STATES, STATES, STATES)))
def test_if_knows_what_both_ways_agree_on(a: int, b: int, c: int) -> None:
    found = judged(f.picked("a", f.state("b"), f.state("c")), {"a": a, "b": b, "c": c})
    assert found == (b if a == 1 else c if a == -1 else b if b == c else 0)


@pytest.mark.parametrize("value", STATES)
def test_constants(value: int) -> None:
    values = {"a": value}
    assert judged(f.both([f.state("a"), f.TRUE]), values) == value
    assert judged(f.both([f.state("a"), f.FALSE]), values) == -1
    assert judged(f.either([f.state("a"), f.UNKNOWN]), values) == max(value, 0)
    assert judged(f.state("a").taken_as(True), values) == (1 if value >= 0 else -1)
    assert judged(f.state("a").taken_as(False), values) == (1 if value > 0 else -1)
    assert judged(f.two_valued(f.Test("a", ">", 0)), values) == (1 if value == 1 else -1)


FORMULAS: st.SearchStrategy[f.Formula] = st.recursive(
    st.builds(
        f.Test, st.sampled_from("abc"), st.sampled_from(sorted(f.OPPOSITE)), st.sampled_from([-1, 0, 1, "a", "b"])
    ),
    lambda inner: st.builds(f.every, st.lists(inner, max_size=3)) | st.builds(f.some, st.lists(inner, max_size=3)),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries({name: st.integers(-2, 2) for name in "abc"})


@given(FORMULAS, VALUES)
def test_the_opposite_is_the_opposite(formula: f.Formula, values: dict[str, int]) -> None:
    assert holds(f.opposite(formula), values) is not holds(formula, values)
    assert f.opposite(f.opposite(formula)) == formula


@given(st.lists(FORMULAS, max_size=4), VALUES)
def test_flattening_changes_nothing(parts: list[f.Formula], values: dict[str, int]) -> None:
    assert holds(f.every(parts), values) is all(holds(part, values) for part in parts)
    assert holds(f.some(parts), values) is any(holds(part, values) for part in parts)


@given(FORMULAS)
def test_the_size_of_a_formula(formula: f.Formula) -> None:
    tests = len(list(f.fields_of(formula)))
    assert f.width(formula) <= max(tests, 1)
    assert (f.junctions(formula) == 0) is isinstance(formula, f.Test)


def test_a_definition_is_the_engines_own_notation() -> None:
    formula = f.every([f.Test("step", "==", 3), f.some([f.Test("a", "<=", "b"), f.Test("c", "!=", 0)])])
    assert definition(formula) == {"$and": [{"step": 3}, {"$or": [{"$lte": {"a": {"$m": "b"}}}, {"$neq": {"c": 0}}]}]}
