"""Places in source files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text in a file.

    Lines and columns count from 1, columns in characters (a tab is one). The end is exclusive: it is the
    place of the first character that no longer belongs. A stretch of no width marks a place between two
    characters.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of `other`, which stands later in the file."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)
