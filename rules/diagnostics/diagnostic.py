"""The one object that every stage reports with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.diagnostics.codes import CODES, Severity
from rules.source.span import Span


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding, with a few words on what stands there."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding: what is wrong, where to change it, why, and what to do.

    `message` is one line that stands alone, in the strategist's words. `span` is the text to change,
    `related` says why. `rule` is the id of the document it is about, `path` the way to the place inside
    (`when`, `all`, `3`). `help` is one action. Raises ValueError for a code that is not in the list or is
    retired, a severity other than the code's, and a message or help of no or several lines: these are
    mistakes of ours, not of the law's author.
    """

    code: str
    message: str
    span: Span
    severity: Severity
    rule: str | None = None
    path: tuple[str, ...] = ()
    help: str | None = None
    related: tuple[Related, ...] = ()

    def __post_init__(self) -> None:
        entry = CODES.get(self.code)
        if entry is None or entry.retired:
            raise ValueError(f"{self.code} is not a code that can be reported")
        if self.severity is not entry.severity:
            raise ValueError(f"{self.code} is a {entry.severity}, not a {self.severity}")
        for text in (self.message, self.help, *(each.message for each in self.related)):
            if text is not None and len(text.splitlines()) != 1:
                raise ValueError(f"{self.code}: {text!r} is not one line")


def finding(
    code: str,
    span: Span,
    message: str,
    *,
    rule: str | None = None,
    path: tuple[str, ...] = (),
    help: str | None = None,
    related: Iterable[Related] = (),
) -> Diagnostic:
    """A finding with the severity of its code. Line breaks inside quoted user text become spaces."""
    try:
        severity = CODES[code].severity
    except KeyError:
        raise ValueError(f"{code} is not a code that can be reported") from None
    return Diagnostic(
        code=code,
        message=_one_line(message),
        span=span,
        severity=severity,
        rule=rule,
        path=path,
        help=None if help is None else _one_line(help),
        related=tuple(Related(each.span, _one_line(each.message)) for each in related),
    )


def sort_findings(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in reading order: file, line, column, code; equal inputs give equal orders."""
    return tuple(
        sorted(
            findings,
            key=lambda each: (
                each.span.file,
                each.span.line,
                each.span.column,
                each.code,
                each.span,
                each.message,
            ),
        )
    )


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
