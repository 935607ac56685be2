"""A roll is two orders, and the one that opens waits for the one that closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.trading.events import ActionEnded, OrderEnded, SliceStepped
from engine.trading.orders import SliceState
from tests.engine.session.world import Bench, StillMarket, at, held, opened

OLD, NEW = "NVDA190412P00187500", "NVDA190418P00182500"
LATE = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"


@pytest.fixture
def made() -> Iterator[list[Bench]]:
    found: list[Bench] = []
    yield found
    for each in found:
        each.close()


def _rolled(tmp_path: Path, made: list[Bench], faults: str | None = None) -> Bench:
    """Nvidia comes to Level 1 and then to Level 2 of a put of Rev, and there is one to roll to."""
    market = StillMarket.of({OLD: ("2.08", "2.12", "0.33"), NEW: ("2.60", "2.64", "0.30")})
    market.price(at(10, 12), "NVDA", "178.50")
    market.quote(at(10, 12), OLD, "9.10", "9.20", "0.90")
    market.quote(at(10, 12), NEW, "8.40", "8.50", "0.33")
    position = held(OLD, quantity=2, sleeve="A rev", credit="2.10")
    bench = Bench(tmp_path, start=at(10, 11, 30), market=market, events=opened(positions=[position]), faults=faults)
    made.append(bench)
    bench.run(at(10, 12, 0, 20))
    return bench


def test_the_leg_that_opens_is_sent_once_the_one_that_closes_is_filled(tmp_path: Path, made: list[Bench]) -> None:
    bench = _rolled(tmp_path, made)
    first, second = (bench.orders(OLD)[0], bench.orders(NEW)[0])
    assert second.after == first.order
    assert (first.opens, second.opens) == (False, True)
    steps = [(each.order, each.state) for each in bench.events(SliceStepped)]
    assert steps.index((first.order, SliceState.FILLED)) < steps.index((second.order, SliceState.SENDING))
    assert bench.positions() == {NEW: -2} == bench.positions_at_broker()
    ends = [each.outcome for each in bench.events(ActionEnded) if each.action == first.action]
    assert ends == ["confirmed"]


def test_a_leg_that_closes_and_fails_takes_the_other_with_it(tmp_path: Path, made: list[Bench]) -> None:
    bench = _rolled(tmp_path, made, LATE)
    second = bench.orders(NEW)[0]
    assert not [each for each in bench.events(SliceStepped) if each.order == second.order]
    ends = [each.status for each in bench.events(OrderEnded) if each.order == second.order]
    assert ends == ["cancelled"]
    assert bench.positions() == {OLD: -2} == bench.positions_at_broker()
