"""How a step says that it cannot go on, or that what it expects is not so."""

from __future__ import annotations

from collections.abc import Iterable

from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.source.span import Span

UNMET = "B120"
SHOWN = 3
"""How many of several things a message names."""


class Problem(Exception):
    """Findings about one step. `unmet` is True when the step was understood and what it expects is not so."""

    def __init__(self, findings: Iterable[Diagnostic]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{each.code}: {each.message}" for each in self.findings))

    @property
    def unmet(self) -> bool:
        """True for an expectation that is not met."""
        return all(each.code == UNMET for each in self.findings)


def problem(code: str, span: Span, message: str, help: str | None = None, related: Iterable[Related] = ()) -> Problem:
    """One finding as a problem."""
    return Problem([finding(code, span, message, help=help, related=related)])


def meant(name: str, known: Iterable[str]) -> str | None:
    """`Did you mean …?` with the one known name that is near; None if there is none."""
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else None
