"""Why a leaf has no meaning."""

from __future__ import annotations

from collections.abc import Iterable

from rules.diagnostics.diagnostic import Related
from rules.language import tree as t

WAYS = "→"  # stands among lost names when a scope lost one of its links


class Mistake(Exception):
    """A type or name error at a part of a leaf; `unknown` is the name that nobody declared."""

    def __init__(
        self,
        code: str,
        message: str,
        tree: t.Tree | None = None,
        help: str | None = None,
        related: Iterable[Related] = (),
        unknown: str | None = None,
    ) -> None:
        super().__init__(message)
        self.unknown = unknown
        self.code = code
        self.message = message[:1].upper() + message[1:]
        self.tree = tree
        self.help = help
        self.related = tuple(related)


class Silent(Exception):
    """A part was already reported."""
