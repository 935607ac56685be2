"""Facts next to every boundary of a law: each threshold and a step beside it, unknown and stale in any position."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple

from engine.boundary import Given
from engine.facts import Facts, Row
from engine.values import NONE, Subject, Unknown, Value, because
from rules.check.bounds import out_of_bounds
from rules.compile.graph import expressions
from rules.compile.law import Fact, Law
from rules.language import typed as x
from rules.language.types import (
    DateType,
    EnumType,
    FlagType,
    InstantType,
    NumberType,
    SeriesType,
    TextType,
    TimeType,
    Type,
)

MOST_CHANGES = 12
YEARS = Fraction(3600 * 24 * 365)
AROUND = (-1, 0, 1)
WEEK = range(-7, 8)
MOST_DAYS = 31
MONTHS = 12
OF_UNKNOWN = 0.2
OF_NONE = 0.1
OF_AGE = 0.3
OF_BESIDE = 0.5
ANOTHER = "another"
NO_DAY = date(2000, 1, 3)
MOMENTS = (DateType, TimeType, InstantType)


class Change(NamedTuple):
    """One given value that is otherwise."""

    subject: Subject
    name: str
    given: Given

    def __str__(self) -> str:
        age = "" if self.given.age is None else f", {self.given.age} s old"
        return f"{self.subject}: {self.name} = {self.given.value}{age}"


def changed(facts: Facts, changes: Iterable[Change]) -> Facts:
    """The same facts but for these."""
    rows: dict[Subject, dict[str, Given]] = {}
    for each in changes:
        rows.setdefault(each.subject, {})[each.name] = each.given
    found = {subject: facts.rows[subject] for subject in rows}
    told = {
        subject: Row({**row.raw, **dict.fromkeys(rows[subject])}, row.links, {**row.given, **rows[subject]})
        for subject, row in found.items()
    }
    return replace(facts, rows={**facts.rows, **told})


def moved(facts: Facts, at: datetime, law: Law) -> Facts:
    """The same facts at another instant: what follows from the instant itself is otherwise."""
    told: list[Change] = []
    for fact in law.facts.values():
        if fact.source == "at":
            given = Given(_of_instant(fact.type, at))
            told += (Change(subject, fact.id.name, given) for subject in facts.subjects.get(fact.id.scope, ()))
    return replace(changed(facts, told), at=at)


def _of_instant(of: Type, at: datetime) -> Value:
    match of:
        case DateType():
            return at.date()
        case TimeType():
            return at.time()
        case EnumType():
            return of.words[at.weekday()]
    return at


class Length(NamedTuple):
    """So many months, and so much more."""

    months: int
    rest: timedelta

    def before_and_after(self, moment: datetime) -> tuple[datetime, datetime]:
        """The moments that lie so far from another."""
        return self._from(moment, -1), self._from(moment, 1)

    def _from(self, moment: datetime, way: int) -> datetime:
        year, month = divmod(moment.year * MONTHS + moment.month - 1 + way * self.months, MONTHS)
        day = min(moment.day, monthrange(year, month + 1)[1])
        return moment.replace(year=year, month=month + 1, day=day) + way * self.rest


class Sources:
    """From which given facts of its own kind a fact is made, so that its boundaries are theirs."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.read: dict[x.FactId, set[x.FactId]] = {}
        for id, document in (*law.derivations.items(), *law.kept.items()):
            parts = (part for root in expressions(document) for part in x.walk(root))
            self.read[id] = {part.fact for part in parts if isinstance(part, x.ReadFact)}
        self._alike: dict[x.FactId, frozenset[x.FactId]] = {}

    def alike(self, id: x.FactId) -> frozenset[x.FactId]:
        """The given facts among all that a fact rests on that are of the same kind."""
        if id not in self._alike:
            seen, waiting = {id}, [id]
            while waiting:
                more = self.read.get(waiting.pop(), set()) - seen
                seen |= more
                waiting += more
            given = (each for each in seen if self.law.facts[each].origin == "given")
            self._alike[id] = frozenset(each for each in given if self.are_alike(id, each))
        return self._alike[id]

    def are_alike(self, one: x.FactId, other: x.FactId) -> bool:
        """Whether two facts are of one kind: numbers of the same name and unit, or moments."""
        a, b = self.law.facts[one].type, self.law.facts[other].type
        if isinstance(a, NumberType) and isinstance(b, NumberType):
            return (a.unit, a.name) == (b.unit, b.name)
        return isinstance(a, MOMENTS) and type(a) is type(b)


class Boundaries:
    """What every given fact of a law may be, so that a difference between engines shows."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.thresholds: dict[x.FactId, set[Fraction]] = {}
        self.peers: dict[x.FactId, set[x.FactId]] = {}
        """Given facts that the law compares with one another."""
        self.ages: dict[x.FactId, set[Fraction]] = {}
        """The ages, in seconds, that the law looks at."""
        self.lengths: dict[x.FactId, set[Length]] = {}
        """How far from other moments the law looks at a moment."""
        self.times: set[time] = {
            value for each in law.parameters.values() for _, value in each.values if isinstance(value, time)
        }
        """The times of day that the law names."""
        self._sources = Sources(law)
        for document in law.documents():
            for root in expressions(document):
                for part in x.walk(root):
                    self._add(part)

    def _add(self, part: x.Expression) -> None:
        """A fact that stands beside a number of the law is interesting at that number."""
        if isinstance(part, x.Constant) and isinstance(part.value, time):
            self.times.add(part.value)
        if not isinstance(part, (x.Compare, x.Between, x.Arithmetic)):
            return
        sides = x.children(part)
        numbers = [number for side in sides for number in self._numbers(side)]
        lengths = [length for side in sides for each in x.walk(side) for length in self._lengths(each)]
        read: list[set[x.FactId]] = []
        for side in sides:
            found: set[x.FactId] = set()
            for each in x.walk(side):
                if isinstance(each, x.ReadFact):
                    found |= {each.fact, *self._sources.alike(each.fact)}
                elif isinstance(each, x.AgeOf):
                    self.ages.setdefault(each.fact.fact, set()).update(numbers)
            read.append(found)
        for place, facts in enumerate(read):
            others = {each for other in (*read[:place], *read[place + 1 :]) for each in other}
            for id in facts:
                self.thresholds.setdefault(id, set()).update(numbers)
                if isinstance(self.law.facts[id].type, MOMENTS):
                    self.lengths.setdefault(id, set()).update(lengths)
                self.peers.setdefault(id, set()).update(each for each in others if self._sources.are_alike(id, each))

    def _numbers(self, part: x.Expression) -> Iterator[Fraction]:
        if isinstance(part, x.Constant) and isinstance(part.value, Fraction):
            yield part.value
        if isinstance(part, x.ReadParameter):
            for _, value in self.law.parameters[part.name].values:
                if isinstance(value, Fraction):
                    yield value

    def _lengths(self, part: x.Expression) -> Iterator[Length]:
        if isinstance(part.type, NumberType):
            units = {name for name, power in part.type.unit.powers if power == 1}
            for number in self._numbers(part):
                if "month" in units:
                    yield Length(int(number), timedelta())
                elif "second" in units:
                    yield Length(0, timedelta(seconds=float(number)))
                elif abs(number) <= MOST_DAYS:
                    yield Length(0, timedelta(days=int(number)))

    def values(self, fact: Fact, was: Value, at: datetime | None = None, beside: Sequence[Value] = ()) -> list[Value]:
        """What a fact may be instead.

        `at` is the instant of the facts, next to which moments are interesting; `beside` is what it is compared with.
        """
        found: list[Value] = [because(f"{fact.id} is not given")] if fact.may_be_missing else []
        found += [NONE] if fact.may_be_none else []
        return found + self.known(fact.id, fact.type, was, at, beside)

    def known(
        self, id: x.FactId, of: Type, was: Value, at: datetime | None = None, beside: Sequence[Value] = ()
    ) -> list[Value]:
        """The known values among them."""
        lengths = self.lengths.get(id, set()) | {Length(0, timedelta())}
        near = [] if at is None else [each for length in lengths for each in length.before_and_after(at)]
        match of:
            case FlagType():
                return [True, False]
            case EnumType():
                return list(of.words)
            case NumberType():
                return list(self.numbers(id, of, was, *beside))
            case TextType():
                return [was, ANOTHER] if isinstance(was, str) else [ANOTHER]
            case DateType():
                days = {each.date() for each in near} | {each for each in (was, *beside) if isinstance(each, date)}
                if at is not None:
                    days |= {at.date() + timedelta(days=each) for each in WEEK}
                return [*sorted({day + timedelta(days=days_beside) for day in days for days_beside in AROUND})]
            case TimeType():
                return [
                    *sorted(
                        {moment for each in (*near, *_today((was, *beside), at)) for moment in _seconds_around(each)}
                    )
                ]
            case InstantType():
                instants = {*near} | ({was} if isinstance(was, datetime) else set())
                return [*sorted(each + timedelta(seconds=seconds) for each in instants for seconds in AROUND)]
            case SeriesType() if isinstance(was, tuple) and was:
                last = self.known(id, of.of, was[-1])
                nobody = because(f"{id} has a gap")
                return [*((*was[:-1], value) for value in (*last, nobody)), (nobody, *was[1:])]
        return [was]

    def numbers(self, id: x.FactId, of: NumberType, *others: Value) -> list[Fraction]:
        """Every threshold of a number and other values, and a step to either side, as far as its type allows."""
        step = of.step or Fraction(1)
        near = {Fraction(0), *self.thresholds.get(id, ())}
        near |= {each for each in others if isinstance(each, Fraction)}
        grid = {round(each / step) * step for each in near}
        beside = {each + step * place for each in grid for place in AROUND}
        return sorted(each for each in beside if out_of_bounds(each, of, None, None) is None)

    def instants(self, at: datetime) -> list[datetime]:
        """Instants of the same day: every time that the law names, and a second to either side of it."""
        return [
            datetime.combine(at.date(), each, at.tzinfo) + timedelta(seconds=beside)
            for each in sorted(self.times)
            for beside in AROUND
        ]

    def limit_of_age(self, fact: Fact) -> Fraction | None:
        """The most seconds that a given value may be old, where a number of the law says it."""
        return None if fact.stale_after is None else next(iter(self._numbers(fact.stale_after)), None)

    def change(self, facts: Facts, subject: Subject, name: str, chance: Random) -> Change | None:
        """One value that is otherwise; None for what is not given, or follows from the instant."""
        fact = self.law.facts.get(x.FactId(subject.scope, name))
        if fact is None or fact.origin != "given" or fact.source == "at":
            return None
        old = facts.given[subject][name]
        value = self._otherwise(facts, subject, fact, old.value, chance)
        age = old.age
        if fact.stale_after is not None:
            limits = {self.limit_of_age(fact) or YEARS, *self.ages.get(fact.id, ())}
            ages = sorted({max(each + way, Fraction(0)) for each in limits for way in AROUND})
            age = chance.choice((*ages, YEARS, because(f"nobody knows how old {fact.id} is"), old.age))
            if isinstance(value, Unknown):
                age = None
        return Change(subject, name, Given(value, age))

    def _otherwise(self, facts: Facts, subject: Subject, fact: Fact, was: Value, chance: Random) -> Value:
        """Another value, so often unknown and `none` that every position is; or the same, of another age."""
        rolled = chance.random()
        if fact.may_be_missing and rolled < OF_UNKNOWN:
            return because(f"{fact.id} is not given")
        if fact.may_be_none and rolled > 1 - OF_NONE:
            return NONE
        if fact.stale_after is not None and rolled > 1 - OF_AGE:
            return was
        beside = list(self._beside(facts, subject, fact.id)) if chance.random() < OF_BESIDE else []
        return chance.choice(self.known(fact.id, fact.type, was, facts.at, beside) or [was])

    def _beside(self, facts: Facts, subject: Subject, id: x.FactId) -> Iterator[Value]:
        """What is given of a subject, and of those that it leads to, with which the law compares a fact of it."""
        for peer in sorted(self.peers.get(id, ())):
            there = Subject(peer.scope, "") if self.law.scopes[peer.scope].one else _reached(facts, subject, peer.scope)
            given = None if there is None else facts.given.get(there, {}).get(peer.name)
            if given is not None:
                yield given.value

    def changes(self, facts: Facts, chance: Random) -> tuple[Change, ...]:
        """Some values that are otherwise, in any position."""
        subjects = [each for each in facts.given if facts.given[each]]
        found: dict[tuple[Subject, str], Change] = {}
        for _ in range(chance.randint(1, MOST_CHANGES)):
            subject = chance.choice(subjects)
            name = chance.choice(sorted(facts.given[subject]))
            change = self.change(facts, subject, name, chance)
            if change is not None:
                found[subject, name] = change
        return tuple(found.values())

    def thick(self, facts: Facts, subjects: Sequence[Subject], most: int, chance: Random) -> Iterator[Change]:
        """For each of these subjects up to so many values that are otherwise; for many of them none."""
        for subject in subjects:
            names = sorted(facts.given[subject])
            for name in chance.sample(names, min(len(names), chance.randint(0, most))):
                change = self.change(facts, subject, name, chance)
                if change is not None:
                    yield change


def _reached(facts: Facts, subject: Subject, scope: str) -> Subject | None:
    """The subject of a scope that the links of another lead to."""
    waiting = [subject]
    while waiting:
        here = waiting.pop()
        if here.scope == scope:
            return here
        if here in facts.rows:
            waiting += facts.rows[here].links.values()
    return None


def _today(values: Iterable[Value], at: datetime | None) -> Iterator[datetime]:
    for each in values:
        if isinstance(each, time):
            yield datetime.combine(NO_DAY if at is None else at.date(), each)


def _seconds_around(moment: datetime) -> Iterator[time]:
    for beside in AROUND:
        yield (moment + timedelta(seconds=beside)).time()
