"""Snapshots of the recorded sessions: what they must say, and what they could not know."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facts.description import Recording
from facts.errors import FactsError
from facts.files import canonical_json
from facts.recording import Request, build_snapshot, load_recording
from tests.facts.world import EXAMPLES, REQUEST, ROOT, raw, recording, snapshot

WEEK = ("2026-04-13", "2026-04-15", "2026-04-16", "2026-04-17")
GOOG = "goog-2015-12-24"
SPY = "spy-2025-09-25"


def contract(day: str, reading: str, key: str, name: str = "recording") -> dict[str, Any]:
    found: dict[str, Any] = snapshot(day, reading, name).facts["contract"][key]
    return found


# --- instants and assumptions -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "reading", "at"),
    [
        ("2026-04-13", "as_recorded", "2026-04-13T20:27:55-04:00"),
        ("2026-04-15", "as_recorded", "2026-04-15T16:38:51-04:00"),
        ("2026-04-16", "as_recorded", "2026-04-16T16:11:09-04:00"),
        ("2026-04-17", "as_recorded", "2026-04-17T19:58:02-04:00"),
        ("2026-04-13", "at_10", "2026-04-13T10:00:00-04:00"),
        ("2026-04-17", "at_10", "2026-04-17T15:00:00-04:00"),
    ],
)
def test_the_instant_is_local_time_with_its_offset(day: str, reading: str, at: str) -> None:
    assert snapshot(day, reading).at == at


def test_as_recorded_assumes_nothing_and_knows_no_quote_s_age() -> None:
    for day in WEEK:
        found = snapshot(day, "as_recorded")
        assert found.assumptions == ()
        assert found.facts["clock"]["session_open"] == "false"
        assert found.facts["underlying"]["SPY"]["spot"]["age"] == "unknown"
        for each in found.facts["contract"].values():
            for name in ("bid", "ask", "feed_delta", "model_delta"):
                assert each.get(name, "unknown") == "unknown" or each[name]["age"] == "unknown"


def test_under_the_assumption_every_quote_is_of_the_moment() -> None:
    for day in WEEK:
        found = snapshot(day, "at_10")
        hour = "15" if day == "2026-04-17" else "10"
        assert [each.id for each in found.assumptions] == [f"CLOSE-STANDS-FOR-{hour}", "BROKER-IS-UP", "SYSTEM-IS-WELL"]
        assert found.facts["clock"]["session_open"] == "true"
        assert found.facts["broker"] == {"is_up": "true", "state_fetched": "true"}
        assert found.facts["system"] == {"healthy": "true", "snapshot_loaded": "true", "schedule_rebuilt": "true"}
        assert isinstance(found.facts["underlying"]["SPY"]["spot"], str)
        assert all(isinstance(each["bid"], str) for each in found.facts["contract"].values())


# --- the independent calculation of the week ----------------------------------------------------
@pytest.mark.parametrize(
    ("day", "key", "bid", "ask", "feed", "days", "sessions"),
    [
        ("2026-04-13", "MSFT260417C00395000", "1.45", "1.52", "0.2361", "4", "5"),
        ("2026-04-13", "AAPL260417C00265000", "0.77", "0.81", "0.2092", "4", "5"),
        ("2026-04-15", "NVDA260420P00195000", "1.44", "1.47", "0.3156", "5", "4"),
        ("2026-04-16", "SPY260417P00701000", "1.61", "1.63", "0.4522", "1", "2"),
        ("2026-04-17", "NVDA260420P00195000", "0.19", "0.24", "0.0956", "3", "2"),
    ],
)
def test_contracts_of_the_week(day: str, key: str, bid: str, ask: str, feed: str, days: str, sessions: str) -> None:
    found = contract(day, "at_10", key)
    assert (found["bid"], found["ask"], found["feed_delta"]) == (bid, ask, feed)
    assert (found["days_to_expiry"], found["sessions_to_expiry"]) == (days, sessions)
    assert (found["multiplier"], found["tick"]) == ("100", "0.01")


def test_the_feed_has_no_delta_on_the_last_day_and_our_own_ends_with_the_close() -> None:
    key = "MSFT260417C00395000"
    at_15 = contract("2026-04-17", "at_10", key)
    assert at_15["feed_delta"] == "unknown"
    assert at_15["model_delta"] == "0.9232"
    assert at_15["tick"] == "0.05"  # above three dollars
    assert contract("2026-04-17", "as_recorded", key)["model_delta"] == "unknown"


def test_nothing_of_a_recording_is_lost() -> None:
    assert [len(raw(day, "at_10")["facts"]["contract"]["rows"]) for day in WEEK] == [
        18952,
        17092,
        18598,
        18910,
    ]
    assert not {"open_interest", "volume", "average_volume"} & set(
        raw(WEEK[0], "at_10")["facts"]["contract"]["columns"]
    )


def test_underlyings_without_a_chain_say_so() -> None:
    monday = snapshot("2026-04-13", "at_10").facts["underlying"]
    assert {symbol for symbol, each in monday.items() if each["has_chain"] == "true"} == {
        "AAPL", "MSFT", "NVDA", "IWM", "QQQ", "SPY",
    }  # fmt: skip
    assert "spot" not in monday["GOOG"]
    assert snapshot("2026-04-15", "at_10").facts["underlying"]["GOOG"]["has_chain"] == "true"
    assert {symbol: each["instrument"] for symbol, each in monday.items()} == {
        **dict.fromkeys(("AAPL", "AMZN", "GOOG", "GOOGL", "META", "MSFT", "NVDA", "TSLA"), "stock"),
        **dict.fromkeys(("IWM", "QQQ", "SPY"), "fund"),
    }


def test_reports_and_dividends() -> None:
    found = snapshot("2026-04-16", "at_10").facts["underlying"]
    assert found["TSLA"]["next_earnings"] == "2026-04-22"
    assert found["AAPL"]["next_earnings"] == "2026-04-30"
    assert "next_earnings" not in found["SPY"]
    assert {each["ex_dividend_on"] for each in found.values()} == {"none"}
    # Alphabet's dividends of 2015 are not in the recording: nothing is said of them.
    assert "ex_dividend_on" not in snapshot("2015-12-24", "at_10", GOOG).facts["underlying"]["GOOG"]


# --- our own delta ------------------------------------------------------------------------------
def columns(day: str, *names: str, name: str = "recording", reading: str = "at_10") -> dict[str, list[str]]:
    content = raw(day, reading, name)["facts"]["contract"]
    at = [content["columns"].index(each) for each in names]
    return {each: [row[index] for row in content["rows"]] for each, index in zip(names, at, strict=True)}


def gaps(day: str, low: int, high: int, band: tuple[float, float], name: str = "recording") -> np.ndarray[Any, Any]:
    """The distances of our delta from the feed's, for expiries and feed deltas within limits."""
    found = columns(day, "feed_delta", "model_delta", "days_to_expiry", name=name)
    pairs = [
        (float(feed), float(ours))
        for feed, ours, days in zip(*found.values(), strict=True)
        if "unknown" not in (feed, ours) and low <= int(days) <= high and band[0] <= float(feed) <= band[1]
    ]
    assert len(pairs) > 50
    feed, ours = np.array(pairs).T
    return np.asarray(np.abs(feed - ours))


@pytest.mark.parametrize("day", WEEK)
def test_our_delta_is_near_the_feed_s(day: str) -> None:
    every = gaps(day, 0, 99, (0, 1))
    assert np.median(every) < 0.004
    assert np.quantile(every, 0.99) < 0.1
    near = gaps(day, 1, 8, (0.2, 0.5))
    assert np.median(near) < 0.01
    assert near.max() < 0.1


def test_our_delta_is_near_the_exchange_s() -> None:
    near = gaps("2025-09-25", 6, 36, (0.2, 0.5), SPY)
    assert np.median(near) < 0.005
    assert near.max() < 0.02


@pytest.mark.parametrize("day", WEEK)
def test_parity_meets_the_price_that_was_recorded(day: str) -> None:
    asked = {"expiry": ["date", "forward"], "underlying": ["spot"]}
    request = Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20, asked=asked)
    found = build_snapshot(recording(), day, "at_10", request)["facts"]
    recorded = {symbol: float(each["spot"]) for symbol, each in found["underlying"].items() if "spot" in each}
    assert len(recorded) >= 6
    for symbol, spot in recorded.items():
        forwards = {
            each["date"]: float(each["forward"])
            for each in found["expiry"].values()
            if each["underlying"] == symbol and each["date"] > day and "forward" in each
        }
        nearest = min(forwards)
        assert abs(forwards[nearest] / spot - 1) < 6.5e-4, (symbol, nearest)


# --- nothing before it could be known -----------------------------------------------------------
def altered(change: dict[str, Any], name: str = "recording") -> Recording:
    """A recording whose tables were altered from one session on, as if the future had been another one."""
    found = load_recording(EXAMPLES / f"{name}.yaml")
    for table, (column, session, value) in change.items():
        read = found.table(table)
        assert read is not None
        rows = read.columns["session"]
        read.columns[column][:] = [
            value if on.isoformat() >= session else old for on, old in zip(rows, read.columns[column], strict=True)
        ]
    return found


def test_bars_of_a_session_are_used_after_its_close_only() -> None:
    other = altered({"bars": ("high", "2026-04-16", "9999")})
    before = build_snapshot(other, "2026-04-16", "at_10", REQUEST)
    assert before["facts"]["underlying"] == raw("2026-04-16", "at_10")["facts"]["underlying"]
    after = build_snapshot(other, "2026-04-16", "as_recorded", REQUEST)["facts"]["underlying"]["SPY"]
    after = after["true_range"]
    assert after[:-1] == snapshot("2026-04-16", "as_recorded").facts["underlying"]["SPY"]["true_range"][:-1]
    assert float(after[-1]) > 9000
    known = snapshot("2026-04-16", "as_recorded").facts["underlying"]["SPY"]["true_range"]
    assert known[:-1] == snapshot("2026-04-16", "at_10").facts["underlying"]["SPY"]["true_range"][1:]


def test_the_vix_of_a_session_is_final_a_quarter_of_an_hour_after_its_close() -> None:
    # On Thursday the last chain was captured at 16:11: the index of the day is not final yet.
    thursday = snapshot("2026-04-16", "as_recorded").facts["market"]
    assert thursday["vix"] == {"value": "18.17", "age": "86169"}  # Wednesday's, of 16:15
    assert thursday["vix_close"] == ["19.49", "19.23", "19.12", "18.36", "18.17"]
    wednesday = snapshot("2026-04-15", "as_recorded").facts["market"]
    assert wednesday["vix"] == {"value": "18.17", "age": "1431"}
    assert wednesday["vix_close"][-1] == "18.17"


def test_an_assumption_lifts_the_vix_of_the_moment_and_not_the_series() -> None:
    found = snapshot("2026-04-16", "at_10").facts["market"]
    assert found["vix"] == "17.94"
    assert found["vix_close"] == ["19.49", "19.23", "19.12", "18.36", "18.17"]
    other = altered({"vix": ("close", "2026-04-16", "99")})
    seen = build_snapshot(other, "2026-04-16", "at_10", REQUEST)["facts"]["market"]
    assert seen == {**found, "vix": "99"}
    without = build_snapshot(
        altered({"vix": ("close", "2015-12-24", "99")}, GOOG), "2015-12-24", "as_recorded", REQUEST
    )
    assert without["facts"]["market"] == snapshot("2015-12-24", "as_recorded", GOOG).facts["market"]


def rewritten(folder: Path, name: str, old: str, new: str) -> Recording:
    """A copy of a description in which something was replaced."""
    text = (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    assert old in text
    text = text.replace(old, new).replace("../../", f"{ROOT.as_posix()}/")
    path = folder / "recording.yaml"
    path.write_text(text.replace("mapping.yaml", (EXAMPLES / "mapping.yaml").as_posix()), "utf-8")
    return load_recording(path)


def test_a_capture_of_the_evening_is_unknown_in_the_morning(tmp_path: Path) -> None:
    old = "{ at: 10:00, assumptions: [CLOSE-STANDS-FOR-10, BROKER-IS-UP, SYSTEM-IS-WELL] }"
    other = rewritten(tmp_path, "recording", old, "{ at: 10:00 }")
    found = build_snapshot(other, "2026-04-16", "at_10", REQUEST)["facts"]
    assert "contract" not in found
    assert "expiry" not in found
    assert found["underlying"]["SPY"]["has_chain"] == "false"
    assert "spot" not in found["underlying"]["SPY"]
    assert found["market"]["vix"] == {"value": "18.17", "age": "63900"}


# --- Christmas Eve 2015 -------------------------------------------------------------------------
def test_an_early_close_with_quotes_of_the_minute() -> None:
    found = snapshot("2015-12-24", "as_recorded", GOOG)
    assert found.at == "2015-12-24T10:00:00-05:00"
    assert found.facts["clock"]["session_closes"] == "13:00"
    assert found.facts["underlying"]["GOOG"]["spot"] == "747.25"
    assert found.facts["underlying"]["GOOG"]["spot_source"] == "parity"
    put = found.facts["contract"]["GOOG151224P00747500"]
    # The row of 9:59, the last that is over at 10:00; open interest of that morning, volume of the day
    # before.
    assert put == {
        "expiry": "GOOG 2015-12-24",
        "right": "put",
        "strike": "747.5",
        "expires_on": "2015-12-24",
        "days_to_expiry": "0",
        "sessions_to_expiry": "1",
        "multiplier": "100",
        "tick": "0.05",
        "bid": "1.4",
        "ask": "2.1",
        "model_delta": "0.5234",
        "open_interest": "345",
        "volume": "8524",
        "average_volume": "8524",
    }
    one_sided = found.facts["contract"]["GOOG151224P00735000"]
    assert (one_sided["bid"], one_sided["ask"], one_sided["model_delta"]) == ("unknown", "0.15", "unknown")


def test_only_the_assumption_about_the_vix_parts_the_two_readings() -> None:
    real, assumed = snapshot("2015-12-24", "as_recorded", GOOG), snapshot("2015-12-24", "at_10", GOOG)
    assert real.assumptions == ()
    assert real.facts["market"]["vix"] == {"value": "15.57", "age": "63900"}
    assert assumed.facts["market"]["vix"] == "15.74"
    for scope in ("clock", "underlying", "expiry", "contract"):
        assert real.facts[scope] == assumed.facts[scope]


# --- SPY, September 2025 ------------------------------------------------------------------------
def test_a_chain_with_volume_and_open_interest() -> None:
    evening = snapshot("2025-09-25", "as_recorded", SPY)
    key = "SPY251003P00656000"
    assert evening.at == "2025-09-25T21:05:00-04:00"
    assert evening.facts["contract"][key]["bid"] == {"value": "3.75", "age": "unknown"}
    assert evening.facts["contract"][key]["volume"] == "4858"
    assert evening.facts["market"]["vix"] == {
        "value": "16.6",
        "age": str((35 * 24 * 60 + 4 * 60 + 50) * 60),
    }
    morning = snapshot("2025-09-25", "at_10", SPY)
    put = morning.facts["contract"][key]
    assert (put["bid"], put["ask"], put["feed_delta"]) == ("3.75", "3.77", "0.4146")
    assert (put["open_interest"], put["volume"], put["average_volume"]) == ("6838", "4858", "4858")
    assert (put["days_to_expiry"], put["sessions_to_expiry"]) == ("8", "7")
    assert morning.facts["market"] == {"vix": "16.6"}
    assert [each.id for each in morning.assumptions] == [
        "CLOSE-STANDS-FOR-10",
        "VOLUME-STANDS-FOR-LAST-SESSION",
        "LAST-VIX-STANDS-FOR-10",
        "BROKER-IS-UP",
        "SYSTEM-IS-WELL",
    ]
    assert "true_range" not in morning.facts["underlying"]["SPY"]


# --- what the law asks for ----------------------------------------------------------------------
def test_only_what_is_asked_for_is_told() -> None:
    asked = {
        "clock": ["session_open"],
        "underlying": ["instrument", "last_earnings", "lot_size"],
        "contract": ["bid"],
        "expiry": ["date"],
    }
    request = Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20, asked=asked)
    found = build_snapshot(recording(), "2026-04-16", "as_recorded", request)["facts"]
    assert found["clock"] == {"session_open": "false"}
    assert found["underlying"]["AAPL"] == {
        "instrument": "stock",
        "last_earnings": "2026-01-29",
        "lot_size": "100",
    }
    assert found["contract"]["columns"] == ["key", "expiry", "bid"]
    assert found["contract"]["ages"] == {"bid": "unknown"}
    assert "market" not in found


def test_the_lengths_of_history_are_the_law_s() -> None:
    request = Request(true_range_sessions=3, vix_close_sessions=2, volume_sessions=20)
    found = build_snapshot(recording(), "2026-04-16", "at_10", request)["facts"]
    assert found["market"]["vix_close"] == ["18.36", "18.17"]
    assert found["underlying"]["SPY"]["true_range"] == ["9.72", "8.48", "6.08"]


# --- mistakes -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "reading", "words"),
    [
        ("2026-04-14", "at_10", "no session 2026-04-14"),
        ("2026-04-16", "at_11", "has no reading `at_11`"),
    ],
)
def test_what_a_recording_does_not_have(day: str, reading: str, words: str) -> None:
    with pytest.raises(FactsError, match=words) as error:
        build_snapshot(recording(), day, reading, REQUEST)
    [found] = error.value.findings
    assert found.code == "F617"
    assert found.help is not None
    assert "at_10" in found.help or "2026-04-13" in found.help


def test_a_reading_at_the_capture_needs_a_capture(tmp_path: Path) -> None:
    other = rewritten(tmp_path, GOOG, "as_recorded: { at: 10:00 }", "as_recorded: { at: capture }")
    with pytest.raises(FactsError, match="has no captured chain"):
        build_snapshot(other, "2015-12-24", "as_recorded", REQUEST)


def test_a_reading_needs_a_session_of_the_calendar(tmp_path: Path) -> None:
    other = rewritten(tmp_path, GOOG, "  2015-12-24:", "  2015-12-25:")
    with pytest.raises(FactsError, match="is no session of the calendar"):
        build_snapshot(other, "2015-12-25", "as_recorded", REQUEST)


# --- speed and sameness -------------------------------------------------------------------------
def test_the_largest_snapshot_is_built_in_a_moment() -> None:
    times = []
    for _ in range(2):
        start = time.process_time()
        build_snapshot(load_recording(EXAMPLES / "recording.yaml"), "2026-04-13", "at_10", REQUEST)
        times.append(time.process_time() - start)
    assert min(times) < 2


def test_every_leaf_is_text_and_every_snapshot_is_json() -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                check(each)
        elif isinstance(value, list):
            for each in value:
                check(each)
        else:
            assert isinstance(value, str)

    for name, day in (("recording", "2026-04-16"), (GOOG, "2015-12-24"), (SPY, "2025-09-25")):
        for reading in ("as_recorded", "at_10"):
            found = raw(day, reading, name)
            check(found)
            assert canonical_json(found)
            assert datetime.fromisoformat(found["at"]).tzinfo is not None
