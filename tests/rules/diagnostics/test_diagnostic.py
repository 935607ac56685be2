from __future__ import annotations

from typing import Any

import pytest

from rules.diagnostics import codes, diagnostic
from rules.diagnostics.codes import Code, Severity
from rules.diagnostics.diagnostic import Diagnostic, Related, finding, sort_findings
from rules.diagnostics.json import render_json
from rules.source.span import Span

HERE = Span("a.yaml", 2, 3, 2, 7)


def made(**changes: Any) -> Diagnostic:
    fields: dict[str, Any] = {
        "code": "Y113",
        "message": "Twice",
        "span": HERE,
        "severity": Severity.ERROR,
    }
    return Diagnostic(**{**fields, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Y999"},
        {"severity": Severity.NOTE},
        {"message": ""},
        {"message": "two\nlines"},
        {"help": "two\u2028lines"},
        {"related": (Related(HERE, ""),)},
    ],
)
def test_a_malformed_finding_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Y"):
        made(**changes)


def test_a_retired_code_cannot_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codes.CODES, "Y199", Code("Y199", "Once", retired=True))
    with pytest.raises(ValueError, match="Y199"):
        diagnostic.finding("Y199", HERE, "Once")


def test_finding_takes_its_severity_from_the_code() -> None:
    assert finding("Y112", HERE, "Dropped").severity is Severity.WARNING
    with pytest.raises(ValueError, match="X000"):
        finding("X000", HERE, "Unknown")


def test_finding_folds_line_breaks_of_user_text() -> None:
    found = finding("Y113", HERE, "`a\r\nb`", help="do\nit", related=[Related(HERE, "x\ny")])
    assert (found.message, found.help, found.related[0].message) == ("`a b`", "do it", "x y")


def test_findings_come_in_reading_order() -> None:
    places = [
        ("b", 1, 1, "Y113"),
        ("a", 2, 1, "Y113"),
        ("a", 1, 9, "Y113"),
        ("a", 1, 9, "Y112"),
        ("a", 1, 2, "Y119"),
    ]
    found = [finding(code, Span(file, line, column, line, column), "m") for file, line, column, code in places]
    order = [(each.span.file, each.span.line, each.span.column, each.code) for each in sort_findings(found)]
    assert order == sorted(places)
    assert sort_findings(reversed(found)) == sort_findings(found)


def test_json_has_exactly_the_agreed_keys() -> None:
    error = finding("Y113", HERE, "Twice", rule="A-01", path=("when",), help="Once", related=[Related(HERE, "First")])
    warning = finding("Y112", HERE, "Dropped")
    place = {"file": "a.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 7}
    assert render_json([error, warning]) == {
        "ok": False,
        "findings": [
            {
                "code": "Y113",
                "severity": "error",
                "message": "Twice",
                **place,
                "rule": "A-01",
                "help": "Once",
                "related": [{**place, "message": "First"}],
            },
            {
                "code": "Y112",
                "severity": "warning",
                "message": "Dropped",
                **place,
                "rule": None,
                "help": None,
                "related": [],
            },
        ],
    }


def test_json_is_ok_without_errors() -> None:
    assert render_json([]) == {"ok": True, "findings": []}
    assert render_json([finding("Y112", HERE, "Dropped")])["ok"] is True
