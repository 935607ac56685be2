"""The schema of law: it accepts what the reader accepts, and refuses what has another shape."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rules.format.forms import form_of
from rules.model.keys import KINDS, Part
from rules.model.reader import read_documents
from rules.schema.law import law_schema
from rules.source.load import Document, load_path, load_text
from tests.rules.format import laws
from tests.rules.model.test_keys import documents
from tests.rules.schema.instances import instance

COMMITTED = laws.ROOT / "constitution" / "schema" / "law.schema.json"
REFRESH = "`alluse schema law --write` writes it anew"
_MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")

# Findings that come from the shape of a document alone, without a look at names, types or expressions.
SHAPE = ("E120", "E121", "E122", "E123", "E124", "E126", "E127", "E128", "E129", "E130", "E131", "E132")


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(law_schema())


def documents_of(path: Path) -> tuple[Document, ...]:
    return load_path(path).documents


def law_files() -> Iterator[Path]:
    """Committed files that hold law and nothing else."""
    for path in laws.files():
        found = documents_of(path)
        if found and all(form_of(each.root) is not None for each in found):
            yield path


LAW_FILES = list(law_files())


def test_it_is_a_schema() -> None:
    schema = law_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(KINDS) <= set(schema["$defs"])
    assert set(schema["properties"]) == set(KINDS)


def test_the_committed_schema_is_the_present_one() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == law_schema(), REFRESH


@pytest.mark.parametrize("path", LAW_FILES, ids=lambda path: path.stem)
def test_committed_law_follows_it(path: Path) -> None:
    for document in documents_of(path):
        validator().validate(instance(document.root))


@pytest.mark.parametrize("path", LAW_FILES, ids=lambda path: path.stem)
def test_committed_law_names_it_in_its_first_line(path: Path) -> None:
    line = _MODELINE.match(path.read_text("utf-8"))
    wanted = Path(os.path.relpath(COMMITTED, path.parent)).as_posix()
    assert line is not None, f"{path.name} must begin with the line `# yaml-language-server: $schema={wanted}`"
    assert (path.parent / line[1]).resolve() == COMMITTED


def test_it_is_the_schema_of_one_document() -> None:
    """Files hold several documents, and editors hold each against it."""
    several = [path for path in law_files() if len(documents_of(path)) > 1]
    assert several
    assert law_schema()["type"] == "object"


def test_conformance_laws_follow_it() -> None:
    followed = 0
    different = {text: name for name, text in laws.conformance_laws().items()}  # cases share their laws
    for text, name in different.items():
        source = load_text(text, name)
        findings: list[Any] = []
        read_documents(source.documents, findings)
        if findings:
            continue
        for document in source.documents:
            problem = next(validator().iter_errors(instance(document.root)), None)
            assert problem is None, (name, problem.message if problem else "")
            followed += 1
    assert followed > len(different)


def _without(document: dict[str, Any], form: Part) -> Iterator[tuple[str, dict[str, Any]]]:
    for needed in form.required:
        yield f"without {needed}", {name: value for name, value in document.items() if name != needed}
    yield "with another key", {**document, "no_such_key": "x"}
    for key in form.keys:
        if key.name in document and not isinstance(document[key.name], list | dict):
            yield f"with a map for {key.name}", {**document, key.name: {"no": {"such": "map"}}}


@pytest.mark.parametrize(
    ("name", "form", "document"), list(documents(sound=True)), ids=lambda each: each if isinstance(each, str) else ""
)
def test_each_form_of_each_kind(name: str, form: Part, document: dict[str, Any]) -> None:
    whole = instance(load_text(json.dumps(document).replace('"true"', "true"), "x").documents[0].root)
    problem = next(validator().iter_errors(whole), None)
    assert problem is None, problem
    if name.startswith(("as ", "when ")):
        return
    for what, broken in _without(whole, form):
        assert not validator().is_valid(broken), what


def _bad() -> Iterator[tuple[Path, str]]:
    """Fixtures whose only mistakes are of shape, with the first code."""
    for path in laws.bad_laws():
        source = load_path(path)
        if not source.documents or not source.whole or any(each.severity == "error" for each in source.findings):
            continue
        findings: list[Any] = []
        read_documents(source.documents, findings)
        codes = {each.code for each in findings}
        if codes and codes <= set(SHAPE) and any(form_of(each.root) for each in source.documents):
            yield path, sorted(codes)[0]


# Shape that JSON Schema cannot see, or that it would be wrong to forbid to an editor.
UNSEEN: dict[str, str] = {}


def test_bad_law_does_not_follow_it() -> None:
    found = dict(_bad())
    assert found
    accepted = {
        path.stem
        for path in found
        if all(validator().is_valid(instance(document.root)) for document in documents_of(path))
    }
    assert accepted == set(UNSEEN), sorted(accepted ^ set(UNSEEN))
