"""When law, terms and waivers are in force; law that is not judges only if it is told to, and the record says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from engine.evaluate import evaluate
from engine.validity import NotInForce, in_force, out_of_force
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.source.load import load_text
from tests.engine.worlds import facts_of

FIRST, AFTER = date(2026, 4, 16), date(2026, 4, 18)

LAW = """
constitution: desk
version: "1"
{head}
---
scopes:
  clock: {{ one: true }}
---
facts: clock
given:
  session_open: {{ type: flag }}
---
actions:
  trade: {{ on: clock, risk: increasing }}
---
rule: OPEN-01
section: §1
permit: trade
for: clock
when: clock.session_open
---
waiver: W-01
suspends: [OPEN-01]
in_force: 2026-04-17 until 2026-04-18
approved_by: somebody
reason: a pause
"""


def _law(head: str = "") -> Law:
    compiled = compile_sources([load_text(LAW.format(head=head), "law.yaml")])
    assert compiled.law is not None, compiled.findings
    return compiled.law


def _record(law: Law, at: str, *, as_if_in_force: bool = False) -> Mapping[str, Any]:
    facts = facts_of(law, {"at": at, "facts": {"clock": {"session_open": True}}})
    return evaluate(law, facts, as_if_in_force=as_if_in_force).content


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-04-15T23:59:59-04:00", False),
        ("2026-04-16T00:00:00-04:00", True),
        ("2026-04-17T23:59:59-04:00", True),
        ("2026-04-18T00:00:00-04:00", False),
        ("2026-04-18T03:00:00+00:00", False),  # the day where the facts are counts, not that of another place
    ],
)
def test_the_first_day_belongs_to_it_and_the_last_does_not(at: str, holds: bool) -> None:
    instant = datetime.fromisoformat(at)
    assert in_force(FIRST, AFTER, instant) is holds
    assert in_force(None, AFTER, instant) is (holds or instant.date() < FIRST)
    assert in_force(FIRST, None, instant) is (holds or instant.date() >= AFTER)
    assert in_force(None, None, instant)


@pytest.mark.parametrize(
    ("head", "at", "why", "says"),
    [
        (
            "in_force: 2026-04-16",
            "2026-04-15T23:59:59-04:00",
            "later_law",
            "desk 1 is in force from 2026-04-16 on, and the facts are of 2026-04-15",
        ),
        (
            "in_force: 2026-04-16 until 2026-04-18",
            "2026-04-18T00:00:00-04:00",
            "earlier_law",
            "desk 1 was in force until 2026-04-18, and the facts are of 2026-04-18",
        ),
        ("draft: true", "2026-04-16T10:00:00-04:00", "draft", "desk 1 is a draft, which is never in force"),
    ],
)
def test_law_that_is_not_in_force_is_refused_or_labelled(head: str, at: str, why: str, says: str) -> None:
    law = _law(head)
    with pytest.raises(NotInForce) as refused:
        _record(law, at)
    assert str(refused.value) == says
    label = _record(law, at, as_if_in_force=True)["judged_as_if_in_force"]
    assert (label["why"], label["says"], label["facts_at"], label["version"]) == (why, says, at, "1")
    assert label["draft"] is (why == "draft")


@pytest.mark.parametrize("at", ["2026-04-16T00:00:00-04:00", "2026-04-17T23:59:59-04:00"])
@pytest.mark.parametrize("told", [False, True])
def test_law_in_force_has_no_label(at: str, told: bool) -> None:
    law = _law("in_force: 2026-04-16 until 2026-04-18")
    assert _record(law, at, as_if_in_force=told)["judged_as_if_in_force"] is None


def test_law_without_days_always_holds() -> None:
    assert _record(_law(), "1999-12-31T10:00:00-05:00")["judged_as_if_in_force"] is None


def test_the_end_that_the_next_version_sets_counts() -> None:
    law = replace(_law("in_force: 2026-04-16"), in_force_until=date(2026, 4, 17))
    out = out_of_force(law, datetime.fromisoformat("2026-04-17T10:00:00-04:00"))
    assert out is not None
    assert out.why == "earlier_law"


def test_the_label_changes_no_decision() -> None:
    at = "2026-04-15T10:00:00-04:00"
    without = dict(_record(_law(), at))
    labelled = dict(_record(_law("in_force: 2026-04-16"), at, as_if_in_force=True))
    for key in ("constitution", "judged_as_if_in_force"):
        assert without.pop(key) != labelled.pop(key)
    assert without == labelled


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-04-16T23:59:59-04:00", False),
        ("2026-04-17T00:00:00-04:00", True),
        ("2026-04-17T23:59:59-04:00", True),
        ("2026-04-18T00:00:00-04:00", False),
    ],
)
def test_a_waiver_begins_and_ends_with_its_days(at: str, holds: bool) -> None:
    record = _record(_law(), at)
    assert [(each["id"], each["in_force"]) for each in record["waivers"]] == [("W-01", holds)]
    assert [each["verdict"] for each in record["decisions"]] == ["not_permitted" if holds else "permitted"]


def test_when_law_is_in_force_is_metadata() -> None:
    one, other = _law(), _law("in_force: 2026-04-16")
    assert one.logic_digest == other.logic_digest
    assert one.metadata_digest != other.metadata_digest
