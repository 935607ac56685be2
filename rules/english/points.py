"""Conditions and values point by point: what is long is broken up as the law's author broke it up."""

from __future__ import annotations

from rules.english.phrases import LOOSE, Phrases, compares_flags, is_timely, total
from rules.english.prose import Item, Piece, Prose, item, prose
from rules.language import typed as x
from rules.language.types import FlagType

_ALL, _ANY = "all of these hold:", "any of these holds:"
_SAME, _APART = "both of these hold, or neither:", "one of these holds and the other does not:"


def when(say: Phrases, head: str | Piece | Prose, condition: x.Expression, word: str = "when") -> Item:
    """A sentence that ends with its condition, or with the points of it."""
    if condition == x.Constant(type=condition.type, value=True):
        return item(head, " always" if word == "when" else "", ".")
    lead, parts = points(say, condition)
    if parts:
        return item(head, f" {word} ", lead, below=parts)
    return item(head, f" {word} ", say.clause(condition), ".")


def points(say: Phrases, condition: x.Expression, denied: bool = False) -> tuple[str, tuple[Item, ...]]:
    """What is said above the points of a condition, and the points; none where it is one clause."""
    if isinstance(condition, x.Not):
        return points(say, condition.part, not denied)
    if isinstance(condition, x.Junction):
        together = (condition.word == "and") is not denied
        return (_ALL if together else _ANY), tuple(point(say, part, denied) for part in condition.parts)
    if isinstance(condition, x.Compare) and compares_flags(condition):
        alike = (condition.operator == "is") is not denied
        return (_SAME if alike else _APART), (point(say, condition.left), point(say, condition.right))
    return "", ()


def point(say: Phrases, condition: x.Expression, denied: bool = False) -> Item:
    """One condition of a list."""
    lead, parts = points(say, condition, denied)
    if parts:
        return item(lead, below=parts)
    long = _long_any(say, condition, denied)
    return long if long is not None else item(say.clause(condition, denied))


def _long_any(say: Phrases, condition: x.Expression, denied: bool) -> Item | None:
    """`there is an exposure in the line for which all of these hold:`, where that has more than one condition."""
    if not isinstance(condition, x.Aggregate) or condition.function not in ("any", "no"):
        return None
    if len(condition.items.where) < 2:
        return None
    none = (condition.function == "no") is not denied
    inner = say.binding(condition.items)
    what = say.among(condition.items, (lambda noun: f"no {noun}") if none else (lambda noun: f"some {noun}"), False)
    below = [point(inner, part) for part in condition.items.where]
    return item("there is ", what, " for which ", _ALL, below=below)


def value(say: Phrases, head: str | Piece | Prose, expression: x.Expression, verb: str = " is ") -> Item:
    """A sentence that ends with a value, or with the points of it."""
    if isinstance(expression.type, FlagType) and not isinstance(expression, x.If | x.Cases):
        return when(say, prose(head, verb, "true"), expression, "exactly when")
    match expression:
        case x.If():
            chain = ((expression.condition, expression.then),)
            return item(head, verb, "the first of these that applies:", below=_chain(say, chain, expression.otherwise))
        case x.Cases():
            below = _chain(say, expression.cases, expression.otherwise)
            return item(head, verb, "the first of these that applies:", below=below)
        case x.Call(name="first known"):
            below = tuple(value(say, "", each, "") for each in expression.arguments)
            return item(head, verb, "the first of these that is known:", below=below)
        case x.Call(name="min" | "max"):
            below = tuple(value(say, "", each, "") for each in expression.arguments)
            words = ("earliest", "latest") if is_timely(expression.type) else ("least", "greatest")
            word = words[expression.name == "max"]
            return item(head, verb, f"the {word} of these:", below=below)
        case x.Aggregate() if len(expression.items.where) > 1:
            return _aggregate(say, prose(head, verb), expression)
    return item(head, verb, say.noun(expression, LOOSE), "." if head else "")


def _chain(
    say: Phrases, cases: tuple[tuple[x.Expression, x.Expression], ...], otherwise: x.Expression
) -> tuple[Item, ...]:
    found = [_case(say, condition, result) for condition, result in cases]
    return (*found, prefixed("otherwise ", value(say, "", otherwise, "")))


def _case(say: Phrases, condition: x.Expression, result: x.Expression) -> Item:
    lead, parts = points(say, condition)
    if parts:
        return item(say.noun(result), ", if ", lead, below=parts)
    return item(say.noun(result), ", if ", say.clause(condition))


def prefixed(before: str, of: Item) -> Item:
    """The same, with something said before it."""
    return Item(prose(before, of.prose), of.parts)


def _aggregate(say: Phrases, head: Prose, expression: x.Aggregate) -> Item:
    items = expression.items
    inner = say.binding(items)
    below = tuple(point(inner, part) for part in items.where)
    empty: Prose = ()
    if expression.if_empty is not None:
        empty = prose(", or ", say.noun(expression.if_empty), " without any,")
    if expression.function == "count":
        said: Prose = prose("the number of ", say.among(items, lambda noun: f"every {noun}", False))
    elif expression.function == "the":
        said = prose("the only ", say.among(items, str, False))
    else:
        assert expression.value is not None
        said = prose(total(expression), inner.noun(expression.value), " over ")
        said = prose(said, say.among(items, lambda noun: f"every {noun}", False))
    return Item(prose(head, said, empty, " for which ", _ALL), below)
