"""What is known ahead of a share: its next report and its next dividend."""

from __future__ import annotations

from datetime import date
from typing import Any

from facts.exact import NONE
from facts.request import Request
from facts.tables import Table

Raw = dict[str, Any]


def earnings(table: Table, symbol: str, today: date, request: Request) -> Raw:
    """The next report, today's included, and the last one before today where that is asked for."""
    dates = sorted(on for of, on in table.rows("underlying", "reports_on") if of == symbol)
    found: Raw = {}
    ahead = [on for on in dates if on >= today]
    past = [on for on in dates if on < today]
    if ahead:
        found["next_earnings"] = ahead[0].isoformat()
    if past and request.wants("underlying", "last_earnings"):
        found["last_earnings"] = past[-1].isoformat()
    return found


def dividend(table: Table, symbol: str, today: date) -> Raw:
    """The next ex-date, today's included, and its amount; unknown where the table does not claim to have them all."""
    complete = table.mapping.about.complete
    if complete is None or not complete.from_ <= today <= complete.until:
        return {}
    ahead = sorted(
        (on, amount)
        for of, on, amount in table.rows("underlying", "ex_date", "amount")
        if of == symbol and today <= on <= complete.until
    )
    if not ahead:
        return {"ex_dividend_on": NONE, "dividend": NONE}
    return {"ex_dividend_on": ahead[0][0].isoformat(), "dividend": ahead[0][1]}
