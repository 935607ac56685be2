"""The schema of fact files: it accepts what the engine accepts, and refuses what has no place in a vocabulary."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rules.compile.compiler import compile_path
from rules.compile.law import Law
from rules.schema.facts import facts_schema, type_told
from rules.source.load import load_path, load_text
from tests.laws import ALL_USE, all_use
from tests.rules.format.laws import ROOT
from tests.rules.schema.instances import instance

LOAN_DESK = ROOT / "examples" / "loan-desk"
COMMITTED = ALL_USE / "facts.schema.json"
REFRESH = "`alluse schema facts constitution/all-use/1.3 --write` writes it anew"

# Fact files and the law that they are for.
FILES = [(ALL_USE, path) for path in sorted((ROOT / "features" / "facts").glob("*.yaml"))]
FILES += [(LOAN_DESK / "law", path) for path in sorted((LOAN_DESK / "facts").glob("*.yaml"))]


@cache
def law(path: Path) -> Law:
    if path == ALL_USE:
        return all_use()
    compiled = compile_path(path)
    assert compiled.law is not None, compiled.findings
    return compiled.law


@cache
def validator(path: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(facts_schema(law(path)))


@pytest.mark.parametrize("path", [ALL_USE, LOAN_DESK / "law"], ids=lambda path: path.parent.name)
def test_it_is_a_schema(path: Path) -> None:
    schema = facts_schema(law(path))
    jsonschema.Draft202012Validator.check_schema(schema)
    scopes = {name for name, scope in law(path).scopes.items() if not scope.event}
    assert set(schema["properties"]["facts"]["properties"]) == scopes


def test_the_committed_schema_is_the_present_one() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == facts_schema(law(ALL_USE)), REFRESH


@pytest.mark.parametrize(("path", "facts"), FILES, ids=lambda path: path.stem)
def test_committed_facts_follow_it(path: Path, facts: Path) -> None:
    validator(path).validate(instance(load_path(facts).documents[0].root))


SMALL = """
at: 2026-04-16T10:00:00-04:00
assumptions: [{ id: A, states: It is so., reason: Because. }]
facts:
  clock: {}
  desk: { reference_rate: { value: 4%, age: 20 } }
  branch: { North: { budget: $54000 } }
  customer:
    columns: [key, branch, income, score]
    rows: [[7, North, unknown, 620]]
  product: { table: products.csv }
  loan: { L-1: { customer: 7, balance: 40 usd, overdue: unknown, reminded_on: none } }
"""


def facts(text: str) -> Any:
    return instance(load_text(text, "facts.yaml").documents[0].root)


def test_every_way_to_write_a_value() -> None:
    validator(LOAN_DESK / "law").validate(facts(SMALL))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("at: 2026-04-16T10:00:00-04:00", "at: 2026-04-16"),
        ("reason: Because.", "because: Because."),
        ("desk:", "office:"),
        ("reference_rate", "reference_rat"),
        ("age: 20", "age: new"),
        ("age: 20", "aged: 20"),
        ("budget: $54000", "budget: much"),
        ("budget: $54000", "budget: [54000]"),
        ("budget: $54000", "budget: unknown"),
        ("budget: $54000", "budget: -3"),
        ("columns: [key, ", "columns: ["),
        ("rows: [[7, North, unknown, 620]]", "rows: 7"),
        ("reminded_on: none", "reminded_on: never"),
        ("reminded_on: none", "reminded_on: 12:30"),
        ("customer: 7, ", "customer: [7], "),
    ],
)
def test_what_has_no_place_there(right: str, wrong: str) -> None:
    assert right in SMALL
    assert not validator(LOAN_DESK / "law").is_valid(facts(SMALL.replace(right, wrong, 1)))


def test_facts_that_must_be_there() -> None:
    given = facts(SMALL)
    del given["facts"]["branch"]["North"]["budget"]
    assert not validator(LOAN_DESK / "law").is_valid(given)
    given = facts(SMALL)
    del given["facts"]["loan"]["L-1"]["overdue"]
    assert validator(LOAN_DESK / "law").is_valid(given), "it may be missing"


def test_units_grid_and_range_are_told() -> None:
    schema = facts_schema(law(LOAN_DESK / "law"))
    branch = schema["properties"]["facts"]["properties"]["branch"]["else"]["additionalProperties"]
    told = branch["properties"]["budget"]["description"]
    assert told == "What the branch may still lend this week. money in usd, in steps of 0.01, 0 to 10000000"
    assert branch["properties"]["budget"]["maximum"] == 10_000_000
    purpose = law(LOAN_DESK / "law").types["purpose"]
    assert type_told(purpose) == "purpose: home, car, further_training"


HAPPENED = """
at: 2026-04-16T10:00:00-04:00
facts: {}
events:
  - { event: deposit, in: A rev, at: 2026-04-16T09:59:00-04:00, amount: 500.00 }
kept:
  at: 2026-04-15T16:00:00-04:00
  events:
    - { event: week_closed, in: A, at: 2026-04-10T16:30:00-04:00, label: calm_income }
  facts: { account: { A: { hedge_mode: true } } }
"""


def test_what_happened_and_what_is_kept_may_stand_beside_the_facts() -> None:
    validator(ALL_USE).validate(facts(HAPPENED))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("event: deposit", "event: depot"),
        ("event: deposit", "event: week_closed"),  # which only the law itself tells of
        ("amount: 500.00", "sum: 500.00"),
        ("  facts: { account", "  fact: { account"),
        ("event: week_closed", "event: week_open"),
    ],
)
def test_what_cannot_have_happened(right: str, wrong: str) -> None:
    assert right in HAPPENED
    with pytest.raises(jsonschema.ValidationError):
        validator(ALL_USE).validate(facts(HAPPENED.replace(right, wrong, 1)))
