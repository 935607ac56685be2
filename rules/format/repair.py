"""Quotes for texts that YAML would take apart: what `alluse validate` refuses, and its author meant as one text.

A repair counts only if the document can be read afterwards; otherwise nothing of it is changed.
"""

from __future__ import annotations

import re
from collections import defaultdict

from rules.diagnostics.codes import Severity
from rules.format.scalars import quoted, reads_back
from rules.model.keys import KINDS, Entries, Items, One
from rules.source.load import load_text
from rules.source.split import split

# A key or a `-`, and the text behind it.
_ENTRY = re.compile(r"(?P<head>\s*(?:- +)*(?:[\w.-]+:[ \t]+)?)(?P<text>\S.*)")
# Where a map on one line goes on with its next key, and not with the rest of a value.
_NEXT_KEY = re.compile(r",[ \t]*(?=[\w.-]+:(?:[ \t]|$))")
_CELL = re.compile(r"(?P<key>[ \t]*[\w.-]+:[ \t]+)(?P<value>\S.*)")
_COMPLETE = re.compile(r"""\[[^\[\]{}"']*\]|\{[^\[\]{}"']*\}|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_BLOCK_SIGN = re.compile(r"[|>][+-]?(?:[ \t]+#.*)?")
_LEFT_OVER = re.compile(rf"(?:{_COMPLETE.pattern}),")
# Characters that are read, again and again, to find out what is to be mended: then a file stays as it is.
_MOST_READ = 5_000_000
# What quotes mend. A bracket or quote that is never closed, for one, may be meant as such.
_MENDED = frozenset({"Y109", "Y110", "Y111", "Y114", "Y115", "Y122"})
_KEYS = frozenset(
    key.name
    for kind in KINDS.values()
    for form in kind.forms
    for part in (form, *(key.form.of for key in form.keys if isinstance(key.form, One | Entries | Items)))
    for key in part.keys
)


def repaired(text: str, file: str) -> tuple[str, int]:
    """The text with quotes where they are missing, and how many were put in; the text itself if that is not enough."""
    lines = (text if text.endswith("\n") else f"{text}\n").split("\n")
    repairs = read = 0
    for chunk in split(list(lines)):
        old = list(chunk.lines)
        new = list(old)
        faults = _faults(new, file)
        # One fault may hide the next, but a line is mended only once.
        while faults and read < _MOST_READ:
            read += len(chunk.text)
            mended = [line for line, codes in faults.items() if codes & _MENDED and _mended(new[line]) != new[line]]
            if not mended:
                break
            for line in mended:
                new[line] = _mended(new[line])
                repairs += 1
            faults = _faults(new, file)
        if faults:
            return text, 0
        lines[chunk.first : chunk.first + len(old)] = new
    return "\n".join(lines), repairs


def _faults(lines: list[str], file: str) -> dict[int, set[str]]:
    """The lines of a document, from 0, on which something stands in the way of reading it, and what."""
    text = "".join(f"{line}\n" for line in lines)
    found: dict[int, set[str]] = defaultdict(set)
    for each in load_text(text, file).findings if text.strip() else ():
        if each.severity is Severity.ERROR and each.code != "Y105":
            found[each.span.line - 1].add(each.code)
    return found


def _mended(line: str) -> str:
    """A line with quotes around the text or the cells that need them."""
    match = _ENTRY.fullmatch(line.rstrip())
    if match is None:
        return line
    head, text = match["head"], match["text"]
    if text.startswith("{") and text.endswith("}"):
        return f"{head}{{ {_cells(text[1:-1].strip())} }}"
    if _COMPLETE.fullmatch(text) or _BLOCK_SIGN.fullmatch(text) or not head.strip():
        return line
    return f"{head}{quoted(text)}" if not reads_back(text, "value") else line


def _cells(inside: str) -> str:
    return ", ".join(_cell(cell) for cell in _NEXT_KEY.split(inside))


def _cell(cell: str) -> str:
    match = _CELL.fullmatch(cell.rstrip())
    if match is None or _COMPLETE.fullmatch(match["value"]) or reads_back(match["value"], "flow"):
        return cell
    if _LEFT_OVER.match(match["value"]) or _KEYS & {piece.strip() for piece in match["value"].split(",")[1:]}:
        return cell  # rather a key whose value was forgotten
    return f"{match['key']}{quoted(match['value'])}"
