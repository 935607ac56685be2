"""Sets of values of one quantity, exact: stretches of a number line, and words with or without all the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

BEFORE, BEHIND = 0, 1

Cut = tuple[Fraction, int]
"""A place between values: just before a number, or just behind it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The numbers between two cuts; None is without end."""

    low: Cut | None
    high: Cut | None

    @property
    def is_empty(self) -> bool:
        """True when no number lies in it."""
        return self.low is not None and self.high is not None and self.low >= self.high

    @property
    def point(self) -> Fraction | None:
        """Its only number; None when it has none or several."""
        if self.low is None or self.high is None or self.low[0] != self.high[0]:
            return None
        return self.low[0] if (self.low[1], self.high[1]) == (BEFORE, BEHIND) else None

    def meet(self, other: Stretch) -> Stretch:
        """The numbers of both."""
        lows = [each.low for each in (self, other) if each.low is not None]
        highs = [each.high for each in (self, other) if each.high is not None]
        return Stretch(max(lows) if lows else None, min(highs) if highs else None)

    def on_grid(self, step: Fraction | None) -> Stretch:
        """The same multiples of `step`, between two of them."""
        if step is None:
            return self
        low, high = self.low, self.high
        if low is not None:
            number, side = low
            first = ceil(number / step) if side == BEFORE else floor(number / step) + 1
            low = (first * step, BEFORE)
        if high is not None:
            number, side = high
            last = floor(number / step) if side == BEHIND else ceil(number / step) - 1
            high = (last * step, BEHIND)
        return Stretch(low, high)


EVERYWHERE = Stretch(None, None)


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers: stretches in ascending order that do not touch. With a `step`, only its multiples count."""

    stretches: tuple[Stretch, ...]
    step: Fraction | None = None

    @property
    def is_empty(self) -> bool:
        """True when it holds no number."""
        return not self.stretches

    def meet(self, other: Line) -> Line:
        """The numbers of both."""
        step = self.step if self.step is not None else other.step
        return line((one.meet(two) for one in self.stretches for two in other.stretches), step)

    def rest(self) -> Line:
        """All other numbers."""
        found: list[Stretch] = []
        low: Cut | None = None
        for each in self.stretches:
            if each.low is not None:
                found.append(Stretch(low, each.low))
            if each.high is None:
                return line(found, self.step)
            low = each.high
        return line([*found, Stretch(low, None)], self.step)

    def some(self) -> Fraction:
        """One of its numbers, a plain one where there is a choice. Raises ValueError when it is empty."""
        if not self.stretches:
            raise ValueError("an empty set has no number")
        each = self.stretches[0]
        if each.low is None and each.high is None:
            return Fraction(0)
        if each.low is not None and each.low[1] == BEFORE:
            return each.low[0]
        if each.high is not None and each.high[1] == BEHIND:
            return each.high[0]
        if each.low is not None and each.high is not None:
            return (each.low[0] + each.high[0]) / 2
        if each.low is not None:
            return each.low[0] + 1
        assert each.high is not None
        return each.high[0] - 1


def line(stretches: Iterable[Stretch], step: Fraction | None = None) -> Line:
    """The numbers of any of the stretches, ordered and joined where they touch."""
    found = [placed for placed in (each.on_grid(step) for each in stretches) if not placed.is_empty]
    found.sort(key=lambda each: (each.low is not None, each.low or (Fraction(0), BEFORE)))
    joined: list[Stretch] = []
    for each in found:
        last = joined[-1] if joined else None
        if last is not None and _touch(last, each, step):
            high = None if last.high is None or each.high is None else max(last.high, each.high)
            joined[-1] = Stretch(last.low, high)
        else:
            joined.append(each)
    return Line(tuple(joined), step)


def _touch(one: Stretch, behind: Stretch, step: Fraction | None) -> bool:
    """Whether nothing lies between two stretches, the second of which does not begin before the first."""
    if one.high is None or behind.low is None:
        return True
    if behind.low <= one.high:
        return True
    return step is not None and behind.low[0] - one.high[0] <= step


def numbers(values: Iterable[Fraction], step: Fraction | None = None) -> Line:
    """Single numbers; one that is no multiple of `step` counts for nothing."""
    return line((Stretch((value, BEFORE), (value, BEHIND)) for value in values), step)


def compared(operator: str, number: Fraction) -> Stretch:
    """What is `<`, `<=`, `>` or `>=` a number."""
    match operator:
        case "<":
            return Stretch(None, (number, BEFORE))
        case "<=":
            return Stretch(None, (number, BEHIND))
        case ">":
            return Stretch((number, BEHIND), None)
    return Stretch((number, BEFORE), None)


@dataclass(frozen=True, slots=True)
class Words:
    """Some of a closed list of words (`of`), or of words without end: then `others` says all that are not named."""

    named: frozenset[str]
    of: tuple[str, ...] | None = None
    others: bool = False

    @property
    def is_empty(self) -> bool:
        """True when it holds no word."""
        return not self.named and not self.others

    def meet(self, other: Words) -> Words:
        """The words of both."""
        if self.others and other.others:
            return Words(self.named | other.named, self.of, True)
        if self.others:
            return Words(other.named - self.named, self.of)
        return Words(self.named - other.named if other.others else self.named & other.named, self.of)

    def rest(self) -> Words:
        """All other words."""
        if self.of is not None:
            return Words(frozenset(self.of) - self.named, self.of)
        return Words(self.named, None, not self.others)

    def some(self) -> str | None:
        """One of its words, the first as they are declared; None for one that nobody names."""
        if self.others:
            return None
        order = self.of or sorted(self.named)
        return next(word for word in order if word in self.named)


Domain = Line | Words
EVERYTHING = Line((EVERYWHERE,))


def meet(one: Domain, other: Domain) -> Domain:
    """The values of both, which are of one kind."""
    if isinstance(one, Line) and isinstance(other, Line):
        return one.meet(other)
    if isinstance(one, Words) and isinstance(other, Words):
        return one.meet(other)
    raise TypeError("numbers and words do not meet")
