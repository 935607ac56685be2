"""A compiled calculation on columns: what it takes, what it gives, and what of the law it refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.backends.columnar.errors import CannotColumn, Refusal
from engine.backends.columnar.judging import ActionColumns, Judging
from engine.backends.columnar.lowering import Lowering, Sweeps, grid_of
from engine.backends.columnar.nodes import Node, Plan
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.values import Code, Flag, Number, Unheld, Value
from engine.backends.columnar.vocabulary import Texts
from rules.compile import law as c
from rules.language.typed import FactId
from rules.language.types import NumberType


@dataclass(frozen=True, slots=True)
class Claims:
    """Of the rules that speak to an action: those that columns hold, and those that they refuse."""

    claimed: tuple[str, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class ColumnarProgram:
    """The verdicts on one action, or the values of facts, for columns of facts.

    `given` are facts that the caller feeds though the law works them out itself: what is carried from one evaluation
    to the next, for example. `sweeps` are values of parameters, all of one length: each place in them is one set.
    `single` says that all rows belong to one set of facts, so that there is one clock and one market.
    """

    law: c.Law
    action: ActionColumns | None
    facts: Mapping[FactId, Value]
    given: frozenset[FactId]
    sweeps: Sweeps
    single: bool
    plan: Plan
    texts: Texts
    nodes: tuple[Node, ...]
    columns: tuple[ColumnSpec, ...]
    steps: tuple[tuple[int, ...], ...] = field(default=())

    @staticmethod
    def of(
        law: c.Law,
        action: str,
        given: Collection[FactId] = (),
        sweeps: Sweeps | None = None,
        single: bool = True,
        bits: int = 0,
    ) -> ColumnarProgram:
        """The verdict on an action before sizing; columns of numbers have no fewer than `bits`.

        Raises CannotColumn with every document that is refused.
        """
        lowering, judging = _lowering(law, given, sweeps, single, bits)
        columns = judging.action(action)
        outputs = [columns.verdict]
        for rule in columns.rules:
            outputs += [rule.fired, rule.failed, rule.doubtful]
        return _program(lowering, columns, {}, outputs)

    @staticmethod
    def of_facts(
        law: c.Law, facts: Iterable[FactId], given: Collection[FactId] = (), single: bool = True
    ) -> ColumnarProgram:
        """The values of facts, each for the subjects of its scope. Raises CannotColumn."""
        lowering, _ = _lowering(law, given, None, single)
        values: dict[FactId, Value] = {}
        outputs: list[Node] = []
        refusals: list[Refusal] = []
        for fact in facts:
            try:
                value = lowering.fact(fact)
                outputs += _parts(value)
                values[fact] = value
            except CannotColumn as refused:
                refusals += refused.refusals
        if refusals:
            raise CannotColumn(dict.fromkeys(refusals))
        return _program(lowering, None, values, outputs)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that make the verdict, in the order of their bits."""
        return () if self.action is None else tuple(each.rule.id for each in self.action.rules)

    @property
    def sets(self) -> int:
        """How many sets of parameters are evaluated."""
        return len(next(iter(self.sweeps.values()))) if self.sweeps else 1

    @property
    def wide(self) -> tuple[str, ...]:
        """The documents in which numbers are too large for machine integers, so that Python's are used."""
        return tuple(dict.fromkeys(self.plan.origin[node.id] for node in self.nodes if node.is_wide))


def claims(law: c.Law, action: str, given: Collection[FactId] = ()) -> Claims:
    """Which rules of an action columns hold, and which documents they refuse and why."""
    _, judging = _lowering(law, given, None, True)
    claimed: list[str] = []
    refused: list[Refusal] = []
    for rule in judging.asked(action):
        try:
            judging.check(rule, action)
            claimed.append(rule.id)
        except CannotColumn as found:
            refused += [
                Refusal(rule.id, f"rests on {each}") if each.document != rule.id else each for each in found.refusals
            ]
    return Claims(tuple(claimed), tuple(dict.fromkeys(refused)))


def _lowering(
    law: c.Law, given: Collection[FactId], sweeps: Sweeps | None, single: bool, bits: int = 0
) -> tuple[Lowering, Judging]:
    _check_sweeps(law, sweeps or {})
    lowering = Lowering(law, Plan(single, bits), frozenset(given), sweeps)
    return lowering, Judging(lowering)


def _check_sweeps(law: c.Law, sweeps: Sweeps) -> None:
    """Every set says every parameter, and its bounds hold. Raises ValueError."""
    if len({len(values) for values in sweeps.values()}) > 1:
        raise ValueError("sweeps of different lengths")
    for name, values in sweeps.items():
        parameter = law.parameters.get(name)
        if parameter is None or not isinstance(parameter.type, NumberType) or not values:
            raise ValueError(f"`{name}` is no parameter with a number, or has no value")
        for value in values:
            low, high = parameter.low, parameter.high
            if (low is not None and value < low) or (high is not None and value > high):
                raise ValueError(f"`{name}` may not be {value}: it lies outside its bounds")


def _parts(value: Value) -> list[Node]:
    match value:
        case Flag():
            return [value.true, value.false, value.none]
        case Code():
            return [value.value, value.known, value.none]
        case Number():
            ends = [value.low.whole, value.high.whole, value.has_low, value.has_high, value.none]
            return ends + [each.under for each in (value.low, value.high) if each.under is not None]
    raise Unheld("a set")


def _program(
    lowering: Lowering, action: ActionColumns | None, facts: Mapping[FactId, Value], outputs: Sequence[Node]
) -> ColumnarProgram:
    nodes = _live(outputs)
    columns = tuple(node.data for node in nodes if node.op == "column" and isinstance(node.data, ColumnSpec))
    steps = tuple(_steps(values) for values in lowering.sweeps.values())
    return ColumnarProgram(
        lowering.law, action, facts, lowering.given, lowering.sweeps, lowering.plan.single, lowering.plan,
        lowering.texts, nodes, columns, steps,
    )  # fmt: skip


def _steps(values: Sequence[Fraction]) -> tuple[int, ...]:
    grid = grid_of(values)
    return tuple(int(value / grid) for value in values)


def _live(outputs: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes that the outputs need, each after what it needs itself."""
    found: set[Node] = set()
    waiting = list(outputs)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.args
    return tuple(sorted(found, key=lambda node: node.id))
