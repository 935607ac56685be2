"""One thing that a name of the law stands for, and the rows in which people read of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.words import few
from rules.source.span import Span

MANY = 12
"""Names that a row lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class Shows:
    """A scenario that carries the tag of a rule or ruling."""

    name: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a name stands for. The other fields say to programs what `rows` say to people.

    A row is what is said and what that is called; without a name it goes on with that of the row above. `text` is the
    document as the law has it, for what has a document of its own.
    """

    what: str
    name: str
    headline: str | None = None
    span: Span | None = None
    section: str | None = None
    type: str | None = None
    rows: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    rests_on: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    made_by: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    scenarios: tuple[Shows, ...] = ()
    members: tuple[str, ...] = ()


def place(span: Span | None) -> str:
    """File and line, to go to."""
    return f"{span.file}:{span.line}" if span is not None else ""


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order given."""
    return tuple(dict.fromkeys(names))


def several(label: str, texts: Sequence[str], most: int | None = None) -> list[tuple[str, str]]:
    """One row for each, the label before the first only."""
    shown = list(texts if most is None else texts[:most])
    if len(shown) < len(texts):
        shown.append(f"and {len(texts) - len(shown)} more")
    return [(label if at == 0 else "", text) for at, text in enumerate(shown)]


def joined(label: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """One row with all names, or none."""
    return [(label, few(names, MANY))] if names else []
