"""Suggested scenarios: they are read, pass by the law, and do not pass by the changed one."""

from __future__ import annotations

import pytest

from scenarios.mutation.all import all_mutants
from scenarios.mutation.judging import Judge, State
from scenarios.mutation.prepared import prepare
from scenarios.mutation.suggest.search import suggestion
from scenarios.words import Words
from tests.scenarios.mutation.small import desk, law, no_file, ready, scenarios

RULES = """
rule: SHIP-01
section: §1
title: An open shop ships what it can pay
permit: ship
for: order
when:
  all:
    - shop.is_open
    - order.price <= 50% of shop.budget
    - shop.grade in [good, fair]
    - clock.time between 09:00 and 17:00
---
rule: SHIP-02
section: §1
title: Nothing large is shipped
forbid: ship
for: order
when: order.boxes > 9 crates
---
rule: COST-01
section: §1
title: What an order costs, with a tenth for urgency
derive: order.cost
type: money
for: order
as: if order.is_urgent then order.price * 110% rounded up to $0.01 else order.price
words: cost
---
rule: STOP-01
section: §1
title: What costs too much is stopped
propose: stop
for: order
when: order.cost > shop.budget
if_unknown: true
---
rule: STOP-02
section: §1
title: Stopping is permitted
permit: stop
for: order
when: order.boxes > 0 crates
---
state: PEAK-01
section: §1
title: The most that a budget ever was
keeps: shop.peak
type: money
for: shop
starts: $0
becomes: max(shop.peak before, shop.budget)
words: peak
---
latch: CLOSE-01
section: §1
title: A shop that has spent its budget is closed until it has a tenth of its peak
keeps: shop.is_closed
for: shop
set_when: shop.budget <= $0
reset_when: shop.budget >= 10% of shop.peak
if_both: set
words: closed
"""

WEAK = """
Scenario: An order is shipped
  When the law decides
  Then it is permitted to ship order 1
  And it is not proposed to stop order 2

Scenario: The cost is known
  When the law decides
  Then the cost of order 1 is $40

Scenario: The budget is remembered
  When the law decides
  Then the peak of shop S is $100
  And shop S is not closed
"""


def suggested(id: str, weak: str = WEAK) -> str:
    """The scenario that is suggested for a survivor of the weak scenarios, read and run here once more."""
    found = law(RULES)
    judge = Judge(found, ready(found, weak))
    mutant = next(each for each in all_mutants(found) if each.id == id)
    assert judge.judge(mutant).state is State.SURVIVED
    text = suggestion(judge, mutant)
    assert text, id
    (scenario,) = scenarios(text)
    prepared = prepare(found, scenario, Words(found), no_file)
    assert prepared is not None, text
    assert not prepared.passes(mutant.make(found)), text
    return text


@pytest.mark.parametrize(
    "id",
    [
        "SHIP-01 › when: all -> any",
        "SHIP-01 › when › all › 1: dropped",
        "SHIP-01 › when › all › 2: <= -> <",
        "SHIP-01 › when › all › 2: 50% -> 51%",
        "SHIP-01 › when › all › 2: 50% -> 49%",
        "SHIP-01 › when › all › 3: without fair",
        "SHIP-01 › when › all › 4: without the low end",
        "SHIP-01 › when › all › 4: 17:00 -> 17:01",
        "SHIP-02: dropped",
        "SHIP-02 › when: > -> >=",
        "SHIP-02 › when: 9 -> 10",
        "COST-01 › as › then: 110% -> 111%",
        "COST-01 › as › then: rounded up -> down",
        "STOP-01: dropped",
        "STOP-01 › when: > -> >=",
        "STOP-01 › if_unknown: true -> nothing",
        "PEAK-01 › if_unknown: keep -> reset",
        "CLOSE-01 › set_when: never set",
        "CLOSE-01 › set_when: <= -> <",
        "CLOSE-01 › reset_when: never reset",
        "CLOSE-01 › if_unknown: keep -> set",
    ],
)
def test_what_is_suggested_tells_law_and_mutant_apart(id: str) -> None:
    assert suggested(id).startswith(f"@{id.partition(' ')[0].rstrip(':')}\n")


def test_a_suggestion_is_a_scenario_as_people_write_it() -> None:
    assert suggested("SHIP-02 › when: > -> >=") == "\n".join(
        [
            "@SHIP-02",
            "Scenario: It is permitted to ship order 1",
            "  Given times are those of America/New_York",
            "  And it is 2026-04-16 at 10:00",
            "  And these shops:",
            "    | shop | budget  | grade | is open |",
            "    | S    | $100.00 | good  | yes     |",
            "  And these orders:",
            "    | order | shop | price  | boxes | ordered on | urgent |",
            "    | 1     | S    | $40.00 | 4     | 2026-04-10 | no     |",
            "    | 2     | S    | $60.00 | 6     | 2026-04-12 | yes    |",
            "  And the boxes of order 1 is 9 crates",
            "  When the law decides",
            "  Then it is permitted to ship order 1",
        ]
    )


def test_the_same_is_suggested_every_time() -> None:
    assert suggested("COST-01 › as › then: rounded up -> down") == suggested("COST-01 › as › then: rounded up -> down")


def test_nothing_is_suggested_for_what_changes_nothing() -> None:
    found = law(
        """
        rule: SHIP-01
        section: §1
        title: Some boxes are shipped
        permit: ship
        for: order
        when: order.boxes >= 0 crates and shop.is_open
        """
    )
    weak = """
        Scenario: An order is shipped
          When the law decides
          Then it is permitted to ship order 1

        Scenario: Not from a closed shop
          Given shop S is not open
          When the law decides
          Then it is not permitted to ship order 1
        """
    judge = Judge(found, ready(found, weak))
    mutant = next(each for each in all_mutants(found) if each.id == "SHIP-01 › when › and › 1: dropped")
    assert judge.judge(mutant).state is State.SURVIVED
    assert suggestion(judge, mutant) == ""


def test_the_survivors_of_the_loan_desk_get_one_each() -> None:
    found, prepared = desk()
    judge = Judge(found, prepared)
    survivors = [each for each in all_mutants(found) if judge.judge(each).state is State.SURVIVED]
    assert len(survivors) <= 6
    for each in survivors:
        assert suggestion(judge, each), each.id
