"""Tables for people: columns as wide as what stands in them, the last one wrapped to the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

_GAP = "  "
_NARROWEST = 30
"""Columns that the last cell keeps on a page that is too narrow."""

_STYLES: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "doubt": {"fg": "yellow"},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Text, and how it is set off where colors are shown: `bold`, `dim`, `good`, `bad`, `doubt` or not."""

    text: str
    style: str = ""


Row = Sequence["Cell | str"]


def table(
    rows: Iterable[Row],
    width: int,
    *,
    indent: int = 2,
    right: Iterable[int] = (),
    most: Mapping[int, int] | None = None,
    color: bool = False,
) -> list[str]:
    """The rows as lines, every cell wrapped to its column.

    Columns whose numbers are in `right` are set to the right; those in `most` are at most so wide; the last
    one has what is left of the page.
    """
    most = most or {}
    cells = [[_cell(each) for each in row] for row in rows]
    columns = max(map(len, cells), default=0)
    wide: list[int] = []
    for at in range(columns):
        widest = max((columns_of(row[at].text) for row in cells if at < len(row) - 1), default=0)
        wide.append(min(widest, most.get(at, widest)))
    lines: list[str] = []
    for row in cells:
        taken = indent + sum(each + len(_GAP) for each in wide[: len(row) - 1])
        rest = max(width - taken, _NARROWEST)
        parts = [list(wrapped(cell.text, wide[at])) for at, cell in enumerate(row[:-1])]
        parts.append(list(wrapped(row[-1].text, rest)))
        for number in range(max(map(len, parts))):
            line = " " * indent
            for at, cell in enumerate(row):
                text = parts[at][number] if number < len(parts[at]) else ""
                blank = " " * ((wide[at] if at < len(row) - 1 else 0) - columns_of(text))
                shown = styled(text, cell.style, color)
                line += f"{blank}{shown}{_GAP}" if at in right else f"{shown}{blank}{_GAP}"
            lines.append(line.rstrip())
    return lines


def _cell(cell: Cell | str) -> Cell:
    return Cell(printable(cell.text), cell.style) if isinstance(cell, Cell) else Cell(printable(cell))


def styled(text: str, style: str, color: bool) -> str:
    """Text in a style, if colors are shown."""
    return click.style(text, **_STYLES[style]) if color and style and text else text


def printable(text: str) -> str:
    """Text that cannot steer a terminal, on one line."""
    return "".join(each if each.isprintable() else "\ufffd" for each in " ".join(text.split("\n")))


def columns_of(text: str) -> int:
    """Columns on a terminal: wide signs take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def wrapped(text: str, width: int) -> Iterator[str]:
    """Text in lines of at most `width` columns, broken at blanks; a longer word has its line alone."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and columns_of(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line
