"""What scenarios say of an action of legs: the whole, one leg alone, and neither."""

from __future__ import annotations

import pytest

from engine.snapshot import Snapshot
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.source.load import load_text
from scenarios.reader import read_text
from scenarios.report import Result
from scenarios.runner import run_scenario
from scenarios.words import Words

LAW = """
constitution: rolling
version: "1"
---
types:
  contracts: { unit: none, step: 1, range: 0 to 1000 }
  interest: { unit: none, step: 1, range: 0 to 100000 }
---
scopes:
  account: { key: id }
  contract: { key: id }
  position: { key: id, in: account, refers_to: contract }
  offer: { key: id, in: account, refers_to: contract }
---
facts: account
given:
  quiet: { type: flag }
---
facts: contract
given:
  interest: { type: interest, may_be_missing: true, words: open interest }
---
facts: position
given:
  quantity: { type: contracts }
  wanted: { type: offer }
---
actions:
  close: { on: position, risk: reducing, fields: { quantity: contracts } }
  roll:
    on: position
    risk: increasing
    fields: { to: offer, quantity: contracts }
    legs:
      closing: { on: position, alone: close }
      opening: { on: to }
---
rule: EXIT-01
section: §6
permit: close
for: account
when: not account.quiet
---
rule: ROLL-01
section: §6
propose: roll
for: position
when: position.quantity > 0
with: { to: position.wanted, quantity: position.quantity }
---
rule: ROLL-02
section: §6
permit: roll
for: account
when: true
---
rule: LIQUID-01
section: §8
forbid: roll
for: contract
when: contract.interest < 100
"""
FACTS = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {
        "account": {"A": {"quiet": "false"}},
        "contract": {"OLD": {"interest": "500"}, "NEW": {"interest": "99"}},
        "position": {"P-1": {"account": "A", "contract": "OLD", "quantity": "2", "wanted": "N"}},
        "offer": {"N": {"account": "A", "contract": "NEW"}},
    },
}


def result(steps: str) -> Result:
    """Runs the given steps, the decision, and what is expected of it."""
    law = compile_sources([load_text(LAW, "law.yaml")]).law
    assert law is not None
    lines = [line.strip() for line in steps.strip().splitlines()]
    given = [line for line in lines if line.startswith("Given")]
    expected = [line for line in lines if line not in given]
    steps = "".join(f"    {line}\n" for line in ('Given the facts of "f"', *given, "When the law decides", *expected))
    (scenario,) = read_text(f"Feature: Rolls\n\n  Scenario: One\n{steps}", "rolls.feature").scenarios()

    def facts(_: object) -> Snapshot:
        return from_dict(FACTS, "facts")

    return run_scenario(law, scenario, Words(law), facts)


WHOLE = "Given the open interest of contract NEW is 100"
NOT_ALONE = "It is not intended to roll position P-1 by its closing leg alone"
QUIET = "Given account A is quiet"


@pytest.mark.parametrize(
    "steps",
    [
        f"{WHOLE}\nThen it is intended to roll position P-1 only because of ROLL-01 and ROLL-02",
        f"{WHOLE}\nThen it is not intended to roll position P-1 by its closing leg alone",
        "Then it is permitted to roll position P-1 because of ROLL-02",
        "Then it is not intended to roll position P-1 only because of LIQUID-01",
        "Then it is intended to roll position P-1 by its closing leg alone only because of ROLL-01 and EXIT-01",
        "Then LIQUID-01 decides for contract NEW\nAnd LIQUID-01 does not decide for contract OLD",
        f"{QUIET}\nThen it is not intended to roll position P-1 by its closing leg alone because of EXIT-01",
        f"{QUIET}\nThen it is not intended to roll position P-1 because of LIQUID-01",
    ],
)
def test_what_is_so_passes(steps: str) -> None:
    found = result(steps)
    assert [each.message for each in found.findings] == []


@pytest.mark.parametrize(
    ("step", "message", "help"),
    [
        (
            "Then it is intended to roll position P-1",
            "It is not intended to roll position P-1, because of LIQUID-01; `intended` is expected",
            "Its closing leg alone is intended.",
        ),
        (
            f"{QUIET}\nThen it is intended to roll position P-1",
            "It is not intended to roll position P-1, because of LIQUID-01; `intended` is expected",
            "Nor is its closing leg alone intended.",
        ),
        (
            f"{WHOLE}\nThen it is intended to roll position P-1 by its closing leg alone",
            f"{NOT_ALONE}; `intended` is expected",
            "It is intended as a whole.",
        ),
        (
            f"{QUIET}\nThen it is intended to roll position P-1 by its closing leg alone",
            f"{NOT_ALONE}, because of EXIT-01; `intended` is expected",
            None,
        ),
        (
            "Then it is intended to roll position P-1 by its opening leg alone",
            "The opening leg is never judged alone: the law says of it no `alone:`",
            None,
        ),
        (
            "Then it is intended to roll position P-1 by its closng leg alone",
            "`roll` has no leg `closng`",
            "Did you mean `closing`?",
        ),
        (
            "Then it is permitted to roll position P-1 by its closing leg alone",
            "A leg alone is intended or not intended, and not permitted",
            "Leave `by its closing leg alone` away.",
        ),
    ],
)
def test_what_is_not_so_is_said(step: str, message: str, help: str | None) -> None:
    found = result(step)
    assert [(each.message, each.help) for each in found.findings] == [(message, help)]
