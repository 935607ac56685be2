from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from facts.black_scholes import delta, implied_deviation, normal, premium, years
from facts.forward import implied_forward, two_sided
from tests.facts.world import utc


def one(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([value], dtype=np.float64)


def call(value: bool) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([value], dtype=np.bool_)


def test_the_normal_distribution() -> None:
    x = np.linspace(-30, 30, 4001)
    assert np.allclose(normal(x), stats.norm.cdf(x), rtol=1e-12, atol=0)


def test_known_premiums() -> None:
    # Forward 100, strike 100: 100 × (2 N(v/2) − 1); by hand for a deviation of 0.2 it is 7.965567.
    for right in (True, False):
        assert premium(call(right), one(100), one(100), one(0.2))[0] == pytest.approx(7.965567455405804, rel=1e-13)
    assert delta(call(True), one(100), one(100), one(0.2))[0] == pytest.approx(0.539827837277029, rel=1e-13)
    assert delta(call(False), one(100), one(100), one(0.2))[0] == pytest.approx(0.460172162722971, rel=1e-13)


deviations = st.floats(1e-4, 4)
moneyness = st.floats(-3, 3)


@given(st.booleans(), st.floats(1, 5000), moneyness, deviations)
def test_premium_and_delta_against_another_normal_distribution(
    right: bool, forward: float, far: float, deviation: float
) -> None:
    strike = forward * math.exp(far * deviation)
    d1 = (math.log(forward / strike) + deviation**2 / 2) / deviation
    sign = 1 if right else -1
    expected = sign * (forward * stats.norm.cdf(sign * d1) - strike * stats.norm.cdf(sign * (d1 - deviation)))
    found = premium(call(right), one(forward), one(strike), one(deviation))[0]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * forward)
    assert delta(call(right), one(forward), one(strike), one(deviation))[0] == pytest.approx(
        stats.norm.cdf(sign * d1), rel=1e-9
    )


@given(st.booleans(), st.floats(1, 5000), moneyness, deviations)
def test_a_price_gives_back_its_deviation(right: bool, forward: float, far: float, deviation: float) -> None:
    strike = forward * math.exp(far * deviation)
    price = premium(call(right), one(forward), one(strike), one(deviation))
    intrinsic = max((forward - strike) if right else (strike - forward), 0)
    if price[0] - intrinsic < 1e-7 * forward:
        return  # what is left of the time value is rounding
    found = implied_deviation(call(right), one(forward), one(strike), price)[0]
    back = premium(call(right), one(forward), one(strike), one(found))[0]
    assert back == pytest.approx(price[0], rel=1e-9)
    assert delta(call(right), one(forward), one(strike), one(found))[0] == pytest.approx(
        delta(call(right), one(forward), one(strike), one(deviation))[0], abs=1e-6
    )


@pytest.mark.parametrize(
    ("right", "strike", "price"),
    [
        (True, 90, 10.0),  # exactly what exercise brings
        (True, 90, 9.0),
        (False, 110, 10.0),
        (True, 100, 0.0),
        (True, 100, 100.0),  # no call is worth the forward
        (False, 100, 100.0),  # no put is worth its strike
        (True, 100, math.nan),
    ],
)
def test_a_price_without_a_solution_has_no_deviation(right: bool, strike: float, price: float) -> None:
    assert np.isnan(implied_deviation(call(right), one(100), one(strike), one(price))[0])


def test_prices_at_the_very_edges_are_solved() -> None:
    strike = np.array([100.0, 100.0, 50.0, 200.0, 100.0])
    price = np.array([1e-9, 99.999999, 50.0000001, 1e-12, 5.0])
    right = np.array([True, True, True, True, False])
    forward = np.full(5, 100.0)
    found = implied_deviation(right, forward, strike, price)
    assert not np.isnan(found).any()
    assert np.allclose(premium(right, forward, strike, found), price, rtol=1e-6, atol=1e-9)


@given(st.floats(50, 500), st.floats(0.01, 0.3), st.floats(0, 0.05))
def test_parity_finds_the_forward(forward: float, deviation: float, width: float) -> None:
    strikes = np.arange(0.8, 1.2, 0.02) * forward
    both = np.concatenate([strikes, strikes])
    right = np.concatenate([np.ones(strikes.size, bool), np.zeros(strikes.size, bool)])
    mid = premium(right, np.full(both.size, forward), both, np.full(both.size, deviation))
    half = 0.005 + width * mid
    found = implied_forward(right, both, np.maximum(mid - half, 0), mid + half)
    if found is not None:
        usable = int((two_sided(np.maximum(mid - half, 0), mid + half) & right).sum())
        assert usable
        assert found == pytest.approx(forward, rel=1e-6) or width == 0


def test_parity_is_not_moved_by_a_bad_pair_or_a_wide_one() -> None:
    strikes = np.array([95.0, 100.0, 105.0])
    both = np.concatenate([strikes, strikes])
    right = np.array([True] * 3 + [False] * 3)
    mid = premium(right, np.full(6, 101.0), both, np.full(6, 0.1))
    bid, ask = mid - 0.01, mid + 0.01
    assert implied_forward(right, both, bid, ask) == pytest.approx(101)
    mid[0] += 3  # a stale call, far from its put
    bid, ask = mid - 0.01, mid + 0.01
    bid[0], ask[0] = mid[0] - 1, mid[0] + 1
    assert implied_forward(right, both, bid, ask) == pytest.approx(101)


def test_parity_needs_a_call_and_a_put_of_one_strike() -> None:
    right = np.array([True, False])
    both_sides = np.array([1.0, 1.0]), np.array([1.1, 1.1])
    assert implied_forward(right, np.array([100.0, 105.0]), *both_sides) is None
    assert implied_forward(right, np.array([100.0, 100.0]), *both_sides) == pytest.approx(100)
    one_sided = np.array([0.0, 1.0])
    assert implied_forward(right, np.array([100.0, 100.0]), one_sided, both_sides[1]) is None
    missing = np.array([math.nan, 1.0])
    assert implied_forward(right, np.array([100.0, 100.0]), missing, both_sides[1]) is None
    crossed = np.array([1.2, 1.0])
    assert implied_forward(right, np.array([100.0, 100.0]), crossed, both_sides[1]) is None


def test_a_locked_market_counts_like_the_tightest() -> None:
    right = np.array([True, False, True, False])
    strike = np.array([100.0, 100.0, 101.0, 101.0])
    bid = np.array([2.0, 2.0, 1.5, 2.4])
    ask = np.array([2.0, 2.0, 1.6, 2.5])
    assert implied_forward(right, strike, bid, ask) == pytest.approx(100)


def test_time_is_counted_to_the_second_over_365_days() -> None:
    assert years(utc("2026-04-16T10:00:00-04:00"), utc("2026-04-17T16:00:00-04:00")) == 30 / (365 * 24)
    assert years(utc("2026-04-17T16:00:00-04:00"), utc("2026-04-17T16:00:00-04:00")) == 0
