"""The parts of a law that scenarios should show, and what they should show of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from rules.compile import law as c
from rules.language import typed as x
from rules.source.span import Span

BEHIND = " › "
"""What stands between the steps of an id: `GEN-01 › when › all › 3`."""


class Kind(StrEnum):
    """What a part is."""

    CLAUSE = "clause"
    BOUNDARY = "boundary"
    ROW = "row"
    LATCH = "latch"
    LIMIT = "limit"


class Need(StrEnum):
    """What should be seen of a part."""

    TRUE = "true"
    FALSE = "false"
    TOUCHED = "touched"
    CHOSEN = "chosen"
    SET = "set"
    RESET = "reset"
    BINDS = "binds"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the law: its document, what it says, where it stands, and what should be seen of it.

    The id is the document's and the way inside as the law is written. The boundary of a clause has the id of its
    clause; one with two ends has two boundaries, `end` says which.
    """

    id: str
    kind: Kind
    document: str
    text: str
    span: Span | None
    needs: tuple[Need, ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a comparison turns, and how near the scenarios have to come to it.

    It says `low <= high` (`closed`) or `low < high`; the clause says the opposite where it is `denied` by a `not`.
    `inner` and `outer` are the greatest distances at which the clause has to be seen true, and false; None where any
    will do, since its values lie on no grid.
    """

    part: int
    low: x.Expression
    high: x.Expression
    closed: bool
    denied: bool
    inner: Fraction | None
    outer: Fraction | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one law. The other fields find, by the identity of an expression, what it stands for."""

    law: c.Law
    all: tuple[Part, ...]
    clauses: Mapping[int, int]
    boundaries: Mapping[int, tuple[Boundary, ...]]
    rows: Mapping[str, tuple[int, ...]]
    others: Mapping[tuple[Kind, str], int]
    sides: frozenset[int]
    """The sides of comparisons that have a boundary."""
    marked: frozenset[int]
    """All expressions of which anything is asked: clauses, comparisons with a boundary, their sides."""

    def of(self, kind: Kind) -> tuple[Part, ...]:
        """The parts of one kind."""
        return tuple(part for part in self.all if part.kind is kind)
