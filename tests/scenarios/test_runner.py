"""Runs and reports: nothing to test is an error, equal runs give equal reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.snapshot import Snapshot
from facts.files import read_facts
from scenarios.reader import read_features
from scenarios.report import Report
from scenarios.runner import Remembering, run_features, scenarios_of
from tests.scenarios.found import DESK, desk, load, run

PASSES = """\
Feature: F
  Scenario: S
    Given the facts of "thursday.yaml"
    When the law decides
    Then it is permitted to lend on application 1002
"""
FAILS = PASSES.replace("1002", "1003")
BREAKS = PASSES.replace("1002", "1009")


def written(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.feature").write_text(text, "utf-8")
    return tmp_path


def states(report: Report) -> list[str]:
    return [each.state for each in report.results]


def test_a_scenario_passes_fails_or_cannot_be_judged(tmp_path: Path) -> None:
    report = run(written(tmp_path, a=PASSES, b=FAILS, c=BREAKS))
    assert states(report) == ["passed", "failed", "error"]
    assert not report.ok
    assert report.summary().startswith(
        "3 scenarios in 3 files: 1 passed, 1 failed, 1 could not be judged; 0 of 17 rules"
    )
    text = report.text()
    assert f"{tmp_path.as_posix()}/b.feature:5:10: error[B120]: " in text
    assert "    5 |     Then it is permitted to lend on application 1003" in text
    assert f"{tmp_path.as_posix()}/c.feature:5:29: error[B108]: " in text


def test_all_passed_is_ok(tmp_path: Path) -> None:
    report = run(written(tmp_path, a=PASSES))
    assert report.ok
    assert report.text() == report.summary() + "\n"
    assert report.summary().startswith("1 scenario in 1 file: 1 passed; ")


def test_nothing_to_test_is_no_success(tmp_path: Path) -> None:
    for report in (run(), run(tmp_path), run(written(tmp_path, a="Feature: F\n"))):
        assert not report.ok
        assert [each.code for each in report.findings] == ["B102"]
        assert report.summary().startswith("0 scenarios in ")


def test_an_error_in_one_file_leaves_the_others(tmp_path: Path) -> None:
    report = run(written(tmp_path, a=PASSES, b="Featur: F\n"))
    assert states(report) == ["passed"]
    assert not report.ok


def test_the_head_of_a_constitution_names_its_scenarios() -> None:
    report = run_features(DESK / "law", load_facts=read_facts)
    assert report.ok, report.text()
    assert report.constitution == "loan-desk"
    assert report.files == 6
    assert scenarios_of(DESK / "law", desk()) == [DESK / "scenarios"]


def test_bad_law_is_shown_and_nothing_is_run(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text("rule: A-01\n", "utf-8")
    report = run_features(tmp_path, [DESK / "scenarios"], load_facts=read_facts)
    assert not report.ok
    assert not report.results
    assert report.findings
    assert "law.yaml:1:" in report.text()
    missing = run_features(tmp_path / "nowhere", load_facts=read_facts)
    assert [each.code for each in missing.findings] == ["E316"]


def test_a_law_without_scenarios_has_nothing_to_test(tmp_path: Path) -> None:
    for path in (DESK / "law").iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("scenarios: ../scenarios\n", ""), "utf-8")
    report = run_features(tmp_path, load_facts=read_facts)
    assert [each.code for each in report.findings] == ["B102"]
    assert not report.ok


def test_what_is_wrong_in_a_fact_file_is_shown_there(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("at: 2026-04-16\nfacts: {}\n", "utf-8")
    text = PASSES.replace("thursday", "bad")
    report = run_features(desk(), [written(tmp_path, a=text)], load_facts=read_facts)
    assert states(report) == ["error"]
    (found,) = report.results[0].findings
    assert (found.code, found.span.file, found.span.line) == ("F616", f"{tmp_path.as_posix()}/bad.yaml", 1)
    assert "    1 | at: 2026-04-16" in report.text()


def test_a_fact_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    report = run_features(desk(), [written(tmp_path, a=PASSES)], load_facts=read_facts)
    assert states(report) == ["error"]
    assert "thursday.yaml" in report.text()


def test_facts_that_the_law_does_not_know_are_shown_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text('at: "2026-04-16T10:00:00-04:00"\nfacts:\n  moon: { full: true }\n', "utf-8")
    report = run_features(desk(), [written(tmp_path, a=PASSES.replace("thursday", "odd"))], load_facts=read_facts)
    assert {each.code for each in report.results[0].findings} == {"F621"}
    assert "odd.yaml:3:" in report.text()


def test_an_error_of_the_reader_that_says_nothing_is_not_hidden(tmp_path: Path) -> None:
    def broken(path: Path) -> Snapshot:
        raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError, match="fire"):
        run_features(desk(), [written(tmp_path, a=PASSES)], load_facts=broken)


def test_scenarios_do_not_touch_one_another(tmp_path: Path) -> None:
    changed = PASSES.replace(
        "    When", "    And the income of customer C-2 is $1\n    And there is no loan L-1\n    When"
    ).replace("permitted", "forbidden")
    report = run(written(tmp_path, a=changed, b=PASSES, c=changed))
    assert states(report) == ["passed"] * 3


def test_a_fact_file_is_read_once() -> None:
    read: list[Path] = []

    def counting(path: Path) -> Snapshot:
        read.append(path)
        return load(path)

    once = Remembering(counting)
    assert once(Path("thursday.yaml")) is once(Path("thursday.yaml"))
    assert len(read) == 1


def test_the_report_is_the_same_every_time(tmp_path: Path) -> None:
    folder = written(tmp_path, a=PASSES, b=FAILS, c=BREAKS)
    first, second = (json.dumps(run(folder).to_json()) for _ in range(2))
    assert first == second


def test_json_says_everything(tmp_path: Path) -> None:
    text = PASSES.replace("  Scenario", "  @LEND-01 @small\n  Scenario")
    told = run(written(tmp_path, a=text, b=FAILS)).to_json()
    assert list(told) == ["format", "ok", "constitution", "counts", "scenarios", "rules", "findings"]
    assert told["format"] == "alluse/scenario-report/1"
    assert told["ok"] is False
    assert told["constitution"] == {"name": "loan-desk", "version": "1"}
    assert told["counts"] == {"files": 2, "scenarios": 2, "passed": 1, "failed": 1, "error": 0}
    first, second = told["scenarios"]
    assert (first["state"], first["tags"], first["line"], first["steps"]) == (
        "passed",
        ["LEND-01", "small"],
        3,
        3,
    )
    assert "LEND-01" in first["shows"]["deciding"]
    assert "GRADE-01" in first["decided"]
    assert [each["code"] for each in second["findings"]] == ["B120"]
    assert told["rules"]["LEND-01"] == {"decides": ["S"], "does_not": []}
    assert told["findings"] == []


def test_tags_name_rules_rulings_or_are_small(tmp_path: Path) -> None:
    tagged = PASSES.replace("  Scenario", "  @R-01 @LEND-01 @later @LEND-77\n  Scenario")
    report = run(written(tmp_path, a=tagged))
    assert [each.message for each in report.findings] == ["There is no rule or ruling `LEND-77`"]
    assert states(report) == ["passed"]
    assert not report.ok


def test_only_tagged_scenarios_that_pass_hold_a_rule(tmp_path: Path) -> None:
    tagged = FAILS.replace("  Scenario", "  @LEND-01\n  Scenario")
    report = run(written(tmp_path, a=tagged, b=PASSES))
    assert report.rules["LEND-01"].decides == ()
    assert not report.rules["LEND-01"].both


def test_steps_are_all_looked_up_before_the_first_runs(tmp_path: Path) -> None:
    text = PASSES.replace("thursday", "nowhere").replace("When the law decides", "When it dawns\n    And it rains")
    report = run(written(tmp_path, a=text))
    assert [each.message for each in report.results[0].findings] == [
        "There is no step `it dawns`",
        "There is no step `it rains`",
    ]


def test_the_desk_has_scenarios_in_every_file() -> None:
    assert all(feature.scenarios for feature in read_features([DESK / "scenarios"]).features)
