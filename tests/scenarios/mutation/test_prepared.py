"""Scenarios that are made ready say the same as scenarios that are run whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.files import read_facts
from rules.compile.compiler import compile_path
from scenarios.case import as_asked
from scenarios.effects import Effects
from scenarios.feature import Scenario
from scenarios.mutation.prepared import prepare_all
from scenarios.reader import read_features
from scenarios.runner import Remembering, run_scenario, scenarios_of
from scenarios.words import Words
from tests.scenarios.mutation.small import FACTS, desk, law, no_file, ready, scenarios

EXAMPLES = Path(__file__).parents[3] / "examples"


def where(scenario: Scenario) -> tuple[str, int, str]:
    """Where a scenario stands."""
    return scenario.file, scenario.line, scenario.name


@pytest.mark.parametrize("example", ["loan-desk", "prop-firm"])
def test_a_prepared_scenario_passes_where_the_whole_one_does(example: str) -> None:
    path = EXAMPLES / example / "law"
    found = compile_path(path).law
    assert found is not None
    load = Remembering(read_facts)
    all_of_them = list(read_features(scenarios_of(path, found)).scenarios())
    prepared, failing = prepare_all(found, all_of_them, load)
    passed = {where(each) for each in all_of_them if run_scenario(found, each, Words(found), load).state == "passed"}
    assert {where(each.scenario) for each in prepared} == passed
    assert len(prepared) + len(failing) == len(all_of_them)
    assert all(each.passes(found) for each in prepared), "also the second time"


def test_what_is_asked_for_alone_is_what_the_whole_decision_says() -> None:
    found, prepared = desk()
    compared = 0
    for each in prepared[::7]:
        case = each.case.before(found, as_asked)
        case.decide(each.scenario.span)
        assert case.decided is not None
        whole = Effects.of(case.decided.again())
        asked = Effects.asked(case.decided.decider)
        for rule in found.rule_ids():
            compared += 1
            assert asked.took.get(rule, frozenset()) == whole.took.get(rule, frozenset()), rule
            assert asked.did_not.get(rule, frozenset()) == whole.did_not.get(rule, frozenset()), rule
        assert dict(asked.took) == dict(whole.took)
    assert compared > 100


RULES = """
rule: SHIP-01
section: §1
title: An open shop ships
permit: ship
for: order
when: shop.is_open and order.price <= shop.budget
---
rule: SHIP-02
section: §1
title: What is urgent is not shipped
forbid: ship
for: order
when: order.is_urgent
---
rule: COUNT-01
section: §1
title: How many orders are urgent
derive: shop.urgent
type: tally
for: shop
as: (count of order in shop where order.is_urgent) * 1 crate
words: urgent orders
"""


def test_only_what_steps_ask_for_is_looked_at() -> None:
    found = law(RULES)
    one, two = ready(
        found,
        """
        Scenario: One order may be shipped
          When the law decides
          Then it is permitted to ship order 1

        Scenario: One order is urgent
          When the law decides
          Then the urgent orders of shop S is 1 crate
        """,
    )
    permit, forbid = (id(each.when) for each in found.permits)
    assert {permit, forbid} <= one.reach
    assert not {permit, forbid} & two.reach
    assert two.cost > 0


def test_a_scenario_that_fails_by_the_law_as_it_is_judges_nothing() -> None:
    wrong = """
        Scenario: An urgent order may be shipped
          When the law decides
          Then it is permitted to ship order 2

        Scenario: A step that there is not
          When the law decides
          Then everything is fine

        Scenario: Nothing is expected
          When the law decides

        Scenario: Facts that are wrong
          Given the price of order 1 is $1.234
          When the law decides
          Then it is forbidden to ship order 1
        """
    prepared, failing = prepare_all(law(RULES), scenarios(FACTS + wrong.replace("        ", "", 1)), no_file)
    assert not prepared
    assert len(failing) == 4


def test_what_one_law_remembers_another_does_not() -> None:
    found = law(
        """
        state: PEAK-01
        section: §1
        title: The most that a budget ever was
        keeps: shop.peak
        type: money
        for: shop
        starts: $0
        becomes: max(shop.peak before, shop.budget)
        words: peak
        """
    )
    (each,) = ready(
        found,
        """
        Scenario: The peak stays
          When the law decides
          Then the peak of shop S is $100
          Given the budget of shop S is $1
          When the law decides
          Then the peak of shop S is $100
        """,
    )
    assert each.passes(found)
    assert each.passes(found), "the peak of the run before is forgotten"
    assert not each.case.kept
