"""Known consequences: worked out anew from the numbers of the law, and shown, never repaired."""

from __future__ import annotations

from fractions import Fraction

from rules.check.lint.regions import Quantity, Regions
from rules.check.lint.telling import Telling
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.language import typed as x

_ORDER = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "is": lambda one, other: one == other,
}


class Consequences:
    """What follows from the numbers of a law."""

    def __init__(self, law: c.Law, usual: Regions, telling: Telling) -> None:
        self.law = law
        self.usual = usual
        self.telling = telling
        self.findings: list[Diagnostic] = []

    def read(self) -> None:
        """Reports each consequence with its arithmetic, or that it does not follow any more."""
        for each in self.law.consequences:
            holds = each.when is None or self.holds(each.when)
            related = tuple(
                Related(value.span, f"{name}: {self.shown(value)}")
                for name, value in each.shows
                if value.span is not None
            )
            if holds is False:
                message = f"It does not follow any more from the numbers of the law: {each.title}"
                help = "Take it away, or say with `when:` for which numbers it follows."
                self.findings.append(finding("R715", each.span, message, rule=each.id, help=help, related=related))
            else:
                self.findings.append(
                    finding("R714", each.span, each.title, rule=each.id, help=each.because, related=related)
                )

    def shown(self, value: x.Expression) -> str:
        """A value worked out, as one writes it in law."""
        number = self.usual.number(value)
        if number is not None:
            return self.telling.number(Quantity(value), number)
        return self.usual.word(value) or "cannot be worked out"

    def holds(self, condition: x.Expression) -> bool | None:
        """Whether a condition on numbers of the law is so; None where it cannot be worked out."""
        match condition:
            case x.Junction():
                parts = [self.holds(part) for part in condition.parts]
                decisive = condition.word == "or"
                if decisive in parts:
                    return decisive
                return None if None in parts else not decisive
            case x.Not():
                part = self.holds(condition.part)
                return None if part is None else not part
            case x.Compare():
                left, right = self.usual.number(condition.left), self.usual.number(condition.right)
                return self._compared(condition.operator, left, right)
        found = self.usual.constant(condition)
        return found if isinstance(found, bool) else None

    def _compared(self, operator: str, left: Fraction | None, right: Fraction | None) -> bool | None:
        if left is None or right is None:
            return None
        if operator == "is not":
            return left != right
        return _ORDER[operator](left, right) if operator in _ORDER else None
