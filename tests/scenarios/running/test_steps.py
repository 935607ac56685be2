"""What a scenario may not say of an account that runs, and what it is told where an expectation is not met."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.scenes.stage import Scenes
from facts.files import read_facts
from rules.compile.law import Law
from scenarios.report import Report
from scenarios.runner import run_features
from scenarios.running.port import Stage
from tests.laws import all_use

ROOT = Path(__file__).parents[3]
LAW = ROOT / "constitution" / "all-use" / "1.3"
FACTS = ROOT / "features" / "facts"
BEGINS = (
    f'Given the facts of "{FACTS / "running.yaml"}"',
    f'And the exchange of "{FACTS.parent / "markets" / "exchange.yaml"}"',
)


@pytest.fixture(scope="module")
def law() -> Law:
    return all_use()


@pytest.fixture(scope="module")
def scenes() -> Scenes:
    return Scenes(LAW)


def ran(tmp_path: Path, law: Law, stage: Stage | None, *steps: str, begins: tuple[str, ...] = BEGINS) -> Report:
    path = tmp_path / "a.feature"
    lines = "".join(f"    {each}\n" for each in (*begins, *steps))
    path.write_text(f"Feature: Accounts\n\n  Scenario: One\n{lines}", "utf-8")
    return run_features(law, [path], load_facts=read_facts, stage=stage)


def found(report: Report) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in report.all_findings()]


def test_without_somebody_who_can_run_accounts_none_runs(tmp_path: Path, law: Law) -> None:
    report = ran(tmp_path, law, None, "When the account runs until 9:41", "Then account A holds nothing")
    assert found(report) == [("B107", "No account can run here")]


def test_an_account_needs_an_exchange(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("When the account runs until 9:41", "Then account A holds nothing")
    report = ran(tmp_path, law, scenes, *steps, begins=BEGINS[:1])
    assert found(report) == [("B107", "The account cannot run: nothing says when the exchange is open")]


@pytest.mark.parametrize(
    "step",
    ["And so far the state of account A is ordering", "And a waiver suspends GEN-ENTRY-01"],
)
def test_an_account_begins_with_its_books_alone(tmp_path: Path, law: Law, scenes: Scenes, step: str) -> None:
    report = ran(tmp_path, law, scenes, step, "When the account runs until 9:41", "Then account A holds nothing")
    assert [code for code, _ in found(report)] == ["B107"]
    assert "begins with its books" in found(report)[0][1]


@pytest.mark.parametrize("step", ["Given the price of AAPL is $1", "When the law decides"])
def test_nothing_is_given_to_an_account_that_runs(tmp_path: Path, law: Law, scenes: Scenes, step: str) -> None:
    report = ran(tmp_path, law, scenes, "When the account runs until 9:41", step, "Then account A holds nothing")
    assert found(report) == [("B107", "The account runs already, and goes on by itself")]


def test_only_facts_of_the_market_change_by_themselves(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("And from 9:50 on, the sleeve cash of A gen is $1", "When the account runs until 9:41")
    report = ran(tmp_path, law, scenes, *steps, "Then account A holds nothing")
    assert [code for code, _ in found(report)] == ["B111"]


def test_time_does_not_go_back(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("When the account runs until 9:42", "And the account runs until 9:41", "Then account A holds nothing")
    report = ran(tmp_path, law, scenes, *steps)
    assert found(report) == [("B112", "It is 2026-04-15 09:42:00 already")]


def test_a_dead_process_does_nothing_until_it_is_started(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("When the account runs until 9:41", "And the process is killed", "And the account runs until 9:42")
    report = ran(tmp_path, law, scenes, *steps, "Then account A holds nothing")
    assert found(report) == [("B107", "the process is dead")]


def test_a_fault_that_there_is_not_is_told(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("And the broker fails like this:", "  | fault | on |", "  | sulk | submit |")
    report = ran(tmp_path, law, scenes, *steps, "When the account runs until 9:41", "Then account A holds nothing")
    assert [code for code, _ in found(report)] == ["B107"]
    assert "sulk" in found(report)[0][1]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (("Then these accounts run: A, B",), "These run: A"),
        (('Then people were told once of "orphan"',), "People were told of nothing"),
        (("Then the broker got 1 order",), "It got 0"),
        (("Then no order reached the broker twice",), "No order reached the broker at all, so this shows nothing"),
        (("Then account A holds:", "  | sleeve | holds | quantity |", "  | A gen | AAPL | 100 |"), "A gen holds 0 of"),
        (("Then the state of account A went like this:", "  | at | to |", "  | 9:40 | safe |"), "It went: 2026-04-15"),
        (("Then on 9:40, the law told its weekly report of account A:", "  | opened | 0 |"), "It was told then: never"),
    ],
)
def test_what_is_not_so_is_told(tmp_path: Path, law: Law, scenes: Scenes, steps: tuple[str, ...], message: str) -> None:
    report = ran(tmp_path, law, scenes, "When the account runs until 9:41", *steps)
    (code, told), *others = found(report)
    assert (code, others) == ("B120", [])
    assert told.startswith(message)


def test_books_that_differ_from_those_of_an_undisturbed_account_are_told(
    tmp_path: Path, law: Law, scenes: Scenes
) -> None:
    """Where the broker rejects the first order, the next clips are halves, and commissions another cent."""
    steps = ("And the broker fails like this:", "  | fault | on | code | times |")
    rejects = ("  | reject | submit | rejected by exchange | 1 |", "When the account runs until 10:00")
    report = ran(
        tmp_path, law, scenes, *steps, *rejects, "Then nothing differs from an account that was never interrupted"
    )
    assert [code for code, _ in found(report)] == ["B120"]
    assert "without the interruption" in found(report)[0][1]


def test_every_row_of_a_report_that_is_otherwise_is_told(tmp_path: Path, law: Law, scenes: Scenes) -> None:
    steps = ("And it is Friday 17 April 2026 at 16:29", "When the account runs until 16:31")
    told = ("Then on 16:30, the law told its weekly report of account A:", "  | opened | 7 |", "  | closed | 8 |")
    report = ran(tmp_path, law, scenes, *steps, *told)
    assert [message for _, message in found(report)] == [
        "The opened is 0; `7` is expected",
        "The closed is 0; `8` is expected",
    ]
