"""Changes of expressions: comparisons, numbers, clauses, calculations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from engine.spelling import spelled
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FLAG, DateType, InstantType, TimeType
from rules.source.span import Span
from scenarios.mutation.mutant import Mutant, Operator
from scenarios.mutation.rewriting import Exchange
from scenarios.mutation.spots import Spot
from scenarios.mutation.steps import moved, shown

_NEIGHBOURS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "is": "is not", "is not": "is"}
_EXTREMES = {"min": "max", "max": "min", "highest": "lowest", "lowest": "highest"}
_SUMS = {"+": "-", "-": "+"}
_ROUNDINGS = {"up": ("down",), "down": ("up",), "half up": ("up", "down"), "half even": ("up", "down")}
_TIMELY = (DateType, TimeType, InstantType)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an expression. `reach`: only where this part of it is looked at does it matter."""

    operator: Operator
    says: str
    make: Callable[[x.Expression], x.Expression]
    reach: Callable[[x.Expression], x.Expression] | None = None
    path: tuple[str, ...] = ()


def mutants_of(law: c.Law, spot: Spot) -> Iterator[Mutant]:
    """Every change that can be made at a spot."""
    for change in _changes(law, spot):
        yield _mutant(spot, change)


def _mutant(spot: Spot, change: Change) -> Mutant:
    reach = spot.reach
    span: Span | None = spot.span
    text = "" if isinstance(spot.node, x.Items) else spelled(spot.node)
    if change.reach is not None:
        parts = [change.reach(node) for node in spot.nodes]
        reach = frozenset(id(part) for part in parts)
        span, text = parts[0].span or span, spelled(parts[0])

    def exchange() -> Exchange:
        return {id(node): change.make(node) for node in spot.nodes}

    return Mutant(
        document=spot.document,
        path=(*spot.path, *change.path),
        operator=change.operator,
        change=change.says,
        text=text,
        span=span,
        reach=reach,
        rules=frozenset({spot.document}),
        make=lambda law: spot.rewrite(law, exchange()),
    )


def _changes(law: c.Law, spot: Spot) -> Iterator[Change]:
    node = spot.node
    match node:
        case x.Constant():
            yield from _of_constant(law, spot, node)
        case x.Compare():
            other = _NEIGHBOURS[node.operator]
            yield Change(Operator.COMPARISON, f"{node.operator} -> {other}", _with(operator=other))
        case x.Between():
            yield Change(Operator.COMPARISON, "without the low end", _without_end("low"))
            yield Change(Operator.COMPARISON, "without the high end", _without_end("high"))
        case x.In():
            words = ("not in", "in") if node.denied else ("in", "not in")
            yield Change(Operator.COMPARISON, " -> ".join(words), _with(denied=not node.denied))
        case x.IsState() | x.VerdictIs():
            yield Change(Operator.COMPARISON, _turned(node), _with(denied=not node.denied))
        case x.WouldBePermitted():
            yield from _of_would_be(node)
        case x.Junction():
            yield from _of_junction(node)
        case x.Not():
            yield Change(Operator.NEGATION, "not dropped", _part)
        case x.Cases():
            yield from _of_cases(node)
        case x.Items():
            yield from _of_items(node)
        case x.Aggregate():
            yield from _of_aggregate(node)
        case x.SeriesAggregate() if node.function in _EXTREMES:
            other = _EXTREMES[node.function]
            yield Change(Operator.EXTREME, f"{node.function} -> {other}", _with(function=other))
        case x.Call():
            yield from _of_call(node)
        case x.Rounded():
            for mode in _ROUNDINGS.get(node.mode, ()):
                yield Change(Operator.ROUNDING, f"rounded {node.mode} -> {mode}", _with(mode=mode))
        case x.Arithmetic() if node.operator in _SUMS and _may_turn(node):
            other = _SUMS[node.operator]
            yield Change(Operator.ARITHMETIC, f"{node.operator} -> {other}", _with(operator=other))
        case x.Negative():
            yield Change(Operator.ARITHMETIC, "- dropped", _part)


def _with(**values: object) -> Callable[[x.Expression], x.Expression]:
    return lambda node: replace(node, **values)  # type: ignore[arg-type]


def _part(node: x.Expression) -> x.Expression:
    assert isinstance(node, x.Not | x.Negative)
    return node.part


def _turned(node: x.IsState | x.VerdictIs) -> str:
    if node.state == "exists":
        plain, denied = "exists", "does not exist"
    else:
        plain, denied = f"is {node.state}", f"is not {node.state}"
    return f"{denied} -> {plain}" if node.denied else f"{plain} -> {denied}"


# --- numbers and lists ----------------------------------------------------------------------------
def _of_constant(law: c.Law, spot: Spot, node: x.Constant) -> Iterator[Change]:
    if not spot.movable or isinstance(node.value, bool | str | x.Word):
        return
    if isinstance(node.value, tuple):
        for place, member in enumerate(node.value):
            rest = (*node.value[:place], *node.value[place + 1 :])
            yield Change(Operator.MEMBER, f"without {shown(member, node.type)}", _with(value=rest))
        return
    was = shown(node.value, node.type)
    for value in moved(node.value, node.type, law, spot.grid):
        if spot.divides and not value:
            continue  # nothing can be divided by zero, or rounded to multiples of it: that would be no law
        yield Change(Operator.THRESHOLD, f"{was} -> {shown(value, node.type)}", _with(value=value))


# --- conditions -----------------------------------------------------------------------------------
def _without_end(end: str) -> Callable[[x.Expression], x.Expression]:
    """`between` with one of its ends left out."""

    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Between)
        low, high = (">", "<=") if end == "low" else (">=", "<")
        parts = (
            x.Compare(type=FLAG, span=node.span, operator=low, left=node.value, right=node.low),
            x.Compare(type=FLAG, span=node.span, operator=high, left=node.value, right=node.high),
        )
        return x.Junction(type=FLAG, span=node.span, tree=node.tree, word="and", parts=parts)

    return make


def _of_junction(node: x.Junction) -> Iterator[Change]:
    words = {"and": "all", "or": "any"}
    own, other = node.word, {"and": "or", "or": "and"}[node.word]
    shown_own, shown_other = (words[own], words[other]) if node.tree is None else (own, other)
    yield Change(Operator.JUNCTION, f"{shown_own} -> {shown_other}", _with(word=other))
    for place in range(len(node.parts)):
        yield Change(Operator.CLAUSE, "dropped", _without(place), _clause(place), (shown_own, str(place + 1)))


def _without(place: int) -> Callable[[x.Expression], x.Expression]:
    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Junction)
        rest = (*node.parts[:place], *node.parts[place + 1 :])
        return rest[0] if len(rest) == 1 else replace(node, parts=rest)

    return make


def _clause(place: int) -> Callable[[x.Expression], x.Expression]:
    def part(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Junction)
        return node.parts[place]

    return part


def _of_would_be(node: x.WouldBePermitted) -> Iterator[Change]:
    for place, action in enumerate(node.actions if len(node.actions) > 1 else ()):
        rest = (*node.actions[:place], *node.actions[place + 1 :])
        yield Change(Operator.MEMBER, f"without {action}", _with(actions=rest))
    for place, rule in enumerate(node.but_for):
        rest = (*node.but_for[:place], *node.but_for[place + 1 :])
        yield Change(Operator.MEMBER, f"without {rule}", _with(but_for=rest))


def _of_cases(node: x.Cases) -> Iterator[Change]:
    """Each case dropped, and each two neighbours swapped: the first that holds counts."""
    for place in range(len(node.cases)):
        path = ("cases", str(place + 1))
        yield Change(Operator.ROW, "dropped", _without_case(place), _case(place), path)
    for place in range(len(node.cases) - 1):
        first, second = node.cases[place : place + 2]
        if first[1] == second[1]:
            continue
        says = f"{place + 1} and {place + 2} swapped"
        yield Change(Operator.ORDER, says, _swapped_cases(place), _case(place), ("cases",))


def _case(place: int) -> Callable[[x.Expression], x.Expression]:
    def part(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Cases)
        return node.cases[place][0]

    return part


def _swapped_cases(place: int) -> Callable[[x.Expression], x.Expression]:
    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Cases)
        first, second = node.cases[place : place + 2]
        return replace(node, cases=(*node.cases[:place], second, first, *node.cases[place + 2 :]))

    return make


def _without_case(place: int) -> Callable[[x.Expression], x.Expression]:
    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Cases)
        rest = (*node.cases[:place], *node.cases[place + 1 :])
        return replace(node, cases=rest) if rest else node.otherwise

    return make


# --- aggregates and calculations ------------------------------------------------------------------
def _of_items(node: x.Items) -> Iterator[Change]:
    for place in range(len(node.where)):
        path = ("where", *([str(place + 1)] if len(node.where) > 1 else []))
        yield Change(Operator.CLAUSE, "dropped", _without_where(place), _where(place), path)


def _where(place: int) -> Callable[[x.Expression], x.Expression]:
    def part(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Items)
        return node.where[place]

    return part


def _without_where(place: int) -> Callable[[x.Expression], x.Expression]:
    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Items)
        return replace(node, where=(*node.where[:place], *node.where[place + 1 :]))

    return make


def _of_aggregate(node: x.Aggregate) -> Iterator[Change]:
    if node.function in {"any", "no"}:
        other = {"any": "no", "no": "any"}[node.function]
        yield Change(Operator.COMPARISON, f"{node.function} -> {other}", _with(function=other))
    if node.function in _EXTREMES:
        other = _EXTREMES[node.function]
        yield Change(Operator.EXTREME, f"{node.function} -> {other}", _with(function=other))
    if node.items.window is not None:
        yield Change(Operator.WINDOW, "at any time", _at_any_time)


def _at_any_time(node: x.Expression) -> x.Expression:
    assert isinstance(node, x.Aggregate)
    return replace(node, items=replace(node.items, window=None))


def _of_call(node: x.Call) -> Iterator[Change]:
    if node.name in _EXTREMES:
        other = _EXTREMES[node.name]
        yield Change(Operator.EXTREME, f"{node.name} -> {other}", _with(name=other))
    if node.name == "first known":
        for place in range(len(node.arguments)):
            says = f"first known: {place + 1} dropped"
            yield Change(Operator.CLAUSE, says, _without_argument(place), _argument(place))


def _argument(place: int) -> Callable[[x.Expression], x.Expression]:
    def part(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Call)
        return node.arguments[place]

    return part


def _without_argument(place: int) -> Callable[[x.Expression], x.Expression]:
    def make(node: x.Expression) -> x.Expression:
        assert isinstance(node, x.Call)
        return replace(node, arguments=(*node.arguments[:place], *node.arguments[place + 1 :]))

    return make


def _may_turn(node: x.Arithmetic) -> bool:
    """Whether `+` and `-` may stand for each other: two dates have a difference and no sum."""
    return not (isinstance(node.left.type, _TIMELY) and isinstance(node.right.type, _TIMELY))
