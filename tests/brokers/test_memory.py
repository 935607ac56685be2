"""The broker's books outlive the client: killed at any moment, nothing is lost and nothing taken twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from brokers.paper import Dividend
from engine.trading.broker import BrokerUnavailable, DividendPaid
from tests.brokers import killed
from tests.brokers.conformance import of
from tests.brokers.world import FRIDAY, PUT, SHARE, THURSDAY, World, heard, ticket

ROOT = Path(__file__).parents[2]


def test_a_file_makes_no_difference(tmp_path: Path) -> None:
    with_file, without = killed.world(tmp_path / "broker.db"), killed.world(None)
    killed.trade(with_file, say=False)
    killed.trade(without, say=False)
    assert with_file.state() == without.state()
    assert len(with_file.state().executions) > 30 and with_file.state().ended


def test_reading_it_back_changes_nothing(tmp_path: Path) -> None:
    world = killed.world(tmp_path / "broker.db")
    killed.trade(world, say=False)
    before = world.state()
    world.connect()
    assert world.state() == before


@pytest.mark.parametrize("after", [0, 7, 23, 41])
def test_a_client_that_is_killed_and_starts_again(tmp_path: Path, after: int) -> None:
    """It asks for everything a second time, as a client without any memory would: no order exists twice."""
    path = tmp_path / "broker.db"
    client = subprocess.Popen(
        [sys.executable, "-m", "tests.brokers.killed", str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    with client.stdout:
        for line in client.stdout:
            if int(line) == after:
                client.send_signal(signal.SIGKILL)
                break
    assert client.wait() == -signal.SIGKILL
    again = killed.world(path)
    known = again.state()
    assert {f"A gen o{number}.1" for number in range(after + 1)} <= {
        each.reference.split("/")[0]
        for each in (*known.executions, *known.ended, *known.open_orders)
        if each.reference is not None
    }
    killed.trade(again, say=False)
    state = again.state()
    filled = Counter[str]()
    for execution in state.executions:
        filled[execution.reference.split("/")[0]] += execution.quantity
    for number in range(killed.ORDERS):
        assert filled[f"A gen o{number}.1"] <= 1 + number % 4
    assert again.held() == {PUT.symbol: -sum(filled.values())}
    ids = [each.execution_id for each in state.executions]
    assert len(ids) == len(set(ids))


def test_a_new_connection_is_told_of_accounts_again_and_not_of_orders(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db", positions=[(SHARE, 100)])
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    world.tape.price_from(world.clock.at, "90")
    assert heard(world.until(FRIDAY, time(18))) == ["acknowledged", "filled", "assigned"]
    world.connect()
    assert heard(list(world.broker.poll())) == ["assigned"]
    assert list(world.broker.poll()) == []
    world.clock.at += timedelta(days=8)
    world.connect()
    assert list(world.broker.poll()) == []


def test_what_happened_while_nobody_was_connected_is_in_the_state(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db")
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    world.clock.at += timedelta(minutes=1)
    world.connect()
    assert list(world.broker.poll()) == []
    assert len(world.state().executions) == 1


def test_the_opening_counts_once(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db", positions=[(SHARE, 100)])
    world.broker.deposit("d1", "A gen", world.cash())
    world.connect()
    assert world.held() == {"XYZ": 100} and world.cash() == 2 * dict(world.opening.cash)["A gen"]


def test_nothing_is_taken_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "broker.db"
    world = World(path=path)
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    lock = sqlite3.connect(path)
    lock.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BrokerUnavailable, match="cannot"):
        world.broker.submit(ticket("A gen o2.1/v1"))
    lock.rollback()
    lock.close()
    assert [each.reference for each in world.state().open_orders] == ["A gen o1.1/v1"]
    world.broker.submit(ticket("A gen o2.1/v1"))
    world.wait(5)
    assert world.held() == {PUT.symbol: -2}


def test_books_that_vanish_are_missed_and_not_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "broker.db"
    world = World(path=path)
    world.broker.submit(ticket())
    path.unlink()
    for reference in ("A gen o2.1/v1", "A gen o3.1/v1"):
        with pytest.raises(BrokerUnavailable):
            world.broker.submit(ticket(reference))
    with pytest.raises(BrokerUnavailable, match="there before"):
        world.state()


def test_a_file_that_is_no_book_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broker.db"
    path.write_text("no database" * 100, encoding="utf-8")
    with pytest.raises(BrokerUnavailable, match="cannot read its books"):
        World(path=path)


def test_the_brokers_time_never_goes_back() -> None:
    world = World()
    world.quote("1.00", "1.10")
    world.clock.at += timedelta(minutes=10)
    world.broker.submit(ticket())
    world.clock.at -= timedelta(minutes=30)
    assert list(world.broker.poll()) == []
    world.broker.cancel("A gen o1.1/v1")
    world.clock.at += timedelta(minutes=31)
    events = list(world.broker.poll())
    assert heard(events) == ["acknowledged", "filled", "refused"]
    assert [each.at for each in events] == sorted(each.at for each in events)


# --- the desk --------------------------------------------------------------------------------------
def test_money_that_comes_in_is_told_and_moved_money_is_not() -> None:
    world = World(cash="1000")
    for _ in range(2):
        world.broker.deposit("d1", "A gen", dict(world.opening.cash)["A gen"])
        world.broker.move("m1", "A gen", "A1 gen", dict(world.opening.cash)["A gen"] / 2)
    (told,) = world.wait(1)
    assert told.heard == "cash" and told.why == "deposit"
    assert dict(world.state("A gen", "A1 gen").cash) == {"A gen": 1500, "A1 gen": 500}
    world.broker.deposit("d2", "A gen", -dict(world.opening.cash)["A gen"])
    (told,) = world.wait(1)
    assert told.heard == "cash" and told.why == "withdrawal" and told.amount == -1000


def test_waiting_stops_when_there_is_something_to_hear() -> None:
    world = World()
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    until = world.clock.at + timedelta(hours=1)
    stops = []
    while True:
        world.clock.at = world.broker.advance_until_heard(until)
        events = list(world.broker.poll())
        if not events:
            break
        stops.append(((world.clock.at - world.opening.at).total_seconds(), heard(events)))
    assert stops == [(0.3, ["acknowledged"]), (0.5, ["filled"])]
    assert world.clock.at == until


def test_dividends_survive_a_connection(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db", positions=[(SHARE, 100)])
    world.tape.paid = (Dividend(FRIDAY, world.opening.cash["A gen"] / 1_000_000, date(2026, 5, 1)),)
    world.until(FRIDAY, time(12))
    world.connect()
    paid = of(DividendPaid, world.until(date(2026, 5, 1), time(12)))
    assert [each.shares * each.per_share for each in paid] == [Decimal(100)]
    assert world.state(since=THURSDAY).executions == ()


def test_how_long_an_order_has_waited_is_not_forgotten(tmp_path: Path) -> None:
    for seed in range(10):
        stays, goes = World(seed=seed), World(seed=seed, path=tmp_path / f"{seed}.db")
        for world in (stays, goes):
            world.quote("1.00", "1.10")
            world.broker.submit(ticket(limit="1.05"))
            world.wait(8)
            world.broker.submit(ticket("A gen o2.1/v1", limit="1.20"))  # what is written with it is the whole
        goes.connect()
        for world in (stays, goes):
            world.wait(600)
        assert stays.state() == goes.state()
