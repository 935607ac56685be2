"""`alluse coverage`: exit codes and what stands where; what coverage means is tested with the scenarios."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click
import pytest

from console.main import alluse
from tests.console.running import LAW, SAMPLE, run

FEATURES = str(SAMPLE / "features")
DESK = "examples/loan-desk/law"
LENDING = "examples/loan-desk/scenarios/lending.feature"


@pytest.mark.parametrize("law", [DESK, "examples/prop-firm/law"])
def test_nothing_is_missing_in_the_examples(law: str) -> None:
    told = run("coverage", law)
    assert told.code == 0, told.out
    assert told.out.endswith("\nok: nothing is missing\n")
    assert not told.err


def test_what_is_missing_stands_at_its_place() -> None:
    told = run("coverage", DESK, "--features", LENDING, "--rule", "OFFER-01", "--rule", "REMIND-02")
    assert told.code == 1
    assert not told.err
    lines = told.out.splitlines()
    assert lines[1] == "rules       0 of 2 with scenarios that show them decide and not decide"
    assert lines[-1].startswith("not ok: ")
    at = lines.index("examples/loan-desk/law/07-collection.yaml")
    assert " ".join(lines[at + 1].split()) == "14 REMIND-02 no scenario with its tag shows it"
    assert lines[at + 2].split("  ")[2].strip() == "REMIND-02 › when"
    assert "never false" in lines[at + 2]
    assert lines[at + 2].endswith("loan.balance > $0")


def test_json_holds_every_part() -> None:
    told = run("coverage", LAW, "--features", FEATURES, "--format", "json")
    assert told.code == 1
    assert not told.err
    shape = told.json
    assert shape["ok"] is False
    assert shape["counts"]["scenarios"] == {"all": 2, "passed": 2}
    assert len(shape["parts"]) == sum(
        shape["counts"][kind]["all"] for kind in ("clauses", "boundaries", "rows", "latches", "limits")
    )
    assert {gap["kind"] for gap in shape["gaps"]} >= {"rule", "clause", "boundary"}


def test_the_matrix_is_a_table() -> None:
    told = run("coverage", LAW, "--features", FEATURES, "--matrix")
    assert told.code == 0, "a table is no answer to a question"
    head, names, *rows = csv.reader(io.StringIO(told.out))
    assert head[:3] == ["rule", "section", "title"]
    assert [len(row) for row in (names, *rows)] == [len(head)] * (1 + len(rows))
    lend = next(row for row in rows if row[0] == "LEND-01")
    assert set(lend[3:]) <= {"", "decides", "does not", "both", "(decides)", "(does not)", "(both)"}
    assert any(lend[3:])


def test_a_failing_scenario_is_told_and_shows_nothing(tmp_path: Path) -> None:
    text = (SAMPLE / "features" / "lending.feature").read_text(encoding="utf-8")
    text = text.replace("../facts.yaml", str((SAMPLE / "facts.yaml").resolve()))
    feature = tmp_path / "wrong.feature"
    feature.write_text(text.replace("it is not permitted", "it is permitted"), encoding="utf-8")
    told = run("coverage", LAW, "--features", feature)
    assert told.code == 1
    assert "1 of 2 passed" in told.out
    assert "1 scenario not passed, showing nothing" in told.out
    assert f"{feature}:14:" in told.err


def test_a_list_that_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    feature = tmp_path / "a.feature"
    text = (SAMPLE / "features" / "lending.feature").read_text(encoding="utf-8")
    feature.write_text(text.replace("../facts.yaml", str((SAMPLE / "facts.yaml").resolve())), encoding="utf-8")
    listed = tmp_path / "equivalents.yaml"
    listed.write_text("equivalents:\n  - { rule: LEND-99, never: waits, reason: None. }\n", encoding="utf-8")
    told = run("coverage", LAW, "--features", tmp_path)
    assert told.code == 1
    assert f"{listed}:2:13: error[C802]: The law has no rule `LEND-99`" in told.err
    assert "1 finding" in told.out.splitlines()[-1]


def test_nothing_to_run_is_no_answer(tmp_path: Path) -> None:
    assert run("coverage", LAW).code == 2, "the sample law names no folder of scenarios"
    told = run("coverage", LAW, "--features", tmp_path)
    assert told.code == 2
    assert told.out.startswith("0 scenarios in 0 files")
    assert run("coverage", LAW, "--features", tmp_path, "--matrix").code == 2
    assert run("coverage", tmp_path / "nothing", "--features", FEATURES).code == 2


def test_a_law_that_cannot_be_used(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    law.write_text("rule: [\n", encoding="utf-8")
    told = run("coverage", law, "--features", FEATURES)
    assert told.code == 2
    assert "error[Y1" in told.err


def test_a_rule_that_is_not_there() -> None:
    told = run("coverage", DESK, "--rule", "LEND-1")
    assert told.code == 2
    assert not told.out
    assert "the law has no rule `LEND-1`" in told.err
    assert "Did you mean `LEND-01`?" in told.err


def test_one_question_at_a_time() -> None:
    with pytest.raises(click.UsageError, match="one of them at a time"):
        alluse.main(["coverage", DESK, "--matrix", "--mutate"], standalone_mode=False)
