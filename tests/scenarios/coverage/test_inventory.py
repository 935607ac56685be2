"""The parts of a law have ids that say where they stand, and none is forgotten."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rules.compile.compiler import compile_path
from rules.compile.graph import expressions
from rules.language import typed as x
from scenarios.coverage.inventory import parts_of
from scenarios.coverage.parts import Kind
from tests.scenarios.coverage.till import BOTH, ids, part, till

ROOT = Path(__file__).parents[3]
LAWS = ("examples/loan-desk/law", "examples/prop-firm/law")

RULE = """
rule: CLOSE-01
section: §1
permit: close
for: order where order.color in [red, green]
when:
  all:
    - order.price <= till.cap
    - any:
        - not account.frozen
        - not: order.price < $1 or clock.time is 10:00
    - clock.time between till.opens and till.closes and order.color is not blue
    - (count of order as other in account where other.price > $2) < 3
"""


def test_an_id_is_the_way_as_it_is_written() -> None:
    assert ids(RULE) == [
        "CLOSE-01 › for",
        "CLOSE-01 › when › all › 1",
        "CLOSE-01 › when › all › 2 › any › 1",
        "CLOSE-01 › when › all › 2 › any › 2 › not › or › 1",
        "CLOSE-01 › when › all › 2 › any › 2 › not › or › 2",
        "CLOSE-01 › when › all › 3 › and › 1",
        "CLOSE-01 › when › all › 3 › and › 2",
        "CLOSE-01 › when › all › 4",
        "CLOSE-01 › when › all › 4 › where",
    ]


def test_a_part_says_what_it_is_and_where_it_stands() -> None:
    parts = parts_of(till(RULE))
    clause = part(parts, "CLOSE-01 › when › all › 2 › any › 1")
    assert (clause.text, clause.document, clause.needs) == ("not account.frozen", "CLOSE-01", BOTH)
    assert clause.span is not None
    text = "\n".join(["", *_lines(RULE)])
    assert text.splitlines()[clause.span.line].strip() == "- not account.frozen"


def _lines(rules: str) -> list[str]:
    from tests.scenarios.coverage.till import written

    return written(rules).splitlines()


def test_ranges_have_two_boundaries_and_other_comparisons_one() -> None:
    found = [(each.id, each.end) for each in parts_of(till(RULE)).of(Kind.BOUNDARY)]
    assert found == [
        ("CLOSE-01 › when › all › 1", ""),
        ("CLOSE-01 › when › all › 2 › any › 2 › not › or › 1", ""),
        ("CLOSE-01 › when › all › 3 › and › 1", "low end"),
        ("CLOSE-01 › when › all › 3 › and › 1", "high end"),
        ("CLOSE-01 › when › all › 4", ""),
        ("CLOSE-01 › when › all › 4 › where", ""),
    ]


def test_values_have_their_conditions_too() -> None:
    rules = """
    rule: SUM-01
    section: §1
    derive: account.sum
    type: money
    for: account
    as:
      cases:
        - when: { all: [account.frozen, "account.cash > $0"] }
          then: $0
        - when: account.cash < $5
          then: "if clock.time is 10:00 then $1 else $2"
      otherwise:
        sum: order.price
        over: order in account
        where: [order.color is red, order.price > $1]
    ---
    table: GRADE-01
    section: §1
    decides: account.grade
    type: level
    for: account
    hit_policy: unique
    rows:
      - { when: account.cash < $100, then: 1 }
      - { when: account.cash >= $100, then: 2 }
    otherwise: unknown
    """
    assert ids(rules) == [
        "GRADE-01 › rows › 1 › when",
        "GRADE-01 › rows › 2 › when",
        "SUM-01 › as › cases › 1 › when › all › 1",
        "SUM-01 › as › cases › 1 › when › all › 2",
        "SUM-01 › as › cases › 2 › when",
        "SUM-01 › as › cases › 2 › then › if",
        "SUM-01 › as › otherwise › where › 1",
        "SUM-01 › as › otherwise › where › 2",
    ]
    assert ids(rules, Kind.ROW) == ["GRADE-01 › rows › 1", "GRADE-01 › rows › 2", "GRADE-01 › otherwise"]


def test_several_clauses_at_one_place_are_numbered() -> None:
    rules = """
    rule: TWO-01
    section: §1
    derive: account.two
    type: money
    for: account
    as: (if account.frozen then $1 else $2) + (if account.cash is $5 then $3 else $4)
    """
    assert ids(rules) == ["TWO-01 › as › if", "TWO-01 › as › if (2)"]


def test_what_is_kept_moves_and_happens_has_parts() -> None:
    rules = """
    latch: LOW-01
    section: §1
    keeps: account.low
    for: account
    set_when: account.cash < $10
    reset_when: account.cash > $20
    if_both: set
    ---
    machine: PHASE-01
    section: §1
    keeps: account.phase
    for: account
    starts: one
    states: [one, two]
    if_several: [two]
    moves:
      - { move: PHASE-M1, from: one, to: two, when: account.low }
    ---
    rule: CLOSE-01
    section: §1
    propose: close
    for: order
    when: order.price > $5
    once: while order.color is red
    ---
    rule: CLOSE-02
    section: §1
    permit: close
    for: order
    when: order.price is known
    """
    assert ids(rules) == [
        "CLOSE-02 › when",
        "CLOSE-01 › when",
        "CLOSE-01 › once › while",
        "LOW-01 › set_when",
        "LOW-01 › reset_when",
        "PHASE-M1 › when",
    ]
    assert ids(rules, Kind.LATCH) == ["LOW-01"]


def test_a_promise_is_asked_about_as_a_whole() -> None:
    rules = """
    rule: CLOSE-01
    section: §1
    permit: close
    for: order
    when: order.price <= till.cap
    ---
    guarantee: SAFE-01
    section: §1
    for: order
    assuming: order.price is known
    never: close is permitted and order.price > till.cap
    """
    parts = parts_of(till(rules))
    found = [(each.id, [need.value for need in each.needs]) for each in parts.all if each.document == "SAFE-01"]
    assert found == [("SAFE-01 › assuming › 1", ["true"]), ("SAFE-01 › never", ["false"])]


def test_a_flag_that_is_only_handed_on_is_no_clause() -> None:
    rules = """
    rule: FLAG-01
    section: §1
    derive: account.flag
    type: flag
    for: account
    as: "if account.cash > $1 then account.frozen else account.cash > $0"
    """
    assert ids(rules) == ["FLAG-01 › when", "FLAG-01 › when › if", "FLAG-01 › when › else"]


@pytest.mark.parametrize("path", LAWS)
def test_ids_are_unique_and_every_comparison_of_a_law_is_a_clause(path: str) -> None:
    law = compile_path(ROOT / path).law
    assert law is not None
    parts = parts_of(law)
    names = Counter((each.kind, each.id, each.end) for each in parts.all)
    assert not [name for name, count in names.items() if count > 1]
    promises = {each.id for each in law.guarantees}
    for document in law.documents():
        for root in expressions(document):
            for node in x.walk(root):
                if isinstance(node, x.Compare | x.Between | x.In | x.IsState) and document.id not in promises:
                    negated = any(
                        isinstance(other, x.Not) and other.part is node and id(other) in parts.clauses
                        for other in x.walk(root)
                    )
                    assert id(node) in parts.clauses or negated, (document.id, node.text)
