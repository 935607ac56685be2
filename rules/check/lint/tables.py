"""Rows of one table against one another: what two of them claim, what none does, and what always loses."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from rules.check.lint.domains import BEFORE, BEHIND, Domain, Line
from rules.check.lint.regions import Box, Quantity, Regions, TooMany
from rules.check.lint.telling import Telling
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x
from rules.language.types import FlagType

_MOST_ROWS = 200  # every row is compared with every other one


@dataclass(slots=True)
class Tables:
    """Looks through the tables of one law.

    `usual` reads every parameter as the value that the law itself gives it; `certain` reads one that terms may change
    as whatever it can become.
    """

    usual: Regions
    certain: Regions
    telling: Telling
    findings: list[Diagnostic] = field(default_factory=list)

    def read(self, table: c.TypedTable) -> None:
        """One table. One that is too large to be looked through is left alone."""
        if len(table.rows) > _MOST_ROWS:
            return
        try:
            if table.hit_policy in {"unique", "any"}:
                self.overlaps(table)
            if table.hit_policy in {"any", "priority", "max", "min"}:
                self.masked(table)
            if table.otherwise is not None:
                self.gaps(table)
        except TooMany:
            return

    # --- two rows that hold together ------------------------------------------------------------
    def overlaps(self, table: c.TypedTable) -> None:
        """Reports rows that can hold together where they may not."""
        for later, row in enumerate(table.rows):
            for earlier in table.rows[:later]:
                if table.hit_policy == "any" and not self.disagree(earlier.then, row.then):
                    continue
                shared = self.shared(earlier.when, row.when)
                if shared is None or row.when.span is None:
                    continue
                what = "only one may" if table.hit_policy == "unique" else "they give different values"
                message = f"Two rows can hold together, and {what}: for example with {self.telling.some(shared)}"
                related = [Related(earlier.when.span, "the other row")] if earlier.when.span is not None else []
                help = "Let one of the two end where the other begins, or say with `hit_policy: priority` which wins."
                self.findings.append(finding("T506", row.when.span, message, rule=table.id, help=help, related=related))
                break

    def shared(self, one: x.Expression, other: x.Expression) -> Box | None:
        """Values with which both hold, of facts that can have them: given ones, or a single quantity of both."""
        for first in self.usual.boxes(one):
            for second in self.usual.boxes(other):
                found = self.usual.joined(first, second)
                if found is None:
                    continue
                of_one = first.keys() == second.keys() and len(found) == 1 and not _is_opaque(next(iter(found)))
                if of_one or (found and all(self.usual.is_given(quantity) for quantity in found)):
                    return found
        return None

    def disagree(self, one: x.Expression, other: x.Expression) -> bool:
        """Whether two outputs are constants that differ."""
        first, second = self.usual.constant(one), self.usual.constant(other)
        return first is not None and second is not None and first != second

    # --- what no row says -----------------------------------------------------------------------
    def gaps(self, table: c.TypedTable) -> None:
        """Reports what only `otherwise: unknown` takes, and single values that fall between two rows."""
        otherwise = table.otherwise
        if otherwise is None or otherwise.span is None:
            return
        boxes = [(row, box) for row in table.rows for box in self.usual.boxes(row.when)]
        quantities = {quantity for _, box in boxes for quantity in box}
        if not quantities or any(_is_opaque(each) for each in quantities):
            return
        if len(quantities) > 1 and not all(self.usual.is_given(each) for each in quantities):
            return
        for box in self.usual.all_of((row.when, False) for row in table.rows):
            for quantity, domain in box.items():
                sides = _sides(quantity, domain, boxes)
                if sides is None or sides[1].when.span is None:
                    continue
                message = f"No row speaks of {self.telling.where({quantity: domain})}, where two rows meet"
                below = sides[0].when.span
                related = [Related(below, "it lies above this row")] if below is not None else []
                help = "Let one of the two rows reach to it, with `<=` or `>=`."
                place = sides[1].when.span
                self.findings.append(finding("T507", place, message, rule=table.id, help=help, related=related))
                return
            if isinstance(otherwise, x.Constant) and otherwise.value == x.Word("unknown"):
                message = f"No row speaks of {self.telling.where(box)}"
                help = "Add a row for it, or say in `otherwise:` what holds there."
                self.findings.append(finding("T507", otherwise.span, message, rule=table.id, help=help))
                return

    # --- rows that never decide -----------------------------------------------------------------
    def masked(self, table: c.TypedTable) -> None:
        """Reports rows that hold only where another row wins, or gives the same."""
        idle: set[int] = set()
        for here, row in enumerate(table.rows):
            inside = self.certain.boxes(row.when)
            if not inside or row.when.span is None:
                continue
            stronger: list[c.TypedRow] = []
            for there, other in enumerate(table.rows):
                if there == here or there in idle:
                    continue
                wins = self.wins(table, other, row)
                if wins or (wins is None and (there < here or not self.implied(other, row))):
                    stronger.append(other)
            taken = [each for each in stronger if self.certain.both(inside, self.certain.boxes(each.when))]
            if not taken or self.uncovered(inside, taken):
                continue
            idle.add(here)
            alone = next((each for each in taken if not self.uncovered(inside, [each])), None)
            named = [alone] if alone is not None else taken
            message = "The row never decides: whenever it holds, another row wins or gives the same"
            related = [Related(each.when.span, "it decides") for each in named if each.when.span is not None]
            help = "Take it away, or narrow the row that wins."
            self.findings.append(finding("T508", row.when.span, message, rule=table.id, help=help, related=related))

    def uncovered(self, inside: tuple[Box, ...], rows: list[c.TypedRow]) -> bool:
        """Whether a part of `inside` lies in none of the rows."""
        left = inside
        for row in rows:
            left = self.certain.both(left, self.certain.boxes(row.when, False))
        return bool(left)

    def implied(self, row: c.TypedRow, by: c.TypedRow) -> bool:
        """Whether a row holds only where another one does."""
        return not self.uncovered(self.certain.boxes(row.when), [by])

    def wins(self, table: c.TypedTable, other: c.TypedRow, row: c.TypedRow) -> bool | None:
        """Whether the output of `other` goes before that of `row`; None when they are equal, False when unsure."""
        theirs, own = self.certain.constant(other.then), self.certain.constant(row.then)
        if theirs is None or own is None:
            return None if other.then == row.then else False
        if theirs == own:
            return None
        if table.hit_policy == "priority":
            return table.order.index(theirs) < table.order.index(own)
        if not isinstance(theirs, Fraction) or not isinstance(own, Fraction) or table.hit_policy == "any":
            return False
        return theirs > own if table.hit_policy == "max" else theirs < own


def _is_opaque(quantity: Quantity) -> bool:
    """Whether a quantity stands for a condition that could not be read, not for something with a value."""
    value = quantity.value
    return quantity.state is not None or (isinstance(value.type, FlagType) and not isinstance(value, x.ReadFact))


def _sides(
    quantity: Quantity, domain: Domain, rows: list[tuple[c.TypedRow, Box]]
) -> tuple[c.TypedRow, c.TypedRow] | None:
    """The rows that reach up to a single number from below and from above; None when it does not lie between two."""
    number = domain.stretches[0].point if isinstance(domain, Line) and len(domain.stretches) == 1 else None
    if number is None or not isinstance(domain, Line):
        return None
    step = domain.step or Fraction(0)
    below: c.TypedRow | None = None
    above: c.TypedRow | None = None
    for row, box in rows:
        other = box.get(quantity)
        for each in other.stretches if isinstance(other, Line) else ():
            if each.point is not None:
                continue
            if each.high in {(number, BEFORE), (number - step, BEHIND)}:
                below = row
            if each.low in {(number, BEHIND), (number + step, BEFORE)}:
                above = row
    return (below, above) if below is not None and above is not None else None
