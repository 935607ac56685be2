"""The way to a finding inside its document, in documents of many entries and in files of many documents."""

from __future__ import annotations

import pytest

from rules.diagnostics.diagnostic import finding
from rules.model.whereabouts import tell_where
from rules.source.load import load_text
from rules.source.span import Span

TEXT = """\
rule: ONE-01
when:
  all:
    - a
    - any: [b, c]
---
parameters: p
values:
  x: { is: 1 }
---
rule: TWO-01
rows:
  - when: d
    then: e
"""


@pytest.mark.parametrize(
    ("line", "column", "rule", "path"),
    [
        (1, 7, "ONE-01", ("rule",)),
        (4, 7, "ONE-01", ("when", "all", "1")),
        (5, 16, "ONE-01", ("when", "all", "2", "any", "2")),
        (9, 12, None, ("parameters p", "values", "x", "is")),
        (13, 11, "TWO-01", ("rows", "1", "when")),
        (14, 5, "TWO-01", ("rows", "1", "then")),
    ],
)
def test_the_way_to_a_place(line: int, column: int, rule: str | None, path: tuple[str, ...]) -> None:
    source = load_text(TEXT, "f")
    place = Span("f", line, column, line, column + 1)
    # The order in which the documents come does not matter.
    for documents in (source.documents, reversed(source.documents)):
        [told] = tell_where([finding("E120", place, "x")], documents, {"rule"})
        assert (told.rule, told.path) == (rule, path)


def test_a_place_between_documents_belongs_to_none() -> None:
    source = load_text(TEXT, "f")
    for line, file in ((6, "f"), (1, "g")):
        [told] = tell_where([finding("E120", Span(file, line, 1, line, 2), "x")], source.documents, {"rule"})
        assert (told.rule, told.path) == (None, ())
