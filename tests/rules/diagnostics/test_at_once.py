"""All independent mistakes are reported at once, and none that only follows from another."""

from __future__ import annotations

import textwrap

import pytest

from rules.compile.compiler import compile_sources
from rules.source.load import load_text
from tests.rules.diagnostics.law import prelude

EIGHT = """\
parameters: liquidity
section: §8
values:
  widest_spread: { is: 5, of: ratio, within: 1% to 10% }
---
facts: contract
given:
  gamma: { type: gama, may_be_missing: true }
---
rule: SPREAD-01
section: §8
derive: contract.spread
type: price
for: contract
as: contract.ask - contract.bidd
---
rule: SPREAD-02
section: §8
rests_on: R-77
forbid: open_csp
for: candidate
when:
  any:
    - contract.spread = $0.05 per share
    - contract.days_to_expiry <= 5
    - market.vix > 30 vix_pionts
---
table: LEVEL-02
section: §6
decides: position.alarm
type: level
for: short_put
hit_policy: max
rows:
  - when: position.breach >= 1
    then: 1
"""


def codes(*laws: str) -> list[tuple[str, int]]:
    sources = [load_text(textwrap.dedent(law), f"{number}.yaml") for number, law in enumerate(laws)]
    return [(each.code, each.span.line) for each in compile_sources([prelude(), *sources]).findings]


def test_eight_mistakes_of_one_file_are_all_reported() -> None:
    assert codes(EIGHT) == [
        ("E226", 4),
        ("E308", 8),
        ("E301", 15),
        ("E314", 19),
        ("E102", 24),
        ("E203", 25),
        ("E303", 26),
        ("T502", 28),
    ]


def test_every_part_of_a_condition_is_judged() -> None:
    law = """\
        rule: ENTRY-02
        section: §1
        forbid: open_csp
        for: candidate where sleeve.kind is gn
        let:
          spread: contract.ask - contract.bidd
        when:
          any:
            - contract.delat > 0.4 delta and market.vxi > 30 vix_points
            - all:
                - sleeve.kidn is gen
                - not broker.isup
    """
    assert codes(law) == [("E309", 4), ("E301", 6), ("E301", 9), ("E301", 9), ("E301", 11), ("E301", 12)]


READER = """\
    rule: ENTRY-02
    section: §1
    forbid: open_csp
    for: candidate
    when: contract.gamma > 3 or contract.spread > $1 per share or any big_put in sleeve
    ---
    rule: ENTRY-03
    section: §1
    permit: [open_csp, sell_call]
    for: candidate
    rests_on: R-02
    exception_to: SPREAD-01
    when: liquidity.least_delta > contract.delta
    ---
    waiver: W-01
    suspends: SPREAD-02
    approved_by: operator
    reason: A test.
"""
DECLARING = """\
    facts: contract
    given:
      gamma: { type: number, may_be_missing: true }
    ---
    kinds:
      big_put: { of: position, where: position.quantity > 9 contracts }
    ---
    actions:
      sell_call: { on: candidate, risk: increasing }
    ---
    parameters: liquidity
    section: §8
    values:
      least_delta: { is: 0.1, of: delta }
    ---
    ruling: R-02
    section: §8
    status: chosen
    question: What is wide?
    reading: A dollar.
    reason: It is easy to remember.
    ---
    rule: SPREAD-01
    section: §8
    derive: contract.spread
    type: price
    for: contract
    as: contract.ask - contract.bid
    ---
    rule: SPREAD-02
    section: §8
    forbid: open_csp
    for: candidate
    when: contract.spread > $5 per share
    ---
    rule: CALLS-01
    section: §1
    propose: sell_call
    for: candidate
    when: contract.right is call
"""


def test_what_is_declared_elsewhere_is_known() -> None:
    assert codes(DECLARING, READER) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{ type: number, may_be_missing: true }", "{ type: numbr }", ("E308", 3)),
        ("{ type: number, may_be_missing: true }", "number", ("E123", 3)),
        ("facts: contract", "facts: contrct", ("E302", 1)),
        ("position.quantity > 9 contracts", "position.quantity > 9", ("E203", 6)),
        ("of: position, where", "of: positon, where", ("E302", 6)),
        ("risk: increasing", "risk: high", ("E128", 9)),
        ("is: 0.1, of: delta", "is: .1, of: delta", ("E114", 14)),
        ("is: 0.1, of: delta", "is: 0.1", ("E224", 14)),
        ("parameters: liquidity", "parameters: Liquidity", ("E127", 11)),
        ("status: chosen", "status: decided", ("E128", 18)),
        ("derive: contract.spread", "derive: spread", ("E315", 25)),
        ("type: price", "type: prise", ("E308", 26)),
        ("    for: contract\n    as:", "    for: contrct\n    as:", ("E302", 27)),
        ("as: contract.ask - contract.bid", "as: contract.ask -", ("E109", 28)),
        ("rule: SPREAD-01", "rule: spread-01", ("E126", 23)),
        ("forbid: open_csp", "forbids: open_csp", ("E121", 32)),
        # A whole document is lost here.
        ("may_be_missing: true }", "may_be_missing: true", ("Y108", 3)),
        ("ruling: R-02", "ruling R-02", ("Y108", 17)),
    ],
)
def test_what_follows_from_a_mistake_is_not_reported(old: str, new: str, expected: tuple[str, int]) -> None:
    assert DECLARING.count(old) == 1
    found = codes(DECLARING.replace(old, new), READER)
    assert [code for code, _ in found] == [expected[0]], found
    assert found[0][1] == expected[1]


def test_a_local_name_that_was_refused_is_not_unknown_as_well() -> None:
    law = """\
        rule: ENTRY-02
        section: §1
        forbid: open_csp
        for: candidate
        let:
          spread: contract.ask - contract.bidd
          wide: spread > $1 per share
        when: wide
    """
    assert codes(law) == [("E301", 6)]


def test_a_lost_link_is_reported_where_it_is_declared_only() -> None:
    law = """\
        scopes:
          basket: { key: text, in: acount }
        ---
        rule: BASKET-01
        section: §1
        derive: basket.is_locked
        type: flag
        for: basket
        when: account.locked
    """
    assert codes(law) == [("E302", 2)]


def test_a_head_with_a_mistake_is_not_a_missing_head() -> None:
    found = compile_sources([load_text("constitution: first\nversoin: 1\n", "a.yaml")]).findings
    assert [each.code for each in found] == ["E121"]
