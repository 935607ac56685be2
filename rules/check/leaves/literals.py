"""Numbers with their units, dates, times, words and lists of them."""

from __future__ import annotations

from fractions import Fraction

from rules.check.leaves.context import Context
from rules.check.leaves.fitting import fit
from rules.check.leaves.mistakes import Mistake
from rules.check.wording import did_you_mean, number_in
from rules.language import tree as t
from rules.language import typed as x
from rules.language.borrowed import unit_elsewhere
from rules.language.printer import show
from rules.language.types import DATE, FLAG, TEXT, TIME, NothingType, NumberType, SetType, Type
from rules.language.units import PLAIN

RATIO = NumberType(PLAIN, "ratio")
NUMBER = NumberType(PLAIN)


def number(typer: Context, tree: t.Number, expected: Type | None) -> x.Expression:
    """A number with or without a unit; bare money may lack what it is `per`. Raises Mistake."""
    if tree.unit == ("%",):
        return x.Constant(type=RATIO, value=tree.value)
    if not tree.unit:
        return x.Constant(type=NUMBER, value=tree.value)
    factor, unit = Fraction(1), PLAIN
    name = tree.unit[0]
    if name == "$":
        currency = typer.vocabulary.units.currency
        if currency is None:
            help = "Declare `currency:` in the document `units:`."
            raise Mistake("E206", "`$` stands for no unit", tree, help, unknown="currency")
        name = currency
    found = typer.vocabulary.units.find(name)
    if found is None:
        raise _no_unit(typer, name, tree)
    factor, unit = found
    if tree.per is not None:
        below = typer.vocabulary.units.find(tree.per)
        if below is None:
            raise _no_unit(typer, tree.per, tree)
        factor, unit = factor / below[0], unit / below[1]
    elif isinstance(expected, NumberType) and tree.unit == ("$",) and expected.unit != unit:
        above = [base for base, power in expected.unit.powers if power > 0]
        if above == [name] and len(expected.unit.powers) == 2:
            per = next(base for base, power in expected.unit.powers if power < 0)
            message = f"`{tree.text}` is a sum of money, and {number_in(expected)} is expected here"
            raise Mistake("E201", message, tree, f"Write `{tree.text} per {per}`.")
    return x.Constant(type=NumberType(unit), value=tree.value * factor)


def _no_unit(typer: Context, name: str, tree: t.Number) -> Mistake:
    """A unit that nobody declared."""
    start = tree.start + tree.text.rindex(name) if name in tree.text else tree.start
    place = t.Path((name,), start=start, end=start + len(name))
    number = tree.text.removesuffix(name).rstrip() if tree.unit == (name,) else ""
    return Mistake(
        "E303",
        f"There is no unit `{name}`",
        place,
        unit_elsewhere(name, number) or did_you_mean(name, typer.vocabulary.units.names()),
        unknown=name,
    )


def listing(typer: Context, tree: t.ListLiteral, expected: Type | None) -> x.Expression:
    """A list of words or numbers. Raises Mistake."""
    of = expected.of if isinstance(expected, SetType) else expected
    items: list[x.Literal] = []
    for item in tree.items:
        found = typer.expression(item, of)
        if of is None:
            of = found.type
        fit(typer, found, of, item)
        if not isinstance(found, x.Constant):
            help = "Write each part as a comparison of its own, joined with `or`."
            raise Mistake("E207", f"`{show(item)}` is not a word or number, and a list holds only these", item, help)
        items.append(found.value)
    return x.Constant(type=SetType(of or TEXT), value=tuple(items))


def date_literal(_typer: Context, tree: t.DateLiteral, _expected: Type | None) -> x.Expression:
    """A calendar date."""
    return x.Constant(type=DATE, value=tree.value)


def time_literal(_typer: Context, tree: t.TimeLiteral, _expected: Type | None) -> x.Expression:
    """A time of day."""
    return x.Constant(type=TIME, value=tree.value)


def truth(_typer: Context, tree: t.Truth, _expected: Type | None) -> x.Expression:
    """`true` or `false`."""
    return x.Constant(type=FLAG, value=tree.value)


def unknown(_typer: Context, _tree: t.UnknownLiteral, _expected: Type | None) -> x.Expression:
    """`unknown`."""
    return x.Constant(type=NothingType("unknown"), value=x.Word("unknown"))


def none(_typer: Context, _tree: t.NoneLiteral, _expected: Type | None) -> x.Expression:
    """`none`."""
    return x.Constant(type=NothingType("none"), value=x.Word("none"))
