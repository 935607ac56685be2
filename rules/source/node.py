"""What a document is made of: text, lists and maps. Nothing is resolved: `no` and `12:30` stay text."""

from __future__ import annotations

from collections.abc import Sequence as Lines
from dataclasses import dataclass, field
from typing import Literal

from rules.source import places
from rules.source.span import Span

Style = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text.

    `value` is what YAML makes of it: unquoted, folded, without comment. `span` is what a reader sees: with
    the quotes, and for a block (`>` or `|`) the text below the sign. A value that was left out is "" with a
    span of no width.
    """

    value: str
    span: Span
    style: Style
    lines: Lines[str] = field(default=(), repr=False, compare=False)
    _places: places.Places = field(default_factory=list, repr=False, compare=False)

    def at(self, offset: int, end: int | None = None) -> Span:
        """Where the characters `offset` up to `end` (exclusive) of `value` stand in the file.

        Without `end` it is one character, or the place after the last one. Offsets outside the value are
        moved to its nearest end. Where lines were folded, the blank that stands for a line break lies at
        the end of its line.
        """
        last = len(self.value)
        offset = min(max(offset, 0), last)
        end = min(offset + 1, last) if end is None else min(max(end, offset), last)
        return places.locate(self.value, self.span, self.style, self.lines, offset, end, self._places)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list. `flow` tells `[a, b]` from a block of lines that begin with `-`."""

    items: tuple[Node, ...]
    span: Span
    flow: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map, in the order of the file; no key stands twice. `flow` tells `{a: b}` from a block of lines."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    flow: bool
    _index: dict[str, tuple[Scalar, Node]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {entry[0].value: entry for entry in self.entries})

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None if the map has no such key."""
        entry = self._index.get(key)
        return entry[1] if entry else None

    def key(self, key: str) -> Scalar | None:
        """The key itself with its place, or None if the map has no such key."""
        entry = self._index.get(key)
        return entry[0] if entry else None

    def keys(self) -> tuple[str, ...]:
        """The keys as text, in the order of the file."""
        return tuple(self._index)


Node = Scalar | Sequence | Mapping
