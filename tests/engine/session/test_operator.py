"""What people ask of a session: what works at the broker then, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine.trading.events import OrderEnded
from tests.engine.session.world import (
    AAPL_CALL,
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

SLEEVES = ("A gen", "A rev", "A com")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """Rev sells a put and Com buys a call back, at prices that nobody takes: both orders work at the broker."""
    market = StillMarket.of({NVDA_PUT: ("2.08", "2.12", "0.33"), AAPL_CALL: ("1.10", "1.14", "0.22")})
    bench = Bench(
        tmp_path,
        market=market,
        events=opened(
            positions=[held(AAPL_CALL, sleeve="A com", credit="5.00")], lots=[lot("AAPL", 100, "205.00", "A com")]
        ),
        model=nobody(),
    )
    bench.seconds(2)
    assert _working(bench) == {("buy", AAPL_CALL), ("sell", NVDA_PUT)}
    yield bench
    bench.close()


def _working(bench: Bench) -> set[tuple[str, str]]:
    state = bench.broker.state(SLEEVES, WEDNESDAY.date())
    return {(each.act, each.instrument.symbol) for each in state.open_orders}


def test_reduce_withdraws_what_opens_and_lets_what_closes_work(desk: Bench) -> None:
    desk.session.operator("reduce", "Ann", "a margin call")
    desk.seconds(2)
    assert _working(desk) == {("buy", AAPL_CALL)}
    ended = {each.order: each.status for each in desk.events(OrderEnded)}
    assert {key: status for key, status in ended.items() if key.startswith("A rev")} == {"A rev o1": "cancelled"}
    assert "A com o1" not in ended
    desk.run(WEDNESDAY + timedelta(minutes=2))
    assert desk.session.desk.memory.told()["facts"]["account"]["A"]["state"] == "emergency"
    assert not [each for each in _working(desk) if each[0] == "sell"]
    assert AAPL_CALL not in desk.positions() or ("buy", AAPL_CALL) in _working(desk), "the exit is not given up by it"


def test_kill_cancels_everything_that_works_and_exits_are_decided_anew(desk: Bench) -> None:
    desk.session.operator("kill", "Ann", "stop it")
    desk.seconds(2)
    ended = {each.order: each.status for each in desk.events(OrderEnded)}
    assert ended == {"A rev o1": "cancelled", "A com o1": "cancelled"}
    desk.run(WEDNESDAY + timedelta(minutes=10))
    assert not [each for each in desk.orders()[2:] if each.opens]
    assert {each.action for each in desk.orders()[2:]} <= {"close"}


def test_after_kill_a_level_three_still_leaves_at_market(tmp_path: Path) -> None:
    """The switch stops new risk. It must not keep us in what we hold."""
    market = StillMarket.of({SPY_PUT: ("1.58", "1.62", "0.43")})
    falls = WEDNESDAY + timedelta(seconds=30)
    market.price(falls, "SPY", "260.00")
    market.quote(falls, SPY_PUT, "27.00", "27.40", "0.99")
    bench = Bench(tmp_path, market=market, events=opened(positions=[held(SPY_PUT, quantity=2)]))
    bench.seconds(2)
    bench.session.operator("kill", "Ann", "stop it")
    bench.run(WEDNESDAY + timedelta(seconds=40))
    assert [(each.action, each.limit) for each in bench.orders(SPY_PUT)] == [("exit_at_market", Decimal("27.4"))]
    assert bench.positions() == bench.positions_at_broker() == {}
    bench.close()
