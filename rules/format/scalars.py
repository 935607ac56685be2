"""How a piece of text is written: its quotes, its lines, and an expression in its one spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.format.comments import block_indent, block_sign, last_line
from rules.language.lexer import LeafError, tokens
from rules.language.parser import parse_leaf
from rules.language.printer import show
from rules.model.keys import Form, Sort
from rules.source.load import load_text
from rules.source.node import Mapping, Scalar

LEAVES = frozenset({Sort.LEAF, Sort.LEAF_LIST, Sort.CONDITION, Sort.CONDITIONS, Sort.CONDITION_LIST, Sort.VALUE})
"""What holds expressions, where it holds text."""
BARE = LEAVES | {Sort.NAME, Sort.ID, Sort.RANGE, Sort.SUBJECT, Sort.SOURCE}
"""What needs no quotes, unless YAML would misread it."""

# Text that other readers of YAML, editors among them, take for a number, a date, a truth value or nothing.
_RESOLVED = re.compile(r"[-+.\d~].*|true|false|yes|no|on|off|null|y|n", re.IGNORECASE | re.DOTALL)
_PROBES = {"value": "a: {}\n", "flow": "a: {{ b: {} }}\n", "key": "{}: a\n"}
_BLANKS = re.compile(r"[ \t]+")
_ESCAPE = re.compile(r'\\[^"]')


def spell(scalar: Scalar, form: Form | None, place: str) -> list[str]:
    """The lines of a text in its canonical form; `place` is `value`, `flow` or `key`.

    Lines after the first are without their indentation. Where the first of several is empty, the text begins on the
    line below its key.
    """
    if place == "value":
        if scalar.style in ("literal", "folded"):
            return _block(scalar)
        if scalar.span.line != scalar.span.end_line:
            return _several_lines(scalar)
    return [_one_line(scalar, form, place)]


def spelled_leaf(text: str) -> str:
    """An expression on one line in its one spelling: as it is printed, unless that takes brackets away."""
    plain = _BLANKS.sub(" ", text.strip())
    try:
        shown = show(parse_leaf(text))
        return shown if words(shown) == words(text) else plain
    except LeafError:
        return text


def words(text: str) -> list[str] | None:
    """The tokens of an expression; None if it cannot be read."""
    try:
        return [token.text for token in tokens(text)]
    except LeafError:
        return None


def quoted(value: str) -> str:
    """A text in quotes: double ones, unless single ones spare it an escape."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@lru_cache(maxsize=4096)
def reads_back(value: str, place: str) -> bool:
    """Whether a text without quotes is read as what it is."""
    if "\n" in value:
        return False
    source = load_text(_PROBES[place].format(value), "probe")
    if source.findings or len(source.documents) != 1:
        return False
    key, read = source.documents[0].root.entries[0]
    if place == "flow" and isinstance(read, Mapping) and len(read.entries) == 1:
        read = read.entries[0][1]
    found = key if place == "key" else read
    return isinstance(found, Scalar) and found.style == "plain" and found.value == value


def _one_line(scalar: Scalar, form: Form | None, place: str) -> str:
    value = spelled_leaf(scalar.value) if form in LEAVES and scalar.value.strip() else scalar.value
    if scalar.style == "plain":
        return value if value == scalar.value or reads_back(value, place) else quoted(value)
    written = scalar.lines[scalar.span.line - 1][scalar.span.column - 1 : scalar.span.end_column - 1]
    if scalar.style == "double" and _ESCAPE.search(written):
        return written  # an escape was chosen for a reason
    # Quotes around prose stay: whoever puts a colon into it later need not think of them.
    bare = form in BARE and value and not _RESOLVED.fullmatch(value) and reads_back(value, place)
    return value if bare else quoted(value)


def _several_lines(scalar: Scalar) -> list[str]:
    """Text over several lines stays as its author broke it."""
    span, lines = scalar.span, scalar.lines
    found = [lines[span.line - 1][span.column - 1 :]]
    found += lines[span.line : span.end_line - 1]
    found.append(lines[span.end_line - 1][: span.end_column - 1])
    # A backslash may stand before a blank at the end of a line, which then counts.
    kept = [each.lstrip(" \t") if scalar.style == "double" else each.strip(" \t") for each in found]
    below = scalar.lines[span.line - 1][: span.column - 1].strip() == ""
    return ["", *kept] if below else kept


def _block(scalar: Scalar) -> list[str]:
    """Text below a `|` or `>`."""
    line, sign = block_sign(scalar, scalar.lines)
    content = scalar.lines[line : last_line(scalar, scalar.lines)]
    indent = block_indent(content)
    return [sign, *(each[indent:] if indent else "" for each in content)]
