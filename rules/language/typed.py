"""The typed tree: what every backend evaluates. Names are resolved, units checked, places kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from fractions import Fraction
from typing import NamedTuple

from rules.language.printer import show
from rules.language.tree import Tree
from rules.language.types import Type
from rules.source.span import Span


class FactId(NamedTuple):
    """A fact of a scope, for example contract.delta. A tuple, for values are looked up by it all the time."""

    scope: str
    name: str

    def __str__(self) -> str:
        return f"{self.scope}.{self.name}"


@dataclass(frozen=True, slots=True)
class Word:
    """`unknown` or `none` as a literal value."""

    word: str


Literal = Fraction | bool | str | date | datetime | time | Word | tuple["Literal", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What every typed node has: its type, and (not part of its identity) its place and the tree it was made from."""

    type: Type = field(compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)
    tree: Tree | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The expression in its one spelling; empty for what no leaf spells out."""
        return show(self.tree) if self.tree is not None else ""


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A literal."""

    value: Literal


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """A subject bound by a rule (`for`, slot 0) or by an aggregate or choice (higher slots); slot -1 is the action."""

    slot: int
    scope: str


@dataclass(frozen=True, slots=True)
class Singleton(Expression):
    """The only subject of a scope with `one: true`."""

    scope: str


@dataclass(frozen=True, slots=True)
class Follow(Expression):
    """The subject that `base` belongs or refers to by its link of this name."""

    base: Expression
    link: str


@dataclass(frozen=True, slots=True)
class Compose(Expression):
    """The subject of a scope with a compound key, found by the subjects that make up its key."""

    scope: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ReadFact(Expression):
    """The value of a fact, given or derived, of a subject."""

    subject: Expression
    fact: FactId


@dataclass(frozen=True, slots=True)
class Before(Expression):
    """The value that a kept fact had at the end of the last evaluation; its first value where there was none."""

    fact: ReadFact


@dataclass(frozen=True, slots=True)
class Enters(Expression):
    """True when a machine enters this state in this evaluation."""

    machine: ReadFact
    state: str


@dataclass(frozen=True, slots=True)
class ReadField(Expression):
    """A field of the action that is being judged: `action.quantity`."""

    name: str


@dataclass(frozen=True, slots=True)
class ReadParameter(Expression):
    """A parameter, by its key where it has one."""

    name: str
    key: Expression | None = None


@dataclass(frozen=True, slots=True)
class AgeOf(Expression):
    """The age of a given fact, in seconds."""

    fact: ReadFact


@dataclass(frozen=True, slots=True)
class LastOf(Expression):
    """A given fact though it be stale."""

    fact: ReadFact


@dataclass(frozen=True, slots=True)
class If(Expression):
    """`if`; an unknown condition with equal branches is that value."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Cases(Expression):
    """An if / else-if chain; an unknown case stops it unless all that could follow is equal."""

    cases: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Junction(Expression):
    """Kleene `and` / `or`."""

    word: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """Kleene `not`."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Compare(Expression):
    """`< <= > >= is`, `is not`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Between(Expression):
    """Both ends included."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class In(Expression):
    """Membership in a set or list."""

    value: Expression
    container: Expression
    denied: bool


@dataclass(frozen=True, slots=True)
class IsState(Expression):
    """`is known | unknown | stale | none`, `exists`, each also denied."""

    value: Expression
    state: str
    denied: bool


@dataclass(frozen=True, slots=True)
class VerdictIs(Expression):
    """`ACTION is proposed | permitted | forbidden` for a subject."""

    action: str
    subject: Expression
    state: str
    denied: bool


@dataclass(frozen=True, slots=True)
class WouldBePermitted(Expression):
    """The verdict of any of the actions, before sizing, as if the rules `but_for` did not stand."""

    subject: Expression
    actions: tuple[str, ...]
    but_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Expression):
    """`+ - * /` (`of` has become `*`), on numbers, dates, times and instants."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negative(Expression):
    """`-x`."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Rounded(Expression):
    """To a multiple of `step`."""

    value: Expression
    mode: str
    step: Expression


@dataclass(frozen=True, slots=True)
class Convert(Expression):
    """`x as TYPE`: the same number under another name."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """`min max abs`, `first known`, `size`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Window(Expression):
    """A stretch of time: `this week`, `last quarter` (`unit` is the calendar's word), or `since` an instant or date."""

    word: str
    unit: str | None = None
    since: Expression | None = None


@dataclass(frozen=True, slots=True)
class Items(Expression):
    """The subjects that an aggregate, a choice or an allocation ranges over.

    For events: `happening` ones are new in this evaluation; a `window` bounds the instant of the event.
    """

    scope: str
    kind: str | None
    slot: int
    within: Expression | None
    where: tuple[Expression, ...]
    happening: bool = False
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Aggregate(Expression):
    """`sum mean highest lowest count any no every the` over items."""

    function: str
    items: Items
    value: Expression | None
    if_empty: Expression | None


@dataclass(frozen=True, slots=True)
class SeriesAggregate(Expression):
    """`sum mean highest lowest` of the last values of a series."""

    function: str
    fact: ReadFact
    length: Expression


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(of: type[Expression]) -> tuple[str, ...]:
    """The fields of an expression that may hold others."""
    if of not in _PARTS:
        _PARTS[of] = tuple(each.name for each in fields(of) if each.name not in {"type", "span", "tree"})
    return _PARTS[of]


def children(expression: Expression) -> list[Expression]:
    """The direct parts of an expression, in the order in which they are written."""
    found: list[Expression] = []
    for name in _parts(type(expression)):
        _collect(getattr(expression, name), found)
    return found


def _collect(value: object, found: list[Expression]) -> None:
    if isinstance(value, Expression):
        found.append(value)
    elif isinstance(value, tuple):
        for part in value:
            _collect(part, found)


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything in it."""
    yield expression
    for part in children(expression):
        yield from walk(part)
