"""What a backtest adds to a session: looks where a price reaches a level, and an operator who is data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from console.trading import years as running
from console.trading.modelled import Level
from console.trading.years import Years
from engine.session.session import Session
from engine.trading.contents import record_from
from engine.trading.events import AccountEvent, CycleDecided, CyclesUnchanged, OperatorActed, PositionBrought
from facts.books import opened_from
from facts.modelled.backtest import read_backtest
from facts.modelled.instants import of_session
from facts.traded import listed
from ledger.store import Ledger
from tests.console.running import ROOT, run

FRIDAY, MONDAY = date(2020, 2, 28), date(2020, 3, 2)
"""The last day of the fall of February 2020, from gap to low and back, and the Monday after it."""

EXPIRES = date(2020, 3, 6)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Years:
    """Gen holds a put whose first level lies below the open; Rev holds one whose levels are all passed."""
    plan = read_backtest(ROOT / "examples" / "five-years" / "backtest.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "opened_from", _with_puts)
        ledger = Ledger(tmp_path_factory.mktemp("years") / "fall.db", create=True, durability="none")
        ready = running.years(plan, ledger, FRIDAY, MONDAY)
    ready.run()
    return ready


def _with_puts(account: Any, world: Any) -> list[AccountEvent]:
    return [
        *opened_from(account, world),
        _put(world, "A gen 1", f"SPY{EXPIRES:%y%m%d}P00297000"),
        _put(world, "A rev 1", f"NVDA{EXPIRES:%y%m%d}P00290000"),
    ]


def _put(world: Any, key: str, symbol: str) -> PositionBrought:
    instrument = listed(symbol, world.instruments)
    assert instrument is not None
    return PositionBrought(
        position=key,
        sleeve=key.rpartition(" ")[0],
        instrument=instrument,
        side="short",
        quantity=2,
        credit=Decimal(3),
        opened_on=date(2020, 2, 24),
        purpose="income",
    )


def _entries(years: Years) -> list[Any]:
    return list(years.floor.sessions["A"].desk.ports.journal.entries())


def _kept(years: Years, until: datetime) -> Mapping[str, Any]:
    """What the law keeps by the last record before an instant."""
    journal = years.floor.sessions["A"].desk.ports.journal
    records = [
        each.event.record for each in _entries(years) if isinstance(each.event, CycleDecided) and each.at < until
    ]
    found: Mapping[str, Any] = record_from(journal.content(records[-1])).content["kept"]["facts"]
    return found


def test_it_is_looked_at_where_the_path_reaches_a_level_and_nowhere_else(years: Years) -> None:
    """The level is that of the law: the strike less once the measure, to the second in which the path is there."""
    stated = set(of_session(years.instants.model, years.calendar, FRIDAY))
    measure = _measure(years)
    crossed = [
        at.replace(microsecond=0) + timedelta(seconds=1) if at.microsecond else at
        for at in years.market.market.crossings("SPY", Decimal(297) - measure, FRIDAY)
    ]
    assert crossed, "the path of that day reaches the first level of Gen's put"
    assert not set(crossed) & stated
    assert set(crossed) <= set(_looks(years))


def _measure(years: Years) -> Decimal:
    """ATR(5) of that Friday, by hand: the mean of the last five true ranges that the market tells."""
    told = years.market.snapshot(datetime(2020, 2, 28, 10, tzinfo=years.calendar.zone)).facts
    ranges = [Decimal(each) for each in told["underlying"]["SPY"]["true_range"]]
    return sum(ranges, Decimal(0)) / len(ranges)


def _looks(years: Years) -> list[datetime]:
    """All instants that were looked at: recorded ones, and the ends of those that were counted."""
    found: list[datetime] = []
    for each in _entries(years):
        if isinstance(each.event, CycleDecided):
            found.append(each.event.scheduled)
        elif isinstance(each.event, CyclesUnchanged):
            found += [each.event.first, each.event.last]
    return found


def test_a_lock_is_reset_on_the_next_monday_by_the_operator_of_the_file(years: Years) -> None:
    zone = years.calendar.zone
    monday = datetime(2020, 3, 2, 9, 40, tzinfo=zone)
    assert _kept(years, monday)["sleeve"]["A rev"]["protocol"] == "locked"
    resets = [each for each in _entries(years) if isinstance(each.event, OperatorActed)]
    assert [(each.at, each.event.verb, each.event.scope) for each in resets] == [(monday, "reset", "A rev")]
    (reset,) = resets
    assert years.operator is not None
    assert (reset.event.who, reset.event.reason) == (years.operator.model.who, years.operator.model.reset.reason)
    assert _kept(years, monday + timedelta(minutes=1))["sleeve"]["A rev"]["protocol"] == "open"


@pytest.mark.parametrize(
    ("since", "now", "due"),
    [
        ((28, 12, 0), (28, 12, 0), (2, 9, 40)),
        ((28, 12, 0), (2, 9, 31), (2, 9, 40)),
        ((28, 12, 0), (2, 9, 40), (9, 9, 40)),
        ((2, 9, 31), (2, 9, 31), (9, 9, 40)),
    ],
    ids=["seen when it began", "found by a run that goes on that Monday", "not ended by a reset", "of that Monday"],
)
def test_a_reset_is_due_from_when_the_lock_began_whoever_saw_it(
    years: Years,
    monkeypatch: pytest.MonkeyPatch,
    since: tuple[int, int, int],
    now: tuple[int, int, int],
    due: tuple[int, int, int],
) -> None:
    def instant(day: int, hour: int, minute: int) -> datetime:
        return datetime(2020, 2 if day > 9 else 3, day, hour, minute, tzinfo=years.calendar.zone)

    told: list[datetime] = []
    monkeypatch.setattr(years, "_due", set())
    monkeypatch.setattr(years.floor, "at", lambda at, act: told.append(at))
    sleeves = [SimpleNamespace(key="A rev"), SimpleNamespace(key="A gen")]
    desk = SimpleNamespace(account="A", now=lambda: instant(*now), view=lambda: SimpleNamespace(sleeves=sleeves))
    began = instant(*since).isoformat()
    kept = {
        "facts": {"sleeve": {"A rev": {"protocol": "locked"}, "A gen": {"protocol": "frozen"}}},
        "since": {"sleeve": {"A rev": {"protocol": began}, "A gen": {"protocol": began}}},
    }
    years._watch_locks(cast("Session", SimpleNamespace(desk=desk)), {"kept": kept})
    assert told == [instant(*due)]


def test_the_levels_of_every_account_are_watched(years: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look tells the levels of one account; those of the others stay, and what is told anew replaces what was."""
    prices = {"A": Decimal(290), "B": Decimal(280)}
    monkeypatch.setattr(years, "_levels", lambda session: [Level("SPY", prices[session.desk.account])])
    monkeypatch.setattr(years, "_levels_of", {})
    monkeypatch.setattr(years.market, "levels", ())

    def look(account: str) -> list[Decimal]:
        years._watch_levels(cast("Session", SimpleNamespace(desk=SimpleNamespace(account=account))))
        return [level.price for level in years.market.levels]

    assert look("A") == [Decimal(290)]
    assert look("B") == [Decimal(290), Decimal(280)]
    prices["A"] = Decimal(295)
    assert look("A") == [Decimal(295), Decimal(280)]


@pytest.mark.parametrize(("first", "last"), [(None, date(2019, 1, 1)), (date(2025, 1, 1), None)])
def test_days_without_a_session_are_refused_and_leave_no_file(
    tmp_path: Path, first: date | None, last: date | None
) -> None:
    ledger = tmp_path / "years.db"
    days = [word for name, day in (("--from", first), ("--until", last)) if day for word in (name, day.isoformat())]
    told = run("backtest", ROOT / "examples" / "five-years" / "backtest.yaml", "--ledger", ledger, *days)
    assert told.code == 2
    assert "there is no session from" in told.err
    assert list(tmp_path.iterdir()) == []
