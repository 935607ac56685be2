"""What is refused before YAML is read: signs nobody can see, tabs that indent, and YAML's own commands."""

from __future__ import annotations

import re
import unicodedata

from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.source.span import Span
from rules.source.split import Chunk

# Control characters, halves of surrogate pairs, blanks that are not the blank, signs without width and
# signs that turn the direction of writing: with them a law could read differently from what it says. YAML
# 1.1 also takes \x85, \u2028 and \u2029 for line breaks, which no editor counts.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U000e0fff]"
)
# How a byte that is no UTF-8 arrives in text that was decoded with `surrogateescape`.
STRAY_BYTE = re.compile("[\udc80-\udcff]")
_INDENTED_BY_TAB = re.compile(" *(\t)[ \t]*[^ \t]")
_COMMAND = re.compile(r"%|\.\.\.(?=[ \t]|$)")


def refused(chunk: Chunk, file: str) -> Diagnostic | None:
    """The first reason not to read this document at all, or None."""
    text = chunk.text
    place = INVISIBLE.search(text)
    if place:
        return _invisible(text, place.start(), chunk, file)
    if "\t" in text and not _is_flow(chunk):
        for number, line in enumerate(chunk.lines):
            tab = _INDENTED_BY_TAB.match(line)
            if tab:
                return finding(
                    "Y107",
                    _span(file, chunk, number, tab.start(1), tab.start(1) + 1),
                    "A tab indents this line",
                    help="Indent with spaces",
                )
    return _command(chunk, file)


def seen(character: str) -> str:
    """A name for a character that cannot be shown."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f", {name}" if name else "")


def _invisible(text: str, offset: int, chunk: Chunk, file: str) -> Diagnostic:
    number = text.count("\n", 0, offset)
    column = offset - (text.rfind("\n", 0, offset) + 1)
    span = _span(file, chunk, number, column, column + 1)
    character = text[offset]
    if STRAY_BYTE.match(character):
        return finding(
            "Y102",
            span,
            f"The byte {ord(character) - 0xDC00:#04x} is not UTF-8 text",
            help="Save the file as UTF-8",
        )
    return finding(
        "Y106",
        span,
        f"A character that cannot be seen stands here ({seen(character)})",
        help="Delete it, or type a space in its place",
    )


def _command(chunk: Chunk, file: str) -> Diagnostic | None:
    for number, line in enumerate(chunk.lines):
        if line[:1] not in ("%", ".") or not _COMMAND.match(line):
            continue
        what, advice = (
            ("begins with `%`, which YAML takes for a directive", "Delete it, or indent it if it is text")
            if line[0] == "%"
            else ("is YAML's end mark", "Delete it: documents are separated by a line `---`")
        )
        return finding("Y121", _span(file, chunk, number, 0, len(line.rstrip())), f"This line {what}", help=advice)
    return None


def _is_flow(chunk: Chunk) -> bool:
    """Whether the whole document is one `{…}` or `[…]`, as JSON is: there, indentation means nothing."""
    for number, line in enumerate(chunk.lines):
        text = (line[3:] if number == 0 and line.startswith("---") else line).strip()
        if text and not text.startswith("#"):
            return text[0] in "{["
    return False


def _span(file: str, chunk: Chunk, number: int, start: int, end: int) -> Span:
    line = chunk.first + number + 1
    return Span(file, line, start + 1, line, end + 1)
