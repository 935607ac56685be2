"""Values of an evaluation: exact numbers, words, times, subjects, `none`, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any, NamedTuple

from rules.language.numbers import number_text


class Subject(NamedTuple):
    """One subject of a scope. A tuple, for what evaluates looks subjects up more often than it does anything else."""

    scope: str
    key: str

    def __str__(self) -> str:
        return f"{self.scope} {self.key}" if self.key else self.scope


@dataclass(frozen=True, slots=True)
class Nothing:
    """The value `none`: we were told that there is nothing."""


NONE = Nothing()

# What stands between the parts of the key of a combination: `A gen/SPY260417P00701000`.
JOINT = "/"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known, and why. `low` and `high`, where given, bound the number it must be."""

    causes: tuple[str, ...]
    low: Fraction | None = None
    high: Fraction | None = None

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


Value = (
    bool
    | Fraction
    | str
    | date
    | time
    | datetime
    | Subject
    | Nothing
    | Unknown
    | frozenset["Value"]
    | tuple["Value", ...]
)


# What a way to a subject and a calculation can give; tuples, for they are asked millions of times.
SUBJECTS = (Subject, Nothing, Unknown)
NUMBERS = (Unknown, Fraction)


def because(*causes: str) -> Unknown:
    """An unknown value with these causes."""
    return Unknown(tuple(sorted(set(causes))))


def unknown_of(values: Iterable[Value]) -> Unknown:
    """Unknown for the causes of those values that are unknown."""
    causes: set[str] = set()
    for value in values:
        if isinstance(value, Unknown):
            causes.update(value.causes)
    return Unknown(tuple(sorted(causes)))


def bounded(causes: Iterable[str], low: Fraction | None, high: Fraction | None) -> Fraction | Unknown:
    """A number between bounds; known when the bounds meet."""
    if low is not None and low == high:
        return low
    return Unknown(tuple(sorted(set(causes))), low, high)


def value_text(value: Value) -> str:
    """A value in its one spelling: what canonical JSON holds."""
    return _TEXTS[type(value)](value)


def _truth_text(value: bool) -> str:
    return "true" if value else "false"


def _time_text(value: time) -> str:
    return value.isoformat("seconds") if value.second else value.isoformat("minutes")


def _unknown_text(value: Unknown) -> str:
    if value.low is None and value.high is None:
        return "unknown"
    return f"unknown, {number_text(value.low)} to {number_text(value.high)}"


def _members_text(value: Iterable[Value]) -> str:
    return "[" + ", ".join(value_text(item) for item in value) + "]"


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: _truth_text,
    Fraction: number_text,
    str: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: _time_text,
    Subject: lambda subject: subject.key,
    Nothing: lambda _: "none",
    Unknown: _unknown_text,
    frozenset: lambda members: "[" + ", ".join(sorted(map(value_text, members))) + "]",
    tuple: _members_text,
}
