"""Guarantees and exclusives: what is said about decisions as a whole."""

from __future__ import annotations

import pytest

from rules.check.wording import spell
from tests.rules.check.desk import codes, latch, sound

GUARANTEE = "guarantee: SAFE-01\nsection: §1\nfor: desk\n{}: {}\n"
EXCLUSIVE = "exclusive: ONE-01\nsection: §1\nfor: {}\norder: {}\n"


@pytest.mark.parametrize("form", ["always", "never", "reachable"])
def test_a_guarantee_has_one_form(form: str) -> None:
    (found,) = sound(latch(), GUARANTEE.format(form, "desk.halted and trade is permitted")).guarantees
    assert (found.form, found.scope, found.assuming, found.start) == (form, "desk", (), None)


def test_a_guarantee_may_be_about_the_law_as_a_whole() -> None:
    text = "guarantee: SAFE-01\nsection: §1\nalways: no desk where desk.cash < $0\n"
    (found,) = sound(text).guarantees
    assert found.scope == ""


def test_a_guarantee_has_assumptions_and_a_beginning() -> None:
    text = (
        GUARANTEE.format("reachable", "trade is permitted")
        + "from: desk.halted\nassuming: [desk.open]\nafter: [OPEN-01]\n"
    )
    (found,) = sound(latch(), text).guarantees
    assert found.start is not None
    assert len(found.assuming) == 1
    assert found.after == ("OPEN-01",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GUARANTEE.format("always", "desk.cash"), "E210"),
        (GUARANTEE.format("always", "desk.cahs > $5"), "E301"),
        (GUARANTEE.format("always", "desk.open").replace("for: desk", "for: dezk"), "E302"),
        (GUARANTEE.format("always", "desk.open") + "after: [OPEN-02]\n", "E307"),
        (GUARANTEE.format("always", "desk.open") + "from: desk.open\n", "E124"),
        (GUARANTEE.format("always", "desk.open") + "never: desk.open\n", "E121"),
        ("guarantee: SAFE-01\nsection: §1\nfor: desk\n", "E122"),
    ],
)
def test_a_guarantee_that_says_nothing_clear_is_refused(text: str, code: str) -> None:
    assert code in codes(text)


def test_duties_are_put_in_order() -> None:
    (found,) = sound(EXCLUSIVE.format("ticket", "[close, cut]")).exclusives
    assert [name for name, _ in found.order] == ["close", "cut"]
    (wide,) = sound(EXCLUSIVE.format("desk", "[trade, cut]")).exclusives
    assert [spell(way) for _, way in wide.order] == ["desk", "ticket.desk"]


@pytest.mark.parametrize(
    ("scope", "order", "code"),
    [
        ("ticket", "[close, cuts]", "E305"),
        ("ticket", "[close, close]", "E225"),
        ("ticket", "[close]", "E125"),
        ("ticket", "[close, trade]", "E234"),
        ("tickets", "[close, cut]", "E302"),
    ],
)
def test_duties_that_cannot_be_put_in_order_are_refused(scope: str, order: str, code: str) -> None:
    assert codes(EXCLUSIVE.format(scope, order)) == [code]
