"""Decision tables as columns: what they give, from the rows that hold and the rows that may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.columnar.nodes import Node
from engine.backends.columnar.values import Code, Flag, Members, Nowhere, Number, Ratio, Unheld, Value
from rules.compile import law as c

if TYPE_CHECKING:
    from engine.backends.columnar.lowering import Frame, Lowering


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row holds, where it may hold, and what it gives."""

    sure: Node
    possible: Node
    then: Flag | Number | Code


def lower_table(lowering: Lowering, table: c.TypedTable, frame: Frame) -> Value:
    """The value of a table in the rows of a frame. Raises CannotColumn, Unheld."""
    calculator, plan = lowering.calculator, lowering.plan
    if table.hit_policy == "collect":
        raise lowering.refuse("a table that collects a set")
    thens: list[Value] = [lowering.value(row.then, frame) for row in table.rows]
    written = None if table.otherwise is None else lowering.value(table.otherwise, frame)
    model = next((each for each in (*thens, written) if each is not None and not isinstance(each, Nowhere)), thens[0])
    rows: list[Row] = []
    for row, each in zip(table.rows, thens, strict=True):
        when = lowering.truth(row.when, frame)
        then = calculator.like(each, model)
        if isinstance(then, (Members, Nowhere)):
            raise lowering.refuse("a table of sets")
        rows.append(Row(when.true, plan.no(plan.any_of(when.true, when.false)), then))
    otherwise = None if written is None else calculator.like(written, model)
    if isinstance(otherwise, (Members, Nowhere)):
        raise lowering.refuse("a table of sets")
    return _Table(lowering, table, rows, otherwise).value()


class _Table:
    def __init__(
        self, lowering: Lowering, table: c.TypedTable, rows: Sequence[Row], otherwise: Flag | Number | Code | None
    ) -> None:
        self.lowering = lowering
        self.table = table
        self.rows = rows
        self.otherwise = otherwise
        self.calculator = lowering.calculator
        self.plan = lowering.plan
        self.any_sure = self.plan.any_of(*(row.sure for row in rows))
        self.any_possible = self.plan.any_of(*(row.possible for row in rows))

    def value(self) -> Value:
        """What the table gives, by its hit policy."""
        match self.table.hit_policy:
            case "max" | "min":
                return self._extreme(self.table.hit_policy == "max")
            case "sum":
                return self._sum()
            case "priority":
                return self._priority()
            case _:
                return self._alike(self.table.hit_policy == "unique")

    # --- one row, or rows that agree -----------------------------------------------------------
    def _alike(self, unique: bool) -> Value:
        """`unique` and `any`."""
        plan, calculator = self.plan, self.calculator
        several = self._several()
        if not unique and any(isinstance(row.then, Number) and not row.then.is_exact for row in self.rows):
            raise self.lowering.refuse("an `any` table of numbers within bounds")
        first = self._first_sure()
        if unique:
            sure = calculator.restricted(first, plan.no(plan.any_of(several, self.any_possible)))
        else:
            agreed = [
                plan.any_of(plan.no(plan.any_of(row.sure, row.possible)), self._equal(first, row.then))
                for row in self.rows
            ]
            known = plan.both(calculator.is_known(first), *agreed)
            none = plan.both(self._none_of(first), *agreed)
            alone = plan.both(plan.no(several), plan.no(self.any_possible))
            sure = calculator.restricted(first, plan.any_of(known, none, alone))
        return self._where_sure(sure, self._hull(agreeing=True))

    def _several(self) -> Node:
        """Where more than one row holds."""
        plan = self.plan
        before, several = self.plan.flag(False), self.plan.flag(False)
        for row in self.rows:
            several = plan.any_of(several, plan.both(before, row.sure))
            before = plan.any_of(before, row.sure)
        return several

    def _first_sure(self) -> Flag | Number | Code:
        result: Value = self.rows[-1].then
        for row in reversed(self.rows[:-1]):
            result = self.calculator.chosen(self._certain(row.sure), row.then, result)
        assert isinstance(result, (Flag, Number, Code))
        return result

    def _where_sure(self, sure: Value, otherwise: Value) -> Value:
        return self.calculator.chosen(self._certain(self.any_sure), sure, otherwise)

    def _certain(self, condition: Node) -> Flag:
        return Flag(condition, self.plan.no(condition), self.plan.flag(False))

    def _equal(self, one: Value, other: Value) -> Node:
        return self.calculator.equal(one, other).true

    def _none_of(self, value: Flag | Number | Code) -> Node:
        return value.none

    def _hull(self, agreeing: bool) -> Value:
        """Where no row holds: `otherwise`, or what holds it and every possible row. `agreeing` rows may all be none."""
        plan, calculator = self.plan, self.calculator
        counted = [(row.possible, row.then) for row in self.rows]
        if self.otherwise is not None:
            counted.append((plan.flag(True), self.otherwise))
        values = [value for _, value in counted]
        if all(isinstance(value, Number) for value in values):
            return self._number_hull(counted, agreeing)  # type: ignore[arg-type]
        # The same everywhere, or unknown.
        result: Value = values[-1]
        for counts, value in reversed(counted[:-1]):
            result = calculator.chosen(self._certain(counts), value, result)
        agreed = [plan.any_of(plan.no(counts), self._equal(result, value)) for counts, value in counted]
        there = plan.any_of(*(counts for counts, _ in counted))
        assert isinstance(result, (Flag, Code))
        known = plan.both(calculator.is_known(result), *agreed, there)
        none = plan.both(result.none, *agreed, there)
        sole = plan.no(self.any_possible)
        return calculator.restricted(result, plan.any_of(known, none, sole))

    def _number_hull(self, counted: Sequence[tuple[Node, Number]], agreeing: bool) -> Number:
        plan, calculator = self.plan, self.calculator
        none = plan.any_of(*(plan.both(counts, value.none) for counts, value in counted))
        lows = [(counts, value.has_low, value.low) for counts, value in counted]
        highs = [(counts, value.has_high, value.high) for counts, value in counted]
        low, has_low = calculator.edge(lows, most=False, suffices=False)
        high, has_high = calculator.edge(highs, most=True, suffices=False)
        if self.otherwise is None:  # a table without `otherwise`, no row of which holds or may hold, gives zero
            zero = plan.no(plan.any_of(*(counts for counts, _ in counted)))
            nothing = calculator.ratio(Fraction(0))
            low, high = calculator.pick(zero, nothing, low), calculator.pick(zero, nothing, high)
            has_low, has_high = plan.any_of(has_low, zero), plan.any_of(has_high, zero)
        there = plan.any_of(*(counts for counts, _ in counted))
        told = plan.both(there, *(plan.any_of(plan.no(counts), value.none) for counts, value in counted))
        if not agreeing:  # then only `otherwise` alone may be none
            told = plan.both(told, plan.no(self.any_possible))
        sure = plan.no(none)
        if self.any_possible.constant is False and all(value.is_exact for _, value in counted):
            return calculator.exact(low, plan.both(has_low, sure), told)
        return Number(low, high, plan.both(has_low, sure), plan.both(has_high, sure), told)

    # --- numbers --------------------------------------------------------------------------------
    def _numbers(self) -> list[tuple[Row, Number]]:
        found = [(row, row.then) for row in self.rows if isinstance(row.then, Number)]
        if len(found) < len(self.rows):
            raise Unheld("a table of such values")
        return [(row, then) for row, then in found]

    def _extreme(self, most: bool) -> Value:
        plan, calculator = self.plan, self.calculator
        if isinstance(self.rows[0].then, Code):
            return self._furthest(most)
        numbers = self._numbers()
        sure = calculator.extreme_of(most, [(row.sure, then) for row, then in numbers])
        every = [(plan.any_of(row.sure, row.possible), then) for row, then in numbers]
        none = plan.any_of(*(plan.both(counts, then.none) for counts, then in every))
        if self.any_possible is plan.flag(False):
            with_sure: Number = sure
        elif most:
            # What holds for sure is the least that comes out; what may hold can only raise it.
            highs = [(counts, then.has_high, then.high) for counts, then in every]
            high, has_high = calculator.edge(highs, most=True, suffices=False)
            ok = plan.no(none)
            with_sure = Number(sure.low, high, plan.both(sure.has_low, ok), plan.both(has_high, ok), plan.flag(False))
        else:
            lows = [(counts, then.has_low, then.low) for counts, then in every]
            low, has_low = calculator.edge(lows, most=False, suffices=False)
            ok = plan.no(none)
            with_sure = Number(low, sure.high, plan.both(has_low, ok), plan.both(sure.has_high, ok), plan.flag(False))
        return self._where_sure(with_sure, self._hull(agreeing=False))

    def _furthest(self, most: bool) -> Value:
        codes = [(row.sure, row.then) for row in self.rows if isinstance(row.then, Code)]
        found = self.lowering.furthest(most, codes)
        known = self.plan.no(self.any_possible)
        otherwise = self.otherwise if self.otherwise is not None else found
        result = self._where_sure(found, otherwise)
        return self.calculator.restricted(result, known)

    def _sum(self) -> Value:
        plan, calculator = self.plan, self.calculator
        total = calculator.number(Fraction(0))
        zero = calculator.number(Fraction(0))
        numbers = self._numbers()
        for row, then in numbers:
            total = calculator.plus(total, self._counting(row.sure, then))
        for row, then in numbers:
            if row.possible is plan.flag(False):
                continue
            low = calculator.extreme(False, [then, zero])
            high = calculator.extreme(True, [then, zero])
            both = plan.both(then.has_low), plan.both(then.has_high)
            doubt = Number(low.low, high.high, *both, then.none)
            total = calculator.plus(total, self._counting(row.possible, doubt))
        if self.otherwise is None:
            return total
        if self.any_possible is plan.flag(False):
            return self._where_sure(total, self.otherwise)
        of_some = self._sum_of_some(numbers)
        assert isinstance(self.otherwise, Number)
        always = plan.flag(True)
        hull = _hull_of(self, [(always, of_some), (always, self.otherwise)])
        unsure = calculator.chosen(self._certain(self.any_possible), hull, self.otherwise)
        return self._where_sure(total, unsure)

    def _counting(self, counts: Node, value: Number) -> Number:
        """The number where it counts, else zero."""
        found = self.calculator.chosen(self._certain(counts), value, self.calculator.number(Fraction(0)))
        assert isinstance(found, Number)
        return Number(found.low, found.high, found.has_low, found.has_high, self.plan.flag(False))

    def _sum_of_some(self, numbers: Sequence[tuple[Row, Number]]) -> Number:
        """The sum of at least one of the possible rows, nobody knows of which."""
        low, has_low = self._end_of_some([(row.possible, then.has_low, then.low) for row, then in numbers], False)
        high, has_high = self._end_of_some([(row.possible, then.has_high, then.high) for row, then in numbers], True)
        return Number(low, high, has_low, has_high, self.plan.flag(False))

    def _end_of_some(self, ends: Sequence[tuple[Node, Node, Ratio]], most: bool) -> tuple[Ratio, Node]:
        plan, calculator = self.plan, self.calculator
        zero = calculator.number(Fraction(0))
        beyond = plan.flag(False)
        total = zero
        for counts, has, end in ends:
            number = calculator.exact(end, has, plan.flag(False))
            outside = calculator.compared(">" if most else "<", number, zero).true
            beyond = plan.any_of(beyond, plan.both(counts, outside))
            total = calculator.plus(total, self._counting(plan.both(counts, outside), number))
        edge, has_all = calculator.edge(ends, most=most, suffices=False)
        return calculator.pick(beyond, total.low, edge), has_all

    # --- words in an order ----------------------------------------------------------------------
    def _priority(self) -> Value:
        plan = self.plan
        codes = []
        for row, typed in zip(self.rows, self.table.rows, strict=True):
            constant = getattr(typed.then, "value", None)
            if constant not in self.table.order:
                raise self.lowering.refuse("a `priority` table of what is not written out")
            codes.append((self.table.order.index(constant), row))
        last = len(self.table.order)
        best, most, least = plan.whole(last), plan.whole(-1), plan.whole(last)
        for place, row in codes:
            best = plan.least(best, plan.pick(row.sure, plan.whole(place), plan.whole(last)))
        doubt = plan.flag(False)
        for place, row in codes:
            counts = plan.both(row.possible, plan.less(plan.whole(place), best))
            doubt = plan.any_of(doubt, counts)
            most = plan.most(most, plan.pick(counts, plan.whole(place), plan.whole(-1)))
            least = plan.least(least, plan.pick(counts, plan.whole(place), plan.whole(last)))
        model = self.rows[0].then
        fallback: Value = self.otherwise if self.otherwise is not None else Nowhere("none")
        result = self.calculator.like(fallback, model)
        for place, value in reversed(list(enumerate(self.table.order))):
            here = plan.same(best, plan.whole(place))
            written = self.calculator.like(self.lowering.written(value, self.table.rows[0].then.type), model)
            result = self.calculator.chosen(self._certain(here), written, result)
        if isinstance(model, Number):
            assert isinstance(result, Number)
            counted = [
                (plan.both(row.possible, plan.less(plan.whole(place), best)), row.then)
                for place, row in codes
                if isinstance(row.then, Number)
            ]
            settled = plan.flag(True) if self.otherwise is not None else plan.less(best, plan.whole(last))
            hull = _hull_of(self, [*counted, (settled, result)])
            return self.calculator.chosen(self._certain(doubt), hull, result)
        doubted: Value = self.calculator.like(Nowhere("unknown"), model)
        if self.otherwise is not None:
            for place, value in enumerate(self.table.order):
                written = self.calculator.like(self.lowering.written(value, self.table.rows[0].then.type), model)
                agree = plan.both(
                    plan.same(most, plan.whole(place)),
                    plan.same(least, plan.whole(place)),
                    plan.same(best, plan.whole(last)),
                    self._equal(written, self.otherwise),
                )
                doubted = self.calculator.chosen(self._certain(agree), written, doubted)
        return self.calculator.chosen(self._certain(doubt), doubted, result)


def _hull_of(table: _Table, counted: Sequence[tuple[Node, Number]]) -> Number:
    calculator, plan = table.calculator, table.plan
    none = plan.any_of(*(plan.both(counts, value.none) for counts, value in counted))
    lows = [(counts, value.has_low, value.low) for counts, value in counted]
    highs = [(counts, value.has_high, value.high) for counts, value in counted]
    low, has_low = calculator.edge(lows, most=False, suffices=False)
    high, has_high = calculator.edge(highs, most=True, suffices=False)
    sure = plan.no(none)
    return Number(low, high, plan.both(has_low, sure), plan.both(has_high, sure), plan.flag(False))
