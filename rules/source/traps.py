"""Text that YAML reads, but as something else than its author meant.

Each function gives what is to be reported (code, place, message, help), or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence as Lines

from rules.diagnostics.names import quoted
from rules.source.node import Node, Scalar, Sequence
from rules.source.span import Span

Found = tuple[str, Span, str, str | None]

BLOCK_STYLE = "Write one `key: value` a line, without brackets around them; there a comma is part of the value"
BLOCK_STYLE_QUOTED = "Write one `key: value` a line, without brackets, and put the value in single quotes"
QUOTE = "Put the whole value in single quotes"
WRITE_OUT = "Write the value out wherever it is wanted; if `&` belongs to it, put the value in single quotes"

_COMMENT = re.compile(r"[ \t]+#")
_TEXT_AFTER_HASH = re.compile(r"[ \t]*#")
_COLON = re.compile(r"[ \t]*:")
_THOUSANDS = re.compile(r"(?<![\w.,(])\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w|,\d)")
_MINUS = re.compile(r"[ \t]*-(?=[ \t]|$)")

_SPECIAL = {
    "&": ("Y114", "an anchor"),
    "*": ("Y114", "an alias"),
    "!": ("Y115", "a tag"),
    ">": ("Y109", "takes for the start of a block of text"),
    "|": ("Y109", "takes for the start of a block of text"),
    "?": ("Y109", "takes for the start of a key"),
    "-": ("Y109", "takes for an item of a list"),
    "%": ("Y109", "takes for a directive"),
    "@": ("Y109", "keeps for itself"),
    "`": ("Y109", "keeps for itself"),
    "[": ("Y109", "takes for the start of a list"),
    "{": ("Y109", "takes for the start of a map"),
    "]": ("Y109", "takes for the end of a list"),
    "}": ("Y109", "takes for the end of a map"),
    ",": ("Y109", "takes for the end of an item"),
}
SPECIAL = frozenset(_SPECIAL)


def special(sign: str, span: Span, text: str, part: str = "value") -> Found:
    """A value or a key that begins with a character YAML keeps for itself."""
    code, what = _SPECIAL[sign]
    if code == "Y109":
        return (
            code,
            span,
            f"The {part} begins with {_named(sign)}, which YAML {what}",
            QUOTE.replace("value", part),
        )
    named = sign == "&" and len(text.split()) == 1 and text not in {"&", "&&"}
    return (
        code,
        span,
        f"YAML takes {quoted(text)} for {what}, which the language does not have",
        WRITE_OUT if named else QUOTE.replace("value", part),
    )


def comment(value: Scalar, lines: Lines[str], in_flow: bool) -> Found | None:
    """` #` behind text that has no quotes: a comment to YAML, perhaps not to its author."""
    line = lines[value.span.end_line - 1]
    pattern = _COMMENT if value.value else _TEXT_AFTER_HASH
    place = pattern.match(line, value.span.end_column - 1)
    if place is None or (in_flow and not value.value):
        return None
    span = Span(value.span.file, value.span.end_line, place.end(), value.span.end_line, len(line.rstrip()) + 1)
    kept = f"the value is only {quoted(value.value)}" if value.value else "the value is empty"
    return (
        "Y112",
        span,
        f"YAML drops the text after `#`: {kept}",
        "Put a comment on a line of its own; if `#` belongs to the value, put the value in single quotes",
    )


def continued(value: Scalar, lines: Lines[str]) -> Found | None:
    """A list item that is indented too far becomes part of the value above it, as if it were a difference."""
    span = value.span
    for number in range(span.line, span.end_line):
        minus = _MINUS.match(lines[number])
        if minus:
            end = span.end_column if number + 1 == span.end_line else len(lines[number].rstrip()) + 1
            return (
                "Y123",
                Span(span.file, number + 1, minus.end(), number + 1, end),
                "This line begins with `-`, but YAML adds it to the value above",
                "Align it with the item above, or put the `-` of a difference at the end of the line above",
            )
    return None


def without_value(before: tuple[Scalar, Scalar] | None, key: Scalar, value: Node, lines: Lines[str]) -> Found | None:
    """A key inside `{ }` that has no value: mostly the rest of a value that had a comma in it."""
    if not isinstance(value, Scalar) or value.value or value.style != "plain":
        return None
    if value.span.line != key.span.end_line or ":" in _between(key.span, value.span, lines):
        return (
            "Y111",
            key.span,
            f"The key {quoted(key.value)} has no value",
            "Write its value, or take the key away",
        )
    if before is None or before[1].style != "plain" or before[1] is before[0]:
        message = f"{quoted(key.value)} stands inside `{{ }}` as a key that has no value"
        return "Y111", key.span, message, BLOCK_STYLE
    previous, text = before
    message = (
        f"A comma ends a value inside `{{ }}`: YAML reads {quoted(f'{previous.value}: {text.value}')}, "
        f"and then {quoted(key.value)} as a key that has no value"
    )
    return "Y111", text.span.to(key.span), message, _without_marks(text, lines) or BLOCK_STYLE


def _without_marks(cut: Scalar, lines: Lines[str]) -> str | None:
    """What to write for `$50,000`, of which YAML reads only `$50`."""
    end = cut.span.end_column - 1
    for number in _THOUSANDS.finditer(lines[cut.span.end_line - 1], cut.span.column - 1):
        if number.start() < end < number.end():
            return f"Write the number without its commas: `{number[0].replace(',', '')}`"
    return None


def cut_by_comma(pieces: Iterable[tuple[Scalar, Scalar]], brackets: str) -> Found | None:
    """A bracket `(` that opens in one entry and closes in a later one: a comma of the text parted them."""
    opened: Scalar | None = None
    for pair in pieces:
        for piece in pair if pair[0] is not pair[1] else pair[:1]:
            if piece.style != "plain":
                continue
            balance = piece.value.count("(") - piece.value.count(")")
            if balance > 0 and opened is None:
                opened = piece
            elif balance < 0 and opened is not None:
                message = (
                    f"A comma ends a value inside `{brackets}`: "
                    f"YAML reads {quoted(opened.value)} and {quoted(piece.value)} as two items"
                )
                advice = BLOCK_STYLE if brackets == "{ }" else "Write one item a line, each behind a `-`"
                return "Y111", opened.span.to(piece.span), message, advice
    return None


def map_without_braces(span: Span, lines: Lines[str]) -> Found:
    """`[a: b]` is a list of one map, which nobody writes on purpose."""
    text = quoted(lines[span.line - 1][span.column - 1 : span.end_column - 1])
    return (
        "Y122",
        span,
        f"Inside `[ ]` the colon makes a map of its own out of {text}",
        "Write one item a line, each behind a `-`",
    )


def key_no_text(key: Node) -> Found:
    """A list or a map in the place of a key."""
    what = "list" if isinstance(key, Sequence) else "map"
    return (
        "Y118",
        key.span,
        f"A {what} stands where a key is expected",
        "Put the text before the colon in single quotes",
    )


def long_key(key: Scalar, lines: Lines[str], in_flow: bool) -> Found | None:
    """A key of several lines, or one in YAML's long form, with a `?` before it and no colon behind it."""
    if key.span.line != key.span.end_line or key.style in ("literal", "folded"):
        return "Y118", key.span, f"The key {quoted(key.value)} is more than one line", "Write it on one line"
    if not in_flow and not _COLON.match(lines[key.span.line - 1], key.span.end_column - 1):
        message = f"The key {quoted(key.value)} has a `?` before it, which the language does not have"
        return "Y118", key.span, message, "Delete the `?`, and write the colon behind the key"
    return None


def no_map(root: Node) -> Found:
    """A document that is a list or a piece of text."""
    if isinstance(root, Sequence):
        return (
            "Y117",
            root.span,
            "The document is a list; it must be a map of `key: value`",
            "Make each item a document of its own, separated by a line `---`",
        )
    assert isinstance(root, Scalar)
    first = re.match(r"[\w.-]+:(?=\S)", root.value) if root.style == "plain" else None
    if first:
        return (
            "Y117",
            root.span,
            f"The document is a piece of text: a space is missing after {quoted(first.group())}",
            "Write a space after the colon",
        )
    return (
        "Y117",
        root.span,
        "The document is a piece of text; it must be a map of `key: value`",
        "Write `key: value`",
    )


def _between(before: Span, after: Span, lines: Lines[str]) -> str:
    return lines[before.end_line - 1][before.end_column - 1 : after.column - 1]


def _named(sign: str) -> str:
    # A backtick in backticks could not be read.
    return "a backtick" if sign == "`" else f"`{sign}`"
