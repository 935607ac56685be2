"""Every kind of document in English: as approved in told.txt, whole, and for whatever law there is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.compile import law as c
from rules.compile.compiler import compile_path
from rules.english.documents import FORMS, English
from rules.english.prose import Grid, Item, Piece, Told, in_one_line, lines
from rules.model.reading.tables import HIT_POLICIES
from tests.conformance.case import all_cases
from tests.conformance.runner import compiled_law
from tests.engine.worlds import law_of

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="module")
def garden() -> c.Law:
    return law_of((HERE / "law.yaml").read_text(encoding="utf-8"))


def told(law: c.Law) -> str:
    """All documents of a law as text."""
    english = English(law)
    found = []
    for document in sorted(law.documents(), key=lambda each: each.id):
        found.append(f"{document.id}  {document.title or ''}".rstrip())
        found += [f"    {line}" for line in lines(english.told(document))]
        if isinstance(document, c.TypedMachine):
            for move in document.moves:
                found.append(f"{move.id}  {move.title or ''}".rstrip())
                found += [f"    {line}" for line in lines(english.move(document, move))]
    return "\n".join(found) + "\n"


def documents_of(kind: type[c.Document]) -> Iterator[type[c.Document]]:
    for each in kind.__subclasses__():
        yield each
        yield from documents_of(each)


def test_every_kind_of_document_has_words(garden: c.Law) -> None:
    kinds = {each.__name__ for each in documents_of(c.Document)}  # by name: slots leave a second class behind
    assert kinds == {each.__name__ for each in FORMS}, "a new kind of document needs words in documents.py"
    assert kinds == {type(each).__name__ for each in garden.documents()}, "law.yaml has one of each"


def test_what_is_told_is_what_was_approved(garden: c.Law) -> None:
    approved = HERE / "told.txt"
    text = told(garden)
    if os.environ.get("ALLUSE_GOLDEN") == "write":
        approved.write_text(text, encoding="utf-8")
    assert text == approved.read_text(encoding="utf-8")


@pytest.mark.parametrize("policy", HIT_POLICIES)
def test_every_hit_policy_says_what_holds_where_several_rows_do(policy: str) -> None:
    order = "order: [2, 1]\n" if policy == "priority" else ""
    law = law_of(
        f"""\
constitution: tables
version: "1"
---
types:
  level: {{ unit: none, step: 1, range: 0 to 9 }}
---
scopes:
  desk: {{ key: id }}
---
facts: desk
given:
  height: {{ type: level }}
---
table: TABLE-01
section: §1
decides: desk.level
type: level
for: desk
hit_policy: {policy}
{order}rows:
  - when: desk.height > 5
    then: 2
  - when: desk.height > 3
    then: 1
otherwise: 0
"""
    )
    (table,) = law.derivations.values()
    *_, last = English(law).told(table)
    assert re.search("several|all rows", in_one_line(last) if isinstance(last, Item) else "")


def test_an_unknown_kind_of_document_is_refused(garden: c.Law) -> None:
    with pytest.raises(TypeError, match="Document"):
        English(garden).told(c.Document(id="X-1", scope="plant"))


def _pieces(told: Told) -> Iterator[Piece]:
    for block in told:
        if isinstance(block, Grid):
            for row in block.rows:
                yield from _pieces(row)
        else:
            yield from block.prose
            yield from _pieces(block.parts)


def _laws() -> Iterator[c.Law]:
    for text, beside in dict.fromkeys((case.law, case.beside) for case in all_cases()):  # cases share their laws
        law = compiled_law(text, beside).law
        if law is not None:
            yield law
    for path in ("examples/loan-desk/law", "examples/prop-firm/law"):
        law = compile_path(ROOT / path).law
        assert law is not None
        yield law


def test_whatever_compiles_can_be_told() -> None:
    """Brackets close, nothing of Python shows, and each name is one of the law."""
    laws = documents = 0
    for law in _laws():
        laws += 1
        text = told(law)
        for line in text.splitlines():
            assert line.count("(") == line.count(")"), line
            assert not re.search(
                r"None|\bFraction\b|  +\S.*  |\s[,.;]|\bthe the\b|of of\b", line.strip().partition("  ")[2]
            ), line
        english = English(law)
        for document in law.documents():
            documents += 1
            for piece in _pieces(english.told(document)):
                assert piece.text
                if piece.what == "parameter":
                    assert piece.name in law.parameters
                elif piece.what == "fact":
                    assert piece.name in map(str, law.facts)
                elif piece.what == "action":
                    assert piece.name in law.actions
                elif piece.what == "kind":
                    assert piece.name in law.kinds
    assert laws > 100
    assert documents > 300


def test_the_order_of_files_changes_no_sentence() -> None:
    text = (HERE / "law.yaml").read_text(encoding="utf-8")
    parts = [part.strip("\n") for part in text.split("\n---\n")]
    backward = "\n---\n".join([parts[0], *reversed(parts[1:])]) + "\n"
    assert told(law_of(text)) == told(law_of(backward))
