"""Numbers as exact decimal text. Nothing that leaves this package has been through binary rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

UNKNOWN = "unknown"
NONE = "none"

# The grid of every computed fact, in decimal places: what is computed in floating point, or does not end as a
# decimal, is rounded half to even to this grid before it becomes a fact.
PLACES = 4

_WIDE = Context(prec=60)


def plain(number: Decimal) -> str:
    """The shortest text of a number without an exponent: `175`, `0.05`, `0`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def from_float(number: float) -> Decimal:
    """The decimal that a binary number was written as: the shortest that reads back as the same number."""
    return Decimal(repr(number))


def rounded(number: Decimal | Fraction, places: int = PLACES) -> Decimal:
    """The nearest number of `places` decimal places; of two equally near ones the even."""
    if isinstance(number, Fraction):
        return Decimal(round(number * 10**places)).scaleb(-places, context=_WIDE)
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN, context=_WIDE)


def rounded_text(number: float, places: int = PLACES) -> str:
    """A computed number on its grid, as text."""
    return plain(rounded(from_float(number), places))
