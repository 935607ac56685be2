"""What is seen while a scenario's decisions are made."""

from __future__ import annotations

from fractions import Fraction

from scenarios.coverage.parts import Kind
from tests.scenarios.coverage.till import part, seen, shown

CLOSE = """
rule: CLOSE-01
section: §1
permit: close
for: order
when:
  all:
    - order.price <= till.cap
    - not account.frozen
    - order.color in [red, green]
"""


def price(value: str) -> str:
    """A scenario in which the order has this price."""
    verdict = "permitted" if value != "unknown" and float(value) <= 100 else "not permitted"
    return f"""
    Given the price of order 1 is {value}
    When the law decides
    Then it is {verdict} to close order 1
    """


def test_true_false_and_unknown() -> None:
    parts, (first, second, third) = seen(CLOSE, price("100"), price("100.01"), price("unknown"))
    at = parts.all.index(part(parts, "CLOSE-01 › when › all › 1"))
    assert (at, "true") in first.sightings.seen
    assert (at, "false") not in first.sightings.seen
    assert (at, "false") in second.sightings.seen
    assert at in third.sightings.unknown
    assert not {(at, "true"), (at, "false")} & third.sightings.seen


def test_what_an_earlier_part_decides_is_not_looked_at() -> None:
    found = shown(CLOSE, price("100.01"))
    assert ("CLOSE-01 › when › all › 1", "false") in found
    assert not [id for id, _ in found if id.endswith(("all › 2", "all › 3"))]


def test_how_near_a_boundary_is_seen_from_each_side() -> None:
    parts, found = seen(CLOSE, price("99.50"), price("100"), price("100.25"))
    at = parts.all.index(part(parts, "CLOSE-01 › when › all › 1", Kind.BOUNDARY))
    assert [each.sightings.inner.get(at) for each in found] == [Fraction(1, 2), Fraction(0), None]
    assert [each.sightings.outer.get(at) for each in found] == [None, None, Fraction(1, 4)]


def test_of_a_denied_comparison_the_sides_are_those_of_the_clause() -> None:
    rules = CLOSE.replace("order.price <= till.cap", "not order.price > till.cap")
    parts, (within, above) = seen(rules, price("100"), price("100.01"))
    at = parts.all.index(part(parts, "CLOSE-01 › when › all › 1", Kind.BOUNDARY))
    assert within.sightings.inner == {at: Fraction(0)}
    assert above.sightings.outer == {at: Fraction(1, 100)}
    ((boundary,),) = parts.boundaries.values()
    assert (boundary.inner, boundary.outer) == (Fraction(0), Fraction(1, 100))


def test_both_ends_of_a_range() -> None:
    rules = """
    rule: CLOSE-01
    section: §1
    permit: close
    for: order
    when: clock.time between till.opens and till.closes
    """
    parts, (found,) = seen(rules, "Given it is 9:10\nWhen the law decides\nThen it is permitted to close order 1")
    low, high = (index for index, each in enumerate(parts.all) if each.kind is Kind.BOUNDARY)
    assert found.sightings.inner == {low: 600, high: 28_200}
    assert not found.sightings.outer


def test_which_rows_make_the_result_of_a_table() -> None:
    rules = """
    table: LEVEL-01
    section: §1
    decides: account.level
    type: level
    for: account
    hit_policy: max
    rows:
      - { when: account.cash >= $100, then: 1 }
      - { when: account.cash >= $1000, then: 2 }
      - { when: account.frozen, then: 3 }
    otherwise: 0
    """

    def cash(amount: str, level: int) -> str:
        return f"Given the cash of account A is {amount}\nWhen the law decides\nThen the level of account A is {level}"

    def chosen(*scenarios: str) -> set[str]:
        return {id for id, word in shown(rules, *scenarios) if word == "chosen"}

    assert chosen(cash("$99.99", 0)) == {"LEVEL-01 › otherwise"}
    assert chosen(cash("$100", 1)) == {"LEVEL-01 › rows › 1"}
    assert chosen(cash("$1,000", 2)) == {"LEVEL-01 › rows › 2"}, "the first row holds as well, and is outdone"


def test_latches_that_are_set_and_reset() -> None:
    rules = """
    latch: LOW-01
    section: §1
    keeps: account.low
    for: account
    set_when: account.cash < $10
    reset_when: account.cash > $20
    if_both: set
    """
    low = "Given the cash of account A is $9\nWhen the law decides\nThen account A is low"
    assert ("LOW-01", "set") in shown(rules, low)
    assert ("LOW-01", "reset") not in shown(rules, low)
    high = "Given so far account A is low\nWhen the law decides\nThen account A is not low"
    assert ("LOW-01", "reset") in shown(rules, high)
    still = (
        "Given so far account A is low\nAnd the cash of account A is $20\nWhen the law decides\nThen account A is low"
    )
    assert not {word for id, word in shown(rules, still) if id == "LOW-01"}


def test_what_steps_ask_afterwards_does_not_count() -> None:
    """A near miss is explained clause by clause, those among it that the decision never looked at."""
    explained = """
    Given the price of order 1 is $101
    When the law decides
    Then it is not permitted to close order 1
    And the nearest miss to close order 1 says "$1 above $100"
    """
    assert not [id for id, _ in shown(CLOSE, explained) if id.endswith(("all › 2", "all › 3"))]


def test_conditions_that_say_the_same_are_seen_each_on_its_own() -> None:
    rules = """
    scopes:
      pair: { key: [account, order] }
      couple: { key: [order, account] }
    ---
    universe: PAIR-01
    section: §1
    of: pair
    for: account
    leave_out:
      - { when: order.color is red, because: it is red }
    ---
    universe: PAIR-02
    section: §1
    of: couple
    for: order
    leave_out:
      - { when: order.color is red, because: it is red }
    """
    found = shown(rules, "When the law decides\nThen PAIR-01 decides\nAnd PAIR-02 decides")
    assert {id for id, _ in found} == {"PAIR-01 › leave_out › 1 › when", "PAIR-02 › leave_out › 1 › when"}
