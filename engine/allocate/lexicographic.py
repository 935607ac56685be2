"""From limits, floors and objectives to a region of whole points, and through the objectives in their order."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from engine.allocate.lattice import Vector, dot
from engine.allocate.problem import (
    Allocation,
    AllocationImpossible,
    FirstBy,
    Limit,
    Objective,
    Problem,
    check,
)
from engine.allocate.rest import Budget, Region
from engine.allocate.search import Search

# Structural: how many search nodes one allocation may take before it is refused; some ten seconds. Everyday problems
# take less than a hundred, ten items with fifty lots each that are made to be hard some thousands.
SEARCH_BUDGET = 50_000


def allocate(problem: Problem) -> Allocation:
    """Return the counts that are best by the objectives in their order, and then by the order of the items.

    Pure numbers: each limit, floor and objective is in a unit of its own; counts are whole. Exact, deterministic.
    Errors, all of them AllocationError: MalformedProblem, UnboundedItem, AllocationImpossible (a floor cannot be
    reached), AllocationTooLarge (not proven within the budget; there is never an inexact answer).
    """
    return allocate_counted(problem, SEARCH_BUDGET)[0]


def allocate_counted(problem: Problem, budget: int) -> tuple[Allocation, int]:
    """As `allocate`, with a budget of search nodes; returns also how many were taken."""
    check(problem)
    size = len(problem.names)
    region = _region(problem)
    spending = Budget(budget)
    search = Search(region, [0] * len(region.upper), spending)
    unused = [0] * (len(region.upper) - size)
    for least in problem.floors:
        amounts, factor = _whole(least.amounts)
        amounts += unused
        at_least = ceil(least.at_least * factor)
        search.raise_total(amounts, at_least)
        reach = dot(amounts, search.point)
        if reach < at_least:
            raise AllocationImpossible(least.name, least.at_least, reach / factor)
        region.rows.append(([-amount for amount in amounts], -at_least))
    for goal in _goals(problem):
        search.raise_total(goal + unused)
        search.settle(goal + unused)
    counts = tuple(search.point[:size])
    totals = tuple(_total(objective, counts) for objective in problem.objectives)
    return Allocation(counts, totals, _binding(problem, counts)), spending.spent


def _goals(problem: Problem) -> list[Vector]:
    """What to make greatest, one after the other; at the end each item's own count, which leaves one point only."""
    size = len(problem.names)
    alone = [[int(item == other) for other in range(size)] for item in range(size)]
    goals: list[Vector] = []
    for objective in problem.objectives:
        if isinstance(objective, FirstBy):
            goals += [alone[item] for item in sorted(range(size), key=objective.ranks.__getitem__)]
        else:
            values, _ = _whole(objective.values)
            goals.append(values if objective.kind == "most" else [-value for value in values])
    return goals + alone


def _region(problem: Problem) -> Region:
    """Limits on whole numbers; what bounds one item alone becomes its upper count.

    An item that a `per_chosen` limit looks at has a second coordinate after all the items: 1 if any of it is taken.
    """
    size = len(problem.names)
    upper = list(problem.upper)
    rows: list[tuple[Vector, int]] = []
    chosen_rows: list[tuple[Vector, int]] = []
    for limit in problem.limits:
        amounts, factor = _whole(limit.amounts)
        room = floor(max(limit.at_most, Fraction(0)) * factor)
        for item, amount in enumerate(amounts):
            if amount and limit.per_chosen:
                if amount > room:
                    upper[item] = 0
            elif amount:
                most = room // amount
                present = upper[item]
                upper[item] = most if present is None else min(most, present)
        (chosen_rows if limit.per_chosen else rows).append((amounts, room))
    bounds = [0 if most is None else most for most in upper]
    taken = [min(1, most) for most in bounds]
    chosen_rows = [row for row in chosen_rows if _can_exceed(row, taken)]
    marks = [item for item in range(size) if bounds[item] > 1 and any(amounts[item] for amounts, _ in chosen_rows)]
    unused = [0] * len(marks)
    rows = [(amounts + unused, room) for amounts, room in rows]
    for amounts, room in chosen_rows:
        of_items = [0 if item in marks else amount for item, amount in enumerate(amounts)]
        rows.append((of_items + [amounts[item] for item in marks], room))
    for place, item in enumerate(marks, size):
        row = [0] * (size + len(marks))
        row[item], row[place] = 1, -bounds[item]
        rows.append((row, 0))
    bounds += [1] * len(marks)
    return Region(bounds, [row for row in rows if _can_exceed(row, bounds)])


def _can_exceed(row: tuple[Vector, int], upper: Vector) -> bool:
    amounts, room = row
    return sum(amount * most for amount, most in zip(amounts, upper, strict=True) if amount > 0) > room


def _whole(amounts: Sequence[Fraction]) -> tuple[Vector, Fraction]:
    """The amounts as whole numbers without a common divisor, and the factor that brings them there."""
    denominator = lcm(*(amount.denominator for amount in amounts))
    whole = [int(amount * denominator) for amount in amounts]
    common = gcd(*whole) or 1
    return [amount // common for amount in whole], Fraction(denominator, common)


def _total(objective: Objective | FirstBy, counts: Sequence[int]) -> Fraction:
    if isinstance(objective, FirstBy):
        return Fraction(sum(counts))
    return sum((value * count for value, count in zip(objective.values, counts, strict=True)), Fraction(0))


def _binding(problem: Problem, counts: Sequence[int]) -> tuple[str, ...]:
    """Limits that stop one more of an item whose upper count is not reached, each name once."""
    growing = [item for item, most in enumerate(problem.upper) if most is None or counts[item] < most]
    return tuple(
        dict.fromkeys(limit.name for limit in problem.limits if any(_stops(limit, counts, item) for item in growing))
    )


def _stops(limit: Limit, counts: Sequence[int], item: int) -> bool:
    more = list(counts)
    more[item] += 1
    if limit.per_chosen:
        more = [min(1, count) for count in more]
    used = sum((amount * count for amount, count in zip(limit.amounts, more, strict=True)), Fraction(0))
    return limit.amounts[item] > 0 and used > limit.at_most and (not limit.per_chosen or counts[item] == 0)
