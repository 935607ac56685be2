"""Black–Scholes on a forward, for whole columns of contracts at once.

Everything here is undiscounted and speaks of *deviation*, the standard deviation of the logarithm of the
price at expiry: volatility × √years. Price, deviation and delta of an option do not depend on how a deviation
is divided into volatility and time, so a delta that comes from the contract's own price is the same whatever
the clock says, as long as some time is left. `years` turns a deviation into the volatility that people quote.

Two choices, both because the recordings carry no interest rate for most days. Premiums are not discounted: a
few days of interest change the delta in the fourth place at most. And delta is the *forward* delta, N(d1) for
a call and N(−d1) for a put: the change of the undiscounted premium for a change of the forward.
"""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import numpy.typing as npt

from facts.sessions import seconds_between

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SECONDS_IN_YEAR = 365 * 24 * 60 * 60  # actual/365

_ERFC = np.frompyfunc(math.erfc, 1, 1)  # NumPy has none; the C library's is exact to the last bits
_MOST_STEPS = 200


def years(now: datetime, expiry_closes: datetime) -> float:
    """The time that is left, actual/365; zero or less at and after the expiry's close."""
    return seconds_between(now, expiry_closes) / SECONDS_IN_YEAR


def normal(x: Floats) -> Floats:
    """The standard normal distribution."""
    return np.asarray(_ERFC(-x / math.sqrt(2)) / 2, dtype=np.float64)


def premium(is_call: Flags, forward: Floats, strike: Floats, deviation: Floats) -> Floats:
    """The undiscounted premium per share. All columns are of one length; `deviation` is positive."""
    d1 = np.log(forward / strike) / deviation + deviation / 2
    sign = np.where(is_call, 1.0, -1.0)
    return sign * (forward * normal(sign * d1) - strike * normal(sign * (d1 - deviation)))


def delta(is_call: Flags, forward: Floats, strike: Floats, deviation: Floats) -> Floats:
    """The forward delta without its sign: N(d1) of a call, N(−d1) of a put."""
    d1 = np.log(forward / strike) / deviation + deviation / 2
    return normal(np.where(is_call, d1, -d1))


def implied_deviation(is_call: Flags, forward: Floats, strike: Floats, price: Floats) -> Floats:
    """The deviation at which the premium is `price`; NaN where there is none.

    There is none where the price is at or below what exercise at the forward would bring, or at or above what
    no option can be worth (the forward for a call, the strike for a put), or where an input is NaN. The
    search keeps a bracket at all times and takes a Newton step only if it stays inside, so it always ends at
    the root.
    """
    intrinsic = np.maximum(np.where(is_call, forward - strike, strike - forward), 0.0)
    # The option of the other right with the same strike has the same time value: solve for whichever is out
    # of the money, where nothing cancels.
    target = price - intrinsic
    out_is_call = strike >= forward
    most = np.minimum(forward, strike)
    with np.errstate(invalid="ignore"):
        solvable = (target > 0) & (target < most) & (forward > 0) & (strike > 0)
    found = np.full(price.shape, np.nan)
    if solvable.any():
        found[solvable] = _solve(out_is_call[solvable], forward[solvable], strike[solvable], target[solvable])
    return found


def _solve(is_call: Flags, forward: Floats, strike: Floats, target: Floats) -> Floats:
    low = np.zeros_like(target)
    high = np.ones_like(target)
    for _ in range(_MOST_STEPS):
        short = premium(is_call, forward, strike, high) < target
        if not short.any():
            break
        low, high = np.where(short, high, low), np.where(short, 2 * high, high)
    guess = (low + high) / 2
    active = np.arange(target.size)
    for _ in range(_MOST_STEPS):
        call, spot, level, aim, at = (
            is_call[active],
            forward[active],
            strike[active],
            target[active],
            guess[active],
        )
        miss = premium(call, spot, level, at) - aim
        low[active] = np.where(miss < 0, at, low[active])
        high[active] = np.where(miss >= 0, at, high[active])
        d1 = np.log(spot / level) / at + at / 2
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            slope = spot * np.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
            step = at - miss / slope
        inside = (step > low[active]) & (step < high[active])
        new = np.where(inside, step, (low[active] + high[active]) / 2)
        guess[active] = new
        open_still = np.abs(new - at) > np.finfo(np.float64).eps * 8 * new
        active = active[open_still & (high[active] > low[active])]
        if not active.size:
            break
    return guess
