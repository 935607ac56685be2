"""The real week of April 2026 and two other recorded sessions, against figures that were worked out independently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.law.recorded import decided, near, verdicts

WEEK = "recording.yaml"
MONDAY, WEDNESDAY, THURSDAY = date(2026, 4, 13), date(2026, 4, 15), date(2026, 4, 16)
WAIVER = "waiver.yaml"


def by_key(content: Mapping[str, Any], action: str, contract: str) -> Mapping[str, Any]:
    (found,) = verdicts(content, action, contract)
    return found


def test_monday_writes_the_one_call_whose_spread_is_small_enough() -> None:
    content = decided(WEEK, MONDAY, "at_10", "holding.yaml", WAIVER)
    permitted = by_key(content, "write_call", "MSFT260417C00395000")
    refused = by_key(content, "write_call", "AAPL260417C00265000")

    assert permitted["verdict"] == "permitted"
    assert permitted["waived"] == ["LIQUID-01", "LIQUID-02"]
    assert refused["verdict"] == "forbidden"
    assert refused["because"] == ["LIQUID-04"]
    assert refused["nearest_miss"]["says"] == "spread 5.063% is 0.063% above 5%"
    assert "permitted" not in {each["verdict"] for each in verdicts(content, "write_call", "NVDA")}
    (intent,) = content["intents"]
    assert intent["subject"] == "A-HOLD com/MSFT260417C00395000"
    assert intent["fields"]["quantity"] == "1"


def test_wednesday_sells_three_puts_under_the_cap() -> None:
    content = decided(WEEK, WEDNESDAY, "at_10", "fresh.yaml", WAIVER)
    (intent,) = content["intents"]
    puts = next(each for each in content["allocations"] if each["rule"] == "ALLOC-PUTS")
    rev = next(each for each in puts["goals"] if each["group"] == "sleeve A-FRESH rev")

    assert intent["subject"] == "A-FRESH rev/NVDA260420P00195000"
    assert intent["fields"]["quantity"] == "3"
    assert rev["reached"] == "58500"
    assert puts["binding"] == ["SYMBOL-CAP line A-FRESH rev/NVDA"]
    assert content["derived"]["line"]["A-FRESH rev/NVDA"]["cap_room"] == "75000"


def test_thursday_opens_nothing_and_says_by_how_little() -> None:
    content = decided(WEEK, THURSDAY, "at_10", "fresh.yaml", WAIVER)
    missed = near(verdicts(content, "open_csp", "SPY260417P"))

    assert content["intents"] == []
    assert missed["subject"] == "A-FRESH gen/SPY260417P00701000"
    assert [each["says"] for each in missed["in_the_way"]] == ["delta 0.4522 is 0.0022 above 0.4–0.45"]
    assert Fraction(missed["nearest_miss"]["margin"]) == Fraction(-22, 10_000)


def test_without_the_waiver_unknown_open_interest_refuses_everything() -> None:
    content = decided(WEEK, WEDNESDAY, "at_10", "fresh.yaml")
    assert content["judged_as_if_in_force"] is None
    best = by_key(content, "open_csp", "NVDA260420P00195000")

    assert content["intents"] == []
    assert best["verdict"] == "forbidden"
    assert best["because"] == ["LIQUID-01", "LIQUID-02"]
    assert content["waivers"] == []
    assert [each["id"] for each in content["assumptions"]] == [
        "CLOSE-STANDS-FOR-10",
        "BROKER-IS-UP",
        "SYSTEM-IS-WELL",
    ]


def test_as_recorded_windows_and_the_age_of_quotes_refuse_everything() -> None:
    content = decided(WEEK, WEDNESDAY, "as_recorded", "fresh.yaml")
    puts = verdicts(content, "open_csp", "NVDA260420P00195000")

    assert content["intents"] == []
    assert content["assumptions"] == []
    entries = [each for each in content["decisions"] if each["action"] in {"open_csp", "write_call", "buy_shares"}]
    assert {each["verdict"] for each in entries} == {"forbidden"}
    assert puts[0]["because"] == [
        "DATA-03", "LIQUID-01", "LIQUID-02", "LIQUID-04", "VIX-02", "VIX-03",
    ]  # fmt: skip
    assert any("age of contract.bid is not known" in each["cause"] for each in content["unknown"])


def test_an_early_close_with_real_open_interest_opens_nothing() -> None:
    content = decided("goog-2015-12-24.yaml", date(2015, 12, 24), "at_10", "christmas-2015.yaml")
    assert content["judged_as_if_in_force"]["why"] == "later_law"
    missed = near(verdicts(content, "open_csp", "GOOG"))

    assert content["intents"] == []
    assert content["derived"]["clock"][""]["management_closes"] == "12:45"
    assert missed["subject"].endswith("GOOG151224P00747500")
    assert "open interest 345 contracts is 155 contracts below 500 contracts" in [
        each["says"] for each in missed["in_the_way"]
    ]


def test_one_number_of_one_account_changes_the_verdict_and_nothing_else() -> None:
    day = date(2025, 9, 25)
    before = decided("spy-2025-09-25.yaml", day, "at_10", "september-2025.yaml")
    after = decided("spy-2025-09-25.yaml", day, "at_10", "september-2025-eight-days.yaml")
    assert before["judged_as_if_in_force"] == after["judged_as_if_in_force"]
    assert before["judged_as_if_in_force"]["why"] == "later_law"
    contract = "SPY251003P00656000"
    one, other = by_key(before, "open_csp", contract), by_key(after, "open_csp", contract)

    assert [each["says"] for each in one["in_the_way"]] == ["days to expiry 8 days is 7 days above 0–1 day"]
    assert one["verdict"] == "not_permitted"
    assert other["verdict"] == "permitted"
    assert before["facts_digest"] == after["facts_digest"]
    assert before["constitution"]["logic_digest"] == after["constitution"]["logic_digest"]
    assert before["constitution"]["effect_digest"] != after["constitution"]["effect_digest"]
    changed = {
        (each["action"], each["subject"])
        for each, now in zip(before["decisions"], after["decisions"], strict=True)
        if each["verdict"] != now["verdict"]
    }
    assert all(action == "open_csp" for action, _ in changed)
    assert [each["id"] for each in after["terms"]] == ["EIGHT-DAYS"]
