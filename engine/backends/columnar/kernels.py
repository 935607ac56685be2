"""How a program is gone through: what comes before on whole columns, and one pass over the rows that are judged.

The pass is a plain listing of steps, in the types of the machine, that every library makes its own code of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal as OneOf
from typing import NamedTuple

from engine.backends.columnar.nodes import Node
from engine.backends.columnar.program import ColumnarProgram
from engine.backends.columnar.ranges import OBJECT
from engine.backends.columnar.storage import BOOL, CALCULATED, COMPARED, Storage

FLAG = "flag"
LANES = 64
"""Rows that machine code calculates at a time: as many as a word has bits."""
MASKS = ("fired", "failed", "doubtful")

Role = OneOf["column", "scalar", "table"]
"""An input with a value for each row, one with one value for all, and one whose rows are pointed to."""


class Step(NamedTuple):
    """A value: its number, what makes it of which others, in which type.

    `constant` is a number that is written out, or the place of an input.
    """

    number: int
    op: str
    args: tuple[int, ...]
    kind: str
    constant: int
    varies: bool = False


class Input(NamedTuple):
    """What the pass reads: the values of a node that was calculated before."""

    node: Node
    role: Role


class Output(NamedTuple):
    """What comes out: the number of a value, and whether it is the verdict or the bit of a rule in a mask."""

    number: int
    name: str
    rule: int = 0


@dataclass(frozen=True)
class Schedule:
    """`before` is calculated on whole columns, `within` row by row in one pass."""

    program: ColumnarProgram
    storage: Storage
    before: tuple[Node, ...]
    within: tuple[Node, ...]

    @cached_property
    def listing(self) -> Listing:
        """The pass, step by step."""
        return _Lister(self).listing()

    @cached_property
    def wide(self) -> tuple[str, ...]:
        """The documents of which the pass needs numbers that no machine integer is proven to hold."""
        origin = self.program.plan.origin
        nodes = {*self.within, *(each.node for each in self.listing.inputs)}
        wide = [node for node in nodes if node.range is not None and self.storage.of(node) == OBJECT]
        return tuple(dict.fromkeys(origin[node.id] for node in sorted(wide, key=lambda node: node.id)))


@dataclass
class Listing:
    """The steps of a pass, each after what it needs, with what goes in and what comes out."""

    steps: list[Step] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)


def schedule(program: ColumnarProgram) -> Schedule:
    """How a program for an action is gone through."""
    inside = _inside(program)
    within = tuple(node for node in program.nodes if node in inside)
    before = tuple(node for node in program.nodes if node not in inside)
    return Schedule(program, Storage(program.nodes), before, within)


def _inside(program: ColumnarProgram) -> set[Node]:
    """The nodes of the judged rows on which nothing but such nodes rests: what is only read is no calculation."""
    assert program.action is not None
    found: set[Node] = set()
    outside: set[Node] = set()
    for node in reversed(program.nodes):
        calculated = node.op not in {"column", "row"} and node.data != "reduce"
        if node.domain == program.action.scope and calculated and node not in outside:
            found.add(node)
            if node.op == "gather":  # from which any row may be asked for
                outside.add(node.args[0])
        else:
            outside.update(node.args)
    return found


class _Lister:
    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.storage = schedule.storage
        self.found = Listing()
        self._numbers: dict[tuple[Node, str], int] = {}
        self._places: dict[tuple[Node, Role], int] = {}

    def listing(self) -> Listing:
        """All steps, from the inputs to the outputs."""
        for node in self.schedule.within:
            self._node(node)
        action = self.schedule.program.action
        assert action is not None
        verdict = self._number(action.verdict, "int8")
        self.found.outputs.append(Output(verdict, "verdict"))
        for mask in MASKS:
            for place, rule in enumerate(action.rules):
                flag: Node = getattr(rule, mask)
                if flag.constant is not False:
                    self.found.outputs.append(Output(self._number(flag, FLAG), mask, place))
        return self.found

    def _kind(self, node: Node) -> str:
        return FLAG if node.is_flag else self.storage.of(node).name

    def _node(self, node: Node) -> None:
        kind = self._kind(node)
        args: Iterable[int]
        if node.op == "gather":
            values, index = node.args
            args = [self._number(index, self._kind(index))]
            self._add(node, kind, "gather", args, self._place(values, "table"))
            return
        if node.op == "spread":
            self._numbers[node, kind] = self._number(node.args[0], kind)
            return
        opposite = self._opposite(node)
        if opposite is not None:
            self._add(node, kind, "not", [opposite])
            return
        within = self.storage.operands(node) if node.op in CALCULATED | COMPARED else BOOL
        args = [self._number(arg, FLAG if arg.is_flag else within.name) for arg in node.args]
        self._add(node, kind, node.op, args)

    def _opposite(self, node: Node) -> int | None:
        """The value whose `not` a comparison is, where it is there already: one instruction instead of many."""
        if node.op not in COMPARED:
            return None
        return self._numbers.get((self.schedule.program.plan.no(node), FLAG))

    def _number(self, node: Node, kind: str) -> int:
        """The number of a node's value in a type."""
        known = self._numbers.get((node, kind))
        if known is not None:
            return known
        if node.op == "constant":
            return self._add(node, kind, "constant", (), int(node.data))  # type: ignore[call-overload]
        own = self._kind(node)
        if own != kind:
            return self._add(node, kind, "cast", [self._number(node, own)])
        role: Role = "scalar" if node.domain is None else "column"
        return self._add(node, kind, role, (), self._place(node, role))

    def _place(self, node: Node, role: Role) -> int:
        key = (node, role)
        if key not in self._places:
            self._places[key] = len(self.found.inputs)
            self.found.inputs.append(Input(node, role))
        return self._places[key]

    def _add(self, node: Node, kind: str, op: str, args: Iterable[int], constant: int = 0) -> int:
        number = len(self.found.steps)
        self.found.steps.append(Step(number, op, tuple(args), kind, constant, node.varies))
        self._numbers[node, kind] = number
        return number
