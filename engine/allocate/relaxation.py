"""The exact linear relaxation: how much a total could be if counts need not be whole.

A bounded simplex method on integers. All rows of a dictionary share one denominator, which pivoting divides out
without remainder, so nothing is rounded. Every quantity has a lower and an upper bound; any dictionary is therefore
dual feasible once each nonbasic quantity stands at the right one of its bounds, and every dual step lowers the total.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import mul

Row = list[int]

# After so many steps choices go by lowest number (Bland's rule), which cannot go in circles.
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Basic quantities as integer combinations of the nonbasic ones, over one positive denominator."""

    nonbasic: list[int]  # the number of the quantity of each column
    basic: list[int]  # the number of the quantity of each row
    rows: list[Row]
    goal: Row  # the total, in the columns
    scale: int  # the denominator of `rows` and `goal`
    at_upper: list[bool]  # for each column: the bound at which its quantity stands

    def exchange(self, row: int, column: int, at_upper: bool) -> "Dictionary":
        """Return the dictionary where the row's quantity is nonbasic, at the bound named, and the column's basic."""
        turned = self.rows[row][column] < 0
        # With a negative element the row is taken negative, so that the common denominator stays positive.
        chosen = [-entry for entry in self.rows[row]] if turned else self.rows[row]
        element, scale = chosen[column], self.scale

        def carried(old: Row) -> Row:
            factor = old[column]
            if factor == 0:
                return old if element == scale else [entry * element // scale for entry in old]
            new = [(entry * element - factor * other) // scale for entry, other in zip(old, chosen, strict=True)]
            new[column] = -factor if turned else factor
            return new

        rows = [carried(old) for old in self.rows]
        rows[row] = [-entry for entry in chosen]
        rows[row][column] = -scale if turned else scale
        nonbasic, basic, sides = list(self.nonbasic), list(self.basic), list(self.at_upper)
        nonbasic[column], basic[row] = basic[row], nonbasic[column]
        sides[column] = at_upper
        return Dictionary(nonbasic, basic, rows, carried(self.goal), element, sides)

    def aimed_at(self, quantity: int, sign: int) -> "Dictionary":
        """Return the dictionary with `sign` times this quantity as the total."""
        if quantity in self.nonbasic:
            goal = [0] * len(self.nonbasic)
            goal[self.nonbasic.index(quantity)] = sign * self.scale
        else:
            goal = [sign * entry for entry in self.rows[self.basic.index(quantity)]]
        return replace(self, goal=goal)


@dataclass(frozen=True, slots=True)
class Vertex:
    """A corner of the relaxation; `values` and `total` are numerators over `dictionary.scale`."""

    dictionary: Dictionary
    stands: Row  # the whole numbers at which the nonbasic quantities stand
    values: Row  # the basic quantities
    total: int

    def steps(self, count: int) -> Row:
        """Return the quantities numbered below `count`, rounded down."""
        found = [0] * count
        for quantity, value in zip(self.dictionary.nonbasic, self.stands, strict=True):
            if quantity < count:
                found[quantity] = value
        for quantity, value in zip(self.dictionary.basic, self.values, strict=True):
            if quantity < count:
                found[quantity] = value // self.dictionary.scale
        return found

    def last_fraction(self, count: int) -> tuple[int, int] | None:
        """Return the highest quantity below `count` that is not whole, with its numerator; None if all are whole."""
        found = None
        for quantity, value in zip(self.dictionary.basic, self.values, strict=True):
            if (found[0] if found else -1) < quantity < count and value % self.dictionary.scale:
                found = quantity, value
        return found


def optimise(
    dictionary: Dictionary, low: Sequence[int], high: Sequence[int], enough: int | None = None
) -> Vertex | None:
    """Return the corner with the greatest total; None if there is none, or none whose total is `enough`.

    `low` and `high` bound every quantity, by its number. The way there is the dual one: from any dictionary.
    """
    steps = 0
    while True:
        goal, scale = dictionary.goal, dictionary.scale
        sides = [gain > 0 or (gain == 0 and side) for gain, side in zip(goal, dictionary.at_upper, strict=True)]
        stands = [high[q] if side else low[q] for q, side in zip(dictionary.nonbasic, sides, strict=True)]
        total = sum(map(mul, goal, stands))
        if enough is not None and total < enough * scale:
            return None
        dictionary = replace(dictionary, at_upper=sides)
        values = [sum(map(mul, row, stands)) for row in dictionary.rows]
        leaving, worst, to_upper = -1, 0, False
        for row, (quantity, value) in enumerate(zip(dictionary.basic, values, strict=True)):
            over = value - high[quantity] * scale
            excess = max(over, low[quantity] * scale - value)
            by_number = steps > _PATIENCE and leaving >= 0
            if excess > 0 and (quantity < dictionary.basic[leaving] if by_number else excess > worst):
                leaving, worst, to_upper = row, excess, over > 0
        if leaving < 0:
            return Vertex(dictionary, stands, values, total)
        entering = _entering(dictionary, leaving, to_upper, low, high)
        if entering < 0:
            return None
        dictionary = dictionary.exchange(leaving, entering, to_upper)
        steps += 1


def _entering(dictionary: Dictionary, leaving: int, to_upper: bool, low: Sequence[int], high: Sequence[int]) -> int:
    """Return the column that can bring the row back to its bound at the least loss of the total, or -1."""
    best, best_gain, best_slope = -1, 0, 1
    columns = zip(dictionary.nonbasic, dictionary.rows[leaving], dictionary.goal, dictionary.at_upper, strict=True)
    for column, (quantity, slope, gain, side) in enumerate(columns):
        # At its upper bound a quantity can only fall, at its lower bound only rise.
        helps = slope > 0 if side == to_upper else slope < 0
        if helps and low[quantity] < high[quantity]:
            lead = abs(gain) * best_slope - best_gain * abs(slope)
            if best < 0 or lead < 0 or (lead == 0 and quantity < dictionary.nonbasic[best]):
                best, best_gain, best_slope = column, abs(gain), abs(slope)
    return best


def reach(vertex: Vertex, quantity: int, sign: int, low: Sequence[int], high: Sequence[int]) -> Vertex:
    """Return the corner where `sign` times this quantity is greatest, starting at a corner within the same bounds."""
    dictionary = vertex.dictionary.aimed_at(quantity, sign)
    steps = 0
    while True:
        nonbasic, sides, goal = dictionary.nonbasic, dictionary.at_upper, dictionary.goal
        stands = [high[q] if side else low[q] for q, side in zip(nonbasic, sides, strict=True)]
        values = [sum(map(mul, row, stands)) for row in dictionary.rows]
        entering = -1
        for column, (q, gain, side) in enumerate(zip(nonbasic, goal, sides, strict=True)):
            if (gain < 0 if side else gain > 0) and low[q] < high[q]:
                by_number = steps > _PATIENCE and entering >= 0
                best = abs(goal[entering]) if entering >= 0 else 0
                if q < nonbasic[entering] if by_number else abs(gain) > best:
                    entering = column
        if entering < 0:
            return Vertex(dictionary, stands, values, sum(map(mul, goal, stands)))
        leaving, to_upper = _leaving(dictionary, values, entering, low, high)
        if leaving >= 0:
            dictionary = dictionary.exchange(leaving, entering, to_upper)
        else:
            turned = [side != (column == entering) for column, side in enumerate(sides)]
            dictionary = replace(dictionary, at_upper=turned)
        steps += 1


def _leaving(
    dictionary: Dictionary, values: Row, entering: int, low: Sequence[int], high: Sequence[int]
) -> tuple[int, bool]:
    """Return the row whose quantity first meets a bound, and which; -1 if the column's own other bound comes first."""
    quantity, falls, scale = dictionary.nonbasic[entering], dictionary.at_upper[entering], dictionary.scale
    first, to_upper, room, slope = -1, False, high[quantity] - low[quantity], 1
    for row, (held, value, entries) in enumerate(zip(dictionary.basic, values, dictionary.rows, strict=True)):
        rise = -entries[entering] if falls else entries[entering]
        if rise:
            left = high[held] * scale - value if rise > 0 else value - low[held] * scale
            lead = left * slope - room * abs(rise)
            if lead < 0 or (lead == 0 and first >= 0 and held < dictionary.basic[first]):
                first, to_upper, room, slope = row, rise > 0, left, abs(rise)
    return first, to_upper
