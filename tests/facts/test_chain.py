from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from facts.chain import contracts, model, terms
from facts.files import from_dict
from facts.quotes import Quotes
from tests.facts.world import calendar, recording, utc

AT = utc("2026-04-16T10:00:00-04:00")


def quotes(*rows: tuple[str, str | None, str | None, str], expires_on: date = date(2026, 4, 17)) -> Quotes:
    """Puts and calls of SPY: strike with its right's letter, bid, ask, age."""
    found = Quotes()
    for strike, bid, ask, age in rows:
        found.key.append(f"SPY{expires_on:%y%m%d}{strike[-1]}00{strike[:-1]}000")
        found.underlying.append("SPY")
        found.expires_on.append(expires_on)
        found.right.append("call" if strike.endswith("C") else "put")
        found.strike.append(strike[:-1])
        found.bid.append(bid)
        found.ask.append(ask)
        found.feed_delta.append(None)
        found.age.append(age)
    return found


def facts(known: Quotes) -> Any:
    built = contracts(known, model(known, AT, calendar()).deltas, {}, AT, calendar(), recording().world.instruments)
    return from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": {"contract": built}}, "f").facts["contract"]


BOTH = (
    ("700C", "3.0", "3.2", "0"),
    ("700P", "2.0", "2.2", "31"),
    ("701P", "0", "2.6", "0"),
    ("702P", None, None, "0"),
)


def test_each_contract_has_the_age_of_its_own_quote() -> None:
    found = facts(quotes(*BOTH))
    assert found["SPY260417C00700000"]["bid"] == {"value": "3.0", "age": "0"}
    assert found["SPY260417P00700000"]["bid"] == {"value": "2.0", "age": "31"}
    assert found["SPY260417P00700000"]["model_delta"]["age"] == "31"
    assert found["SPY260417P00701000"]["model_delta"] == "unknown"  # nobody bids
    assert found["SPY260417P00701000"]["bid"] == {"value": "0", "age": "0"}
    assert found["SPY260417P00702000"]["bid"] == "unknown"
    assert "feed_delta" not in found["SPY260417P00700000"]


def test_call_and_put_of_one_strike_share_their_delta() -> None:
    found = facts(quotes(*((strike, bid, ask, "0") for strike, bid, ask, _ in BOTH)))
    deltas = [float(found[f"SPY260417{right}00700000"]["model_delta"]) for right in "CP"]
    # Parity makes the forward 701, so the two have one deviation, and N(d1) + N(−d1) = 1.
    assert sum(deltas) == pytest.approx(1, abs=1e-4)
    assert deltas[0] > 0.5


@pytest.mark.parametrize("expires_on", [date(2026, 4, 15), date(2026, 4, 3), date(2036, 4, 18)])
def test_no_delta_without_time_or_without_a_close(expires_on: date) -> None:
    """Expired; Good Friday, which is no session; beyond the table."""
    known = quotes(*BOTH, expires_on=expires_on)
    assert model(known, AT, calendar()).deltas == [None] * len(BOTH)
    assert model(known, AT, calendar()).forwards == {}


def test_a_delta_ends_with_the_close_of_the_expiry_not_with_the_day() -> None:
    known = quotes(*BOTH, expires_on=date(2015, 12, 24))
    assert model(known, utc("2015-12-24T12:59:59-05:00"), calendar()).deltas[0] is not None
    assert model(known, utc("2015-12-24T13:00:00-05:00"), calendar()).deltas[0] is None


def test_a_chain_without_contracts() -> None:
    assert model(Quotes(), AT, calendar()).deltas == []


def test_the_step_of_the_price_follows_the_middle_of_the_market() -> None:
    def tick(bid: str | None, ask: str | None, symbol: str = "AAPL") -> str:
        known = quotes(("700P", bid, ask, "0"))
        known.underlying[0] = symbol
        found: str = facts(known)["SPY260417P00700000"].get("tick", "unknown")
        return found

    assert tick("2.90", "3.09") == "0.01"
    assert tick("2.90", "3.10") == "0.05"
    assert tick(None, "2.99") == "0.01"
    assert tick("3", None) == "0.05"
    assert tick("3", None, "SPY") == "0.01"
    assert tick(None, None) == "unknown"
    assert tick("1", "2", "SPX") == "unknown"  # the table says nothing of it


def test_days_are_counted_both_ways() -> None:
    days = [date(2026, 4, 16), date(2026, 4, 17), date(2026, 4, 20), date(2036, 4, 18)]
    found = terms(days, AT, calendar())
    assert found["days_to_expiry"] == ["0", "1", "4", "3655"]
    assert found["sessions_to_expiry"] == ["1", "2", "3", "unknown"]
    assert found["expires_on"][0] == "2026-04-16"
