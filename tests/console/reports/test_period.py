"""Weeks, months and quarters, and how they are written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.reports.period import Kind, NotAPeriod, period_of, read_period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("kind", "text", "first", "last", "name", "title"),
    [
        ("week", "2026-04-17", "2026-04-13", "2026-04-19", "2026-W16", "the week of 13 to 17 April 2026"),
        ("week", "2026-05-03", "2026-04-27", "2026-05-03", "2026-W18", "the week of 27 April to 1 May 2026"),
        (
            "week",
            "2019-01-01",
            "2018-12-31",
            "2019-01-06",
            "2019-W01",
            "the week of 31 December 2018 to 4 January 2019",
        ),
        ("month", "2024-02", "2024-02-01", "2024-02-29", "2024-02", "February 2024"),
        ("month", "2026-12", "2026-12-01", "2026-12-31", "2026-12", "December 2026"),
        ("quarter", "2026Q2", "2026-04-01", "2026-06-30", "2026Q2", "the second quarter of 2026"),
        ("quarter", "2019-q4", "2019-10-01", "2019-12-31", "2019Q4", "the fourth quarter of 2019"),
    ],
)
def test_a_period_is_read(kind: Kind, text: str, first: str, last: str, name: str, title: str) -> None:
    found = read_period(kind, text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert (found.name, found.title) == (name, title)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("week", "2026-04"),
        ("week", "2026-02-30"),
        ("month", "2026-13"),
        ("month", "2026-4"),
        ("month", "2026-04-17"),
        ("month", "0000-01"),
        ("quarter", "2026Q5"),
        ("quarter", "2026"),
        ("quarter", ""),
    ],
)
def test_what_is_none_is_told_how_one_is_written(kind: Kind, text: str) -> None:
    with pytest.raises(NotAPeriod, match=f"`{text}` is no {kind}: .*20\\d\\d"):
        read_period(kind, text)


@given(DAYS, st.sampled_from(get_args(Kind)))
def test_periods_hold_each_day_once(day: date, kind: Kind) -> None:
    found = period_of(kind, day)
    assert found.holds(day)
    assert found.first <= day <= found.last
    after = found.next()
    assert after.first == found.last + timedelta(days=1)
    assert not after.holds(day)
    assert period_of(kind, found.first) == period_of(kind, found.last) == found


@given(DAYS)
def test_the_name_of_a_month_or_quarter_is_how_it_is_written(day: date) -> None:
    for kind in ("month", "quarter"):
        found = period_of(kind, day)
        assert read_period(kind, found.name) == found
