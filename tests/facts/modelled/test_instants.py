from __future__ import annotations

from datetime import date

from facts.modelled.description import read_one
from facts.modelled.instants import InstantsModel, of_session
from tests.facts.modelled.five_years import FOLDER, NEW_YORK
from tests.facts.world import calendar

STATED = read_one(FOLDER / "instants.yaml", InstantsModel, "Instants")


def clocks(on: str) -> list[str]:
    found = of_session(STATED, calendar(), date.fromisoformat(on))
    return [each.astimezone(NEW_YORK).strftime("%H:%M") for each in found]


def test_an_ordinary_day() -> None:
    assert clocks("2019-03-07") == ["09:45", "11:00", "15:00", "16:00"]


def test_the_week_s_last_session_has_the_ends_of_its_window() -> None:
    assert clocks("2019-03-08") == ["09:45", "11:00", "14:30", "15:00", "15:45", "16:00"]
    assert clocks("2022-04-14") == ["09:45", "11:00", "14:30", "15:00", "15:45", "16:00"]  # before Good Friday


def test_a_short_day_ends_with_its_close() -> None:
    assert clocks("2019-11-29") == ["09:45", "11:00", "11:30", "12:45", "13:00"]
    assert clocks("2019-07-03") == ["09:45", "11:00", "13:00"]


def test_there_is_nothing_to_look_at_without_a_session() -> None:
    assert clocks("2019-03-09") == []


def test_without_the_close_and_the_window() -> None:
    bare = InstantsModel.model_validate(
        {
            "instants": "x",
            "each_session": ["09:00", "10:00"],
            "at_close": "false",
        }
    )
    [only] = of_session(bare, calendar(), date(2019, 3, 8))
    assert only.astimezone(NEW_YORK).strftime("%H:%M") == "10:00"
