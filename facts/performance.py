"""Growth to date, Sharpe and Sortino ratio of an account, from what it was worth at the last close of each month.

A return is that of a month: what the account is worth at its end, less the capital that came in since the last one,
over what it was worth then. Growth is the product of all of them from the opening on, a year at a time; the ratios take
whole months only. What there is too little history for is not told, nor is what a missing mark would make a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from math import prod, sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Protocol

from facts.exact import rounded_text
from facts.shape import Checked, Count, NotNegative, check, load

Facts = Mapping[str, Mapping[str, Any]]


class Conventions(Checked):
    """Days and months that make a year, the least history for growth and for ratios, the yearly rate without risk."""

    days_in_year: Count
    months_in_year: Count
    least_days: Count
    least_months: Count
    risk_free_a_year: NotNegative


@cache
def conventions() -> Conventions:
    """Those that are shipped."""
    path = Path(__file__).with_suffix(".yaml")
    (document,) = load(path, path.name).documents
    return check(document, Conventions, "Conventions")


@dataclass(frozen=True, slots=True)
class Point:
    """What an account was worth at the end of a day; `moved_in` is all capital that came in until then, less what left.

    `equity` is None where a mark was missing.
    """

    on: date
    equity: Decimal | None
    moved_in: Decimal


class Growth(Protocol):
    """Tells how accounts have grown."""

    def of(self, account: str, at: datetime, facts: Facts) -> Mapping[str, str]:
        """`cagr`, `sharpe` and `sortino` as facts, as far as they are known at an instant."""


def measured(points: Sequence[Point], by: Conventions) -> dict[str, str]:
    """Growth and ratios: `points` are the opening, then the last close of each month."""
    returns = _returns(points)
    if returns is None or not returns:
        return {}
    found: dict[str, str] = {}
    days = (points[-1].on - points[0].on).days
    growth = prod(1 + each for each in returns)
    if days >= by.least_days and growth > 0:
        found["cagr"] = rounded_text(growth ** (by.days_in_year / days) - 1)
    months = returns[1:]
    if len(months) < by.least_months:
        return found
    above = [each - float(by.risk_free_a_year) / by.months_in_year for each in months]
    spread, below = stdev(above), sqrt(fmean(min(each, 0) ** 2 for each in above))
    for name, deviation in (("sharpe", spread), ("sortino", below)):
        if deviation > 0:
            found[name] = rounded_text(fmean(above) / deviation * sqrt(by.months_in_year))
    return found


def equity_of(facts: Facts, account: str) -> Decimal | None:
    """What an account is worth by the facts of a decision: cash, options in the middle of bid and ask, shares.

    None where a price is missing.
    """
    sleeves = {key for key, told in facts.get("sleeve", {}).items() if told.get("account") == account}
    parts = [_number(facts["sleeve"][each].get("cash")) for each in sleeves]
    parts += (
        _option(facts.get("contract", {}).get(told["contract"], {}), told)
        for told in facts.get("position", {}).values()
        if told.get("sleeve") in sleeves
    )
    for told in facts.get("holding", {}).values():
        if told.get("sleeve") in sleeves:
            price = _number(facts.get("underlying", {}).get(told["underlying"], {}).get("spot"))
            parts.append(None if price is None else price * int(told["shares"]))
    known = [each for each in parts if each is not None]
    return sum(known, Decimal(0)) if sleeves and len(known) == len(parts) else None


def _option(contract: Mapping[str, Any], told: Mapping[str, Any]) -> Decimal | None:
    bid, ask, multiplier = (_number(contract.get(name)) for name in ("bid", "ask", "multiplier"))
    if bid is None or ask is None or multiplier is None:
        return None
    value = (bid + ask) / 2 * multiplier * int(told["quantity"])
    return value if told["side"] == "long" else -value


def _number(told: object) -> Decimal | None:
    value = told.get("value") if isinstance(told, Mapping) else told
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _returns(points: Sequence[Point]) -> list[float] | None:
    """Of each month; None where one of them is not known."""
    found: list[float] = []
    for before, after in pairwise(points):
        if before.equity is None or after.equity is None or before.equity <= 0:
            return None
        gained = after.equity - (after.moved_in - before.moved_in)
        found.append(float(gained / before.equity) - 1)
    return found
