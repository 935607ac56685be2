"""What a table gives, from the rows that hold and the rows that may hold, by its hit policy."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.backends.reference import arithmetic as a
from engine.backends.reference.evaluator import literal
from engine.values import NONE, Unknown, Value, because, bounded, unknown_of
from rules.compile import law as c
from rules.language.types import NumberType


def combine(
    table: c.TypedTable,
    sure: list[Value],
    possible: list[Value],
    otherwise: Value | None,
    causes: list[Unknown],
) -> Value:
    """The result of a table from rows that hold and rows that may hold, by its hit policy."""
    policy = table.hit_policy
    every = [*sure, *possible]
    if policy == "collect":
        unknown = [value for value in every if isinstance(value, Unknown)]
        if unknown or any(value not in sure for value in possible):
            return unknown_of([*causes, *unknown])
        return frozenset(sure)
    if policy == "sum":
        return _sum(sure, possible, otherwise, causes)
    if policy in {"max", "min"}:
        return _extreme(policy, sure, possible, otherwise, causes)
    if policy == "priority":
        return _first(table, sure, possible, otherwise, causes)
    if policy == "unique" and len(sure) > 1:
        return because(f"{len(sure)} rows of {table.id} hold, and only one may")
    if policy == "any" and len(set(sure)) > 1:
        disagree = len({value for value in sure if not isinstance(value, Unknown)}) > 1
        return because(f"rows of {table.id} hold that disagree") if disagree else unknown_of(sure)
    outcomes = every if sure or otherwise is None else [*every, otherwise]
    if policy == "unique" and sure and possible:
        return Unknown(unknown_of(causes).causes)
    if not possible:
        return sure[0]
    if all(value == outcomes[0] and not isinstance(value, Unknown) for value in outcomes):
        return outcomes[0]
    if policy == "any" and sure:
        # Rows that disagree have no value at all, so the doubtful ones bound nothing.
        return Unknown(unknown_of([*causes, *every]).causes)
    return _hull(outcomes, causes)


def of_no_row(table: c.TypedTable, otherwise: Value | None) -> Value:
    """The result of a table no row of which holds."""
    if table.hit_policy == "collect":
        if isinstance(otherwise, Unknown):
            return otherwise
        return frozenset() if otherwise is None else frozenset({otherwise})
    return otherwise if otherwise is not None else Fraction(0)


def _hull(values: Sequence[Value], causes: Sequence[Unknown]) -> Value:
    """Unknown, within the bounds of what it may be."""
    told = unknown_of([*causes, *values]).causes
    if not all(isinstance(value, Fraction | Unknown) for value in values):
        return Unknown(told)
    lows = [a.bounds(value)[0] for value in values]
    highs = [a.bounds(value)[1] for value in values]
    low = None if None in lows else min(end for end in lows if end is not None)
    high = None if None in highs else max(end for end in highs if end is not None)
    return bounded(told, low, high)


def _sum(sure: list[Value], possible: list[Value], otherwise: Value | None, causes: list[Unknown]) -> Value:
    total: Value = Fraction(0)
    for value in sure:
        total = a.calculate("+", total, value, NumberType())
    if not sure and otherwise is not None:
        return _hull([_sum_of_some(possible), otherwise], causes)
    for value in possible:
        low, high = a.bounds(a.nothing(value) or value)
        ends = (
            None if low is None else min(low, Fraction(0)),
            None if high is None else max(high, Fraction(0)),
        )
        total = a.calculate("+", total, Unknown(unknown_of(causes).causes, *ends), NumberType())
    return total


def _sum_of_some(possible: list[Value]) -> Value:
    """The sum of at least one of these values, nobody knows of which."""
    each = [a.bounds(a.nothing(value) or value) for value in possible]
    lows = [low for low, _ in each if low is not None]
    highs = [high for _, high in each if high is not None]
    below, above = [low for low in lows if low < 0], [high for high in highs if high > 0]
    least = (sum(below, Fraction(0)) if below else min(lows)) if len(lows) == len(each) else None
    most = (sum(above, Fraction(0)) if above else max(highs)) if len(highs) == len(each) else None
    return bounded(unknown_of(possible).causes, least, most)


def _extreme(
    policy: str, sure: list[Value], possible: list[Value], otherwise: Value | None, causes: list[Unknown]
) -> Value:
    if not possible:
        return a.extreme(policy, sure)
    if not sure:
        assert otherwise is not None
        return _hull([*_partial_extremes(policy, [], possible), otherwise], causes)
    return _hull(_partial_extremes(policy, sure, possible), causes)


def _partial_extremes(policy: str, sure: list[Value], possible: list[Value]) -> list[Value]:
    """The extreme if no possible row holds, and if each alone or all of them hold."""
    base = [a.extreme(policy, sure)] if sure else []
    alone = [a.extreme(policy, [*sure, value]) for value in possible]
    return [*base, *alone, a.extreme(policy, [*sure, *possible])]


def _first(
    table: c.TypedTable,
    sure: list[Value],
    possible: list[Value],
    otherwise: Value | None,
    causes: list[Unknown],
) -> Value:
    order = [literal(value) for value in table.order]
    best = min((order.index(value) for value in sure), default=len(order))
    doubt = [value for value in possible if order.index(value) < best]
    if not doubt:
        return order[best] if best < len(order) else (otherwise if otherwise is not None else NONE)
    outcomes = [*doubt, order[best] if best < len(order) else otherwise]
    if all(value == outcomes[0] for value in outcomes):
        return doubt[0]
    return _hull([value for value in outcomes if value is not None], causes)
