from __future__ import annotations

import pytest

from facts.modelled.description import read_one
from facts.modelled.operator import OperatorModel, next_reset
from tests.facts.modelled.five_years import FOLDER, instant
from tests.facts.world import calendar

STATED = read_one(FOLDER / "operator.yaml", OperatorModel, "An operator")


@pytest.mark.parametrize(
    ("locked", "reset"),
    [
        ("2019-03-07 10:00", "2019-03-11 09:40"),
        ("2019-03-10 10:00", "2019-03-11 09:40"),
        ("2019-03-11 09:30", "2019-03-18 09:40"),  # never on the same day
        ("2019-08-30 15:00", "2019-09-03 09:40"),  # Labor Day was a Monday
    ],
)
def test_a_lock_is_reset_on_the_next_monday(locked: str, reset: str) -> None:
    assert next_reset(STATED, calendar(), instant(*locked.split())) == instant(*reset.split())


def test_a_person_who_acts_has_a_reason() -> None:
    assert STATED.who == "simulated operator"
    assert "Monday" in STATED.reset.reason
    assert STATED.reset.locks == {
        "account": {"killed": "true", "locked_by_breaker": "true"},
        "sleeve": {"protocol": "locked"},
    }


def test_beyond_the_calendar_nothing_is_reset() -> None:
    assert next_reset(STATED, calendar(), instant("2027-11-19", "10:00")) is None
