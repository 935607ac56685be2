"""What a calendar and a clock do to a session: half days, holidays, the switch of the hour, a clock that goes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.trading.events import CycleDecided, CyclesUnchanged
from tests.engine.session.world import NVDA_PUT, WEDNESDAY, Bench, StillMarket, at, held, nobody, opened

UTC = ZoneInfo("UTC")
ONE = {NVDA_PUT: ("2.08", "2.12", "0.33")}


@pytest.fixture
def made() -> Iterator[list[Bench]]:
    found: list[Bench] = []
    yield found
    for each in found:
        each.close()


def _looks(bench: Bench) -> list[datetime]:
    """The scheduled instants of all cycles, recorded or counted."""
    found = [each.scheduled for each in bench.events(CycleDecided)]
    return found + [at for each in bench.events(CyclesUnchanged) for at in (each.first, each.last)]


def test_positions_are_managed_earlier_on_a_half_day(tmp_path: Path, made: list[Bench]) -> None:
    """The day after Thanksgiving closes at 13:00; so the last window of the week opens at 11:30, not at 14:30."""
    put = "SPY191129P00288000"
    bench = Bench(
        tmp_path,
        start=at(29, 9, 30, month=11),
        market=StillMarket.of({put: ("1.58", "1.62", "0.43")}),
        events=opened(positions=[held(put, quantity=2, credit="1.50")]),
    )
    made.append(bench)
    bench.run(at(29, 11, 29, month=11))
    assert bench.orders(put) == []
    bench.run(at(29, 11, 31, month=11))
    assert [each.action for each in bench.orders(put)] == ["close"]


def test_nothing_is_opened_on_a_holiday(tmp_path: Path, made: list[Bench]) -> None:
    """Thanksgiving is a Thursday, and Gen's morning does not come."""
    put = "SPY191129P00288000"
    bench = Bench(tmp_path, start=at(27, 16, 40, month=11), market=StillMarket.of({put: ("1.58", "1.62", "0.43")}))
    made.append(bench)
    bench.run(at(29, 9, 0, month=11))
    assert bench.orders() == []
    assert not [each for each in _looks(bench) if at(28, 9, 31, month=11) < each < at(28, 18, month=11)]


@pytest.mark.parametrize(("month", "friday", "monday", "hours"), [(3, 8, 11, 13), (11, 1, 4, 14)])
def test_the_open_comes_at_its_local_time_after_the_hour_was_switched(
    tmp_path: Path, made: list[Bench], month: int, friday: int, monday: int, hours: int
) -> None:
    """In UTC the open is an hour earlier in summer; windows stay where the clock on the wall has them."""
    bench = Bench(tmp_path, start=at(friday, 16, 40, month=month), market=StillMarket.of({}))
    made.append(bench)
    bench.run(at(monday, 9, 50, month=month))
    utc = [each.astimezone(UTC) for each in _looks(bench)]
    day = datetime(2019, month, monday, tzinfo=UTC)
    assert day + timedelta(hours=hours, minutes=30) in utc, "the open"
    assert day + timedelta(hours=hours, minutes=45) in utc, "the window of Monday"


def test_a_clock_that_goes_back_books_nothing_twice_and_orders_nothing_again(tmp_path: Path, made: list[Bench]) -> None:
    bench = Bench(tmp_path, market=StillMarket.of(ONE))
    made.append(bench)
    bench.seconds(20)
    orders, positions, entries = len(bench.orders()), bench.positions(), len(bench.entries())
    bench.clock._now = WEDNESDAY - timedelta(minutes=3)
    bench.session.look(bench.clock.now())
    bench.run(WEDNESDAY + timedelta(seconds=30))
    assert len(bench.orders()) == orders
    assert bench.positions() == positions == bench.positions_at_broker()
    assert len(bench.entries()) >= entries
    sequences = [each.sequence for each in bench.entries()]
    assert sequences == list(range(1, len(sequences) + 1))


def test_a_clock_that_goes_back_while_an_order_works(tmp_path: Path, made: list[Bench]) -> None:
    bench = Bench(tmp_path, market=StillMarket.of(ONE), model=nobody())
    made.append(bench)
    bench.seconds(2)
    bench.clock._now = WEDNESDAY - timedelta(minutes=2)
    bench.session.look(bench.clock.now())
    bench.run(WEDNESDAY + timedelta(minutes=2))
    assert len(bench.orders(NVDA_PUT)) == 1
    assert -bench.positions()[NVDA_PUT] == bench.orders(NVDA_PUT)[0].quantity
    assert bench.positions() == bench.positions_at_broker()


def test_wake_ups_of_the_law_are_followed(tmp_path: Path, made: list[Bench]) -> None:
    """The window of Wednesday opens at 09:45, and nobody has to ask."""
    bench = Bench(tmp_path, start=at(10, 9, 30), market=StillMarket.of(ONE))
    made.append(bench)
    bench.run(at(10, 9, 46))
    planned = [each.at for each in bench.entries() if each.event.kind == "order_planned"]
    assert planned == [at(10, 9, 45)]


def test_looks_that_decide_nothing_new_are_counted_across_a_weekend(tmp_path: Path, made: list[Bench]) -> None:
    bench = Bench(tmp_path, start=at(12, 16, 40), market=StillMarket.of({}))
    made.append(bench)
    bench.run(at(15, 9, 0))
    bench.session.rest()
    assert sum(each.count for each in bench.events(CyclesUnchanged)) >= 2
    assert len(bench.events(CycleDecided)) <= 6
