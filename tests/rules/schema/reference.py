"""What the language reference says of kinds and keys, read from its tables."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from tests.docs.pages import pages, prose_of

_TABLE = re.compile(r"^\| keys? (?:of|below) (?P<of>.+?) \|.*\n\|[-|]+\|\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
_KINDS = re.compile(r"^\| \[?`(?P<kind>\w+)`\]?(?:\([^)]*\))? \| (?P<doc>.+?) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_NAME = re.compile(r"`([^`]+)`")
# Words that lead on to what stands below or beside them on the page, and say nothing of the key.
_POINTERS = re.compile(r"(?:^|[;.:] ?)(?:Then also:|see below)$|; or$|:$")


def descriptions() -> dict[str, Any]:
    """`kinds`: what each does; `parts`: for each part of a document its keys, and what each is for."""
    kinds: dict[str, str] = {}
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages():
        text = prose_of(page.read_text("utf-8")) + "\n"
        for table in _TABLE.finditer(text):
            for row in table["rows"].splitlines():
                parts[table["of"]].update(_row(row))
        if page.name == "language.md":
            kinds = {each["kind"]: _plain(each["doc"]) for each in _KINDS.finditer(text)}
    return {"kinds": dict(sorted(kinds.items())), "parts": {name: parts[name] for name in sorted(parts)}}


def _row(row: str) -> dict[str, str]:
    """The keys of a row; several keys share its words, or have one clause each."""
    cells = row.strip().strip("|").split(" | ", 1)
    names = _NAME.findall(cells[0])
    told = _plain(cells[1])
    clauses = told.split("; ")
    each = clauses if len(clauses) == len(names) else [told] * len(names)
    return {name: words for name, words in zip(names, each, strict=True) if words}


def _plain(text: str) -> str:
    return _POINTERS.sub("", _LINK.sub(r"\1", text.strip())).replace("**", "").strip()
