"""The five years of the examples, read once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from facts.modelled.description import MarketFile, load_market
from facts.modelled.market import ModelledMarket
from facts.request import Request
from tests.facts.world import ROOT

FOLDER = ROOT / "examples" / "five-years"
NEW_YORK = ZoneInfo("America/New_York")
REQUEST = Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20, index_high_sessions=252)


@cache
def described() -> MarketFile:
    """The description of the market."""
    return load_market(FOLDER / "market.yaml")


@cache
def market() -> ModelledMarket:
    """The market; whoever watches something takes it back."""
    return ModelledMarket(described(), REQUEST)


def instant(day: str, clock: str) -> datetime:
    """An instant of a day in New York."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), NEW_YORK).astimezone(UTC)
