from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.instruments import TickRule
from facts.modelled.description import Name
from facts.modelled.surface import Block, quoted
from tests.facts.modelled.five_years import described

DAY = date(2019, 1, 2)
PENNIES = TickRule(DAY, DAY, "0.01", Decimal(3), "0.01")
NICKELS = TickRule(DAY, DAY, "0.01", Decimal(3), "0.05")
FLAT = Name.model_validate(
    {
        "underlyings": ["X"], "floor": "0.01", "cap": "5", "slope": "0", "curve": "0", "reach": "3",
        "least": "0.5", "most": "2", "spread": {"of_mid": "0.02", "least_steps": "1"},
    }
)  # fmt: skip


def block(
    *strikes: float,
    is_call: bool = False,
    price: float = 100,
    volatility: float = 0.2,
    years: float = 0.25,
    name: Name = FLAT,
    ticks: TickRule = PENNIES,
    shares: float = 1,
) -> Block:
    return Block(name, is_call, price, volatility, years, ticks, strikes, shares)


def test_by_hand_at_the_money() -> None:
    """100 × (2 N(0.05) − 1) with a deviation of 0.2 × √0.25 = 0.1: 3.9878; 2 % of it is eight cents wide."""
    found = quoted([block(100)])
    assert found.premium[0] == pytest.approx(100 * math.erf(0.05 / math.sqrt(2)), abs=1e-12)
    assert (found.bid[0], found.ask[0], found.tick[0]) == (394, 403, 1)
    assert found.delta[0] == 4801  # N(−0.05) = 0.48006


def test_a_step_of_five_cents_from_three_dollars_on() -> None:
    found = quoted([block(95, 100, ticks=NICKELS)])
    assert found.tick.tolist() == [1, 5]
    assert (found.bid[1], found.ask[1]) == (390, 405)


def test_a_worthless_option_has_no_bid_and_an_offer_of_a_step() -> None:
    found = quoted([block(20)])
    assert (found.bid[0], found.ask[0], found.delta[0]) == (0, 1, 0)


def test_what_an_adjusted_contract_delivers_has_the_price_of_its_shares() -> None:
    whole = quoted([block(10, price=10)])
    tenth = quoted([block(10, price=100, shares=0.1)])
    assert tenth.premium[0] == pytest.approx(whole.premium[0])


NAMES = sorted({name.underlyings[0] for name in described().surface.names})
PRICES = st.floats(20, 4000)
VOLATILITIES = st.floats(0.08, 1.5)
YEARS = st.floats(1 / 3000, 1.5)


@given(st.sampled_from(NAMES), PRICES, VOLATILITIES, YEARS)
def test_what_every_chain_holds_to(symbol: str, price: float, volatility: float, years: float) -> None:
    """Parity within the quotes, premiums monotone in the strike, deltas of puts rising and of calls falling."""
    name = described().name(symbol)
    deviation = volatility * math.sqrt(years)
    strikes = [price * math.exp(deviation * away) for away in np.linspace(-2.4, 2.4, 25)]
    calls, puts = (
        quoted([block(*strikes, is_call=each, price=price, volatility=volatility, years=years, name=name)])
        for each in (True, False)
    )
    gap = calls.premium - puts.premium - (price - np.array(strikes))
    assert np.abs(gap).max() < 1e-6 * price
    assert (calls.bid - puts.ask <= 100 * (price - np.array(strikes)) + 1e-4).all()
    assert (calls.ask - puts.bid >= 100 * (price - np.array(strikes)) - 1e-4).all()
    assert (np.diff(calls.premium) < 1e-9 * price).all()
    assert (np.diff(puts.premium) > -1e-9 * price).all()
    assert (np.diff(calls.delta) <= 0).all()
    assert (np.diff(puts.delta) >= 0).all()
    for each in (calls, puts):
        assert (each.delta >= 0).all()
        assert (each.delta <= 10_000).all()
        assert (each.bid >= 0).all()
        assert (each.ask - each.bid >= each.tick)[each.bid > 0].all()
        assert (each.bid % each.tick == 0).all()
        assert (each.ask % each.tick == 0).all()


@given(PRICES, VOLATILITIES, YEARS)
def test_more_volatility_is_dearer(price: float, volatility: float, years: float) -> None:
    less, more = (
        quoted([block(price, price=price, volatility=each, years=years)]) for each in (volatility, 1.1 * volatility)
    )
    assert more.premium[0] > less.premium[0]


def test_blocks_beside_one_another_are_quoted_as_alone() -> None:
    blocks = [block(90, 100), block(100, 110, is_call=True, volatility=0.4), block(50, price=55, ticks=NICKELS)]
    together = quoted(blocks)
    alone = [quoted([each]) for each in blocks]
    for column in ("bid", "ask", "tick", "delta"):
        assert getattr(together, column).tolist() == [
            value for each in alone for value in getattr(each, column).tolist()
        ]
