"""A small law with what columns take and what they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import read_facts
from facts.files import from_dict
from rules.compile.law import Law
from tests.conformance.runner import compiled_law

AT = "2026-04-16T10:00:00-04:00"

LAW = """
constitution: small-desk
version: "1"
---
units: { base: [usd, share], currency: usd }
---
types:
  price: { unit: usd per share, step: 0.01, range: 0 to 1000 }
  shares: { unit: shares, step: 1, range: 0 to 1000000 }
  mood: { one_of: [calm, wild] }
---
scopes:
  market: { one: true }
  stock: { key: symbol }
  idea: { key: id, refers_to: [stock] }
---
facts: market
given:
  mood: { type: mood, may_be_missing: true }
---
facts: stock
given:
  price: { type: price, may_be_missing: true, stale_after: 60 seconds }
  plain: { type: number }
  reports_on: { type: date, may_be_missing: true, may_be_none: true }
---
facts: idea
given:
  shares: { type: shares }
---
actions:
  buy: { on: idea, risk: increasing }
  sell: { on: idea, risk: reducing }
---
parameters: most
values:
  price: { is: 500, of: price, within: 1 to 900 }
---
rule: BUY-01
section: §1
permit: buy
for: idea
when: stock.price <= most.price and idea.shares >= 100 shares
---
rule: BUY-02
section: §1
forbid: buy
for: idea
when: market.mood is wild
---
rule: SELL-01
section: §1
permit: sell
for: idea
when: idea.shares > 0 shares
"""

PRODUCT = """
---
rule: WIDE-01
section: §2
forbid: buy
for: idea
when: stock.plain * stock.plain * stock.plain > 8
"""

CHOICE = """
---
choose: BEST-01
section: §2
chooses: market.best
for: market
among: idea
prefer: [highest idea.shares]
ties: [idea]
---
rule: BEST-02
section: §2
forbid: buy
for: idea
when: market.best is none
"""

EXCEPTION = """
---
rule: BUY-03
section: §2
permit: buy
for: idea
exception_to: [BUY-02]
when: idea.shares >= 500 shares
"""

FACTS: Mapping[str, Any] = {
    "market": {"mood": "calm"},
    "stock": {"KO": {"price": "500.00", "plain": "2", "reports_on": "2026-05-01"}},
    "idea": {"I1": {"stock": "KO", "shares": "100"}},
}


def law_of(further: str = "") -> Law:
    """The law, with something added."""
    compiled = compiled_law(LAW + further, None)
    assert compiled.law is not None, [each.message for each in compiled.findings]
    return compiled.law


def decider(law: Law, facts: Mapping[str, Any] | None = None) -> Decider:
    """The reference evaluation of facts."""
    read = read_facts(law, from_dict({"at": AT, "facts": facts or FACTS}, "desk"))
    assert read.facts is not None, [each.message for each in read.findings]
    return decider_for(law, read.facts)
