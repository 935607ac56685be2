"""Whether a value has the type and the unit that its place or its neighbour wants."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from rules.check.leaves.context import Context
from rules.check.leaves.mistakes import Mistake
from rules.check.wording import a_word, is_what, number_in, spelt, told, unit_help, what
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import PERCENT, number_text
from rules.language.types import (
    FLAG,
    DateType,
    FlagType,
    InstantType,
    NothingType,
    NumberType,
    RefType,
    SetType,
    TimeType,
    Type,
)

COMPARED = "{0} is compared with {1}"
_TIMELY: dict[type[Type], str] = {
    DateType: "A date is written `2026-01-05`.",
    TimeType: "A time of day is written `09:45`.",
    InstantType: "An instant is compared with another one, such as `clock.now`.",
}


def fit(typer: Context, found: x.Expression, expected: Type, tree: t.Tree | None) -> None:
    """Raises Mistake when a value does not have the type that its place expects."""
    have = found.type
    if isinstance(have, NothingType):
        return
    if isinstance(expected, NumberType) and isinstance(have, NumberType):
        if have.unit != expected.unit:
            if isinstance(found.tree, t.Number) and not found.tree.unit:
                message = f"`{found.text}` has no unit, and {number_in(expected)} is expected here"
                raise Mistake("E203", message, tree, f"Write `{typer.example(found.text, expected)}`.")
            message = f"{told(found)} stands where {number_in(expected)} is expected"
            raise Mistake(
                "E201",
                message,
                tree,
                unit_help(found, replace(found, type=expected, tree=None)),
                typer.declared(found),
            )
        if have.name and expected.name and have.name != expected.name and have.unit.is_plain:
            message = f"{told(found)} stands where {a_word(expected.name)} is expected"
            help = f"If that is meant, write `as {expected.name}`."
            raise Mistake("E202", message, tree, help, typer.declared(found))
        return
    if isinstance(expected, SetType) and isinstance(have, SetType) and equatable(have.of, expected.of):
        return
    if have == expected or equatable(have, expected):
        return
    message = f"{told(found)} stands where {what(expected)} is expected"
    advice = "Compare it, with `is`, `in` or `<=`." if isinstance(expected, FlagType) else None
    raise Mistake("E210", message, tree, advice, typer.declared(found))


def flag(typer: Context, tree: t.Tree) -> x.Expression:
    """A condition. Raises Mistake."""
    found = typer.expression(tree, FLAG)
    fit(typer, found, FLAG, tree)
    return found


def numeric(typer: Context, value: x.Expression, tree: t.Tree) -> NumberType:
    """The number type of a value. Raises Mistake when it is none."""
    if isinstance(value.type, NumberType):
        return value.type
    message = f"{spelt(value)} {is_what(value.type)}, and a number is needed here"
    raise Mistake("E204", message, tree, None, typer.declared(value))


def common(typer: Context, one: x.Expression, other: x.Expression, tree: t.Tree) -> Type:
    """The type of either of two values. Raises Mistake when they do not go together."""
    if isinstance(one.type, NothingType):
        return _optional(other.type, one.type)
    if isinstance(other.type, NothingType):
        return _optional(one.type, other.type)
    if isinstance(one.type, NumberType) and isinstance(other.type, NumberType):
        same_unit(typer, one, other, tree, None, "{0} and {1} cannot stand for the same value")
        return one.type if one.type == other.type else one.type.computed()
    fit(typer, other, one.type, tree)
    return one.type


def comparable(typer: Context, left: x.Expression, right: x.Expression, tree: t.Compare) -> None:
    """Raises Mistake when two values cannot be equal by their types."""
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        same_unit(typer, left, right, tree, (tree.left, tree.right))
        return
    if equatable(left.type, right.type):
        return
    message = f"{told(left)} cannot be compared with {told(right)}"
    raise Mistake("E208", message, tree, None, typer.declared(left, right))


def ordered(
    typer: Context, left: x.Expression, right: x.Expression, tree: t.Tree, sides: tuple[t.Tree, t.Tree]
) -> None:
    """Raises Mistake when two values have no order."""
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        same_unit(typer, left, right, tree, sides)
        return
    timely = DateType | TimeType | InstantType
    if isinstance(left.type, timely) and left.type == right.type:
        return
    message = f"{told(left)} cannot be compared in size with {told(right)}"
    help: str | None = "Sizes are compared of numbers, dates and times only."
    if isinstance(left.type, timely):
        help = _TIMELY.get(type(left.type))
    elif isinstance(left.type, NumberType):
        help = _TIMELY.get(type(right.type))
    raise Mistake("E208", message, tree, help, typer.declared(left, right))


def same_unit(
    typer: Context,
    left: x.Expression,
    right: x.Expression,
    tree: t.Tree,
    sides: tuple[t.Tree, t.Tree] | None,
    saying: str = COMPARED,
) -> None:
    """Raises Mistake when two numbers differ in unit or name, or one lies out of the other's range."""
    one, other = left.type, right.type
    assert isinstance(one, NumberType)
    assert isinstance(other, NumberType)
    if one.unit != other.unit:
        for bare, beside, index in ((right, left, 1), (left, right, 0)):
            if _is_bare(bare.tree):
                place = sides[index] if sides is not None else tree
                raise _bare_number(typer, bare, beside, place)
        message = saying.format(told(left), told(right))
        raise Mistake("E201", message, tree, unit_help(left, right), typer.declared(left, right))
    if one.name and other.name and one.name != other.name and one.unit.is_plain:
        help = f"If that is meant, write `as {one.name}` behind {spelt(right)}."
        raise Mistake("E202", saying.format(told(left), told(right)), tree, help, typer.declared(left, right))
    if sides is not None and saying is COMPARED:
        _attainable(typer, left, right, sides[1])
        _attainable(typer, right, left, sides[0])


def _is_bare(tree: t.Tree | None) -> bool:
    """Whether a number is written out, with or without a minus sign, and without a unit."""
    number = tree.part if isinstance(tree, t.Negative) else tree
    return isinstance(number, t.Number) and not number.unit


def _bare_number(typer: Context, bare: x.Expression, beside: x.Expression, place: t.Tree) -> Mistake:
    """A number without unit beside a value that has one."""
    assert isinstance(beside.type, NumberType)
    message = f"`{bare.text}` has no unit, and {spelt(beside)} {is_what(beside.type)}"
    sign, number = ("-", bare.text[1:]) if bare.text.startswith("-") else ("", bare.text)
    help = f"Write `{sign}{typer.example(number, beside.type)}`."
    return Mistake("E203", message, place, help, typer.declared(beside))


def _attainable(typer: Context, value: x.Expression, literal: x.Expression, place: t.Tree) -> None:
    """Raises Mistake when a literal lies outside the range of what it is compared with."""
    of = value.type
    if not isinstance(literal, x.Constant) or not isinstance(literal.value, Fraction) or not isinstance(of, NumberType):
        return
    if (of.low is not None and literal.value < of.low) or (of.high is not None and literal.value > of.high):
        low, high = (number_text(end) if end is not None else "…" for end in (of.low, of.high))
        unit = "" if of.unit.is_plain else f" {of.unit}"
        message = f"`{literal.text}` lies outside the range of {spelt(value)}: {low} to {high}{unit}"
        help = None
        hundredth = literal.value * PERCENT
        if of.step is not None and of.low is not None and of.high is not None and of.low < hundredth < of.high:
            help = f"Did you mean `{typer.example(number_text(hundredth), of)}`?"
        raise Mistake("E226", message, place, help, typer.declared(value))


def _optional(of: Type, nothing: NothingType) -> Type:
    if nothing.word == "none" and isinstance(of, RefType):
        return replace(of, optional=True)
    return of


def element(of: Type) -> Type:
    """The type of the members of a set; any other type as it is."""
    return of.of if isinstance(of, SetType) else of


def equatable(one: Type, other: Type) -> bool:
    """Whether values of two types, numbers aside, can be equal."""
    if isinstance(one, NothingType) or isinstance(other, NothingType):
        return True
    if isinstance(one, RefType) and isinstance(other, RefType):
        return one.scope == other.scope
    if isinstance(one, RefType):
        return one.key_type == other
    if isinstance(other, RefType):
        return other.key_type == one
    if isinstance(one, NumberType) or isinstance(other, NumberType):
        return False
    return one == other
