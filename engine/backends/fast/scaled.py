"""Numbers as whole numbers of steps, and subjects as rows: how values look inside generated code.

A number of the scale s is `v / s` for an int `v`; of the scale 0 it is a Fraction. What is not on its grid stays a
Fraction, unknown values and `none` stay what they are, and a subject is its row: a list of what is known about it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from rules.language.types import NumberType, Type

Row = list[Any]
"""What is known of one subject in one evaluation. First the subject itself; then, where its layout says, the rest."""

LARGEST_SCALE = 2**128
"""Beyond it a number is a Fraction: products of products would grow for ever."""


class _Missing:
    """What stands in a row for what has not been asked for yet."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


def joined_scale(one: int | None, other: int | None) -> int | None:
    """A scale that holds the numbers of both; None is that of what is no number."""
    if one is None or other is None:
        return other if one is None else one
    if not one or not other:
        return 0
    found = math.lcm(one, other)
    return found if found <= LARGEST_SCALE else 0


def scale_of_type(of: Type) -> int | None:
    """The scale of given values of a type: that of its step, else whole numbers; None for what is no number."""
    if not isinstance(of, NumberType):
        return None
    return of.step.denominator if of.step is not None else 1


def lift(value: Any, scale: int) -> Any:
    """A value as the rest of the engine knows it."""
    kind = value.__class__
    if kind is int:
        return Fraction(value, scale)
    return value[0] if kind is list else value


def lower(value: Any, scale: int) -> Any:
    """A value that is no subject, as generated code knows it."""
    if value.__class__ is Fraction and scale:
        size, rest = divmod(scale, value.denominator)
        if not rest:
            return value.numerator * size
    return value
