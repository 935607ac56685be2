"""Counts, sums and extremes over the subjects that belong to another one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.columnar.nodes import Node
from engine.backends.columnar.values import Code, Flag, Number, Ratio, Value
from engine.backends.columnar.vocabulary import mask_column
from rules.language import typed as x

if TYPE_CHECKING:
    from engine.backends.columnar.lowering import Frame, Lowering

EVERYTHING = "every subject"
"""The domain of what is counted over all subjects of a scope: one row for each set of facts."""


def lower_aggregate(lowering: Lowering, node: x.Aggregate, frame: Frame) -> Value:
    """The value of an aggregate in the rows of a frame. Raises CannotColumn."""
    return _Aggregate(lowering, node, frame).value()


class _Aggregate:
    def __init__(self, lowering: Lowering, node: x.Aggregate, frame: Frame) -> None:
        self.lowering = lowering
        self.node = node
        self.frame = frame
        self.plan = lowering.plan
        self.calculator = lowering.calculator
        items = node.items
        scope = lowering.law.scopes[items.scope]
        if scope.event or items.happening or items.window is not None:
            raise lowering.refuse(f"`{items.scope}`, which happens", node)
        self.scope = items.scope
        self.group, self.into, self.back, belongs = self._grouped()
        self.inner = self._inner()
        self._belonging(belongs)

    # --- who belongs to whom --------------------------------------------------------------------
    def _grouped(self) -> tuple[Node, str | None, Node, Node]:
        """For each item its group; the groups, how those who ask find theirs, and which items have one."""
        plan, lowering = self.plan, self.lowering
        within = self.node.items.within
        yes = self.calculator.yes
        if within is None:
            if plan.single:
                return plan.only(), None, plan.only(), yes
            index = [plan.column(lowering.snapshot_column(each)) for each in (self.scope, self.frame.domain)]
            return index[0], EVERYTHING, index[1], yes
        owner = lowering.subject(within, self.frame)
        if owner.known is not yes or owner.none is not self.calculator.never:
            raise lowering.refuse("members of what may be unknown", self.node)
        goal = owner.kind.removeprefix("subject ")
        reached = lowering.reach(self.scope, goal)
        if plan.single and lowering.law.scopes[goal].one:
            return plan.only(), None, plan.only(), yes
        return reached.value, goal, owner.value, reached.known

    def _inner(self) -> Frame:
        """The rows of the items, from which those who ask are seen where the group is theirs."""
        from engine.backends.columnar.lowering import Frame

        items, frame = self.node.items, self.frame
        own = self.lowering.frame(self.scope).slots[0]
        slots: list[Code | None] = [None] * items.slot
        within = items.within
        bound: list[tuple[x.Expression, Code]] = []
        if within is not None:
            owner = self.lowering.subject(within, frame)
            here = Code(owner.kind, self.group, self.calculator.yes, self.calculator.never)
            if not isinstance(within, x.Variable):
                bound.append((within, here))
            if owner.value.op == "row":  # who asks is the group itself
                for place, slot in enumerate(frame.slots[: items.slot]):
                    if slot is not None:
                        gathered = self.calculator.gathered(slot, self.group)
                        assert isinstance(gathered, Code)
                        slots[place] = gathered
            else:
                for place, slot in enumerate(frame.slots[: items.slot]):
                    if slot is not None and slot.value is owner.value:
                        slots[place] = here
        return Frame(self.scope, (*slots, own), tuple(bound))

    def _belonging(self, belongs: Node) -> None:
        """Which items belong for sure, which may, and which do not."""
        plan, lowering, items = self.plan, self.lowering, self.node.items
        if lowering.law.scopes[self.scope].compound:
            belongs = plan.both(belongs, plan.column(mask_column(x.FactId(self.scope, ""), "there")))
        self.valid = plan.both(belongs, lowering.is_of(items.kind, self.scope))
        conditions = [lowering.truth(each, self.inner) for each in items.where]
        true = plan.both(*(each.true for each in conditions))
        false = plan.any_of(*(each.false for each in conditions))
        self.sure = plan.both(self.valid, true)
        self.doubtful = plan.both(self.valid, plan.no(true), plan.no(false))
        self.maybe = plan.both(self.valid, plan.no(false))

    def reduce(self, how: str, values: Node) -> Node:
        """A reduction of the items, seen by those who ask."""
        return self.plan.gather(self._reduce(how, values), self.back)

    def _reduce(self, how: str, values: Node) -> Node:
        plan = self.plan
        if values.constant is False:
            return plan.flag(False) if how == "any" else plan.whole(0)
        if values.domain is None:  # the same for all items: there may be no item at all
            values = plan.on(values, self.scope)
        return plan.reduce(how, values, self.group, self.into)

    def any(self, values: Node) -> Node:
        """Whether any item has it."""
        return self.reduce("any", values)

    # --- values ---------------------------------------------------------------------------------
    def value(self) -> Value:
        """What the function makes of the items."""
        plan, calculator, node = self.plan, self.calculator, self.node
        never = calculator.never
        match node.function:
            case "any" | "no":
                some = self.any(self.sure)
                none = plan.no(self.any(self.maybe))
                return Flag(some, none, never) if node.function == "any" else Flag(none, some, never)
            case "every":
                assert node.value is not None
                holds = self.lowering.truth(node.value, self.inner)
                fails = self.any(plan.both(self.sure, holds.false))
                open_ = self.any(plan.both(self.maybe, plan.no(holds.true)))
                return Flag(plan.no(open_), fails, never)
            case "count":
                least = Ratio(self.reduce("count", self.sure), Fraction(1))
                if self.doubtful is never:
                    return calculator.exact(least, calculator.yes, never)
                most = Ratio(plan.plus(least.whole, self.reduce("count", self.doubtful)), Fraction(1))
                return Number(least, most, calculator.yes, calculator.yes, never)
            case "the":
                return self._the()
        return self._of_values()

    def _the(self) -> Code:
        plan = self.plan
        count = self.reduce("count", self.sure)
        rows = plan.pick(self.sure, plan.row(self.scope), plan.whole(0))
        found = self.reduce("most", plan.on(rows, self.scope))
        settled = plan.no(self.any(self.doubtful))
        known = plan.both(settled, plan.same(count, plan.whole(1)))
        none = plan.both(settled, plan.same(count, plan.whole(0)))
        return Code(f"subject {self.scope}", found, known, none)

    def _of_values(self) -> Value:
        plan, calculator, node = self.plan, self.calculator, self.node
        assert node.value is not None
        value = self.lowering.value(node.value, self.inner)
        settled = plan.no(self.any(self.doubtful))
        if isinstance(value, Code):
            result: Value = self._furthest(value, settled)
        elif isinstance(value, Number):
            if value.low.under is not None or value.high.under is not None:
                raise self.lowering.refuse("an aggregate of quotients", node)
            result = self._summed(value, settled) if node.function in {"sum", "mean"} else self._extreme(value, settled)
        else:
            raise self.lowering.refuse("an aggregate of such values", node)
        if node.function == "sum" or node.if_empty is None:
            return result
        empty = plan.both(settled, plan.no(self.any(self.sure)))
        condition = Flag(empty, plan.no(empty), calculator.never)
        return calculator.chosen(condition, self.lowering.value(node.if_empty, self.frame), result)

    def _summed(self, value: Number, settled: Node) -> Number:
        plan, calculator = self.plan, self.calculator
        unknown = self.any(plan.both(self.sure, plan.no(calculator.is_known(value))))
        known = plan.both(settled, plan.no(unknown))
        counted = plan.pick(plan.both(self.sure, calculator.is_known(value)), value.low.whole, plan.whole(0))
        total = calculator.exact(Ratio(self.reduce("sum", counted), value.low.grid), known, calculator.never)
        if self.node.function == "sum":
            return total
        count = Ratio(self.reduce("count", self.sure), Fraction(1))
        return calculator.divided(total, calculator.exact(count, calculator.yes, calculator.never))

    def _extreme(self, value: Number, settled: Node) -> Number:
        plan, calculator = self.plan, self.calculator
        most = self.node.function == "highest"
        some = self.any(self.sure)
        usable = plan.both(settled, some, plan.no(self.any(plan.both(self.sure, value.none))))
        low, has_low = self._end(value.low, value.has_low, most, suffices=most)
        high, has_high = self._end(value.high, value.has_high, most, suffices=not most)
        return Number(low, high, plan.both(usable, has_low), plan.both(usable, has_high), calculator.never)

    def _end(self, ratio: Ratio, has: Node, most: bool, suffices: bool) -> tuple[Ratio, Node]:
        plan = self.plan
        here = plan.both(self.sure, has)
        there = self.any(here)
        ends = ratio.whole.range
        assert ends is not None
        idle = plan.whole(ends.low if most else ends.high)
        found = self.reduce("most" if most else "least", plan.on(plan.pick(here, ratio.whole, idle), self.scope))
        if not suffices:
            there = plan.both(there, plan.no(self.any(plan.both(self.sure, plan.no(has)))))
        return Ratio(found, ratio.grid), there

    def _furthest(self, value: Code, settled: Node) -> Code:
        plan = self.plan
        most = self.node.function == "highest"
        ends = value.value.range
        assert ends is not None
        idle = plan.whole(ends.low if most else ends.high)
        picked = plan.on(plan.pick(self.sure, value.value, idle), self.scope)
        unknown = self.any(plan.both(self.sure, plan.no(value.known)))
        known = plan.both(settled, self.any(self.sure), plan.no(unknown))
        found = self.reduce("most" if most else "least", picked)
        return Code(value.kind, found, known, self.calculator.never)
