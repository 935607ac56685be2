"""Aggregates that are written as a map, with something missing, and what a choice ranges over."""

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


CHOICE = """\
choose: PICK-01
section: §1
chooses: sleeve.pick
for: sleeve
among: {among}
prefer: [lowest position.id]
ties: [position.id]
"""


@pytest.mark.parametrize(
    ("among", "code", "help"),
    [
        ("position in sleeve as other", "E110", "Write `position as other …`: the name stands right behind the scope."),
        (
            "position in sleeve as other where other.quantity > 0",
            "E111",
            "A name stands right behind the scope: write `… as other in … where …`.",
        ),
        (
            "position in sleeve and sleeve.open",
            "E110",
            "Write for example `candidate in sleeve where …`; conditions stand behind `where`.",
        ),
    ],
)
def test_what_does_not_belong_to_a_scope_is_said(among: str, code: str, help: str) -> None:
    """A document is never lost without a finding."""
    compiled = compile_sources([prelude(), load_text(CHOICE.format(among=among), "law.yaml")])
    found = [(each.code, each.help) for each in compiled.findings if each.span.file == "law.yaml"]
    assert (code, help) in found
    assert compiled.law is None
