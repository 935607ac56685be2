"""The fact boundary: text becomes exact, typed values here, or a finding. Nothing untyped gets past it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import TypeVar

from engine.values import NONE, Subject, Unknown, Value
from rules.check.bounds import out_of_bounds
from rules.diagnostics.names import nearest
from rules.language.numbers import MOST_DIGITS
from rules.language.typed import FactId
from rules.language.types import (
    TEXT,
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
from rules.language.units import UnitTable

T = TypeVar("T")

_UNKNOWN = Unknown(())


class Refused(Exception):
    """A raw value that is no value of its type."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True)
class Given:
    """A given value, and its age in seconds: None for what cannot become stale, Unknown where nobody knows."""

    value: Value
    age: Fraction | Unknown | None = None


class Reader:
    """Turns raw text into values of declared types; remembers what it has read."""

    def __init__(self, units: UnitTable) -> None:
        self.units = units
        self._numbers: dict[tuple[str, int], Fraction] = {}

    def read(self, raw: object, of: Type, where: FactId) -> Value:
        """The value of `raw`. Raises Refused when it is none of this type; the caller reads `unknown` and `none`."""
        if isinstance(raw, str) and not isinstance(of, (SeriesType, SetType)):
            return self.scalar(raw, of)
        if isinstance(of, SeriesType):
            if not isinstance(raw, list):
                raise Refused("a series is a list, the oldest value first", "Write `[1, 2, unknown, 4]`.")
            return tuple(
                Unknown((f"{where} has a hole",)) if item in ("unknown", None) else self.read(item, of.of, where)
                for item in raw
            )
        if isinstance(of, SetType):
            if not isinstance(raw, list):
                raise Refused("a set is a list", "Write `[…, …]`.")
            if any(none_or_unknown(item) is not None for item in raw):
                raise Refused("a set has no holes", "Leave out what is not in it; or is the whole set `unknown`?")
            member = of.of.key_type or TEXT if isinstance(of.of, RefType) else of.of
            return frozenset(self.read(item, member, where) for item in raw)
        raise Refused("one value is needed here, not a list")

    def scalar(self, raw: str, of: Type) -> Value:
        """The value of one word. Raises Refused."""
        if isinstance(of, NumberType):
            return self.number(raw, of)
        match of:
            case FlagType():
                if raw in {"true", "false"}:
                    return raw == "true"
                raise Refused(f"`{raw}` is neither `true` nor `false`")
            case EnumType():
                if raw in of.words:
                    return raw
                close = nearest(raw, of.words)
                help = (
                    f"Did you mean `{close}`?"
                    if close
                    else "It is one of " + ", ".join(f"`{w}`" for w in of.words) + "."
                )
                raise Refused(f"`{raw}` is not a word of `{of.name}`", help)
            case TextType():
                return raw
            case RefType():
                return Subject(of.scope, raw)
            case DateType():
                return _parsed(raw, date.fromisoformat, "a date", "2026-04-16")
            case TimeType():
                found = _parsed(raw, time.fromisoformat, "a time of day", "09:45")
                if found.tzinfo is not None:
                    raise Refused(f"`{raw}` has an offset, and times of day are exchange time", "Leave it out.")
                return found
            case InstantType():
                return read_instant(raw)
        raise Refused(f"a value of the type {of} cannot be given")

    def number(self, raw: str, of: NumberType) -> Fraction:
        """An exact number on the grid and in the range of its type. Raises Refused."""
        key = (raw, id(of))
        known = self._numbers.get(key)
        if known is not None:
            return known
        text = raw.strip()
        factor = Fraction(1)
        if text.endswith("%") and of.unit.is_plain:
            text, factor = text[:-1], Fraction(1, 100)
        elif text.startswith("$") and dict(of.unit.powers).get(self.units.currency or "") == 1:
            text = text[1:]
        else:
            number, blank, unit = text.partition(" ")
            if blank:
                found = self.units.find(unit)
                if found is None or found[1] != of.unit:
                    raise Refused(f"`{raw}` is not a number in `{of.unit}`")
                text, factor = number, found[0]
        try:
            value = exact(text) * factor
        except ValueError:
            help = "Write digits, with one point at most; what is not known is `unknown`."
            raise Refused(f"`{raw}` is not a number", help) from None
        problem = out_of_bounds(value, of, None, None)
        if problem is not None:
            raise Refused(f"`{raw}` {problem}")
        self._numbers[key] = value
        return value


def exact(text: str) -> Fraction:
    """A number from plain decimal text. Raises ValueError for anything else, `nan` and `inf` among it."""
    sign = -1 if text.startswith("-") else 1
    whole, dot, part = text.lstrip("-").partition(".")
    digits = whole + part
    if (
        len(digits) > MOST_DIGITS
        or not digits.isascii()
        or not digits.isdigit()
        or not whole
        or (dot and not part)
        or text.startswith("--")
    ):
        mantissa, exponent, power = text.lower().partition("e")
        if exponent and power.lstrip("+-").isdigit() and abs(int(power)) <= 30:
            return exact(mantissa) * Fraction(10) ** int(power)
        raise ValueError(text)
    return Fraction(sign * int(digits), 10 ** len(part))


def read_instant(raw: str) -> datetime:
    """An instant with its offset. Raises Refused."""
    found = _parsed(raw, datetime.fromisoformat, "an instant", "2026-04-16T10:00:00-04:00")
    if found.tzinfo is None:
        raise Refused(f"`{raw}` has no offset from UTC", "Write `2026-04-16T10:00:00-04:00`.")
    # The day after must be a day as well, wherever the offset leads.
    if not date.min.year < found.year < date.max.year:
        raise Refused(f"`{raw}` lies at an end of the calendar", "Is the year right?")
    return found


def none_or_unknown(raw: object) -> Value | None:
    """`none`, `unknown` or what JSON says for nothing; None for any other raw value."""
    if raw == "unknown" or raw is None:
        return _UNKNOWN
    return NONE if raw == "none" else None


def _parsed(raw: str, parse: Callable[[str], T], what: str, example: str) -> T:
    try:
        return parse(raw)
    except ValueError:
        raise Refused(f"`{raw}` is not {what}", f"Write it as in `{example}`.") from None
