"""The grid on which the values of an expression lie: how near to a boundary they can come."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import DateType, InstantType, NumberType, TimeType

_MINUTE = Fraction(60)
_DAY = Fraction(1)


class Grids:
    """Grids of the expressions of one law."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self._known: dict[x.FactId, Fraction | None] = {}

    def nearness(
        self, low: x.Expression, high: x.Expression, closed: bool, measured: x.Expression
    ) -> tuple[Fraction | None, Fraction | None] | None:
        """How near `low <= high` (closed) or `low < high` has to be seen true, and false; None where any will do.

        No boundary at all, None alone, where the sides are no measures. From the boundary itself one comes to its other
        side by one step of the side that is `measured`. People tell the time in minutes: a minute is near enough.
        """
        if isinstance(low.type, TimeType | InstantType):
            step: Fraction | None = _MINUTE
        elif isinstance(low.type, DateType):
            step = _DAY
        elif isinstance(low.type, NumberType):
            fixed = self._beside_the_grid(low, high, closed)
            if fixed is not None:
                return fixed
            step = self.grid(measured)
        else:
            return None
        nothing = Fraction(0)
        return (nothing, step) if closed else (step, nothing)

    def _beside_the_grid(self, low: x.Expression, high: x.Expression, closed: bool) -> tuple[Fraction, Fraction] | None:
        """The same for a boundary that the law fixes, where it may lie between two values of the other side."""
        for side, sign, bounds in ((low, 1, high), (high, -1, low)):
            step, values = self.grid(side), self._fixed(bounds)
            if step is None or not values:
                continue
            # From the value of `side` that is nearest to the boundary on one side of it, to that on the other.
            below = max(sign * value % step for value in values)
            above = max(-sign * value % step for value in values)
            return (below, above or step) if closed else (below or step, above)
        return None

    def _fixed(self, part: x.Expression) -> tuple[Fraction, ...]:
        """The values that the law itself gives to an expression; none where it depends on the facts."""
        if isinstance(part, x.Convert):
            return self._fixed(part.value)
        if isinstance(part, x.If | x.Cases):
            cases = (part.then,) if isinstance(part, x.If) else tuple(then for _, then in part.cases)
            branches = [self._fixed(each) for each in (*cases, part.otherwise)]
            return tuple(value for branch in branches for value in branch) if all(branches) else ()
        if isinstance(part, x.Constant) and isinstance(part.value, Fraction):
            return (part.value,)
        if isinstance(part, x.ReadParameter):
            return tuple(value for _, value in self.law.parameters[part.name].values if isinstance(value, Fraction))
        return ()

    def grid(self, part: x.Expression) -> Fraction | None:
        """The step of which the values of a number are multiples; None where there is none."""
        match part:
            case x.Constant() | x.ReadParameter():
                values = self._fixed(part)
                return _common(map(abs, values)) if values and all(values) else None
            case x.ReadFact() | x.Before() | x.LastOf():
                return self._of_fact(part)
            case x.Aggregate(function="count"):
                return Fraction(1)
            case x.Aggregate(function="sum" | "highest" | "lowest", value=value) if value is not None:
                ends = (value,) if part.if_empty is None else (value, part.if_empty)
                return _common(map(self.grid, ends))
            case x.SeriesAggregate(function="sum" | "highest" | "lowest"):
                step = getattr(getattr(self.law.facts[part.fact.fact].type, "of", None), "step", None)
                return step if isinstance(step, Fraction) else None
            case x.Arithmetic(operator="+" | "-"):
                return _common((self.grid(part.left), self.grid(part.right)))
            case x.Arithmetic(operator="*"):
                return self._scaled(part.left, part.right) or self._scaled(part.right, part.left)
            case x.Negative():
                return self.grid(part.part)
            case x.Convert():
                return self.grid(part.value)
            case x.Rounded():
                found = self._fixed(part.step)
                return found[0] if len(found) == 1 and found[0] else None
            case x.Call(name="min" | "max" | "abs" | "first known"):
                return _common(map(self.grid, part.arguments))
            case x.If():
                return _common(map(self.grid, (part.then, part.otherwise)))
            case x.Cases():
                return _common(map(self.grid, (*(then for _, then in part.cases), part.otherwise)))
        return None

    def _of_fact(self, part: x.ReadFact | x.Before | x.LastOf) -> Fraction | None:
        """Given and kept facts lie on the grid of their type, what is derived on that of its value."""
        fact = self.law.facts[part.fact if isinstance(part, x.ReadFact) else part.fact.fact]
        document = self.law.derivations.get(fact.id)
        if isinstance(document, c.Derivation):
            if fact.id not in self._known:
                self._known[fact.id] = self.grid(document.value)
            return self._known[fact.id]
        if fact.origin == "allocated":
            return Fraction(1)
        return fact.type.step if fact.origin in {"given", "kept"} and isinstance(fact.type, NumberType) else None

    def _scaled(self, part: x.Expression, by: x.Expression) -> Fraction | None:
        """The grid of a product with a number that the law fixes."""
        factors, step = self._fixed(by), self.grid(part)
        return step * abs(factors[0]) if len(factors) == 1 and factors[0] and step is not None else None


def _common(steps: Iterable[Fraction | None]) -> Fraction | None:
    """The coarsest grid on which all of these lie; None where one has no grid."""
    found: Fraction | None = None
    for step in steps:
        if step is None:
            return None
        found = step if found is None else _divisor(found, step)
    return found


def _divisor(one: Fraction, other: Fraction) -> Fraction:
    bottom = lcm(one.denominator, other.denominator)
    return Fraction(gcd(int(one * bottom), int(other * bottom)), bottom)
