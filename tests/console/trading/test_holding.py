"""Who simulates holds the leases of his accounts on the wall clock, and nobody else gets in meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from console.operating import places
from console.operating.places import STALE
from console.trading.holding import holding
from console.trading.opening import new_ledger
from console.trouble import Trouble
from engine.session.session import Looked
from ledger.leases import LeaseRefused
from tests.console.running import run
from tests.engine.session.world import Bench, StillMarket

NOW = datetime(2026, 4, 17, 12, tzinfo=UTC)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock on the wall, whose last instant is now."""
    times = [NOW]
    monkeypatch.setattr(places, "now", lambda: times[-1])
    return times


def test_a_lease_is_alive_by_the_wall_while_it_runs_and_given_back_afterwards(
    tmp_path: Path, wall: list[datetime]
) -> None:
    bench = Bench(tmp_path, market=StillMarket.of({}))
    looked: list[Looked] = []
    with holding(bench.floor, lambda _, found: looked.append(found)) as held:
        lease = bench.ledger.lease("A")
        assert lease is not None and lease.heartbeat == NOW
        with pytest.raises(LeaseRefused, match="is not stale"):
            bench.ledger.take_over("A", "another", NOW, NOW - STALE, "Bob", "it looks dead")
        found = Looked(None, 0)
        for seconds in (10, 29, 30, 59, 61):
            wall.append(NOW + timedelta(seconds=seconds))
            held(bench.session, found)
        lease = bench.ledger.lease("A")
        assert lease is not None and lease.heartbeat == NOW + timedelta(seconds=61)
    assert looked == [found] * 5
    lease = bench.ledger.lease("A")
    assert lease is not None and lease.holder is None
    bench.close()


def test_a_lease_that_was_lost_ends_the_run(tmp_path: Path, wall: list[datetime]) -> None:
    bench = Bench(tmp_path, market=StillMarket.of({}))
    with holding(bench.floor, None) as held:
        late = NOW + 2 * STALE
        bench.ledger.take_over("A", "another", late, late - STALE, "Bob", "it hangs")
        wall.append(late)
        with pytest.raises(LeaseRefused):
            held(bench.session, Looked(None, 0))
    lease = bench.ledger.lease("A")
    assert lease is not None and lease.holder == "another", "what is another's is not given back"
    bench.close()


def test_of_two_that_begin_the_same_ledger_one_comes_second(tmp_path: Path) -> None:
    path, ready, outcomes = tmp_path / "one.db", Barrier(4), []

    def begin() -> None:
        ready.wait()
        try:
            with new_ledger(path):
                outcomes.append("made")
        except Trouble as trouble:
            outcomes.append(str(trouble))

    threads = [Thread(target=begin) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == sorted(["made", *[f"`{path}` is there already, and a ledger is never written over"] * 3])


def test_after_a_replay_nobody_holds_the_account(tmp_path: Path) -> None:
    ledger = tmp_path / "goog.db"
    week = "examples/april-2026/week-goog-2015.yaml"
    assert run("replay", week, "--ledger", ledger, "--format", "json").code == 0
    (account,) = run("status", "--ledger", ledger, "--format", "json").json["accounts"]
    assert account["session"]["holder"] is None
