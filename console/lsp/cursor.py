"""What stands at the cursor in a file of law: which name is meant, and in which part of which document it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.model.keys import KINDS, Entries, Items, Key, Kind, One, Part

_TOKEN = re.compile(r"§\d+[A-Za-z]?|[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\.?")
_KEY = re.compile(r"^(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[A-Za-z_]\w*):(?:\s|$)")
_FLOW_KEY = re.compile(r"[{,]\s*(?P<key>[A-Za-z_]\w*):\s")
_BEGUN_KEY = re.compile(r"^(?P<indent> *)(?P<dashes>(?:- +)*)\w*$")
_MARK = "---"
PROSE = frozenset(
    {"title", "because", "doc", "reason", "question", "reading", "alternatives", "words", "source", "states"}
)
"""Keys behind which people write sentences."""


@dataclass(frozen=True, slots=True)
class Token:
    """A name in a line; columns count from 0."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: its line up to the cursor, the document around it, and the keys above it."""

    before: str
    document: tuple[str, ...]
    above: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def head(self) -> tuple[str, str] | None:
        """The key that names the kind of the document, and its value: `facts`, `contract`."""
        for line in self.document:
            found = _KEY.match(line)
            if found is not None and not found["indent"]:
                return found["key"], line.partition(":")[2].strip()
        return None

    @property
    def kind(self) -> Kind | None:
        """The kind of the document."""
        return KINDS.get(self.head[0]) if self.head is not None else None

    @property
    def key(self) -> str | None:
        """The key whose value is being written; None where a key is."""
        own = _KEY.match(f"{self.before} ")
        if own is None:
            return self.above[-1] if self.above and "- " in self.before else None
        value = self.before[own.end("key") + 1 :]
        if not value.lstrip().startswith("{"):
            return own["key"]
        inner = [found["key"] for found in _FLOW_KEY.finditer(f"{value} ")]
        return inner[-1] if inner else None

    @property
    def begins_a_key(self) -> bool:
        """Whether a key could be written here."""
        return _BEGUN_KEY.match(self.before) is not None

    def part(self) -> Part | None:
        """The part of a document whose keys stand here; None where names are declared, or nothing is known."""
        kind = self.kind
        if kind is None:
            return None
        part: Part | None = kind.form(_KEY_of(line) for line in self.document if line[:1].strip())
        entry: Part | None = None
        for name in self.above:
            if entry is not None:
                part, entry = entry, None
                continue
            key = part.by_name.get(name) if part is not None else None
            part, entry = _inside(key)
        return part if entry is None else None


def _KEY_of(line: str) -> str:  # noqa: N802
    found = _KEY.match(line)
    return found["key"] if found is not None else ""


def _inside(key: Key | None) -> tuple[Part | None, Part | None]:
    """The part in the value of a key; for entries, that of each entry."""
    form = key.form if key is not None else None
    if isinstance(form, Entries):
        return None, form.of
    return (form.of, None) if isinstance(form, One | Items) else (None, None)


def token_at(line: str, column: int) -> Token | None:
    """The name around or just before a column."""
    for found in _TOKEN.finditer(line):
        if found.start() <= column <= found.end():
            return Token(found[0], found.start(), found.end())
    return None


def place_at(lines: Sequence[str], line: int, column: int) -> Place:
    """The place at a line and column, both from 0."""
    if line >= len(lines):
        return Place("", (), (), ())
    first = last = line
    while first > 0 and not lines[first - 1].startswith(_MARK):
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].startswith(_MARK):
        last += 1
    before = lines[line][:column]
    if before.startswith(_MARK):
        return Place(before, (), (), ())
    deep = _depth(before)
    above, at = _above(lines, first, line, deep)
    beside = _beside(lines, at, last, line, deep)
    return Place(before, tuple(lines[first : last + 1]), above, beside)


def _depth(line: str) -> int:
    """How deep the key or value of a line stands: the signs of a list count as blanks."""
    return len(line) - len(line.lstrip(" -"))


def _above(lines: Sequence[str], first: int, line: int, deep: int) -> tuple[tuple[str, ...], int]:
    """The keys under which a line stands, outermost first, and the line of the innermost."""
    found: list[str] = []
    inner = first - 1
    limit = deep
    for at in range(line - 1, first - 1, -1):
        key = _KEY.match(lines[at])
        if key is None or lines[at].lstrip().startswith("#"):
            continue
        own = len(key["indent"]) + len(key["dashes"])
        if own < limit and not lines[at].partition(":")[2].strip():
            inner = at if not found else inner
            found.append(key["key"])
            limit = own
    return tuple(reversed(found)), inner


def _beside(lines: Sequence[str], above: int, last: int, line: int, deep: int) -> tuple[str, ...]:
    """The keys that stand beside the one that is being written: what is there need not be offered."""
    found = []
    for at in range(above + 1, last + 1):
        key = _KEY.match(lines[at])
        if key is None or at == line:
            continue
        own = len(key["indent"]) + len(key["dashes"])
        if own < deep:
            break
        if own == deep:
            found.append(key["key"])
    return tuple(found)


def names_at(lines: Sequence[str], line: int, column: int) -> list[str]:
    """What may be meant by the name at a place, the likeliest first; nothing where people write sentences."""
    if line >= len(lines):
        return []
    text = lines[line]
    token = token_at(text, column)
    if token is None or text.lstrip().startswith("#"):
        return []
    place = place_at(lines, line, token.start)
    key = _KEY.match(text)
    if key is not None and key.start("key") == token.start:
        head = place.head
        if head is not None and head[0] in ("facts", "parameters") and key["indent"]:
            return [f"{head[1]}.{token.text}"]
        return [token.text] if key["indent"] and place.part() is None else []
    if place.key in PROSE:
        return []
    name = token.text.rstrip(".")
    parts = [name.rpartition(".")[0]] if "." in name else []
    return [name, *parts]
