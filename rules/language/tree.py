"""The tree of a leaf as it was written: no names are resolved and nothing is typed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What every node has: the character offsets of its text in the leaf."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Number(Tree):
    """A number with the unit it was written in: `5`, `3 sessions`, `$0.01 per share`, `25%` (unit `%`)."""

    value: Fraction
    unit: tuple[str, ...] = ()
    per: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DateLiteral(Tree):
    """A calendar date."""

    value: date


@dataclass(frozen=True, slots=True)
class TimeLiteral(Tree):
    """A time of day, exchange-local."""

    value: time


@dataclass(frozen=True, slots=True)
class Truth(Tree):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class UnknownLiteral(Tree):
    """`unknown`: nobody told us."""


@dataclass(frozen=True, slots=True)
class NoneLiteral(Tree):
    """`none`: we were told that there is nothing."""


@dataclass(frozen=True, slots=True)
class Path(Tree):
    """A name or names joined by dots."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListLiteral(Tree):
    """`[put, call]`."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class If(Tree):
    """`if c then a else b`."""

    condition: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True)
class Junction(Tree):
    """`and` or `or` over two and more parts."""

    word: str
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not(Tree):
    """`not x`."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Compare(Tree):
    """`a < b`, and `is` / `is not` between two values."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Between(Tree):
    """`x between low and high`, both ends included."""

    value: Tree
    low: Tree
    high: Tree


@dataclass(frozen=True, slots=True)
class In(Tree):
    """`x in y`, `x not in y`."""

    value: Tree
    container: Tree
    denied: bool


@dataclass(frozen=True, slots=True)
class IsState(Tree):
    """`x is known`, `x is not none`, `x exists` (state `exists`), `close is proposed`."""

    value: Tree
    state: str
    denied: bool


@dataclass(frozen=True, slots=True)
class WouldBePermitted(Tree):
    """`candidate would be permitted open_csp or write_call but for §9, GEN-ENTRY-01`."""

    subject: Tree
    actions: tuple[str, ...]
    but_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Tree):
    """`+ - * /` and `of`."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negative(Tree):
    """`-x`."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Rounded(Tree):
    """`x rounded up to step`; mode is `up`, `down`, `half up` or `half even`."""

    value: Tree
    mode: str
    step: Tree


@dataclass(frozen=True, slots=True)
class Keyed(Tree):
    """`entry.delta_low for sleeve.kind`."""

    value: Tree
    key: Tree


@dataclass(frozen=True, slots=True)
class AsType(Tree):
    """`x as ratio`."""

    value: Tree
    type_name: str


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """`min(a, b)`, `max(a, b)`, `abs(a)`, `first known of a, b`, `size of x`."""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AgeOf(Tree):
    """`age of contract.bid`: how old a fact is, whether stale or not."""

    path: Path


@dataclass(frozen=True, slots=True)
class LastOf(Tree):
    """`last contract.bid`: the value though it be stale."""

    path: Path


@dataclass(frozen=True, slots=True)
class Before(Tree):
    """`position.worst_level before`: what a kept fact was at the end of the last evaluation."""

    path: Path


@dataclass(frozen=True, slots=True)
class Window(Tree):
    """`this week`, `last quarter` (word and unit), `since sleeve.quarter_began` (word and instant)."""

    word: str
    unit: str | None = None
    since: Tree | None = None


@dataclass(frozen=True, slots=True)
class Source(Tree):
    """Subjects of a scope: `position as p in sleeve where …`; events also by `that happens` and by their time."""

    scope: str
    alias: str | None = None
    within: Path | None = None
    where: tuple[Tree, ...] = ()
    happening: bool = False
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Happens(Tree):
    """`called_away in sleeve happens`: such an event is new in this evaluation."""

    source: Source


@dataclass(frozen=True, slots=True)
class Enters(Tree):
    """`slice in order enters replaced`, `order enters done`: a machine enters a state in this evaluation."""

    source: Source
    state: str


@dataclass(frozen=True, slots=True)
class Aggregate(Tree):
    """`sum of x over position in sleeve`, `count of …`, `any …`, `no …`, `every … has x`, `the …`."""

    function: str
    value: Tree | None
    source: Source
    let: tuple[tuple[str, Tree], ...] = ()
    if_empty: Tree | None = None


@dataclass(frozen=True, slots=True)
class SeriesAggregate(Tree):
    """`mean of underlying.true_range over the last 5 sessions`."""

    function: str
    value: Tree
    length: Tree


@dataclass(frozen=True, slots=True)
class Cases(Tree):
    """An if / else-if chain; the first case that holds decides, an unknown case stops the chain."""

    cases: tuple[tuple[Tree, Tree], ...]
    otherwise: Tree | None
