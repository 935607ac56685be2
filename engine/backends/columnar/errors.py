"""What the columnar engine refuses, by name: it never falls back on another engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that columns cannot hold, what in it, and where that stands."""

    document: str
    what: str
    span: Span | None = None

    def __str__(self) -> str:
        place = f" ({self.span.file}:{self.span.line}:{self.span.column})" if self.span is not None else ""
        return f"{self.document}: {self.what}{place}"


_TOLD = 3


class CannotColumn(Exception):
    """The engine cannot evaluate this law; the message names the first documents that it refuses."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        told = "; ".join(map(str, self.refusals[:_TOLD]))
        more = len(self.refusals) - _TOLD
        super().__init__(told + (f"; and {more} more" if more > 0 else ""))


class CannotFeed(Exception):
    """A value that its column cannot hold: not on its grid, out of its range, or of a kind that no column has."""


class NotInstalled(Exception):
    """An optional library that was asked for is not there."""
