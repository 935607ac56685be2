"""Facts, subjects and values in the words of steps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction

from engine.values import Nothing, Subject, Unknown, Value, value_text
from rules.compile.law import Law
from rules.language.numbers import PERCENT, number_text
from rules.language.typed import FactId
from rules.language.types import FlagType, NumberType, Type
from scenarios.moments import WEEKDAYS
from scenarios.words import LINKING, Words

_RATIO = "ratio"
_PLAIN_KEY = re.compile(r"[\w./+-]+")
_NO_DECIMALS = "/"


class Speaking:
    """The words of one law, the other way round: from what is meant to what is said."""

    def __init__(self, law: Law, words: Words) -> None:
        self.law = law
        self.words = words

    def subject(self, subject: Subject) -> str:
        """A subject by its scope and its whole key: `customer C-2`."""
        name = self.words.of_scope(subject.scope)
        if not subject.key:
            return f"the {name}"
        plain = _PLAIN_KEY.fullmatch(subject.key) and subject.key not in LINKING
        return f"{name} {subject.key if plain else quoted(subject.key)}"

    def value(self, value: Value, of: Type) -> str | None:
        """A value as people write it; None for one that cannot be written."""
        if isinstance(value, Unknown):
            bounded = isinstance(value.low, Fraction) and isinstance(value.high, Fraction)
            ends = [number_text(end) for end in (value.low, value.high)] if bounded else []
            return f"unknown, {ends[0]} to {ends[1]}" if ends else "unknown"
        if isinstance(value, Nothing):
            return "none"
        if isinstance(value, Fraction):
            return self._number(value, of)
        if isinstance(value, Subject):
            return value.key if _PLAIN_KEY.fullmatch(value.key) else quoted(value.key)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return value.replace("_", " ")
        if isinstance(value, datetime):
            return value_text(value)
        if isinstance(value, date):
            return f"{value.day} {value:%B} {value.year}"
        if isinstance(value, time):
            return clock(value)
        members = [value_text(each) for each in (sorted(value, key=str) if isinstance(value, frozenset) else value)]
        return " and ".join(filter(None, (", ".join(members[:-1]), members[-1]))) if members else None

    def _number(self, value: Fraction, of: Type) -> str | None:
        text = number_text(value)
        if not isinstance(of, NumberType) or _NO_DECIMALS in text:
            return None if _NO_DECIMALS in text else text
        if of.name == _RATIO:
            return f"{number_text(value / PERCENT)}%"
        powers = dict(of.unit.powers)
        if self.law.units.currency is not None and powers == {self.law.units.currency: 1}:
            whole, dot, rest = number_text(abs(value)).partition(".")
            return f"{'-' if value < 0 else ''}${int(whole):,}{dot}{rest}"
        if len(powers) == 1 and list(powers.values()) == [1]:
            (unit, _), *_ = powers.items()
            several = value != 1 and unit not in self.law.units.scales and not unit.endswith("s")
            return f"{text} {unit}{'s' if several else ''}"
        return text

    def statements(self, id: FactId, subject: Subject, value: Value, of: Type | None = None) -> list[str]:
        """Ways to say what a fact is, the most natural first: some may mean something else, or nothing."""
        fact = self.law.facts[id]
        of = of if of is not None else fact.type
        whom, name, scope = self.subject(subject), self.words.of_fact(id), self.words.of_scope(id.scope)
        found: list[str] = []
        if isinstance(of, FlagType) and isinstance(value, bool):
            found.append(f"{whom} is {'' if value else 'not '}{name}")
        said = self.value(value, of)
        if said is None:
            return found
        names = [f"the {name}", f"the {scope} {name}"]
        if not subject.key:
            found += [f"{each} is {said}" for each in names]
        return [*found, *(f"{each} of {whom} is {said}" for each in names)]

    def action(self, action: str, subject: Subject) -> list[str]:
        """Ways to say what is done to whom."""
        name, whom, scope = self.words.of_action(action), self.subject(subject), self.words.of_scope(subject.scope)
        if not subject.key:
            return [name, f"{name} {whom}"]
        key = whom.removeprefix(f"{scope} ")
        short = [f"{name} {key}"] if name.split()[-1] == scope.split()[-1] else []
        return [*short, f"{name} {whom}", f"{name} of {whom}"]


def quoted(key: str) -> str:
    """A key in quotation marks: none of its words means anything else."""
    return f'"{key}"'


def clock(value: time) -> str:
    """A time of day, with seconds where it has any."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def moment(at: datetime) -> str:
    """An instant with its weekday, without its offset from UTC."""
    return f"{WEEKDAYS[at.weekday()]} {at.day} {at:%B} {at.year} at {clock(at.time())}"


def table(rows: Iterable[tuple[str, str]]) -> list[str]:
    """A table of two columns, its bars one below the other."""
    rows = list(rows)
    wide = [max(len(row[place]) for row in rows) for place in (0, 1)]
    return [f"| {row[0].ljust(wide[0])} | {row[1].ljust(wide[1])} |" for row in rows]
