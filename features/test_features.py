"""Every feature of the repository as tests, and what must hold of all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import scenarios

from features.homes import features_in, homes, law_of
from rules.diagnostics.text import render_text
from scenarios.runner import check_tags
from scenarios.steps import REGISTRY

scenarios(*(str(folder) for folder in homes()))


@pytest.mark.parametrize("folder", list(homes()), ids=lambda folder: folder.name)
def test_features_are_read_without_a_finding(folder: Path) -> None:
    read = features_in(folder)
    compiled, _ = law_of(homes()[folder])
    assert compiled.law is not None
    findings = [*read.findings, *check_tags(compiled.law, read)]
    assert not findings, render_text(findings, read.sources, color=False)


def test_every_step_is_used() -> None:
    steps = [step for folder in homes() for feature in features_in(folder).features for step in feature.steps()]
    unused = [str(each) for each in REGISTRY.unused(steps)]
    assert not unused, "no feature uses " + "; ".join(unused)


def test_every_step_is_bound_once() -> None:
    from features import conftest

    bound = [name for name in vars(conftest) if name.startswith(conftest.STEP_NAMES)]
    assert len(bound) == len(REGISTRY.definitions)


def test_pytest_runs_every_scenario(request: pytest.FixtureRequest) -> None:
    options = request.config.option
    if (
        options.keyword
        or options.markexpr
        or getattr(options, "lf", False)
        or any("::" in arg for arg in request.config.args)
    ):
        pytest.skip("only a part of the tests was asked for")
    here = [item for item in request.session.items if item.path == Path(__file__)]
    collected = sum("_pytest_bdd_example" in getattr(item, "fixturenames", ()) for item in here)
    assert collected == sum(len(list(features_in(folder).scenarios())) for folder in homes())
