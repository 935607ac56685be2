from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from facts.contract_days import ContractDays
from facts.errors import FactsError
from facts.quotes import Quotes, captured_at, from_chain, from_stream
from tests.facts.world import calendar, table, utc

DAY = date(2026, 4, 16)
OPENS = utc("2026-04-16T09:30:00-04:00")


def row(strike: str, **more: Any) -> dict[str, Any]:
    return {"underlying": "SPY", "expires_on": date(2026, 4, 17), "right": "put", "strike": strike, **more}


def quote(minute: str, strike: str, bid: str | None, ask: str | None) -> dict[str, Any]:
    return row(strike, stamped=utc(f"2026-04-16T{minute}:00-04:00"), bid=bid, ask=ask)


STREAM = [
    quote("09:30", "700", "1.0", "1.1"),
    quote("09:30", "701", "1.6", "1.7"),
    quote("09:31", "700", "1.1", "1.2"),
    quote("09:58", "700", None, "1.3"),
    quote("09:59", "701", "1.5", "1.6"),
    quote("10:00", "700", "9.9", "9.9"),
    quote("10:00", "702", "2.0", "2.1"),
]


def streamed(at: str, rows: list[dict[str, Any]] = STREAM, **about: Any) -> dict[str, list[str | None]]:
    stream = table("quotes", rows, **{"stamp": "start", "bar_seconds": "60", **about})
    found = from_stream(stream, OPENS, utc(f"2026-04-16T{at}-04:00"))
    quoted = zip(found.key, found.bid, found.ask, found.age, strict=True)
    return {key[-6:-3]: [bid, ask, age] for key, bid, ask, age in quoted}


def test_the_last_quote_is_carried_forward_whole() -> None:
    # The bid of the 700 went away at 9:58, and stays away; the 701 last changed in the bar of 9:59.
    assert streamed("10:00:00") == {"700": [None, "1.3", "0"], "701": ["1.5", "1.6", "0"]}


def test_a_bar_is_not_known_before_it_is_over() -> None:
    assert streamed("09:30:59") == {}
    assert streamed("09:31:00") == {"700": ["1.0", "1.1", "0"], "701": ["1.6", "1.7", "0"]}
    assert streamed("09:59:59")["701"] == ["1.6", "1.7", "59"]
    assert streamed("10:01:00")["702"] == ["2.0", "2.1", "0"]
    assert streamed("10:00:00", stamp="end")["702"] == ["2.0", "2.1", "0"]


def test_a_quote_is_as_old_as_the_stream_is_silent() -> None:
    # Between 9:32 and 9:59 no row came: whether anything changed, nobody knows.
    assert streamed("09:32:00")["701"] == ["1.6", "1.7", "0"]
    assert streamed("09:32:30")["701"] == ["1.6", "1.7", "30"]
    assert streamed("09:58:00")["701"] == ["1.6", "1.7", str(26 * 60)]
    assert streamed("09:59:00")["701"] == ["1.6", "1.7", "0"]  # another contract's row woke the stream


def test_yesterday_s_rows_are_not_carried_into_today() -> None:
    old = row("699", stamped=utc("2026-04-15T15:59:00-04:00"), bid="1", ask="2")
    assert "699" not in streamed("10:00:00", [old, *STREAM])


def test_the_order_of_rows_does_not_matter() -> None:
    assert streamed("10:00:00", STREAM[::-1]) == streamed("10:00:00")


def test_two_quotes_of_one_moment_are_refused() -> None:
    for rows in ([*STREAM, STREAM[0]], [STREAM[0], *STREAM]):
        with pytest.raises(FactsError) as error:
            streamed("10:00:00", rows)
        assert [each.code for each in error.value.findings] == ["F619"]


CAPTURED = utc("2026-04-16T16:09:14-04:00")


def chain(**more: Any) -> Any:
    rows = [
        row(
            "701",
            session=DAY,
            captured_at=CAPTURED,
            bid="1.61",
            ask="1.63",
            feed_delta="-0.4522",
            spot="701.53",
            **more,
        ),
        row(
            "700",
            session=DAY,
            captured_at=CAPTURED,
            bid="0",
            ask="1.29",
            feed_delta=None,
            spot="701.53",
            **more,
        ),
        row("702", session=date(2026, 4, 15), captured_at=CAPTURED, bid="2", ask="2.1", spot="699.75", **more),
    ]
    return table("chain", rows)


def known(found: Quotes) -> list[tuple[str, str | None, str | None, str]]:
    return list(zip(found.strike, found.bid, found.ask, found.age, strict=True))


def test_a_capture_has_quotes_of_unknown_age() -> None:
    found = from_chain(chain(), DAY, CAPTURED, stands=False)
    assert known(found) == [("700", "0", "1.29", "unknown"), ("701", "1.61", "1.63", "unknown")]
    assert found.spots == {"SPY": ("701.53", "unknown")}
    assert captured_at(chain(), DAY) == CAPTURED
    assert captured_at(chain(), date(2026, 4, 14)) is None


def test_what_was_captured_later_is_not_known_yet() -> None:
    at_10 = utc("2026-04-16T10:00:00-04:00")
    found = from_chain(chain(), DAY, at_10, stands=False)
    assert not len(found)
    assert found.spots == {}


def test_an_assumption_lets_the_capture_stand_for_the_instant() -> None:
    found = from_chain(chain(), DAY, utc("2026-04-16T10:00:00-04:00"), stands=True)
    assert known(found) == [("700", "0", "1.29", "0"), ("701", "1.61", "1.63", "0")]
    assert found.spots == {"SPY": ("701.53", "0")}


def test_a_quote_time_gives_the_true_age() -> None:
    quoted = chain(quoted_at=utc("2026-04-16T15:59:30-04:00"))
    found = from_chain(quoted, DAY, CAPTURED, stands=False)
    assert {age for *_, age in known(found)} == {str(9 * 60 + 44)}
    ahead = chain(quoted_at=utc("2026-04-16T16:10:00-04:00"))
    assert {age for *_, age in known(from_chain(ahead, DAY, CAPTURED, stands=False))} == {"0"}


def test_a_contract_that_stands_twice_is_refused() -> None:
    twice = table("chain", [row("701", session=DAY, captured_at=CAPTURED, bid="1", ask="2")] * 2)
    with pytest.raises(FactsError) as error:
        from_chain(twice, DAY, CAPTURED, stands=False)
    assert [each.code for each in error.value.findings] == ["F619"]


# --- open interest and volume -------------------------------------------------------------------
def days(stated: str) -> ContractDays:
    rows = [
        row("701", session=date(2026, 4, 14), open_interest="100", volume="10"),
        row("701", session=date(2026, 4, 15), open_interest="200", volume="21"),
        row("701", session=DAY, open_interest="300", volume="999"),
        row("702", session=date(2026, 4, 15), open_interest=None, volume=None),
    ]
    return ContractDays(table("contract_days", rows, open_interest=stated), calendar())


SYMBOLS = ["SPY260417P00701000", "SPY260417P00702000"]


@pytest.mark.parametrize(
    ("at", "stated", "stands", "interest", "volume", "average"),
    [
        ("2026-04-16T10:00:00", "before_open", None, "300", "21", "16"),
        ("2026-04-16T10:00:00", "after_close", None, "200", "21", "16"),
        ("2026-04-16T09:29:59", "before_open", None, "200", "21", "16"),
        (
            "2026-04-16T15:59:59",
            "before_open",
            None,
            "300",
            "21",
            "16",
        ),  # today's total waits for the close
        ("2026-04-16T16:00:00", "after_close", None, "300", "999", "343"),
        ("2026-04-16T10:00:00", "before_open", DAY, "300", "999", "343"),
        ("2026-04-14T10:00:00", "after_close", None, None, None, None),
        ("2026-04-17T10:00:00", "before_open", None, None, "999", "343"),  # no figure that morning
        ("2026-04-20T10:00:00", "after_close", None, None, None, "343"),
    ],
)
def test_only_sessions_that_are_over_count(
    at: str, stated: str, stands: date | None, interest: str | None, volume: str | None, average: str | None
) -> None:
    found = days(stated).facts(SYMBOLS, utc(f"{at}-04:00"), 20, stands)
    assert found == {
        "open_interest": [interest, None],
        "volume": [volume, None],
        "average_volume": [average, None],
    }


def test_the_mean_is_over_the_window_that_the_law_asks_for() -> None:
    found = days("before_open").facts(SYMBOLS, utc("2026-04-16T16:00:00-04:00"), 2, None)
    assert found["average_volume"] == ["510", None]
    found = days("before_open").facts(SYMBOLS, utc("2026-04-16T10:00:00-04:00"), 2, DAY)
    assert found["average_volume"] == ["510", None]
