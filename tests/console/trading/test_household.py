"""A profit that is large enough forks a mini, which runs by itself from then on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from console.trading import years as running
from console.trading.household import Household, is_closed
from console.trading.stage import NothingToRun
from engine.session.floor import Floor
from engine.session.life import merged
from engine.trading.events import (
    AccountClosed,
    AccountEvent,
    AccountFounded,
    AccountOpened,
    CapitalMoved,
    PositionBrought,
)
from engine.trading.instrument import Instrument, Option
from facts.books import opened_from
from facts.modelled.backtest import read_backtest
from ledger.store import Ledger
from tests.console.running import ROOT

FIRST, LAST = date(2019, 1, 2), date(2019, 1, 3)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Floor:
    """Gen begins with puts for which it received $120,000, and which expire worthless on the first evening."""
    plan = read_backtest(ROOT / "examples" / "five-years" / "backtest.yaml")
    option = Option(expires_on=FIRST, right="put", strike=Decimal(200), multiplier=100, deliverable=100)
    rich = PositionBrought(
        position="A gen 1",
        sleeve="A gen",
        instrument=Instrument(symbol="SPY190102P00200000", underlying="SPY", option=option),
        side="short",
        quantity=40,
        credit=Decimal(30),
        opened_on=FIRST,
        purpose="income",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "opened_from", lambda *each: [*opened_from(*each), rich])
        ledger = Ledger(tmp_path_factory.mktemp("fork") / "fork.db", create=True, durability="none")
        ready = running.years(plan, ledger, FIRST, LAST)
    ready.run()
    return ready.floor


def events(floor: Floor, account: str) -> list[AccountEvent]:
    """All that an account's ledger holds."""
    return [each.event for each in floor.sessions[account].desk.ports.journal.entries()]


def test_a_hundred_thousand_go_out_and_the_base_stays(floor: Floor) -> None:
    assert sorted(floor.sessions) == ["A", "A-mini-1"]
    moved = [each for each in events(floor, "A") if isinstance(each, CapitalMoved)]
    assert sum(each.amount for each in moved) == Decimal(100000)
    gen = next(each for each in floor.sessions["A"].desk.view().sleeves if each.key == "A gen")
    assert gen.base == Decimal(2000000)


def test_the_mini_is_an_account_of_its_own(floor: Floor) -> None:
    view = floor.sessions["A-mini-1"].desk.view()
    assert (view.kind, view.parent, view.user) == ("mini", "A", "demo")
    assert sum(each.base for each in view.sleeves) == Decimal(100000)
    assert all(each.matches_broker for each in (view, floor.sessions["A"].desk.view()))


def test_each_records_what_is_decided_for_it_and_nothing_of_the_other(floor: Floor) -> None:
    for name, other in (("A", "A-mini-1"), ("A-mini-1", "A")):
        content = floor.sessions[name].last
        assert content is not None
        assert content["decided_for"] == f"account {name}"
        assert set(content["kept"]["facts"]["account"]) == {name}
        sleeves = set(content["kept"]["facts"]["sleeve"])
        assert sleeves
        assert sleeves <= {f"{name} {kind}" for kind in ("gen", "rev", "com")}
        assert [each for each in content["decisions"] if each["subject"] == other] == []


def test_to_carry_it_out_again_changes_nothing(floor: Floor) -> None:
    before = {name: len(events(floor, name)) for name in floor.sessions}
    life = floor.sessions["A"].desk.ports.life
    assert isinstance(life, Household)
    life.settle("A")
    assert {name: len(events(floor, name)) for name in floor.sessions} == before
    assert sum(isinstance(each, AccountFounded) for each in events(floor, "A")) == 1


def test_what_was_on_its_way_home_when_the_process_died_ends_at_the_next_start(floor: Floor) -> None:
    """The ledger of the mini says that its money went home; nobody had closed it yet."""
    mini, life = floor.sessions["A-mini-1"], floor.sessions["A"].desk.ports.life
    assert isinstance(life, Household)
    home = {each.key: each.cash for each in floor.sessions["A"].desk.view().sleeves}["A com"]
    brought = sum(each.cash for each in mini.desk.view().sleeves)
    mini.desk.write(merged({"action": "merge", "subject": "A-mini-1", "fields": {"into": "A com"}}, mini.desk.view()))
    mini.desk.untold.clear()
    again = Household(floor, life.ledger, life.bank, life.open, life.now)
    again.settle("A-mini-1")
    again.settle("A-mini-1")
    assert not is_closed(life.ledger, "A-mini-1")
    again.ended()
    assert sorted(floor.sessions) == ["A"]
    assert is_closed(life.ledger, "A-mini-1")
    assert not is_closed(life.ledger, "A")
    lease = life.ledger.lease("A-mini-1")
    assert lease is not None
    assert lease.holder is None
    assert {each.key: each.cash for each in floor.sessions["A"].desk.view().sleeves}["A com"] == home + brought


def test_a_closed_account_is_not_run_again(tmp_path: Path) -> None:
    plan = read_backtest(ROOT / "examples" / "five-years" / "backtest.yaml")
    at = datetime(2019, 1, 2, 15, tzinfo=UTC)
    opened = AccountOpened(account="A", user="demo", account_kind="full", opened_on=FIRST, sleeves=())
    with Ledger(tmp_path / "closed.db", create=True, durability="none") as ledger:
        journal = ledger.journal("A", "test", at)
        journal.append(at, [opened, AccountClosed(why="merged")])
        journal.release(at)
        entries = len(list(ledger.entries("A")))
        with pytest.raises(NothingToRun, match="closed, and not opened again: A"):
            running.years(plan, ledger, FIRST, LAST)
        assert len(list(ledger.entries("A"))) == entries
