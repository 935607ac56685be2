"""The types of the rule language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from rules.language.units import PLAIN, Unit


@dataclass(frozen=True, slots=True)
class Type:
    """A type; subclasses say which."""


@dataclass(frozen=True, slots=True)
class NumberType(Type):
    """A number. `name` keeps dimensionless named types apart (level, ratio); `step`, `low`, `high` bind given values.

    A computed number has neither name nor step: it is an exact rational.
    """

    unit: Unit = PLAIN
    name: str | None = None
    step: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    def __str__(self) -> str:
        return self.name or (str(self.unit) if not self.unit.is_plain else "a plain number")

    def computed(self) -> NumberType:
        """What remains of this type after arithmetic: the unit."""
        return NumberType(self.unit)

    def without_grid(self) -> NumberType:
        """The same type as a derived fact has it: no step."""
        return replace(self, step=None)


@dataclass(frozen=True, slots=True)
class FlagType(Type):
    """True or false."""

    def __str__(self) -> str:
        return "flag"


@dataclass(frozen=True, slots=True)
class TextType(Type):
    """Words that are compared only for equality; `name` keeps symbols apart from other text."""

    name: str = "text"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class EnumType(Type):
    """One of the declared words."""

    name: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class DateType(Type):
    """A calendar date."""

    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True, slots=True)
class TimeType(Type):
    """A local time of day."""

    def __str__(self) -> str:
        return "time"


@dataclass(frozen=True, slots=True)
class InstantType(Type):
    """A point in time with its zone offset."""

    def __str__(self) -> str:
        return "instant"


@dataclass(frozen=True, slots=True)
class RefType(Type):
    """A subject of a scope; `key_type` lets it be compared with its key; `kind` narrows the scope."""

    scope: str
    key_type: Type | None = None
    optional: bool = False

    def __str__(self) -> str:
        return self.scope


@dataclass(frozen=True, slots=True)
class SetType(Type):
    """A set or list of values of one type."""

    of: Type

    def __str__(self) -> str:
        return f"set of {self.of}"


@dataclass(frozen=True, slots=True)
class SeriesType(Type):
    """Values of the past, oldest first, one per `per` (a unit such as session)."""

    of: Type
    per: Unit

    def __str__(self) -> str:
        return f"series of {self.of}"


@dataclass(frozen=True, slots=True)
class NothingType(Type):
    """The type of `none` and `unknown` written as literals: fits where an optional or any value fits."""

    word: str

    def __str__(self) -> str:
        return self.word


FLAG = FlagType()
TEXT = TextType()
DATE = DateType()
TIME = TimeType()
INSTANT = InstantType()
