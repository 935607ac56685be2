"""What the engine is told: the fields of one action of one subject, all of them whole numbers.

Values come from the reference engine's evaluator, one atom at a time; what is made of them is left to the other engine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.program import (
    NO,
    NOT_KNOWN,
    NOTHING,
    THERE,
    UNSURE,
    YES,
    Ages,
    Asked,
    Input,
    Members,
    Place,
    Presence,
    Program,
    Proposed,
    Sides,
    Suspended,
    Truth,
    places_of,
)
from engine.backends.reference.arithmetic import equal
from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import members_of
from engine.values import Nothing, Subject, Unknown, Value

# Unknown lies between these; `none` is a number that no value takes; values themselves are smaller than the last.
UNBOUNDED = 1 << 62
NONE_AT = UNBOUNDED - 1
LARGEST = 1 << 61
# Where a set has fewer members than there is room for. Words are numbered from 1.
NO_MEMBER = -1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Ends = tuple[Fraction | None, Fraction | None]
Told = Mapping[str, int]
_ANYWHERE: Ends = (None, None)


class Words:
    """Numbers for words, keys and whatever else is only ever equal or not; the same number for the same word."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, value: Value) -> int:
        """The number of a word; a subject is known by its key."""
        word: object = value.key if isinstance(value, Subject) else value
        return self._numbers.setdefault((isinstance(word, bool), word), 1 + len(self._numbers))


class Preparer:
    """Prepares the fields of rows of one set of facts."""

    def __init__(self, decider: Decider, words: Words) -> None:
        self.decider = decider
        self.words = words
        # By identity: what is asked lives as long as the translation, and hashing a tree costs more than its value.
        self._subjects: dict[tuple[int, Subject], Subject] = {}
        self._told: dict[tuple[int, tuple[Subject, ...]], Told] = {}

    def fields(self, program: Program, subject: Subject) -> dict[str, int]:
        """The fields of one row. Raises CannotExpress where a number is too large for the engine."""
        found: dict[str, int] = {}
        for given in program.inputs:
            found.update(self.shared(given, program, subject))
        return found

    def shared(self, given: Input, program: Program, subject: Subject) -> Told:
        """The fields of one input; calculated once for all rows that lead to the same subjects."""
        places = places_of(given)
        if not places or any(not place.ways for place in places):
            return self.told(given, program, subject)
        key = (id(given), tuple([self.subject(place, subject) for place in places]))
        if key not in self._told:
            self._told[key] = self.told(given, program, subject)
        return self._told[key]

    def told(self, given: Input, program: Program, subject: Subject) -> Told:
        """The fields of one input."""
        match given:
            case Sides():
                left, right = self.value(given.left, subject), self.value(given.right, subject)
                return _told(given.fields, by_size(left, right) if given.by_size else self.by_name(left, right))
            case Ages():
                return _told(given.fields, self.ages(given, subject))
            case Truth():
                return {given.field: _state(self.value(given.asked, subject))}
            case Presence():
                value = self.value(given.asked, subject)
                if isinstance(value, Unknown):
                    return {given.field: NOT_KNOWN}
                return {given.field: NOTHING if isinstance(value, Nothing) else THERE}
            case Members():
                return self.members(given, subject)
            case Suspended():
                return {given.field: int(self.decider.suspended(given.rule, subject))}
            case Proposed():
                return {given.field: int(bool(self.decider.proposals(program.action).get(subject)))}

    # --- values ---------------------------------------------------------------------------------
    def subject(self, place: Place, subject: Subject) -> Subject:
        """The subject at a place, for an action's subject."""
        if not place.ways:
            return subject
        key = (id(place), subject)
        if key not in self._subjects:
            here = subject
            for way in place.ways:
                found = self.decider.subject(way, (here,))
                assert isinstance(found, Subject), "a way of a place always leads to a subject"
                here = found
            self._subjects[key] = here
        return self._subjects[key]

    def value(self, asked: Asked, subject: Subject) -> Value:
        """The value of an expression at its place."""
        return self.decider.value(asked.expression, (self.subject(asked.place, subject),))

    def ages(self, given: Ages, subject: Subject) -> Sequence[int]:
        """How old a fact is, and how old it may be; nothing to compare where it cannot become stale."""
        here = self.subject(given.place, subject)
        owner = self.decider.subject(given.fact.subject, (here,))
        assert isinstance(owner, Subject), "a way of a place always leads to a subject"
        fact = self.decider.law.facts[given.fact.fact]
        age = self.decider.raw(fact, owner).age
        if fact.stale_after is None or age is None:
            return (0, 0, 0, 0)
        return by_size(age, self.decider.value(fact.stale_after, (here,)))

    def by_name(self, left: Value, right: Value) -> Sequence[int]:
        """The ends of two sides that are compared for equality."""
        if isinstance(left, Fraction) or isinstance(right, Fraction):
            # What is not known excludes a number that lies outside its bounds, and nothing else.
            found = scaled([_ends(left), _ends(right)])
        else:
            found = [-UNBOUNDED, UNBOUNDED, -UNBOUNDED, UNBOUNDED]
            for at, word in ((0, left), (2, right)):
                if not isinstance(word, Unknown | Nothing):
                    found[at] = found[at + 1] = self.words.number(word)
        for at, side in ((0, left), (2, right)):
            if isinstance(side, Nothing):
                found[at] = found[at + 1] = NONE_AT
        return found

    def members(self, given: Members, subject: Subject) -> Told:
        """A value and the members of a set."""
        value = self.value(given.asked, subject)
        container = self.value(given.container, subject)
        found = dict.fromkeys((given.value, *given.members), NO_MEMBER)
        if isinstance(container, Unknown):
            return {given.state: UNSURE, **found}
        members = sorted(self.words.number(member) for member in members_of(container))
        found.update(zip(given.members, members, strict=False))
        if len(members) > len(given.members):
            raise CannotExpress(f"set of {len(members)} members, where there is room for {len(given.members)}")
        if isinstance(value, Unknown):
            possible = any(equal(value, member) is not False for member in members_of(container))
            return {given.state: UNSURE if possible else NO, **found}
        found[given.value] = self.words.number(value)
        return {given.state: YES, **found}


def _told(fields: Sequence[str], ends: Sequence[int]) -> Told:
    """Fields and their numbers; a side that is always known has one field for both of its ends."""
    found = dict(zip(fields, ends, strict=True))
    assert all(found[name] == end for name, end in zip(fields, ends, strict=True)), "a side is always known"
    return found


def _state(value: Value) -> int:
    """A condition as a number; a flag that is none cannot be judged."""
    if isinstance(value, bool):
        return YES if value else NO
    return UNSURE


def by_size(left: Value, right: Value) -> Sequence[int]:
    """The ends of two sides that are compared by size."""
    return scaled([_ends(left), _ends(right)])


def scaled(sides: Sequence[Ends]) -> list[int]:
    """The ends of two sides as whole numbers, all multiplied by what makes them whole."""
    known = [end for side in sides for end in side if end is not None]
    scale = math.lcm(*(end.denominator for end in known))
    found: list[int] = []
    for low, high in sides:
        found += [-UNBOUNDED if low is None else _whole(low, scale), UNBOUNDED if high is None else _whole(high, scale)]
    return found


def _whole(end: Fraction, scale: int) -> int:
    number = end.numerator * (scale // end.denominator)
    if abs(number) >= LARGEST:
        raise CannotExpress(f"number of {number.bit_length()} bits; the engine compares {LARGEST.bit_length() - 1}")
    return number


def _ends(value: Value) -> Ends:
    """The interval in which a value lies, as numbers in the order of size; none is not ordered, and so not known."""
    match value:
        case Unknown():
            return value.low, value.high
        case Fraction():
            return value, value
        case datetime():
            number = Fraction((value - _EPOCH) // _MICROSECOND)
        case date():
            number = Fraction(value.toordinal())
        case time():
            moment = datetime.combine(_EPOCH.date(), value, tzinfo=UTC)
            number = Fraction((moment - _EPOCH) // _MICROSECOND)
        case _:
            return _ANYWHERE
    return number, number
