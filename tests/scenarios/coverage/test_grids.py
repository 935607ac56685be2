"""How near to a boundary scenarios have to come: one step of what is measured."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios.coverage.inventory import parts_of
from tests.scenarios.coverage.till import till

CENT = Fraction(1, 100)
ZERO = Fraction(0)
MINUTE = Fraction(60)

Near = tuple[Fraction | None, Fraction | None]


def near(condition: str, scope: str = "order") -> Near:
    """How near a comparison has to be seen true, and false."""
    rules = f"""
    rule: CLOSE-01
    section: §1
    derive: {scope}.asked
    type: flag
    for: {scope}
    when: {condition}
    """
    parts = parts_of(till(rules))
    ((boundary,),) = parts.boundaries.values()
    return boundary.inner, boundary.outer


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("order.price <= $100", (ZERO, CENT)),
        ("order.price < $100", (CENT, ZERO)),
        ("order.price >= till.cap", (ZERO, CENT)),
        ("order.price > till.cap", (CENT, ZERO)),
        ("till.cap >= order.price", (ZERO, CENT)),
        ("order.price <= account.cash", (ZERO, CENT)),
        ("order.price + account.cash <= till.cap", (ZERO, CENT)),
        ("3 * order.price <= till.cap", (CENT, 2 * CENT)),
        ("order.price / account.cash <= 3", (ZERO, None)),
        ("order.price / account.cash < 3", (None, ZERO)),
        ("max(order.price, $1) <= till.cap", (ZERO, CENT)),
        ("(if account.frozen then order.price else $2) <= till.cap", (ZERO, CENT)),
        ("(order.price rounded down to $5) <= $7", (Fraction(2), Fraction(3))),
        ("clock.time >= till.opens", (ZERO, MINUTE)),
        ("clock.time < till.closes", (MINUTE, ZERO)),
    ],
)
def test_one_step_of_what_is_measured(condition: str, expected: Near) -> None:
    assert near(condition) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("(count of order in account) >= 2", (ZERO, Fraction(1))),
        ("(sum of order.price over order in account) <= account.cash", (ZERO, CENT)),
        ("(mean of order.price over order in account) <= account.cash", (ZERO, None)),
    ],
)
def test_counts_and_sums_lie_on_grids_and_means_do_not(condition: str, expected: Near) -> None:
    assert near(condition, "account") == expected


def test_a_boundary_between_two_steps_is_met_on_both_sides() -> None:
    """Of whole levels none is 1.5: 1 is half a step below it, and 2 half a step above."""
    rules = """
    table: LEVEL-01
    section: §1
    decides: account.level
    type: level
    for: account
    hit_policy: unique
    rows:
      - { when: account.cash <= $33.333, then: 1 }
    otherwise: 0
    """
    parts = parts_of(till(rules))
    ((boundary,),) = parts.boundaries.values()
    assert (boundary.inner, boundary.outer) == (Fraction(3, 1000), Fraction(7, 1000))


def test_what_is_derived_lies_on_the_grid_of_what_it_is_derived_from() -> None:
    rules = """
    rule: ROOM-01
    section: §1
    derive: account.room
    type: money
    for: account
    as: account.cash - $1
    ---
    rule: ROOM-02
    section: §1
    derive: account.has_room
    type: flag
    for: account
    when: account.room > $0
    """
    parts = parts_of(till(rules))
    ((boundary,),) = parts.boundaries.values()
    assert (boundary.inner, boundary.outer) == (CENT, ZERO)


def test_words_and_flags_have_no_boundary() -> None:
    rules = """
    rule: CLOSE-01
    section: §1
    derive: order.asked
    type: flag
    for: order
    when: order.color is red or order.price is $5 or account.frozen
    """
    assert not parts_of(till(rules)).boundaries
