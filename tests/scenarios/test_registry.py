"""Steps are never ambiguous, undefined or unused."""

from __future__ import annotations

import pytest

from rules.source.span import Span
from scenarios.call import Call
from scenarios.case import Case
from scenarios.feature import Cell, Keyword, Step, Table
from scenarios.patterns import Pattern
from scenarios.problem import Problem
from scenarios.reader import read_features
from scenarios.registry import Definition, Registry, Steps
from scenarios.steps import REGISTRY
from tests.scenarios.found import CARELESS, DESK, WITH_CARELESS

HERE = Span("f.feature", 1, 1, 1, 9)


def step(text: str, keyword: Keyword = "given") -> Step:
    return Step(keyword, text, HERE, text)


def refused(text: str, keyword: Keyword = "given", registry: Registry = REGISTRY) -> tuple[str, str, str | None]:
    with pytest.raises(Problem) as caught:
        registry.find(step(text, keyword))
    (found,) = caught.value.findings
    return found.code, found.message, found.help


def test_no_step_of_the_examples_could_be_two() -> None:
    for scenario in read_features([DESK / "scenarios"]).scenarios():
        for each in scenario.steps:
            assert len(REGISTRY.matching(each)) == 1, each.text


def test_no_text_is_a_step_of_two_keywords_unless_it_is_a_statement() -> None:
    for scenario in read_features([DESK / "scenarios"]).scenarios():
        for each in scenario.steps:
            found = [
                str(definition)
                for keyword in ("given", "when", "then")
                for definition, _ in REGISTRY.matching(step(each.text, keyword))
            ]
            assert len(found) == 1 or found == ["Given {statement}", "Then {statement}"]


def test_a_text_that_fits_two_steps_is_an_error() -> None:
    code, message, help = refused("the weather in Ulm is fair", registry=WITH_CARELESS)
    assert (code, message) == ("B106", "`the weather in Ulm is fair` could be two steps")
    assert help is not None
    assert str(CARELESS) in help


def test_a_text_that_fits_none_is_an_error_with_the_nearest_step() -> None:
    assert refused("the law decide", "when") == (
        "B105",
        "There is no step `the law decide`",
        "The nearest step is `When the law decides`.",
    )
    assert refused("xyzzy") == ("B105", "There is no step `xyzzy`", "docs/scenarios.md lists the steps.")


def test_a_conclusion_is_no_given() -> None:
    assert refused("nothing is allocated")[0] == "B110"
    assert refused("LEND-01 decides")[0] == "B110"
    assert refused("the law decides")[0] == "B105"


def test_unused_steps_are_found() -> None:
    used = [step('the facts of "a"'), step("the law decides", "when")]
    unused = [str(each) for each in REGISTRY.unused(used)]
    assert len(unused) == len(REGISTRY.definitions) - 2
    assert "When the law decides" not in unused
    unused_at_the_desk = REGISTRY.unused(
        each for s in read_features([DESK / "scenarios"]).scenarios() for each in s.steps
    )
    assert all(each.account for each in unused_at_the_desk), "a desk of loans has no account that runs"


def test_steps_about_an_account_that_runs_are_told_from_others() -> None:
    runs = [step('the facts of "a"'), step("the account runs until 10:00", "when")]
    assert REGISTRY.runs_account(runs)
    assert not REGISTRY.runs_account(runs[:1])


def test_a_step_is_defined_once_and_says_what_it_means() -> None:
    with pytest.raises(ValueError, match="twice"):
        Registry((CARELESS, CARELESS))
    steps = Steps()

    @steps.step("given", "it rains")
    def it_rains(case: Case, call: Call) -> None: ...

    with pytest.raises(ValueError, match="docstring"):
        Registry(steps.definitions)


def test_a_table_stands_where_it_is_read() -> None:
    table = Table(((Cell("a", HERE),),), HERE)
    with pytest.raises(Problem, match="B113"):
        REGISTRY.find(Step("when", "the law decides", HERE, "the law decides", table))
    with pytest.raises(Problem, match="B113"):
        REGISTRY.find(Step("given", "these loans:", HERE, "these loans:"))
    with pytest.raises(Problem, match="B113"):
        REGISTRY.find(Step("when", "the law decides", HERE, "the law decides", None, "text"))


def test_definitions_are_few() -> None:
    of_accounts = [each for each in REGISTRY.definitions if each.account]
    assert len(of_accounts) <= 30
    assert len(REGISTRY.definitions) - len(of_accounts) <= 30


def test_a_finding_names_the_row_of_examples() -> None:
    row = Span("f.feature", 9, 7, 9, 20)
    text = "xyzzy <a>"
    with pytest.raises(Problem) as caught:
        REGISTRY.find(Step("given", "xyzzy 1", HERE, text, row=row))
    assert [each.span for each in caught.value.findings[0].related] == [row]


def test_str_of_a_definition_is_what_one_writes() -> None:
    definition = Definition("then", Pattern("{rule} decides"), "Says.", "none", lambda case, call: None)
    assert str(definition) == "Then {rule} decides"
