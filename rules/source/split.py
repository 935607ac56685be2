"""Documents, found before YAML is read: a line `---` ends one even inside text or brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARK = re.compile(r"---(?=[ \t]|$)")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one document, from its line `---` if it has one; `first` counts from 0."""

    lines: Sequence[str]
    first: int

    @property
    def text(self) -> str:
        """What the YAML parser is given."""
        return "".join(f"{line}\n" for line in self.lines)


def split(lines: Sequence[str]) -> Iterator[Chunk]:
    """The documents of a file in order, those that hold nothing included."""
    start = 0
    for number, line in enumerate(lines):
        if number > start and line.startswith("---") and _MARK.match(line):
            yield Chunk(lines[start:number], start)
            start = number
    rest = lines[start:]
    if rest and not rest[-1]:  # what follows the last line break is no line
        rest = rest[:-1]
    yield Chunk(rest, start)
