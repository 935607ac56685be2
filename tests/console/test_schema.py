"""`alluse schema`: what is shown, what is written and where."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from rules.schema.law import law_schema
from tests.console.running import ROOT, run, run_alone


def test_the_schema_of_law_is_shown() -> None:
    shown = run("schema", "law").json
    assert shown == law_schema()
    jsonschema.Draft202012Validator.check_schema(shown)


def test_the_schema_of_facts_is_that_of_the_law() -> None:
    shown = run("schema", "facts", "examples/loan-desk/law").json
    assert shown["title"] == "Facts for loan-desk 1"
    assert "branch" in shown["properties"]["facts"]["properties"]
    assert run("schema", "facts").json["$id"] == "alluse/facts/all-use"


def test_schemas_are_written_where_editors_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("schema", "law", "--write")
    assert (ran.code, ran.out) == (0, "wrote constitution/schema/law.schema.json\n")
    written = tmp_path / "constitution" / "schema" / "law.schema.json"
    assert written.read_bytes() == (ROOT / "constitution" / "schema" / "law.schema.json").read_bytes()
    before = written.stat().st_mtime_ns
    run("schema", "law", "--write")
    assert written.stat().st_mtime_ns == before
    assert run("schema", "law", "own/place.json", "--write").out == "wrote own/place.json\n"
    assert json.loads((tmp_path / "own" / "place.json").read_text("utf-8")) == law_schema()
    shutil.copytree(ROOT / "examples" / "loan-desk" / "law", tmp_path / "law")
    assert run("schema", "facts", "law", "--write").out == "wrote law/facts.schema.json\n"
    assert json.loads((tmp_path / "law" / "facts.schema.json").read_text("utf-8"))["$id"] == "alluse/facts/loan-desk"
    assert run("validate", "law").code == 0, "a schema beside the law is no law"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["schema", "law", "examples/loan-desk/law"], "the schema of law is the same for every law"),
        (["schema", "facts", "no/such/law"], "does not exist"),
        (["schema", "facts", "tests/console/sample/slip.yaml"], "error"),
        (["schema", "rules"], "rules"),
        (["schema"], "law"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_shown(words: list[str], told: str) -> None:
    ran = run_alone(*words)
    assert ran.code == 2
    assert not ran.out
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_the_example_of_the_page_is_what_fmt_makes() -> None:
    """docs/command-line.md shows a file before and after."""
    from rules.format.formatter import format_text

    untidy = (ROOT / "tests" / "console" / "sample" / "untidy.yaml").read_text("utf-8")
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert f"```yaml\n{untidy}```" in page
    tidy = format_text(untidy, "untidy.yaml").text
    assert tidy is not None
    assert f"```yaml\n{tidy}```" in page
