"""Whether a value lies in its bounds and on its grid."""

from __future__ import annotations

from fractions import Fraction

from rules.language import typed as x
from rules.language.numbers import PERCENT, number_text
from rules.language.types import NumberType, Type


def out_of_bounds(
    value: x.Literal, of: Type, low: Fraction | None, high: Fraction | None, percent: bool = False
) -> str | None:
    """What is wrong with a value: outside the bounds, outside its type's range, off its type's grid; None if nothing.

    `percent` tells the numbers of a ratio as percentages.
    """
    if not isinstance(value, Fraction) or not isinstance(of, NumberType):
        return None

    def told(number: Fraction | None) -> str:
        return f"{number_text(number / PERCENT)}%" if percent and number is not None else number_text(number)

    if (low is not None and value < low) or (high is not None and value > high):
        return f"lies outside its bounds {told(low)} to {told(high)}"
    if (of.low is not None and value < of.low) or (of.high is not None and value > of.high):
        return f"lies outside the range of {of} ({told(of.low)} to {told(of.high)})"
    if of.step is not None and value.numerator * of.step.denominator % (value.denominator * of.step.numerator):
        return f"is not a multiple of {told(of.step)}, the step of {of}"
    return None
