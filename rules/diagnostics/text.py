"""Findings as text for a terminal or a log."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.span import Span

_WIDEST = 100  # columns of source line that are shown around a caret
_TAB = "    "

_BOLD, _DIM, _CYAN, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_COLORS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.NOTE: _CYAN}


def render_text(findings: Iterable[Diagnostic], sources: Mapping[str, str], color: bool = False) -> str:
    """The findings in the order given, one blank line between them; "" if there are none.

    Each has its headline on a line of its own, then the line of source with a caret under the place, the
    related places likewise, the way inside the document, and what to do. `sources` holds the text of the
    files by name; a place in a file that is not there is shown without its line.
    """
    lines: dict[str, list[str]] = {}
    for file, text in sources.items():
        lines[file] = text.replace("\r\n", "\n").split("\n")
    return "\n".join(_finding(each, lines, color) for each in findings)


def _finding(each: Diagnostic, lines: Mapping[str, Sequence[str]], color: bool) -> str:
    paint = _COLORS[each.severity]
    kind = f"{each.severity}[{each.code}]"
    if color:
        kind = f"{_BOLD}{paint}{kind}{_OFF}"
    rows = [f"{_place(each.span)}: {kind}: {_shown(each.message)}"]
    rows += _excerpt(each.span, lines, paint if color else "")
    for related in each.related:
        note = f"{_BOLD}{_CYAN}note{_OFF}" if color else "note"
        rows.append(f"{_place(related.span)}: {note}: {_shown(related.message)}")
        rows += _excerpt(related.span, lines, _CYAN if color else "")
    way = " › ".join(filter(None, (each.rule, *each.path)))
    for word, text in (("in", way), ("help", each.help)):
        if text:
            label = f"{_BOLD}{word}{_OFF}" if color else word
            rows.append(f"{label}: {_shown(text)}")
    return "".join(f"{row}\n" for row in rows)


def _place(span: Span) -> str:
    return f"{_shown(span.file)}:{span.line}:{span.column}"


def _excerpt(span: Span, lines: Mapping[str, Sequence[str]], paint: str) -> list[str]:
    """The first line of a place, and carets under what of it belongs to the place."""
    text = lines.get(span.file, ())
    if not 1 <= span.line <= len(text):
        return []
    line = text[span.line - 1]
    start = min(span.column - 1, len(line))
    stop = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    stop = max(min(stop, len(line)), start)
    left, right = _window(line, start, stop)
    before = ("…" if left else "") + "".join(map(_cell, line[left:start]))
    marked = "".join(map(_cell, line[start : min(stop, right)]))
    after = "".join(map(_cell, line[min(stop, right) : right])) + ("…" if right < len(line) else "")
    if not (before + marked + after).strip():
        return []
    number = f"{span.line:>5} | "
    carets = "^" * max(_width(marked), 1)
    if paint:
        number, carets = f"{_DIM}{number}{_OFF}", f"{paint}{carets}{_OFF}"
    gutter = f"{_DIM}      | {_OFF}" if paint else "      | "
    row = f"{number}{before}{marked}{after}".rstrip()
    return [row, f"{gutter}{' ' * _width(before)}{carets}"]


def _window(line: str, start: int, stop: int) -> tuple[int, int]:
    """The part of a line to show: all of it if it is short, else what surrounds the place."""
    if len(line) <= _WIDEST:
        return 0, len(line)
    spare = max(_WIDEST - (stop - start), 0)
    left = max(start - max(spare // 2, 10), 0)
    right = min(left + _WIDEST, len(line))
    return max(min(left, right - _WIDEST), 0), right


def _cell(character: str) -> str:
    if character == "\t":
        return _TAB
    return character if character.isprintable() else "\ufffd"


def _shown(text: str) -> str:
    """Text that cannot steer a terminal."""
    return "".join(map(_cell, text))


def _width(text: str) -> int:
    """Columns on a terminal: wide signs take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
