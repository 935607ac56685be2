"""Events and schedules are declared as scopes of their own."""

from __future__ import annotations

import pytest

from rules.language.typed import FactId
from rules.language.types import INSTANT
from tests.rules.check.desk import codes, errors, flag, sound


def _event(body: str, name: str = "moved") -> str:
    return f"events:\n  {name}: {{ {body} }}\n"


def test_an_event_is_a_scope_with_its_fields_and_an_instant() -> None:
    law = sound(_event("in: ticket, by: market, fields: { price: money }, refers_to: [desk], words: a move"))
    assert law.scopes["moved"].event
    assert (law.scopes["moved"].within, law.scopes["moved"].refers_to) == ("ticket", ("desk",))
    assert law.facts[FactId("moved", "at")].type == INSTANT
    assert FactId("moved", "price") in law.facts
    assert (law.events["moved"].by, law.events["moved"].words) == ("market", "a move")


@pytest.mark.parametrize("by", ["operator", "broker", "customer", "law"])
def test_those_who_may_tell(by: str) -> None:
    assert codes(_event(f"by: {by}")) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("in: desk", "E122"),
        ("in: desk, by: schedule", "E128"),
        ("in: desk, by: action", "E128"),
        ("in: dezk, by: law", "E302"),
        ("in: fill, by: law", "E302"),
        ("in: noon, by: law", "E302"),
        ("by: law, refers_to: [dezk]", "E302"),
        ("by: law, fields: { price: monney }", "E308"),
        ("by: law, fields: { at: instant }", "E304"),
        ("by: law, fields: { desk: money }", "E304"),
        ("by: law, fields: [price]", "E123"),
        ("by: law, field: { price: money }", "E121"),
    ],
)
def test_an_event_that_is_not_whole_is_refused(body: str, code: str) -> None:
    assert codes(_event(body)) == [code]


@pytest.mark.parametrize("name", ["desk", "big_ticket", "noon", "fill"])
def test_an_event_has_a_name_of_its_own(name: str) -> None:
    (found,) = errors(_event("by: law", name))
    assert found.code == "E311"
    assert found.message.startswith("There is a")


def test_who_reads_a_refused_event_is_not_reported_as_well() -> None:
    assert codes(_event("in: dezk, by: law"), flag("any moved this week")) == ["E302"]
    assert codes("schedules:\n  tick: { at: 16:00, for: dezk }\n", flag("tick happens")) == ["E302"]


def test_events_do_not_stand_where_facts_are_given() -> None:
    assert codes("facts: fill\ngiven:\n  more: { type: money }\n") == ["E302"]
