"""Formulas over whole-number fields, and what is true, false and not known said by four of them.

A fact that the engine is told has nothing but whole numbers in it, and never a gap: a comparison with a missing field
answers what it likes. So *unknown* is not an absence but two formulas that both hold: not true, and not false. None of
the four needs a negation, for the opposite of a comparison of whole numbers is another comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a field with a whole number, or with the field that a text names."""

    field: str
    operator: str
    right: int | str


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; with no parts, always."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; with no parts, never."""

    parts: tuple[Formula, ...]


Formula = Test | Every | Some

ALWAYS = Every(())
NEVER = Some(())


def every(parts: Iterable[Formula]) -> Formula:
    """All of these, as flat as can be."""
    found = _flat(parts, Every)
    if NEVER in found:
        return NEVER
    return found[0] if len(found) == 1 else Every(found)


def some(parts: Iterable[Formula]) -> Formula:
    """At least one of these, as flat as can be."""
    found = _flat(parts, Some)
    if ALWAYS in found:
        return ALWAYS
    return found[0] if len(found) == 1 else Some(found)


def _flat(parts: Iterable[Formula], kind: type[Every] | type[Some]) -> tuple[Formula, ...]:
    """The parts, those of the same kind opened, each once, in the order in which they came."""
    found: dict[Formula, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, kind) else (part,)
        found.update(dict.fromkeys(inner))
    return tuple(found)


def opposite(formula: Formula) -> Formula:
    """What holds exactly when the formula does not."""
    match formula:
        case Test():
            return Test(formula.field, OPPOSITE[formula.operator], formula.right)
        case Every():
            return some([opposite(part) for part in formula.parts])
        case Some():
            return every([opposite(part) for part in formula.parts])


def fields_of(formula: Formula) -> Iterator[str]:
    """The fields that a formula compares."""
    if isinstance(formula, Test):
        yield formula.field
        if isinstance(formula.right, str):
            yield formula.right
        return
    for part in formula.parts:
        yield from fields_of(part)


def width(formula: Formula) -> int:
    """How many ways through a formula the engine may have in hand at once."""
    match formula:
        case Test():
            return 1
        case Every():
            return 1 + sum(width(part) - 1 for part in formula.parts)
        case Some():
            return sum(width(part) for part in formula.parts)


def junctions(formula: Formula) -> int:
    """How many `and` and `or` stand in a formula."""
    if isinstance(formula, Test):
        return 0
    return 1 + sum(junctions(part) for part in formula.parts)


@dataclass(frozen=True, slots=True)
class Kleene:
    """A condition: when it is true, when it is false, and the opposite of each. Unknown is neither."""

    true: Formula
    false: Formula
    not_true: Formula
    not_false: Formula

    @property
    def unknown(self) -> Formula:
        """When nobody knows."""
        return every([self.not_true, self.not_false])

    @property
    def negated(self) -> Kleene:
        """`not`."""
        return Kleene(self.false, self.true, self.not_false, self.not_true)

    def taken_as(self, if_unknown: bool) -> Kleene:
        """The condition with a sure answer where it is unknown."""
        if if_unknown:
            return Kleene(self.not_false, self.false, self.false, self.not_false)
        return Kleene(self.true, self.not_true, self.not_true, self.true)

    @property
    def plain(self) -> bool:
        """Whether each of the four is one comparison at most."""
        four = (self.true, self.false, self.not_true, self.not_false)
        return all(isinstance(each, Test) or not each.parts for each in four)

    @property
    def joins(self) -> bool:
        """Whether the condition is an `and` of single comparisons, which another `and` can take in as they are."""
        return all(_only(each, Every) for each in (self.true, self.not_false)) and all(
            _only(each, Some) for each in (self.false, self.not_true)
        )

    @property
    def field(self) -> str | None:
        """The field that holds the condition's state, if that is all there is to it."""
        true = self.true
        return true.field if isinstance(true, Test) and self == state(true.field) else None


def _only(formula: Formula, kind: type[Every] | type[Some]) -> bool:
    if isinstance(formula, Test) or not formula.parts:
        return True
    return isinstance(formula, kind) and all(isinstance(part, Test) for part in formula.parts)


def kleene(true: Formula, false: Formula) -> Kleene:
    """A condition by when it is true and when it is false."""
    return Kleene(true, false, opposite(true), opposite(false))


def two_valued(true: Formula) -> Kleene:
    """A condition that is never unknown."""
    return Kleene(true, opposite(true), opposite(true), true)


TRUE = two_valued(ALWAYS)
FALSE = two_valued(NEVER)
UNKNOWN = kleene(NEVER, NEVER)


def state(field: str) -> Kleene:
    """A condition whose field holds 1 for true, 0 for unknown, -1 for false."""
    return kleene(Test(field, ">", 0), Test(field, "<", 0))


def both(parts: Sequence[Kleene]) -> Kleene:
    """Kleene `and`."""
    return Kleene(
        every(part.true for part in parts),
        some(part.false for part in parts),
        some(part.not_true for part in parts),
        every(part.not_false for part in parts),
    )


def either(parts: Sequence[Kleene]) -> Kleene:
    """Kleene `or`."""
    return both([part.negated for part in parts]).negated


def known(of: Kleene) -> Kleene:
    """Whether a condition is known; never unknown itself."""
    return two_valued(some([of.true, of.false]))


def same(one: Kleene, other: Kleene) -> Kleene:
    """Whether two conditions are both true or both false; unknown if one of them is."""
    return either([both([one, other]), both([one.negated, other.negated])])


def guarded(by: Kleene, what: Kleene) -> Kleene:
    """A condition that can be judged only where another is true."""
    return Kleene(
        every([by.true, what.true]),
        every([by.true, what.false]),
        some([by.not_true, every([by.true, what.not_true])]),
        some([by.not_true, every([by.true, what.not_false])]),
    )


def picked(field: str, then: Kleene, otherwise: Kleene) -> Kleene:
    """`if`, by the field that holds its condition: where that is unknown, only what both ways agree on is known."""
    way, other, doubt = Test(field, ">", 0), Test(field, "<", 0), Test(field, "==", 0)

    def of(one: Formula, two: Formula, in_doubt: Formula) -> Formula:
        return some([every([way, one]), every([other, two]), every([doubt, in_doubt])])

    return Kleene(
        of(then.true, otherwise.true, every([then.true, otherwise.true])),
        of(then.false, otherwise.false, every([then.false, otherwise.false])),
        of(then.not_true, otherwise.not_true, some([then.not_true, otherwise.not_true])),
        of(then.not_false, otherwise.not_false, some([then.not_false, otherwise.not_false])),
    )
