"""What stops a verb: one clear message, and the exit code for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

import click

from console.output import color_on_stderr, tell

if TYPE_CHECKING:
    from rules.diagnostics.diagnostic import Diagnostic

YES = 0
NO = 1
UNUSABLE = 2
"""Wrong usage, or input that cannot be read."""


class Trouble(click.ClickException):
    """Something a person can put right: what is the matter, and what to do."""

    exit_code = UNUSABLE

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help

    def show(self, file: IO[Any] | None = None) -> None:
        """Tells it on standard error."""
        del file
        tell(f"alluse: {self.message}")
        if self.help:
            tell(f"help: {self.help}")


class BadInput(Trouble):
    """Law, facts or accounts with errors: all of them, each at its place."""

    def __init__(self, findings: Iterable[Diagnostic], texts: Mapping[str, str], as_json: bool = False) -> None:
        self.findings = tuple(findings)
        self.texts = texts
        self.as_json = as_json
        super().__init__("; ".join(each.message for each in self.findings))

    def show(self, file: IO[Any] | None = None) -> None:
        """Tells it on standard error, in the form that the results were asked for."""
        del file
        if self.as_json:
            from console.output import pretty
            from rules.diagnostics.json import render_json

            tell(pretty(render_json(self.findings)))
            return
        from rules.diagnostics.text import render_text

        tell(render_text(self.findings, self.texts, color_on_stderr()).rstrip("\n"))
