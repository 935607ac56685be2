"""Guards that only a moment of bad luck comes by: each is asked for itself, and none may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.record import DecisionRecord
from engine.session import recovery
from engine.session import session as running
from engine.session.deciding import NotDecided
from engine.session.hearing import booked
from engine.session.intake import take_in
from engine.session.telling import outcome_of
from engine.trading.broker import BrokerState, Cancelled, Expired, Filled, OptionExpired
from engine.trading.events import (
    AlertRaised,
    CommissionBooked,
    FillBooked,
    OrderPlanned,
    Reconciled,
    SliceStepped,
)
from engine.trading.orders import SliceState
from tests.engine.session.test_orders import Spy
from tests.engine.session.world import (
    AAPL_CALL,
    NVDA_PUT,
    TSLA_PUT,
    WEDNESDAY,
    Bench,
    StillMarket,
    held,
    lot,
    nobody,
    opened,
    option,
)

S = SliceState
SLICE = "A rev o1.1"


class Telling(Spy):
    """A broker whose state is told as a test wants it."""

    state_told: BrokerState | None = None
    cancelled: tuple[str, ...] = ()

    def cancel(self, reference: str) -> None:
        self.cancelled = (*self.cancelled, reference)

    def state(self, *asked: Any) -> BrokerState:
        return self.state_told or super().state(*asked)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """Rev's order to sell a put works at the broker, and so does Com's to buy a call back."""
    bench = Bench(
        tmp_path,
        market=StillMarket.of({NVDA_PUT: ("2.08", "2.12", "0.33"), AAPL_CALL: ("1.10", "1.14", "0.22")}),
        events=opened(positions=[held(AAPL_CALL, sleeve="A com", credit="5.00")], lots=[lot("AAPL", 100, "205.00")]),
        model=nobody(),
        around=lambda broker: Telling(broker, lambda *_: None),
    )
    bench.seconds(2)
    assert _slice(bench).state is S.ACKNOWLEDGED
    yield bench
    bench.close()


def _slice(bench: Bench, key: str = SLICE) -> Any:
    return next(each for order in bench.view.orders for each in order.slices if each.key == key)


def _telling(bench: Bench) -> Telling:
    found = bench.session.desk.ports.broker.shared.broker  # type: ignore[attr-defined]
    assert isinstance(found, Telling)
    return found


def _fill(reference: str, act: Any = "sell", symbol: str = NVDA_PUT, **other: Any) -> Filled:
    told: dict[str, Any] = {
        "at": WEDNESDAY,
        "execution_id": "E1",
        "reference": reference,
        "permanent_id": "P9",
        "sub_account": "A rev" if symbol == NVDA_PUT else "A com",
        "instrument": option(symbol),
        "act": act,
        "quantity": 1,
        "price": Decimal("2.10"),
    }
    return Filled(**(told | other))


def _heard(bench: Bench, event: Any, at_broker: dict[str, str] | None = None) -> list[Any]:
    return list(booked(event, bench.view, bench.session.desk.names(), at_broker or {}))


def _close(quantity: str = "1") -> dict[str, Any]:
    fields = {"quantity": quantity, "limit": "1.12", "bound": "1.17"}
    of = {"account": "A", "sleeve": "A com"}
    return {"action": "close", "subject": "A com 1", "of": of, "fields": fields, "because": ["COM-CLOSE-01"]}


# --- planning -----------------------------------------------------------------------------------
def test_an_intent_of_a_cycle_that_is_planned_already_is_not_planned_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, market=StillMarket.of({NVDA_PUT: ("2.08", "2.12", "0.33")}))
    session = bench.session
    decided = session.judge.decide(bench.clock.now())
    intents = decided.content["intents"]
    first = session._planner(decided, bench.clock.now()).plan(intents)
    planned = [each for each in first.events if isinstance(each, OrderPlanned)]
    assert len(planned) == 1
    session.desk.planned.add(planned[0].intent_key)
    assert session._planner(decided, bench.clock.now()).plan(intents).events == ()
    bench.close()


def test_what_is_being_closed_is_not_closed_a_second_time_and_a_person_is_told(desk: Bench) -> None:
    session, now = desk.session, desk.clock.now()
    decided = session.judge.decide(now)
    again = replace(decided, record=DecisionRecord({**decided.content, "intents": [_close()]}))
    session._record(again, now)
    assert [(each.code, each.text) for each in desk.alerts] == [
        ("not_done", "close A com 1: all of the position is being closed already")
    ]
    assert [each.order for each in desk.orders(AAPL_CALL)] == ["A com o1"]


# --- sending ------------------------------------------------------------------------------------
def test_no_second_slice_is_sent_while_one_is_alive(desk: Bench) -> None:
    intent = {"subject": "A rev o1", "fields": {"quantity": "1", "limit": "2.10"}}
    assert list(desk.session.sender._next_slice(intent)) == []


def test_a_slice_is_never_larger_than_what_is_left(desk: Bench) -> None:
    desk.session.desk.write(_heard(desk, _fill(f"{SLICE}/v1", quantity=2)))
    desk.session.desk.write(_heard(desk, Cancelled(at=WEDNESDAY, reference=f"{SLICE}/v1", permanent_id="P9")))
    order = desk.order("A rev o1")
    intent = {"subject": order.key, "fields": {"quantity": "999", "limit": "2.10"}}
    assert [each[1] for each in desk.session.sender._next_slice(intent)] == [order.quantity - 2]


# --- hearing ------------------------------------------------------------------------------------
def test_the_end_of_an_older_version_does_not_end_the_slice(desk: Bench) -> None:
    event = Cancelled(at=WEDNESDAY, reference=f"{SLICE}/v1", permanent_id="P9")
    assert _heard(desk, event, {SLICE: f"{SLICE}/v2"}) == []
    steps = [each for each in _heard(desk, event, {SLICE: f"{SLICE}/v1"}) if isinstance(each, SliceStepped)]
    assert [each.state for each in steps] == [S.CANCELLED]


def test_a_fill_of_a_slice_that_had_ended_is_booked_and_told(desk: Bench) -> None:
    desk.session.operator("kill", "Ann", "a test")
    _telling(desk).broker.cancel(f"{SLICE}/v1")
    desk.seconds(2)
    assert _slice(desk).state is S.CANCELLED
    found = _heard(desk, _fill(f"{SLICE}/v1"))
    assert [type(each) for each in found] == [FillBooked, AlertRaised]
    assert found[1].code == "late_fill"


@pytest.mark.parametrize(("act", "opens"), [("buy", False), ("sell", True)])
def test_a_fill_of_no_order_of_ours_is_booked_and_told(desk: Bench, act: str, opens: bool) -> None:
    """What is held on the other side is closed by it."""
    found = _heard(desk, _fill("by hand/v1", act, AAPL_CALL))
    assert [type(each) for each in found] == [FillBooked, AlertRaised]
    assert (found[0].opens, found[1].code) == (opens, "unknown_fill")


def test_half_of_what_was_to_be_closed_is_no_success(desk: Bench) -> None:
    order = replace(desk.order("A com o1"), quantity=2, filled=1)
    assert outcome_of(order) == "rejected"
    assert outcome_of(replace(order, filled=2)) == "confirmed"
    assert outcome_of(replace(order, opens=True)) == "confirmed", "what opens is there as far as it was filled"


# --- taking in ----------------------------------------------------------------------------------
def test_what_the_books_cannot_take_is_told_and_books_and_broker_differ(desk: Bench) -> None:
    gone = OptionExpired(
        at=WEDNESDAY, event_id="X1", sub_account="A rev", instrument=option(TSLA_PUT), side="short", quantity=3
    )
    assert take_in(desk.session.desk, [gone])
    assert [each.code for each in desk.alerts] == ["refused_by_books"]
    assert desk.events(Reconciled)[-1].clean is False


def test_a_commission_that_was_pending_is_completed_by_the_execution_told_again(desk: Bench) -> None:
    fill = _fill(f"{SLICE}/v1", commission=None)
    take_in(desk.session.desk, [fill])
    assert desk.events(CommissionBooked) == []
    take_in(desk.session.desk, [fill.model_copy(update={"commission": Decimal("0.65")})] * 2)
    assert [each.report.commission for each in desk.events(CommissionBooked)] == [Decimal("0.65")]


# --- fetching -----------------------------------------------------------------------------------
def test_how_a_slice_ended_is_taken_from_the_state_if_nobody_told(desk: Bench) -> None:
    telling = _telling(desk)
    state = desk.broker.state(["A gen", "A rev", "A com"], WEDNESDAY.date())
    ended = Expired(at=WEDNESDAY, reference=f"{SLICE}/v1", permanent_id="P9")
    left = tuple(each for each in state.open_orders if each.sub_account != "A rev")
    telling.state_told = state.model_copy(update={"ended": (ended,), "open_orders": left})
    assert recovery.fetch(desk.session.desk)
    assert _slice(desk).state is S.EXPIRED, "and not just gone"


def test_an_order_that_should_have_ended_and_works_is_cancelled_and_told(desk: Bench) -> None:
    telling = _telling(desk)
    telling.state_told = desk.broker.state(["A gen", "A rev", "A com"], WEDNESDAY.date())
    desk.session.desk.write(_heard(desk, Cancelled(at=WEDNESDAY, reference=f"{SLICE}/v1", permanent_id="P9")))
    assert recovery.fetch(desk.session.desk)
    assert telling.cancelled == (f"{SLICE}/v1",)
    assert [each.code for each in desk.alerts] == ["not_ended"]
    assert desk.session.desk.health.state_fetched is False, "it is asked again what became of it"


def test_executions_are_asked_for_from_the_day_on_of_which_something_is_under_way(desk: Bench) -> None:
    desk.clock.moves = None
    desk.clock.wait_until(WEDNESDAY + timedelta(days=2))
    assert recovery._since(desk.session.desk) == WEDNESDAY.date()


# --- what a person hears ------------------------------------------------------------------------
def test_that_nothing_could_be_decided_is_told_once_for_each_reason(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = ["the spot is no number"]

    def undecided(_: Any) -> Any:
        raise NotDecided(why[-1])

    monkeypatch.setattr(desk.session.judge, "decide", undecided)
    for _ in range(3):
        assert desk.session.look(desk.clock.now()).trouble == why[-1]
    why.append("the law ended")
    desk.session.look(desk.clock.now())
    assert [(each.code, each.text) for each in desk.alerts] == [("not_decided", each) for each in why]


def test_a_law_that_goes_on_changing_is_cut_off_and_told(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "same", lambda *_: False)
    monkeypatch.setattr(desk.session, "_act", lambda _: True)
    desk.session.settings = replace(desk.session.settings, most_looks=3)
    assert desk.session.look(desk.clock.now()).records == 3
    assert [each.code for each in desk.alerts] == ["no_end"]
