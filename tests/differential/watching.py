"""Which boundaries of a law a decision really came by: what was read, and between what was compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.facts import Facts
from engine.values import Nothing, Subject, Unknown, Value
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import DateType, InstantType, NumberType, TimeType, Type
from tests.differential.boundaries import AROUND, Boundaries
from tests.differential.tally import Tally

THRESHOLDS, UNKNOWN, STALE, COMPARED = "thresholds", "unknown", "stale", "comparisons"
DAY = 24 * 60 * 60
SIDES = ("below", "at", "above")
EQUAL = ("equal", "unequal")
AGES = ("at the limit", "beyond the limit", "of unknown age")


class Watched(Decider):
    """The reference engine, which remembers what was read."""

    def __init__(self, *asked: Any, **named: Any) -> None:
        self.read: set[tuple[x.FactId, Subject]] = set()
        super().__init__(*asked, **named)

    def current(self, fact: c.Fact, subject: Subject, environment: Environment) -> Value:
        self.read.add((fact.id, subject))
        return super().current(fact, subject, environment)


class Watching(Watched):
    """The same, and what was compared with what."""

    def __init__(self, *asked: Any, **named: Any) -> None:
        self.compared: set[tuple[int, str]] = set()
        super().__init__(*asked, **named)

    def _compare(self, node: x.Compare, environment: Environment) -> Value:
        beside = _beside(node, self.value(node.left, environment), self.value(node.right, environment))
        if beside is not None:
            self.compared.add((id(node), beside))
        return super()._compare(node, environment)

    def _between(self, node: x.Between, environment: Environment) -> Value:
        value = self.value(node.value, environment)
        for end in (node.low, node.high):
            side = _side(node, value, self.value(end, environment))
            if side is not None:
                self.compared.add((id(node), f"{side} {'low' if end is node.low else 'high'}"))
        return super()._between(node, environment)


def _beside(node: x.Compare, left: Value, right: Value) -> str | None:
    if _step(node.left.type, node.right.type) is not None:
        return _side(node, left, right)
    if any(isinstance(each, (Unknown, Nothing)) for each in (left, right)):
        return None
    return "equal" if left == right else "unequal"


def _side(node: x.Compare | x.Between, left: Value, right: Value) -> str | None:
    """On which side of another value one lies, and not further from it than a step, where there is one."""
    apart = _apart(left, right)
    step = _step(*(each.type for each in x.children(node)))
    if apart is None or step is None or (step and abs(apart) > step):
        return None
    return SIDES[1 if apart == 0 else 2 if apart > 0 else 0]


def _step(*types: Type) -> Fraction | None:
    """The longest step among types that have an order; 0 for numbers that are on no grid."""
    if any(isinstance(each, DateType) for each in types):
        return Fraction(DAY)
    if any(isinstance(each, (TimeType, InstantType)) for each in types):
        return Fraction(1)
    steps = [each.step or Fraction(0) for each in types if isinstance(each, NumberType)]
    return max(steps) if steps else None


def _apart(left: Value, right: Value) -> Fraction | None:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left - right
    if isinstance(left, datetime) and isinstance(right, datetime):
        return Fraction((left - right).total_seconds())
    if isinstance(left, date) and isinstance(right, date):
        return Fraction((left - right).days * DAY)
    if isinstance(left, time) and isinstance(right, time):
        return Fraction(_seconds(left) - _seconds(right))
    return None


def _seconds(of: time) -> int:
    return (of.hour * 60 + of.minute) * 60 + of.second


class Places:
    """The places of a law that are worth hitting, and what they are called."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.boundaries = Boundaries(law)
        self.given = [fact for fact in law.facts.values() if fact.origin == "given" and fact.source != "at"]
        self.numbers = {fact.id: frozenset(self._numbers(fact)) for fact in self.given}
        self.labels: dict[int, str] = {}
        self.nodes: dict[int, x.Expression] = {}  # what has a number must not go away
        for document in law.documents():
            for root in expressions(document):
                for part in x.walk(root):
                    if isinstance(part, (x.Compare, x.Between)):
                        self.nodes[id(part)] = part
                        self.labels[id(part)] = f"{document.id}: {part.text or type(part).__name__}"

    def _numbers(self, fact: c.Fact) -> Iterator[Fraction]:
        """Thresholds of a given number and a step beside them, as far as its type allows."""
        if isinstance(fact.type, NumberType) and fact.id in self.boundaries.thresholds:
            step = fact.type.step or Fraction(1)
            thresholds = [round(each / step) * step for each in self.boundaries.thresholds[fact.id]]
            beside = {each + step * place for each in thresholds for place in AROUND}
            yield from beside & set(self.boundaries.numbers(fact.id, fact.type))

    def name(self, tally: Tally) -> None:
        """Says which there are."""
        tally.there_are(THRESHOLDS, (f"{id} {each}" for id, numbers in self.numbers.items() for each in numbers))
        tally.there_are(UNKNOWN, (str(fact.id) for fact in self.given if fact.may_be_missing))
        tally.there_are(STALE, (f"{fact.id} {age}" for fact in self.given if fact.stale_after for age in AGES))
        for key, node in self.nodes.items():
            tally.there_are(COMPARED, (f"{self.labels[key]}: {each}" for each in _ways(node)))

    def note(self, decider: Watched, facts: Facts, tally: Tally) -> None:
        """Says which of them a decision came by."""
        given = decider.world.given
        for id, subject in decider.read:
            numbers = self.numbers.get(id)
            told = given.get(subject, {}).get(id.name)
            if numbers is None or told is None:
                continue
            if isinstance(told.value, Unknown):
                tally.was_hit(UNKNOWN, str(id))
            elif isinstance(told.value, Fraction) and told.value in numbers:
                tally.was_hit(THRESHOLDS, f"{id} {told.value}")
            if told.age is not None:
                limit = self.boundaries.limit_of_age(self.law.facts[id])
                if isinstance(told.age, Unknown):
                    tally.was_hit(STALE, f"{id} {AGES[2]}")
                elif limit is not None and told.age >= limit:
                    tally.was_hit(STALE, f"{id} {AGES[told.age > limit]}")
        if isinstance(decider, Watching):
            for key, beside in decider.compared:
                if key in self.labels:
                    tally.was_hit(COMPARED, f"{self.labels[key]}: {beside}")


def _ways(node: x.Expression) -> Iterator[str]:
    """How the sides of a comparison can lie to one another."""
    ordered = _step(*(each.type for each in x.children(node))) is not None
    if isinstance(node, x.Between):
        if ordered:
            yield from (f"{side} {end}" for side in SIDES for end in ("low", "high"))
    else:
        yield from SIDES if ordered else EQUAL
