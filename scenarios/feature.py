"""What a feature file says: scenarios with their steps, tables and tags, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rules.diagnostics.diagnostic import Related
from rules.source.span import Span

Keyword = Literal["given", "when", "then"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """The table below a step; every row has the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it is executed: `And` has become what it continues, an outline's names their values.

    `written` is the text as it stands in the file; `row` is the row of examples that the values come from.
    """

    keyword: Keyword
    text: str
    span: Span
    written: str
    table: Table | None = None
    doc: str | None = None
    row: Span | None = None

    def at(self, start: int, end: int) -> Span:
        """The place of these characters of the text; the whole step where the file has other characters."""
        if self.text != self.written:
            return self.span
        here = self.span
        return Span(here.file, here.line, here.column + start, here.line, here.column + end)

    @property
    def related(self) -> tuple[Related, ...]:
        """The row of examples, for a finding about this step."""
        return (Related(self.row, "with the values of this row"),) if self.row is not None else ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, without its sign."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one row of an outline. `tags` include those of its rule and feature."""

    name: str
    feature: str
    rule: str | None
    steps: tuple[Step, ...]
    tags: tuple[Tag, ...]
    span: Span
    row: Span | None = None

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.span.file

    @property
    def line(self) -> int:
        """The line to look at: of the row of examples where there is one."""
        return (self.row or self.span).line


@dataclass(frozen=True, slots=True)
class Feature:
    """One file."""

    file: str
    name: str
    scenarios: tuple[Scenario, ...]

    def steps(self) -> Iterator[Step]:
        """Every step of every scenario."""
        for scenario in self.scenarios:
            yield from scenario.steps
