"""The logic digest is blind to formatting, comments and prose, and sees every number, word and name that decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.compile.digest import canonical, digest
from tests.engine.worlds import compiled, decide, decided_cases, documents, law_of

LAW = """\
constitution: digest
version: "1"
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: 0 to 1000 }
  colour: { one_of: [red, blue] }
  span: { unit: seconds, step: 1, range: 0 to 100000 }
---
scopes:
  desk: { key: id }
---
facts: desk
given:
  x: { type: money, may_be_missing: true, stale_after: 30 seconds }
  colour: { type: colour }
---
kinds:
  red_one: { of: desk, where: desk.colour is red }
---
actions:
  open: { on: desk, risk: increasing, is: [entries] }
  close: { on: desk, risk: reducing }
---
parameters: limit
source: somewhere
values:
  low: { is: 2.50, of: money, within: 1 to 5 }
  wait: { is: 2, unit: minutes }
---
ruling: R-01
section: §1
status: chosen
question: Why?
reading: So.
reason: Because.
---
rule: A-01
section: §1
title: A title
because: A reason.
rests_on: [R-01]
permit: entries
for: desk
when:
  all:
    - desk.x >= limit.low
    - age of desk.x < limit.wait
---
rule: A-02
section: §1
forbid: open
for: red_one
when: desk.x > $7.50 and desk.x < $100
---
table: T-01
section: §2
decides: desk.level
type: number
for: desk
hit_policy: max
rows:
  - when: desk.x > $1
    then: 1
  - when: desk.x > $2
    then: 2
otherwise: 0
---
rule: A-03
section: §2
propose: close
for: desk
when: desk.level is 2
"""
DIGESTS = law_of(LAW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("desk.x >= limit.low", "desk.x   >=   limit.low"),
        ("desk.x >= limit.low", "(desk.x >= (limit.low))"),
        ("desk.x >= limit.low", "desk.x >= limit.low  # a comment"),
        ("    - desk.x >= limit.low", "    - >-\n      desk.x\n      >= limit.low"),
        ("    - desk.x >= limit.low", "    - 'desk.x >= limit.low'"),
        ("is: 2.50", "is: 2.5"),
        ("is: 2.50", "is: $2.50"),
        ("$7.50", "$7.5"),
        ("$7.50", "7.50 usd"),
        ("is: 2, unit: minutes", "is: 120, unit: seconds"),
        ("is: 2, unit: minutes", "unit: minutes, is: 2"),
        ("30 seconds", "0.5 minutes"),
        ("title: A title\n", "title: Another title\n"),
        ("title: A title\n", ""),
        ("because: A reason.\n", "because: Another reason.\n"),
        ("source: somewhere\n", "source: elsewhere\n"),
        ("reading: So.\n", "reading: Otherwise.\n"),
        ("rests_on: [R-01]\n", ""),
        ("section: §2\ndecides", "section: §3\ndecides"),
        ('version: "1"', 'version: "2"'),
        ("constitution: digest", "constitution: another"),
        ("key: id }", "key: id, doc: A desk., words: the desk }"),
        ("type: colour }", "type: colour, doc: Its colour., words: paint }"),
        ("within: 1 to 5 }", "within: 1 to 5, doc: The lowest. }"),
        (
            "for: red_one\nwhen: desk.x > $7.50 and desk.x < $100",
            "when: desk.x > $7.50 and desk.x < $100\nfor: red_one",
        ),
        ("  colour: { one_of: [red, blue] }", "  colour:\n    one_of:\n      - red\n      - blue"),
        ("\n---\n", "\n\n# a comment\n---\n\n"),
    ],
)
def test_what_does_not_decide_does_not_change_the_logic_digest(old: str, new: str) -> None:
    assert old in LAW
    found = law_of(LAW.replace(old, new))
    assert found.logic_digest == DIGESTS.logic_digest
    assert found.effect_digest == DIGESTS.effect_digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A title", "title: Another title"),
        ("because: A reason.", "because: Another reason."),
        ("reading: So.", "reading: Otherwise."),
        ("source: somewhere", "source: elsewhere"),
        ('version: "1"', 'version: "2"'),
        ("rests_on: [R-01]\n", ""),
        ("section: §2\ndecides", "section: §3\ndecides"),
    ],
)
def test_prose_changes_the_metadata_digest(old: str, new: str) -> None:
    assert old in LAW
    assert law_of(LAW.replace(old, new)).metadata_digest != DIGESTS.metadata_digest


@pytest.mark.parametrize("new", ["\n\n# a comment\n---\n\n", "\n---\n\n"])
def test_comments_and_blanks_change_no_digest_at_all(new: str) -> None:
    assert law_of(LAW.replace("\n---\n", new)).metadata_digest == DIGESTS.metadata_digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("desk.x >= limit.low", "desk.x > limit.low"),
        ("is: 2.50", "is: 2.51"),
        ("is: 2, unit: minutes", "is: 3, unit: minutes"),
        ("within: 1 to 5", "within: 1 to 6"),
        ("30 seconds", "31 seconds"),
        ("range: 0 to 1000", "range: 0 to 1001"),
        ("step: 0.01", "step: 0.005"),
        ("risk: increasing", "risk: neutral"),
        ("[red, blue]", "[red, green]"),
        ("desk.colour is red", "desk.colour is not red"),
        ("for: red_one\nwhen", "for: desk\nwhen"),
        ("hit_policy: max", "hit_policy: min"),
        ("then: 2", "then: 3"),
        ("otherwise: 0", "otherwise: 1"),
        ("forbid: open", "permit: open"),
        ("$7.50 and", "$7.50 or"),
        ("  all:", "  any:"),
        ("rule: A-02", "rule: A-09"),
        ("may_be_missing: true, stale_after", "may_be_none: true, may_be_missing: true, stale_after"),
        ("is: [entries]", "is: [entries, others]"),
        ("key: id }", "key: colour }"),
    ],
)
def test_what_decides_changes_the_logic_digest(old: str, new: str) -> None:
    assert old in LAW
    assert law_of(LAW.replace(old, new)).logic_digest != DIGESTS.logic_digest


_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.]|-\d)")


@pytest.mark.parametrize("name", ["tables.yaml", "parameters.yaml", "comparison.yaml", "series.yaml", "staleness.yaml"])
def test_every_number_of_a_law_counts(name: str) -> None:
    """Each number of the law is raised by one of its steps, one after the other; none goes unseen."""
    case = next(each for each in decided_cases() if each.file == name)
    before = law_of(case.law).logic_digest
    tried = 0
    for text in documents(case.law):
        if text.startswith(("constitution", "types")):  # a type counts where something has it
            continue
        for place in _NUMBER.finditer(text):
            line = text[text.rfind("\n", 0, place.start()) + 1 : place.end()]
            if "§" in line or re.match(r"(table|rule):", line):
                continue
            digits = place.group().partition(".")[2]
            raised = str(Decimal(place.group()) + Decimal(1).scaleb(-len(digits)))
            changed = text[: place.start()] + raised + text[place.end() :]
            found = compiled(case.law.replace(text.strip(), changed.strip()))
            if found.law is not None:
                tried += 1
                assert found.law.logic_digest != before, line
    assert tried > 2


def test_a_decision_says_which_law_made_it() -> None:
    raw = {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"a": {"x": "3", "colour": "red"}}}}
    told = decide([LAW], raw).content["constitution"]
    assert told["logic_digest"] == DIGESTS.logic_digest
    assert told["metadata_digest"] == DIGESTS.metadata_digest


def test_terms_and_waivers_change_the_effect_and_not_the_logic() -> None:
    waiver = "waiver: W-01\nsuspends: [A-02]\napproved_by: x\nreason: y"
    found = law_of(LAW, waiver)
    assert found.logic_digest == DIGESTS.logic_digest
    assert found.effect_digest != DIGESTS.effect_digest
    assert found.metadata_digest != DIGESTS.metadata_digest
    reason = law_of(LAW, waiver.replace("reason: y", "reason: z"))
    assert reason.effect_digest == found.effect_digest
    assert reason.metadata_digest != found.metadata_digest


@dataclass(frozen=True)
class Sample:
    value: object
    span: object = None


def test_canonical_values() -> None:
    assert canonical(Sample(Fraction(1, 3), span="somewhere")) == ["Sample", ["value", "1/3"]]
    assert canonical((1, True, None, "a")) == ["1", True, None, "a"]
    assert canonical(date(2026, 1, 5)) == ["date", "2026-01-05"]
    assert canonical(time(9, 45)) == ["time", "09:45:00"]
    with pytest.raises(TypeError):
        canonical({1, 2})


def test_a_digest_tells_values_apart() -> None:
    assert digest(["a"]) != digest(["b"])
    assert digest([["a"], "b"]) != digest(["a", ["b"]])
    assert digest([1]) == digest([1])
