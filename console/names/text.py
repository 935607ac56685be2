"""What a name stands for, as a page for people and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from console.names.meaning import Meaning
from console.record_text import Page
from console.table import styled
from rules.compile.law import Law

FORMAT = "alluse/meaning/1"

_INDENT = 4
"""Blanks before a document of the law."""


def render_meanings(law: Law, found: Sequence[Meaning], width: int, color: bool) -> str:
    """One block for each thing that the name stands for."""
    page = Page(width, color)
    return "\n\n".join("\n".join(_block(law, each, page)) for each in found) + "\n"


def _block(law: Law, meaning: Meaning, page: Page) -> Iterator[str]:
    yield page.title(f"{meaning.name}: {_article(meaning.what)} of {law.name} {law.version}")
    if meaning.text is not None:
        yield ""
        for line in meaning.text.split("\n"):
            shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)
            yield f"{' ' * _INDENT}{styled(shown, 'bold', page.color)}".rstrip()
        yield ""
    yield from page.rows(meaning.rows)


def _article(what: str) -> str:
    if what == "terms":
        return what
    return f"{'an' if what[0] in 'aei' else 'a'} {what}"


def meanings_told(law: Law, name: str, found: Sequence[Meaning]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "format": FORMAT,
        "constitution": {"name": law.name, "version": law.version, "logic_digest": law.logic_digest},
        "name": name,
        "meanings": [_told(each) for each in found],
    }


def _told(each: Meaning) -> dict[str, Any]:
    return {
        "what": each.what,
        "name": each.name,
        "headline": each.headline,
        "file": each.span.file if each.span is not None else None,
        "line": each.span.line if each.span is not None else None,
        "section": each.section,
        "type": each.type,
        "text": each.text,
        "rests_on": list(each.rests_on),
        "makes": list(each.makes),
        "made_by": list(each.made_by),
        "reads": list(each.reads),
        "read_by": list(each.read_by),
        "members": list(each.members),
        "scenarios": [{"name": one.name, "file": one.file, "line": one.line} for one in each.scenarios],
        "details": [{"label": label, "text": text} for label, text in _labelled(each.rows)],
    }


def _labelled(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every row with its label, also where people see it before the first only."""
    last = ""
    for label, text in rows:
        last = label or last
        yield last, text
