"""Binds the step registry of the product to pytest-bdd, so that `pytest features` runs every scenario.

A feature is judged by the constitution whose head names its folder (`scenarios:`). Steps are defined in
`scenarios/` only: what is here knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from console.scenes.stage import Scenes
from facts.files import read_facts
from features.homes import home_of, homes, law_of
from rules.diagnostics.text import render_text
from rules.source.span import Span
from scenarios.case import Case, as_asked
from scenarios.feature import Cell, Scenario, Step, Table
from scenarios.problem import Problem
from scenarios.runner import Remembering, check_scenario
from scenarios.running.port import Stage
from scenarios.steps import REGISTRY

CASE = pytest.StashKey[Case]()
STEP = pytest.StashKey[Step]()
LOAD = Remembering(read_facts)
STEP_NAMES = "pytestbdd_stepdef"
"""So the names begin under which pytest-bdd keeps steps among the fixtures."""


def pytest_configure(config: pytest.Config) -> None:
    """Tags are markers: `-m GRADE-01` runs the scenarios of one rule."""
    files = (file for folder in homes() for file in folder.rglob("*.feature"))
    lines = (line.split() for file in files for line in file.read_text("utf-8").splitlines())
    for tag in sorted(
        {word.removeprefix("@") for words in lines if words[:1] and words[0][0] == "@" for word in words}
    ):
        config.addinivalue_line("markers", f"{tag}: a tag of scenarios")


def steps_known(fixturemanager: Any) -> list[str]:
    """The names of steps. pytest-bdd asks for those of all fixtures of a run, of whatever test, at every step."""
    return [name for name in _every_fixture(fixturemanager) if name.startswith(STEP_NAMES)]


_pytest_bdd: Any = import_module("pytest_bdd.scenario")  # a name of the package hides the module
_every_fixture = _pytest_bdd.get_fixture_names
_pytest_bdd.get_fixture_names = steps_known


# --- one scenario ---------------------------------------------------------------------------------
def fail(problem: Problem, file: Path) -> None:
    """Shows findings as everywhere else."""
    sources = {file.as_posix(): file.read_text("utf-8")}
    pytest.fail("\n" + render_text(problem.findings, sources, color=False), pytrace=False)


@cache
def lines_of(file: Path) -> list[str]:
    """The lines of a feature: every step of every scenario looks at one."""
    return file.read_text("utf-8").splitlines()


def as_step(step: Any, file: Path) -> Step:
    """A step of pytest-bdd as the registry takes it."""
    line = lines_of(file)[step.line_number - 1]
    start = len(line) - len(line.lstrip()) + len(step.keyword) + 1
    place = Span(file.as_posix(), step.line_number, start, step.line_number, len(line) + 1)
    table = None
    if step.datatable is not None:
        rows = tuple(tuple(Cell(text, place) for text in row) for row in step.datatable.raw())
        table = Table(rows, place)
    written = line.strip().partition(" ")[2].strip()
    return Step(step.type, step.name, place, written, table, step.docstring)


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
    """Begins a case, and looks up every step before the first one runs."""
    file = Path(feature.filename)
    constitution = home_of(file)
    if constitution is None:
        pytest.fail("No constitution names the folder of this feature in its head (`scenarios:`)", pytrace=False)
    compiled, words = law_of(constitution)
    if compiled.law is None or words is None:
        pytest.fail("\n" + render_text(compiled.findings, compiled.sources, color=False), pytrace=False)
    # What no step asks for need not be worked out here: `alluse coverage` decides every scenario wholly.
    stage = stage_of(constitution)
    request.node.stash[CASE] = Case(compiled.law, words, file.parent, LOAD, asked=as_asked, stage=stage)
    steps = tuple(as_step(step, file) for step in scenario.steps)
    place = Span(file.as_posix(), scenario.line_number, 1, scenario.line_number, 1)
    whole = Scenario(scenario.name, feature.name, None, steps, (), place)
    findings = check_scenario(whole, REGISTRY)
    if findings:
        fail(Problem(findings), file)


@cache
def stage_of(constitution: Path) -> Stage:
    """What puts accounts on their feet by a constitution: several scenarios compare with the same account."""
    return Scenes(constitution)


def pytest_bdd_after_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
    """Ends the account of a scenario with it."""
    del feature, scenario
    case = request.node.stash.get(CASE, None)
    if case is not None:
        case.script.close()


def pytest_bdd_before_step(request: pytest.FixtureRequest, feature: Any, step: Any) -> None:
    """Keeps the step, which the function bound to it takes up."""
    request.node.stash[STEP] = as_step(step, Path(feature.filename))


def bound() -> Callable[[pytest.FixtureRequest], None]:
    """The function behind a step: the registry finds the one definition and runs it."""

    def run(request: pytest.FixtureRequest) -> None:
        step = request.node.stash[STEP]
        try:
            REGISTRY.run(request.node.stash[CASE], step)
        except Problem as problem:
            fail(problem, Path(step.span.file))

    return run


# pytest-bdd takes the definitions from the names of this module, so they are made right here.
_BIND = {"given": given, "when": when, "then": then}
for _definition in REGISTRY.definitions:
    _BIND[_definition.keyword](parsers.re(_definition.pattern.regex))(bound())
