"""What follows from the numbers of a law is shown while it follows, with its arithmetic, and said to be over after."""

from __future__ import annotations

import pytest

from rules.compile.compiler import Compiled, compile_path, compile_sources
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import load_text
from tests.laws import ALL_USE

LAW = """\
constitution: small
version: "1.0"
---
units: {{ base: [usd, share], currency: usd }}
---
types:
  money: {{ unit: usd, step: 0.01 }}
---
scopes:
  day: {{ one: true }}
---
facts: day
given:
  cash: {{ type: money }}
---
parameters: fork
values:
  step: {{ is: {step}, of: money, within: $0 to $1000000 }}
  cap: {{ is: 25%, of: ratio, within: 0% to 100% }}
  small: {{ is: {small}, of: flag }}
---
rule: CASH-01
section: §1
derive: day.part
type: money
for: day
as: if fork.small then fork.cap of day.cash else fork.step
---
consequence: FINDING-01
section: §2
title: Half of a fork may never trade
{body}
"""


def compiled(body: str, step: str = "$100000", small: str = "false") -> Compiled:
    return compile_sources([load_text(LAW.format(body=body, step=step, small=small), "small.yaml")])


def found(body: str, step: str = "$100000", small: str = "false") -> list[Diagnostic]:
    return [each for each in compiled(body, step, small).findings if each.rule == "FINDING-01"]


@pytest.mark.parametrize(
    ("when", "step", "small", "code"),
    [
        ("fork.cap of fork.step < $25000", "$100000", "false", "R715"),
        ("fork.cap of fork.step < $25000", "$99999", "false", "R714"),
        ("fork.cap of fork.step <= $25000", "$100000", "false", "R714"),
        ("fork.cap of fork.step > $25000", "$100000", "false", "R715"),
        ("fork.cap of fork.step >= $25000", "$100000", "false", "R714"),
        ("fork.cap of fork.step is $25000", "$100000", "false", "R714"),
        ("fork.cap of fork.step is not $25000", "$100000", "false", "R715"),
        ("not fork.cap of fork.step < $25000", "$100000", "false", "R714"),
        ("fork.step > $1 and not fork.small", "$100000", "false", "R714"),
        ("fork.step > $1 and not fork.small", "$100000", "true", "R715"),
        ("fork.step < $1 or fork.small", "$100000", "true", "R714"),
        ("fork.step < $1 or fork.small", "$100000", "false", "R715"),
    ],
)
def test_it_is_shown_exactly_while_it_follows(when: str, step: str, small: str, code: str) -> None:
    assert [each.code for each in found(f"when: {when}", step, small)] == [code]


def test_without_a_condition_it_always_follows() -> None:
    assert [each.code for each in found("because: So it is.")] == ["R714"]


def test_the_arithmetic_is_worked_out_anew() -> None:
    shows = "shows:\n  half: fork.step / 2\n  most shares: (fork.cap of fork.step) / ($10 / 1 share)"
    told = [
        [related.message for related in each.related] for step in ("$100000", "$50000") for each in found(shows, step)
    ]
    assert told == [["half: $50000", "most shares: 2500 shares"], ["half: $25000", "most shares: 1250 shares"]]


def test_it_is_no_matter_of_facts() -> None:
    assert [each.code for each in found("when: day.cash > $1")] == ["E261"]


def test_it_decides_nothing() -> None:
    one, other = compiled("when: fork.step > $1").law, compiled("when: fork.step > $2").law
    assert one is not None
    assert other is not None
    assert one.logic_digest == other.logic_digest
    assert one.metadata_digest != other.metadata_digest
    assert "FINDING-01" not in one.rule_ids()


def test_all_known_consequences_of_all_use_follow() -> None:
    known = compile_path(ALL_USE)
    assert known.law is not None
    shown = {each.rule: each.code for each in known.findings if each.code in {"R714", "R715"}}
    assert shown == dict.fromkeys((each.id for each in known.law.consequences), "R714")
    assert len(shown) > 1
