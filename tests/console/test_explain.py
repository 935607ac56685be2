"""`alluse explain`: who is meant, which rules speak, and which clauses are in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.console.golden import approved
from tests.console.running import FACTS, LAW, ROOT, TERMS, WAIVER, Ran, run


def _explain(*arguments: str) -> Ran:
    return run("explain", LAW, *arguments, "--facts", FACTS)


# --- the page -------------------------------------------------------------------------------------
@pytest.mark.parametrize("subject", ["A-1", "A-2", "A-3", "A-4", "L-3", "L-4"])
def test_the_page_of_a_subject(subject: str) -> None:
    told = _explain(subject)
    assert told.code == 0, told.err
    assert approved(f"explain-{subject}.txt", told.out)


def test_without_a_subject_the_permitted_and_the_nearest_are_told() -> None:
    told = run("explain", LAW, "--facts", FACTS, "--format", "json").json["explanations"]
    asked = [(each["action"], each["subject"]) for each in told]
    assert ("lend", "A-1") in asked
    assert len(asked) == len(set(asked)) == 8


def test_every_rule_that_speaks_is_told_with_its_clauses() -> None:
    [told] = _explain("A-3", "--format", "json").json["explanations"]
    assert (told["action"], told["verdict"]) == ("lend", "not_permitted")
    rules = {each["rule"]: each for each in told["rules"]}
    assert set(rules) == {"LEND-01", "LEND-02", "LEND-03", "LEND-04"}
    assert rules["LEND-03"]["applies"] is False
    assert rules["LEND-04"]["as_sized"] is True
    assert rules["LEND-04"]["holds"] is None
    clause = rules["LEND-01"]["clauses"][1]
    assert clause["margin"] == "-7001"
    assert clause["unit"] == "usd"
    assert clause["values"]["customer.income"] == "$20,000"
    assert [each["fact"] for each in told["derived"]] == ["customer.grade", "application.offered"]


def test_what_is_judged_as_sized_is_told_for_what_would_be_done() -> None:
    [told] = _explain("A-4", "--format", "json").json["explanations"]
    assert told["done"] == [{"stands": False, "because": ["BUDGET-01", "LEND-01"], "stopped_by": ["LEND-04"]}]
    rules = {each["rule"]: each for each in told["rules"]}
    assert rules["LEND-04"]["says"] == "stands"
    assert rules["LEND-04"]["in_the_way"][0]["margin"] == "5000"


def test_a_denied_clause_is_told_as_denied() -> None:
    [told] = _explain("A-2", "--format", "json").json["explanations"]
    rules = {each["rule"]: each for each in told["rules"]}
    [clause] = rules["LEND-03"]["clauses"]
    assert (clause["text"], clause["verdict"], clause["margin"]) == ("not desk.rate < 10%", "false", "-0.055")


def test_doubt_does_not_stop_what_reduces_risk() -> None:
    [told] = _explain("L-3", "--format", "json").json["explanations"]
    rules = {each["rule"]: each for each in told["rules"]}
    assert rules["COLLECT-03"]["says"] == "does not stop it, as it cannot be judged"
    assert told["verdict"] == "permitted"


def test_terms_beside_the_law_are_judged_by() -> None:
    without = run("explain", LAW, "A-4", "--facts", FACTS)
    told = run("explain", LAW, "A-4", "--facts", FACTS, "--terms", TERMS)
    assert (without.code, told.code) == (0, 0)
    assert "$30,000 above $15,000" in told.out
    assert "$30,000 above $15,000" not in without.out


def test_a_waiver_is_told() -> None:
    told = run("explain", LAW, "A-2", "--facts", FACTS, "--waiver", WAIVER)
    assert "LEND-02 (forbid, §3) is suspended" in told.out


# --- why not --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("A-3", "LEND-01"),
        ("A-2", "LEND-02"),
        ("A-3", "LEND-02"),
        ("A-3", "LEND-03"),
        ("A-4", "LEND-04"),
        ("L-2", "COLLECT-01"),
    ],
)
def test_why_not(subject: str, rule: str) -> None:
    told = _explain(subject, "--why-not", rule)
    assert told.code == 0
    assert approved(f"why-not-{subject}-{rule}.txt", told.out)


def test_why_not_names_each_failing_clause_with_its_margin(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    text = Path(FACTS).read_text(encoding="utf-8").replace("T10:00:00", "T17:30:00")
    facts.write_text(text.replace("purpose: study }", "purpose: home }"), encoding="utf-8")
    told = run("explain", LAW, "A-3", "--facts", facts, "--why-not", "LEND-01", "--format", "json").json
    assert told["why_not"] == "LEND-01"
    [said] = told["explanations"]
    [rule] = said["rules"]
    assert [(each["margin"], each["unit"]) for each in rule["in_the_way"]] == [
        ("-1800", "seconds"),
        ("-7001", "usd"),
    ]
    text = run("explain", LAW, "A-3", "--facts", facts, "--why-not", "LEND-01").out
    assert "-30 min" in text
    assert "-7,001 usd" in text


def test_why_not_without_a_subject_tells_the_nearest() -> None:
    told = _explain("--why-not", "LEND-01", "--format", "json").json
    assert [each["subject"] for each in told["explanations"]] == ["A-2", "A-3"]


def test_why_not_of_a_rule_that_is_in_the_way_of_nothing() -> None:
    told = _explain("--why-not", "LEND-03")
    assert told.code == 2
    assert "`LEND-03` is in the way of nothing" in told.err


def test_rules_that_are_not_there_or_decide_nothing_by_themselves() -> None:
    told = _explain("A-3", "--why-not", "LEND-1")
    assert told.code == 2
    assert "the law has no rule `LEND-1`\nhelp: Did you mean `LEND-01`?" in told.err
    assert "it writes `customer.grade`" in _explain("A-3", "--why-not", "GRADE-01").err
    assert "it says who is looked at" in _explain("A-3", "--why-not", "OFFER-01").err
    told = _explain("A-3", "--action", "lend", "--why-not", "COLLECT-01")
    assert told.code == 2
    assert "`COLLECT-01` does not speak to `lend`" in told.err


# --- who is meant ---------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["A-3", "a-3", "application A-3", "3 a", "cid", "customer cid"])
def test_a_subject_by_its_key_a_part_or_an_owner(words: str) -> None:
    arguments = [words, "--action", "lend"]
    told = _explain(*arguments, "--format", "json")
    assert told.code == 0, told.err
    assert [each["subject"] for each in told.json["explanations"]] == ["A-3"]


def test_several_may_be_meant() -> None:
    told = _explain("A-")
    assert told.code == 2
    assert "`A-` may be any of 6 subjects: A-1, A-2, A-3, A-4, A-5, A-6" in told.err
    told = _explain("dee", "--action", "lend")
    assert "`dee` may be any of 2 subjects: A-4, A-5" in told.err


def test_nobody_is_meant() -> None:
    told = _explain("A-33")
    assert told.code == 2
    assert "the facts have no loan or application `A-33`\nhelp: Did you mean `A-3`?" in told.err
    told = _explain("nobody", "--action", "collect")
    assert "the facts have no loan `nobody`\nhelp: There is L-1, L-2, L-3, L-4." in told.err


@pytest.mark.parametrize("words", ["A-3/home-20", "a-3 HOME-20"])
def test_what_the_law_leaves_out_is_told_with_its_reason(words: str) -> None:
    told = _explain(words)
    assert told.code == 0
    assert "A-3/home-20 is not looked at: OFFER-01 leaves it out, it is for another purpose" in told.out
    shape = _explain(words, "--format", "json").json
    assert shape["left_out"] == [
        {"universe": "OFFER-01", "subject": "A-3/home-20", "because": "it is for another purpose"}
    ]
    assert shape["explanations"] == []


VISITS = """\
scopes:
  visit: { key: [application, product] }
---
actions:
  offer: { on: offer, risk: neutral }
  call_on: { on: visit, risk: neutral }
---
universe: CALL-01
section: §2
of: visit
for: application
leave_out:
  - when: product.purpose is not application.purpose
    because: nobody calls for it
---
rule: CALL-02
section: §2
permit: call_on
for: visit
when: customer.score > 600
---
rule: CALL-03
section: §2
permit: offer
for: offer
when: customer.score > 600
"""


def test_each_universe_that_leaves_it_out_is_told_and_only_of_the_action_that_is_asked_for(tmp_path: Path) -> None:
    law = tmp_path / "law"
    shutil.copytree(ROOT / LAW, law)
    (law / "visits.yaml").write_text(VISITS, encoding="utf-8")

    def told(*words: str) -> str:
        found = run("explain", law, "A-3/home-20", "--facts", FACTS, *words)
        assert found.code == 0, found.err
        return found.out.partition("A-3/home-20 is not looked at:")[2]

    assert (
        told()
        == "\n  CALL-01 leaves it out, nobody calls for it\n  OFFER-01 leaves it out, it is for another purpose\n"
    )
    assert told("--action", "call_on") == " CALL-01 leaves it out, nobody calls for it\n"
    assert told("--action", "offer") == " OFFER-01 leaves it out, it is for another purpose\n"


def test_actions_by_name_and_not_by_guess() -> None:
    told = _explain("A-3", "--action", "lned")
    assert told.code == 2
    assert "the law has no action `lned`\nhelp: Did you mean `lend`?" in told.err


def test_too_many_words() -> None:
    told = _explain("A", "3")
    assert told.code == 2
    assert "Too many words: `3`. A subject with blanks in it stands in quotation marks." in told.err


def test_no_rule_speaks_to_a_subject(tmp_path: Path) -> None:
    """A rule's `for … where` leaves a subject alone; then nothing permits it."""
    law = tmp_path / "law.yaml"
    text = Path(LAW, "desk.yaml").read_text(encoding="utf-8")
    law.write_text(
        text.replace(
            "permit: lend\nfor: application\n",
            "permit: lend\nfor: application where application.purpose is car\n",
        ),
        encoding="utf-8",
    )
    told = run("explain", law, "A-1", "--facts", FACTS)
    assert told.code == 0
    assert "lend, application A-1: not permitted" in told.out
    told = run("explain", law, "A-1", "--facts", FACTS, "--why-not", "LEND-01")
    assert "it is for application where application.purpose is car" in told.out
