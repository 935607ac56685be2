from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.modelled.description import PathModel
from facts.modelled.paths import Day, Path, Paths
from facts.sessions import Session

OPENS = datetime(2020, 1, 2, 14, 30, tzinfo=UTC)
SESSION = Session(date(2020, 1, 2), OPENS, OPENS + timedelta(seconds=1000))
MODEL = PathModel.model_validate({"seed": "7", "first_extreme": "0.3", "second_extreme": "0.7"})


def path(*cents: int) -> Path:
    return Path(SESSION, (0, 300, 700, 1000), cents)


def after(seconds: float) -> datetime:
    return OPENS + timedelta(seconds=seconds)


def test_a_path_goes_in_straight_lines_and_halves_of_a_cent_go_to_even() -> None:
    found = path(10000, 9700, 10100, 10050)
    assert [found.at(after(second)) for second in (0, 100, 300, 500, 700, 1000)] == [
        10000, 9900, 9700, 9900, 10100, 10050,
    ]  # fmt: skip
    assert [found.at(after(second)) for second in (703, 709, 715)] == [10100, 10098, 10098]
    assert found.at(after(500.9)) == found.at(after(500))


def test_before_the_open_and_after_the_close_the_ends_stand() -> None:
    found = path(10000, 9700, 10100, 10050)
    assert (found.at(after(-5)), found.at(after(5000))) == (10000, 10050)


def crossings(found: Path, level: str) -> list[int]:
    return [int((each - OPENS).total_seconds()) for each in found.crossings(Decimal(level))]


def test_a_level_is_crossed_when_the_price_comes_to_it() -> None:
    found = path(10000, 9700, 10100, 10050)
    assert crossings(found, "99.00") == [100, 500]
    assert found.at(after(99)) > 9900 >= found.at(after(100))
    assert crossings(found, "101.00") == [700]  # touched, not passed: once
    assert crossings(found, "97.00") == [300]
    assert crossings(found, "101.01") == crossings(found, "96.99") == []


def test_a_level_at_which_the_price_stands_is_not_crossed() -> None:
    assert crossings(path(10000, 9700, 9900, 9900), "100") == []
    assert crossings(path(10000, 10000, 10000, 10000), "100") == []


def test_a_level_between_two_cents_is_crossed_where_the_price_jumps_it() -> None:
    found = path(10000, 10003, 10003, 10003)
    [second] = crossings(found, "100.015")
    assert (found.at(after(second - 1)), found.at(after(second))) == (10001, 10002)


@given(st.lists(st.integers(100, 400), min_size=4, max_size=4), st.integers(100, 400))
def test_crossings_are_where_a_look_at_every_second_finds_them(cents: list[int], level: int) -> None:
    found = path(*cents)
    prices = [found.at(after(second)) for second in range(1001)]
    seen = [
        second
        for second in range(1, 1001)
        if prices[second - 1] < level <= prices[second] or prices[second - 1] > level >= prices[second]
    ]
    assert crossings(found, str(Decimal(level) / 100)) == seen
    assert min(prices) >= min(cents)
    assert max(prices) <= max(cents)


def test_the_coin_is_the_same_for_all_and_opposed_for_the_opposed() -> None:
    bar = {SESSION.on: Day(open=100, high=120, low=90, close=110)}
    paths = Paths({"A": bar, "B": bar, "V": bar}, MODEL, opposed=("V",))
    first, second, opposed = (paths.path(symbol, SESSION) for symbol in ("A", "B", "V"))
    assert first is not None
    assert second is not None
    assert opposed is not None
    assert first.cents == second.cents
    assert set(first.cents[1:3]) == {90, 120}
    assert opposed.cents[1:3] == first.cents[2:0:-1]
    assert paths.path("C", SESSION) is None


def test_the_coin_is_fair_and_drawn_from_the_seed() -> None:
    other = PathModel.model_validate({"seed": "8", "first_extreme": "0.3", "second_extreme": "0.7"})
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(1000)]
    throws = [Paths({}, MODEL).low_first(day, "A") for day in days]
    assert 450 < sum(throws) < 550
    assert throws == [Paths({}, MODEL).low_first(day, "A") for day in days]
    assert throws != [Paths({}, other).low_first(day, "A") for day in days]


@pytest.mark.parametrize("level", ["0.01", "5000"])
def test_far_levels_are_never_crossed(level: str) -> None:
    assert crossings(path(10000, 9700, 10100, 10050), level) == []
