"""How values of quantities are put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from rules.check.lint.domains import BEFORE, BEHIND, Domain, Line, Stretch
from rules.check.lint.regions import Box, Quantity, shown
from rules.language.numbers import number_text
from rules.language.types import NumberType
from rules.language.units import UnitTable

_NAMED = 3  # what is named in a headline before the rest is only said to be there


@dataclass(frozen=True, slots=True)
class Telling:
    """Words for values of quantities."""

    units: UnitTable

    def number(self, quantity: Quantity, number: Fraction) -> str:
        """A value as one writes it in law: `20 vix_points`, `$5 per share`, `2026-01-05`."""
        value = shown(quantity, number)
        if isinstance(value, time):
            return value.isoformat("minutes")
        if isinstance(value, date):
            return value.isoformat()
        of = quantity.value.type
        return self.units.amount(number_text(value), of.unit) if isinstance(of, NumberType) else number_text(value)

    def some(self, box: Box) -> str:
        """One value of each quantity of a box: `` `market.vix` at 20 vix_points and `contract.right` put``."""
        parts = []
        for quantity, domain in box.items():
            one = f"at {self.number(quantity, domain.some())}" if isinstance(domain, Line) else domain.some()
            parts.append(f"`{quantity.text}` {one or 'of another word'}")
        return _joined(parts)

    def where(self, box: Box) -> str:
        """All values of a box: `` `market.vix` from 20 vix_points to 30 vix_points``."""
        return _joined([f"`{quantity.text}` {self.all(quantity, domain)}" for quantity, domain in box.items()])

    def all(self, quantity: Quantity, domain: Domain) -> str:
        """All values of a domain."""
        if isinstance(domain, Line):
            return " or ".join(self.stretch(quantity, each) for each in domain.stretches)
        named = [word for word in (domain.of or sorted(domain.named)) if word in domain.named]
        if domain.others:
            return f"other than {', '.join(named)}" if named else "of any word"
        return " or ".join(named)

    def can_be(self, quantity: Quantity, domain: Domain) -> str:
        """All values of a domain behind the name of what has them: `is 0, 1 or 2`, `lies from 0 delta to 1 delta`."""
        if not isinstance(domain, Line):
            return f"is {self.all(quantity, domain)}"
        points = [each.point for each in domain.stretches]
        numbers = [self.number(quantity, each) for each in points if each is not None]
        if len(numbers) < len(points) or not numbers:
            return f"lies {self.all(quantity, domain)}"
        first = ", ".join(numbers[:-1])
        return f"is {first} or {numbers[-1]}" if first else f"is {numbers[-1]}"

    def stretch(self, quantity: Quantity, each: Stretch) -> str:
        """A stretch of numbers."""
        if each.point is not None:
            return f"at {self.number(quantity, each.point)}"
        low = None if each.low is None else self.number(quantity, each.low[0])
        high = None if each.high is None else self.number(quantity, each.high[0])
        if each.low is not None and each.high is not None:
            begin = "from" if each.low[1] == BEFORE else "above"
            end = "to" if each.high[1] == BEHIND else "below"
            return f"{begin} {low} {end} {high}" if end == "to" else f"{begin} {low} and {end} {high}"
        if each.low is not None:
            return f"{'from' if each.low[1] == BEFORE else 'above'} {low}"
        return f"{'up to' if each.high is not None and each.high[1] == BEHIND else 'below'} {high}"


def _joined(parts: list[str]) -> str:
    parts.sort()
    return " and ".join(parts[:_NAMED]) + (" and more" if len(parts) > _NAMED else "")
