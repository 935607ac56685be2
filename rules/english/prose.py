"""Prose in pieces: text in which names of the law can still be told from words, so that a page may link them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

What = Literal["action", "event", "fact", "kind", "parameter", "rule", "schedule", "word"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. With `what`, it stands for this name of the law."""

    text: str
    what: What | None = None
    name: str = ""


Prose = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence, and what is said point by point below it."""

    prose: Prose
    parts: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it tells, its heads, and rows of as many cells."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Item, ...], ...]


Block = Item | Grid
Told = tuple[Block, ...]
"""What is told of one document, one thing after the other."""


def prose(*parts: str | Piece | Prose) -> Prose:
    """One prose of several parts; plain text that follows plain text becomes one piece."""
    found: list[Piece] = []
    for part in parts:
        pieces: Iterable[Piece] = (
            (Piece(part),) if isinstance(part, str) else (part,) if isinstance(part, Piece) else part
        )
        for piece in pieces:
            if found and piece.what is None and found[-1].what is None:
                found[-1] = Piece(found[-1].text + piece.text)
            elif piece.text:
                found.append(piece)
    return tuple(found)


def item(*parts: str | Piece | Prose, below: Sequence[Item] = ()) -> Item:
    """A sentence with its points."""
    return Item(prose(*parts), tuple(below))


def joined(parts: Sequence[Prose], last: str = "and") -> Prose:
    """`a`, `a and b`, `a, b and c`."""
    found: list[str | Prose] = []
    for at, part in enumerate(parts):
        if at:
            found.append(f" {last} " if at == len(parts) - 1 else ", ")
        found.append(part)
    return prose(*found)


def begun(text: Prose) -> Prose:
    """The same, with a capital at its beginning."""
    if not text or not text[0].text:
        return text
    first = text[0]
    return (Piece(first.text[0].upper() + first.text[1:], first.what, first.name), *text[1:])


def plain(text: Prose) -> str:
    """Prose as mere text."""
    return "".join(piece.text for piece in text)


def lines(told: Iterable[Block], indent: str = "") -> list[str]:
    """What is told as lines of text, two blanks further in for what stands below; a row of a table on one line."""
    found: list[str] = []
    for block in told:
        if isinstance(block, Grid):
            found.append(f"{indent}{block.caption}: {' | '.join(block.heads)}")
            found += [f"{indent}  {' | '.join(in_one_line(cell) for cell in row)}".rstrip() for row in block.rows]
        else:
            found.append(indent + plain(block.prose))
            found += lines(block.parts, indent + "  ")
    return found


def in_one_line(told: Item) -> str:
    """A sentence and all its points, one behind the other."""
    below = "; ".join(in_one_line(part) for part in told.parts)
    return f"{plain(told.prose)} {below}".strip()
