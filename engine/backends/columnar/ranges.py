"""Between which ends a whole number lies, and what can hold it: the proof that nothing overflows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Range(NamedTuple):
    """Both ends included."""

    low: int
    high: int

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.low <= number <= self.high

    def negated(self) -> Range:
        """The range of -x."""
        return Range(-self.high, -self.low)

    def plus(self, other: Range) -> Range:
        """The range of x + y."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, other: Range) -> Range:
        """The range of x * y."""
        ends = [one * two for one in self for two in other]
        return Range(min(ends), max(ends))

    def over(self, other: Range) -> Range:
        """The range of x // y for a y above zero."""
        ends = [one // two for one in self for two in other]
        return Range(min(ends), max(ends))

    def hull(self, other: Range) -> Range:
        """What holds both."""
        return Range(min(self.low, other.low), max(self.high, other.high))


# From narrow to wide; what none of them holds is calculated with Python's own integers.
WIDTHS: tuple[tuple[np.dtype[np.signedinteger], Range], ...] = tuple(
    (np.dtype(kind), Range(int(np.iinfo(kind).min), int(np.iinfo(kind).max)))
    for kind in (np.int8, np.int16, np.int32, np.int64)
)
OBJECT = np.dtype(object)
BITS = 8
"""Bits of a byte."""


def holder(*ranges: Range, bits: int = 0) -> np.dtype[np.generic]:
    """The narrowest type, of at least so many bits, that holds all of these; `object` where no machine integer does."""
    for kind, holds in WIDTHS:
        if BITS * kind.itemsize >= bits and all(holds.low <= each.low and each.high <= holds.high for each in ranges):
            return kind
    return OBJECT
