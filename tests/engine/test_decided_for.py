"""Deciding for one of several: others are seen, and what is theirs is decided by those who decide for them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from engine.backends.reference.decider import Decider
from engine.backends.registry import decider_of
from engine.evaluate import decider_for, evaluate
from engine.record import DECIDED_FOR, decided_for
from engine.values import Subject, Unknown
from rules.compile.law import Law
from rules.language.typed import FactId
from tests.engine.worlds import facts_of, law_of

LAW = """
constitution: several
version: "1"
---
units: { base: [usd, share], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -1000000 to 1000000 }
  price: { unit: usd per share, step: 0.01, range: 0 to 100000 }
  shares: { unit: shares, step: 1, range: 0 to 1000000 }
---
scopes:
  owner: { key: id }
  fund: { key: id, in: owner }
  idea: { key: id, in: fund }
  sector: { key: id }
  slot: { key: [fund, sector] }
---
facts: fund
given:
  cash: { type: money }
---
facts: idea
given:
  price: { type: price }
---
actions:
  buy: { on: idea, risk: increasing, fields: { quantity: shares } }
  warn: { on: fund, risk: reducing, fields: { cash: money } }
  invite: { on: sector, risk: increasing }
---
universe: SLOTS
section: §1
of: slot
for: fund
leave_out:
  - when: fund.cash <= $0
    because: no cash
---
rule: GOOD-01
section: §1
permit: buy
for: idea
when: idea.price > $0 per share
---
rule: OPEN-01
section: §1
permit: invite
for: sector
when: all_cash > $100
let:
  all_cash: sum of fund.cash over fund
---
rule: POOR-01
section: §1
propose: warn
for: fund
when: fund.cash < $50
with: { cash: fund.cash }
---
rule: POOR-02
section: §1
permit: warn
for: fund
when: fund.cash < $50
---
latch: POOR-03
section: §1
keeps: fund.was_poor
for: fund
set_when: fund.cash < $50
reset_when: fund.cash > $80
if_both: set
---
allocate: BUY-01
section: §1
action: buy
for: fund
among: idea in fund
counts: shares
writes: idea.bought
limits:
  - limit: CASH
    per: fund
    amount: idea.price
    at_most: fund.cash
prefer: []
ties: [idea]
---
rule: ALL-01
section: §1
derive: owner.bought
type: shares
for: owner
as: sum of idea.bought over idea
---
rule: ALL-02
section: §1
derive: owner.warnings
type: shares
for: owner
as: sum of 1 share over fund where warn is proposed
---
guarantee: SAFE-01
section: §1
for: fund
always: fund.cash >= $0
"""

RAW: dict[str, Any] = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "owner": {"ann": {}, "bob": {}},
        "fund": {"a": {"owner": "ann", "cash": "90"}, "b": {"owner": "bob", "cash": "40"}},
        "idea": {"a1": {"fund": "a", "price": "30"}, "b1": {"fund": "b", "price": "10"}},
        "sector": {"tech": {}},
    },
}
ANN, BOB = Subject("owner", "ann"), Subject("owner", "bob")
ENGINES = ("reference", "fast")


@pytest.fixture(scope="module")
def law() -> Law:
    return law_of(LAW)


def content(law: Law, decided_for: Subject | None, engine: str) -> dict[str, Any]:
    return dict(evaluate(law, facts_of(law, RAW), trace="full", engine=engine, decided_for=decided_for).content)


def about(record: dict[str, Any]) -> dict[str, list[str]]:
    """Of whom each part of a record speaks."""
    return {
        "decisions": [f"{each['action']} {each['subject']}" for each in record["decisions"]],
        "proposals": [each["subject"] for each in record["proposals"]],
        "allocations": [each["subject"] for each in record["allocations"]],
        "intents": [f"{each['action']} {each['subject']}" for each in record["intents"]],
        "kept": sorted(record["kept"]["facts"].get("fund", {})),
        "derived": sorted(record["derived"]["owner"]),
        "left_out": [each["subject"] for each in record["left_out"]],
        "guaranteed": [str(each["checked"]) for each in record["guarantees"]],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_of_others_nothing_is_decided_and_nothing_kept(law: Law, engine: str) -> None:
    assert about(content(law, ANN, engine)) == {
        "decisions": ["buy a1", "invite tech", "warn a"],
        "proposals": [],
        "allocations": ["fund a"],
        "intents": ["buy a1"],
        "kept": ["a"],
        "derived": ["ann"],
        "left_out": ["fund a"],
        "guaranteed": ["1"],
    }
    assert about(content(law, BOB, engine)) == {
        "decisions": ["buy b1", "invite tech", "warn b"],
        "proposals": ["b"],
        "allocations": ["fund b"],
        "intents": ["buy b1", "warn b"],
        "kept": ["b"],
        "derived": ["bob"],
        "left_out": ["fund b"],
        "guaranteed": ["1"],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_others_are_seen(law: Law, engine: str) -> None:
    """90 of the one and 40 of the other make more than 100."""
    (invited,) = (each for each in content(law, ANN, engine)["decisions"] if each["action"] == "invite")
    assert invited["verdict"] == "permitted"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_decided_elsewhere_is_unknown_and_not_nothing(law: Law, engine: str) -> None:
    """Three were bought with ninety dollars, four with forty; whoever decides for one does not know the other's."""
    everybody = content(law, None, engine)["derived"]["owner"]
    assert (everybody["ann"]["bought"], everybody["ann"]["warnings"]) == ("7", "1")
    own = content(law, ANN, engine)["derived"]["owner"]["ann"]
    assert own["bought"]["unknown"] == ["idea b1 is of another owner, for which others decide"]
    assert own["warnings"]["unknown"] == ["fund b is of another owner, for which others decide"]


def test_engines_agree(law: Law) -> None:
    for each in (None, ANN, BOB):
        assert content(law, each, "reference") == content(law, each, "fast")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_verdict_on_what_is_another_s_can_still_be_asked_for(law: Law, engine: str) -> None:
    decider = decider_for(law, facts_of(law, RAW), make=partial(decider_of(engine), decided_for=ANN))
    assert decider.verdict("buy", Subject("idea", "b1")).word == "permitted"
    assert isinstance(decider.derive(FactId("idea", "bought"), Subject("idea", "b1")), Unknown)
    assert decider.once_more(decider.memory).decided_for == ANN


def test_a_record_says_for_whom_it_was_decided(law: Law) -> None:
    record = content(law, ANN, "reference")
    assert record[DECIDED_FOR] == "owner ann"
    assert decided_for(record) == ANN
    everybody = content(law, None, "reference")
    assert DECIDED_FOR not in everybody
    assert decided_for(everybody) is None
    assert [each for each in everybody if each not in record] == []


def test_for_everybody_or_for_the_only_one_it_is_the_same(law: Law) -> None:
    raw = {**RAW, "facts": {**RAW["facts"], "owner": {"ann": {}}, "fund": {"a": {"owner": "ann", "cash": "90"}}}}
    raw["facts"]["idea"] = {"a1": {"fund": "a", "price": "30"}}
    facts = facts_of(law, raw)
    one, all_ = (record_without(evaluate(law, facts, trace="full", decided_for=each).content) for each in (ANN, None))
    assert one == all_


def record_without(record: Any) -> dict[str, Any]:
    return {name: part for name, part in record.items() if name != DECIDED_FOR}


def test_a_scope_that_the_law_does_not_have_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="no scope `house`"):
        evaluate(law, facts_of(law, RAW), decided_for=Subject("house", "x"))


def test_without_one_the_decider_is_of_everybody(law: Law) -> None:
    decider = Decider(law, facts_of(law, RAW), {}, ())
    assert decider.own("fund") == (Subject("fund", "a"), Subject("fund", "b"))
