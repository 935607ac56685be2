"""Arithmetic with units, rounding, conversion, functions of values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from rules.check.leaves.context import Context
from rules.check.leaves.fitting import common, numeric, same_unit
from rules.check.leaves.literals import NUMBER
from rules.check.leaves.mistakes import Mistake, Silent
from rules.check.wording import did_you_mean, is_what, number_in, spelt, told, what
from rules.language import tree as t
from rules.language import typed as x
from rules.language.printer import show
from rules.language.types import DATE, DateType, InstantType, NumberType, SetType, TimeType, Type
from rules.language.units import DAY, MONTH, SECOND


def arithmetic(typer: Context, tree: t.Arithmetic, expected: Type | None) -> x.Expression:
    """`+ - * /` and `of`, with the unit of the result. Raises Mistake."""
    if typer.written(tree) in typer.vocabulary.lost:
        raise Silent  # a word such as `on-time` that its type could not have
    inner = expected if tree.operator in {"+", "-"} else None
    left = typer.expression(tree.left, inner)
    right = typer.expression(tree.right, left.type if inner is not None else None)
    if tree.operator in {"+", "-"}:
        try:
            return x.Arithmetic(type=_summed(typer, tree, left, right), operator=tree.operator, left=left, right=right)
        except Mistake as mistake:
            mistake.help = _since_in_brackets(tree, right) or mistake.help
            raise
    one, other = numeric(typer, left, tree.left), numeric(typer, right, tree.right)
    if tree.operator == "of":
        if isinstance(tree.left, t.Number) and not tree.left.unit and tree.left.value > 1:
            message = f"`{tree.left.text} of` is {tree.left.text} times as much"
            help = f"Write `{tree.left.text}%` for a part, or `*` to multiply."
            raise Mistake("E214", message, tree.left, help)
        if not one.unit.is_plain:
            message = f"`of` needs a ratio on its left, and {spelt(left)} {is_what(one)}"
            raise Mistake("E214", message, tree.left, "Write `*` to multiply.", typer.declared(left))
        return x.Arithmetic(type=NumberType(other.unit), operator="*", left=left, right=right)
    unit = one.unit * other.unit if tree.operator == "*" else one.unit / other.unit
    of = NumberType(unit)
    if tree.operator == "/" and isinstance(right, x.Constant) and right.value == 0:
        raise Mistake("E228", f"`{show(tree)}` divides by zero", tree.right)
    return x.Arithmetic(type=of, operator=tree.operator, left=left, right=right)


def _since_in_brackets(tree: t.Arithmetic, right: x.Expression) -> str | None:
    """`no fill since clock.now - 2 minutes`: `since` takes the name only, and the minutes are taken from `no fill`."""
    left = tree.left
    if not isinstance(left, t.Aggregate) or left.source.where or left.end > left.source.end:
        return None  # with a bracket around it, the aggregate ends behind its source
    since = left.source.window.since if left.source.window is not None else None
    if since is None or not isinstance(right.type, NumberType) or right.type.unit not in (SECOND, DAY, MONTH):
        return None
    return f"Write `since ({show(since)} {tree.operator} {show(tree.right)})`."


def _summed(typer: Context, tree: t.Arithmetic, left: x.Expression, right: x.Expression) -> Type:
    one, other = left.type, right.type
    minus = tree.operator == "-"
    if isinstance(one, NumberType) and isinstance(other, NumberType):
        saying = "{1} is taken from {0}" if minus else "{1} is added to {0}"
        same_unit(typer, left, right, tree, (tree.left, tree.right), saying)
        return one.computed()
    if isinstance(one, DateType) and isinstance(other, NumberType) and other.unit in (DAY, MONTH):
        return DATE
    if isinstance(one, TimeType | InstantType) and isinstance(other, NumberType) and other.unit == SECOND:
        return one
    if minus and isinstance(one, DateType) and isinstance(other, DateType):
        return NumberType(DAY)
    if minus and isinstance(one, TimeType | InstantType) and one == other:
        return NumberType(SECOND)
    verb = "taken from" if minus else "added to"
    message = f"{told(right)} cannot be {verb} {told(left)}"
    help = None
    if isinstance(one, DateType) and isinstance(other, NumberType):
        help = "Write `days` or `months` behind the number."
    elif isinstance(one, TimeType | InstantType) and isinstance(other, NumberType):
        help = "Write `minutes` or `seconds` behind the number."
    place = tree.right if isinstance(tree.right, t.Number) else tree
    raise Mistake("E204", message, place, help, typer.declared(left, right))


def convert(typer: Context, tree: t.AsType, _expected: Type | None) -> x.Expression:
    """`as`. Raises Mistake."""
    value = typer.expression(tree.value, None)
    one = numeric(typer, value, tree.value)
    target = typer.vocabulary.type(tree.type_name)
    if target is None:
        help = did_you_mean(tree.type_name, typer.vocabulary.types)
        place = typer.part(tree, tree.type_name)
        raise Mistake("E308", f"There is no type `{tree.type_name}`", place, help, unknown=tree.type_name)
    if not isinstance(target, NumberType):
        raise Mistake("E217", f"`as` cannot make {what(target)} out of a number", tree)
    scales = typer.vocabulary.units.scales
    free = all(
        unit.is_plain or (len(unit.powers) == 1 and unit.powers[0][0] in scales) for unit in (one.unit, target.unit)
    )
    if not free:
        help = "`as` changes the name of plain numbers and scales; other units change by `*` and `/`."
        message = f"`as` cannot turn {told(value)} into {number_in(target)}"
        raise Mistake("E217", message, tree, help, typer.declared(value))
    return x.Convert(type=target.without_grid(), value=value)


def call(typer: Context, tree: t.Call, expected: Type | None) -> x.Expression:
    """`min`, `max`, `abs`, `size of`, `first known of`. Raises Mistake."""
    if tree.name == "size":
        container = typer.expression(tree.arguments[0], None)
        if not isinstance(container.type, SetType):
            message = f"{spelt(container)} {is_what(container.type)}, and `size of` counts the members of a list"
            help = "Subjects are counted with `count of`."
            raise Mistake("E209", message, tree.arguments[0], help, typer.declared(container))
        return x.Call(type=NUMBER, name="size", arguments=(container,))
    if tree.name == "abs" and len(tree.arguments) != 1:
        raise Mistake("E218", f"`abs` takes one value, and here are {len(tree.arguments)}", tree)
    if tree.name == "abs":
        expected = numeric(typer, typer.expression(tree.arguments[0], expected), tree.arguments[0])
    if tree.name in {"min", "max"} and len(tree.arguments) < 2:
        help = "The least and greatest of many subjects are `lowest of … over …` and `highest of … over …`."
        raise Mistake("E218", f"`{tree.name}` takes two or more values, and here is one", tree, help)
    arguments: list[x.Expression] = []
    of: Type | None = expected
    for argument in tree.arguments:
        found = typer.expression(argument, of)
        arguments.append(found)
        of = found.type if len(arguments) == 1 else common(typer, arguments[0], found, argument)
        if tree.name != "first known" and not isinstance(found.type, DateType | TimeType | InstantType):
            of = numeric(typer, found, argument).computed()
    assert of is not None
    return x.Call(type=of, name=tree.name, arguments=tuple(arguments))


def negative(typer: Context, tree: t.Negative, expected: Type | None) -> x.Expression:
    """`-x`. Raises Mistake."""
    part = typer.expression(tree.part, expected)
    of = numeric(typer, part, tree.part)
    if isinstance(part, x.Constant) and isinstance(part.value, Fraction):
        return replace(part, value=-part.value)
    return x.Negative(type=of.computed(), part=part)


def rounded(typer: Context, tree: t.Rounded, expected: Type | None) -> x.Expression:
    """`rounded up to`, `rounded down to` and their like. Raises Mistake."""
    value = typer.expression(tree.value, expected)
    of = numeric(typer, value, tree.value)
    step = typer.expression(tree.step, of)
    numeric(typer, step, tree.step)
    same_unit(typer, value, step, tree, (tree.value, tree.step), "{0} is rounded to a multiple of {1}")
    return x.Rounded(type=of, value=value, mode=tree.mode, step=step)
