from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.black_scholes import years
from facts.sessions import NEW_YORK, Calendar, Session, seconds_between, written
from tests.facts.world import calendar, utc


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "last", "sessions"),
    [
        ("2026-04-15", "2026-04-17", 3),  # Wednesday to Friday
        ("2026-04-13", "2026-04-17", 5),  # Monday to Friday
        ("2026-04-17", "2026-04-17", 1),
        ("2026-04-15", "2026-04-20", 4),
        ("2026-04-18", "2026-04-19", 0),  # a weekend
        ("2026-04-18", "2026-04-20", 1),
        ("2026-03-30", "2026-04-03", 4),  # Good Friday is no session
        ("2015-12-21", "2015-12-25", 4),  # nor is Christmas
        ("2026-04-17", "2026-04-16", 0),
    ],
)
def test_sessions_are_counted_with_both_ends(first: str, last: str, sessions: int) -> None:
    assert calendar().between(on(first), on(last)) == sessions


def test_what_the_table_lacks_is_not_guessed() -> None:
    known = calendar()
    assert known.between(on("2026-04-17"), on("2036-04-17")) is None
    assert known.between(on("2006-04-17"), on("2026-04-17")) is None
    assert known.previous(on("2036-04-17")) is None
    assert known.next(on("2006-04-17")) is None
    assert known.week(on("2036-04-17")) is None
    assert known.completed(utc("2036-04-17T12:00:00-04:00")) is None
    facts = known.facts(utc("2036-04-17T12:00:00-04:00"))
    assert set(facts.values()) == {"unknown"}
    assert known.opens_quarter(on("2014-01-02")) is None  # the first of the table


def test_facts_on_an_ordinary_day() -> None:
    assert calendar().facts(utc("2026-04-16T10:00:00-04:00")) == {
        "session_open": "true",
        "session_opens": "09:30",
        "session_closes": "16:00",
        "week_first_session": "2026-04-13",
        "week_last_session": "2026-04-17",
        "previous_session": "2026-04-15",
        "next_session": "2026-04-17",
        "first_session_of_quarter": "false",
        "last_session_of_month": "false",
    }


def test_facts_on_christmas_eve() -> None:
    facts = calendar().facts(utc("2015-12-24T13:00:00-05:00"))
    assert facts["session_closes"] == "13:00"
    assert facts["session_open"] == "false"
    assert facts["week_last_session"] == "2015-12-24"
    assert facts["next_session"] == "2015-12-28"
    assert calendar().facts(utc("2015-12-24T12:59:59-05:00"))["session_open"] == "true"


def test_facts_on_a_holiday() -> None:
    facts = calendar().facts(utc("2026-04-03T10:00:00-04:00"))
    assert (facts["session_open"], facts["session_opens"], facts["session_closes"]) == (
        "false",
        "none",
        "none",
    )
    assert facts["week_last_session"] == "2026-04-02"
    assert (facts["previous_session"], facts["next_session"]) == ("2026-04-02", "2026-04-06")


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-04-01", "true"),
        ("2026-04-02", "false"),
        ("2026-01-02", "true"),  # the first of January is a holiday
        ("2026-01-01", "false"),
        ("2026-10-01", "true"),
        ("2027-10-01", "true"),
        ("2026-02-02", "false"),
    ],
)
def test_first_session_of_a_quarter(day: str, first: str) -> None:
    assert calendar().facts(utc(f"{day}T12:00:00-05:00"))["first_session_of_quarter"] == first


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-04-30", "true"),
        ("2026-04-29", "false"),
        ("2026-05-29", "true"),  # a Friday; the month ends on a Sunday
        ("2026-05-31", "false"),
        ("2015-12-31", "true"),
    ],
)
def test_last_session_of_a_month(day: str, last: str) -> None:
    assert calendar().facts(utc(f"{day}T12:00:00-05:00"))["last_session_of_month"] == last


def test_where_the_table_ends_nobody_knows_whether_the_month_does() -> None:
    opens = utc("2026-04-17T09:30:00-04:00")
    table = Calendar([Session(on("2026-04-17"), opens, opens + timedelta(hours=6))])
    assert table.closes_month(on("2026-04-17")) is None
    assert table.closes_month(on("2026-04-18")) is None


@pytest.mark.parametrize(
    ("before", "after", "offsets"),
    [
        ("2026-03-06", "2026-03-09", ("-05:00", "-04:00")),
        ("2026-10-30", "2026-11-02", ("-04:00", "-05:00")),
    ],
)
def test_sessions_on_both_sides_of_a_switch(before: str, after: str, offsets: tuple[str, str]) -> None:
    for day, offset in zip((before, after), offsets, strict=True):
        session = calendar().session(on(day))
        assert session is not None
        assert session.opens == utc(f"{day}T09:30:00{offset}")
        assert session.closes == utc(f"{day}T16:00:00{offset}")
        assert written(session.opens) == f"{day}T09:30:00{offset}"
        assert calendar().instant(on(day), time(10)) == utc(f"{day}T10:00:00{offset}")
        facts = calendar().facts(session.opens)
        assert (facts["session_open"], facts["session_opens"]) == ("true", "09:30")
        assert calendar().facts(session.opens - timedelta(seconds=1))["session_open"] == "false"


@pytest.mark.parametrize(
    ("day", "friday", "monday", "hours"),
    [
        ("2026-03-08", "2026-03-06T16:00:00-05:00", "2026-03-09T16:00:00-04:00", 71),
        ("2026-11-01", "2026-10-30T16:00:00-04:00", "2026-11-02T16:00:00-05:00", 73),
        ("2026-04-19", "2026-04-17T16:00:00-04:00", "2026-04-20T16:00:00-04:00", 72),
    ],
)
def test_time_that_passes_over_a_switch_day(day: str, friday: str, monday: str, hours: int) -> None:
    facts = calendar().facts(utc(f"{day}T12:00:00-04:00"))
    assert (facts["session_open"], facts["session_opens"]) == ("false", "none")
    earlier, later = datetime.fromisoformat(friday), datetime.fromisoformat(monday)
    assert seconds_between(earlier, later) == hours * 3600
    # The same two instants as times of one zone, which Python alone would subtract by the clock on the wall.
    local = earlier.astimezone(NEW_YORK), later.astimezone(NEW_YORK)
    assert seconds_between(*local) == hours * 3600
    assert years(local[0], local[1]) == pytest.approx(hours / (365 * 24), rel=1e-15)


def test_the_hour_that_is_shown_twice_and_the_one_that_is_not() -> None:
    assert calendar().instant(on("2026-11-01"), time(1, 30)) == utc("2026-11-01T01:30:00-04:00")
    skipped = calendar().instant(on("2026-03-08"), time(2, 30))
    assert written(skipped) == "2026-03-08T03:30:00-04:00"
    second = utc("2026-11-01T01:30:00-05:00")
    assert calendar().local(second).date() == on("2026-11-01")
    assert written(second) == "2026-11-01T01:30:00-05:00"


def test_a_day_ends_at_midnight_in_new_york() -> None:
    assert calendar().facts(utc("2026-04-17T03:59:59+00:00"))["next_session"] == "2026-04-17"
    assert calendar().facts(utc("2026-04-17T04:00:00+00:00"))["next_session"] == "2026-04-20"


def test_a_session_is_completed_at_its_close() -> None:
    known = calendar()
    close = utc("2015-12-24T13:00:00-05:00")
    assert [each.on for each in known.last_completed(2, close - timedelta(seconds=1))] == [
        on("2015-12-22"),
        on("2015-12-23"),
    ]
    assert [each.on for each in known.last_completed(2, close)] == [on("2015-12-23"), on("2015-12-24")]


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        calendar().local(datetime(2026, 4, 16, 10))  # noqa: DTZ001


@given(st.integers(0, 40), st.sets(st.integers(0, 60), min_size=1, max_size=30))
def test_counts_agree_with_counting(start: int, days: set[int]) -> None:
    first = on("2026-01-05")
    sessions = [
        Session(
            first + timedelta(days=day),
            datetime(2026, 1, 5, 14, 30, tzinfo=UTC) + timedelta(days=day),
            datetime(2026, 1, 5, 21, tzinfo=UTC) + timedelta(days=day),
        )
        for day in days
    ]
    known = Calendar(sessions)
    here = first + timedelta(days=start)
    before, after = known.previous(here), known.next(here)
    if known.covers(here):
        assert known.between(here, first + timedelta(days=max(days))) == sum(day >= start for day in days)
        expected = max((day for day in days if day < start), default=None)
        assert (before and before.on) == (None if expected is None else first + timedelta(days=expected))
        expected = min((day for day in days if day > start), default=None)
        assert (after and after.on) == (None if expected is None else first + timedelta(days=expected))
