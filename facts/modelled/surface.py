"""Option quotes of a stated volatility surface, for whole columns of contracts at once.

Premiums are undiscounted and the forward is the price itself: no interest, no dividends, as in the facts that are made
from recorded chains. So a call and a put of one strike differ by the price less the strike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from facts.black_scholes import Flags, Floats, delta, premium
from facts.instruments import TickRule
from facts.modelled.description import Name

Whole = npt.NDArray[np.int64]

_CENTS = 100  # in a dollar
_GRID = 10_000  # of a delta, as of every computed fact
_TINY = 1e-9  # steps by which binary fractions may miss a whole number of steps


@dataclass(frozen=True, slots=True)
class Block:
    """Contracts of one underlying, expiry and right. `volatility` is the one at the money, a year's; prices in dollars.

    `shares`: what turns a price into that of what one share's part of the contract delivers, 1 unless adjusted.
    """

    name: Name
    is_call: bool
    price: float
    volatility: float
    years: float
    ticks: TickRule
    strikes: Sequence[float]
    shares: float = 1


@dataclass(frozen=True, slots=True)
class Quoted:
    """Bid, ask and step in cents and the delta in ten-thousandths, a column each; `premium` is not rounded."""

    bid: Whole
    ask: Whole
    tick: Whole
    delta: Whole
    premium: Floats


def quoted(blocks: Sequence[Block]) -> Quoted:
    """The quotes of the contracts of all blocks, in their order."""
    counts = [len(each.strikes) for each in blocks]
    strike = np.array([strike for each in blocks for strike in each.strikes], dtype=np.float64)

    def column(values: Iterable[float]) -> Floats:
        return np.repeat(np.array(list(values), dtype=np.float64), counts)

    is_call: Flags = np.repeat(np.array([each.is_call for each in blocks], dtype=np.bool_), counts)
    price = column(each.price * each.shares for each in blocks)
    root = column(math.sqrt(each.years) for each in blocks)
    volatility = column(each.volatility for each in blocks)
    reach = column(float(each.name.reach) for each in blocks)
    away = np.clip(np.log(strike / price) / (volatility * root), -reach, reach)
    slope = column(float(each.name.slope) for each in blocks)
    curve = column(float(each.name.curve) for each in blocks)
    least, most = column(float(each.name.least) for each in blocks), column(float(each.name.most) for each in blocks)
    deviation = volatility * np.clip(1 + slope * away + curve * away * away, least, most) * root
    mid = premium(is_call, price, strike, deviation)
    changes_at = column(float(each.ticks.changes_at) for each in blocks)
    below = column(float(each.ticks.below) * _CENTS for each in blocks)
    onward = column(float(each.ticks.onward) * _CENTS for each in blocks)
    tick = np.rint(np.where(mid < changes_at, below, onward)).astype(np.int64)
    of_mid = column(float(each.name.spread.of_mid) for each in blocks)
    steps = column(each.name.spread.least_steps for each in blocks)
    half = np.maximum(of_mid * mid * _CENTS, steps * tick) / 2
    bid = np.floor((mid * _CENTS - half) / tick + _TINY).astype(np.int64) * tick
    ask = np.ceil((mid * _CENTS + half) / tick - _TINY).astype(np.int64) * tick
    deltas = np.rint(delta(is_call, price, strike, deviation) * _GRID).astype(np.int64)
    return Quoted(np.maximum(bid, 0), ask, tick, deltas, mid)
