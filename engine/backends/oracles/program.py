"""What is asked of the engine about one action: the fields it is given, and the questions that it answers with them.

A question stands in a step; its answer is a field of the facts of later steps. That is the chain: conditions, then
rules, then which of them stand, then the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.backends.oracles.formula import Formula
from rules.language.typed import Expression, ReadFact

# Answers, and the states of conditions.
YES, UNSURE, NO, SILENT = 1, 0, -1, -2
# Whether a value is there.
THERE, NOTHING, NOT_KNOWN = 1, 0, -1
# Verdicts.
PERMITTED, NOT_PERMITTED, FORBIDDEN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression is evaluated: the subject reached from the action's own, each way from the one before."""

    ways: tuple[Expression, ...] = ()

    def then(self, way: Expression) -> Place:
        """The subject reached from here."""
        return Place((*self.ways, way))


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression at a place."""

    place: Place
    expression: Expression


Fields = tuple[str, str, str, str]


# --- what is prepared ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a comparison as whole numbers, each by its lowest and its highest; equal where it is known.

    `fields` are left lowest, left highest, right lowest, right highest. A side that is always known has one field
    for both.
    """

    fields: Fields
    left: Asked
    right: Asked
    by_size: bool


@dataclass(frozen=True, slots=True)
class Ages:
    """The age of a given fact and the age from which it is stale, as the sides of a comparison."""

    fields: Fields
    place: Place
    fact: ReadFact


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition that the engine does not look into: true 1, unknown 0, false -1."""

    field: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a value is there: 1 it is, 0 it is none, -1 nobody knows."""

    field: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Members:
    """A value and the members of a set, as numbers of words. `state`: 1 both known, 0 unknown, -1 surely no member."""

    state: str
    value: str
    members: tuple[str, ...]
    asked: Asked
    container: Asked


@dataclass(frozen=True, slots=True)
class Suspended:
    """1 where a waiver suspends a rule for the action's subject, else 0."""

    field: str
    rule: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """1 where a rule proposes the action, else 0; it decides only whether there is a decision to make."""

    field: str


Input = Sides | Ages | Truth | Presence | Members | Suspended | Proposed


def fields_of_input(given: Input) -> tuple[str, ...]:
    """The fields that an input fills."""
    match given:
        case Sides() | Ages():
            return tuple(dict.fromkeys(given.fields))
        case Members():
            return (given.state, given.value, *given.members)
        case _:
            return (given.field,)


def places_of(given: Input) -> tuple[Place, ...]:
    """The places whose subjects an input depends on; none where it depends on the action's subject as such."""
    match given:
        case Sides():
            return (given.left.place, given.right.place)
        case Ages():
            return (given.place,)
        case Members():
            return (given.asked.place, given.container.place)
        case Truth() | Presence():
            return (given.asked.place,)
        case _:
            return ()


def expressions_of(given: Input) -> tuple[Expression, ...]:
    """The expressions that are calculated for an input."""
    match given:
        case Sides():
            return (given.left.expression, given.right.expression)
        case Members():
            return (given.asked.expression, given.container.expression)
        case Truth() | Presence():
            return (given.asked.expression,)
        case Ages():
            return (given.fact,)
        case _:
            return ()


# --- what is asked ------------------------------------------------------------------------------
class Part(StrEnum):
    """What a question is about."""

    CONDITION = "condition"
    APPLIES = "applies"
    ASKED = "asked"
    RULE = "rule"
    STANDS = "stands"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the engine decides. Exactly one of the answers must hold; its number becomes the field's value."""

    field: str
    part: Part
    about: str
    answers: tuple[tuple[int, Formula], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that are answered from one fact; `number` tells its facts from all others."""

    number: int
    fields: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Everything about one action. `gate` is the question after which a chain ends when nobody speaks to the action.

    `taken` says of each rule that rests on any what it takes over from the reference engine: kept facts, events and
    verdicts.
    """

    action: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    gate: str | None
    permits: frozenset[str]
    rules: tuple[tuple[str, str], ...]
    stands: tuple[tuple[str, str], ...]
    verdict: str
    taken: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are asked."""
        return tuple(question for step in self.steps for question in step.questions)
