"""Values as people write them: `$1,000,000`, `5%`, `16 April 2026`, `1.25, 45 seconds old`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from engine.boundary import Reader, Refused, exact
from engine.values import Subject, Unknown, Value
from rules.language.numbers import number_text
from rules.language.typed import FactId
from rules.language.types import (
    DateType,
    EnumType,
    FlagType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    TimeType,
    Type,
)
from rules.language.units import PLAIN, SECOND, Unit, UnitTable
from scenarios.words import singulars

UNKNOWN = "unknown"
NONE = "none"

_AGE = re.compile(r"(?:(?P<value>.+), )?(?P<count>\d[\d,.]*) (?P<unit>[a-z]+) old")
_NO_AGE = re.compile(r"(?P<value>.+) of unknown age")
_BOUNDS = re.compile(r"unknown, (?P<low>\S+) to (?P<high>\S+)")
_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<money>\$?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<percent>%?)(?: (?P<unit>[a-z][a-z_ ]*))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_PERCENT = 100
_DATE = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]+) (?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a fact: its value (None: only its age), and its age in seconds as text."""

    value: str | None
    age: str | None = None


def said(text: str, units: UnitTable) -> Said:
    """Reads `VALUE`, `VALUE, N seconds old`, `N seconds old`, `VALUE of unknown age`. Raises Refused."""
    aged = _AGE.fullmatch(text)
    if aged is not None:
        found = units.find(aged["unit"])
        if found is None or found[1] != SECOND:
            raise Refused(f"`{aged['unit']}` is no unit of an age", "Write seconds, minutes or hours.")
        return Said(aged["value"], number_text(exact(_digits(aged["count"])) * found[0]))
    without = _NO_AGE.fullmatch(text)
    return Said(without["value"], UNKNOWN) if without is not None else Said(text)


def bounds(text: str) -> tuple[str, str] | None:
    """The ends of `unknown, LOW to HIGH`; None for anything else."""
    found = _BOUNDS.fullmatch(text)
    return (found["low"], found["high"]) if found is not None else None


class ValueReader:
    """Reads values by the types of one law. `subject` finds a subject of a scope by its name in words."""

    def __init__(self, units: UnitTable, boundary: Reader, subject: Callable[[str, str], Subject]) -> None:
        self.units = units
        self.boundary = boundary
        self.subject = subject

    def raw(self, text: str, of: Type) -> str | list[str]:
        """The text as a fact file has it. Raises Refused."""
        if isinstance(of, SeriesType | SetType):
            return [self.member(item, of) for item in _items(text)]
        return self.scalar(text, of)

    def member(self, text: str, of: SeriesType | SetType) -> str:
        """One value of a series or set; a hole of a series is `unknown`."""
        return UNKNOWN if isinstance(of, SeriesType) and text == UNKNOWN else self.scalar(text, of.of)

    def scalar(self, text: str, of: Type) -> str:
        """One value as a fact file has it."""
        match of:
            case NumberType():
                return number_text(self.number(text, of))
            case EnumType():
                return next((word for word in of.words if _alike(word, text)), text)
            case FlagType():
                return {"yes": "true", "no": "false"}.get(text, text)
            case DateType():
                return read_date(text).isoformat()
            case TimeType():
                return f"0{text}" if re.match(r"\d:", text) else text
            case RefType():
                return self.subject(of.scope, text).key
        return text.strip('"')

    def value(self, text: str, of: Type) -> Value:
        """The value as the engine has it. Raises Refused."""
        if isinstance(of, RefType):
            return self.subject(of.scope, text)
        return self.boundary.read(self.raw(text, of), of, FactId("scenario", "value"))

    def number(self, text: str, of: NumberType) -> Fraction:
        """An exact number in the unit of its type; the boundary looks at grid and range. Raises Refused."""
        found = _NUMBER.fullmatch(text.strip())
        if found is None:
            raise Refused(f"`{text}` is not a number")
        value = exact(_digits(found["digits"])) * (-1 if found["sign"] else 1)
        factor, unit = self.unit(found["unit"], text) if found["unit"] else (Fraction(1), None)
        if found["money"]:
            # `$1.20` is also a price: what one pays per share goes without saying.
            currency = self.units.currency
            if currency is None or dict(of.unit.powers).get(currency) != 1:
                raise Refused(f"`{text}` is money, and a number without money is needed")
            unit = None if unit is None else Unit.base(currency) * unit
        if found["percent"]:
            unit, factor = (PLAIN if unit is None else unit), factor / _PERCENT
        if unit is not None and unit != of.unit:
            raise Refused(f"`{text}` is not in {of.unit}")
        return value * factor

    def unit(self, text: str, whole: str) -> tuple[Fraction, Unit]:
        """Factor and unit of `contracts`, `usd per share`, `per share`."""
        factor, unit = Fraction(1), PLAIN
        above = not text.startswith("per ")
        for name in text.removeprefix("per ").split(" per "):
            found = self.units.find(name)
            for one in singulars(name) if found is None else ():
                found = found or self.units.find(one)
            if found is None:
                raise Refused(f"`{whole}`: there is no unit `{name}`")
            factor, unit = (factor * found[0], unit * found[1]) if above else (factor / found[0], unit / found[1])
            above = False
        return factor, unit

    def fineness(self, text: str) -> Fraction:
        """What one more in the last digit that is written is worth. Raises Refused."""
        found = _NUMBER.fullmatch(text.strip())
        if found is None:
            raise Refused(f"`{text}` is not a number")
        decimals = len(found["digits"].partition(".")[2])
        factor, _ = self.unit(found["unit"], text) if found["unit"] else (Fraction(1), PLAIN)
        return factor * Fraction(1, 10**decimals) / (_PERCENT if found["percent"] else 1)


def read_date(text: str) -> date:
    """`2026-04-16` or `16 April 2026`. Raises Refused."""
    try:
        written = _DATE.fullmatch(text)
        if written is None:
            return date.fromisoformat(text)
        month = _MONTHS.index(written["month"].casefold()) + 1
        return date(int(written["year"]), month, int(written["day"]))
    except ValueError:
        raise Refused(f"`{text}` is not a date", "Write `2026-04-16` or `16 April 2026`.") from None


def read_time(text: str) -> time:
    """`10:00` or `9:45:30`. Raises Refused."""
    try:
        return time.fromisoformat(f"0{text}" if re.match(r"\d:", text) else text)
    except ValueError:
        raise Refused(f"`{text}` is not a time of day", "Write `09:45`.") from None


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same and known."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    if isinstance(one, datetime) is not isinstance(other, datetime):
        return False
    return type(one) is type(other) and one == other


def _digits(text: str) -> str:
    """A number without the commas between its thousands. Raises Refused where a comma stands elsewhere."""
    if "," in text and not _GROUPED.fullmatch(text):
        raise Refused(f"`{text}` is not a number", "Commas stand between thousands only.")
    return text.replace(",", "")


def _items(text: str) -> list[str]:
    inner = text.strip().removeprefix("[").removesuffix("]")
    return [item.strip() for item in re.split(r", (?:and )?| and ", inner) if item.strip()]


def _alike(word: str, text: str) -> bool:
    return word.replace("_", " ").casefold() == text.replace("_", " ").strip('"').casefold()
