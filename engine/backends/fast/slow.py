"""What generated code calls where a value is not the usual known one: the reference's arithmetic, on lifted values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from engine.backends.fast.scaled import lift, lower
from engine.backends.reference import arithmetic as a
from engine.backends.reference.evaluator import comparable, either, members_of
from engine.backends.reference.tables import combine, of_no_row
from engine.values import Nothing, Subject, Unknown, because, bounded, unknown_of
from rules.compile import law as c
from rules.language.types import NumberType, Type

_NUMBER = NumberType()


def compare(operator: str, left: Any, left_scale: int, right: Any, right_scale: int) -> bool | Unknown:
    """`< <= > >=`."""
    return a.compared(operator, lift(left, left_scale), lift(right, right_scale))


def equal(left: Any, left_scale: int, right: Any, right_scale: int) -> bool | Unknown:
    """`is`."""
    one, other = lift(left, left_scale), lift(right, right_scale)
    return a.equal(comparable(one, other), comparable(other, one))


def differ(left: Any, left_scale: int, right: Any, right_scale: int) -> bool | Unknown:
    """`is not`."""
    return a.negated(equal(left, left_scale, right, right_scale))


def between(value: Any, scale: int, low: Any, low_scale: int, high: Any, high_scale: int) -> bool | Unknown:
    """Both ends included."""
    measured = lift(value, scale)
    return a.joined(
        "and",
        [a.compared(">=", measured, lift(low, low_scale)), a.compared("<=", measured, lift(high, high_scale))],
    )


def calculate(
    operator: str, left: Any, left_scale: int, right: Any, right_scale: int, right_type: Type, scale: int
) -> Any:
    """`+ - * /` of any values."""
    found = a.calculate(operator, lift(left, left_scale), lift(right, right_scale), right_type)
    return lower(found, scale)


def negative(value: Any, scale: int) -> Any:
    """`-value`."""
    return lower(a.negative(lift(value, scale)), scale)


def absolute(value: Any, scale: int) -> Any:
    """`abs(value)`."""
    return lower(a.absolute(lift(value, scale)), scale)


def extreme(function: str, values: Iterable[Any], scale: int) -> Any:
    """The highest or lowest of values of one scale."""
    return lower(a.extreme(function, [lift(value, scale) for value in values]), scale)


def rounded(value: Any, scale: int, mode: str, step: Any, step_scale: int) -> Any:
    """To a multiple of a step, in the scale of the step."""
    if step.__class__ is int and step > 0 and (value.__class__ is int or value.__class__ is Fraction):
        if value.__class__ is int:
            above, below = value * step_scale, scale * step
        else:
            above, below = value.numerator * step_scale, value.denominator * step
        if mode == "down":
            return above // below * step
        if mode == "up":
            return -(-above // below) * step
        if mode == "half up":
            return (2 * above + below) // (2 * below) * step
        whole, rest = divmod(above, below)
        return (whole + (2 * rest > below or (2 * rest == below and whole % 2))) * step
    return lower(a.rounded(lift(value, scale), mode, lift(step, step_scale)), step_scale)


def truth(value: Any) -> bool | Unknown:
    """A value as that of a condition."""
    if value is True or value is False or isinstance(value, Unknown):
        return value
    return because("a flag is none")


def doubt(known: list[Unknown] | None, value: Any) -> list[Unknown]:
    """One more part of a condition that is neither true nor false."""
    found = truth(value)
    assert isinstance(found, Unknown)
    if known is None:
        return [found]
    known.append(found)
    return known


def denied(value: Any) -> bool | Unknown:
    """Kleene `not`."""
    return a.negated(truth(value))


def undecided(doubts: Sequence[tuple[Any, Any]], value: Any, scale: int) -> Any:
    """The value of a chain of cases of which some conditions, each with its value, could not be judged."""
    found = lift(value, scale)
    for condition, then in reversed(doubts):
        unknown = truth(condition)
        assert isinstance(unknown, Unknown)
        found = either(unknown, lift(then, scale), found)
    return lower(found, scale)


def contained(value: Any, scale: int, container: Any, container_scale: int) -> bool | Unknown:
    """Membership in a set or list."""
    inside = lift(container, container_scale)
    if isinstance(inside, Unknown):
        return inside
    member = lift(value, scale)
    if isinstance(member, Unknown):
        members = [a.equal(member, item) for item in members_of(inside)]
        return a.joined("or", members) if members else False
    plain = member.key if isinstance(member, Subject) else member
    return member in members_of(inside) or plain in members_of(inside)


def no_subject(value: Any, scope: str) -> Unknown:
    """What is read of no subject, or of one that is not known."""
    return value if isinstance(value, Unknown) else because(f"there is no {scope} to read")


def not_one(value: Any) -> Unknown:
    """What is asked of no subject, or of one that is not known, where the way itself is the question."""
    return value if isinstance(value, Unknown) else because("there is no such subject")


def size_of(value: Any) -> Any:
    """How many members a set has."""
    return value if isinstance(value, Unknown) else len(members_of(value))


# --- aggregates -------------------------------------------------------------------------------------------------
def total(values: list[Any], scale: int) -> Any:
    """The sum; an unknown member makes it unknown."""
    if scale and set(map(type, values)) <= {int}:
        return sum(values)
    found: Any = Fraction(0)
    for value in values:
        found = a.calculate("+", found, lift(value, scale), _NUMBER)
    return Unknown(found.causes) if isinstance(found, Unknown) else lower(found, scale)


def mean(values: list[Any], scale: int) -> Any:
    """The sum by the number of values, of which there are some; a Fraction."""
    return a.calculate("/", lift(total(values, scale), scale), Fraction(len(values)), _NUMBER)


def highest(function: str, values: list[Any], scale: int) -> Any:
    """The highest or lowest of some values."""
    if scale and set(map(type, values)) <= {int}:
        return max(values) if function in {"max", "highest"} else min(values)
    return extreme(function, values, scale)


def either_way(doubts: Sequence[Unknown], holds: bool | Unknown) -> bool | Unknown:
    """Whether a subject that may belong has a condition: it counts only if it has not."""
    return a.joined("or", [unknown_of(doubts), holds])


def doubtful(doubts: Iterable[Unknown], values: Iterable[Any], scale: int) -> Unknown:
    """An aggregate of subjects some of which may not belong."""
    return unknown_of([*doubts, *(lift(value, scale) for value in values)])


def counted(sure: int, doubts: Sequence[Unknown]) -> Any:
    """How many there are, where some may not belong."""
    return bounded(unknown_of(doubts).causes, Fraction(sure), Fraction(sure + len(doubts)))


def empty(function: str) -> Unknown:
    """The aggregate of nothing."""
    return because(f"there is nothing to take the {function} of")


def the_one(sure: list[Any], doubts: Sequence[Unknown] | None, none: Nothing) -> Any:
    """The only subject that belongs."""
    if doubts:
        return unknown_of(doubts)
    if len(sure) > 1:
        return because(f"there are {len(sure)} such subjects, not one")
    return sure[0] if sure else none


# --- tables -----------------------------------------------------------------------------------------------------
def combined(
    table: c.TypedTable, sure: list[Any], possible: list[Any], otherwise: Any, causes: list[Unknown], scale: int
) -> Any:
    """The result of a table from rows that hold and rows that may hold."""
    last = None if otherwise is None else lift(otherwise, scale)
    if not sure and not possible:
        return lower(of_no_row(table, last), scale)
    hold, may = [lift(value, scale) for value in sure], [lift(value, scale) for value in possible]
    return lower(combine(table, hold, may, last, causes), scale)
