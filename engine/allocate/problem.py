"""What an allocation is asked and what it answers: pure numbers, nothing of law, money or markets."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


class AllocationError(ValueError):
    """The problem has no answer that may be given; the message says why in plain words."""


class MalformedProblem(AllocationError):
    """The numbers make no problem: lengths differ, or an amount or an upper count is below zero."""


class UnboundedItem(AllocationError):
    """Nothing stops one more of an item. `item` is its name."""

    def __init__(self, item: str) -> None:
        """Name the item that neither an upper count nor any limit bounds."""
        super().__init__(
            f"Nothing bounds how many of `{item}` may be taken: it needs an upper count or a limit that counts it."
        )
        self.item = item


class AllocationImpossible(AllocationError):
    """No counts within the limits reach a floor. `floor` is its name, `reach` the most that can be had of it."""

    def __init__(self, floor: str, at_least: Fraction, reach: Fraction) -> None:
        """Name the floor, what it asks and the most that the limits, and the floors before it, allow."""
        super().__init__(
            f"`{floor}` asks for at least {at_least}, but the limits and the floors before it allow {reach} at most."
        )
        self.floor = floor
        self.at_least = at_least
        self.reach = reach


class AllocationTooLarge(AllocationError):
    """The best answer was not proven within the search budget, and no other is given. `steps` were searched."""

    def __init__(self, steps: int) -> None:
        """Say how many steps were searched in vain."""
        super().__init__(
            f"The best allocation could not be proven within {steps} search steps, and one that may not be the best "
            "is never given. Fewer items, or amounts on a coarser grid, make the problem smaller."
        )
        self.steps = steps


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of `amounts[i] * counts[i]` stays at or below `at_most`.

    `amounts` has one number per item, 0 where the limit does not look at the item, never below zero; all of them
    in the unit of `at_most`. A limit below zero is one that is exceeded already: it leaves no room, as zero does.
    With `per_chosen` an item's amount counts once if any of it is taken, however many ("one series of a symbol").
    """

    name: str
    at_most: Fraction
    amounts: tuple[Fraction, ...]
    per_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Floor:
    """The sum of `amounts[i] * counts[i]` reaches `at_least`. One amount per item, none of them below zero."""

    name: str
    at_least: Fraction
    amounts: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """The total, the sum of `values[i] * counts[i]`, is the most or the least possible. Values may be negative."""

    kind: Literal["most", "least"]
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class FirstBy:
    """The item with the lowest rank takes as many as it can, then the next: greedy, not the optimum of a total.

    `ranks` has one rank per item, compared from its first number on; equal ranks go by the order of the items.
    As many as it can: within the limits, and with what earlier objectives have settled and what the floors need.
    """

    ranks: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Whole counts of the named items, from 0 to `upper` (None: the limits alone bound it), within limits and floors.

    Objectives count in the order given: a later one only decides among what the earlier ones leave equal. What all
    of them leave equal is decided by the order of the items: the first takes most, then the second, and so on.
    """

    names: tuple[str, ...]
    upper: tuple[int | None, ...]
    limits: tuple[Limit, ...] = ()
    objectives: tuple[Objective | FirstBy, ...] = ()
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True, slots=True)
class Allocation:
    """The one best answer to a problem.

    `counts`: how many of each item, in the order of the items. `totals`: what each objective came to, in the order
    of the objectives and each in its own unit (for a `FirstBy`: how many were taken in all). `binding`: the names of
    the limits, in their order, that stop one more of some item whose upper count is not reached.
    """

    counts: tuple[int, ...]
    totals: tuple[Fraction, ...]
    binding: tuple[str, ...]


def check(problem: Problem) -> None:
    """Refuse numbers that make no problem (MalformedProblem) and an item that nothing bounds (UnboundedItem)."""
    size = len(problem.names)
    _one_each("upper counts", problem.upper, size)
    for name, upper in zip(problem.names, problem.upper, strict=True):
        if upper is not None and upper < 0:
            raise MalformedProblem(f"The upper count of `{name}` is {upper}; it must not be below zero.")
    sums: tuple[Limit | Floor, ...] = (*problem.limits, *problem.floors)
    for row in sums:
        _one_each(f"amounts of `{row.name}`", row.amounts, size)
        for name, amount in zip(problem.names, row.amounts, strict=True):
            if amount < 0:
                raise MalformedProblem(f"`{row.name}` has the amount {amount} for `{name}`; it must not be below zero.")
    for place, objective in enumerate(problem.objectives, 1):
        given = objective.ranks if isinstance(objective, FirstBy) else objective.values
        _one_each(f"numbers of objective {place}", given, size)
    for item, name in enumerate(problem.names):
        counted = (limit.amounts[item] > 0 and not limit.per_chosen for limit in problem.limits)
        if problem.upper[item] is None and not any(counted):
            raise UnboundedItem(name)


def _one_each(what: str, given: tuple[object, ...], size: int) -> None:
    if len(given) != size:
        raise MalformedProblem(f"Found {len(given)} {what} for {size} items.")
