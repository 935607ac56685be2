"""Known consequences: what follows from the numbers of a law, with the arithmetic worked out anew."""

from __future__ import annotations

from dataclasses import dataclass

from rules.check.lint.consequences import Consequences
from rules.check.lint.regions import Quantity, Regions, shown
from rules.check.lint.telling import Telling
from rules.compile import law as c
from rules.english.documents import English
from rules.english.phrases import LOOSE, Phrases
from rules.english.points import when
from rules.english.prose import Item, Prose
from rules.english.values import value_text
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import NumberType

TOLD = frozenset({"R714", "R715"})
"""The findings of `validate` that say the same."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value of the arithmetic: what it is, what it comes to, and how it is worked out."""

    name: str
    value: str
    how: Prose


@dataclass(frozen=True, slots=True)
class Known:
    """A consequence; `holds` is False where it does not follow any more."""

    consequence: c.Consequence
    holds: bool
    when: Item | None
    steps: tuple[Step, ...]


def consequences_of(law: c.Law, english: English) -> tuple[Known, ...]:
    """Every consequence of a law, worked out."""
    regions = Regions(law.facts, law.parameters, law.derivations, settled=True)
    worked = Consequences(law, regions, Telling(law.units))
    say = Phrases(english.names)

    def step(name: str, value: x.Expression) -> Step:
        number = regions.number(value)
        text = worked.shown(value)
        if number is not None:
            text = value_text(shown(Quantity(value), number), value.type, law.units, _written(law, value))
        return Step(name, text, say.noun(value, LOOSE))

    return tuple(
        Known(
            each,
            each.when is None or worked.holds(each.when) is not False,
            when(say, "It follows", each.when, "as long as") if each.when is not None else None,
            tuple(step(name, value) for name, value in each.shows),
        )
        for each in law.consequences
    )


def _written(law: c.Law, value: x.Expression) -> str:
    """`%` for a plain number that is worked out of parts of a whole; else nothing."""
    plainly = isinstance(value.type, NumberType) and value.type.unit.is_plain
    return "%" if plainly and any(_is_part(law, each) for each in x.walk(value)) else ""


def _is_part(law: c.Law, value: x.Expression) -> bool:
    if isinstance(value, x.ReadParameter):
        of = law.parameters[value.name].type
        return isinstance(of, NumberType) and of.name == "ratio"
    return isinstance(value.tree, t.Number) and value.tree.unit == ("%",)
