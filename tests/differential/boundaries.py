"""Facts next to every boundary of a law: each threshold and a step beside it, unknown and stale in any position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from engine.boundary import Given
from engine.facts import Facts
from engine.values import NONE, Subject, Value, because
from rules.check.bounds import out_of_bounds
from rules.compile.graph import expressions
from rules.compile.law import Fact, Law
from rules.language import typed as x
from rules.language.types import EnumType, FlagType, NumberType

MOST_CHANGES = 12
YEARS = Fraction(3600 * 24 * 365)


class Change(NamedTuple):
    """One given value that is otherwise."""

    subject: Subject
    name: str
    given: Given

    def __str__(self) -> str:
        age = "" if self.given.age is None else f", {self.given.age} s old"
        return f"{self.subject}: {self.name} = {self.given.value}{age}"


def changed(facts: Facts, changes: Sequence[Change]) -> Facts:
    """The same facts but for these."""
    for each in changes:
        facts = facts.with_fact(each.subject, each.name, each.given)
    return facts


class Boundaries:
    """What every given fact of a law may be, so that a difference between engines shows."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.thresholds: dict[x.FactId, set[Fraction]] = {}
        for document in law.documents():
            for root in expressions(document):
                for part in x.walk(root):
                    self._add(part)

    def _add(self, part: x.Expression) -> None:
        """A fact that stands beside a number of the law is interesting at that number."""
        if not isinstance(part, (x.Compare, x.Between, x.Arithmetic)):
            return
        sides = x.children(part)
        numbers = [number for side in sides for number in self._numbers(side)]
        for side in sides:
            for each in x.walk(side):
                if isinstance(each, x.ReadFact):
                    self.thresholds.setdefault(each.fact, set()).update(numbers)

    def _numbers(self, part: x.Expression) -> Iterator[Fraction]:
        if isinstance(part, x.Constant) and isinstance(part.value, Fraction):
            yield part.value
        if isinstance(part, x.ReadParameter):
            for _, value in self.law.parameters[part.name].values:
                if isinstance(value, Fraction):
                    yield value

    def values(self, fact: Fact, was: Value) -> list[Value]:
        """What a fact may be instead."""
        found: list[Value] = [because(f"{fact.id} is not given")] if fact.may_be_missing else []
        found += [NONE] if fact.may_be_none else []
        of = fact.type
        if isinstance(of, FlagType):
            found += [True, False]
        elif isinstance(of, EnumType):
            found += of.words
        elif isinstance(of, NumberType):
            step = of.step or Fraction(1)
            near = {Fraction(0), *self.thresholds.get(fact.id, ())}
            near |= {was} if isinstance(was, Fraction) else set()
            grid = {round(each / step) * step for each in near}
            beside = {each + step * place for each in grid for place in (-1, 0, 1)}
            found += sorted(each for each in beside if out_of_bounds(each, of, None, None) is None)
        return found

    def changes(self, facts: Facts, chance: Random) -> tuple[Change, ...]:
        """Some values that are otherwise, in any position."""
        subjects = [each for each in facts.given if facts.given[each]]
        found: dict[tuple[Subject, str], Change] = {}
        for _ in range(chance.randint(1, MOST_CHANGES)):
            subject = chance.choice(subjects)
            name = chance.choice(sorted(facts.given[subject]))
            fact = self.law.facts.get(x.FactId(subject.scope, name))
            if fact is None or fact.origin != "given":
                continue
            old = facts.given[subject][name]
            options = self.values(fact, old.value)
            value = chance.choice(options) if options and chance.randrange(5) else old.value
            age = old.age
            if fact.stale_after is not None:
                age = chance.choice((Fraction(0), YEARS, because(f"nobody knows how old {fact.id} is"), old.age))
            found[subject, name] = Change(subject, name, Given(value, age))
        return tuple(found.values())
