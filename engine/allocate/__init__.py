"""Exact integer allocation: how many of each item, under limits and floors, by objectives in a given order.

Pure numbers: nothing here knows of law, money or markets. `allocate` is the door; the answer is the optimum, proven,
or an error that says in plain words why there is none. Nothing is rounded and nothing is random.
"""

from engine.allocate.lexicographic import allocate
from engine.allocate.problem import (
    Allocation,
    AllocationError,
    AllocationImpossible,
    AllocationTooLarge,
    FirstBy,
    Floor,
    Limit,
    MalformedProblem,
    Objective,
    Problem,
    UnboundedItem,
)

__all__ = [
    "Allocation",
    "AllocationError",
    "AllocationImpossible",
    "AllocationTooLarge",
    "FirstBy",
    "Floor",
    "Limit",
    "MalformedProblem",
    "Objective",
    "Problem",
    "UnboundedItem",
    "allocate",
]
