"""What is left to search for one goal: branch and bound along directions that are fitted to its shape.

Amounts that are nearly equal, or that nearly add up to a limit, leave a region that is thin in a slanting direction.
Branching on single counts would walk through all its length. Along the directions of a reduced lattice basis, measured
by how wide the region is, thin means few steps: there is little to try (Lenstra; Aardal, Hurkens and Lenstra).
"""

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import gcd

from engine.allocate.lattice import Vector, dot, reduce_basis
from engine.allocate.problem import AllocationTooLarge
from engine.allocate.relaxation import Dictionary, Vertex, optimise, reach

# Widths are compared to about so many binary digits: a measure of shape, on which no result hangs.
RESOLUTION = 24


@dataclass(slots=True)
class Budget:
    """How many search nodes may be spent in all; one more raises AllocationTooLarge."""

    nodes: int
    spent: int = 0

    def spend(self) -> None:
        """Spend one node."""
        if self.spent == self.nodes:
            raise AllocationTooLarge(self.nodes)
        self.spent += 1


@dataclass(slots=True)
class Region:
    """Whole points from 0 to `upper` where each row's sum of amounts is at or below its bound."""

    upper: Vector
    rows: list[tuple[Vector, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Sum:
    """A sum over the coordinates, and its bounds in what is left."""

    amounts: Vector
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _View:
    """A sum seen along the directions: its image is `multiple` times the quantity of that number."""

    sum: _Sum
    image: Vector
    quantity: int
    multiple: int


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """The relaxation over the steps along the directions, whose quantities are numbered first."""

    dictionary: Dictionary
    low: list[int]
    high: list[int]
    views: list[_View]


@dataclass(frozen=True, slots=True)
class _Node:
    dictionary: Dictionary
    low: list[int]
    high: list[int]


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where a quantity ends on both sides: numerators over `scale`."""

    least: int
    most: int
    scale: int

    def whole(self) -> tuple[int, int]:
        """The first and the last whole number within."""
        return -(-self.least // self.scale), self.most // self.scale


class Rest:
    """The points of a region where a goal is above that of `point`, the best known so far."""

    def __init__(
        self, region: Region, goal: Vector, point: Vector, directions: Sequence[Vector], target: int | None
    ) -> None:
        """Look at all points that whole steps along the directions lead to from the point; a target is good enough."""
        self.point = point
        self._base = point
        self._directions = list(directions)
        self._spans: list[tuple[int, int]] | None = None
        self._target = target
        self._digits = RESOLUTION + max(region.upper).bit_length()
        self._sums = [
            _Sum([int(item == other) for other in range(len(point))], 0, upper)
            for item, upper in enumerate(region.upper)
        ]
        for amounts, bound in region.rows:
            self._sums.append(_Sum(amounts, dot([min(0, amount) for amount in amounts], region.upper), bound))
        most = dot([max(0, value) for value in goal], region.upper)
        self._goal = _Sum(goal, dot(goal, point) + 1, most)

    def search(self, patience: int, budget: Budget) -> bool:
        """Search for the best point; False when patience, in nodes, ran out before it was proven."""
        relaxed = self._relax(with_goal=False)
        if relaxed is None or self._is_done():
            return True
        unit, level = self._scale()
        numbers = itertools.count()
        waiting: list[tuple[int, int, _Node, Vertex]] = []
        opened = [_Node(relaxed.dictionary, relaxed.low, relaxed.high)]
        while True:
            fresh = []
            for node in opened:
                budget.spend()
                patience -= 1
                vertex = optimise(node.dictionary, node.low, node.high, -((level - self._goal.low) // unit))
                if vertex is None:
                    continue
                at_best = level + unit * (vertex.total // vertex.dictionary.scale)
                if vertex.last_fraction(len(self._directions)) is None:
                    self.point = _walk(self._base, self._directions, vertex.steps(len(self._directions)))
                    self._goal.low = at_best + 1
                else:
                    fresh.append((-at_best, next(numbers), node, vertex))
            most = max((-entry[0] for entry in [*waiting[:1], *fresh]), default=self._goal.low - 1)
            self._goal.high = min(self._goal.high, most)
            if self._is_done():
                return True
            if patience < 0:
                return False
            # Stay near while that promises at least half, for a better point early; else go where the most may be.
            middle = (self._goal.low + self._goal.high) // 2
            chosen = next((entry for entry in fresh if -entry[0] >= middle), None)
            for entry in fresh:
                if entry is not chosen:
                    heapq.heappush(waiting, entry)
            if chosen is None:
                chosen = heapq.heappop(waiting)
            opened = self._split(chosen[2], chosen[3], -((level - self._goal.low) // unit))

    def fit(self) -> bool:
        """Narrow all bounds to what the relaxation allows, and fit the directions to that; False if nothing is left."""
        while True:
            self._spans = None
            images = self._narrow_sums()
            if images is None:
                return False
            self._directions = reduce_basis(images, self._directions)
            spans = self._narrow_directions()
            if spans is None:
                return False
            # A direction with only one whole number of steps is walked and left; then all is looked at again.
            fixed = [low == high for low, high in spans]
            self._base = _walk(self._base, self._directions, [low if low == high else 0 for low, high in spans])
            self._directions = [way for way, done in zip(self._directions, fixed, strict=True) if not done]
            if not any(fixed) or not self._directions:
                self._spans = [span for span, done in zip(spans, fixed, strict=True) if not done]
                return True

    def _is_done(self) -> bool:
        """Nothing better is left, or what is known is good enough."""
        known = dot(self._goal.amounts, self.point)
        return self._goal.low > self._goal.high or (self._target is not None and known >= self._target)

    def _split(self, node: _Node, vertex: Vertex, enough: int) -> list[_Node]:
        """Two nodes without the fraction of the last direction that has one, the nearer first."""
        dictionary, low, high = vertex.dictionary, list(node.low), list(node.high)
        # Each step of a nonbasic quantity away from its bound costs its gain; what cannot reach enough is cut off.
        spare = vertex.total - enough * dictionary.scale
        for quantity, gain in zip(dictionary.nonbasic, dictionary.goal, strict=True):
            if gain > 0:
                low[quantity] = max(low[quantity], high[quantity] - spare // gain)
            elif gain < 0:
                high[quantity] = min(high[quantity], low[quantity] + spare // -gain)
        fraction = vertex.last_fraction(len(self._directions))
        assert fraction is not None
        column, value = fraction
        down, over = divmod(value, dictionary.scale)
        below, above = list(high), list(low)
        below[column], above[column] = min(high[column], down), max(low[column], down + 1)
        parts = [_Node(dictionary, low, below), _Node(dictionary, above, high)]
        if 2 * over > dictionary.scale:
            parts.reverse()
        return [part for part in parts if part.low[column] <= part.high[column]]

    def _scale(self) -> tuple[int, int]:
        """What one unit of gain along the directions is worth, and the goal at the base."""
        unit = gcd(*(dot(self._goal.amounts, way) for way in self._directions))
        return unit or 1, dot(self._goal.amounts, self._base)

    def _narrow_sums(self) -> list[Vector] | None:
        """Narrow the bounds of each sum; return how the directions look when each sum is measured by its width."""
        cornered = self._corner()
        if cornered is None:
            return None
        relaxed, vertex = cornered
        images: list[Vector] = [[] for _ in self._directions]
        for view in relaxed.views:
            vertex, ends = _ends(relaxed, vertex, view.quantity)
            now = dot(view.sum.amounts, self._base)
            low, high = sorted(now + view.multiple * step for step in ends.whole())
            view.sum.low, view.sum.high = max(view.sum.low, low), min(view.sum.high, high)
            if view.sum.low > view.sum.high or ends.whole()[0] > ends.whole()[1]:
                return None
            # A width below a quarter counts as a quarter. A whole weight where it is fine enough, as for single
            # coordinates it always is, keeps the map linear and injective; the others only have to be about right.
            width = max(abs(view.multiple) * (ends.most - ends.least), ends.scale // 4, 1)
            weight = (ends.scale << self._digits) // width
            fine = weight >> RESOLUTION // 2 > 0
            for image, entry in zip(images, view.image, strict=True):
                image.append(entry * weight if fine else (entry * ends.scale << self._digits) // width)
        return images

    def _narrow_directions(self) -> list[tuple[int, int]] | None:
        """Return the least and the most whole steps along each direction."""
        cornered = self._corner()
        if cornered is None:
            return None
        relaxed, vertex = cornered
        spans = []
        for quantity in range(len(self._directions)):
            vertex, ends = _ends(relaxed, vertex, quantity)
            spans.append(ends.whole())
        return spans if all(low <= high for low, high in spans) else None

    def _corner(self) -> tuple[_Relaxed, Vertex] | None:
        """The relaxation of what is left and a corner of it; None if it is empty."""
        relaxed = self._relax(with_goal=True)
        vertex = None if relaxed is None else optimise(relaxed.dictionary, relaxed.low, relaxed.high)
        return None if relaxed is None or vertex is None else (relaxed, vertex)

    def _relax(self, with_goal: bool) -> _Relaxed | None:
        """Set up the relaxation, with the bounds of the goal or only aiming at it; None if it is plainly empty."""
        count = len(self._directions)
        spans = dict(enumerate(self._spans or ()))
        views: list[_View] = []
        rows: list[Vector] = []
        for total in [*self._sums, self._goal] if with_goal else self._sums:
            image = [dot(total.amounts, way) for way in self._directions]
            multiple = gcd(*image)
            now = dot(total.amounts, self._base)
            least, most = total.low - now, total.high - now
            if multiple == 0:
                if least > 0 or most < 0:
                    return None
                continue
            columns = [column for column, entry in enumerate(image) if entry]
            if len(columns) == 1:
                quantity, multiple = columns[0], image[columns[0]]
            else:
                quantity = count + len(rows)
                rows.append([entry // multiple for entry in image])
            if multiple < 0:
                least, most = most, least
            low, high = -(-least // multiple), most // multiple
            if quantity in spans:
                low, high = max(low, spans[quantity][0]), min(high, spans[quantity][1])
            if low > high:
                return None
            spans[quantity] = low, high
            views.append(_View(total, image, quantity, multiple))
        unit, _ = self._scale()
        aim = [dot(self._goal.amounts, way) // unit for way in self._directions]
        quantities = list(range(count + len(rows)))
        dictionary = Dictionary(quantities[:count], quantities[count:], rows, aim, 1, [False] * count)
        dictionary = _bounded(dictionary, spans)
        return _Relaxed(dictionary, [spans[q][0] for q in quantities], [spans[q][1] for q in quantities], views)


def _bounded(dictionary: Dictionary, spans: dict[int, tuple[int, int]]) -> Dictionary:
    """Make directions basic that are bounded only through sums, and fill in their bounds.

    Then every nonbasic quantity has both its bounds. There is always such a sum: single coordinates see every step.
    """
    count = len(dictionary.nonbasic)
    missing = [column for column in range(count) if column not in spans]
    for column in missing:
        sizes = [abs(entries[column]) for entries in dictionary.rows]
        rows = [row for row, quantity in enumerate(dictionary.basic) if quantity >= count and sizes[row]]
        dictionary = dictionary.exchange(min(rows, key=sizes.__getitem__), column, False)
    for quantity, entries in zip(dictionary.basic, dictionary.rows, strict=True):
        if quantity in missing:
            ends = [[entry * end for end in spans[q]] for entry, q in zip(entries, dictionary.nonbasic, strict=True)]
            spans[quantity] = -(-sum(map(min, ends)) // dictionary.scale), sum(map(max, ends)) // dictionary.scale
    return dictionary


def _ends(relaxed: _Relaxed, vertex: Vertex, quantity: int) -> tuple[Vertex, _Ends]:
    """Where a quantity ends in the relaxation, and the corner reached last."""
    bottom = reach(vertex, quantity, -1, relaxed.low, relaxed.high)
    top = reach(bottom, quantity, 1, relaxed.low, relaxed.high)
    below, above = bottom.dictionary.scale, top.dictionary.scale
    return top, _Ends(-bottom.total * above, top.total * below, below * above)


def _walk(base: Vector, directions: Sequence[Vector], steps: Sequence[int]) -> Vector:
    """The point so many steps along each direction from the base."""
    return [
        at + sum(step * way[item] for step, way in zip(steps, directions, strict=True)) for item, at in enumerate(base)
    ]
