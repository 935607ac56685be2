"""What a run finds in a feature about the loan desk of the examples, whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from engine.snapshot import Snapshot
from facts.files import read_facts
from rules.compile.compiler import compile_path
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic
from scenarios.call import Call
from scenarios.case import Case
from scenarios.patterns import Pattern
from scenarios.registry import Definition, Registry
from scenarios.report import Report
from scenarios.runner import run_features
from scenarios.steps import REGISTRY

DESK = Path(__file__).parents[2] / "examples" / "loan-desk"


def _nothing(case: Case, call: Call) -> None:
    """Does nothing."""


# A step that somebody added and that another one matches as well.
CARELESS = Definition(
    "given", Pattern("the weather in {place:words} is {kind:words}"), "Does nothing.", "none", _nothing
)
WITH_CARELESS = Registry((*REGISTRY.definitions, CARELESS))


@cache
def desk() -> Law:
    """The law of the loan desk."""
    law = compile_path(DESK / "law").law
    assert law is not None
    return law


def load(path: Path) -> Snapshot:
    """The facts of the loan desk, wherever the feature stands."""
    return read_facts(DESK / "facts" / path.name)


def run(*paths: Path, registry: Registry = REGISTRY) -> Report:
    """Runs features against the law of the loan desk."""
    return run_features(desk(), paths, load_facts=load, registry=registry)


def findings(path: Path) -> Iterable[Diagnostic]:
    """All findings of one feature, or of a folder."""
    return run(path, registry=WITH_CARELESS).all_findings()
