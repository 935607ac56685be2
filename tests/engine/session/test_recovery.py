"""Books against broker: every kind of difference is found and told, and what is in doubt waits for a proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.session.recovery import differences
from engine.trading.broker import BrokerState
from engine.trading.events import Reconciled, SliceStepped
from engine.trading.orders import SliceState
from tests.engine.session.test_orders import Spy
from tests.engine.session.world import (
    NVDA_PUT,
    SPY_PUT,
    WEDNESDAY,
    Bench,
    StillMarket,
    held,
    lot,
    nobody,
    opened,
)

S = SliceState
ONE = {NVDA_PUT: ("2.08", "2.12", "0.33")}
SLEEVES = ("A gen", "A rev", "A com")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Benches of a test, closed at its end."""
    made: list[Bench] = []

    def make(quotes: dict[str, tuple[str, str, str]] | None = None, **options: Any) -> Bench:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Bench(folder, market=StillMarket.of(quotes), **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


Make = Callable[..., Bench]


def _cash(state: BrokerState) -> BrokerState:
    cash = tuple((key, amount + Decimal("0.01") if key == "A com" else amount) for key, amount in state.cash)
    return state.model_copy(update={"cash": cash})


def _no_cash(state: BrokerState) -> BrokerState:
    return state.model_copy(update={"cash": tuple(each for each in state.cash if each[0] != "A rev")})


def _fewer_puts(state: BrokerState) -> BrokerState:
    fewer = (each.model_copy(update={"quantity": -1}) if each.quantity == -2 else each for each in state.positions)
    return state.model_copy(update={"positions": tuple(fewer)})


def _more_shares(state: BrokerState) -> BrokerState:
    more = (each.model_copy(update={"quantity": 300}) if each.quantity == 200 else each for each in state.positions)
    return state.model_copy(update={"positions": tuple(more)})


def _nothing_held(state: BrokerState) -> BrokerState:
    return state.model_copy(update={"positions": ()})


def _no_orders(state: BrokerState) -> BrokerState:
    return state.model_copy(update={"open_orders": ()})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_cash, ["A com has $400000 by the books and $400000.01 by the broker"]),
        (_no_cash, ["A rev has $400000 by the books and $0 by the broker"]),
        (_fewer_puts, [f"A gen holds -2 of {SPY_PUT} by the books and -1 by the broker"]),
        (_more_shares, ["A com holds 200 of AAPL by the books and 300 by the broker"]),
        (
            _nothing_held,
            [
                "A com holds 200 of AAPL by the books and 0 by the broker",
                f"A gen holds -2 of {SPY_PUT} by the books and 0 by the broker",
            ],
        ),
        (_no_orders, ["A rev o1.1 is acknowledged by the books and not open at the broker"]),
    ],
)
def test_each_difference_is_a_sentence(
    bench: Make, change: Callable[[BrokerState], BrokerState], told: list[str]
) -> None:
    desk = bench(
        ONE | {SPY_PUT: ("1.58", "1.62", "0.43")},
        events=opened(positions=[held(SPY_PUT, quantity=2)], lots=[lot("AAPL", 200, "205.00")]),
        model=nobody(),
    )
    desk.seconds(2)
    state = desk.broker.state(SLEEVES, WEDNESDAY.date())
    assert state.open_orders
    assert list(differences(desk.view, state)) == []
    assert list(differences(desk.view, change(state))) == told


def test_a_difference_in_cash_is_written_down_told_and_stops_new_risk(bench: Make) -> None:
    """A fee that the broker took and nobody told of: whatever the books say, the money is not there."""
    tells: list[Callable[[BrokerState], BrokerState]] = []

    class Told(Spy):
        def state(self, *asked: Any) -> BrokerState:
            found = super().state(*asked)
            return tells[0](found) if tells else found

    desk = bench(ONE, start=WEDNESDAY - timedelta(hours=1), around=lambda broker: Told(broker, lambda *_: None))
    tells.append(_cash)
    desk.session.desk.health = replace(desk.session.desk.health, state_fetched=False)
    desk.run(WEDNESDAY + timedelta(seconds=30))
    assert [each.code for each in desk.alerts] == ["differs_from_broker"]
    assert desk.events(Reconciled)[-1].differences == (desk.alerts[0].text,)
    assert desk.session.desk.memory.told()["facts"]["account"]["A"]["state"] == "audit"
    assert desk.orders() == [], "in Rev's window, with a put that it would have sold"


def test_what_is_in_doubt_is_not_given_up_before_the_broker_had_time_to_take_it(bench: Make) -> None:
    """The answer is missing, and the order comes to the broker three seconds later: there is never a second one."""
    faults = "faults: [{ name: lost, fault: unknown_after, on: [submit], seconds: 3, times: 1 }]"
    desk = bench(ONE, model=nobody(), faults=faults)
    desk.seconds(3)
    assert desk.steps()[-1].state is S.UNKNOWN, "nobody knows, and so nothing else is sent"
    desk.seconds(60)
    states = [each.state for each in desk.steps("A rev o1.1")]
    assert S.REJECTED not in states
    assert S.ACKNOWLEDGED in states, "it was found at the broker"
    assert [each.code for each in desk.alerts] == [], "and nothing was there that should not be"


def test_a_broker_that_does_not_answer_at_the_start_is_told_once(bench: Make) -> None:
    faults = "faults: [{ name: down, fault: outage, on: [poll], seconds: 60, times: 1, events: late }]"
    desk = bench(ONE, faults=faults)
    assert [each.code for each in desk.alerts] == ["broker_down"]
    desk.seconds(30)
    assert desk.steps() == [], "and nothing is sent"
    desk.seconds(300)
    assert [each.code for each in desk.alerts] == ["broker_down"]
    assert desk.positions()[NVDA_PUT] < 0


def test_what_never_came_to_the_broker_is_given_up_after_some_seconds(bench: Make) -> None:
    faults = "faults: [{ name: lost, fault: unknown_before, on: [submit], times: 1 }]"
    desk = bench(ONE, model=nobody(), faults=faults)
    desk.seconds(30)
    steps = {
        (each.event.slice, each.event.state): each.at - WEDNESDAY
        for each in desk.entries()
        if isinstance(each.event, SliceStepped)
    }
    assert steps["A rev o1.1", S.REJECTED] == timedelta(seconds=5)
    assert steps["A rev o1.2", S.SENDING] >= timedelta(seconds=5)
