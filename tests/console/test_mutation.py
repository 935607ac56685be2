"""`alluse coverage --mutate`: exit codes and what stands where; what mutants mean is tested with the scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.coverage.equivalents import FILE
from tests.console.running import LAW, SAMPLE, run

DESK = "examples/loan-desk/law"
LENDING = "examples/loan-desk/scenarios/lending.feature"
FEATURES = str(SAMPLE / "features")


def test_all_of_a_rule_is_noticed() -> None:
    told = run("coverage", DESK, "--mutate", "--rule", "LEND-02")
    assert told.code == 0, told.out
    assert not told.err
    assert told.out.endswith(
        "69 scenarios, 5 mutants: 5 noticed, 0 survive\n"
        "100% are noticed (95% are asked for), 100% of those that are not listed\n"
    )


def test_a_survivor_stands_at_its_place_with_a_scenario_that_would_notice_it() -> None:
    told = run("coverage", DESK, "--features", LENDING, "--mutate", "--rule", "REMIND-02", "--rule", "OFFER-01")
    assert told.code == 1
    lines = told.out.splitlines()
    at = lines.index("examples/loan-desk/law/04-offers.yaml:10:11: OFFER-01 › leave_out › 2 › when: > -> >=")
    assert lines[at + 1] == "    application.amount > product.largest"
    assert lines[at + 2].endswith("scenarios look at it, and none would notice")
    assert lines[at + 3] == "    this one would:"
    assert lines[at + 4] == "      @OFFER-01"
    assert "examples/loan-desk/law/07-collection.yaml:19:7: REMIND-02 › when: > -> >=" in lines
    assert "  survive  listed  change of" in told.out


def test_nothing_is_suggested_where_nobody_asks() -> None:
    words = ["coverage", DESK, "--features", LENDING, "--mutate", "--rule", "OFFER-01", "--suggest", "0"]
    told = run(*words)
    assert told.code == 1
    assert "would" in told.out
    assert "this one would" not in told.out
    assert "was found" not in told.out


def test_json_holds_every_mutant() -> None:
    told = run("coverage", LAW, "--features", FEATURES, "--mutate", "--suggest", "0", "--format", "json")
    assert told.code == 1
    shape = told.json
    assert shape["ok"] is False
    assert (
        shape["counts"]["mutants"]
        == len(shape["mutants"])
        == sum(each["mutants"] for each in shape["operators"].values())
    )
    assert {each["state"] for each in shape["mutants"]} == {"noticed", "survived"}
    assert all((each["noticed_by"] is None) == (each["state"] == "survived") for each in shape["mutants"])
    assert len({each["id"] for each in shape["mutants"]}) == len(shape["mutants"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rule", "LEND-2"], "the law has no rule or parameter `LEND-2`"),
        (["--at-least", "many"], "`many` is not a share: write `95%`."),
        (["--at-least", "200%"], "`200%` does not lie between 0% and 100%."),
        (["--jobs", "0"], "--jobs"),
        (["--matrix"], "`--matrix` and `--mutate`"),
    ],
)
def test_wrong_usage_is_told(words: list[str], says: str) -> None:
    told = run("coverage", DESK, "--mutate", *words)
    assert told.code == 2
    assert says in told.err
    assert not told.out


def test_the_share_may_be_lower(tmp_path: Path) -> None:
    (tmp_path / "one.feature").write_text(
        f'Feature: One\n\n  @REMIND-02\n  Scenario: One\n    Given the facts of "{Path("examples/loan-desk").resolve()}'
        '/facts/thursday.yaml"\n    When the law decides\n'
        "    Then it is permitted to send a reminder about loan L-1\n",
        encoding="utf-8",
    )
    words: list[str | Path] = [
        "coverage",
        DESK,
        "--features",
        tmp_path,
        "--mutate",
        "--rule",
        "REMIND-02",
        "--suggest",
        "0",
    ]
    told = run(*words, "--at-least", "0.2")
    assert told.code == 1, "a survivor that nobody listed"
    assert "25% are noticed (20% are asked for)" in told.out
    entries = "".join(
        f'  - mutant: "REMIND-02 › when: {change}"\n    reason: It does not matter.\n'
        for change in ("> -> >=", "0 -> 0.01", "0 -> -0.01")
    )
    (tmp_path / FILE).write_text(f"equivalents:\n{entries}", encoding="utf-8")
    told = run(*words, "--at-least", "0.2")
    assert told.code == 0, told.out
    assert "25% are noticed (20% are asked for), 100% of those that are not listed" in told.out
    assert run(*words, "--at-least", "30%").code == 1


def test_scenarios_that_fail_are_told(tmp_path: Path) -> None:
    (tmp_path / "one.feature").write_text(
        "Feature: One\n\n  Scenario: One\n    When the law decides\n    Then nothing is allocated\n", encoding="utf-8"
    )
    told = run("coverage", DESK, "--features", tmp_path, "--mutate", "--rule", "REMIND-02")
    assert told.code == 2
    assert told.err.endswith("one.feature:3: does not pass by the law as it is, so that it judges nothing: One\n")
    assert told.out == "nothing was judged: no scenario passes by the law as it is\n"
