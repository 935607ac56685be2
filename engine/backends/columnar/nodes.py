"""The plan of a calculation on columns: flags and whole numbers, each with the range that is proven for it.

A node is made once, however often it is asked for, and what is known beforehand is calculated beforehand. What an
unknown, a unit or a grid means is settled before: here are only `and`, `+`, `<` and their like.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.backends.columnar.ranges import OBJECT, WIDTHS, Range, holder
from engine.backends.columnar.specs import ColumnSpec

# More rows than these in one group are refused where they are fed: sums over them could not be proven to fit.
MOST_ITEMS = 1_000_000

_FLAG = None


@dataclass(eq=False, slots=True)
class Node:
    """A column of flags (`range` is None) or of whole numbers, one for each subject of `domain`.

    `domain` None means one value for all. `varies` says that it depends on a swept parameter.
    """

    id: int
    op: str
    args: tuple[Node, ...]
    data: Hashable
    domain: str | None
    range: Range | None
    varies: bool

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false, and no number."""
        return self.range is None

    @property
    def constant(self) -> bool | int | None:
        """Its value, where it is the same everywhere and known beforehand."""
        return self.data if self.op == "constant" else None  # type: ignore[return-value]

    @property
    def is_wide(self) -> bool:
        """Whether no machine integer is proven to hold it."""
        return self.range is not None and holder(self.range) == OBJECT

    def __repr__(self) -> str:
        data = "" if self.data is None else str(self.data)
        return f"n{self.id}={self.op}({', '.join(f'n{each.id}' for each in self.args)}{data})"


@dataclass(slots=True)
class Plan:
    """Makes nodes. `single` says that all rows belong to one set of facts; columns have no fewer than `bits`."""

    single: bool = False
    bits: int = 0
    nodes: list[Node] = field(default_factory=list)
    origin: dict[int, str] = field(default_factory=dict)
    document: str = ""
    _known: dict[Hashable, Node] = field(default_factory=dict)

    # --- leaves ---------------------------------------------------------------------------------
    def flag(self, value: bool) -> Node:
        """A constant flag."""
        return self._make("constant", (), bool(value), None, None)

    def whole(self, value: int) -> Node:
        """A constant number."""
        return self._make("constant", (), int(value), None, Range(value, value))

    def column(self, spec: ColumnSpec) -> Node:
        """A column that is fed."""
        return self._make("column", (), replace(spec, bits=self.bits), spec.scope, spec.range)

    def parameter(self, index: int, of: Range) -> Node:
        """A swept parameter: one number for each set."""
        return self._make("parameter", (), index, None, of)

    def row(self, domain: str) -> Node:
        """The number of each row."""
        return self._make("row", (), domain, domain, Range(0, MOST_ROWS))

    # --- flags ----------------------------------------------------------------------------------
    def both(self, *parts: Node) -> Node:
        """`and`."""
        return self._junction("and", parts, decisive=False)

    def any_of(self, *parts: Node) -> Node:
        """`or`."""
        return self._junction("or", parts, decisive=True)

    def no(self, part: Node) -> Node:
        """`not`."""
        if part.op == "constant":
            return self.flag(part.data is False)
        if part.op == "not":
            return part.args[0]
        if part.op == "less":
            return self.at_most(part.args[1], part.args[0])
        if part.op == "at_most":
            return self.less(part.args[1], part.args[0])
        if part.op == "same":
            return self._make("differs", part.args, None, part.domain, _FLAG)
        if part.op == "differs":
            return self._make("same", part.args, None, part.domain, _FLAG)
        return self._make("not", (part,), None, part.domain, _FLAG)

    def _junction(self, op: str, parts: Iterable[Node], decisive: bool) -> Node:
        found: list[Node] = []
        for part in parts:
            if part.op == "constant":
                if part.data is decisive:
                    return part
            elif part not in found:
                found.append(part)
        if not found:
            return self.flag(not decisive)
        result = found[0]
        for part in found[1:]:
            result = self._pair(op, result, part, decisive)
            if result.op == "constant" and result.data is decisive:
                return result
        return result

    def _pair(self, op: str, one: Node, other: Node, decisive: bool) -> Node:
        if one is other:  # what the parts before it come to may be the next part itself
            return one
        if one.op == "constant":
            return one if one.data is decisive else other
        if self.no(one) is other:
            return self.flag(decisive)
        inner = "and" if op == "or" else "or"
        for part, whole in ((one, other), (other, one)):
            if part in whole.args and whole.op in {op, inner}:  # (a and b) and a is a and b; (a or b) and a is a
                return whole if whole.op == op else part
        factored = self._factored(op, one, other, decisive)
        if factored is not None:
            return factored
        args = (one, other) if one.id < other.id else (other, one)
        return self._make(op, args, None, _domain(args), _FLAG)

    def _factored(self, op: str, one: Node, other: Node, decisive: bool) -> Node | None:
        """`(k and a) or (k and b)` is `k`, where a and b cannot both be false."""
        inner = "and" if op == "or" else "or"
        if one.op != inner or other.op != inner:
            return None
        for shared in one.args:
            if shared in other.args:
                rest = [next(each for each in pair.args if each is not shared) for pair in (one, other)]
                if self.no(rest[0]) is rest[1]:
                    return shared
        return None

    # --- comparisons ----------------------------------------------------------------------------
    def less(self, one: Node, other: Node) -> Node:
        """`one < other`."""
        first, second = _ranges(one, other)
        if first.high < second.low:
            return self.flag(True)
        if first.low >= second.high or one is other:
            return self.flag(False)
        return self._make("less", (one, other), None, _domain((one, other)), _FLAG)

    def at_most(self, one: Node, other: Node) -> Node:
        """`one <= other`."""
        first, second = _ranges(one, other)
        if first.high <= second.low or one is other:
            return self.flag(True)
        if first.low > second.high:
            return self.flag(False)
        return self._make("at_most", (one, other), None, _domain((one, other)), _FLAG)

    def same(self, one: Node, other: Node) -> Node:
        """`one == other`, for numbers."""
        first, second = _ranges(one, other)
        if first.high < second.low or second.high < first.low:
            return self.flag(False)
        if one is other or (one.op == other.op == "constant" and one.data == other.data):
            return self.flag(True)
        args = (one, other) if one.id < other.id else (other, one)
        return self._make("same", args, None, _domain(args), _FLAG)

    def among(self, one: Node, numbers: Iterable[int]) -> Node:
        """Whether a number is one of these."""
        return self.any_of(*(self.same(one, self.whole(each)) for each in sorted(set(numbers))))

    # --- numbers --------------------------------------------------------------------------------
    def plus(self, one: Node, other: Node) -> Node:
        """`one + other`."""
        first, second = _ranges(one, other)
        if _is(one, 0):
            return other
        if _is(other, 0):
            return one
        args = (one, other) if one.id < other.id else (other, one)
        return self._number("plus", args, first.plus(second))

    def minus(self, one: Node, other: Node) -> Node:
        """`one - other`."""
        first, second = _ranges(one, other)
        if _is(other, 0):
            return one
        if one is other:
            return self.whole(0)
        return self._number("minus", (one, other), first.plus(second.negated()))

    def negative(self, one: Node) -> Node:
        """`-one`."""
        return self.minus(self.whole(0), one)

    def times(self, one: Node, other: Node) -> Node:
        """`one * other`."""
        first, second = _ranges(one, other)
        if _is(one, 1) or _is(other, 0):
            return other
        if _is(other, 1) or _is(one, 0):
            return one
        args = (one, other) if one.id < other.id else (other, one)
        return self._number("times", args, first.times(second))

    def over(self, one: Node, other: Node) -> Node:
        """`one // other`, downwards; `other` must be above zero."""
        first, second = _ranges(one, other)
        if second.low < 1:
            raise ValueError("a divisor that may be zero")
        return one if _is(other, 1) else self._number("over", (one, other), first.over(second))

    def least(self, one: Node, other: Node) -> Node:
        """The smaller one."""
        first, second = _ranges(one, other)
        if first.high <= second.low or one is other:
            return one
        if second.high <= first.low:
            return other
        ends = Range(min(first.low, second.low), min(first.high, second.high))
        return self._number("least", (one, other) if one.id < other.id else (other, one), ends)

    def most(self, one: Node, other: Node) -> Node:
        """The greater one."""
        first, second = _ranges(one, other)
        if first.low >= second.high or one is other:
            return one
        if second.low >= first.high:
            return other
        ends = Range(max(first.low, second.low), max(first.high, second.high))
        return self._number("most", (one, other) if one.id < other.id else (other, one), ends)

    def pick(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """`then` where the condition holds, else `otherwise`; both flags or both numbers."""
        if condition.op == "constant":
            return then if condition.data is True else otherwise
        if then is otherwise:
            return then
        if condition.op == "not":
            return self.pick(condition.args[0], otherwise, then)
        if then.is_flag:
            return self.any_of(self.both(condition, then), self.both(self.no(condition), otherwise))
        first, second = _ranges(then, otherwise)
        args = (condition, then, otherwise)
        return self._make("pick", args, None, _domain(args), first.hull(second))

    # --- from rows to rows ----------------------------------------------------------------------
    def gather(self, values: Node, index: Node) -> Node:
        """For each row of `index`, the value in the row to which it points."""
        if values.domain is None:
            return values
        if index.op == "row":
            return values
        if index.op == "only":
            return self._make("first", (values,), None, None, values.range)
        return self._make("gather", (values, index), None, index.domain, values.range)

    def only(self) -> Node:
        """The one row of a scope of which there is one in all: an index for every domain."""
        return self._make("only", (), None, None, Range(0, 0))

    def on(self, values: Node, domain: str) -> Node:
        """The same value in every row of a domain, where there is only one."""
        return values if values.domain is not None else self._make("spread", (values,), domain, domain, values.range)

    def reduce(self, how: str, values: Node, group: Node, into: str | None) -> Node:
        """For each subject of `into`, the `any`, `count`, `sum`, `most` or `least` of the rows that point to it."""
        ends = values.range
        if how == "count":
            ends = Range(0, MOST_ITEMS)
        elif how == "sum" and ends is not None:
            ends = Range(min(ends.low, 0) * MOST_ITEMS, max(ends.high, 0) * MOST_ITEMS)
        return self._make(how, (values, group), "reduce", into, ends)

    # --- making ---------------------------------------------------------------------------------
    def _number(self, op: str, args: tuple[Node, ...], ends: Range) -> Node:
        values = [each.data for each in args if each.op == "constant"]
        if len(values) == len(args):
            one, other = (int(each) for each in values)  # type: ignore[call-overload]
            return self.whole(_CALCULATE[op](one, other))
        return self._make(op, args, None, _domain(args), ends)

    def _make(self, op: str, args: tuple[Node, ...], data: Hashable, domain: str | None, ends: Range | None) -> Node:
        key = (op, tuple(each.id for each in args), type(data), data, domain)
        known = self._known.get(key)
        if known is None:
            varies = op == "parameter" or any(each.varies for each in args)
            known = Node(len(self.nodes), op, args, data, domain, ends, varies)
            self._known[key] = known
            self.nodes.append(known)
            self.origin[known.id] = self.document
        return known


MOST_ROWS = WIDTHS[2][1].high
"""Numbers of rows have 32 bits."""

_CALCULATE: Mapping[str, Callable[[int, int], int]] = {
    "plus": lambda one, other: one + other,
    "minus": lambda one, other: one - other,
    "times": lambda one, other: one * other,
    "over": lambda one, other: one // other,
    "least": min,
    "most": max,
}


def _is(node: Node, number: int) -> bool:
    return node.op == "constant" and node.data == number


def _ranges(one: Node, other: Node) -> tuple[Range, Range]:
    if one.range is None or other.range is None:
        raise TypeError("a flag is no number")
    return one.range, other.range


def _domain(args: Iterable[Node]) -> str | None:
    found = {each.domain for each in args} - {None}
    if len(found) > 1:
        raise ValueError(f"columns of different subjects meet: {sorted(map(str, found))}")
    return found.pop() if found else None
