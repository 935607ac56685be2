"""Values of the law in words. Nothing is rounded: what is read must be what decides."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from rules.language.numbers import PERCENT, number_text
from rules.language.typed import Literal, Word
from rules.language.types import NumberType, SetType, Type
from rules.language.units import UnitTable


def value_text(value: Literal, of: Type, units: UnitTable, written: str = "") -> str:
    """A value: `25%`, `$100,000`, `15 minutes`, `09:45`, `put, call`. `written` is the unit in which it was written.

    An empty list is `nothing`.
    """
    if isinstance(value, tuple):
        inner = of.of if isinstance(of, SetType) else of
        return ", ".join(value_text(each, inner, units, written) for each in value) or "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return _number(value, of, units, written) if isinstance(of, NumberType) else grouped(value)
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.word if isinstance(value, Word) else value.replace("_", " ")


def bounds_text(low: Fraction | None, high: Fraction | None, of: Type, units: UnitTable, written: str = "") -> str:
    """`0% to 100%`, `at least 1 day`, `at most $5`; empty where there are none."""
    least, most = (None if end is None else value_text(end, of, units, written) for end in (low, high))
    if least is not None and most is not None:
        return f"{least} to {most}"
    return f"at least {least}" if least is not None else f"at most {most}" if most is not None else ""


def grouped(value: Fraction) -> str:
    """A number with its thousands apart; a quotient where it has no end."""
    whole, dot, rest = number_text(abs(value)).partition(".")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(whole):,}{dot}{rest}" if whole.isdigit() else f"{sign}{whole}"


def _number(value: Fraction, of: NumberType, units: UnitTable, written: str) -> str:
    if written == "%" or of.name == "ratio":
        return f"{grouped(value / PERCENT)}%"
    found = units.find(written) if written else None
    if found is not None and found[1] == of.unit and written not in units.scales:
        scaled = value / found[0]
        one = written if units.is_declared(written) else written.removesuffix("s")
        if found[1].powers != ((units.currency, 1),):
            return f"{grouped(scaled)} {one}{'' if abs(scaled) == 1 else 's'}"
    if len(of.unit.powers) == 1 and of.unit.powers[0][0] in units.scales:
        return grouped(value)
    text = units.amount(grouped(abs(value)), of.unit)
    return f"-{text}" if value < 0 else text
