"""From point to better point of a region, one goal after another, each keeping what the earlier ones reached."""

from engine.allocate.lattice import Vector, dot, reduce_basis
from engine.allocate.rest import RESOLUTION, Budget, Region, Rest

# How many nodes are searched along the present directions before these are fitted; doubled each time it is not enough.
_FIRST_PATIENCE = 30


class Search:
    """A walk through a region: `raise_total` goes to a best point for a goal, `settle` then stays where that is equal.

    `point` is always in the region. What branching may take is taken from the budget, which may raise.
    """

    def __init__(self, region: Region, point: Vector, budget: Budget) -> None:
        """Start from a point of the region; each coordinate is a direction."""
        size = len(region.upper)
        self.region = region
        self.point = list(point)
        self._budget = budget
        self._directions = [[int(row == column) for column in range(size)] for row in range(size)]

    def raise_total(self, goal: Vector, target: int | None = None) -> None:
        """Move to a point where the goal is greatest, or to any where it reaches the target."""
        self._ascend(goal)
        reached = target is not None and dot(goal, self.point) >= target
        if reached or not any(dot(goal, way) for way in self._directions):
            return
        rest = Rest(self.region, goal, self.point, self._directions, target)
        patience = _FIRST_PATIENCE
        while not rest.search(patience, self._budget) and rest.fit():
            patience *= 2
        self.point = rest.point

    def settle(self, goal: Vector) -> None:
        """Keep only directions along which the goal does not change: a basis of all whole steps that leave it equal."""
        weight = 1 << RESOLUTION
        while sum(1 for way in self._directions if dot(goal, way)) > 1:
            # A change of the goal weighs so much that in a reduced basis only the last direction has any.
            scales = [1 + weight // (1 + width) for width in self.region.upper]
            images = [[*map(int.__mul__, scales, way), weight * weight * dot(goal, way)] for way in self._directions]
            self._directions = reduce_basis(images, self._directions)
            weight *= weight
        self._directions = [way for way in self._directions if not dot(goal, way)]

    def _ascend(self, goal: Vector) -> None:
        """Go along single directions as far as that helps: with a good start bounds bite."""
        for way in self._directions * 2:
            gain = dot(goal, way)
            if gain:
                toward = way if gain > 0 else [-entry for entry in way]
                steps = self._room(toward)
                self.point = [at + steps * by for at, by in zip(self.point, toward, strict=True)]

    def _room(self, toward: Vector) -> int:
        """How many steps this way stay in the region."""
        rooms = [
            (upper - at) // by if by > 0 else at // -by
            for upper, at, by in zip(self.region.upper, self.point, toward, strict=True)
            if by
        ]
        for amounts, bound in self.region.rows:
            by = dot(amounts, toward)
            if by > 0:
                rooms.append((bound - dot(amounts, self.point)) // by)
        return min(rooms)
