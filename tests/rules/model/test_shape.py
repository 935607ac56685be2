"""Aggregates that are written as a map, with something missing."""

from __future__ import annotations

import pytest

from rules.compile.compiler import compile_sources
from rules.source.load import load_text
from tests.rules.diagnostics.law import prelude

HEAD = "rule: ENTRY-02\nsection: §1\n"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("forbid: hedges\nfor: sleeve\nwhen:\n  every: position in sleeve\n", "E122"),
        ("forbid: hedges\nfor: sleeve\nwhen:\n  every:\n  over: position in sleeve\n", "E122"),
        ("derive: sleeve.x\ntype: contracts\nfor: sleeve\nas:\n  sum:\n    - 1\n  over: position in sleeve\n", "E123"),
        ("derive: sleeve.x\ntype: contracts\nfor: sleeve\nas:\n  sum:\n  over: position in sleeve\n", "E108"),
    ],
)
def test_what_an_aggregate_lacks_is_said(document: str, code: str) -> None:
    compiled = compile_sources([prelude(), load_text(HEAD + document, "law.yaml")])
    assert [each.code for each in compiled.findings if each.span.file == "law.yaml"] == [code]
