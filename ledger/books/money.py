"""Exact money: sums never round, and what has to be divided is divided so that no fraction of a cent is lost."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

DIGITS = 50
_CENT = Decimal("0.01")
STEP = Decimal("0.0001")
"""To which an average per share, and a part of a cost that has to be divided, is rounded, half to even."""

EXACT = Context(prec=DIGITS, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Raises where a sum would have to be rounded."""

_ROUNDING = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
_NO_COMMISSION = Decimal(-1)
_TOO_LARGE = Decimal("1e15")
_PLACES = 20


def is_amount(value: Decimal) -> bool:
    """Whether books can hold it: sums of such amounts never have more digits than are exact."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_PLACES and abs(value) < _TOO_LARGE


def part_of(total: Decimal, part: int, whole: int) -> Decimal:
    """The money that falls to `part` of `whole` units; the last part takes what rounding left, so that nothing is lost.

    A part that is not all is rounded to STEP.
    """
    if part == whole:
        return total
    return _rounded(_ROUNDING.divide(_ROUNDING.multiply(total, part), whole))


def per_unit(total: Decimal, units: int) -> Decimal:
    """The average per unit, rounded to STEP."""
    return _rounded(_ROUNDING.divide(total, units))


def commission_of(told: Decimal | None) -> Decimal | None:
    """A commission, or None while it is pending; what a broker sends in its place is never booked as money.

    Brokers write -1, or the largest number they have, where they do not know it yet.
    """
    if told is None or told == _NO_COMMISSION or abs(told) >= _TOO_LARGE:
        return None
    return told


def _rounded(value: Decimal) -> Decimal:
    """On STEP, without idle zeros beyond the cent."""
    found = _ROUNDING.quantize(value, STEP)
    short = _ROUNDING.quantize(found, _CENT)
    return short if short == found else found
