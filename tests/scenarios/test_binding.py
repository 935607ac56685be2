"""pytest-bdd runs the same registry: what is undefined, ambiguous or not so fails there as well."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACTS = (ROOT / "examples" / "loan-desk" / "facts" / "thursday.yaml").as_posix()


def feature(name: str, *steps: str) -> str:
    body = "".join(f"    {step}\n" for step in (f'Given the facts of "{FACTS}"', *steps))
    return f"Feature: {name}\n  Scenario: {name}\n{body}"


FEATURES = {
    "passes": feature("It passes", "When the law decides", "Then it is permitted to lend on application 1002"),
    "table": feature(
        "It has a table",
        "Given these loans:",
        "  | loan | balance |",
        "  | L-1  | $1      |",
        "When the law decides",
        "Then the debt of customer C-2 is $1",
    ),
    "fails": feature("It fails", "When the law decides", "Then it is permitted to lend on application 1003"),
    "undefined": feature("It is undefined", "When the law dreams", "Then nothing is allocated"),
    "nothing": feature("It expects nothing", "When the law decides"),
    "given": feature(
        "It gives a conclusion", "Given the desk is open", "When the law decides", "Then no alarm is raised"
    ),
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of a repository with one small constitution and these features."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "examples" / "loan-desk" / "law", root / "examples" / "desk" / "law")
    shutil.copytree(ROOT / "features", root / "features", ignore=shutil.ignore_patterns("*.feature", "__pycache__"))
    (root / "examples" / "desk" / "scenarios").mkdir()
    for name, text in FEATURES.items():
        (root / "examples" / "desk" / "scenarios" / f"{name}.feature").write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "features",
        "-q",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
    ]
    command += ["-o", f"pythonpath=. {ROOT}", "-rA", "--tb=short", "--strict-markers"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("test", ["test_it_passes", "test_it_has_a_table", "test_every_step_is_bound_once"])
def test_what_is_right_passes(outcome: str, test: str) -> None:
    assert f"PASSED features/test_features.py::{test}" in outcome


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("test_it_fails", "error[B120]: It is not permitted to lend on application 1003, because of LEND-01"),
        ("test_it_is_undefined", "error[B105]: There is no step `the law dreams`"),
        ("test_it_expects_nothing", "error[B103]: The scenario expects nothing"),
        ("test_it_gives_a_conclusion", "error[B110]: `open` is not given: `HOURS-01` concludes it"),
        ("test_every_step_is_used", "Given a waiver suspends {rules}[ for {subject}]"),
    ],
)
def test_what_is_wrong_fails(outcome: str, test: str, message: str) -> None:
    assert f"FAILED features/test_features.py::{test}" in outcome
    assert message in outcome


def test_every_scenario_is_run(outcome: str) -> None:
    assert "PASSED features/test_features.py::test_pytest_runs_every_scenario" in outcome
