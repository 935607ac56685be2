"""How often a duty arises: what can be counted, and what cannot."""

from __future__ import annotations

import pytest

from rules.check.wording import spell
from rules.compile.law import Once
from tests.rules.check.desk import codes, errors, latch, sound


def _rule(once: str, more: str = "") -> str:
    return f"rule: CUT-01\nsection: §1\npropose: cut\nfor: ticket\nwhen: ticket.bad\nonce: {once}\n{more}"


def _once(written: str) -> Once:
    (found,) = sound(_rule(written), latch()).proposals
    assert found.once is not None
    return found.once


@pytest.mark.parametrize("word", ["session", "week", "month", "quarter", "year"])
def test_stretches_of_the_calendar(word: str) -> None:
    assert _once(f"per {word}") == Once(period=word)


def test_subjects_that_the_rule_leads_to() -> None:
    found = _once("per desk per week")
    assert (found.period, [spell(each) for each in found.subjects]) == ("week", ["ticket.desk"])
    assert len(_once("per book").subjects) == 1
    assert len(_once("per ticket").subjects) == 1


def test_episodes_of_a_latch() -> None:
    found = _once("per desk.halted per session")
    assert ([str(each.fact) for each in found.episodes], found.period) == (["desk.halted"], "session")


def test_until_an_action_is_confirmed() -> None:
    law = sound(_rule("until cut.confirmed"))
    (found,) = law.proposals
    assert found.once == Once(until="cut")
    assert {name for name in law.events if name.startswith("cut.")} >= {
        "cut.sent",
        "cut.confirmed",
        "cut.rejected",
        "cut.in_doubt",
    }


def test_as_long_as_something_holds() -> None:
    found = _once("while ticket.bad and ticket.big")
    assert found.lasting is not None
    assert found.lasting.text == "ticket.bad and ticket.big"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("per fortnight", "E254"),
        ("per day", "E254"),
        ("per big_ticket", "E254"),
        ("per session per week", "E254"),
        ("per desk.open", "E254"),
        ("per desk.cash", "E254"),
        ("per desk.nothing", "E254"),
        ("per fill", "E306"),
        ("until trade.confirmed", "E254"),
        ("until cuts.confirmed", "E305"),
        ("until cut.rejected", "E132"),
        ("until cut", "E132"),
        ("until", "E132"),
        ("while", "E132"),
        ("while ticket.lots", "E210"),
        ("while ticket.lots >", "E109"),
        ("weekly", "E132"),
        ("per", "E132"),
        ("per week per", "E132"),
        ("'per week, per desk'", "E132"),
        ("[per week]", "E123"),
    ],
)
def test_what_cannot_be_counted_is_refused(written: str, code: str) -> None:
    assert codes(_rule(written), latch()) == [code]


def test_what_a_latch_remembers_has_no_episodes() -> None:
    remembering = latch(more="remembers: { desk.was_open: desk.open }\n")
    assert codes(_rule("per desk.was_open"), remembering) == ["E254"]


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("per day", "Write `per session`: a session is a day."),
        ("weekly", "Write `per week`."),
        ("once a month", "Write `per month`."),
        ("every day", "Write `per session`."),
        ("per big_ticket", "Write `per ticket`."),
        ("per wek", "Did you mean `week`?"),
        ("per fortnight", "A stretch is one of `session`, `week`, `month`, `quarter`, `year`."),
        ("per desk.halte", "Did you mean `desk.halted`?"),
    ],
)
def test_the_help_says_what_was_meant(written: str, help: str) -> None:
    (found,) = errors(_rule(written), latch())
    assert found.help == help


@pytest.mark.parametrize("effect", ["permit: cut", "forbid: trade", "derive: desk.seen\ntype: flag"])
def test_only_a_proposal_or_a_record_arises(effect: str) -> None:
    (found,) = codes(f"rule: ODD-01\nsection: §1\n{effect}\nfor: desk\nwhen: desk.open\nonce: per week\n")
    assert found in {"E121", "E124"}


def test_a_proposal_may_be_made_though_it_cannot_be_judged() -> None:
    (found,) = sound(_rule("per week", "if_unknown: true\n")).proposals
    assert found.if_unknown is True
    assert codes(_rule("per week", "if_unknown: false\n")) == ["E128"]
