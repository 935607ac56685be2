"""From a character of a value back to its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.source.span import Span

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")

_BLANK_ESCAPE = re.compile(r"\\(?:[ tn\t]|x20|x09|x0[aA]|u0020|u0009|u000[aA]|U00000020|U00000009|U0000000[aA])")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one character of a value stands; lines and columns count from 1, `end` is the column after it."""

    line: int
    column: int
    end: int


Places = list[_Place]
"""The places of all characters of a value; empty until one of them is asked for."""


def locate(
    value: str, span: Span, style: str, lines: Sequence[str], offset: int, end: int, known: Places | None = None
) -> Span:
    """The place of `value[offset:end]`; both offsets lie within the value. `known` keeps what was found out."""
    inset = 1 if style in ("single", "double") else 0
    start = span.column - 1 + inset
    if not lines or not value:
        return span
    if span.line == span.end_line and lines[span.line - 1].startswith(value, start):
        stop = start + len(value)
        if stop == span.end_column - 1 - inset:
            return Span(span.file, span.line, start + offset + 1, span.line, start + end + 1)
    places = known or _places(value, span, style, lines)
    if known is not None and not known:
        known += places
    if offset == len(value):
        after = places[-1]
        return Span(span.file, after.line, after.end, after.line, after.end)
    first = places[offset]
    if end == offset:
        return Span(span.file, first.line, first.column, first.line, first.column)
    last = places[end - 1]
    return Span(span.file, first.line, first.column, last.line, last.end)


def _places(value: str, span: Span, style: str, lines: Sequence[str]) -> Places:
    """One place for each character of the value.

    Folding and stripping of lines touch only white space, so what is left over (letters and the like) comes
    in the same order in value and source: each is paired with its own. White space lies where its
    neighbours leave it.
    """
    source = _letters(span, lines, style)
    places: Places = []
    blanks = 0
    here = _Place(span.line, span.column, span.column)
    for character in value:
        if character in " \t\n":
            blanks += 1
            places.append(_blank_after(here, blanks, span, lines))
            continue
        here = next(source, here)
        if blanks == len(places):  # white space before the first letter lies in front of it
            for back in range(blanks):
                column = max(here.column - blanks + back, 1)
                places[back] = _Place(here.line, column, column + 1)
        places.append(here)
        blanks = 0
    return places


def _blank_after(here: _Place, count: int, span: Span, lines: Sequence[str]) -> _Place:
    column = here.end + count - 1
    width = span.end_column - 1 if here.line == span.end_line else len(lines[here.line - 1])
    return _Place(here.line, column, column + 1) if column <= width else _Place(here.line, width + 1, width + 1)


def _letters(span: Span, lines: Sequence[str], style: str) -> Iterator[_Place]:
    """The places of all characters of the value that are not white space, an escape being one character."""
    for number, start, text in _parts(span, lines, 1 if style in ("single", "double") else 0):
        column = 0
        while column < len(text):
            width = 1
            white = text[column] in " \t"
            if style == "single" and text.startswith("''", column):
                width = 2
            elif style == "double" and text[column] == "\\":
                escape = _ESCAPE.match(text, column)
                # At the end of a line a backslash only joins the next one.
                width = len(escape.group()) if escape else 1
                white = escape is None or _BLANK_ESCAPE.fullmatch(escape.group()) is not None
            if not white:
                yield _Place(number, start + column, start + column + width)
            column += width


def _parts(span: Span, lines: Sequence[str], quotes: int) -> Iterator[tuple[int, int, str]]:
    """The lines of the span without the quotes: number, first column, text."""
    for number in range(span.line, span.end_line + 1):
        line = lines[number - 1]
        start = span.column + quotes if number == span.line else 1
        stop = span.end_column - 1 - quotes if number == span.end_line else len(line)
        yield number, start, line[start - 1 : stop]
