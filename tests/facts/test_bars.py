from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.bars import Bars, Splits, facts
from facts.errors import FactsError
from tests.facts.world import calendar, snapshot, table, utc

DAYS = [date(2026, 4, day) for day in (6, 7, 8, 9, 10, 13, 14, 15)]


def bars(rows: dict[str, tuple[str | None, str | None, str | None]], splits: Splits | None = None) -> Bars:
    made = [
        {
            "underlying": "AAA",
            "session": date.fromisoformat(f"2026-04-{day}"),
            "high": high,
            "low": low,
            "close": close,
        }
        for day, (high, low, close) in rows.items()
    ]
    return Bars(table("bars", made, prices="as_traded"), splits or Splits())


def sessions(until: str) -> Any:
    return calendar().last_completed(20, utc(f"{until}T23:00:00-04:00"))


ROWS: dict[str, tuple[str | None, str | None, str | None]] = {
    "06": ("10", "9", "9.5"),
    "07": ("11", "10", "10.5"),  # 11 − 9.5 = 1.5: a gap up
    "08": ("10.6", "10.4", "10.5"),  # 0.2
    "09": ("9", "8.5", "8.6"),  # 10.5 − 8.5 = 2: a gap down
    "10": ("9.6", "8.6", "9"),  # 1
}


def test_true_ranges_by_hand() -> None:
    found = facts(bars(ROWS), "AAA", sessions("2026-04-10"), 4, DAYS[4])
    assert found == {"true_range": ["1.5", "0.2", "2", "1"]}


def test_a_hole_is_unknown_and_the_last_full_window_stands_beside_it() -> None:
    rows = {**ROWS, "14": ("9.5", "9", "9.2"), "15": ("9.6", "9.2", "9.4")}  # no bar on the 13th
    found = facts(bars(rows), "AAA", sessions("2026-04-15"), 3, DAYS[-1])
    # Neither the 13th nor the 14th, which lacks the close before it, has a range.
    # The last full window is that of 8 to 10 April: (0.2 + 2 + 1) / 3.
    assert found == {"true_range": ["unknown", "unknown", "0.4"], "atr_last_valid": "1.0667"}


def test_a_missing_price_is_a_hole_where_it_is_needed() -> None:
    rows = {**ROWS, "08": ("10.6", "10.4", None)}
    assert facts(bars(rows), "AAA", sessions("2026-04-10"), 4, DAYS[4])["true_range"] == [
        "1.5",
        "0.2",
        "unknown",
        "1",
    ]
    rows = {**ROWS, "08": (None, "10.4", "10.5")}
    assert facts(bars(rows), "AAA", sessions("2026-04-10"), 4, DAYS[4])["true_range"] == [
        "1.5",
        "unknown",
        "2",
        "1",
    ]


def test_where_history_begins_there_are_holes_and_no_earlier_window() -> None:
    assert facts(bars(ROWS), "AAA", sessions("2026-04-10"), 5, DAYS[4]) == {
        "true_range": ["unknown", "1.5", "0.2", "2", "1"]
    }


def test_no_bars_no_facts() -> None:
    assert facts(bars(ROWS), "BBB", sessions("2026-04-10"), 5, DAYS[4]) == {}
    only = facts(bars(ROWS), "AAA", sessions("2026-04-20"), 3, DAYS[4])
    assert only == {"atr_last_valid": "1.0667"}


def test_two_bars_for_one_session_are_refused() -> None:
    row = {"underlying": "AAA", "session": DAYS[0], "high": "1", "low": "1", "close": "1"}
    with pytest.raises(FactsError) as error:
        Bars(table("bars", [row, row], prices="as_traded"), Splits())
    assert [each.code for each in error.value.findings] == ["F619"]


def split(day: str, ratio: str) -> Splits:
    return Splits(table("splits", [{"underlying": "AAA", "ex_date": date.fromisoformat(day), "ratio": ratio}]))


def test_the_previous_close_is_restated_for_a_split() -> None:
    # Four for one on the 9th: 10.5 becomes 2.625, and the day's own prices are new shares already.
    rows = {**ROWS, "09": ("2.7", "2.5", "2.6"), "10": ("2.8", "2.6", "2.7")}
    found = facts(bars(rows, split("2026-04-09", "4")), "AAA", sessions("2026-04-10"), 3, DAYS[4])
    assert found == {"true_range": ["0.05", "0.2", "0.2"]}
    # Asked on the day before the split, the same sessions are in old shares.
    found = facts(bars(rows, split("2026-04-09", "4")), "AAA", sessions("2026-04-08"), 2, DAYS[2])
    assert found == {"true_range": ["1.5", "0.2"]}


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 50), st.integers(0, 50)), min_size=5, max_size=5),
    st.integers(1, 4),
    st.integers(2, 20),
)
def test_a_split_never_changes_a_range_but_for_its_unit(
    prices: list[tuple[int, int, int]], at: int, ratio: int
) -> None:
    """The same market, once without a split and once with its prices divided from one day on."""
    days = DAYS[:5]
    rows = [(low + up, low, low + min(close, up)) for low, up, close in prices]

    def market(divisor: int) -> Bars:
        made = []
        for number, (day, prices_of_day) in enumerate(zip(days, rows, strict=True)):
            high, low, close = (str(Fraction(price) / (divisor if number >= at else 1)) for price in prices_of_day)
            made.append({"underlying": "AAA", "session": day, "high": high, "low": low, "close": close})
        splits = split(days[at].isoformat(), str(divisor)) if divisor > 1 else Splits()
        return Bars(table("bars", made, prices="as_traded"), splits)

    plain_bars, divided = market(1), market(ratio)
    listed = calendar().last_completed(5, utc("2026-04-10T23:00:00-04:00"))
    old = plain_bars.true_ranges("AAA", listed, days[0])
    assert divided.true_ranges("AAA", listed, days[0]) == old
    assert divided.true_ranges("AAA", listed, days[-1]) == [None if each is None else each / ratio for each in old]


def test_prices_that_were_restated_meet_the_strikes_of_their_day() -> None:
    """Alphabet's bars are in shares of today; on 24 December 2015 one share was what twenty are now."""
    found = snapshot("2015-12-24", "as_recorded", "goog-2015-12-24").facts["underlying"]["GOOG"]
    # By hand from the table, × 20: on the 23rd 754.21 − 744.00, on the 18th 754.13 − 738.15.
    assert found["true_range"] == ["13.68", "15.98", "10.69", "9.32", "10.21"]


def test_atr_of_a_known_symbol_by_hand() -> None:
    """SPY before 16 April 2026, from the table: |low − previous close| and the like."""
    spy = snapshot("2026-04-16", "at_10").facts["underlying"]["SPY"]
    by_hand = [
        Fraction("681.16") - Fraction("673.77"),  # 9 April; the close before was 676.01
        Fraction("682.03") - Fraction("678.45"),  # 10 April
        Fraction("686.30") - Fraction("676.58"),  # 13 April
        Fraction("694.58") - Fraction("686.10"),  # 14 April opened above the close before
        Fraction("700.28") - Fraction("694.20"),  # 15 April
    ]
    assert [Fraction(each) for each in spy["true_range"]] == by_hand
    assert sum(by_hand) / 5 == Fraction("7.05")
    assert "atr_last_valid" not in spy


def test_what_has_no_bars_has_no_ranges() -> None:
    underlyings = snapshot("2026-04-16", "at_10").facts["underlying"]
    for symbol in ("IWM", "META"):
        assert not {"true_range", "atr_last_valid"} & set(underlyings[symbol])


def test_a_week_without_sessions_changes_nothing() -> None:
    found = facts(bars(ROWS), "AAA", sessions("2026-04-11"), 4, DAYS[4] + timedelta(days=1))
    assert found == {"true_range": ["1.5", "0.2", "2", "1"]}
