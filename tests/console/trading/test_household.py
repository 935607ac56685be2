"""A profit that is large enough forks a mini, which runs by itself from then on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from console.trading import years as running
from console.trading.household import Household
from engine.session.floor import Floor
from engine.trading.events import AccountEvent, AccountFounded, CapitalMoved, PositionBrought
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


def test_to_carry_it_out_again_changes_nothing(floor: Floor) -> None:
    before = {name: len(events(floor, name)) for name in floor.sessions}
    life = floor.sessions["A"].desk.ports.life
    assert isinstance(life, Household)
    life.settle("A")
    assert {name: len(events(floor, name)) for name in floor.sessions} == before
    assert sum(isinstance(each, AccountFounded) for each in events(floor, "A")) == 1
