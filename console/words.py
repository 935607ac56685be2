"""Small words: plurals, lists, shortened digests."""

from __future__ import annotations

from collections.abc import Sequence

_SHORT = 12


def count(number: int, thing: str, things: str | None = None) -> str:
    """`1 rule`, `2 rules`, `1,200 facts`."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def few(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"


def short(digest: str) -> str:
    """Enough of a digest to tell two apart."""
    return digest[:_SHORT]
