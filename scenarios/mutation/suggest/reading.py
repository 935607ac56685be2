"""What rules read of the facts of a scenario, and what they compare."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.boundary import Given
from engine.evaluate import decider_for
from engine.explain import distance
from engine.facts import Facts
from engine.memory import Event, Memory
from engine.values import Subject, Value
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from scenarios.effects import Effects

Cell = tuple[x.FactId, Subject]
Comparison = tuple[x.Compare | x.Between, Environment]

_MOST_COMPARISONS = 24
_MOST_SEEN = 400


@dataclass(slots=True)
class Reads:
    """Given and kept facts that were read, each once and in order, and the comparisons that were made.

    `about` are the subjects for which something was looked at that a change is about.
    """

    given: dict[Cell, None] = field(default_factory=dict)
    kept: dict[Cell, None] = field(default_factory=dict)
    compared: dict[tuple[int, Environment], Comparison] = field(default_factory=dict)
    about: dict[Subject, None] = field(default_factory=dict)

    def first(self, near: Callable[[Subject], bool]) -> Reads:
        """The same; what is read of subjects that are near to what a change is about goes first."""
        compared = sorted(self.compared.items(), key=lambda each: not near(each[0][1][0]))
        return Reads(
            dict.fromkeys(sorted(self.given, key=lambda cell: not near(cell[1]))),
            dict.fromkeys(sorted(self.kept, key=lambda cell: not near(cell[1]))),
            dict(compared[:_MOST_COMPARISONS]),
            self.about,
        )


class Reading(Decider):
    """A decider that notes down what it reads, and what it compares of these expressions."""

    tells_apart = True

    def __init__(self, reader: Reader, *arguments: Any) -> None:
        self.reader = reader
        self.reads = reader.reads
        super().__init__(*arguments)

    def value(self, expression: x.Expression, environment: Environment) -> Value:
        """The value of an expression for bound subjects."""
        if id(expression) in self.reader.watched:
            seen = self.reads.compared
            if isinstance(expression, x.Compare | x.Between) and len(seen) < _MOST_SEEN:
                seen.setdefault((id(expression), environment), (expression, environment))
            if environment and self._is_changed(expression, environment):
                self.reads.about[environment[0]] = None
        return super().value(expression, environment)

    def _is_changed(self, expression: x.Expression, environment: Environment) -> bool:
        """Whether the change is about what is looked at here."""
        if id(expression) in self.reader.changed:
            return True
        if not isinstance(expression, x.ReadParameter):
            return False
        word = None if expression.key is None else str(super().value(expression.key, environment))
        return (expression.name, word) in self.reader.changed

    def raw(self, fact: c.Fact, subject: Subject) -> Given:
        """A given fact as it was given."""
        self.reads.given[fact.id, subject] = None
        return super().raw(fact, subject)

    def before(self, fact: x.FactId, subject: Subject) -> Value:
        """The value of a kept fact at the end of the last evaluation."""
        self.reads.kept[fact, subject] = None
        return super().before(fact, subject)

    def derive(self, fact: x.FactId, subject: Subject) -> Value:
        """The value of a written fact."""
        if self.law.facts[fact].origin == "kept":
            self.reads.kept[fact, subject] = None
        return super().derive(fact, subject)


@dataclass(frozen=True, slots=True)
class Reader:
    """Notes down what the decisions of a scenario read for some documents."""

    documents: Sequence[str]
    changed: frozenset[Hashable]
    reads: Reads
    watched: frozenset[int]

    def decider(
        self, law: c.Law, facts: Facts, memory: Memory, events: Sequence[Event], first: bool = False
    ) -> Decider:
        """A decider that notes down here what it reads."""
        del first

        def make(*arguments: Any) -> Decider:
            return Reading(self, *arguments)

        return decider_for(law, facts, memory, events, make)

    def look(self, decider: Decider) -> None:
        """Has a decider work out what the documents say, so that it reads what they read."""
        if not any(universe.id in self.documents for universe in decider.law.universes):
            self.reads.given.clear()  # what was read to find out who is there
            self.reads.kept.clear()
        for document in self.documents:
            Effects.of(decider, document)


def reader_for(law: c.Law, documents: Sequence[str], changed: frozenset[Hashable]) -> Reader:
    """What notes down the reads of these documents, in which something is changed."""
    watched = frozenset(
        id(part)
        for document in law.documents()
        if document.id in documents or _has_move(document, documents)
        for root in expressions(document)
        for part in x.walk(root)
    )
    return Reader(documents, changed, Reads(), watched)


def _has_move(document: c.Document, ids: Iterable[str]) -> bool:
    return isinstance(document, c.TypedMachine) and any(move.id in ids for move in document.moves)


def margins(decider: Decider, comparisons: Iterable[Comparison]) -> list[Fraction | None]:
    """How far the sides of each comparison are apart; both ends of a range. None where one is not known."""
    found: list[Fraction | None] = []
    for node, environment in comparisons:
        for left, right in _sides(node):
            found.append(distance(decider.value(left, environment), decider.value(right, environment)))
    return found


def _sides(node: x.Compare | x.Between) -> tuple[tuple[x.Expression, x.Expression], ...]:
    if isinstance(node, x.Between):
        return (node.value, node.low), (node.value, node.high)
    return ((node.left, node.right),)
