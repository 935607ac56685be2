"""The loan desk has nothing to do with options: it validates, decides and is tested without Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from engine.evaluate import evaluate
from engine.facts import read_facts as type_facts
from facts.files import read_facts
from rules.compile.compiler import compile_path
from rules.compile.law import Law, Parameter
from rules.language.typed import Literal
from rules.language.types import NumberType
from scenarios.runner import run_features
from tests.scenarios.found import DESK, desk


def test_it_holds_no_program() -> None:
    assert {path.suffix for path in DESK.rglob("*") if path.is_file()} == {".yaml", ".feature", ".md", ".json"}


def test_it_validates_without_a_finding() -> None:
    compiled = compile_path(DESK / "law")
    assert compiled.findings == ()
    assert len(desk().rule_ids()) == 17


def test_it_decides() -> None:
    read = type_facts(desk(), read_facts(DESK / "facts" / "thursday.yaml"))
    assert read.facts is not None, read.findings
    record = evaluate(desk(), read.facts)
    assert record.canonical() == evaluate(desk(), read.facts).canonical()
    intents = [(each["action"], each["subject"]) for each in record.content["intents"]]
    assert intents == [("lend", "1001"), ("lend", "1002"), ("lend", "2001"), ("remind", "L-1")]


def test_its_scenarios_pass_and_hold_every_rule() -> None:
    report = run_features(DESK / "law", load_facts=read_facts)
    assert report.ok, report.text()
    assert len(report.results) == 69
    assert [rule for rule, held in report.rules.items() if not held.both] == []


def test_its_readme_tells_the_truth() -> None:
    readme = (DESK / "README.md").read_text("utf-8")
    report = run_features(DESK / "law", load_facts=read_facts)
    assert report.summary() in readme


def neighbours(parameter: Parameter, value: Literal) -> Iterator[Literal]:
    """A value one step below and one above."""
    if isinstance(value, Fraction) and isinstance(parameter.type, NumberType):
        step = parameter.type.step or Fraction(1, 100 if parameter.type.unit.is_plain else 1)
        yield from (value - step, value + step)
    elif isinstance(value, time):
        for seconds in (-1, 1):
            yield (datetime.combine(date(2026, 1, 1), value) + timedelta(seconds=seconds)).time()


def amended(law: Law) -> Iterator[tuple[str, Law]]:
    """The law with one number moved by one step."""
    for name, parameter in law.parameters.items():
        for at, (word, value) in enumerate(parameter.values):
            for other in neighbours(parameter, value):
                values = (*parameter.values[:at], (word, other), *parameter.values[at + 1 :])
                changed = {**law.parameters, name: replace(parameter, values=values)}
                yield f"{name} {word or ''} {other}", replace(law, parameters=changed)


@pytest.mark.parametrize(("what", "law"), [pytest.param(what, law, id=what) for what, law in amended(desk())])
def test_moving_any_number_is_noticed(what: str, law: Law) -> None:
    report = run_features(law, [DESK / "scenarios"], load_facts=read_facts)
    assert report.count("failed"), f"no scenario notices {what}"


@pytest.mark.parametrize("id", [permit.id for permit in desk().permits] + [each.id for each in desk().proposals])
def test_dropping_a_rule_is_noticed(id: str) -> None:
    law = desk()
    without = replace(
        law,
        permits=tuple(each for each in law.permits if each.id != id),
        proposals=tuple(each for each in law.proposals if each.id != id),
    )
    assert not run_features(without, [DESK / "scenarios"], load_facts=read_facts).ok
