"""How this package reports that something it was given cannot be read."""

from __future__ import annotations

from collections.abc import Iterable

from rules.diagnostics.diagnostic import Diagnostic, sort_findings


class FactsError(Exception):
    """Data, accounts or facts that cannot be used. `findings` says what is wrong, where, and what to do."""

    def __init__(self, findings: Iterable[Diagnostic]) -> None:
        self.findings: tuple[Diagnostic, ...] = sort_findings(findings)
        super().__init__("; ".join(f"{each.code}: {each.message}" for each in self.findings))
