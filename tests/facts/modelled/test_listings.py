from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from facts.modelled.description import ListingsModel
from facts.modelled.listings import Listings
from tests.facts.modelled.five_years import described
from tests.facts.world import calendar

LISTINGS = Listings(described().listings, calendar())


def expiries(symbol: str, today: str, first: int, last: int) -> list[str]:
    return [each.isoformat() for each in LISTINGS.expiries(symbol, date.fromisoformat(today), first, last)]


def test_weeklies_are_on_fridays_and_on_the_day_before_a_closed_one() -> None:
    assert expiries("AAPL", "2019-03-07", 0, 10) == ["2019-03-08", "2019-03-15"]
    assert expiries("AAPL", "2022-04-11", 0, 5) == ["2022-04-14"]  # Good Friday was the 15th


def test_funds_expire_three_times_a_week_and_later_daily() -> None:
    assert expiries("SPY", "2019-03-07", 0, 7) == ["2019-03-08", "2019-03-11", "2019-03-13"]
    assert expiries("SPY", "2022-11-11", 0, 4) == ["2022-11-11", "2022-11-14"]
    assert expiries("SPY", "2022-11-14", 0, 4) == [f"2022-11-{day}" for day in (14, 15, 16, 17, 18)]
    assert expiries("IWM", "2022-11-14", 0, 4) == ["2022-11-14", "2022-11-16", "2022-11-18"]


def test_a_monday_without_session_moves_on_and_other_days_move_back() -> None:
    assert expiries("SPY", "2019-09-02", 0, 3) == ["2019-09-03", "2019-09-04"]  # Labor Day was the 2nd
    assert expiries("SPY", "2019-12-23", 0, 4) == ["2019-12-23", "2019-12-24", "2019-12-27"]  # Christmas, a Wednesday


def test_leaps_are_third_fridays_of_stated_months() -> None:
    assert expiries("AAPL", "2019-03-07", 365, 551) == ["2020-06-19"]
    assert expiries("AAPL", "2020-03-16", 365, 551) == ["2021-06-18", "2021-09-17"]
    assert expiries("SPX", "2019-03-07", 181, 367) == ["2019-09-20", "2019-12-20"]
    assert expiries("SPX", "2020-12-28", 181, 400) == ["2021-09-17", "2021-12-17"]


def test_nothing_is_listed_of_what_no_rule_speaks_of() -> None:
    assert expiries("ZZZ", "2019-03-07", 0, 400) == []
    assert expiries("AAPL", "2017-03-07", 0, 10) == []
    assert expiries("AAPL", "2019-03-07", 46, 300) == ["2019-06-21", "2019-09-20"]


def test_nothing_is_listed_further_ahead_than_stated() -> None:
    assert expiries("SPY", "2019-03-07", 20, 400)[-1] == "2019-04-05"


@pytest.mark.parametrize(
    ("symbol", "days", "price", "step"),
    [
        ("SPY", 1, 300, "1"),
        ("AAPL", 8, "49.99", "0.5"),
        ("AAPL", 8, 50, "1"),
        ("AAPL", 8, "499.99", "2.5"),
        ("AMZN", 8, 1800, "5"),
        ("AMZN", 8, 2000, "10"),
        ("AMZN", 179, 40, "0.5"),
        ("AMZN", 180, 40, "5"),
        ("AMZN", 400, 1800, "100"),
        ("SPX", 200, 3000, "50"),
    ],
)
def test_steps_between_strikes(symbol: str, days: int, price: str, step: str) -> None:
    assert LISTINGS.step(symbol, days, Decimal(price)) == Decimal(step)


def test_a_rule_is_for_its_symbols_only() -> None:
    assert LISTINGS.step("ZZZ", 8, Decimal(100)) is None


def test_strikes_lie_on_the_steps_between_both_ends() -> None:
    assert list(Listings.strikes(Decimal("2.5"), Decimal(96), Decimal(105))) == [97500, 100000, 102500, 105000]
    assert list(Listings.strikes(Decimal(5), Decimal(95), Decimal(95))) == [95000]
    assert list(Listings.strikes(Decimal(5), Decimal(0), Decimal(10))) == [5000, 10000]
    assert list(Listings.strikes(Decimal(50), Decimal(101), Decimal(149))) == []


def test_a_listing_needs_a_rule_of_each_kind() -> None:
    rules = described().listings.model_dump(by_alias=True) | {"looks": []}
    with pytest.raises(ValueError, match="must not be empty"):
        ListingsModel.model_validate(rules)
