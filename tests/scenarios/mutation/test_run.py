"""A whole run: rules that are asked for, listed survivors, entries that went stale, scenarios that fail."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from scenarios.coverage.equivalents import FILE
from scenarios.mutation.report import Report
from scenarios.mutation.run import Asked, NoSuchRule, mutate
from tests.scenarios.found import DESK, load

WEAK = """
Feature: Reminders

  Background:
    Given the facts of "thursday.yaml"

  @REMIND-02
  Scenario: What is owed is reminded of
    When the law decides
    Then it is permitted to send a reminder about loan L-1
"""


def silent(done: int, of: int) -> None:
    """Tells nobody how far the work is."""
    assert done <= of


def folder(path: Path, feature: str = WEAK, listed: str = "") -> Path:
    """A folder with a feature and a list of survivors."""
    (path / "some.feature").write_text(feature, encoding="utf-8")
    if listed:
        (path / FILE).write_text(listed, encoding="utf-8")
    return path


def run(features: Path, *rules: str, at_least: str = "95%", suggestions: int = 0) -> Report:
    """Mutants of the loan desk, judged by these features."""
    share = Fraction(at_least.removesuffix("%")) / 100
    asked = Asked(rules, share, jobs=1, suggestions=suggestions)
    return mutate(DESK / "law", [features], load_facts=load, asked=asked, progress=silent)


def survivors(report: Report) -> list[str]:
    """The ids of survivors that are not listed."""
    return [each.mutant.id for each in report.survivors()]


def test_only_some_rules_and_the_parameters_that_they_read(tmp_path: Path) -> None:
    report = run(folder(tmp_path), "REMIND-*")
    assert {each.mutant.document for each in report.outcomes} == {"REMIND-01", "REMIND-02", "collection.grace"}
    assert survivors(run(folder(tmp_path), "REMIND-02")) == [
        "REMIND-02 › when: > -> >=",
        "REMIND-02 › when: 0 -> 0.01",
        "REMIND-02 › when: 0 -> -0.01",
    ]


def test_a_parameter_may_be_asked_for(tmp_path: Path) -> None:
    report = run(folder(tmp_path), "collection.grace")
    assert [each.mutant.id for each in report.outcomes] == ["collection.grace: 10 -> 11", "collection.grace: 10 -> 9"]
    assert [each.judged.reached for each in report.outcomes] == [0, 0]


def test_a_rule_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRule) as wrong:
        run(folder(tmp_path), "REMIND-2")
    assert wrong.value.close == "REMIND-02"


def test_the_share_that_is_asked_for(tmp_path: Path) -> None:
    report = run(folder(tmp_path), "REMIND-02", at_least="25%")
    counts = report.counts()
    assert (counts.mutants, counts.noticed, counts.survived) == (4, 1, 3)
    assert counts.score == Fraction(1, 4)
    assert not report.ok, "the survivors are not listed"


LISTED = """
equivalents:
  - mutant: "REMIND-02 › when: > -> >="
    reason: Nobody is reminded of nothing.
  - mutant: "REMIND-02 › when: 0 -> 0.01"
    reason: A cent is no debt.
  - mutant: "REMIND-02 › when: 0 -> -0.01"
    reason: A balance is never negative.
"""


def test_listed_survivors_are_told_with_their_reasons(tmp_path: Path) -> None:
    report = run(folder(tmp_path, listed=LISTED), "REMIND-02", at_least="25%")
    assert report.ok
    assert survivors(report) == []
    counts = report.counts()
    assert (counts.survived, counts.listed) == (3, 3)
    assert (counts.score, counts.score_of_others) == (Fraction(1, 4), Fraction(1))
    assert {each.listed for each in report.outcomes} == {
        None,
        "Nobody is reminded of nothing.",
        "A cent is no debt.",
        "A balance is never negative.",
    }
    assert not run(folder(tmp_path, listed=LISTED), "REMIND-02", at_least="26%").ok, "too few are noticed"


def test_a_listed_mutant_that_is_noticed_is_a_finding(tmp_path: Path) -> None:
    listed = LISTED + '  - mutant: "REMIND-02: dropped"\n    reason: Nobody would know.\n'
    report = run(folder(tmp_path, listed=listed), "REMIND-02", at_least="25%")
    assert [(each.code, each.span.line) for each in report.findings] == [("C803", 9)]
    assert "What is owed is reminded of" in report.findings[0].message
    assert not report.ok


def test_a_listed_mutant_that_there_is_not_is_a_finding(tmp_path: Path) -> None:
    listed = LISTED + '  - mutant: "REMIND-02 › when: 0 -> 1"\n    reason: It was so once.\n'
    report = run(folder(tmp_path, listed=listed))
    assert [each.code for each in report.findings] == ["C802"]
    assert report.findings[0].help == "Did you mean `REMIND-02 › when: 0 -> 0.01`?"
    assert not run(folder(tmp_path, listed=listed), "REMIND-02").findings, "some rules say nothing about others"


def test_scenarios_that_fail_by_the_law_as_it_is_are_told(tmp_path: Path) -> None:
    wrong = WEAK + "\n  Scenario: Wrong\n    When the law decides\n    Then the credit score is fine\n"
    report = run(folder(tmp_path, wrong), "REMIND-02")
    assert [each.name for each in report.failing] == ["Wrong"]
    assert report.scenarios == 1
    assert not report.ok


def test_without_scenarios_nothing_is_judged(tmp_path: Path) -> None:
    report = run(tmp_path, "REMIND-02")
    assert not report.ok
    assert not report.outcomes
    assert [each.code for each in report.findings] == ["B102"]


def test_law_that_is_none(tmp_path: Path) -> None:
    shutil.copytree(DESK / "law", tmp_path / "law")
    (tmp_path / "law" / "wrong.yaml").write_text("rule: WRONG-01\n", encoding="utf-8")
    asked = Asked((), Fraction(1), 1, 0)
    report = mutate(tmp_path / "law", [folder(tmp_path)], load_facts=load, asked=asked, progress=silent)
    assert report.constitution is None
    assert report.findings
    assert not report.ok


def test_the_first_survivors_get_a_suggestion(tmp_path: Path) -> None:
    report = run(folder(tmp_path), "REMIND-02", suggestions=2)
    first, second, third = report.survivors()
    assert first.suggestion
    assert second.suggestion
    assert third.suggestion is None
    told = report.to_json()
    assert [each["suggestion"] for each in told["mutants"] if each["state"] == "survived"] == [
        first.suggestion,
        second.suggestion,
        None,
    ]
