"""Exact numbers as text."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

PERCENT = Fraction(1, 100)

MOST_DIGITS = 60
"""What has more digits is no number that anybody means, and would only make arithmetic slow."""


@lru_cache(maxsize=1 << 16)
def number_text(value: Fraction | int | None) -> str:
    """Decimal text where a number has one (`0.4522`, `58500`), else a quotient (`1/3`); `…` for no number."""
    if value is None:
        return "…"
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = max(twos, fives)
    scaled = abs(value.numerator) * 10**digits // value.denominator
    text = str(scaled).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"
