"""What was: the age of a fact, its last value, its series."""

from __future__ import annotations

from fractions import Fraction

from rules.check.leaves.context import Context
from rules.check.leaves.fitting import numeric
from rules.check.leaves.mistakes import Mistake
from rules.check.wording import is_what, spelt, told
from rules.language import tree as t
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import NumberType, SeriesType, Type
from rules.language.units import SECOND


def grows_old(typer: Context, value: x.ReadFact) -> bool:
    """True for a given fact that is declared with `stale_after:`."""
    return typer.vocabulary.facts[value.fact].stale_after is not None


def _aging(typer: Context, path: t.Path, words: str) -> x.ReadFact:
    found = typer.expression(path, None)
    if not isinstance(found, x.ReadFact) or not grows_old(typer, found):
        help = "A fact can become stale when it is declared with `stale_after:`."
        message = f"{spelt(found)} can never be stale, and `{words}` is asked of what can"
        raise Mistake("E213", message, path, help, typer.declared(found))
    return found


def series(typer: Context, tree: t.SeriesAggregate, _expected: Type | None) -> x.Expression:
    """An aggregate over the past of one fact. Raises Mistake."""
    fact = typer.expression(tree.value, None)
    if not isinstance(fact, x.ReadFact) or not isinstance(fact.type, SeriesType):
        message = f"{spelt(fact)} is not a series"
        raise Mistake(
            "E219",
            message,
            tree.value,
            "Only a fact declared with `series:` has a past.",
            typer.declared(fact),
        )
    length = typer.expression(tree.length, None)
    of = numeric(typer, length, tree.length)
    if of.unit != fact.type.per:
        per = fact.type.per
        if isinstance(length.tree, t.Number) and not length.tree.unit:
            message = f"`{length.text}` has no unit, and {spelt(fact)} has one value per {per}"
            help = f"Write `{typer.example(length.text, NumberType(per))}`."
            raise Mistake("E203", message, tree.length, help, typer.declared(fact))
        message = f"{spelt(fact)} has one value per {per}, and {told(length)} is no number of them"
        sessions: str | None = None
        if isinstance(length.tree, t.Number):
            sessions = f"Write `{typer.example(number_text(length.tree.value), NumberType(per))}`."
        raise Mistake("E201", message, tree.length, sessions, typer.declared(fact, length))
    count = length.value if isinstance(length, x.Constant) else None
    if isinstance(count, Fraction) and (count < 1 or count.denominator != 1):
        message = f"A series cannot be read over {spelt(length)}"
        raise Mistake("E222", message, tree.length, "Write a whole number of at least one.")
    if not isinstance(fact.type.of, NumberType):
        message = f"`{tree.function} of` needs numbers, and {spelt(fact)} {is_what(fact.type)}"
        raise Mistake("E204", message, tree.value, None, typer.declared(fact))
    return x.SeriesAggregate(type=fact.type.of.computed(), function=tree.function, fact=fact, length=length)


def age_of(typer: Context, tree: t.AgeOf, _expected: Type | None) -> x.Expression:
    """`age of`: how old a fact is. Raises Mistake."""
    return x.AgeOf(type=NumberType(SECOND), fact=_aging(typer, tree.path, "age of"))


def last_of(typer: Context, tree: t.LastOf, _expected: Type | None) -> x.Expression:
    """`last`: the value of a fact though it be stale. Raises Mistake."""
    fact = _aging(typer, tree.path, "last")
    return x.LastOf(type=fact.type, fact=fact)
