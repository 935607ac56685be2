"""How far the model is from the chains that were recorded: what docs/modelled-market.md tells of it."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
import pytest

from facts.black_scholes import implied_deviation
from tests.facts.modelled.five_years import described
from tests.facts.world import ROOT

DATA = ROOT / "data" / "april-2026"
DAYS = ("2026-04-13", "2026-04-15", "2026-04-16")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def modelled(symbol: str, day: str) -> float:
    """The model's volatility at the money at a day's close."""
    numbers = described().surface.volatility

    def realised(of: str) -> float:
        closes = [float(row["close"]) for row in rows("bars_daily.csv") if row["symbol"] == of and row["date"] < day]
        moves = [math.log(after / before) for before, after in pairwise(closes)][-numbers.sessions :]
        return statistics.stdev(moves)

    vix = next(float(row["close"]) for row in rows("vix_daily.csv") if row["date"] == day)
    return realised(symbol) / realised(numbers.reference) * vix / 100


def recorded(symbol: str, day: str) -> float:
    """The median volatility that mids imply within 1.5 % of the money, four to nine days before their expiry."""
    table = pq.read_table(DATA / f"chain_{day}.parquet").to_pylist()
    found: list[tuple[bool, float, float, float, float]] = []
    for row in table:
        days = (date.fromisoformat(str(row["expiration"])[:10]) - date.fromisoformat(day)).days
        near = abs(row["strike"] / row["und_close"] - 1) < 0.015
        if row["symbol"] == symbol and 4 <= days <= 9 and near and row["bid"] > 0:
            mid = (row["bid"] + row["ask"]) / 2
            found.append((row["right"] == "C", row["und_close"], row["strike"], mid, math.sqrt(days / 365)))
    is_call, price, strike, mids, root = (np.array(column) for column in zip(*found, strict=True))
    return float(np.nanmedian(implied_deviation(is_call, price, strike, mids) / root))


@pytest.mark.parametrize(
    ("symbol", "days", "low", "high"),
    [
        ("SPY", DAYS, 1.2, 1.5),
        ("QQQ", DAYS, 1.1, 1.3),
        ("AAPL", DAYS, 0.6, 0.9),
        ("MSFT", DAYS, 0.7, 1.1),
        ("NVDA", DAYS, 1.0, 1.2),
        ("GOOG", DAYS[1:], 1.0, 1.1),
    ],
)
def test_the_modelled_volatility_over_the_recorded_one(
    symbol: str, days: Sequence[str], low: float, high: float
) -> None:
    ratios = [modelled(symbol, day) / recorded(symbol, day) for day in days]
    assert low <= min(ratios)
    assert max(ratios) <= high
