"""Actions of legs: what a record tells of them, and what cannot be said by a conformance case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from engine.backends.durable.translation import translate
from engine.backends.oracles.errors import CannotExpress
from engine.evaluate import decider_for, evaluate
from engine.facts import read_facts
from engine.memory import read_events
from facts.files import from_dict
from rules.compile.compiler import Compiled, compile_sources
from rules.source.load import load_text

LAW = """
constitution: legs
version: "1"
---
types:
  contracts: { unit: none, step: 1 }
---
scopes:
  account: { key: text }
  contract: { key: text }
  position: { key: text, in: account, refers_to: contract }
  offer: { key: text, in: account, refers_to: contract }
---
facts: contract
given:
  thin: { type: flag }
---
facts: position
given:
  wanted: { type: offer }
---
actions:
  close: { on: position, risk: reducing, is: [exits], fields: { quantity: contracts } }
  roll:
    on: position
    risk: increasing
    fields: { to: offer, quantity: contracts }
    LEGS
---
rule: MAY-01
section: §1
permit: [close, roll]
for: account
when: true
---
rule: ROLL-01
section: §1
propose: roll
for: position
when: true
with:
  to: position.wanted
  quantity: 1
"""
LEGS = "legs: { opening: { on: to }, closing: { on: position, alone: close } }"
THIN = """
---
rule: THIN-01
section: §2
forbid: roll
for: contract
when: contract.thin
"""
FACTS: Mapping[str, Any] = {
    "account": {"A": {}},
    "contract": {"OLD": {"thin": "false"}, "NEW": {"thin": "true"}},
    "position": {"P": {"account": "A", "contract": "OLD", "wanted": "N"}},
    "offer": {"N": {"account": "A", "contract": "NEW"}},
}


def compiled(more: str = "", legs: str = LEGS) -> Compiled:
    return compile_sources([load_text(LAW.replace("LEGS", legs) + more, "law.yaml")])


def record(
    more: str, facts: Mapping[str, Any] = FACTS, kept: Mapping[str, Any] | None = None, events: Sequence[Any] = ()
) -> Mapping[str, Any]:
    law = compiled(more).law
    assert law is not None
    read = read_facts(law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": facts}, "facts.yaml"))
    assert read.facts is not None, read.findings
    told = read_events(law, events, read.facts)
    assert told.events is not None, told.findings
    return evaluate(law, read.facts, told.events, kept or {}).content


def test_legs_are_told_in_the_order_in_which_they_are_written() -> None:
    (intent,) = record("")["intents"]
    assert intent["legs"] == [
        {"leg": "opening", "scope": "offer", "subject": "N", "of": {"account": "A", "contract": "NEW"}},
        {"leg": "closing", "scope": "position", "subject": "P", "of": {"account": "A", "contract": "OLD"}},
    ]
    assert "alone" not in intent
    assert "on_legs" not in intent


def test_an_action_without_legs_tells_none() -> None:
    law = compiled(THIN, "does: rolls").law
    assert law is not None
    assert all(not permit.through for permit in law.permits)
    facts = read_facts(law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": FACTS}, "facts.yaml")).facts
    assert facts is not None
    (intent,) = evaluate(law, facts).content["intents"]
    assert "legs" not in intent


def test_what_is_stopped_without_a_leg_alone_names_the_leg() -> None:
    legs = "legs: { opening: { on: to }, closing: { on: position } }"
    law = compiled(THIN, legs).law
    assert law is not None
    facts = read_facts(law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": FACTS}, "facts.yaml")).facts
    assert facts is not None
    content = evaluate(law, facts).content
    assert content["intents"] == []
    (stopped,) = content["stopped"]
    assert stopped["stopped_by"] == ["THIN-01"]
    assert stopped["on_legs"] == [{"rule": "THIN-01", "leg": "opening", "about": "contract NEW"}]
    assert [each["leg"] for each in stopped["legs"]] == ["opening", "closing"]


def test_a_leg_on_what_is_gone_refuses() -> None:
    """What a forbid asks of it cannot be judged, also where it might not be meant."""
    remembers = """
---
state: FIRST-01
section: §1
keeps: position.first
type: offer
for: position
starts: position.wanted
becomes: position.first before
---
rule: THIN-01
section: §2
forbid: roll
for: offer where contract.thin
when: true
"""
    law = compile_sources(
        [
            load_text(
                LAW.replace("LEGS", LEGS)
                .replace(
                    "propose: roll\nfor: position\nwhen: true",
                    "propose: roll\nfor: position\nwhen: position.first exists",
                )
                .replace("to: position.wanted", "to: position.first")
                + remembers,
                "law.yaml",
            )
        ]
    )
    assert law.law is not None, [each.message for each in law.findings]
    read = read_facts(law.law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": FACTS}, "facts.yaml"))
    assert read.facts is not None
    kept = evaluate(law.law, read.facts).content["kept"]
    gone = {**FACTS, "offer": {"M": FACTS["offer"]["N"]}, "position": {"P": {**FACTS["position"]["P"], "wanted": "M"}}}
    later = read_facts(law.law, from_dict({"at": "2026-04-16T10:05:00-04:00", "facts": gone}, "facts.yaml"))
    assert later.facts is not None
    (intent,) = evaluate(law.law, later.facts, kept=kept).content["intents"]
    assert intent["alone"]["refused_by"] == ["THIN-01"]
    assert intent["alone"]["on_legs"] == [{"rule": "THIN-01", "leg": "opening", "about": None}]
    assert intent["alone"]["causes"] == ["the leg opening stands on N, which is not among the facts"]


def test_that_it_was_proposed_tells_whom_the_field_names() -> None:
    asks = """
---
rule: ASKED-01
section: §3
derive: account.asked
type: contracts
for: account
as: count of roll.proposed in account that happens where roll.proposed.to.contract.thin
"""
    first = record(asks)
    (proposed,) = [each["event"] for each in first["recorded"]]
    assert (proposed["event"], proposed["to"]) == ("roll.proposed", "N")
    assert record(asks, kept=first["kept"])["derived"]["account"]["A"]["asked"] == "1"


def test_what_binds_only_another_leg_does_not_enter_the_verdict() -> None:
    """So a rule for what is opened may rest on the verdict itself."""
    rests = """
---
rule: REFUSED-01
section: §3
derive: position.stays
type: flag
for: position
when: roll is forbidden
---
rule: BUSY-01
section: §3
forbid: roll
for: offer
when: any position in account where position.stays
"""
    assert [each.code for each in compiled(rests).findings if each.code == "S401"] == []
    assert record(rests)["stopped"] == []
    own = rests.replace("for: offer", "for: position").replace(
        "any position in account where position.stays", "position.stays"
    )
    assert "S401" in [each.code for each in compiled(own).findings]


def test_legs_are_logic_and_law_without_them_keeps_its_digest() -> None:
    laws = [
        compiled(THIN, legs).law for legs in (LEGS, LEGS.replace(", alone: close", ""), "words: roll", "doc: Rolls.")
    ]
    digests = [law.logic_digest for law in laws if law is not None]
    assert len(digests) == len(laws)
    assert digests[2] == digests[3]
    assert len(set(digests)) == len(laws) - 1


def test_the_other_engine_says_that_it_does_not_judge_legs() -> None:
    law = compiled(THIN).law
    assert law is not None
    translation = translate(law)
    assert [program.action for program in translation.programs] == ["close"]
    assert {(each.rule, each.construct, each.actions) for each in translation.refused} == {
        ("MAY-01", "an action of legs, each judged", ("roll",)),
        ("THIN-01", "an action of legs, each judged", ("roll",)),
    }


def test_law_of_nothing_but_legs_is_not_expressed() -> None:
    law = compiled(THIN).law
    assert law is not None
    only = compile_sources(
        [
            load_text(
                LAW.replace("LEGS", "legs: { a: { on: position }, b: { on: to } }").replace("[close, roll]", "roll"),
                "law.yaml",
            )
        ]
    )
    assert only.law is not None
    with pytest.raises(CannotExpress):
        translate(only.law)


def test_an_unknown_field_of_an_allocation_stops_it() -> None:
    """Only an allocation may leave a field unknown; on whom the leg stands is unknown, and so is what binds it."""
    law = compiled(
        THIN
        + """
---
facts: account
given:
  most: { type: contracts }
---
actions:
  swap:
    on: position
    risk: increasing
    fields: { to: offer, quantity: contracts }
    legs: { closing: { on: position, alone: close }, opening: { on: to } }
---
facts: position
given:
  other: { type: offer, may_be_missing: true }
---
rule: MAY-02
section: §1
permit: swap
for: position
when: true
---
rule: THIN-02
section: §1
forbid: swap
for: contract
when: contract.thin
---
allocate: SWAP-01
section: §1
action: swap
for: account
among: position in account
counts: none
writes: position.swapped
limits:
  - { limit: MOST, per: account, amount: 1, at_most: account.most }
prefer: most of 1
ties: position
with: { to: position.other }
"""
    )
    assert law.law is not None, [each.message for each in law.findings]
    told = {**FACTS, "account": {"A": {"most": "1"}}}
    told["position"] = {"P": {**FACTS["position"]["P"], "other": "unknown"}}
    facts = read_facts(law.law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": told}, "facts.yaml")).facts
    assert facts is not None
    swaps = [each for each in decider_for(law.law, facts).intents() if each.action == "swap"]
    assert [(each.stands, each.stopped_by, each.unknown_fields) for each in swaps] == [(False, ("THIN-02",), ("to",))]
    assert swaps[0].alone is None
