"""The small parts: what is heard, what is told, what counts as the same, who hears what, who is looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.session.deciding import same
from engine.session.hearing import VERSION, reference_of
from engine.session.intake import identity
from engine.session.sharing import Shared, sub_account_of
from engine.session.telling import plain
from engine.trading.broker import Acknowledged, BrokerEvent, Cancelled, CommissionReported, Expired, Filled, Refused
from tests.engine.session.world import NVDA_PUT, WEDNESDAY, option


def content(**other: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "decisions": [{"action": "close", "subject": "P", "verdict": "permitted", "because": ["R"], "at": 1}],
        "alarms": [],
        "stopped": [],
        "transitions": [],
        "recorded": [],
        "intents": [],
        "kept": {"facts": {"account": {"A": {"state": "safe"}}}, "at": "now"},
        "constitution": {"version": "1.3"},
    }
    return found | other


def test_the_same_is_the_same_verdicts_alarms_and_states_with_nothing_to_do() -> None:
    assert same(content(), content(kept={"facts": {"account": {"A": {"state": "safe"}}}, "at": "later"}))


@pytest.mark.parametrize(
    "other",
    [
        {"intents": [{"action": "close"}]},
        {"transitions": [{"to": "safe"}]},
        {"recorded": [{"event": "noted"}]},
        {"decisions": [{"action": "close", "subject": "P", "verdict": "forbidden", "because": ["R"]}]},
        {"decisions": [{"action": "close", "subject": "P", "verdict": "permitted", "because": ["S"]}]},
        {"alarms": [{"rule": "R", "subject": "A", "what": "vix"}]},
        {"stopped": [{"action": "close", "subject": "P", "stopped_by": ["R"]}]},
        {"kept": {"facts": {"account": {"A": {"state": "audit"}}}}},
        {"constitution": {"version": "1.4"}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_anything_else_is_something_new(other: dict[str, Any]) -> None:
    assert not same(content(), content(**other))


def test_the_first_look_is_always_new() -> None:
    assert not same(None, content())


def _filled(reference: str, sub_account: str, execution: str) -> Filled:
    return Filled(
        at=WEDNESDAY,
        execution_id=execution,
        reference=reference,
        permanent_id="P1",
        sub_account=sub_account,
        instrument=option(NVDA_PUT),
        act="sell",
        quantity=1,
        price=Decimal("2.10"),
    )


class Heard:
    """A broker that has only things to tell."""

    def __init__(self, *events: BrokerEvent) -> None:
        self.events: Sequence[BrokerEvent] = events

    def poll(self) -> Sequence[BrokerEvent]:
        found, self.events = self.events, ()
        return found


def test_each_account_hears_of_its_own_sub_accounts_only() -> None:
    events = (
        _filled("A rev o1.1/v1", "A rev", "E1"),
        _filled("B rev o1.1/v1", "B rev", "E2"),
        CommissionReported(at=WEDNESDAY, execution_id="E2", commission=Decimal("0.65")),
        Acknowledged(at=WEDNESDAY, reference="B rev o1.1/v1", permanent_id="P2"),
        Cancelled(at=WEDNESDAY, reference="by hand/v1", permanent_id="P3"),
    )
    shared = Shared(Heard(*events))  # type: ignore[arg-type]
    first = shared.share(lambda sub_account: sub_account.startswith("A "))
    second = shared.share(lambda sub_account: sub_account.startswith("B "))
    assert list(first.poll()) == [events[0], events[4]], "what is nobody's goes to the first"
    assert list(second.poll()) == [events[1], events[2], events[3]]
    assert (list(first.poll()), list(second.poll())) == ([], [])


def test_a_reference_names_its_sub_account_slice_and_version() -> None:
    reference = reference_of("A rev o1.2", 3)
    assert reference == f"A rev o1.2{VERSION}3"
    assert sub_account_of(reference) == "A rev"


def test_what_is_heard_twice_is_the_same_thing_and_two_things_are_not() -> None:
    later = WEDNESDAY + timedelta(seconds=1)
    ack = Acknowledged(at=WEDNESDAY, reference="A rev o1.1/v1", permanent_id="P1")
    assert identity(ack) == identity(ack.model_copy(update={"at": later}))
    assert identity(ack) != identity(Expired(at=WEDNESDAY, reference="A rev o1.1/v1", permanent_id="P1"))
    fill = _filled("A rev o1.1/v1", "A rev", "E1")
    assert identity(fill) == identity(fill.model_copy(update={"at": later}))
    assert identity(fill) != identity(fill.model_copy(update={"execution_id": "E2"}))
    no = Refused(at=WEDNESDAY, reference="A rev o1.1/v1", what="cancel", code="refused_now", text="no")
    assert identity(no) != identity(no.model_copy(update={"at": later})), "a cancel may be refused again"


@pytest.mark.parametrize(("value", "text"), [("1.50", "1.5"), ("200", "200"), ("0.0000", "0"), ("1E+3", "1000")])
def test_numbers_are_told_without_exponents_and_idle_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
