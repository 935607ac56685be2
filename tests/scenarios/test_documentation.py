"""The page on scenarios names every step, says what it does, and its examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.reader import read_text
from scenarios.steps import REGISTRY
from tests.scenarios.found import run

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```gherkin\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEADINGS = re.findall(r"^### `(.*)`$", PAGE, re.MULTILINE)


def feature(example: str) -> str:
    """An example as a feature: most are the steps of one scenario about Thursday."""
    if example.startswith("Feature:"):
        return example
    steps = "".join(f"    {line}\n" for line in example.splitlines())
    return f'Feature: Example\n\n  Scenario: Example\n    Given the facts of "thursday.yaml"\n{steps}'


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_passes(number: int, tmp_path: Path) -> None:
    path = tmp_path / "example.feature"
    path.write_text(feature(EXAMPLES[number]), "utf-8")
    report = run(path)
    assert report.ok, report.text()


def test_every_step_has_a_heading_and_its_sentence() -> None:
    patterns = {re.sub(r":\w+\}", "}", str(each)): each.says for each in REGISTRY.definitions}
    assert sorted(HEADINGS) == sorted(patterns)
    for heading, says in patterns.items():
        section = PAGE.partition(f"### `{heading}`\n")[2]
        assert section.lstrip().startswith(says), heading


def test_the_examples_use_every_step() -> None:
    read = [read_text(feature(example), "example.feature") for example in EXAMPLES]
    steps = [step for each in read for scenario in each.scenarios() for step in scenario.steps]
    assert REGISTRY.unused(steps) == ()
