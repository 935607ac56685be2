"""Values in an order: for choices, ties and ranks."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from engine.values import Subject, Value, value_text


class Order:
    """Orders values of one type, the highest first where `down`."""

    __slots__ = ("down", "value")

    def __init__(self, value: Value, down: bool) -> None:
        self.value = value.key if isinstance(value, Subject) else value
        self.down = down

    def __lt__(self, other: Order) -> bool:
        return bool(other.value < self.value) if self.down else bool(self.value < other.value)  # type: ignore[operator]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Order) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)


def ordinal(value: Value) -> Fraction:
    """A number that orders like the value."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, datetime):
        return Fraction(str(value.timestamp()))
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, time):
        return Fraction(value.hour * 3600 + value.minute * 60 + value.second)
    raise TypeError(value_text(value))
