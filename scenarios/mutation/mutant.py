"""One small change of a law."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

from rules.compile.law import Law
from rules.source.span import Span
from scenarios.coverage.parts import BEHIND


class Operator(StrEnum):
    """The kinds of changes."""

    COMPARISON = "comparison"
    THRESHOLD = "threshold"
    MEMBER = "member"
    CLAUSE = "clause"
    JUNCTION = "junction"
    NEGATION = "negation"
    ARITHMETIC = "arithmetic"
    EXTREME = "extreme"
    ROUNDING = "rounding"
    ROW = "row"
    ORDER = "order"
    DOCUMENT = "document"
    OCCASION = "occasion"
    UNKNOWN = "unknown"
    MEMORY = "memory"
    ALLOCATION = "allocation"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change: where it stands, what it changes into what, and how it is made.

    `reach` names what an evaluation must have looked at for the change to matter: expressions by their identity,
    parameters by name and word. `rules` are the documents whose own scenarios are tried first.
    """

    document: str
    path: tuple[str, ...]
    operator: Operator
    change: str
    text: str
    span: Span | None
    reach: frozenset[Hashable]
    rules: frozenset[str]
    make: Callable[[Law], Law]
    ordinal: int = 1

    @property
    def id(self) -> str:
        """The document, the way inside as it is written, and the change; the second of the same has a number."""
        more = f" ({self.ordinal})" if self.ordinal > 1 else ""
        return f"{BEHIND.join((self.document, *self.path))}: {self.change}{more}"
