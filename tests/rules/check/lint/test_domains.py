"""Sets of numbers and words, against the same sets as Python has them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.check.lint.domains import Line, Stretch, Words, compared, line, meet, numbers

# Between and at every number that the stretches below can begin or end with.
GRID = [Fraction(each, 4) for each in range(-30, 31)]
ENDS = st.integers(-5, 5).map(Fraction)
CUTS = st.none() | st.tuples(ENDS, st.integers(0, 1))
STRETCHES = st.builds(Stretch, CUTS, CUTS)
LISTS = st.lists(STRETCHES, max_size=4)
STEPS = st.sampled_from([None, Fraction(1, 2), Fraction(1), Fraction(2)])


def within(number: Fraction, each: Stretch) -> bool:
    above = each.low is None or number > each.low[0] or (number == each.low[0] and each.low[1] == 0)
    below = each.high is None or number < each.high[0] or (number == each.high[0] and each.high[1] == 1)
    return above and below


def members(domain: Line) -> set[Fraction]:
    return {each for each in GRID if any(within(each, part) for part in domain.stretches) and on(each, domain.step)}


def on(number: Fraction, step: Fraction | None) -> bool:
    return step is None or number % step == 0


@given(LISTS, STEPS)
def test_a_line_has_the_numbers_of_its_stretches(parts: list[Stretch], step: Fraction | None) -> None:
    wanted = {each for each in GRID if on(each, step) and any(within(each, part) for part in parts)}
    assert members(line(parts, step)) == wanted


@given(LISTS, LISTS, STEPS)
def test_what_two_lines_share(one: list[Stretch], other: list[Stretch], step: Fraction | None) -> None:
    first, second = line(one, step), line(other, step)
    assert members(first.meet(second)) == members(first) & members(second)


@given(LISTS, STEPS)
def test_the_rest_of_a_line(parts: list[Stretch], step: Fraction | None) -> None:
    domain = line(parts, step)
    everything = {each for each in GRID if on(each, step)}
    assert members(domain.rest()) == everything - members(domain)
    assert domain.meet(domain.rest()).is_empty


@given(LISTS, STEPS)
def test_some_number_is_one_of_them(parts: list[Stretch], step: Fraction | None) -> None:
    domain = line(parts, step)
    if domain.is_empty:
        with pytest.raises(ValueError, match="no number"):
            domain.some()
    else:
        assert any(within(domain.some(), part) for part in domain.stretches)


@given(LISTS, STEPS)
def test_stretches_are_in_order_and_apart(parts: list[Stretch], step: Fraction | None) -> None:
    found = line(parts, step).stretches
    for one, behind in pairwise(found):
        assert one.high is not None
        assert behind.low is not None
        assert one.high < behind.low


WORDS = ("gen", "rev", "com")
SOME = st.frozensets(st.sampled_from(WORDS))


@given(SOME, SOME, st.booleans(), st.booleans())
def test_words_without_end(one: frozenset[str], other: frozenset[str], rest: bool, others: bool) -> None:
    first, second = Words(one, None, rest), Words(other, None, others)
    every = {*WORDS, "another"}

    def has(domain: Words) -> set[str]:
        return {each for each in every if (each in domain.named) is not domain.others}

    assert has(first.meet(second)) == has(first) & has(second)
    assert has(first.rest()) == every - has(first)
    assert first.is_empty is (not has(first))


@given(SOME, SOME)
def test_words_of_a_closed_list(one: frozenset[str], other: frozenset[str]) -> None:
    first, second = Words(one, WORDS), Words(other, WORDS)
    assert first.meet(second).named == one & other
    assert first.rest().named == set(WORDS) - one


def test_a_point_has_no_extent() -> None:
    assert numbers([Fraction(3)]).stretches[0].point == 3
    assert compared("<", Fraction(3)).point is None


def test_numbers_and_words_do_not_meet() -> None:
    with pytest.raises(TypeError):
        meet(numbers([Fraction(3)]), Words(frozenset({"gen"}), WORDS))
