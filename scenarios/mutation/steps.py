"""One grid step: the least by which a number of the law can move.

A number moves by the step of its declared type; where it has none, by that of the values that it is compared with.
Where there is none either, a stretch of time moves by a second, a share by one percent or by the last digit that it
has, and any other number by one, or by the last digit that it has. A time of day moves by a minute, or by a second
where it has seconds; a date by a day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

from rules.compile import law as c
from rules.language.numbers import PERCENT, number_text
from rules.language.typed import Literal
from rules.language.types import NumberType, Type
from rules.language.units import SECOND

_RATIO = "ratio"
_TENTH = Fraction(1, 10)
_FINEST = Fraction(1, 10**12)
_A_DAY = date.min + timedelta(days=1)


def moved(value: Literal, of: Type, law: c.Law, grid: Fraction | None = None) -> list[Literal]:
    """The value one step up and one step down; nothing where it cannot move."""
    if isinstance(value, bool):
        return []
    if isinstance(value, Fraction):
        step = step_of(value, of, law, grid)
        return [value + step, value - step]
    found: list[Literal] = []
    for sign in (1, -1):
        if isinstance(value, time):
            step_of_time = timedelta(seconds=sign) if value.second else timedelta(minutes=sign)
            shifted = datetime.combine(_A_DAY, value) + step_of_time
            found += [shifted.time()] if shifted.date() == _A_DAY else []
        elif isinstance(value, datetime):
            found.append(value + timedelta(seconds=sign))
        elif isinstance(value, date):
            found.append(value + timedelta(days=sign))
    return found


def step_of(value: Fraction, of: Type, law: c.Law, grid: Fraction | None = None) -> Fraction:
    """The step of a number."""
    if isinstance(of, NumberType):
        declared = law.types.get(of.name) if of.name is not None else None
        own = of.step or (declared.step if isinstance(declared, NumberType) else None)
        if own is not None and value % own == 0:
            return own
        if grid is not None:
            return grid
        if of.unit == SECOND:
            return _last_digit(value, Fraction(1))
        if of.name == _RATIO:
            return _last_digit(value, PERCENT)
    return grid if grid is not None else _last_digit(value, Fraction(1))


def _last_digit(value: Fraction, coarsest: Fraction) -> Fraction:
    """The worth of the last digit of a number, at most `coarsest`."""
    step = coarsest
    while value % step and step > _FINEST:
        step *= _TENTH
    return step


def shown(value: Literal, of: Type) -> str:
    """A literal as the law would spell it; a share in percent."""
    if isinstance(value, Fraction):
        return (
            f"{number_text(value / PERCENT)}%"
            if isinstance(of, NumberType) and of.name == _RATIO
            else number_text(value)
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(shown(each, of) for each in value)}]"
    return str(getattr(value, "word", value))
