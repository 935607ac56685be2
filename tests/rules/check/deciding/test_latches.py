"""Latches: what sets and resets them, and what they remember."""

from __future__ import annotations

import pytest

from rules.compile.law import TypedLatch
from rules.language.typed import FactId
from rules.language.types import NumberType
from tests.rules.check.desk import codes, errors, flag, kept, latch, sound

OTHER = (
    "latch: OTHER-01\nsection: §1\nkeeps: desk.other\nfor: desk\nset_when: desk.open\nreset_when: never\n"
    "if_both: reset\nremembers: { desk.cash_then: desk.cash }\n"
)


def test_a_latch_keeps_a_flag() -> None:
    law = sound(latch(), flag("desk.halted and not desk.halted before"))
    found = kept(law, "desk.halted")
    assert isinstance(found, TypedLatch)
    assert (found.if_both, found.if_unknown, found.remembers) == ("set", "keep", ())
    assert found.reset_when is not None


def test_a_latch_may_never_be_reset() -> None:
    found = kept(sound(latch(reset_when="never")), "desk.halted")
    assert isinstance(found, TypedLatch)
    assert found.reset_when is None


@pytest.mark.parametrize("word", ["keep", "set", "reset"])
def test_what_an_unknown_does_is_said(word: str) -> None:
    found = kept(sound(latch(more=f"if_unknown: {word}\n")), "desk.halted")
    assert isinstance(found, TypedLatch)
    assert found.if_unknown == word


@pytest.mark.parametrize(
    ("law", "code"),
    [
        (latch(set_when="desk.cash"), "E210"),
        (latch(reset_when="desk.cash"), "E210"),
        (latch(set_when="desk.halted"), "S401"),
        (latch(more="if_unknown: open\n"), "E128"),
        (latch().replace("if_both: set\n", ""), "E122"),
        (latch().replace("if_both: set", "if_both: keep"), "E128"),
        (latch().replace("reset_when: reset in desk happens\n", ""), "E122"),
    ],
)
def test_a_latch_that_is_not_whole_is_refused(law: str, code: str) -> None:
    assert codes(law) == [code]


def test_what_is_remembered_has_the_type_of_what_it_copies() -> None:
    law = sound(
        latch(more="remembers: { desk.cash_then: desk.cash, desk.then: clock.now, desk.part: desk.cash / 3 }\n")
    )
    money = law.facts[FactId("desk", "cash_then")]
    assert isinstance(money.type, NumberType)
    assert (str(money.type.unit), money.type.step) == ("usd", None)
    assert money.kept_with == FactId("desk", "halted")
    assert str(law.facts[FactId("desk", "then")].type) == "instant"
    assert FactId("desk", "part") in law.facts


def test_one_latch_remembers_what_another_one_remembers_in_any_order() -> None:
    mine = latch(more="remembers: { desk.copy: desk.cash_then }\n")
    for texts in ((mine, OTHER), (OTHER, mine)):
        law = sound(*texts, flag("desk.copy > $5"))
        found = kept(law, "desk.halted")
        assert isinstance(found, TypedLatch)
        assert [str(fact) for fact, _ in found.remembers] == ["desk.copy"]


@pytest.mark.parametrize(
    ("remembered", "code"),
    [
        ("desk.copy: none", "E210"),
        ("desk.copy: unknown", "E210"),
        ("desk.copy: desk.copy", "E301"),
        ("desk.copy: desk.copy before", "E301"),
        ("desk.copy: desk.cahs", "E301"),
        ("ticket.copy: desk.cash", "E315"),
        ("copy: desk.cash", "E315"),
        ("desk.cash: desk.cash", "S402"),
        ("desk.halted: desk.cash", "S402"),
        ("desk.ticket: desk.cash", "E304"),
    ],
)
def test_what_cannot_be_remembered_is_reported_once(remembered: str, code: str) -> None:
    assert codes(latch(more=f"remembers: {{ {remembered} }}\n"), flag("desk.halted")) == [code]


def test_who_reads_what_a_refused_latch_remembers_is_not_reported_as_well() -> None:
    (found,) = errors(latch(more="remembers: { desk.copy: desk.cahs }\n"), flag("desk.copy > $5"))
    assert found.help == "Did you mean `cash`?"
