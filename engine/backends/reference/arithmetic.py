"""Exact arithmetic on values, with unknowns and their bounds."""

from __future__ import annotations

import calendar
import math
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from engine.values import NUMBERS, Nothing, Unknown, Value, because, bounded, unknown_of
from rules.language.types import NumberType, Type
from rules.language.units import MONTH

_DAY_SECONDS = 86_400


def bounds(value: Value) -> tuple[Fraction | None, Fraction | None]:
    """The interval in which a number lies."""
    if isinstance(value, Unknown):
        return value.low, value.high
    assert isinstance(value, Fraction)
    return value, value


def nothing(*values: Value) -> Unknown | None:
    """Unknown, where a value is `none`: there is nothing to calculate with."""
    for value in values:
        if isinstance(value, Nothing):
            return because("a value is none, and nothing can be calculated from it")
    return None


def calculate(operator: str, left: Value, right: Value, right_type: Type) -> Value:
    """`left operator right` for `+ - * /`."""
    if type(left) is Fraction and type(right) is Fraction:  # the usual first: this is asked all the time
        return _of_numbers(operator, left, right)
    missing = nothing(left, right)
    if missing is not None:
        return missing
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _bounded_result(operator, left, right)
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(right, Fraction):
        return _move_date(left, right if operator == "+" else -right, right_type)
    if isinstance(left, time):
        return _on_clock(operator, left, right)
    if isinstance(left, datetime):
        if isinstance(right, datetime):
            return _seconds(left - right)
        assert isinstance(right, Fraction)
        try:
            return left + timedelta(microseconds=int((right if operator == "+" else -right) * 1_000_000))
        except OverflowError:
            return because("an instant outside the calendar")
    if isinstance(left, date) and isinstance(right, date):
        return Fraction((left - right).days)
    raise TypeError(f"{type(left).__name__} {operator} {type(right).__name__}")


def _of_numbers(operator: str, left: Fraction, right: Fraction) -> Value:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if right else because("a division by zero")


def _seconds(difference: timedelta) -> Fraction:
    return Fraction(difference // timedelta(microseconds=1), 1_000_000)


def _bounded_result(operator: str, left: Value, right: Value) -> Value:
    causes = unknown_of((left, right)).causes
    numbers = all(isinstance(value, NUMBERS) for value in (left, right))
    if not numbers or operator == "/":
        return Unknown(causes)
    low, high = bounds(left)
    other_low, other_high = bounds(right)
    if operator == "-":
        other_low, other_high = _negated(other_high), _negated(other_low)
    if operator in {"+", "-"}:
        return bounded(causes, _plus(low, other_low), _plus(high, other_high))
    ends = [low, high, other_low, other_high]
    if any(end is None for end in ends):
        return Unknown(causes)
    products = [one * other for one in (low, high) for other in (other_low, other_high)]  # type: ignore[operator]
    return bounded(causes, min(products), max(products))


def _negated(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def negative(value: Value) -> Value:
    """`-value`."""
    missing = nothing(value)
    if missing is not None:
        return missing
    if isinstance(value, Unknown):
        return Unknown(value.causes, _negated(value.high), _negated(value.low))
    assert isinstance(value, Fraction)
    return -value


def absolute(value: Value) -> Value:
    """`abs(value)`."""
    if isinstance(value, Fraction):
        return abs(value)
    if isinstance(value, Unknown) and value.low is not None and value.high is not None:
        low, high = value.low, value.high
        smallest = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
        return bounded(value.causes, smallest, max(abs(low), abs(high)))
    missing = nothing(value)
    return missing if missing is not None else unknown_of((value,))


def _move_date(start: date, by: Fraction, by_type: Type) -> Value:
    if by.denominator != 1:
        return because("a date moves by whole days or months only")
    steps = by.numerator
    try:
        if isinstance(by_type, NumberType) and by_type.unit == MONTH:
            month = start.year * 12 + start.month - 1 + steps
            year, index = divmod(month, 12)
            last = calendar.monthrange(year, index + 1)[1]
            return date(year, index + 1, min(start.day, last))
        return start + timedelta(days=steps)
    except (OverflowError, ValueError):
        return because("a date outside the calendar")


def _on_clock(operator: str, left: time, right: Value) -> Value:
    if isinstance(right, time):
        return _of_day(left) - _of_day(right)
    assert isinstance(right, Fraction)
    moved = _of_day(left) + (right if operator == "+" else -right)
    if not 0 <= moved < _DAY_SECONDS or moved.denominator != 1:
        return because("a time of day would pass midnight")
    minutes, second = divmod(moved.numerator, 60)
    hour, minute = divmod(minutes, 60)
    return time(hour, minute, second)


def _of_day(value: time) -> Fraction:
    return Fraction(value.hour * 3600 + value.minute * 60 + value.second) + Fraction(value.microsecond, 1_000_000)


def extreme(function: str, values: list[Value]) -> Value:
    """The highest or lowest of values (numbers, dates, times); bounds of unknown numbers count."""
    missing = nothing(*values)
    if missing is not None:
        return missing
    most = function in {"max", "highest"}
    pick = max if most else min
    unknown = [value for value in values if isinstance(value, Unknown)]
    known = [value for value in values if not isinstance(value, Unknown)]
    if not unknown:
        return pick(known)  # type: ignore[type-var]
    causes = unknown_of(unknown).causes
    if known and not isinstance(known[0], Fraction):
        return Unknown(causes)
    lows = [bounds(value)[0] for value in values]
    highs = [bounds(value)[1] for value in values]
    low = _edge(lows, pick, any_suffices=most)
    high = _edge(highs, pick, any_suffices=not most)
    return bounded(causes, low, high)


def _edge(ends: list[Fraction | None], pick: object, any_suffices: bool) -> Fraction | None:
    """The end of an extreme's interval; an open end spoils it unless one known end is enough."""
    known = [end for end in ends if end is not None]
    if not known or (len(known) < len(ends) and not any_suffices):
        return None
    return pick(known)  # type: ignore[operator,no-any-return]


def rounded(value: Value, mode: str, step: Value) -> Value:
    """`value` to a multiple of `step`."""
    missing = nothing(value, step)
    if missing is not None:
        return missing
    if isinstance(value, Unknown) or isinstance(step, Unknown):
        return Unknown(unknown_of((value, step)).causes)
    assert isinstance(value, Fraction) and isinstance(step, Fraction)
    if step <= 0:
        return because("a step that is not above zero")
    quotient = value / step
    if mode == "down":
        whole = math.floor(quotient)
    elif mode == "up":
        whole = math.ceil(quotient)
    elif mode == "half up":
        whole = math.floor(quotient + Fraction(1, 2))
    else:
        whole = round(quotient)
    return whole * step


def compared(operator: str, left: Value, right: Value) -> bool | Unknown:
    """`< <= > >=`; bounds decide where they can."""
    if type(left) is not Fraction or type(right) is not Fraction:
        missing = nothing(left, right)
        if missing is not None:
            return missing
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return _compared_by_bounds(operator, left, right)
    if operator == "<":
        return bool(left < right)  # type: ignore[operator]
    if operator == "<=":
        return bool(left <= right)  # type: ignore[operator]
    if operator == ">":
        return bool(left > right)  # type: ignore[operator]
    return bool(left >= right)  # type: ignore[operator]


_MIRROR = {">": "<", ">=": "<="}


def _compared_by_bounds(operator: str, left: Value, right: Value) -> bool | Unknown:
    unknown = unknown_of((left, right))
    if not all(isinstance(value, NUMBERS) for value in (left, right)):
        return unknown
    if operator in _MIRROR:
        left, right, operator = right, left, _MIRROR[operator]
    low, high = bounds(left)
    other_low, other_high = bounds(right)
    if high is not None and other_low is not None and compared(operator, high, other_low) is True:
        return True
    if low is not None and other_high is not None and compared(operator, low, other_high) is False:
        return False
    return unknown


def equal(left: Value, right: Value) -> bool | Unknown:
    """`is`: `none` equals only `none`; an unknown number is unequal to what lies outside its bounds."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        for unknown, other in ((left, right), (right, left)):
            if isinstance(unknown, Unknown) and isinstance(other, Fraction):
                below = unknown.low is not None and other < unknown.low
                above = unknown.high is not None and other > unknown.high
                if below or above:
                    return False
        return unknown_of((left, right))
    return left == right


def negated(value: bool | Unknown) -> bool | Unknown:
    """Kleene `not`."""
    return value if isinstance(value, Unknown) else not value


def joined(word: str, values: list[bool | Unknown]) -> bool | Unknown:
    """Kleene `and` / `or`."""
    decisive = word == "or"
    if any(value is decisive for value in values):
        return decisive
    unknown = [value for value in values if isinstance(value, Unknown)]
    if unknown:
        return unknown_of(unknown)
    return not decisive
