"""Facts of contracts and expiries: terms, quotes, both deltas, and both counts of the days to expiry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from facts.black_scholes import Floats, delta, implied_deviation, years
from facts.exact import UNKNOWN, rounded_text
from facts.forward import implied_forward, two_sided
from facts.instruments import Instruments, TickRule
from facts.quotes import FRESH, Quotes
from facts.sessions import Calendar

Expiry = tuple[str, date]
Column = Sequence[str | None]

# What grows old together with a contract's quote.
_AGEING = ("bid", "ask", "feed_delta", "model_delta")


@dataclass(frozen=True, slots=True)
class Model:
    """Our own reading of a chain: a delta for each contract, as text, and the forward of each expiry."""

    deltas: list[str | None]
    forwards: Mapping[Expiry, float]


def expiry_key(underlying: str, expires_on: date) -> str:
    """The key of an expiry, as a fact file writes it."""
    return f"{underlying} {expires_on.isoformat()}"


def model(quotes: Quotes, at: datetime, calendar: Calendar) -> Model:
    """Deltas by Black–Scholes on the forward that quotes imply, from each contract's own mid (R-22).

    A delta is unknown at and after the close of the expiry, without a two-sided quote, where no forward is
    implied, and where no volatility gives the mid. Forward and volatility are `facts.forward` and
    `facts.black_scholes`.
    """
    rows: dict[Expiry, list[int]] = {}
    for number, expiry in enumerate(zip(quotes.underlying, quotes.expires_on, strict=True)):
        rows.setdefault(expiry, []).append(number)
    strike, bid, ask = _floats(quotes.strike), _floats(quotes.bid), _floats(quotes.ask)
    is_call = np.array([right == "call" for right in quotes.right], dtype=np.bool_)
    forward = np.full(len(quotes), np.nan)
    forwards: dict[Expiry, float] = {}
    for expiry in sorted(rows):
        session = calendar.session(expiry[1])
        if session is None or years(at, session.closes) <= 0:
            continue
        at_rows = np.array(rows[expiry])
        implied = implied_forward(is_call[at_rows], strike[at_rows], bid[at_rows], ask[at_rows])
        if implied is not None and implied > 0:
            forwards[expiry] = implied
            forward[at_rows] = implied
    mid = np.where(two_sided(bid, ask), (bid + ask) / 2, np.nan)
    deviation = implied_deviation(is_call, forward, strike, mid)
    known = ~np.isnan(deviation)
    deltas: list[str | None] = [None] * len(quotes)
    values = delta(is_call[known], forward[known], strike[known], deviation[known])
    for number, value in zip(np.flatnonzero(known).tolist(), values.tolist(), strict=True):
        deltas[number] = rounded_text(value)
    return Model(deltas, forwards)


def expiries(expiry: Sequence[Expiry]) -> dict[str, dict[str, str]]:
    """The facts of each expiry that a chain has."""
    return {
        expiry_key(underlying, on): {"underlying": underlying, "date": on.isoformat()}
        for underlying, on in sorted(set(expiry))
    }


def terms(expires_on: Sequence[date], at: datetime, calendar: Calendar) -> dict[str, list[str | None]]:
    """Expiry dates as text, with the calendar days and the sessions left, today's included (R-03)."""
    today = calendar.local(at).date()
    text, days, sessions = {}, {}, {}
    for on in set(expires_on):
        count = calendar.between(today, on)
        text[on], days[on] = on.isoformat(), str((on - today).days)
        sessions[on] = UNKNOWN if count is None else str(count)
    return {
        "expires_on": [text[on] for on in expires_on],
        "days_to_expiry": [days[on] for on in expires_on],
        "sessions_to_expiry": [sessions[on] for on in expires_on],
    }


def contracts(
    quotes: Quotes,
    deltas: Sequence[str | None],
    activity: Mapping[str, Sequence[str | None]],
    at: datetime,
    calendar: Calendar,
    instruments: Instruments,
) -> dict[str, Any]:
    """The facts of every contract, as columns and rows; a column that nobody knows anything in is left out.

    `activity`: open interest and volumes, if the recording has them.
    """
    today = calendar.local(at).date()
    keys = {each: expiry_key(*each) for each in set(zip(quotes.underlying, quotes.expires_on, strict=True))}
    symbols = set(quotes.underlying)
    multipliers = {each: instruments[each].multiplier for each in symbols if each in instruments}
    ticks = {each: instruments.tick(each, today) for each in symbols}
    columns: dict[str, Column] = {
        "key": quotes.key,
        "expiry": [keys[each] for each in zip(quotes.underlying, quotes.expires_on, strict=True)],
        "right": quotes.right,
        "strike": quotes.strike,
        **terms(quotes.expires_on, at, calendar),
        "multiplier": [multipliers.get(each) for each in quotes.underlying],
        "tick": [
            _tick(ticks[each], *quote) for each, *quote in zip(quotes.underlying, quotes.bid, quotes.ask, strict=True)
        ],
        "bid": quotes.bid,
        "ask": quotes.ask,
        "feed_delta": [None if each is None else rounded_text(abs(float(each))) for each in quotes.feed_delta],
        "model_delta": deltas,
        **activity,
    }
    columns = {name: column for name, column in columns.items() if any(each is not None for each in column)}
    found: dict[str, Any] = {"columns": list(columns)}
    if any(age != FRESH for age in quotes.age):
        aged = [name for name in _AGEING if name in columns]
        if len(set(quotes.age)) == 1:
            found["ages"] = dict.fromkeys(aged, quotes.age[0])
        else:
            found["columns"].append("quote_age")
            columns["quote_age"] = quotes.age
            found["ages"] = dict.fromkeys(aged, "quote_age")
    filled = [[UNKNOWN if each is None else each for each in column] for column in columns.values()]
    found["rows"] = [list(row) for row in zip(*filled, strict=True)]
    return found


def _tick(rule: TickRule | None, bid: str | None, ask: str | None) -> str | None:
    """The price step at the middle of the market; where one side is missing, at the other."""
    sides = [Decimal(side) for side in (bid, ask) if side is not None]
    if rule is None or not sides:
        return None
    return rule.below if sum(sides) < rule.changes_at * len(sides) else rule.onward


def _floats(column: Column) -> Floats:
    return np.array([np.nan if each is None else float(each) for each in column], dtype=np.float64)
