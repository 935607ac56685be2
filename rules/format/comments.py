"""The comments of a document, found by what the YAML parser left over."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.source.node import Mapping, Node, Scalar
from rules.source.split import Chunk

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")
_BLOCK_SIGN = re.compile(r"[|>][+-]?(?=[ \t]*(?:[ \t]#.*)?$)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment from its `#` to the end of its line; `line` counts from 1, `column` from 0.

    `alone` tells whether nothing stands before it. A blank line is a comment without text.
    """

    line: int
    column: int
    text: str
    alone: bool


def comments(chunk: Chunk, root: Mapping | None) -> list[Comment]:
    """Every comment and every blank line of a document, in order; `root` is what was read from it."""
    covered: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for scalar in _scalars(root) if root is not None else ():
        for place, start, end in _places(scalar):
            covered[place].append((start, end))
    found = []
    for number, line in enumerate(chunk.lines, start=chunk.first + 1):
        if not line.strip():
            if number not in covered:
                found.append(Comment(number, 0, "", alone=True))
            continue
        places = covered.get(number, [])  # in their order, none upon another
        for match in _HASH.finditer(line):
            before = bisect_right(places, (match.start(), len(line) + 1))
            if not before or places[before - 1][1] <= match.start():
                text = line[match.start() :].rstrip()
                found.append(Comment(number, match.start(), text, alone=not line[: match.start()].strip()))
                break
    return found


def block_sign(scalar: Scalar, lines: Sequence[str]) -> tuple[int, str]:
    """The line, from 1, of the `|` or `>` of a block of text, and the sign itself."""
    line = scalar.span.line
    if not scalar.value.strip("\n"):
        return line, lines[line - 1][scalar.span.column - 1 : scalar.span.end_column - 1]
    line -= 1
    while not lines[line - 1].strip():
        line -= 1
    sign = _BLOCK_SIGN.search(lines[line - 1])
    assert sign is not None  # the parser has read it
    return line, sign.group()


def last_line(scalar: Scalar, lines: Sequence[str]) -> int:
    """The last line, from 1, that belongs to a piece of text.

    `|+` keeps the blank lines below it, and each block the lines of blanks that reach further than its indentation.
    """
    last = scalar.span.end_line
    if scalar.style not in ("literal", "folded"):
        return last
    line, sign = block_sign(scalar, lines)
    indent = block_indent(lines[line:last])
    number = last
    while number < len(lines) - 1 and not lines[number].strip():  # what follows the last line break is no line
        number += 1
        if sign.endswith("+") or len(lines[number - 1]) > indent > 0:
            last = number
    return last


def block_indent(content: Iterable[str]) -> int:
    """How far the lines of a block of text are indented; 0 if all of them are blank."""
    return next((len(each) - len(each.lstrip(" ")) for each in content if each.strip(" ")), 0)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from _scalars(value)
    else:
        for item in node.items:
            yield from _scalars(item)


def _places(scalar: Scalar) -> Iterator[tuple[int, int, int]]:
    """Where `#` is only a character: lines from 1, and columns from 0."""
    span, lines = scalar.span, scalar.lines
    if scalar.style in ("literal", "folded"):
        first, _ = block_sign(scalar, lines)
        for line in range(first + 1, last_line(scalar, lines) + 1):
            yield line, 0, len(lines[line - 1]) + 1
        return
    for line in range(span.line, span.end_line + 1):
        start = span.column - 1 if line == span.line else 0
        yield line, start, span.end_column - 1 if line == span.end_line else len(lines[line - 1]) + 1
