"""Values as people read them, by their type and the units of the law."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from rules.language.numbers import number_text
from rules.language.typed import Literal, Word
from rules.language.types import NumberType, SetType, Type
from rules.language.units import UnitTable

_DIGITS = 4
_HUNDRED = 100
_SIXTY = 60


def literal_text(value: Literal, of: Type, units: UnitTable, unit: str = "") -> str:
    """A literal of the law: `25%`, `$100,000`, `15 minutes`, `09:45`, `[put, call]`; `unit` is as written."""
    if isinstance(value, tuple):
        inner = of.of if isinstance(of, SetType) else of
        return f"[{', '.join(literal_text(each, inner, units, unit) for each in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return number(value, of, units, unit) if isinstance(of, NumberType) else number_text(value)
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.word if isinstance(value, Word) else value


def number(value: Fraction, of: NumberType, units: UnitTable, unit: str = "") -> str:
    """A number: as a percentage, as money, in the unit it was written in, or with the name of its unit."""
    if of.name == "ratio" or unit == "%":
        return f"{_plain(value * _HUNDRED)}%"
    powers = dict(of.unit.powers)
    currency = units.currency
    if (
        currency is not None
        and powers.get(currency) == 1
        and all(power == -1 for base, power in powers.items() if base != currency)
    ):
        per = "".join(f" per {base}" for base in powers if base != currency)
        return f"{'-' if value < 0 else ''}${_plain(abs(value))}{per if unit else ''}"
    if unit and unit not in units.scales:
        found = units.find(unit)
        if found is not None:
            scaled = value / found[0]
            return f"{_plain(scaled)} {_number_of(unit, scaled)}"
        return f"{_plain(value)} {unit}"
    if len(powers) == 1:
        (base, power), *_ = powers.items()
        if power == 1 and base not in units.scales:
            return f"{_plain(value)} {_number_of(base, value)}"
    return _plain(value)


def told(text: object, of: Type | None, units: UnitTable) -> str:
    """A value of a record, where numbers are exact text, as people read it."""
    if isinstance(text, dict):
        return "unknown"
    if isinstance(text, bool):
        return "true" if text else "false"
    if isinstance(text, list):
        return f"[{', '.join(str(each) for each in text)}]"
    if isinstance(of, NumberType) and isinstance(text, str):
        try:
            return number(Fraction(text), of, units)
        except ValueError:
            return text
    return str(text)


def bounds_text(low: Fraction | None, high: Fraction | None, of: Type, units: UnitTable, unit: str) -> str:
    """`0% to 100%`, `at least 1 day`, or nothing."""
    lowest, highest = (None if end is None else literal_text(end, of, units, unit) for end in (low, high))
    if lowest is not None and highest is not None:
        return f"{lowest.partition(' ')[0]} to {highest}"
    return f"at least {lowest}" if lowest is not None else f"at most {highest}" if highest is not None else ""


def margin(value: Fraction | None, unit: str) -> str:
    """A signed distance with its unit: `-0.0022 delta`, `+3 day`."""
    if value is None:
        return ""
    sign = "+" if value > 0 else ""
    if unit == "seconds" and value:
        return f"{'-' if value < 0 else '+'}{_clock(abs(value))}"
    return f"{sign}{_plain(value)}{f' {unit}' if unit else ''}"


def _clock(seconds: Fraction) -> str:
    """`1 h 30 min`, `45 s`."""
    minutes, rest = divmod(seconds, _SIXTY)
    hours, minutes = divmod(minutes, _SIXTY)
    parts = ((Fraction(hours), "h"), (Fraction(minutes), "min"), (rest, "s"))
    return " ".join(f"{_plain(size)} {unit}" for size, unit in parts if size)


def _number_of(unit: str, value: Fraction) -> str:
    single = unit[:-1] if unit.endswith("s") else unit
    return single if value == 1 else f"{single}s"


def _plain(value: Fraction) -> str:
    """Rounded for the eye, thousands apart; what is exact within the digits stays so, and zero alone is 0."""
    digits = _DIGITS
    while value and not round(abs(value) * 10**digits):
        digits += 1
    rounded = Fraction(round(abs(value) * 10**digits), 10**digits)
    whole, dot, rest = number_text(rounded).partition(".")
    return f"{'-' if value < 0 else ''}{int(whole):,}{dot}{rest}"
