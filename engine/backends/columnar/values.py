"""Values of the language as columns: what is true, false, unknown, none, or a number between bounds.

The meaning is that of the reference engine (`engine/backends/reference/arithmetic.py`), rewritten so that it has no
`if`: where that looks at what a value is, this has a mask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd

from engine.backends.columnar.nodes import Node, Plan


class Unheld(Exception):
    """Something that columns cannot hold; the message names it."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Where it is true, where it is false, where it is none; elsewhere it is unknown."""

    true: Node
    false: Node
    none: Node


@dataclass(frozen=True, slots=True)
class Ratio:
    """`whole * grid / under`; `under` is above zero, and None stands for one."""

    whole: Node
    grid: Fraction
    under: Node | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two ends, of which either may be open; known where both are there and meet.

    Where `low` and `high` are one object it is exact: known where `has_low`, and elsewhere nothing is known of it.
    """

    low: Ratio
    high: Ratio
    has_low: Node
    has_high: Node
    none: Node

    @property
    def is_exact(self) -> bool:
        """Whether it has no bounds: it is known, or nothing is known of it."""
        return self.low is self.high and self.has_low is self.has_high


@dataclass(frozen=True, slots=True)
class Code:
    """A word, text, date, time, instant or subject as a number. `kind` says which, for a subject with its scope."""

    kind: str
    value: Node
    known: Node
    none: Node


@dataclass(frozen=True, slots=True)
class Members:
    """A set whose members are written out: numbers as fractions, words and keys as codes, flags as they are."""

    members: tuple[Fraction | int | bool, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """`none` or `unknown`, written out: a value of any type."""

    word: str


Value = Flag | Number | Code | Members | Nowhere


class Calculator:
    """Calculates with values, on a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.yes = plan.flag(True)
        self.never = plan.flag(False)

    # --- making values --------------------------------------------------------------------------
    def flag(self, value: bool) -> Flag:
        """A flag that is written out."""
        return Flag(self.plan.flag(value), self.plan.flag(not value), self.never)

    def number(self, value: Fraction) -> Number:
        """A number that is written out."""
        return self.exact(self.ratio(value), self.yes, self.never)

    def ratio(self, value: Fraction) -> Ratio:
        """A number that is written out, as steps of itself."""
        return Ratio(self.plan.whole(value.numerator), Fraction(1, value.denominator))

    def exact(self, ratio: Ratio, known: Node, none: Node) -> Number:
        """A number without bounds."""
        return Number(ratio, ratio, known, known, none)

    def is_known(self, value: Flag | Number | Code) -> Node:
        """Where a value is neither unknown nor none."""
        match value:
            case Flag():
                return self.plan.any_of(value.true, value.false)
            case Code():
                return value.known
            case Number():
                if value.is_exact:
                    return value.has_low
                meet = self._same(value.low, value.high)
                return self.plan.both(value.has_low, value.has_high, meet)

    def told(self, value: Flag | Number | Code) -> Node:
        """Where a value is not unknown."""
        return self.plan.any_of(self.is_known(value), value.none)

    def like(self, value: Value, model: Value) -> Value:
        """`none` and `unknown`, written out, become a value as the other one is."""
        if not isinstance(value, Nowhere):
            return value
        none = self.plan.flag(value.word == "none")
        match model:
            case Flag() | Nowhere():
                return Flag(self.never, self.never, none)
            case Number():
                return self.exact(self.ratio(Fraction(0)), self.never, none)
            case Code():
                return Code(model.kind, self.plan.whole(0), self.never, none)
            case Members():
                raise Unheld("a set that may be unknown")

    def restricted(self, value: Value, where: Node) -> Value:
        """The value, but unknown where the mask is false."""
        if where is self.yes or isinstance(value, (Members, Nowhere)):
            return value
        both = self.plan.both
        match value:
            case Flag():
                return Flag(both(value.true, where), both(value.false, where), both(value.none, where))
            case Code():
                return Code(value.kind, value.value, both(value.known, where), both(value.none, where))
            case Number():
                low = both(value.has_low, where)
                high = low if value.is_exact else both(value.has_high, where)
                return Number(value.low, value.high, low, high, both(value.none, where))

    def gathered(self, value: Value, index: Node) -> Value:
        """The value in the rows to which an index points."""
        gather = self.plan.gather
        match value:
            case Flag():
                return Flag(gather(value.true, index), gather(value.false, index), gather(value.none, index))
            case Code():
                known, none = gather(value.known, index), gather(value.none, index)
                return Code(value.kind, gather(value.value, index), known, none)
            case Number():
                low = self._gathered(value.low, index)
                has_low, none = gather(value.has_low, index), gather(value.none, index)
                if value.is_exact:
                    return Number(low, low, has_low, has_low, none)
                high = self._gathered(value.high, index)
                return Number(low, high, has_low, gather(value.has_high, index), none)
            case _:
                return value

    def _gathered(self, ratio: Ratio, index: Node) -> Ratio:
        under = None if ratio.under is None else self.plan.gather(ratio.under, index)
        return Ratio(self.plan.gather(ratio.whole, index), ratio.grid, under)

    # --- ratios ---------------------------------------------------------------------------------
    def _scaled(self, whole: Node, factor: Fraction) -> Node:
        return self.plan.times(whole, self.plan.whole(int(factor)))

    def aligned(self, one: Ratio, other: Ratio) -> tuple[Node, Node, Fraction, Node | None]:
        """Both as whole numbers of one grid, over one divisor."""
        grid = _common(one, other)
        first, second = self._scaled(one.whole, one.grid / grid), self._scaled(other.whole, other.grid / grid)
        if one.under is other.under:
            return first, second, grid, one.under
        if other.under is not None:
            first = self.plan.times(first, other.under)
        if one.under is not None:
            second = self.plan.times(second, one.under)
        return first, second, grid, self._product(one.under, other.under)

    def _product(self, one: Node | None, other: Node | None) -> Node | None:
        if one is None or other is None:
            return one or other
        return self.plan.times(one, other)

    def _sum(self, one: Ratio, other: Ratio) -> Ratio:
        first, second, grid, under = self.aligned(one, other)
        return Ratio(self.plan.plus(first, second), grid, under)

    def _times(self, one: Ratio, other: Ratio) -> Ratio:
        whole = self.plan.times(one.whole, other.whole)
        return Ratio(whole, one.grid * other.grid, self._product(one.under, other.under))

    def _negated(self, one: Ratio) -> Ratio:
        return Ratio(self.plan.negative(one.whole), one.grid, one.under)

    def _smaller(self, one: Ratio, other: Ratio) -> Ratio:
        first, second, grid, under = self.aligned(one, other)
        return Ratio(self.plan.least(first, second), grid, under)

    def _greater(self, one: Ratio, other: Ratio) -> Ratio:
        first, second, grid, under = self.aligned(one, other)
        return Ratio(self.plan.most(first, second), grid, under)

    def pick(self, condition: Node, then: Ratio, otherwise: Ratio) -> Ratio:
        """`then` where the condition holds."""
        if condition is self.yes:
            return then
        if condition is self.never or then is otherwise:
            return otherwise
        first, second, grid, under = self.aligned(then, otherwise)
        return Ratio(self.plan.pick(condition, first, second), grid, under)

    def _less(self, one: Ratio, other: Ratio) -> Node:
        """`one < other`; a limit that is written out is rounded to the grid instead of refining the column."""
        limit, column = _written(other), _written(one)
        if limit is not None and one.under is None:
            return self.plan.less(one.whole, self.plan.whole(ceil(limit / one.grid)))
        if column is not None and other.under is None:
            return self.plan.less(self.plan.whole(floor(column / other.grid)), other.whole)
        first, second, _, _ = self.aligned(one, other)
        return self.plan.less(first, second)

    def _same(self, one: Ratio, other: Ratio) -> Node:
        for limit, column in ((_written(other), one), (_written(one), other)):
            if limit is not None and column.under is None:
                steps = limit / column.grid
                if steps.denominator != 1:
                    return self.never
                return self.plan.same(column.whole, self.plan.whole(steps.numerator))
        first, second, _, _ = self.aligned(one, other)
        return self.plan.same(first, second)

    # --- arithmetic -----------------------------------------------------------------------------
    def plus(self, one: Number, other: Number) -> Number:
        """`+`."""
        low = self._sum(one.low, other.low)
        has_low = self.plan.both(one.has_low, other.has_low)
        if one.is_exact and other.is_exact:
            return self.exact(low, has_low, self.never)
        high = self._sum(one.high, other.high)
        return Number(low, high, has_low, self.plan.both(one.has_high, other.has_high), self.never)

    def negative(self, one: Number) -> Number:
        """`-`."""
        low = self._negated(one.low)
        if one.is_exact:
            return self.exact(low, one.has_low, self.never)
        return Number(self._negated(one.high), low, one.has_high, one.has_low, self.never)

    def times(self, one: Number, other: Number) -> Number:
        """`*`: of two intervals the four products of their ends."""
        if one.is_exact and other.is_exact:
            known = self.plan.both(one.has_low, other.has_low)
            return self.exact(self._times(one.low, other.low), known, self.never)
        has = self.plan.both(one.has_low, one.has_high, other.has_low, other.has_high)
        products = [self._times(a, b) for a in _ends(one) for b in _ends(other)]
        low, high = products[0], products[0]
        for product in products[1:]:
            low, high = self._smaller(low, product), self._greater(high, product)
        return Number(low, high, has, has, self.never)

    def divided(self, one: Number, other: Number) -> Number:
        """`/`: unknown where the divisor is zero, and without bounds."""
        plan = self.plan
        divisor = other.low
        zero = plan.same(divisor.whole, plan.whole(0))
        known = plan.both(self.is_known(one), self.is_known(other), plan.no(zero))
        below = plan.less(divisor.whole, plan.whole(0))
        size = plan.most(divisor.whole, plan.negative(divisor.whole))
        if size.range is not None and size.range.low < 1:
            size = plan.most(size, plan.whole(1))
        whole = plan.pick(below, plan.negative(one.low.whole), one.low.whole)
        if divisor.under is not None:
            whole = plan.times(whole, divisor.under)
        grid = one.low.grid / divisor.grid
        under = self._product(one.low.under, size)
        if under is not None and isinstance(under.constant, int):
            grid, under = grid / under.constant, None
        return self.exact(Ratio(whole, grid, under), known, self.never)

    def absolute(self, one: Number) -> Number:
        """`abs`; of an interval with both ends."""
        opposite = self.negative(one)
        if one.is_exact:
            return self.exact(self._greater(one.low, opposite.low), one.has_low, self.never)
        has = self.plan.both(one.has_low, one.has_high)
        high = self._greater(self._greater(one.low, opposite.high), self._greater(one.high, opposite.low))
        low = self._greater(self._greater(one.low, opposite.low), self.ratio(Fraction(0)))
        return Number(low, high, has, has, self.never)

    def extreme(self, most: bool, values: Sequence[Number]) -> Number:
        """The greatest or smallest of numbers; for the greatest one low end is enough, and every high end is needed."""
        return self.extreme_of(most, [(self.yes, value) for value in values])

    def extreme_of(self, most: bool, values: Sequence[tuple[Node, Number]]) -> Number:
        """The same of those values whose mask is true; nothing is known where there is none, or one of them is none."""
        plan = self.plan
        none = plan.any_of(*(plan.both(here, value.none) for here, value in values))
        exact = len(values) == 1 and values[0][1].is_exact and values[0][0] is self.yes
        sure = plan.no(none)
        if exact:
            value = values[0][1]
            return self.exact(value.low, value.has_low, self.never)
        lows = [(here, value.has_low, value.low) for here, value in values]
        highs = [(here, value.has_high, value.high) for here, value in values]
        low, has_low = self.edge(lows, most, suffices=most)
        high, has_high = self.edge(highs, most, suffices=not most)
        every = all(value.is_exact for _, value in values) and has_low is has_high
        if every and all(value.has_low is self.yes for _, value in values):
            return self.exact(low, plan.both(has_low, sure), self.never)
        return Number(low, high, plan.both(has_low, sure), plan.both(has_high, sure), self.never)

    def edge(self, ends: Sequence[tuple[Node, Node, Ratio]], most: bool, suffices: bool) -> tuple[Ratio, Node]:
        """The end of an extreme: of each value whether it counts, whether it has an end, and the end."""
        plan = self.plan
        here, has, edge = ends[0]
        found, there = edge, plan.both(here, has)
        missing = plan.both(here, plan.no(has))
        for here, has, edge in ends[1:]:
            counts = plan.both(here, has)
            better = self._greater(found, edge) if most else self._smaller(found, edge)
            found = self.pick(plan.both(there, counts), better, self.pick(counts, edge, found))
            there = plan.any_of(there, counts)
            missing = plan.any_of(missing, plan.both(here, plan.no(has)))
        return found, there if suffices else plan.both(there, plan.no(missing))

    def rounded(self, value: Number, mode: str, step: Number) -> Number:
        """To a multiple of a step; unknown where the step is not above zero, and without bounds."""
        plan = self.plan
        positive = plan.less(plan.whole(0), step.low.whole)
        known = plan.both(self.is_known(value), self.is_known(step), positive)
        if step.low.under is not None:
            raise Unheld("a step that is a quotient")
        whole = plan.most(step.low.whole, plan.whole(1))
        factor = value.low.grid / step.low.grid
        top = plan.times(value.low.whole, plan.whole(factor.numerator))
        bottom = plan.times(whole, plan.whole(factor.denominator))
        if value.low.under is not None:
            bottom = plan.times(bottom, value.low.under)
        if mode == "down":
            steps = plan.over(top, bottom)
        elif mode == "up":
            steps = plan.negative(plan.over(plan.negative(top), bottom))
        else:
            twice, base = plan.times(top, plan.whole(2)), plan.times(bottom, plan.whole(2))
            steps = plan.over(plan.plus(twice, bottom), base)
            if mode != "half up":  # half even: where it is exactly half, and that gives an odd number, one less
                half = plan.same(plan.times(steps, base), plan.plus(twice, bottom))
                odd = plan.minus(steps, plan.times(plan.over(steps, plan.whole(2)), plan.whole(2)))
                down = plan.both(half, plan.same(odd, plan.whole(1)))
                steps = plan.pick(down, plan.minus(steps, plan.whole(1)), steps)
        return self.exact(Ratio(plan.times(steps, whole), step.low.grid), known, self.never)

    # --- conditions -----------------------------------------------------------------------------
    def compared(self, operator: str, one: Value, other: Value) -> Flag:
        """`< <= > >=`; bounds decide where they can."""
        if operator in {">", ">="}:
            return self.compared({">": "<", ">=": "<="}[operator], other, one)
        if isinstance(one, Nowhere) or isinstance(other, Nowhere):
            return Flag(self.never, self.never, self.never)
        plan = self.plan
        if isinstance(one, Code) and isinstance(other, Code):
            known = plan.both(one.known, other.known)
            make = plan.less if operator == "<" else plan.at_most
            holds = make(one.value, other.value)
            return Flag(plan.both(known, holds), plan.both(known, plan.no(holds)), self.never)
        assert isinstance(one, Number) and isinstance(other, Number)
        sure = plan.both(one.has_high, other.has_low)
        ruled_out = plan.both(one.has_low, other.has_high)
        if operator == "<":
            holds, fails = self._less(one.high, other.low), plan.no(self._less(one.low, other.high))
        else:
            holds, fails = plan.no(self._less(other.low, one.high)), self._less(other.high, one.low)
        return Flag(plan.both(sure, holds), plan.both(ruled_out, fails), self.never)

    def equal(self, one: Value, other: Value) -> Flag:
        """`is`: none equals only none; an unknown number is unequal to a known one outside its bounds."""
        one, other = self.like(one, other), self.like(other, one)
        plan = self.plan
        match one, other:
            case Flag(), Flag():
                alike = plan.any_of(plan.both(one.true, other.true), plan.both(one.false, other.false))
                unlike = plan.any_of(plan.both(one.true, other.false), plan.both(one.false, other.true))
            case Code(), Code():
                if one.kind != other.kind:
                    raise Unheld("a comparison of a subject with something else")
                known = plan.both(one.known, other.known)
                same = plan.same(one.value, other.value)
                alike, unlike = plan.both(known, same), plan.both(known, plan.no(same))
            case Number(), Number():
                alike, unlike = self._equal_numbers(one, other)
            case _:
                raise Unheld("a comparison of sets")
        alike = plan.any_of(alike, plan.both(one.none, other.none))
        mixed = (plan.both(one.none, self.is_known(other)), plan.both(other.none, self.is_known(one)))
        return Flag(alike, plan.any_of(unlike, *mixed), self.never)

    def _equal_numbers(self, one: Number, other: Number) -> tuple[Node, Node]:
        plan = self.plan
        known, known_other = self.is_known(one), self.is_known(other)
        both = plan.both(known, known_other)
        same = self._same(one.low, other.low)
        alike, unlike = plan.both(both, same), plan.both(both, plan.no(same))
        if not one.is_exact or not other.is_exact:
            for fixed, settled, open_, unsettled in (
                (one, known, other, known_other),
                (other, known_other, one, known),
            ):
                below = plan.both(open_.has_low, self._less(fixed.low, open_.low))
                above = plan.both(open_.has_high, self._less(open_.high, fixed.low))
                outside = plan.both(settled, plan.no(unsettled), plan.any_of(below, above))
                unlike = plan.any_of(unlike, outside)
        return alike, unlike

    def contained(self, value: Value, container: Members) -> Flag:
        """Whether a value is one of the members; of an unknown value, only bounds rule that out."""
        plan = self.plan
        if isinstance(value, Nowhere):
            value = self.like(value, self.flag(True))
        if not container.members:
            return self.flag(False)
        match value:
            case Flag():
                true = self.yes if True in container.members else self.never
                false = self.yes if False in container.members else self.never
                inside = plan.any_of(plan.both(value.true, true), plan.both(value.false, false))
                return Flag(
                    inside, plan.any_of(plan.both(self.is_known(value), plan.no(inside)), value.none), self.never
                )
            case Code():
                found = plan.among(value.value, (int(each) for each in container.members))
                outside = plan.any_of(plan.both(value.known, plan.no(found)), value.none)
                return Flag(plan.both(value.known, found), outside, self.never)
            case Number():
                each = [self.equal(value, self.number(Fraction(member))) for member in container.members]
                return Flag(
                    plan.any_of(*(one.true for one in each)), plan.both(*(one.false for one in each)), self.never
                )
            case _:
                raise Unheld("membership of a set")

    def chosen(self, condition: Flag, then: Value, otherwise: Value) -> Value:
        """`if`: where the condition is unknown, what both branches agree on, or for numbers what holds both."""
        then, otherwise = self.like(then, otherwise), self.like(otherwise, then)
        plan = self.plan
        yes, no = condition.true, condition.false
        doubt = plan.no(plan.any_of(yes, no))

        def mask(one: Node, other: Node) -> Node:
            return plan.any_of(plan.both(yes, one), plan.both(no, other), plan.both(doubt, one, other))

        match then, otherwise:
            case Flag(), Flag():
                none = mask(then.none, otherwise.none)
                return Flag(mask(then.true, otherwise.true), mask(then.false, otherwise.false), none)
            case Code(), Code():
                if then.kind != otherwise.kind:
                    raise Unheld("branches of different kinds")
                same = plan.same(then.value, otherwise.value)
                agree = plan.both(doubt, then.known, otherwise.known, same)
                known = plan.any_of(plan.both(yes, then.known), plan.both(no, otherwise.known), agree)
                value = plan.pick(no, otherwise.value, then.value)
                return Code(then.kind, value, known, mask(then.none, otherwise.none))
            case Number(), Number():
                none = mask(then.none, otherwise.none)
                has_low = mask(then.has_low, otherwise.has_low)
                low = self.pick(yes, then.low, self.pick(no, otherwise.low, self._smaller(then.low, otherwise.low)))
                if doubt is self.never and then.is_exact and otherwise.is_exact:
                    return self.exact(self.pick(yes, then.low, otherwise.low), has_low, none)
                high = self.pick(
                    yes, then.high, self.pick(no, otherwise.high, self._greater(then.high, otherwise.high))
                )
                return Number(low, high, has_low, mask(then.has_high, otherwise.has_high), none)
            case Members(), Members() if then == otherwise:
                return then
            case _:
                raise Unheld("a set that depends on a condition")


def _ends(number: Number) -> tuple[Ratio, ...]:
    return (number.low,) if number.is_exact else (number.low, number.high)


def _written(ratio: Ratio) -> Fraction | None:
    """The number, where it is known beforehand."""
    whole = ratio.whole.constant
    if whole is None or ratio.under is not None:
        return None
    return int(whole) * ratio.grid


def _common(one: Ratio, other: Ratio) -> Fraction:
    """The coarsest grid on which both lie."""
    if _written(one) == 0:
        return other.grid
    if _written(other) == 0:
        return one.grid
    a, b = one.grid, other.grid
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
