"""The five years and the mutation run by engine: who refuses is told, who comes to something else ends it."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.account import run
from facts.modelled.backtest import read_backtest
from facts.modelled.description import load_market


def taken(seconds: float, same: str = "a") -> run.Ran:
    return run.Ran(seconds, seconds * 2, 100 + seconds, {"same": same})


def test_engines_take_turns_and_the_median_counts() -> None:
    asked: list[str] = []

    def call(engine: str) -> run.Ran:
        asked.append(engine)
        return taken({1: 5.0, 2: 1.0, 3: 3.0}[asked.count(engine)])

    found = run.in_turns(call, ["reference", "fast"], 3)
    assert asked == ["reference", "fast"] * 3
    assert found["fast"] == run.Ran(3.0, 6.0, 105.0, {"same": "a"})


def test_who_refuses_is_asked_once_and_told_in_its_own_words() -> None:
    asked: list[str] = []

    def call(engine: str) -> run.Ran:
        asked.append(engine)
        if engine == "columnar":
            raise run.Refused("Error: Invalid value for '--engine': `columnar` does not")
        return taken(1.0)

    found = run.in_turns(call, ["columnar", "fast"], 2)
    assert asked == ["columnar", "fast", "fast"]
    assert found["columnar"] == "`columnar` does not"
    told = run.table("title", found, "session", {"fast": 0.5})
    assert "columnar    refuses: `columnar` does not" in told and "500.00" in told
    assert run.as_data(found)["columnar"] == {"refuses": "`columnar` does not"}


def test_engines_that_do_not_come_to_the_same_end_it() -> None:
    with pytest.raises(SystemExit, match="do not come to the same"):
        run.in_turns(lambda engine: taken(1.0, engine), ["reference", "fast"], 1)


def test_a_verb_that_takes_no_such_engine_is_a_refusal() -> None:
    with pytest.raises(run.Refused, match=r"columnar.* does not decide a whole evaluation"):
        run.traded(date(2019, 1, 2), date(2019, 1, 2), "columnar")
    with pytest.raises(run.Refused, match="`reference` alone does"):
        run.mutated(["CAP-01"], 1, "fast")


def test_sessions_are_those_of_the_calendar() -> None:
    market = load_market(run.PLAN.parent / read_backtest(run.PLAN).backtest.market)
    days = run.sessions(market.recording.world.calendar, date(2019, 1, 1), date(2019, 1, 7))
    assert days == [date(2019, 1, 2), date(2019, 1, 3), date(2019, 1, 4), date(2019, 1, 7)]
