"""Facts near those of a scenario: numbers at the boundaries that rules compare them with, other words, unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import zip_longest

from engine.backends.reference.decider import Decider
from engine.facts import Facts
from engine.values import NONE, Subject, Unknown, Value, because
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import DateType, EnumType, FlagType, InstantType, NumberType, TextType, TimeType
from scenarios.mutation.suggest.reading import Cell, Reads, margins
from scenarios.mutation.suggest.speaking import Speaking, moment

_MOST_DIALS = 14
_MOST_WORDS = 8
_MIDNIGHT = datetime.combine(date.min, time())
_MOST_DAYS = 4
"""So far a date is moved both ways: over all days of a week."""


@dataclass(frozen=True, slots=True)
class Variation:
    """One `Given` step that changes a scenario: ways to say it, of which the first that says it right is taken.

    `cell` and `value` are what must come of it; None for a step about the moment.
    """

    ways: tuple[str, ...]
    cell: Cell | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Dial:
    """A number that can be turned: where it stands, in steps, and what is said to set it elsewhere."""

    position: Fraction
    set: Callable[[Fraction], Variation | None]


Try = Callable[[Variation], Decider | None]
"""Gives the decider of the scenario with a variation; None where that is no case."""


class Varying:
    """Variations of one scenario, in a fixed order: the likeliest first."""

    def __init__(self, law: c.Law, speaking: Speaking, facts: Facts, reads: Reads, words: Sequence[str]) -> None:
        self.law = law
        self.speaking = speaking
        self.facts = facts
        self.reads = reads
        self.words = words

    def all(self, decider: Decider, attempt: Try) -> Iterator[Variation]:
        """Every variation by one step: numbers and other values by turns."""
        numbers, others = self._at_boundaries(decider, attempt), self._other_values(decider)
        for one, two in zip_longest(numbers, others):
            yield from (each for each in (one, two) if each is not None)

    def _other_values(self, decider: Decider) -> Iterator[Variation]:
        for cell in self.reads.given:
            yield from self._otherwise(cell)
        if self._reads_clock():
            for days in range(1, _MOST_DAYS):
                yield self._moment(self.facts.at + timedelta(days=days))
                yield self._moment(self.facts.at - timedelta(days=days))
        for cell in self.reads.kept:
            yield from self._kept(cell, decider)

    def seeds(self, decider: Decider) -> Iterator[Variation]:
        """Variations after which others may matter that did not before: what is kept so far, other words, unknown."""
        for cell in self.reads.kept:
            yield from self._kept(cell, decider)
        for cell in self.reads.given:
            yield from self._otherwise(cell)

    # --- numbers --------------------------------------------------------------------------------
    def _at_boundaries(self, decider: Decider, attempt: Try) -> Iterator[Variation]:
        """Each number at the boundary of what it is compared with, and a step to both sides of it.

        Where the boundary lies is found by turning the number by one step: by how much do the sides of a comparison
        come nearer?
        """
        comparisons = list(self.reads.compared.values())
        before = margins(decider, comparisons)
        for dial in self._dials():
            positions: dict[Fraction, None] = {}
            turned = dial.set(dial.position + 1)
            other = attempt(turned) if turned is not None else None
            if other is None:
                turned = dial.set(dial.position - 1)
                other = attempt(turned) if turned is not None else None
                after, by = (margins(other, comparisons), -1) if other is not None else ([], -1)
            else:
                after, by = margins(other, comparisons), 1
            for one, two in zip(before, after, strict=False):
                if one is None or two is None or one == two:
                    continue
                boundary = dial.position - one * by / (two - one)
                floor = Fraction(boundary // 1)
                ceiling = floor if floor == boundary else floor + 1
                positions.update(dict.fromkeys((floor, ceiling, ceiling + 1, floor - 1)))
            positions.update(dict.fromkeys((dial.position + 1, dial.position - 1)))
            for position in positions:
                found = dial.set(position) if position != dial.position else None
                if found is not None:
                    yield found

    def _dials(self) -> list[Dial]:
        """The numbers that are read."""
        found: list[Dial] = []
        if self._reads_clock():
            found.append(Dial(Fraction(0), lambda steps: self._moment(self.facts.at + timedelta(seconds=int(steps)))))
        for id, subject in self.reads.given:
            dial = self._dial(id, subject)
            if dial is not None:
                found.append(dial)
            aged = self._age(id, subject)
            if aged is not None:
                found.append(aged)
        return found[:_MOST_DIALS]

    def _dial(self, id: x.FactId, subject: Subject) -> Dial | None:
        given = self.facts.given.get(subject, {}).get(id.name)
        fact = self.law.facts[id]
        if given is None or fact.source == "at":
            return None
        value, of = given.value, fact.type
        if isinstance(of, NumberType) and isinstance(value, Fraction):
            step = of.step or Fraction(1)
            return Dial(value / step, lambda steps: self._said(id, subject, steps * step))
        if isinstance(of, DateType) and isinstance(value, date):
            return Dial(
                Fraction(value.toordinal()), lambda steps: self._said(id, subject, date.fromordinal(int(steps)))
            )
        if isinstance(of, TimeType) and isinstance(value, time):
            since = datetime.combine(_MIDNIGHT, value) - _MIDNIGHT
            return Dial(Fraction(int(since.total_seconds())), lambda steps: self._time(id, subject, steps))
        if isinstance(of, InstantType) and isinstance(value, datetime):
            start = value
            return Dial(Fraction(0), lambda steps: self._said(id, subject, start + timedelta(seconds=int(steps))))
        return None

    def _time(self, id: x.FactId, subject: Subject, seconds: Fraction) -> Variation | None:
        at = _MIDNIGHT + timedelta(seconds=int(seconds)) if seconds >= 0 else None
        return self._said(id, subject, at.time()) if at is not None and at.date() == _MIDNIGHT.date() else None

    def _age(self, id: x.FactId, subject: Subject) -> Dial | None:
        """How old a fact is that may become stale."""
        given = self.facts.given.get(subject, {}).get(id.name)
        fact = self.law.facts[id]
        if given is None or fact.stale_after is None or not isinstance(given.age, Fraction):
            return None
        ways = (f"the {self.speaking.words.of_fact(id)}", f"the {fact.id.scope} {self.speaking.words.of_fact(id)}")
        whom = f" of {self.speaking.subject(subject)}" if subject.key else ""

        def aged(steps: Fraction) -> Variation | None:
            if steps < 0:
                return None
            seconds = int(steps)
            said = f"{seconds} second{'' if seconds == 1 else 's'} old"
            return Variation(tuple(f"{each}{whom} is {said}" for each in ways))

        return Dial(given.age, aged)

    # --- other values ---------------------------------------------------------------------------
    def _otherwise(self, cell: Cell) -> Iterator[Variation]:
        """What a fact may be besides: other words, nothing, unknown."""
        id, subject = cell
        fact = self.law.facts[id]
        given = self.facts.given.get(subject, {}).get(id.name)
        if given is None or fact.source == "at":
            return
        for value in self._others(given.value, fact):
            found = self._said(id, subject, value)
            if found is not None:
                yield found

    def _others(self, value: Value, fact: c.Fact) -> Iterator[Value]:
        of = fact.type
        if isinstance(of, FlagType):
            yield from (each for each in (True, False) if each != value)
        elif isinstance(of, EnumType):
            yield from (each for each in of.words if each != value)
        elif isinstance(of, TextType):
            yield from (each for each in self.words[:_MOST_WORDS] if each != value)
        elif isinstance(value, Unknown) and isinstance(of, NumberType):
            low = of.low if of.low is not None else Fraction(0)
            yield from dict.fromkeys((max(low, Fraction(0)), max(low, of.step or Fraction(1))))
        if fact.may_be_none and value != NONE:
            yield NONE
        if fact.may_be_missing and not isinstance(value, Unknown):
            yield because("not given")

    def _kept(self, cell: Cell, decider: Decider) -> Iterator[Variation]:
        """What the law may have kept so far."""
        id, subject = cell
        fact = self.law.facts[id]
        if fact.kept_with is not None or fact.since:
            return
        now, before = decider.derive(id, subject), decider.keeping.before(id, subject)
        values: list[Value] = [now, *self._others(before, fact)]
        if isinstance(fact.type, NumberType) and isinstance(now, Fraction):
            step = fact.type.step or Fraction(1)
            values += [now + step, now - step]
        for value in dict.fromkeys(values):
            if not isinstance(value, Unknown):
                ways = self.speaking.statements(id, subject, value)
                yield Variation(tuple(f"so far {way}" for way in ways), cell)

    # --- steps ----------------------------------------------------------------------------------
    def _said(self, id: x.FactId, subject: Subject, value: Value) -> Variation | None:
        of = self.law.facts[id].type
        outside = (
            isinstance(of, NumberType)
            and isinstance(value, Fraction)
            and ((of.low is not None and value < of.low) or (of.high is not None and value > of.high))
        )
        ways = () if outside else self.speaking.statements(id, subject, value)
        return Variation(tuple(ways), (id, subject), value) if ways else None

    def _moment(self, at: datetime) -> Variation:
        return Variation((f"it is {moment(at)}",))

    def _reads_clock(self) -> bool:
        return any(self.law.facts[id].source == "at" for id, _ in self.reads.given)
