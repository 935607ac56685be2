"""Findings as JSON, for editors and other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.span import Span


def render_json(findings: Iterable[Diagnostic]) -> dict[str, Any]:
    """The findings in the order given, as plain lists and maps; `ok` is false if one of them is an error."""
    entries = tuple(findings)
    return {
        "ok": all(each.severity is not Severity.ERROR for each in entries),
        "findings": [_finding(each) for each in entries],
    }


def _finding(each: Diagnostic) -> dict[str, Any]:
    return {
        "code": each.code,
        "severity": str(each.severity),
        "message": each.message,
        **_place(each.span),
        "rule": each.rule,
        "help": each.help,
        "related": [{**_place(related.span), "message": related.message} for related in each.related],
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
