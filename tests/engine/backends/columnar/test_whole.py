"""A whole law is refused by its documents; `dry-run --engine columnar` says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.backends.columnar.whole import RECORD, refused_of_whole
from tests.console.running import run
from tests.engine.backends.columnar.desk import AT, CHOICE, LAW, law_of


def test_plain_law_is_refused_only_for_the_record() -> None:
    assert refused_of_whole(law_of()) == (RECORD,)


def test_every_document_that_is_refused_is_named() -> None:
    told = refused_of_whole(law_of(CHOICE))
    assert [each.document for each in told] == ["BEST-01", "BEST-02", "a decision record"]
    assert told[0].what == "a choice among candidates"


def test_a_dry_run_names_the_first_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("law.yaml").write_text(LAW + CHOICE, encoding="utf-8")
    facts = "facts: { market: { mood: calm }, stock: {}, idea: {} }"
    Path("facts.yaml").write_text(f"at: {AT}\n{facts}\n", encoding="utf-8")
    told = run("dry-run", "law.yaml", "--facts", "facts.yaml", "--engine", "columnar")
    assert (told.code, told.out) == (2, "")
    assert "the columnar engine cannot decide a whole evaluation: BEST-01: a choice among candidates" in told.err
