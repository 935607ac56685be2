"""The forward price of an underlying for one expiry, from the quotes of its options alone.

A call and a put of one strike differ by the forward less the strike (put–call parity), so every strike with
both gives one reading of the forward: strike + call − put. No rate and no dividend is needed. Readings differ
in worth: those near the money, with tight quotes, are good; those far away suffer from wide quotes, early
exercise, and the discounting that is left out. The forward is their median, each weighed by the time value of
the pair (the premium of whichever is out of the money, which is greatest at the money and fades with the
distance in the expiry's own measure) for each dollar of quote width.
"""

from __future__ import annotations

import numpy as np

from facts.black_scholes import Flags, Floats


def two_sided(bid: Floats, ask: Floats) -> Flags:
    """Where both sides stand, the bid above zero and not above the ask."""
    with np.errstate(invalid="ignore"):
        return np.asarray((bid > 0) & (ask >= bid))


def implied_forward(is_call: Flags, strike: Floats, bid: Floats, ask: Floats) -> float | None:
    """The forward that the quotes of one expiry imply, or None if no strike has a two-sided call and put.

    All columns are of one length; a missing quote is NaN. No strike may stand twice with the same right.
    """
    usable = two_sided(bid, ask)
    calls, puts = usable & is_call, usable & ~is_call
    common, at_call, at_put = np.intersect1d(strike[calls], strike[puts], assume_unique=True, return_indices=True)
    if not common.size:
        return None
    call_bid, call_ask = bid[calls][at_call], ask[calls][at_call]
    put_bid, put_ask = bid[puts][at_put], ask[puts][at_put]
    call, put = (call_bid + call_ask) / 2, (put_bid + put_ask) / 2
    width = (call_ask - call_bid) + (put_ask - put_bid)
    # A pair without any width would weigh without bound; a locked market counts as the tightest of the
    # others.
    least = width[width > 0].min(initial=np.inf)
    weight = np.minimum(call, put) / np.where(width > 0, width, least if np.isfinite(least) else 1.0)
    return _weighted_median(common + call - put, weight)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    below = np.cumsum(weights)
    half = below[-1] / 2
    at = int(np.searchsorted(below, half))
    # Exactly half on each side: the middle of the two, as for any median.
    if below[at] == half and at + 1 < values.size:
        return float((values[at] + values[at + 1]) / 2)
    return float(values[at])
