"""The session's market port as a market to trade in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from brokers.paper import Dividend, PaperBroker, SnapshotQuotes, Split
from brokers.paper.model import stated
from engine.snapshot import Snapshot
from tests.brokers.world import FRIDAY, PUT, SHARE, TEN, THURSDAY, Day, Hand, Weekdays, World, heard, ticket


class Facts:
    """A market port that says the same at every instant, and counts how often it is asked."""

    def __init__(self, contract: Mapping[str, Any] | None = None, underlying: Mapping[str, Any] | None = None) -> None:
        self.facts = {"contract": {PUT.symbol: contract or {}}, "underlying": {"XYZ": underlying or {}}}
        self.asked: list[datetime] = []

    def snapshot(self, at: datetime) -> Snapshot:
        self.asked.append(at)
        return Snapshot(at.isoformat(), (), self.facts, "test")


def _quotes(facts: Facts, every: float | None = None, **more: Any) -> SnapshotQuotes:
    return SnapshotQuotes(facts, stated().shares, None if every is None else timedelta(seconds=every), **more)


def test_a_contract_has_its_quote_with_the_older_age_and_its_tick() -> None:
    facts = Facts({"bid": {"value": "1.00", "age": "12"}, "ask": {"value": "1.10", "age": "7"}, "tick": "0.05"})
    quote = _quotes(facts).quote(PUT, TEN)
    assert quote is not None
    assert (quote.bid, quote.ask, quote.age, quote.step) == (
        Decimal("1.00"),
        Decimal("1.10"),
        Decimal(12),
        Decimal("0.05"),
    )
    assert not quote.modelled


def test_plain_values_are_of_now_and_unknown_ages_stay_unknown() -> None:
    fresh = _quotes(Facts({"bid": "1.00", "ask": "1.10"})).quote(PUT, TEN)
    assert fresh is not None and fresh.age == 0
    unknown = _quotes(Facts({"bid": {"value": "1.00", "age": "unknown"}, "ask": "1.10"})).quote(PUT, TEN)
    assert unknown is not None and unknown.age is None


def test_what_is_unknown_is_no_quote() -> None:
    quote = _quotes(Facts({"bid": "unknown", "ask": "1.10"})).quote(PUT, TEN)
    assert quote is not None and (quote.bid, quote.ask, quote.mid) == (None, Decimal("1.10"), None)
    assert _quotes(Facts()).quote(PUT.model_copy(update={"symbol": "NONE"}), TEN) is None


def test_shares_without_a_quote_get_one_around_their_price_and_it_is_marked() -> None:
    quote = _quotes(Facts(underlying={"spot": {"value": "99.504", "age": "3"}})).quote(SHARE, TEN)
    assert quote is not None and quote.modelled
    assert (quote.bid, quote.ask, quote.age) == (Decimal("99.49"), Decimal("99.51"), Decimal(3))
    recorded = _quotes(Facts(underlying={"bid": "99.40", "ask": "99.60", "spot": "99.50"})).quote(SHARE, TEN)
    assert recorded is not None and not recorded.modelled and recorded.bid == Decimal("99.40")
    assert _quotes(Facts()).quote(SHARE, TEN) is None


def test_closing_prices_are_those_given() -> None:
    facts = Facts(underlying={"spot": "99.50"})
    given = _quotes(facts, closes={"XYZ": {THURSDAY: Decimal("101.00")}})
    assert given.close("XYZ", Day(THURSDAY)) == Decimal("101.00")
    assert given.close("XYZ", Day(FRIDAY)) is None
    assert _quotes(facts).close("XYZ", Day(FRIDAY)) == Decimal("99.50")


def test_the_grid_does_not_depend_on_who_asks() -> None:
    quotes = _quotes(Facts(), every=5)
    assert quotes.changes(TEN, TEN + timedelta(seconds=60)) == TEN + timedelta(seconds=5)
    assert quotes.changes(TEN + timedelta(seconds=3), TEN + timedelta(seconds=60)) == TEN + timedelta(seconds=5)
    assert quotes.changes(TEN, TEN + timedelta(seconds=4)) is None
    assert _quotes(Facts()).changes(TEN, TEN + timedelta(days=1)) is None


def test_dividends_and_splits_are_those_given() -> None:
    dividend, split = Dividend(FRIDAY, Decimal(1)), Split(FRIDAY, 2)
    quotes = _quotes(Facts(), dividends={"XYZ": [dividend]}, splits={"XYZ": [split]})
    assert (list(quotes.dividends("XYZ")), list(quotes.splits("XYZ"))) == ([dividend], [split])
    assert (list(quotes.dividends("ABC")), list(quotes.splits("ABC"))) == ([], [])


def test_a_broker_trades_in_it_and_asks_for_facts_only_while_an_order_works() -> None:
    facts, clock = Facts({"bid": "1.00", "ask": "1.10"}, {"spot": "99.50"}), Hand()
    broker = PaperBroker(_quotes(facts, every=1), clock, Weekdays(), World().opening)
    clock.at += timedelta(hours=1)
    broker.submit(ticket())
    clock.at += timedelta(seconds=5)
    assert heard(broker.poll()) == ["acknowledged", "filled"]
    clock.at += timedelta(hours=3)
    broker.poll()
    assert len(facts.asked) <= 5
