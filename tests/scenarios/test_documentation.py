"""The pages on scenarios name every step, say what it does, and their examples run."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from console.scenes.stage import Scenes
from facts.files import read_facts
from scenarios.reader import read_text
from scenarios.runner import run_features
from scenarios.steps import REGISTRY
from tests.scenarios.found import run

ROOT = Path(__file__).parents[2]
LAW = ROOT / "constitution" / "all-use" / "1.3"
FACTS = ROOT / "features" / "facts"

DECIDING = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
RUNNING = (ROOT / "docs" / "scenarios-accounts.md").read_text("utf-8")
PAGES = DECIDING + RUNNING


def examples_of(page: str) -> list[str]:
    """The scenarios of a page."""
    return re.findall(r"^```gherkin\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


EXAMPLES, OF_ACCOUNTS = examples_of(DECIDING), examples_of(RUNNING)
HEADINGS = re.findall(r"^### `(.*)`$", PAGES, re.MULTILINE)


def feature(example: str) -> str:
    """An example as a feature: most are the steps of one scenario about Thursday."""
    if example.startswith("Feature:"):
        return example
    return _scenario(['Given the facts of "thursday.yaml"', *example.splitlines()])


def of_account(example: str) -> str:
    """An example of an account that runs as a feature."""
    begins = (
        f'Given the facts of "{FACTS / "running.yaml"}"',
        f'Given the exchange of "{FACTS.parent / "markets" / "exchange.yaml"}"',
    )
    return _scenario([*begins, *example.splitlines()])


def _scenario(lines: list[str]) -> str:
    return "Feature: Example\n\n  Scenario: Example\n" + "".join(f"    {line}\n" for line in lines)


@cache
def scenes() -> Scenes:
    """What puts the accounts of the examples on their feet."""
    return Scenes(LAW)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_passes(number: int, tmp_path: Path) -> None:
    path = tmp_path / "example.feature"
    path.write_text(feature(EXAMPLES[number]), "utf-8")
    report = run(path)
    assert report.ok, report.text()


def test_the_examples_of_accounts_pass(tmp_path: Path) -> None:
    paths = []
    for number, example in enumerate(OF_ACCOUNTS):
        paths.append(tmp_path / f"example-{number}.feature")
        paths[-1].write_text(of_account(example), "utf-8")
    report = run_features(LAW, paths, load_facts=read_facts, stage=scenes())
    assert report.ok, report.text()


def test_every_step_has_a_heading_and_its_sentence() -> None:
    patterns = {re.sub(r":\w+\}", "}", str(each)): each.says for each in REGISTRY.definitions}
    assert sorted(HEADINGS) == sorted(patterns)
    for heading, says in patterns.items():
        section = PAGES.partition(f"### `{heading}`\n")[2]
        section = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", section)
        assert section.lstrip().startswith(says), heading


def test_the_examples_use_every_step() -> None:
    texts = [*map(feature, EXAMPLES), *map(of_account, OF_ACCOUNTS)]
    read = [read_text(each, "example.feature") for each in texts]
    steps = [step for each in read for scenario in each.scenarios() for step in scenario.steps]
    assert REGISTRY.unused(steps) == ()
