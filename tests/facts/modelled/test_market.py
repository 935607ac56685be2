from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pyarrow.parquet as pq
import pytest

from console.replay import request_of
from engine.facts import read_facts
from engine.trading.instrument import Instrument, Option
from facts.books import asked_by
from facts.modelled.market import ModelledMarket
from facts.request import Request
from rules.source.load import load_path
from tests.facts.modelled.five_years import FOLDER, REQUEST, described, instant, market
from tests.facts.world import calendar
from tests.laws import all_use

THURSDAY = instant("2019-03-07", "10:00")


def facts(day: str = "2019-03-07", clock: str = "10:00") -> dict[str, Any]:
    return dict(market().snapshot(instant(day, clock)).facts)


def bar(symbol: str, on: str) -> dict[str, float]:
    """The row of the table, as it is stored."""
    table = pq.read_table(FOLDER / "data" / "bars_daily.parquet").to_pylist()
    return next(row for row in table if (row["symbol"], row["date"].isoformat()) == (symbol, on))


@pytest.fixture
def watching() -> Iterator[ModelledMarket]:
    yield market()
    market().watch(())


def option(symbol: str, underlying: str, on: str, right: str, strike: str, **terms: Any) -> Instrument:
    told = {"expires_on": on, "right": right, "strike": strike, "multiplier": 100, "deliverable": 100} | terms
    return Instrument(symbol=symbol, underlying=underlying, option=Option.model_validate(told))


# --- prices as they were traded --------------------------------------------------------------------
def test_the_close_is_the_bar_s_own_in_shares_of_its_day() -> None:
    """Apple closed at $172.50 on 7 March 2019, before its 4:1 split; the table says 43.125 in shares of 2025."""
    stored = bar("AAPL", "2019-03-07")["close"]
    assert stored == pytest.approx(43.125, abs=1e-9)
    assert market().price("AAPL", instant("2019-03-07", "16:00")) == Decimal("172.50")
    assert market().price("AAPL", instant("2019-03-07", "09:30")) == round(
        Decimal(repr(bar("AAPL", "2019-03-07")["open"])) * 4, 2
    )


@pytest.mark.parametrize(
    ("symbol", "before", "ex_date", "ratio"),
    [
        ("AAPL", "2020-08-28", "2020-08-31", 4),
        ("TSLA", "2020-08-28", "2020-08-31", 5),
        ("NVDA", "2021-07-19", "2021-07-20", 4),
        ("AMZN", "2022-06-03", "2022-06-06", 20),
        ("GOOG", "2022-07-15", "2022-07-18", 20),
        ("TSLA", "2022-08-24", "2022-08-25", 3),
    ],
)
def test_a_split_is_seen_in_prices_and_not_in_volatility(symbol: str, before: str, ex_date: str, ratio: int) -> None:
    old = market().price(symbol, instant(before, "16:00"))
    new = market().price(symbol, instant(ex_date, "09:30"))
    assert old is not None
    assert new is not None
    assert 0.9 < float(old / new) / ratio < 1.1
    assert (date.fromisoformat(ex_date), Fraction(ratio)) in market().splits(symbol)
    ranges = facts(ex_date, "16:00")["underlying"][symbol]["true_range"]
    assert max(map(float, ranges)) < 0.2 * float(new)


def test_the_path_touches_the_day_s_extremes_and_no_more() -> None:
    prices = [market().price("TSLA", instant("2020-03-16", "09:30") + timedelta(minutes=each)) for each in range(391)]
    found = [each for each in prices if each is not None]
    stored = bar("TSLA", "2020-03-16")
    assert (min(found), max(found)) == tuple(round(Decimal(repr(stored[each])) * 15, 2) for each in ("low", "high"))


def test_between_sessions_the_last_close_grows_old() -> None:
    evening = facts("2019-03-07", "17:00")
    assert evening["underlying"]["AAPL"]["spot"] == {"value": "172.5", "age": "3600"}
    assert evening["underlying"]["AAPL"]["has_chain"] == "false"
    assert evening["market"]["vix"] == {"value": "16.59", "age": "2700"}
    assert not {"contract", "expiry"} & set(evening)
    sunday = market().snapshot(instant("2019-03-10", "12:00")).facts["underlying"]["AAPL"]["spot"]
    assert sunday["value"] == "172.91"


def test_the_index_is_ten_times_its_fund() -> None:
    found = facts()
    fund, index = (Decimal(found["underlying"][symbol]["spot"]) for symbol in ("SPY", "SPX"))
    assert abs(index - 10 * fund) <= Decimal("0.05")  # each path goes to its own nearest cent
    assert found["underlying"]["SPX"]["instrument"] == "index"
    assert Decimal(found["market"]["spx_close"]) == 10 * Decimal(repr(bar("SPY", "2019-03-06")["close"])).quantize(
        Decimal("0.01")
    )
    assert (
        found["market"]["spx_high"] == "2935.8"
    )  # SPY's highest close of the year before: 293.58 on 20 September 2018
    assert "breadth" not in found["market"]


# --- quotes ----------------------------------------------------------------------------------------
def test_a_quote_by_hand() -> None:
    """SPY has the VIX of the moment; its skew is a parabola in standard deviations; the width 1.4 % of the premium."""
    found = facts()
    put = found["contract"]["SPY190308P00276000"]
    spot, vix = float(found["underlying"]["SPY"]["spot"]), float(found["market"]["vix"])
    years = 30 * 3600 / (365 * 24 * 3600)
    flat = vix / 100 * math.sqrt(years)
    away = math.log(276 / spot) / flat
    deviation = flat * (1 - 0.19 * away + 0.02 * away * away)
    upper = math.log(spot / 276) / deviation + deviation / 2

    def normal(x: float) -> float:
        return math.erfc(-x / math.sqrt(2)) / 2

    premium = 276 * normal(deviation - upper) - spot * normal(-upper)
    assert put["model_delta"] == str(round(normal(-upper), 4))
    half = max(0.014 * premium, 0.01) / 2
    assert put["bid"] == f"{math.floor((premium - half) * 100) / 100:.2f}".rstrip("0")
    assert put["ask"] == f"{math.ceil((premium + half) * 100) / 100:.2f}".rstrip("0")
    assert (put["tick"], put["multiplier"], put["days_to_expiry"], put["sessions_to_expiry"]) == (
        "0.01",
        "100",
        "1",
        "2",
    )
    assert put["expires_on"] == "2019-03-08"
    assert found["expiry"][put["expiry"]] == {"underlying": "SPY", "date": "2019-03-08"}


def test_only_what_a_look_means_is_given() -> None:
    for symbol, contract in facts()["contract"].items():
        delta = Decimal(contract["model_delta"])
        if contract["expiry"].startswith("SPX"):
            assert contract["right"] == "put"
        else:
            assert contract["right"] == "put", symbol
            assert Decimal("0.3") <= delta <= Decimal("0.55"), symbol
            assert int(contract["days_to_expiry"]) <= 8
    monday = facts("2019-03-04")["contract"].values()
    rights = {(contract["expiry"].split()[0] == "SPX", contract["right"]) for contract in monday}
    assert rights == {(True, "put"), (False, "call")}
    friday = {contract["expiry"].split()[0] for contract in facts("2019-03-08")["contract"].values()}
    assert friday == {"SPX"}


def test_what_is_watched_is_quoted_wherever_the_price_went(watching: ModelledMarket) -> None:
    far = option("SPY190308P00250000", "SPY", "2019-03-08", "put", "250")
    share = Instrument(symbol="TSLA", underlying="TSLA")
    assert far.symbol not in watching.snapshot(THURSDAY).facts["contract"]
    watching.watch([far, share])
    found = watching.snapshot(THURSDAY).facts["contract"]
    assert (found[far.symbol]["bid"], found[far.symbol]["ask"], found[far.symbol]["model_delta"]) == ("0", "0.01", "0")
    friday = watching.snapshot(instant("2019-03-08", "10:00")).facts["contract"]
    rolls = {each["expiry"] for each in friday.values() if each["right"] == "put" and each["expiry"].startswith("TSLA")}
    assert rolls == {"TSLA 2019-03-08", "TSLA 2019-03-15"}


def test_an_adjusted_contract_keeps_its_terms(watching: ModelledMarket) -> None:
    """After 20:1 a tenth of the old contract's shares: priced on what one share's part delivers."""
    plain = option("AMZN220617P00120000", "AMZN", "2022-06-17", "put", "120")
    whole = option("AMZN1220617P00060000", "AMZN", "2022-06-17", "put", "60", deliverable=50)
    at = instant("2022-06-07", "10:00")
    first, second = watching.quote(plain, at), watching.quote(whole, at)
    assert first is not None
    assert second is not None
    assert float(second.bid) == pytest.approx(float(first.bid) / 2, rel=0.02)
    watching.watch([whole])
    told = watching.snapshot(at).facts["contract"]["AMZN1220617P00060000"]
    assert (told["expiry"], told["strike"], told["multiplier"]) == ("AMZN 2022-06-17", "60", "100")
    assert watching.instrument(whole.symbol, watching.snapshot(at)) == whole


def test_a_quote_alone_is_the_quote_of_the_snapshot() -> None:
    at = instant("2020-03-18", "11:00")
    snapshot = market().snapshot(at)
    assert len(snapshot.facts["contract"]) > 40
    for symbol, contract in snapshot.facts["contract"].items():
        found = market().quote(market().instrument(symbol, snapshot), at)
        assert found is not None
        told = tuple(Decimal(contract[name]) for name in ("bid", "ask", "tick"))
        assert (found.bid, found.ask, found.step) == told, symbol


def test_nothing_is_quoted_outside_the_session_or_after_the_expiry() -> None:
    put = option("SPY190308P00276000", "SPY", "2019-03-08", "put", "276")
    asked = {
        clock: market().quote(put, instant("2019-03-08", clock))
        for clock in ("09:29", "09:30", "15:59", "16:00", "16:01")
    }
    assert [clock for clock, found in asked.items() if found is not None] == ["09:30", "15:59", "16:00"]
    at_close = asked["16:00"]
    assert at_close is not None
    price = market().price("SPY", instant("2019-03-08", "16:00"))
    assert price is not None
    assert at_close.bid <= 276 - price <= at_close.ask  # what exercise brings, in the last quote's width
    assert market().quote(put, instant("2019-03-07", "16:00")) is not None
    assert market().quote(Instrument(symbol="SPY", underlying="SPY"), THURSDAY) is None
    assert market().quote(option("IBM190308P00100000", "IBM", "2019-03-08", "put", "100"), THURSDAY) is None
    short = option("SPY190703P00290000", "SPY", "2019-07-03", "put", "290")
    assert market().quote(short, instant("2019-07-03", "13:00")) is not None  # the session ended at 13:00
    assert market().quote(short, instant("2019-07-03", "13:01")) is None
    assert market().quote(short, instant("2019-07-05", "10:00")) is None


def test_an_instrument_that_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        market().instrument("SPY190308P00001000", market().snapshot(THURSDAY))
    found = market().instrument("SPX190920P02400000", market().snapshot(THURSDAY))
    assert found.option is not None
    assert found.option.cash_settled


# --- what is known when --------------------------------------------------------------------------------
def realised(symbol: str, until: str) -> float:
    """The deviation of twenty logarithmic moves, as a year's, up to a session."""
    table = pq.read_table(FOLDER / "data" / "bars_daily.parquet").to_pylist()
    closes = [row["close"] for row in table if row["symbol"] == symbol and row["date"].isoformat() <= until][-21:]
    return statistics.stdev(math.log(after / before) for before, after in pairwise(closes)) * math.sqrt(252)


def test_a_name_s_volatility_is_its_share_of_the_vix_up_to_the_session_before() -> None:
    found = facts()
    symbol, put = next((key, each) for key, each in found["contract"].items() if each["expiry"] == "AAPL 2019-03-15")
    spot, vix = float(found["underlying"]["AAPL"]["spot"]), float(found["market"]["vix"])
    flat = realised("AAPL", "2019-03-06") / realised("SPY", "2019-03-06") * vix / 100
    deviation = flat * math.sqrt((8 * 24 + 5) * 3600 / (365 * 24 * 3600))  # an hour was lost on the 10th
    away = math.log(float(put["strike"]) / spot) / deviation
    deviation *= 1 - 0.04 * away + 0.05 * away * away
    upper = math.log(spot / float(put["strike"])) / deviation + deviation / 2
    assert float(put["model_delta"]) == pytest.approx(math.erfc(upper / math.sqrt(2)) / 2, abs=6e-5), symbol


def test_what_is_known_in_the_morning_ends_with_the_session_before() -> None:
    known = market().snapshot(instant("2020-03-12", "09:30")).facts
    assert known["market"]["spx_close"] == "2743.6"  # SPY closed at $274.36 on the 11th
    assert known["market"]["vix_close"][-1] == "53.9"  # on the 11th
    assert known["underlying"]["AAPL"]["next_earnings"] == "2020-04-30"
    assert known["underlying"]["AAPL"]["ex_dividend_on"] == "2020-05-08"


def test_the_clock_is_the_calendar_s() -> None:
    assert facts()["clock"] == calendar().facts(THURSDAY)


def test_each_snapshot_says_what_it_rests_on() -> None:
    found = market().snapshot(THURSDAY)
    assert [each.id for each in found.assumptions] == [
        "MODELLED-CHAINS", "MODELLED-PATH", "SPY-STANDS-FOR-SPX", "DATES-KNOWN-AHEAD",
    ]  # fmt: skip
    assert "none was recorded" in found.assumptions[0].states
    assert found.source.endswith("market.yaml")
    assert found.at == "2019-03-07T10:00:00-05:00"
    assert not any(
        {"open_interest", "volume", "average_volume"} & set(each) for each in found.facts["contract"].values()
    )


def test_the_same_market_again_says_the_same() -> None:
    fresh = ModelledMarket(described(), REQUEST)
    later = fresh.snapshot(instant("2021-07-08", "15:00"))  # the order of questions does not matter
    assert fresh.snapshot(THURSDAY) == market().snapshot(THURSDAY)
    assert market().snapshot(instant("2021-07-08", "15:00")) == later


def test_only_what_is_asked_is_told() -> None:
    asked = {"contract": ["bid"], "underlying": ["spot"], "clock": ["session_open"], "market": [], "expiry": []}
    narrow = ModelledMarket(
        described(), Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20, asked=asked)
    )
    found = narrow.snapshot(THURSDAY).facts
    assert set(found) == {"clock", "underlying", "contract", "expiry"}
    assert set(found["underlying"]["SPY"]) == {"spot"}
    assert set(next(iter(found["contract"].values()))) == {"expiry", "bid"}


def test_crossings_of_a_level_are_on_the_path() -> None:
    on = date(2020, 3, 16)
    level = Decimal("240")
    found = market().crossings("SPY", level, on)
    assert found
    for each in found:
        before, there = (market().price("SPY", each - timedelta(seconds=back)) for back in (1, 0))
        assert before is not None
        assert there is not None
        assert before < level <= there or before > level >= there
    assert market().crossings("SPY", Decimal(1), on) == ()
    assert market().crossings("SPY", level, date(2020, 3, 15)) == ()


def test_the_five_years_have_their_sessions() -> None:
    sessions = market().sessions()
    assert (sessions[0], sessions[-1], len(sessions)) == (date(2019, 1, 2), date(2023, 12, 29), 1258)
    assert all(calendar().session(each) is not None for each in sessions)


def test_dividends_are_as_paid() -> None:
    """Apple paid $0.82 before its split and 20.5 cents after it."""
    paid = dict(market().dividends("AAPL"))
    assert paid[date(2020, 8, 7)] == Decimal("0.82")
    assert paid[date(2020, 11, 6)] == Decimal("0.205")
    assert market().dividends("TSLA") == ()


def test_the_law_reads_the_market_without_a_complaint() -> None:
    """On every hundredth session: the facts fit the vocabulary, and there are no more contracts than the law needs."""
    law = all_use(load_path(FOLDER / "waiver.yaml"))
    request = request_of(law)
    own = ModelledMarket(described(), Request(**{each: getattr(request, each) for each in (
        "true_range_sessions", "vix_close_sessions", "volume_sessions", "index_high_sessions",
    )}, asked=asked_by(law)))  # fmt: skip
    for on in own.sessions()[::100]:
        for clock in ("09:45", "16:00", "18:00"):
            snapshot = own.snapshot(instant(on.isoformat(), clock))
            read = read_facts(law, snapshot)
            assert read.facts is not None, read.findings
            assert len(snapshot.facts.get("contract", {})) <= 300
