"""When to look again: the next instant at which some comparison with the clock may turn.

While law is evaluated, every comparison with the clock that is looked at says when it would turn if nothing but the
time changed. What was not looked at could not matter until something that was looked at turns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from engine.backends.reference import arithmetic as a
from engine.periods import period
from engine.values import Subject, Unknown, Value
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import DateType, EnumType, InstantType, NumberType, TimeType

if TYPE_CHECKING:
    from engine.backends.reference.decider import Decider

_MICROSECONDS = 1_000_000
_CLOCK_GRID = timedelta(seconds=1)
_REMEMBERED = 8

Environment = tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class WakeUp:
    """An instant at which something may turn, and the rules and schedules for which it may."""

    at: datetime
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A number now, and by how much it grows a second."""

    now: Fraction
    slope: Fraction


class Clockwork:
    """What of a law reads the clock: facts that move with it, and the comparisons that they take part in."""

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self.moving = {
            id
            for id, fact in law.facts.items()
            if fact.origin == "given" and fact.source == "at" and not law.scopes[id.scope].event
        }
        self.timely: frozenset[int] = frozenset()
        self._moves: dict[int, tuple[x.Expression, bool]] = {}
        if self.moving:
            self._spread()
            self.timely = frozenset(self._comparisons())

    def plain(self, part: x.Expression) -> bool:
        """Whether an expression moves with the clock in one way only, whatever the values of what it reads."""
        if not self.moves(part):
            return True
        match part:
            case x.ReadFact():
                return part.fact not in self.law.derivations
            case x.Arithmetic(operator="+" | "-"):
                return self.plain(part.left) and self.plain(part.right)
        return False

    def _spread(self) -> None:
        """A derived fact that is calculated from the clock moves as well."""
        waiting = {
            fact: {part.fact for part in x.walk(document.value) if isinstance(part, x.ReadFact)}
            for fact, document in self.law.derivations.items()
            if isinstance(document, c.Derivation) and _measured(self.law.facts[fact])
        }
        while True:
            found = [fact for fact, read in waiting.items() if read & self.moving]
            if not found:
                return
            self.moving.update(found)
            for fact in found:
                del waiting[fact]

    def _comparisons(self) -> Iterator[int]:
        roots = [part for document in self.law.documents() for part in expressions(document)]
        for schedule in self.law.schedules.values():
            roots += [part for part in (schedule.at, schedule.on) if part is not None]
        for root in roots:
            for part in x.walk(root):
                if isinstance(part, x.Compare | x.Between | x.In) and self.moves(part):
                    yield id(part)

    def moves(self, part: x.Expression) -> bool:
        """Whether an expression reads the clock itself, not only inside an aggregate."""
        known = self._moves.get(id(part))
        if known is None:
            known = self._moves[id(part)] = (part, self._found_moving(part))
        return known[1]

    def _found_moving(self, part: x.Expression) -> bool:
        if isinstance(part, x.ReadFact):
            return part.fact in self.moving
        if isinstance(part, x.Aggregate | x.Items):
            return False
        return any(self.moves(child) for child in x.children(part))


_clockworks: dict[int, tuple[object, Clockwork]] = {}


def clockwork_of(law: c.Law) -> Clockwork:
    """The clockwork of a law; the same for the law with other terms and waivers."""
    key = id(law.derivations)
    known = _clockworks.get(key)
    if known is None or known[0] is not law.derivations or known[1].law.kept is not law.kept:
        while len(_clockworks) >= _REMEMBERED:
            del _clockworks[next(iter(_clockworks))]
        known = _clockworks[key] = (law.derivations, Clockwork(law))
    return known[1]


class Wakeups:
    """Collects the instants at which something may turn, by the document that was judged."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.now = decider.world.facts.at
        self.clockwork = clockwork_of(decider.law)
        self.midnight = datetime.combine(self.now.date() + timedelta(days=1), time(0), self.now.tzinfo)
        self.found: dict[datetime, set[str]] = {}
        self._closed = False
        self._plain: dict[int, bool] = {}
        self._seen: set[tuple[object, ...]] = set()

    def at(self, instant: datetime, document: str) -> None:
        """Something of a document may turn at an instant."""
        if instant > self.now:
            self.found.setdefault(instant, set()).add(document)

    def close(self) -> None:
        """From now on, nothing that is looked at counts."""
        self._closed = True

    def next(self, besides: Collection[str] = ()) -> WakeUp | None:
        """The first of the instants; None where nothing depends on the clock. Documents of `besides` do not count."""
        first = min((at for at, found in self.found.items() if not found.issubset(besides)), default=None)
        return None if first is None else WakeUp(first, tuple(sorted(self.found[first].difference(besides))))

    def day_after(self, first: date, document: str) -> None:
        """Something of a document may turn when a day begins."""
        self.at(datetime.combine(first, time(0), self.now.tzinfo), document)

    # --- comparisons ----------------------------------------------------------------------------
    def watch(self, node: x.Expression, environment: Environment, values: tuple[Value, ...]) -> None:
        """A comparison with the clock, or a window, is looked at for the document that is judged."""
        document = self.decider.document
        if self._closed or self._known(node, (id(node), document, *values)):
            return
        match node:
            case x.Items():
                if node.window is not None and node.window.unit is not None:
                    self.day_after(period(node.window.unit, self.now.date()).after, document)
            case x.Compare():
                self._compare(node.operator, node.left, node.right, environment, document)
            case x.Between():
                self._compare(">=", node.value, node.low, environment, document)
                self._compare("<=", node.value, node.high, environment, document)
            case _:
                self.at(self.midnight, document)

    def _known(self, node: x.Expression, key: tuple[object, ...]) -> bool:
        """Whether the same comparison of the same values was looked at before, so that it says nothing new."""
        plain = self._plain.get(id(node))
        if plain is None:
            sides = x.children(node) if isinstance(node, x.Compare | x.Between) else []
            plain = self._plain[id(node)] = all(self.clockwork.plain(side) for side in sides)
        if not plain or key in self._seen:
            return plain
        self._seen.add(key)
        return False

    def _compare(
        self, operator: str, left: x.Expression, right: x.Expression, environment: Environment, document: str
    ) -> None:
        if isinstance(left.type, TimeType):
            # At midnight a time of day begins anew.
            self.at(self.midnight, document)
        for one, other in product(self.lines(left, environment), self.lines(right, environment)):
            turn = _turn(operator, one.now - other.now, one.slope - other.slope)
            if turn is not None:
                try:
                    instant = self.now + timedelta(microseconds=-(-turn[0] * _MICROSECONDS // 1))
                    self.at(instant + _CLOCK_GRID if turn[1] else instant, document)
                except OverflowError:
                    continue

    def lines(self, part: x.Expression, environment: Environment) -> list[_Line]:
        """The numbers that an expression may follow as time passes: seconds for instants and times of day."""
        if not self.clockwork.moves(part):
            return self._flat(part, environment)
        match part:
            case x.ReadFact():
                return self._read(part, environment)
            case x.Arithmetic():
                sides = product(self.lines(part.left, environment), self.lines(part.right, environment))
                found = [self._joined(part, one, other) for one, other in sides]
                return [line for line in found if line is not None]
            case x.Negative():
                return [_Line(-line.now, -line.slope) for line in self.lines(part.part, environment)]
            case x.Convert() | x.Rounded():
                return self.lines(part.value, environment)
            case x.Call():
                return [line for argument in part.arguments for line in self.lines(argument, environment)]
            case x.If() | x.Cases():
                return self._chosen(part, environment)
        return self._flat(part, environment)

    def _flat(self, part: x.Expression, environment: Environment) -> list[_Line]:
        number = _number(self.decider.value(part, environment), self.now)
        return [] if number is None else [_Line(number, Fraction(0))]

    def _read(self, part: x.ReadFact, environment: Environment) -> list[_Line]:
        subject = self.decider.subject(part.subject, environment)
        document = self.decider.law.derivations.get(part.fact)
        if isinstance(document, c.Derivation) and isinstance(subject, Subject):
            return self.lines(document.value, (subject,))
        if isinstance(part.type, DateType | EnumType):
            self.at(self.midnight, self.decider.document)
        number = _number(self.decider.value(part, environment), self.now)
        return [] if number is None else [_Line(number, Fraction(1))]

    def _joined(self, part: x.Arithmetic, one: _Line, other: _Line) -> _Line | None:
        """A sum, difference, product or quotient of lines, where it is a line."""
        match part.operator:
            case "+":
                return _Line(one.now + other.now, one.slope + other.slope)
            case "-":
                return _Line(one.now - other.now, one.slope - other.slope)
            case "*" if not one.slope or not other.slope:
                return _Line(one.now * other.now, one.slope * other.now + other.slope * one.now)
            case "/" if not other.slope and other.now:
                return _Line(one.now / other.now, one.slope / other.now)
        return None

    def _chosen(self, part: x.If | x.Cases, environment: Environment) -> list[_Line]:
        """The line of the branch that is taken now; the condition has said itself when it turns."""
        cases = ((part.condition, part.then),) if isinstance(part, x.If) else part.cases
        for condition, then in cases:
            holds = self.decider.truth(condition, environment)
            if isinstance(holds, Unknown):
                return []
            if holds:
                return self.lines(then, environment)
        return self.lines(part.otherwise, environment)


def _measured(fact: c.Fact) -> bool:
    return isinstance(fact.type, NumberType | InstantType | TimeType | DateType | EnumType)


def _number(value: Value, now: datetime) -> Fraction | None:
    """A value on a line: seconds from now for an instant, seconds of the day for a time."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, datetime):
        return Fraction((value - now) // timedelta(microseconds=1), _MICROSECONDS)
    if isinstance(value, time):
        found = a.calculate("-", value, time(0), NumberType())
        return found if isinstance(found, Fraction) else None
    return None


def _turn(operator: str, gap: Fraction, rate: Fraction) -> tuple[Fraction, bool] | None:
    """In how many seconds a comparison turns, and whether only just after; None where it does not turn any more.

    `gap` is left minus right now, `rate` by how much it grows a second.
    """
    if not rate:
        return None
    wait = -gap / rate
    if wait < 0:
        return None
    if operator in {"is", "is not"}:
        return wait, wait == 0
    turns_at_once = (operator in {">=", "<"}) is (rate > 0)
    return wait, not turns_at_once
