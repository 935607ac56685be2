"""Which changes are noticed: by whom, in which order, with how many processes, and what breaks."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import pytest

from rules.compile.law import Law
from scenarios.mutation import judging
from scenarios.mutation.all import all_mutants
from scenarios.mutation.judging import Judge, State, judge_all
from scenarios.mutation.mutant import Mutant, Operator
from scenarios.mutation.prepared import Prepared
from tests.scenarios.mutation.small import desk, law, ready


@cache
def loans() -> tuple[Law, tuple[Prepared, ...], tuple[Mutant, ...]]:
    """The loan desk, its scenarios, its mutants."""
    found, prepared = desk()
    return found, tuple(prepared), tuple(all_mutants(found))


def silent(done: int, of: int) -> None:
    """Tells nobody how far the work is."""
    assert done <= of


def test_whoever_takes_a_rule_of_the_loan_desk_away_is_noticed() -> None:
    found, prepared, mutants = loans()
    judge = Judge(found, prepared)
    dropped = [each for each in mutants if each.operator is Operator.DOCUMENT and not each.path]
    assert {each.document for each in dropped} == set(found.rule_ids()) - {"DELAY-01", "OFFER-01"}
    assert {judge.judge(each).state for each in dropped} == {State.NOTICED}


def test_every_number_of_the_loan_desk_is_held() -> None:
    found, prepared, mutants = loans()
    judge = Judge(found, prepared)
    moved = [each for each in mutants if each.document in found.parameters]
    assert len(moved) >= 24
    assert [each.id for each in moved if judge.judge(each).state is State.SURVIVED] == []


def test_the_number_of_processes_changes_nothing() -> None:
    found, prepared, mutants = loans()
    judge = Judge(found, prepared)
    some = mutants[::2]
    told: list[tuple[int, int]] = []
    alone = judge_all(judge, some, 1, lambda done, of: told.append((done, of)))
    assert told == [(place, len(some)) for place in range(1, len(some) + 1)]
    assert judge_all(judge, some, 2, silent) == alone


RULES = """
rule: SHIP-01
section: §1
title: An open shop ships what it can pay
permit: ship
for: order
when:
  all:
    - shop.is_open
    - order.price <= shop.budget
---
rule: SHIP-02
section: §1
title: Nothing large is shipped
forbid: ship
for: order
when: order.boxes > 9 crates
"""

WEAK = """
@SHIP-01
Scenario: What the shop can pay is shipped
  When the law decides
  Then it is permitted to ship order 1

@SHIP-01
Scenario: What it cannot pay is not
  Given the price of order 1 is $100.01
  When the law decides
  Then it is not permitted to ship order 1

@SHIP-02
Scenario: A large order is not shipped
  Given the boxes of order 1 are 20 crates
  When the law decides
  Then it is forbidden to ship order 1
"""


def states(of: Law, scenarios: list[Prepared]) -> dict[str, State]:
    """What becomes of each mutant of a law."""
    judge = Judge(of, scenarios)
    return {each.id: judge.judge(each).state for each in all_mutants(of)}


def test_the_survivors_of_weak_scenarios_are_known() -> None:
    found = law(RULES)
    assert {id for id, state in states(found, ready(found, WEAK)).items() if state is State.SURVIVED} == {
        "SHIP-01 › when › all › 1: dropped",
        "SHIP-01 › when › all › 2: <= -> <",
        "SHIP-02 › when: > -> >=",
        "SHIP-02 › when: 9 -> 10",
        "SHIP-02 › when: 9 -> 8",
    }


def test_better_scenarios_leave_none() -> None:
    found = law(RULES)
    better = (
        WEAK
        + """
@SHIP-01
Scenario: A closed shop ships nothing
  Given shop S is not open
  When the law decides
  Then it is not permitted to ship order 1

@SHIP-01
Scenario: All that there is may be spent
  Given the price of order 1 is $100
  When the law decides
  Then it is permitted to ship order 1

@SHIP-02
Scenario: Nine are not large
  Given the boxes of order 1 are 9 crates
  When the law decides
  Then it is permitted to ship order 1

@SHIP-02
Scenario: Ten are
  Given the boxes of order 1 are 10 crates
  When the law decides
  Then it is forbidden to ship order 1
"""
    )
    assert set(states(found, ready(found, better)).values()) == {State.NOTICED}


def test_scenarios_about_the_rule_judge_first_then_the_cheap_ones() -> None:
    found = law(RULES)
    prepared = ready(found, WEAK)
    judge = Judge(found, prepared)
    mutant = next(each for each in all_mutants(found) if each.id == "SHIP-02 › when: > -> >=")
    order = judge.reaching(mutant)
    assert order[0] == 2
    assert sorted(order[1:], key=lambda place: (prepared[place].cost, place)) == order[1:]


def test_whoever_looks_away_does_not_judge() -> None:
    found = law(RULES)
    prepared = ready(found, WEAK)
    judge = Judge(found, [replace(each, reach=frozenset()) for each in prepared])
    mutant = all_mutants(found)[0]
    judged = judge.judge(mutant)
    assert (judged.state, judged.reached, judged.by) == (State.SURVIVED, 0, None)


def breaking(found: Law, make: object) -> Mutant:
    """The first mutant, with law that cannot be evaluated."""
    first = next(each for each in all_mutants(found) if each.document == "SHIP-01")
    return replace(first, make=make)  # type: ignore[arg-type]


def test_law_that_cannot_be_evaluated_is_noticed_and_counted_apart() -> None:
    found = law(RULES)

    def no_condition(of: Law) -> Law:
        return replace(of, permits=tuple(replace(each, when=None) for each in of.permits))  # type: ignore[arg-type]

    judged = Judge(found, ready(found, WEAK)).judge(breaking(found, no_condition))
    assert judged.state is State.BROKE
    assert judged.why


def test_an_evaluation_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    found = law(RULES)
    prepared = ready(found, WEAK)
    monkeypatch.setattr(judging, "MOST_SECONDS", 0.05)
    begun: list[float] = []

    def for_ever(*_: object) -> bool:
        begun.append(time.monotonic())
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(Prepared, "passes", for_ever)
    judged = Judge(found, prepared).judge(all_mutants(found)[0])
    assert begun
    assert judged.state is State.BROKE
    assert judged.why.startswith("TooLong")
