"""Every kind of change makes the mutants that it should, each with an id that says where and what."""

from __future__ import annotations

import pytest

from scenarios.mutation.all import all_mutants
from tests.scenarios.mutation.small import changes, ids, law, mutants


def rule(when: str) -> str:
    """A rule for shipping that has this condition."""
    return f"""
    rule: SHIP-01
    section: §1
    title: An order is shipped
    permit: ship
    for: order
    when: {when}
    """


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("order.price < shop.budget", [" › when: < -> <="]),
        ("order.price <= shop.budget", [" › when: <= -> <"]),
        ("order.price > shop.budget", [" › when: > -> >="]),
        ("order.price >= shop.budget", [" › when: >= -> >"]),
        ("shop.grade is good", [" › when: is -> is not"]),
        ("shop.grade is not good", [" › when: is not -> is"]),
        (
            "shop.grade in [good, fair]",
            [" › when: in -> not in", " › when: without good", " › when: without fair"],
        ),
        ("shop.budget is known", [" › when: is known -> is not known"]),
        ("not order.is_urgent", [" › when: not dropped"]),
        (
            "order.is_urgent and shop.is_open",
            [" › when: and -> or", " › when › and › 1: dropped", " › when › and › 2: dropped"],
        ),
        (
            "any order as other in shop where other.is_urgent and other.price > order.price",
            [
                " › when: any -> no",
                " › when › where: dropped",
                " › when › where: and -> or",
                " › when › where › and › 1: dropped",
                " › when › where › and › 2: dropped",
                " › when › where › and › 2: > -> >=",
            ],
        ),
        ("order.boxes > 3 crates", [" › when: > -> >=", " › when: 3 -> 4", " › when: 3 -> 2"]),
        ("order.price > $3", [" › when: > -> >=", " › when: 3 -> 3.01", " › when: 3 -> 2.99"]),
        ("clock.time > 10:00", [" › when: > -> >=", " › when: 10:00 -> 10:01", " › when: 10:00 -> 09:59"]),
        (
            "order.ordered_on > 2026-04-01",
            [" › when: > -> >=", " › when: 2026-04-01 -> 2026-04-02", " › when: 2026-04-01 -> 2026-03-31"],
        ),
        (
            "order.price between $1 and shop.budget",
            [
                " › when: without the low end",
                " › when: without the high end",
                " › when: 1 -> 1.01",
                " › when: 1 -> 0.99",
            ],
        ),
        ("max(order.price, shop.budget) > shop.budget", [" › when: > -> >=", " › when: max -> min"]),
        ("order.price + shop.budget > shop.budget", [" › when: > -> >=", " › when: + -> -"]),
    ],
)
def test_changes_of_a_condition(when: str, expected: list[str]) -> None:
    assert changes(rule(when), "SHIP-01") == [": dropped", *expected]


def test_groups_are_named_as_they_are_written() -> None:
    text = """
    rule: SHIP-01
    section: §1
    title: An order is shipped
    permit: ship
    for: order where order.is_urgent
    when:
      all:
        - order.price < shop.budget
        - any:
            - shop.is_open
            - not: { all: [order.is_urgent, order.boxes > 3 crates] }
    """
    assert set(changes(text, "SHIP-01")) == {
        ": dropped",
        " › for: where dropped",
        " › when: all -> any",
        " › when › all › 1: dropped",
        " › when › all › 1: < -> <=",
        " › when › all › 2: dropped",
        " › when › all › 2: any -> all",
        " › when › all › 2 › any › 1: dropped",
        " › when › all › 2 › any › 2: dropped",
        " › when › all › 2 › any › 2: not dropped",
        " › when › all › 2 › any › 2 › not: all -> any",
        " › when › all › 2 › any › 2 › not › all › 1: dropped",
        " › when › all › 2 › any › 2 › not › all › 2: dropped",
        " › when › all › 2 › any › 2 › not › all › 2: > -> >=",
        " › when › all › 2 › any › 2 › not › all › 2: 3 -> 4",
        " › when › all › 2 › any › 2 › not › all › 2: 3 -> 2",
    }


def test_a_local_name_is_one_place_however_often_it_is_read() -> None:
    text = """
    rule: SHIP-01
    section: §1
    title: An order is shipped
    let:
      cheap: order.price < shop.budget
    permit: ship
    for: order
    when:
      any:
        - cheap and shop.is_open
        - cheap and order.is_urgent
    """
    found = law(text)
    of = mutants(found, "SHIP-01")
    assert [each for each in of if "let" in each] == [" › let › cheap: < -> <="]
    changed = of[" › let › cheap: < -> <="].make(found)
    assert [each.when for each in changed.permits] != [each.when for each in found.permits]
    assert repr(changed.permits[0].when).count("operator='<='") == 2
    assert "operator='<'" not in repr(changed.permits[0].when)


def test_changes_of_a_value() -> None:
    text = """
    rule: PRICE-01
    section: §1
    title: What an order costs
    derive: order.cost
    type: money
    for: order
    as:
      cases:
        - when: order.is_urgent
          then: order.price * 2 rounded up to $0.05
        - when: shop.grade is good
          then: order.price
      otherwise: first known of order.price, shop.budget
    ---
    rule: PRICE-02
    section: §1
    title: What all orders cost
    derive: shop.cost
    type: money
    for: shop
    as:
      sum: order.cost
      over: order in shop
      where:
        - order.boxes > 3 crates
        - order.is_urgent
    ---
    rule: PRICE-03
    section: §1
    title: What the dearest order costs
    derive: shop.dearest
    type: money
    for: shop
    as: highest of order.cost over order in shop
    """
    assert set(changes(text, "PRICE-01")) == {
        ": dropped",
        " › as › cases › 1: dropped",
        " › as › cases › 2: dropped",
        " › as › cases: 1 and 2 swapped",
        " › as › cases › 1 › then: 2 -> 3",
        " › as › cases › 1 › then: 2 -> 1",
        " › as › cases › 1 › then: rounded up -> down",
        " › as › cases › 1 › then: 0.05 -> 0.06",
        " › as › cases › 1 › then: 0.05 -> 0.04",
        " › as › cases › 2 › when: is -> is not",
        " › as › otherwise: first known: 1 dropped",
        " › as › otherwise: first known: 2 dropped",
    }
    assert set(changes(text, "PRICE-02")) == {
        ": dropped",
        " › as › where › 1: dropped",
        " › as › where › 2: dropped",
        " › as › where › 1: > -> >=",
        " › as › where › 1: 3 -> 4",
        " › as › where › 1: 3 -> 2",
    }
    assert set(changes(text, "PRICE-03")) == {": dropped", " › as: highest -> lowest"}


def test_changes_of_a_table() -> None:
    text = """
    table: SIZE-01
    section: §1
    title: How large an order is
    decides: order.size
    type: grade
    for: order
    hit_policy: priority
    order: [good, fair, poor]
    rows:
      - when: order.boxes > 3 crates
        then: good
      - when: order.is_urgent
        then: fair
      - when: shop.is_open
        then: fair
    otherwise: poor
    """
    found = changes(text, "SIZE-01")
    assert [each for each in found if "rows" in each and "when" not in each] == [
        " › rows › 1: dropped",
        " › rows › 2: dropped",
        " › rows › 3: dropped",
        " › rows: results of 1 and 2 swapped",
    ], "the second and third row give the same: to swap them changes nothing"
    assert [each for each in found if "order" in each] == [
        " › order: 1 and 2 swapped",
        " › order: 2 and 3 swapped",
    ]


def test_a_hit_policy_takes_the_other_extreme() -> None:
    text = """
    table: SIZE-01
    section: §1
    title: How many boxes are sent at once
    decides: order.at_once
    type: tally
    for: order
    hit_policy: max
    rows:
      - when: order.is_urgent
        then: 5 crates
    otherwise: 1 crate
    """
    assert " › hit_policy: max -> min" in changes(text, "SIZE-01")
    assert " › otherwise: 1 -> 2" in changes(text, "SIZE-01")


PARAMETERS = """
parameters: policy
section: §1
values:
  opens: { is: 09:00, of: time }
  rest: { is: 90 seconds, unit: seconds }
  share: { is: 25%, of: ratio, within: 25% to 50% }
  finely: { is: 12.5%, of: ratio }
  part: { is: 0.25, of: share }
  days: { is: 3 days, unit: days }
  price: { is: $100, of: money }
  grades: { is: [good, fair], of: set of grade }
---
parameters: limits
section: §1
by: grade
values:
  boxes: { good: 10 crates, fair: 5 crates, poor: 0 crates, unit: crates }
---
rule: SHIP-01
section: §1
title: An order is shipped
permit: ship
for: order
when:
  all:
    - clock.time >= policy.opens
    - policy.rest > 1 minute
    - order.price <= policy.share of shop.budget
    - order.price > policy.finely of shop.budget
    - order.price > policy.part * shop.budget
    - order.ordered_on + policy.days > clock.date
    - order.price < policy.price
    - shop.grade in policy.grades
    - order.boxes <= limits.boxes for shop.grade
"""


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("policy.opens", [": 09:00 -> 09:01", ": 09:00 -> 08:59"]),
        ("policy.rest", [": 90 -> 91", ": 90 -> 89"]),
        ("policy.share", [": 25% -> 26%", ": 25% -> 24%"]),
        ("policy.finely", [": 12.5% -> 12.6%", ": 12.5% -> 12.4%"]),
        ("policy.part", [": 0.25 -> 0.26", ": 0.25 -> 0.24"]),
        ("policy.days", [": 3 -> 4", ": 3 -> 2"]),
        ("policy.price", [": 100 -> 100.01", ": 100 -> 99.99"]),
        ("policy.grades", [": without good", ": without fair"]),
        (
            "limits.boxes",
            [
                " › good: 10 -> 11",
                " › good: 10 -> 9",
                " › fair: 5 -> 6",
                " › fair: 5 -> 4",
                " › poor: 0 -> 1",
                " › poor: 0 -> -1",
            ],
        ),
    ],
)
def test_every_number_moves_by_its_grid_also_beyond_its_bounds(parameter: str, expected: list[str]) -> None:
    assert changes(PARAMETERS, parameter) == expected


def test_a_parameter_belongs_to_the_rules_that_read_it() -> None:
    found = mutants(law(PARAMETERS), "policy.opens")
    assert all(each.rules == {"SHIP-01"} for each in found.values())


MEMORY = """
events:
  reset: { in: shop, by: operator }
  alarm: { in: shop, by: law, fields: { budget: money } }
---
state: DAY-01
section: §1
title: The most that a budget ever was
keeps: shop.peak
type: money
for: shop
starts: $0
becomes: max(shop.peak before, shop.budget)
---
latch: STOP-01
section: §1
title: Shipping stops on a low budget
keeps: shop.stopped
for: shop
set_when: shop.budget < $10
reset_when: reset in shop happens
if_both: set
---
machine: PHASE-01
section: §1
title: A shop is new, running or closed
keeps: shop.phase
for: shop
states: [new, running, closed]
starts: new
if_several: [closed, running]
moves:
  - move: PHASE-M1
    from: new
    to: running
    when: shop.is_open
  - move: PHASE-M2
    from: [new, running]
    to: closed
    when: shop.stopped
    record: alarm
    with: { budget: shop.budget }
---
rule: STOP-02
section: §1
title: What is stopped is stopped once a session
propose: stop
for: order
when: shop.stopped
once: per session per shop
---
rule: STOP-03
section: §1
title: Stopping is permitted
permit: stop
for: order
when: order.boxes > 0 crates
---
rule: SHIP-01
section: §1
title: A running shop ships
permit: ship
for: order
when: shop.phase is running and shop.peak > $0
"""


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            "DAY-01",
            {
                " › becomes: stays as it was",
                " › if_unknown: keep -> reset",
                " › starts: 0 -> 0.01",
                " › starts: 0 -> -0.01",
                " › becomes: max -> min",
            },
        ),
        (
            "STOP-01",
            {
                " › set_when: never set",
                " › reset_when: never reset",
                " › if_both: set -> reset",
                " › if_unknown: keep -> set",
                " › if_unknown: keep -> reset",
                " › set_when: < -> <=",
                " › set_when: 10 -> 10.01",
                " › set_when: 10 -> 9.99",
                " › reset_when: any -> no",
            },
        ),
        ("PHASE-01", {" › if_several: 1 and 2 swapped"}),
        ("PHASE-M1", {": dropped"}),
        ("PHASE-M2", {": dropped", " › record: dropped", " › from: without new", " › from: without running"}),
        ("STOP-02", {": dropped", " › once: dropped", " › once: without session", " › once: without shop"}),
    ],
)
def test_changes_of_memory(document: str, expected: set[str]) -> None:
    assert set(changes(MEMORY, document)) == expected


ALLOCATION = """
rule: SHIP-01
section: §1
title: An open shop ships
permit: ship
for: order
when: shop.is_open
---
allocate: ALLOT-01
section: §1
title: The budget is spent, the cheapest first
action: ship
for: shop
among: order in shop
counts: crate
writes: order.allotted
limits:
  - limit: EACH
    per: order
    amount: 1
    at_most: order.boxes
  - limit: BUDGET
    per: shop
    amount: order.price / 1 crate
    at_most: shop.budget
    where: order.is_urgent
goal: { per: shop, amount: order.price / 1 crate, at_least: 50% of shop.budget, at_most: 90% of shop.budget }
prefer: [first by lowest order.price, most of order.boxes]
ties: [order]
---
exclusive: ONE-01
section: §1
title: One duty at a time
for: order
order: [stop, ship]
---
rule: STOP-01
section: §1
title: What is dear is stopped
propose: stop
for: order
when: order.price > $500
---
rule: STOP-02
section: §1
title: Stopping is permitted
permit: stop
for: order
when: true
"""


def test_changes_of_an_allocation_and_an_order_of_duties() -> None:
    found = set(changes(ALLOCATION, "ALLOT-01"))
    assert {each for each in found if "amount" not in each and "at_" not in each} == {
        ": dropped",
        " › limits › EACH: dropped",
        " › limits › BUDGET: dropped",
        " › limits › BUDGET: where dropped",
        " › goal: dropped",
        " › prefer: 1 and 2 swapped",
        " › prefer › 1: dropped",
        " › prefer › 1: first by lowest -> first by highest",
        " › prefer › 2: dropped",
        " › prefer › 2: most of -> least of",
    }
    assert {" › goal: without at_least", " › goal: without at_most"} <= found
    assert " › limits › BUDGET › amount: 1 -> 0" not in found, "nothing can be divided by nothing"
    assert changes(ALLOCATION, "ONE-01") == [": dropped", " › order: 1 and 2 swapped"]


def test_ids_do_not_change_with_other_documents() -> None:
    one = rule("order.price < shop.budget")
    other = one + "\n    ---" + rule("shop.is_open").replace("SHIP-01", "SHIP-00")
    assert set(ids(all_mutants(law(one)))) < set(ids(all_mutants(law(other))))


def test_several_of_one_kind_at_one_place_are_numbered() -> None:
    found = changes(rule("order.price + shop.budget > shop.budget - order.price + $1"), "SHIP-01")
    assert [each for each in found if "+ -> -" in each] == [" › when: + -> -", " › when: + -> - (2)"]


def test_what_a_guarantee_promises_is_not_changed() -> None:
    text = (
        rule("shop.is_open")
        + """
    ---
    guarantee: PROMISE-01
    section: §1
    title: A closed shop ships nothing
    for: order
    never: ship is permitted and not shop.is_open
    """
    )
    assert changes(rule("shop.is_open"), "SHIP-01") == [": dropped"]
    assert not mutants(law(text), "PROMISE-01")
