"""What generated code calls gives what the reference's arithmetic gives on the same values."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from engine.backends.fast import slow
from engine.backends.fast.scaled import lift, lower
from engine.backends.reference import arithmetic as a
from engine.values import NONE, Value, because

UNKNOWN = because("nobody knows")
VALUES: list[Value] = [*(Fraction(each, 40) for each in range(-45, 46)), Fraction(1, 3), UNKNOWN, NONE]
STEPS: list[Value] = [Fraction(1, 4), Fraction(3, 10), Fraction(1), Fraction(0), Fraction(-1), UNKNOWN]


@pytest.mark.parametrize("mode", ["down", "up", "half up", "half even"])
@pytest.mark.parametrize(("scale", "step_scale"), [(40, 20), (0, 20), (40, 0), (80, 60)])
def test_numbers_of_any_scale_are_rounded_as_the_reference_rounds(mode: str, scale: int, step_scale: int) -> None:
    for value, step in product(VALUES, STEPS):
        wanted = a.rounded(value, mode, step)
        found = slow.rounded(lower(value, scale), scale, mode, lower(step, step_scale), step_scale)
        assert lift(found, step_scale) == wanted, (value, step)
