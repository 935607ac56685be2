"""Which columns hold the facts of a law, and what stands in them for words, texts and days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from engine.backends.columnar.nodes import MOST_ROWS
from engine.backends.columnar.ranges import Range
from engine.backends.columnar.specs import ColumnSpec, Part
from engine.backends.columnar.values import Unheld
from rules.compile import law as c
from rules.language.typed import Expression, FactId
from rules.language.types import (
    DateType,
    EnumType,
    FlagType,
    InstantType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    TextType,
    TimeType,
    Type,
)

# Where a type says neither how fine nor how large its numbers are: what a column takes. Anything else is refused.
MICRO = Fraction(1, 1_000_000)
OPEN_GRID = MICRO
OPEN_END = 1_000_000_000

OWN_WORD = " for "
"""Between the name of a parameter and the word that it is for, in the name of a column."""

DAYS = Range(date.min.toordinal(), date.max.toordinal())
SECONDS = Range(0, timedelta(days=1) // timedelta(seconds=1) - 1)
MICROSECONDS = Range(-100_000_000_000_000_000, 1_000_000_000_000_000_000)
AGE_GRID = Fraction(1, 1000)
AGES = Range(0, 1_000_000_000_000)
TEXTS = Range(0, MOST_ROWS)


def kind_of(type: Type) -> str:
    """The kind of code that a type is held as. Raises Unheld for what no column holds."""
    match type:
        case EnumType():
            return f"word of {type.name}"
        case TextType():
            return "text"
        case DateType():
            return "date"
        case TimeType():
            return "time"
        case InstantType():
            return "instant"
        case RefType():
            return f"subject {type.scope}"
        case SeriesType():
            raise Unheld("a series")
        case SetType():
            raise Unheld("a set that is a fact")
        case _:
            raise Unheld(f"a value of the type {type}")


def range_of(type: Type) -> tuple[Range | None, Fraction]:
    """In which range and on which grid the values of a type lie; no range for flags. Raises Unheld."""
    match type:
        case FlagType():
            return None, Fraction(1)
        case NumberType():
            grid = type.step if type.step is not None else OPEN_GRID
            low = type.low if type.low is not None else Fraction(-OPEN_END)
            high = type.high if type.high is not None else Fraction(OPEN_END)
            return Range(-int(-low // grid), int(high // grid)), grid
        case EnumType():
            return Range(0, max(len(type.words) - 1, 0)), Fraction(1)
        case DateType():
            return DAYS, Fraction(1)
        case TimeType():
            return SECONDS, Fraction(1)
        case InstantType():
            return MICROSECONDS, Fraction(1)
        case RefType():
            return Range(0, MOST_ROWS), Fraction(1)
        case TextType():
            return TEXTS, Fraction(1)
    kind_of(type)
    raise Unheld(f"a value of the type {type}")


def fact_column(fact: c.Fact) -> ColumnSpec:
    """The column of the values of a fact. Raises Unheld."""
    ends, grid = range_of(fact.type)
    return ColumnSpec(fact.id.scope, fact.id.name, "value", ends, grid, fact.type)


def mask_column(fact: FactId, part: Part) -> ColumnSpec:
    """A mask beside the values of a fact."""
    return ColumnSpec(fact.scope, fact.name, part)


def age_column(fact: FactId) -> ColumnSpec:
    """The ages of the values of a fact."""
    return ColumnSpec(fact.scope, fact.name, "age", AGES, AGE_GRID)


def index_column(scope: str, name: str, part: Part, path: Expression | None = None) -> ColumnSpec:
    """The numbers of the rows to which subjects lead."""
    return ColumnSpec(scope, name, part, Range(0, MOST_ROWS), path=path)


class Texts:
    """Numbers for texts, keys and symbols: equal texts have equal numbers."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """The number of a text."""
        return self._codes.setdefault(text, len(self._codes))

    def text(self, code: int) -> str:
        """The text with this number. Raises IndexError."""
        return list(self._codes)[code]

    def copy(self) -> Texts:
        """The same numbers, to be gone on with."""
        other = Texts()
        other._codes.update(self._codes)
        return other
