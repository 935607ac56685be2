"""What a condition lets through, as boxes: for each quantity that it reads, the values with which it holds.

Quantities are facts, and whatever else is compared with a constant. A part that cannot be read so (`x exists`, a
quantifier, a flag that is derived) counts as a flag of its own, which may be true or false as it likes. So what is
found to hold of no value holds of none; the other way round only where no such part is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from fractions import Fraction

from rules.check.lint.domains import (
    EVERYWHERE,
    Cut,
    Domain,
    Stretch,
    Words,
    compared,
    line,
    meet,
    numbers,
)
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import (
    DateType,
    EnumType,
    FlagType,
    NothingType,
    NumberType,
    RefType,
    TextType,
    TimeType,
    Type,
)

MOST_BOXES = 400
MOST_STEPS = 20_000
"""Of two boxes compared, for one document: a hundred times what the longest rule of a real law takes."""
MOST_STEPS_IN_ALL = 400_000
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_YES, _NO = "true", "false"
_FLAG = (_YES, _NO)


class TooMany(Exception):
    """A condition has too many cases to look at each."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is compared: an expression, or the difference of two."""

    value: x.Expression
    less: x.Expression | None = None
    state: str | None = None

    @property
    def text(self) -> str:
        """As it is written."""
        if self.less is not None:
            return f"{self.value.text} - {self.less.text}"
        return f"{self.value.text} is {self.state}" if self.state else self.value.text


Box = Mapping[Quantity, Domain]


@dataclass(slots=True)
class Effort:
    """How many steps may still be taken, for the document at hand and for the whole law."""

    here: int = MOST_STEPS
    in_all: int = MOST_STEPS_IN_ALL

    def step(self) -> None:
        """One step. Raises TooMany when there is none left."""
        if self.here <= 0 or self.in_all <= 0:
            raise TooMany
        self.here -= 1
        self.in_all -= 1


@dataclass(frozen=True, slots=True)
class Regions:
    """Reads the conditions of one law. `settled`: a parameter that terms may change counts as its own value."""

    facts: Mapping[x.FactId, c.Fact]
    parameters: Mapping[str, c.Parameter]
    derivations: Mapping[x.FactId, c.Derivation | c.TypedTable | c.TypedChoice]
    settled: bool = False
    effort: Effort = field(default_factory=Effort, compare=False)
    _memory: dict[tuple[x.Expression, bool], tuple[Box, ...]] = field(default_factory=dict, compare=False)

    def begin(self) -> None:
        """Another document is looked through from here on."""
        self.effort.here = MOST_STEPS

    def boxes(self, condition: x.Expression, holds: bool = True) -> tuple[Box, ...]:
        """Where a condition is true (or false, with `holds` false). Raises TooMany."""
        key = (condition, holds)
        if key not in self._memory:
            self._memory[key] = tuple(self._read(condition, holds))
        return self._memory[key]

    def both(self, one: Iterable[Box], other: Iterable[Box]) -> tuple[Box, ...]:
        """Where both are. Raises TooMany."""
        found: list[Box] = []
        others = tuple(other)
        for first in one:
            for second in others:
                joined = self.joined(first, second)
                if joined is not None:
                    found.append(joined)
                    if len(found) > MOST_BOXES:
                        raise TooMany
        return tuple(found)

    def joined(self, one: Box, other: Box) -> Box | None:
        """The box of what lies in both; None where nothing does. Raises TooMany."""
        self.effort.step()
        found = dict(one)
        for quantity, domain in other.items():
            here = meet(found[quantity], domain) if quantity in found else domain
            if here.is_empty:
                return None
            found[quantity] = here
        return found

    def all_of(self, conditions: Iterable[tuple[x.Expression, bool]]) -> tuple[Box, ...]:
        """Where each condition is true, or false where the second says so. Raises TooMany."""
        found: tuple[Box, ...] = ({},)
        for condition, holds in conditions:
            found = self.both(found, self.boxes(condition, holds))
            if not found:
                break
        return found

    # --- reading --------------------------------------------------------------------------------
    def _read(self, node: x.Expression, holds: bool) -> Iterator[Box]:
        match node:
            case x.Constant(value=bool() as value):
                if value is holds:
                    yield {}
            case x.Not():
                yield from self.boxes(node.part, not holds)
            case x.Junction() if (node.word == "and") is holds:
                yield from self.all_of((part, holds) for part in node.parts)
            case x.Junction():
                count = 0
                for part in node.parts:
                    for box in self.boxes(part, holds):
                        count += 1
                        if count > MOST_BOXES:
                            raise TooMany
                        yield box
            case x.If():
                for condition, then in ((True, node.then), (False, node.otherwise)):
                    yield from self.both(self.boxes(node.condition, condition), self.boxes(then, holds))
            case _:
                yield from self._atom(node, holds)

    def _atom(self, node: x.Expression, holds: bool) -> Iterator[Box]:
        read: tuple[Quantity, Domain] | bool | None = None
        match node:
            case x.Compare(operator="is" | "is not"):
                read = self._equal(node.left, node.right)
                holds = holds is (node.operator == "is")
                node = replace(node, operator="is")
            case x.Compare():
                read = self._in_order(node.operator, node.left, node.right)
            case x.Between():
                parts = ((x.Compare(type=node.type, operator=sign, left=node.value, right=end))
                         for sign, end in ((">=", node.low), ("<=", node.high)))  # fmt: skip
                yield from self.boxes(x.Junction(type=node.type, word="and", parts=tuple(parts)), holds)
                return
            case x.In():
                holds = holds is not node.denied
                read = self._member(node.value, node.container)
                node = replace(node, denied=False)
            case x.IsState():
                holds = holds is not node.denied
                state = {"exists": "none", "known": "unknown"}.get(node.state, node.state)
                holds = holds is (state == node.state)
                read = Quantity(node.value, state=state), _flag(True)
            case _:
                read = Quantity(node), _flag(True)
        if isinstance(read, bool):
            if read is holds:
                yield {}
            return
        quantity, domain = read if read is not None else (Quantity(node), _flag(True))
        found = meet(self.values_of(quantity), domain if holds else domain.rest())
        if not found.is_empty:
            yield {quantity: found}

    def _in_order(self, sign: str, left: x.Expression, right: x.Expression) -> tuple[Quantity, Domain] | bool | None:
        """`<`, `<=`, `>`, `>=`."""
        here, there = self.number(left), self.number(right)
        if here is not None and there is not None:
            return compared(sign, there).meet(Stretch((here, 0), (here, 1))).point is not None
        if here is not None:
            return self._against(_MIRRORED[sign], right, here)
        if there is not None:
            return self._against(sign, left, there)
        if repr(right) < repr(left):
            left, right, sign = right, left, _MIRRORED[sign]
        return Quantity(left, right), line([compared(sign, Fraction(0))])

    def _against(self, sign: str, value: x.Expression, number: Fraction) -> tuple[Quantity, Domain]:
        """A comparison with a number."""
        quantity, factor, added = self._solved(value)
        sign = sign if factor > 0 else _MIRRORED[sign]
        return quantity, line([compared(sign, (number - added) / factor)], self.step_of(quantity))

    def _solved(self, value: x.Expression) -> tuple[Quantity, Fraction, Fraction]:
        """A value as `factor * quantity + added`: sums and multiples are taken apart."""
        factor, added = Fraction(1), Fraction(0)
        # Months are of unequal length and a time of day does not pass midnight: sums with dates and times stay whole.
        while isinstance(value.type, NumberType):
            match value:
                case x.Negative():
                    value, factor = value.part, -factor
                case x.Convert():
                    value = value.value
                case x.Arithmetic(operator="+") if (own := self.plain_number(value.right)) is not None:
                    value, added = value.left, added + factor * own
                case x.Arithmetic(operator="+") if (own := self.plain_number(value.left)) is not None:
                    value, added = value.right, added + factor * own
                case x.Arithmetic(operator="-") if (own := self.plain_number(value.right)) is not None:
                    value, added = value.left, added - factor * own
                case x.Arithmetic(operator="-") if (own := self.plain_number(value.left)) is not None:
                    value, factor, added = value.right, -factor, added + factor * own
                case x.Arithmetic(operator="*") if own := self.plain_number(value.right):
                    value, factor = value.left, factor * own
                case x.Arithmetic(operator="*") if own := self.plain_number(value.left):
                    value, factor = value.right, factor * own
                case x.Arithmetic(operator="/") if own := self.plain_number(value.right):
                    value, factor = value.left, factor / own
                case _:
                    break
        return Quantity(value), factor, added

    def _points(self, value: x.Expression, listed: Iterable[Fraction]) -> tuple[Quantity, Domain]:
        """A value that is one of some numbers."""
        quantity, factor, added = self._solved(value)
        return quantity, numbers(((each - added) / factor for each in listed), self.step_of(quantity))

    def _equal(self, left: x.Expression, right: x.Expression) -> tuple[Quantity, Domain] | bool | None:
        """`is`."""
        for value, other in ((left, right), (right, left)):
            word = self.word(other)
            if word is not None and _has_words(value.type):
                own = self.word(value)
                return own == word if own is not None else (Quantity(value), _words(value.type, [word]))
            number = self.number(other)
            if number is not None:
                own_number = self.number(value)
                if own_number is not None:
                    return own_number == number
                return self._points(value, [number])
        return None

    def _member(self, value: x.Expression, container: x.Expression) -> tuple[Quantity, Domain] | None:
        """`in`, of a list that is written out or a parameter."""
        found = self.constant(container)
        if not isinstance(found, tuple):
            return None
        if _has_words(value.type) and all(isinstance(each, str) for each in found):
            return Quantity(value), _words(value.type, [str(each) for each in found])
        listed = [_number(each) for each in found]
        if all(each is not None for each in listed) and not _has_words(value.type):
            return self._points(value, (each for each in listed if each is not None))
        return None

    # --- constants ------------------------------------------------------------------------------
    def constant(self, node: x.Expression) -> x.Literal | None:
        """A value that no fact changes; None for any other."""
        match node:
            case x.Constant():
                return node.value
            case x.ReadParameter():
                parameter = self.parameters[node.name]
                if parameter.overridable is not None and not self.settled:
                    return None
                key = self.word(node.key) if node.key is not None else None
                return dict(parameter.values).get(key)
            case x.Convert():
                return self.constant(node.value)
            case x.Negative():
                number = self.plain_number(node.part)
                return None if number is None else -number
            case x.Arithmetic():
                left, right = self.plain_number(node.left), self.plain_number(node.right)
                if left is None or right is None:
                    return None
                match node.operator:
                    case "+":
                        return left + right
                    case "-":
                        return left - right
                    case "*":
                        return left * right
                return left / right if right else None
        return None

    def plain_number(self, node: x.Expression) -> Fraction | None:
        """A constant that is a number."""
        found = self.constant(node)
        return found if isinstance(found, Fraction) else None

    def number(self, node: x.Expression) -> Fraction | None:
        """A constant that has a place on a line: a number, or a date or time as one."""
        found = self.constant(node)
        return _number(found) if found is not None else None

    def word(self, node: x.Expression) -> str | None:
        """A constant that is a word; a flag counts as one."""
        found = self.constant(node)
        if isinstance(found, bool):
            return _YES if found else _NO
        return found if isinstance(found, str) else None

    # --- what a quantity can be -----------------------------------------------------------------
    def step_of(self, quantity: Quantity) -> Fraction | None:
        """The grid on which the values of a quantity lie; None without one."""
        if quantity.less is not None:
            return None
        if isinstance(quantity.value.type, DateType | TimeType):
            return Fraction(1)  # a day, a second
        of = self._given_type(quantity.value)
        return of.step if isinstance(of, NumberType) else None

    def values_of(self, quantity: Quantity) -> Domain:
        """Every value that a quantity can have, as far as its declaration tells."""
        value = quantity.value
        if quantity.state is not None or isinstance(value.type, FlagType | NothingType):
            return Words(frozenset(_FLAG), _FLAG)
        if quantity.less is None and _has_words(value.type):
            words = value.type.words if isinstance(value.type, EnumType) else None
            return Words(frozenset(words or ()), words, words is None)
        low: Cut | None = None
        high: Cut | None = None
        of = self._given_type(value)
        if quantity.less is None and isinstance(value.type, DateType):
            low, high = (Fraction(1), 0), (Fraction(date.max.toordinal()), 1)
        elif quantity.less is None and isinstance(value.type, TimeType):
            low, high = (Fraction(0), 0), (_number(time.max) or Fraction(0), 1)
        elif quantity.less is None and isinstance(of, NumberType):
            low = (of.low, 0) if of.low is not None else None
            high = (of.high, 1) if of.high is not None else None
        if quantity.less is None and isinstance(value, x.ReadFact):
            outputs = self._outputs(value.fact)
            if outputs is not None:
                return numbers(outputs)
        return line([Stretch(low, high) if low or high else EVERYWHERE], self.step_of(quantity))

    def is_given(self, quantity: Quantity) -> bool:
        """Whether a quantity is a given fact, which no rule ties to another."""
        value = quantity.value
        whole = quantity.less is None and quantity.state is None
        return whole and isinstance(value, x.ReadFact) and self.facts[value.fact].origin == "given"

    def _given_type(self, value: x.Expression) -> Type | None:
        """The declared type of a given fact or an overridable parameter; it binds their values."""
        match value:
            case x.ReadFact() if self.facts[value.fact].origin == "given":
                return self.facts[value.fact].type
            case x.ReadParameter():
                parameter = self.parameters[value.name]
                of = parameter.type
                if isinstance(of, NumberType) and parameter.low is not None and parameter.high is not None:
                    return NumberType(of.unit, of.name, of.step, parameter.low, parameter.high)
                return of
        return None

    def _outputs(self, fact: x.FactId) -> list[Fraction] | None:
        """The numbers that a table can give; None when they are not all written out."""
        table = self.derivations.get(fact)
        if not isinstance(table, c.TypedTable) or table.hit_policy in {"sum", "collect"}:
            return None
        values = [row.then for row in table.rows] + ([table.otherwise] if table.otherwise is not None else [])
        found = [each.value for each in values if isinstance(each, x.Constant) and isinstance(each.value, Fraction)]
        return found if len(found) == len(values) else None


def shown(quantity: Quantity, number: Fraction) -> date | time | Fraction:
    """A place on the line of a quantity as what it stands for."""
    if isinstance(quantity.value.type, DateType) and quantity.less is None:
        return date.fromordinal(int(number))
    if isinstance(quantity.value.type, TimeType) and quantity.less is None:
        minutes, seconds = divmod(int(number), _MINUTE)
        return time(minutes // _MINUTE, minutes % _MINUTE, seconds)
    return number


_MINUTE = 60


def _flag(value: bool) -> Words:
    return Words(frozenset({_YES if value else _NO}), _FLAG)


def _has_words(of: Type) -> bool:
    """Whether values are told apart by a word: of a type, of a text, or the key of a subject."""
    return isinstance(of, EnumType | TextType | FlagType) or (
        isinstance(of, RefType) and isinstance(of.key_type, TextType)
    )


def _words(of: Type, words: Iterable[str]) -> Words:
    if isinstance(of, FlagType):
        return Words(frozenset(words), _FLAG)
    return Words(frozenset(words), of.words if isinstance(of, EnumType) else None)


def _number(value: x.Literal) -> Fraction | None:
    match value:
        case bool():
            return None
        case Fraction():
            return value
        case datetime():
            return Fraction(value.timestamp())
        case date():
            return Fraction(value.toordinal())
        case time():
            return Fraction((value.hour * _MINUTE + value.minute) * _MINUTE + value.second)
    return None
