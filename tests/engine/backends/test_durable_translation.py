"""The translation: what it covers, how it is shaped, what it refuses by name, and that it means the same."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from engine.backends.durable import opinion, oracle, translation
from engine.backends.durable.notation import ruleset
from engine.backends.durable.opinion import differences, opinions
from engine.backends.durable.translation import Refusal, Taken, translate
from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.formula import junctions, width
from engine.backends.oracles.program import Part
from engine.evaluate import decider_for
from engine.values import Subject
from rules.compile.compiler import compile_path
from rules.language.types import NumberType
from rules.source.load import load_text
from tests.engine.backends.durable_facts import raw_facts
from tests.engine.backends.durable_interpreter import answer
from tests.engine.backends.durable_law import ROOT, all_use, deciders, facts_of, reference, said, small

VOCABULARY = """
constitution: desk
version: "1"
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: 0 to 1000000 }
  purpose: { one_of: [home, car, boat] }
---
scopes:
  desk: { one: true }
  customer: { key: id }
  loan: { key: id, in: customer }
---
facts: desk
given:
  open: { type: flag, may_be_missing: true }
  watched: { type: set of purpose, may_be_missing: true }
---
facts: customer
given:
  good: { type: flag, may_be_missing: true }
  income: { type: money, may_be_missing: true, stale_after: 60 seconds }
---
facts: loan
given:
  amount: { type: money, may_be_missing: true }
  purpose: { type: purpose }
---
actions:
  lend: { on: loan, risk: increasing, fields: { amount: money } }
  settle: { on: loan, risk: reducing }
---
rule: LEND-01
section: §1
permit: lend
for: loan
when: loan.amount <= $100
---
rule: SETTLE-01
section: §1
permit: settle
for: loan
when: loan.amount > $0
"""
RAW: dict[str, Any] = {
    "facts": {
        "desk": {"open": "true"},
        "customer": {"C": {"good": "true", "income": {"value": "50", "age": "60"}}},
        "loan": {"L": {"customer": "C", "amount": "100", "purpose": "home"}},
    }
}


@pytest.fixture(autouse=True)
def _plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions are answered by an interpreter of ours: these tests are about the questions."""
    monkeypatch.setattr(opinion, "ask", answer)


def desk(*rules: str) -> str:
    return "\n---\n".join([VOCABULARY.strip(), *(rule.strip() for rule in rules)]) + "\n"


# --- the law of ALL-USE -------------------------------------------------------------------------
def test_every_rule_but_those_about_sizes_and_legs_is_expressed() -> None:
    law = all_use()
    found = translate(law)
    legs = [action.name for action in law.actions.values() if action.legs]
    judged = {permit.id for permit in law.permits if permit.reads_action}
    for refusal in found.refused:
        if refusal.construct == "an action of legs, each judged":
            assert set(refusal.actions) <= set(legs)
        else:
            assert refusal.rule in judged
            assert refusal.construct.endswith(", judged as sized")
    wholly = [p.id for p in law.permits if not p.reads_action and not set(legs).intersection(p.actions)]
    assert set(wholly) <= set(found.expressed)
    asked = {action for permit in law.permits for action in permit.actions} - set(legs)
    assert asked <= {program.action for program in found.programs}


def test_what_it_takes_over_is_memory_and_other_verdicts() -> None:
    """Entries rest on the state of the account; what closes a position rests on its own conditions alone."""
    found = translate(all_use())
    taken = {each.construct: each.rules for each in found.taken}
    assert "STATE-05" in taken["`account.state`, which is carried from one evaluation to the next"]
    assert "LOCK-01" in taken["`account.killed`, which is carried from one evaluation to the next"]
    assert {"GEN-ENTRY-01", "LIQUID-01", "LEVEL-09", "VIX-03", "MARGIN-06"} <= set(found.independent)
    kinds = ("which happens", "which is carried from one evaluation to the next", "the verdict on another action")
    assert all(each.construct.endswith(kinds) for each in found.taken)


def test_on_boundaries_it_means_what_the_reference_engine_means() -> None:
    found = translate(all_use())
    asked = deciders(all_use(), raw_facts(all_use(), range(300)))
    words: Counter[str] = Counter()
    for mine, decider in zip(opinions(found, asked), asked, strict=True):
        assert said(mine) == reference(decider)
        assert differences(mine, decider, found) == ()
        words.update(each.word for each in mine.decisions)
    assert min(words.values()) >= 50
    assert sorted(words) == ["forbidden", "not_permitted", "permitted"]


def test_the_translation_is_the_same_every_time() -> None:
    assert ruleset(translate(all_use()).programs) == ruleset(translate(all_use()).programs)


def test_the_chain_goes_from_conditions_to_the_verdict() -> None:
    for program in translate(all_use()).programs:
        seen: set[str] = set()
        own = {question.field for question in program.questions}
        for step in program.steps:
            assert not own.intersection(step.fields) - seen
            seen.update(question.field for question in step.questions)
        assert program.questions[-1].part is Part.VERDICT
        parts = Counter(question.part for question in program.questions)
        assert parts[Part.VERDICT] == 1
        assert parts[Part.RULE] == parts[Part.STANDS] == len(program.rules)


# --- the shape that the engine survives ---------------------------------------------------------
def leaves(condition: Any) -> Iterator[tuple[str, str, Any]]:
    """The comparisons of a condition in the engine's notation, each as operator, field and right side."""
    for name, inner in condition.items():
        if name in {"$and", "$or"}:
            for part in inner:
                yield from leaves(part)
        elif name.startswith("$"):
            ((field, right),) = inner.items()
            yield name, field, right
        else:
            yield "$eq", name, inner


def test_a_rule_looks_at_one_fact_of_whole_numbers_and_at_nothing_else() -> None:
    told = ruleset(translate(all_use()).programs)
    steps = {step["step"]: step for program in told["programs"].values() for step in program["steps"]}
    assert len(told["rules"]) == len({(field, number) for field, number, _ in told["rules"]})
    for _, _, when in told["rules"]:
        first, *rest = leaves(when)
        assert first[:2] == ("$eq", "step")
        fields = steps[first[2]]["fields"]
        for name, field, right in rest:
            assert name in {"$eq", "$neq", "$lt", "$lte", "$gt", "$gte"}
            assert field in fields
            if isinstance(right, dict):
                assert list(right) == ["$m"]
                assert right["$m"] in fields
            else:
                assert type(right) is int


def test_it_stays_below_the_limits_of_the_engine() -> None:
    for program in translate(all_use()).programs:
        for step in program.steps:
            assert len(step.fields) <= translation.MOST_FIELDS
            ways = sum(width(formula) for question in step.questions for _, formula in question.answers)
            assert ways <= translation.MOST_WAYS
            for question in step.questions:
                assert all(junctions(formula) <= translation.MOST_JUNCTIONS for _, formula in question.answers)


def test_no_two_fields_share_the_hash_by_which_the_engine_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # A known pair of words with one FNV-1a hash of 32 bits.
    assert translation._hash("costarring") == translation._hash("liquid")
    monkeypatch.setattr(translation, "_hash", lambda name: len(name))
    with pytest.raises(CannotExpress, match=r"takes `.*` for `.*`"):
        translate(all_use())


# --- what is refused, by name -------------------------------------------------------------------
TAKEN = [
    (
        "the verdict on another action",
        """
rule: NO-01
section: §1
forbid: settle
for: loan
binds_reducing: true
when: lend is permitted
""",
        "NO-01",
        "`lend is permitted`, the verdict on another action",
    ),
    (
        "what would be permitted",
        """
rule: NO-02
section: §1
forbid: settle
for: loan
binds_reducing: true
when: loan would be permitted lend
""",
        "NO-02",
        "`would be permitted lend`, the verdict on another action",
    ),
    (
        "a verdict inside an aggregate",
        """
rule: NO-03
section: §1
forbid: settle
for: customer
binds_reducing: true
when: any loan in customer where lend is forbidden
""",
        "NO-03",
        "`lend is forbidden`, the verdict on another action",
    ),
    (
        "a verdict behind a derived number",
        """
rule: COUNT-01
section: §1
derive: customer.lent
type: number
for: customer
as: count of loan in customer where loan would be permitted lend
---
rule: NO-04
section: §1
forbid: settle
for: customer
binds_reducing: true
when: customer.lent > 3
""",
        "NO-04",
        "`would be permitted lend`, the verdict on another action",
    ),
]
REFUSED = [
    (
        "a set that is a fact",
        """
rule: NO-05
section: §1
forbid: settle
for: loan
binds_reducing: true
when: loan.purpose in desk.watched
""",
        "NO-05",
        "membership in a set that is a fact (`loan.purpose in desk.watched`)",
    ),
    (
        "more alternatives than the engine can hold",
        "rule: NO-06\nsection: §1\nforbid: settle\nfor: loan\nbinds_reducing: true\nwhen:\n  any:\n"
        + "".join(f"    - loan.amount is ${number}\n" for number in range(60)),
        "NO-06",
        "condition of 60 alternatives; the engine takes 48",
    ),
]


@pytest.mark.parametrize(("about", "text", "rule", "construct"), TAKEN)
@pytest.mark.parametrize("amount", ["0", "100", "100.01", "unknown"])
def test_a_verdict_on_another_action_is_taken_over_and_named(
    about: str, text: str, rule: str, construct: str, amount: str
) -> None:
    law = small(desk(text))
    found = translate(law)
    assert found.refused == ()
    assert found.taken == (Taken(construct, (rule,)),)
    assert rule not in found.independent
    raw = {"facts": {**RAW["facts"], "loan": {"L": {"customer": "C", "amount": amount, "purpose": "home"}}}}
    asked = decider_for(law, facts_of(law, raw))
    mine = opinions(found, [asked])[0]
    assert {each.action for each in mine.decisions} == {"lend", "settle"}, about
    assert said(mine) == reference(asked)


@pytest.mark.parametrize(("about", "text", "rule", "construct"), REFUSED)
def test_what_is_refused_is_named_and_nothing_is_said_of_the_action(
    about: str, text: str, rule: str, construct: str
) -> None:
    law = small(desk(text))
    found = translate(law)
    assert Refusal(rule, construct, ("settle",)) in found.refused
    assert [program.action for program in found.programs] == ["lend"]
    assert rule not in found.expressed
    assert "LEND-01" in found.expressed
    asked = decider_for(law, facts_of(law, RAW))
    mine = opinions(found, [asked])[0]
    assert {each.action for each in mine.decisions} == {"lend"}
    assert mine.refused == found.refused
    assert differences(mine, asked, found) == ()


def test_a_sized_rule_is_named_and_the_verdict_before_sizing_is_expressed() -> None:
    text = "rule: SIZE-01\nsection: §1\nforbid: lend\nfor: loan\nwhen: action.amount > $10"
    found = translate(small(desk(text)))
    assert found.refused == (Refusal("SIZE-01", "`action.amount`, judged as sized", ("lend",)),)
    assert [program.action for program in found.programs] == ["lend", "settle"]


def test_law_of_which_nothing_can_be_expressed() -> None:
    text = VOCABULARY[: VOCABULARY.index("actions:")]
    text += "rule: FLAG-01\nsection: §1\nderive: desk.shut\ntype: flag\nfor: desk\nwhen: not desk.open"
    with pytest.raises(CannotExpress, match="law without permits and forbids"):
        translate(small(text))
    refused = replace(all_use(), permits=tuple(p for p in all_use().permits if p.id == "LIQUID-05"), proposals=())
    assert [program.action for program in translate(refused).programs] == ["open_csp", "write_call"]


def test_a_number_beyond_the_engine_is_a_refusal_of_that_decision() -> None:
    vocabulary = VOCABULARY.replace("range: 0 to 1000000", "range: 0 to 100000000000000000000")
    law = small(vocabulary)
    raw = {"facts": {**RAW["facts"], "loan": {**RAW["facts"]["loan"]}}}
    raw["facts"]["loan"]["M"] = {"customer": "C", "amount": "90000000000000000000", "purpose": "car"}
    found = translate(law)
    asked = decider_for(law, facts_of(law, raw))
    mine = opinions(found, [asked])[0]
    bits = "number of 67 bits; the engine compares 61"
    large = Subject("loan", "M")
    assert mine.refused == (Refusal("", bits, ("lend",), large), Refusal("", bits, ("settle",), large))
    assert [each.subject.key for each in mine.decisions] == ["L", "L"]
    assert differences(mine, asked, found) == ()


# --- meanings that the law of ALL-USE does not need ----------------------------------------------
@pytest.mark.parametrize("good", ["true", "false", "unknown"])
@pytest.mark.parametrize("open_", ["true", "false", "unknown"])
@pytest.mark.parametrize("amount", ["0", "99.99", "100", "100.01", "unknown"])
@pytest.mark.parametrize("age", ["59", "60", "61", "unknown"])
def test_constructs(good: str, open_: str, amount: str, age: str) -> None:
    law = small(
        desk(
            """
rule: FLAG-01
section: §1
derive: loan.small
type: flag
for: loan
when: if customer.good then loan.amount <= $100 else loan.amount <= $99.99
if_unknown: false
---
rule: FLAG-02
section: §1
derive: loan.odd
type: flag
for: loan
when: (customer.good is desk.open) is not loan.small
---
rule: LIMIT-01
section: §1
derive: loan.most
type: money
for: loan
as:
  cases:
    - when: customer.good
      then: $100
    - when: desk.open
      then: 2 * customer.income
  otherwise: $0
---
rule: STOP-01
section: §1
forbid: lend
for: loan
when: loan.odd or customer.income is stale
---
rule: STOP-02
section: §1
forbid: settle
for: loan
binds_reducing: true
when: loan.amount > loan.most
---
rule: STOP-03
section: §1
forbid: lend
for: loan where loan.purpose in [home, boat]
when: not (customer.income is known and loan.amount between $0 and loan.most)
---
rule: LIFT-01
section: §1
permit: lend
for: loan
when: loan.amount is $0 or loan.amount is unknown
exception_to: [STOP-01, STOP-03]
"""
        )
    )
    raw = {
        "facts": {
            "desk": {"open": open_},
            "customer": {"C": {"good": good, "income": {"value": "50", "age": age}}},
            "loan": {name: {"customer": "C", "amount": amount, "purpose": name} for name in ("home", "car", "boat")},
        }
    }
    found = translate(law)
    assert found.refused == ()
    asked = decider_for(law, facts_of(law, raw))
    mine = opinions(found, [asked])[0]
    assert len(mine.decisions) == 6
    assert said(mine) == reference(asked)


def test_a_waiver_suspends() -> None:
    stop = "rule: STOP-01\nsection: §1\nforbid: lend\nfor: customer\nwhen: customer.good"
    waiver = "waiver: W-01\nsuspends: [STOP-01]\nfor: customer C\napproved_by: somebody\nreason: a trial"
    law = small(desk(stop), waiver)
    raw = {"facts": {**RAW["facts"], "customer": {name: {"good": "true"} for name in ("C", "D")}}}
    raw["facts"]["loan"] = {name: {"customer": name, "amount": "1", "purpose": "car"} for name in ("C", "D")}
    asked = decider_for(law, facts_of(law, raw))
    mine = opinions(translate(law), [asked])[0]
    assert said(mine) == reference(asked)
    lent = {each.subject.key: each.word for each in mine.decisions if each.action == "lend"}
    assert lent == {"C": "permitted", "D": "forbidden"}


def test_terms_of_one_subject_hold_where_its_rules_do() -> None:
    """A number of an account's own is read by rules of what belongs to it, and by no rule of anything else."""
    number = all_use().parameters["entry.delta_high"]
    assert number.overridable == "account"
    terms = """
terms: T-01
for: account A1
approved_by: somebody
reason: a wider band
values:
  entry.delta_high for gen: 0.60
"""
    law = _with_terms(terms)
    raws = raw_facts(law, range(0, 210, 7))
    for raw in raws:
        raw["facts"]["contract"]["C1"]["feed_delta"] = "0.55"
    asked = deciders(law, raws)
    plain = deciders(all_use(), raws)
    found = translate(law)
    changed = 0
    for mine, decider, other in zip(opinions(found, asked), asked, plain, strict=True):
        assert said(mine) == reference(decider)
        changed += reference(decider) != reference(other)
    assert changed >= 5


def _with_terms(text: str) -> Any:
    compiled = compile_path(ROOT / "constitution" / "all-use" / "1.3", [load_text(text, "terms.yaml")])
    assert compiled.law is not None, [each.message for each in compiled.findings]
    return compiled.law


# --- a difference is found ----------------------------------------------------------------------
def test_a_difference_is_told() -> None:
    """Two laws a cent apart: what the one engine says of the one, the other does not say of the other."""
    law = small(desk())
    other = replace(law, permits=tuple(p for p in law.permits if p.id != "LEND-01"))
    found = translate(law)
    mine = opinions(found, [decider_for(law, facts_of(law, RAW))])[0]
    told = differences(mine, decider_for(other, facts_of(other, RAW)), found)
    assert [(each.action, each.subject.key, each.other, each.reference) for each in told] == [
        ("lend", "L", ("permitted", ("LEND-01",)), None)
    ]


@pytest.mark.parametrize("name", ["liquidity.open_interest", "liquidity.spread", "entry.delta_high"])
def test_a_threshold_a_grid_step_off_is_noticed(name: str) -> None:
    law = all_use()
    number = law.parameters[name]
    assert isinstance(number.type, NumberType)
    step = number.type.step
    assert step is not None
    moved = replace(number, values=tuple((key, _plus(value, step)) for key, value in number.values))
    other = replace(law, parameters={**law.parameters, name: moved})
    raws = raw_facts(law, range(400))
    assert any(
        reference(one) != reference(two) for one, two in zip(deciders(law, raws), deciders(other, raws), strict=True)
    )


def _plus(value: object, step: Fraction) -> Fraction:
    assert isinstance(value, Fraction)
    return value + step


# --- the page -----------------------------------------------------------------------------------
def test_the_page_tells_the_limits_and_what_is_refused() -> None:
    page = " ".join((ROOT / "docs" / "backends.md").read_text("utf-8").split())
    most = (translation.MOST_WAYS, translation.MOST_JUNCTIONS, translation.MOST_FIELDS, translation.MOST_RULES)
    assert "at most {}, {}, {} and {};".format(*most) in page
    assert f"Up to {oracle.PORTION:,} rows" in page
    assert f"({oracle.SECONDS_TO_START} s and {oracle.SECONDS_A_ROW} s a row)" in page
    for refusal in translate(all_use()).refused:
        assert refusal.construct.split("`")[-1].strip(", ") in page, refusal
    for each in translate(all_use()).taken:
        assert each.construct.split("`")[-1].strip(", ") in page, each
    for _, _, rule, construct in REFUSED:
        kind = construct.split("`")[-1] if construct.startswith("`") else construct.split(" (")[0]
        assert kind in page, (rule, construct)


def test_the_page_counts_what_is_taken_over() -> None:
    """With ALLUSE_GOLDEN=write the page is written anew."""
    page = ROOT / "docs" / "backends.md"
    programs = translate(all_use()).programs
    rows = []
    for name in ("open_csp", "write_call", "buy_shares", "close", "all"):
        meant = [program for program in programs if name in {program.action, "all"}]
        asked = {rule for program in meant for rule, _ in program.rules}
        leaning = dict(pair for program in meant for pair in program.taken)
        constructs = {construct for program in meant for _, taken in program.taken for construct in taken}
        shown = name if name == "all" else f"`{name}`"
        rows.append(f"| {shown} | {len(asked)} | {len(asked - leaning.keys())} | {len(constructs)} |\n")
    text = page.read_text("utf-8")
    found = re.search(r"(?<=\n)\| `open_csp` \|(?:.*\n)+?\| all \|.*\n", text)
    assert found is not None
    if os.environ.get("ALLUSE_GOLDEN") == "write":
        page.write_text(text[: found.start()] + "".join(rows) + text[found.end() :], "utf-8")
    else:
        assert found.group() == "".join(rows)
