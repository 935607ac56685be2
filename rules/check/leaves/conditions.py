"""Comparisons, states, and what joins conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.check.leaves.context import Context
from rules.check.leaves.fitting import common, comparable, element, equatable, flag, ordered, same_unit
from rules.check.leaves.history import group_of_states, is_machine
from rules.check.leaves.mistakes import Mistake, Silent
from rules.check.leaves.past import grows_old
from rules.check.leaves.verdicts import verdict
from rules.check.wording import is_what, spelt, told
from rules.language import tree as t
from rules.language import typed as x
from rules.language.printer import show
from rules.language.types import FLAG, EnumType, FlagType, NothingType, NumberType, RefType, SetType, Type


def choice(typer: Context, tree: t.If, expected: Type | None) -> x.Expression:
    """`if … then … else …`. Raises Mistake."""
    condition = flag(typer, tree.condition)
    kept = len(typer.guards)
    typer.guard(condition)
    then = typer.expression(tree.then, expected)
    del typer.guards[kept:]
    otherwise = typer.expression(tree.otherwise, expected if expected is not None else then.type)
    of = common(typer, then, otherwise, tree)
    return x.If(type=of, condition=condition, then=then, otherwise=otherwise)


def junction(typer: Context, tree: t.Junction, _expected: Type | None) -> x.Expression:
    """`and` / `or`: every part is checked, whatever the others are. Raises Mistake or Silent."""
    kept = len(typer.guards)
    parts: list[x.Expression] = []
    failed = False
    for part in tree.parts:
        try:
            found = flag(typer, part)
        except Silent:
            failed = True
            continue
        except Mistake as mistake:
            typer.report(_second_word(part, parts) or mistake, typer.at_leaf)
            failed = True
            continue
        parts.append(found)
        if tree.word == "and":
            typer.guard(found)
    del typer.guards[kept:]
    if failed:
        raise Silent
    return x.Junction(type=FLAG, word=tree.word, parts=tuple(parts))


def _second_word(part: t.Tree, parts: Sequence[x.Expression]) -> Mistake | None:
    """`kind is gen or rev`: the second word is not a condition of its own."""
    before = parts[-1] if parts else None
    if not isinstance(part, t.Path) or not isinstance(before, x.Compare) or len(part.names) > 1:
        return None
    if not isinstance(before.left.type, EnumType) or part.names[0] not in before.left.type.words:
        return None
    asked, word = before.left.text, part.names[0]
    help = f"Write `{asked} {'not in' if before.operator == 'is not' else 'in'} [{before.right.text}, {word}]`."
    return Mistake("E116", f"`{word}` alone is not a condition", part, help)


def compare(typer: Context, tree: t.Compare, _expected: Type | None) -> x.Expression:
    """A comparison of two values. Raises Mistake."""
    left = typer.expression(tree.left, None)
    right = typer.expression(tree.right, left.type)
    if tree.operator in {"is", "is not"}:
        comparable(typer, left, right, tree)
    else:
        ordered(typer, left, right, tree, (tree.left, tree.right))
    return x.Compare(type=FLAG, operator=tree.operator, left=left, right=right)


def _not_reversed(typer: Context, value: x.Expression, low: x.Expression, high: x.Expression, tree: t.Between) -> None:
    """Raises Mistake when the ends of a range are known to stand in the wrong order."""
    below, above = _settled(typer, low), _settled(typer, high)
    if below is None or above is None:
        return
    words = below.keys() | above.keys()
    pairs = [(below.get(word, below.get(None)), above.get(word, above.get(None))) for word in words]
    if all(one is not None and other is not None and one > other for one, other in pairs):  # type: ignore[operator]
        place = replace(tree.low, end=tree.high.end)
        help = f"Write `{show(tree.high)} and {show(tree.low)}`."
        message = f"{spelt(value)} can never lie in this range: the higher end stands first"
        raise Mistake("E227", message, place, help, typer.declared(low, high))


def _settled(typer: Context, value: x.Expression) -> dict[str | None, x.Literal] | None:
    """The value of a literal or parameter, for a keyed one by its word; None for what only the facts can tell."""
    if isinstance(value, x.Constant) and not isinstance(value.type, NothingType):
        return {None: value.value}
    if isinstance(value, x.ReadParameter):
        values = dict(typer.vocabulary.parameters[value.name].values)
        if isinstance(value.key, x.Constant) and isinstance(value.key.value, str):
            return {None: values[value.key.value]}
        return dict(values)
    return None


def membership(typer: Context, tree: t.In, _expected: Type | None) -> x.Expression:
    """`in` and `not in`. Raises Mistake."""
    value = typer.expression(tree.value, None)
    group = group_of_states(typer, value, tree.container)
    container = group or typer.expression(tree.container, SetType(element(value.type)))
    if not isinstance(container.type, SetType):
        help = "For one value write `is`; for several a list in square brackets."
        message = f"{spelt(container)} {is_what(container.type)}, and `in` needs a list"
        raise Mistake("E209", message, tree.container, help, typer.declared(container))
    if not (
        equatable(value.type, container.type.of)
        or (isinstance(value.type, NumberType) and isinstance(container.type.of, NumberType))
    ):
        message = f"{told(value)} cannot be in {told(container)}"
        raise Mistake("E208", message, tree, None, typer.declared(value, container))
    if isinstance(value.type, NumberType) and isinstance(container.type.of, NumberType):
        item = replace(container, type=container.type.of)
        same_unit(typer, value, item, tree, None, "{0} is looked for in {1}")
    return x.In(type=FLAG, value=value, container=container, denied=tree.denied)


def is_state(typer: Context, tree: t.IsState, _expected: Type | None) -> x.Expression:
    """`is known`, `is none`, `is stale`, `exists`, `is permitted` and their like. Raises Mistake."""
    if tree.state in {"proposed", "permitted", "forbidden"}:
        return verdict(typer, tree)
    value = typer.expression(tree.value, None)
    if tree.state in {"none", "exists"} and not _may_be_none(typer, value):
        message = f"{spelt(value)} can never be none"
        help = "What nobody told us is `unknown`: write `is known` or `is unknown`."
        raise Mistake("E212", message, tree, help, typer.declared(value))
    if tree.state == "stale" and not (isinstance(value, x.ReadFact) and grows_old(typer, value)):
        help = "What is not known is asked with `is unknown`, which is true of stale facts as well."
        message = f"{spelt(value)} can never be stale"
        raise Mistake("E213", message, tree, help, typer.declared(value))
    return x.IsState(type=FLAG, value=value, state=tree.state, denied=tree.denied)


def _may_be_none(typer: Context, value: x.Expression) -> bool:
    """True for optional references, facts that may be none, and values that carry `none`."""
    if isinstance(value.type, RefType):
        return value.type.optional
    if isinstance(value, x.ReadFact):
        fact = typer.vocabulary.facts[value.fact]
        stage = is_machine(fact) or fact.since or isinstance(fact.type, FlagType)
        return fact.may_be_none or fact.origin == "derived" or (fact.origin == "kept" and not stage)
    if isinstance(value, x.Before):
        return _may_be_none(typer, value.fact)
    return isinstance(value, x.If | x.Cases | x.LastOf | x.Aggregate)


def negation(typer: Context, tree: t.Not, _expected: Type | None) -> x.Expression:
    """`not`. Raises Mistake."""
    return x.Not(type=FLAG, part=flag(typer, tree.part))


def between(typer: Context, tree: t.Between, _expected: Type | None) -> x.Expression:
    """`between … and …`, both ends included. Raises Mistake."""
    value = typer.expression(tree.value, None)
    low = typer.expression(tree.low, value.type)
    high = typer.expression(tree.high, value.type)
    ordered(typer, value, low, tree, (tree.value, tree.low))
    ordered(typer, value, high, tree, (tree.value, tree.high))
    _not_reversed(typer, value, low, high, tree)
    return x.Between(type=FLAG, value=value, low=low, high=high)
