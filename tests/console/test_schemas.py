"""The published schemas: well formed, and true of what the verbs really print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.backends.durable import installed
from tests.console.running import FACTS, LAW, ROOT, TERMS, WAIVER, run

SCHEMAS = ROOT / "console" / "schemas"

# A verb with its words, and the schema of what it prints on standard output.
RESULTS: list[tuple[str, list[str]]] = [
    ("findings", ["validate", LAW]),
    ("findings", ["validate", LAW, WAIVER, TERMS]),
    ("findings", ["validate", FACTS]),
    ("findings", ["validate", "there/is/nothing"]),
    ("formatted", ["fmt", "--check", LAW]),
    ("formatted", ["fmt", "--check", LAW, "tests/console/sample/untidy.yaml"]),
    ("decision-record", ["dry-run", LAW, "--facts", FACTS]),
    ("decision-record", ["dry-run", LAW, "--facts", FACTS, "--waiver", WAIVER, "--trace", "full"]),
    ("explanation", ["explain", LAW, "--facts", FACTS]),
    ("explanation", ["explain", LAW, "A-4", "--facts", FACTS, "--waiver", WAIVER]),
    ("explanation", ["explain", LAW, "A-3/home-20", "--facts", FACTS]),
    ("explanation", ["explain", LAW, "A-3", "--facts", FACTS, "--why-not", "LEND-01"]),
    ("parameters", ["params", LAW]),
    ("parameters", ["params", LAW, "lending.floor"]),
    ("meaning", ["explain", LAW, "LEND-01"]),
    ("meaning", ["explain", LAW, "customer.grade"]),
    ("codes", ["explain-code", "E301"]),
    ("codes", ["explain-code", "--list"]),
    ("scenario-report", ["test", LAW, "--features", "tests/console/sample/features"]),
    ("coverage", ["coverage", LAW, "--features", "tests/console/sample/features"]),
    ("coverage", ["coverage", "examples/prop-firm/law"]),
    ("coverage-matrix", ["coverage", LAW, "--features", "tests/console/sample/features", "--matrix"]),
    ("mutation", ["coverage", LAW, "--features", "tests/console/sample/features", "--mutate", "--suggest", "1"]),
    ("mutation", ["coverage", "there/is/nothing", "--mutate"]),
    ("ledger-verified", ["ledger", "verify", "--ledger", "examples/loan-desk/ledger.json"]),
    ("status", ["status", "--ledger", "examples/loan-desk/ledger.json"]),
    ("ledger-entries", ["ledger", "show", "--ledger", "examples/loan-desk/ledger.json"]),
    ("report", ["report", "week", "--ledger", "examples/loan-desk/ledger.json"]),
]


def schema(name: str) -> Any:
    """One of the published schemas."""
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def check(name: str, shape: object) -> None:
    """Raises ValidationError if a result is not as its schema says."""
    jsonschema.Draft202012Validator(schema(name), format_checker=jsonschema.FormatChecker()).validate(shape)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_schemas_are_schemas(path: Path) -> None:
    found = schema(path.stem)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"alluse/{path.stem}"
    assert found["title"]
    assert found["description"]


@pytest.mark.parametrize(("name", "words"), RESULTS, ids=lambda each: each if isinstance(each, str) else " ".join(each))
def test_results_are_as_their_schema_says(name: str, words: list[str]) -> None:
    check(name, run(*words, "--format", "json").json)


@pytest.mark.oracle
@pytest.mark.skipif(not installed(), reason="durable_rules is not installed")
def test_the_second_opinion_is_as_its_schema_says() -> None:
    told = run("dry-run", LAW, "--facts", FACTS, "--waiver", WAIVER, "--engine", "durable", "--format", "json")
    assert told.code == 0, told.err
    check("second-opinion", told.json)


@pytest.mark.parametrize(
    "words",
    [
        ["dry-run", FACTS, "--facts", FACTS],
        ["dry-run", LAW, "--facts", "there/is/nothing.yaml"],
        ["explain", LAW, "--facts", LAW],
        ["params", FACTS],
        ["params", LAW, "--account", FACTS],
        ["explain", FACTS, "LEND-01"],
    ],
    ids=" ".join,
)
def test_findings_of_other_verbs_are_as_the_schema_says(words: list[str]) -> None:
    told = run(*words, "--format", "json")
    assert told.code == 2
    assert not told.out
    check("findings", json.loads(told.err))


def test_every_schema_is_tested() -> None:
    elsewhere = {"replay", "second-opinion", "init", "docs", "ledger-export", "ledger-exported", "ledger-table"}
    elsewhere |= {"traded-week", "backtest", "asked"}
    assert {name for name, _ in RESULTS} == {path.stem for path in SCHEMAS.glob("*.json")} - elsewhere


def test_a_schema_refuses_what_is_not_so() -> None:
    """A schema that accepts anything proves nothing."""
    record = run("dry-run", LAW, "--facts", FACTS, "--format", "json").json
    for broken in (
        {**record, "decisions": [{**record["decisions"][0], "verdict": "maybe"}]},
        {key: value for key, value in record.items() if key != "intents"},
        {**record, "constitution": {**record["constitution"], "logic_digest": "abc"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check("decision-record", broken)
    shape = run("validate", LAW, "--format", "json").json
    with pytest.raises(jsonschema.ValidationError):
        check("findings", {**shape, "more": 1})
