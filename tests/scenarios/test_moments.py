"""Dates, times and offsets, with tests on both days on which clocks are put forward and back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.boundary import Refused
from scenarios.moments import read_moment, read_zone

BEFORE = datetime.fromisoformat("2026-04-16T10:00:00-04:00")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, before: datetime | None = BEFORE, zone: ZoneInfo | None = None) -> str:
    return read_moment(text).after(before, zone).isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday 2026-04-16 at 9:45", "2026-04-16T09:45:00-04:00"),
        ("friday, 17 April 2026 at 15:00", "2026-04-17T15:00:00-04:00"),
        ("2026-04-17 at 15:00:30", "2026-04-17T15:00:30-04:00"),
        ("Friday 2026-04-17", "2026-04-17T10:00:00-04:00"),
        ("2026-04-17", "2026-04-17T10:00:00-04:00"),
        ("16:31", "2026-04-16T16:31:00-04:00"),
        ("2026-12-24 at 10:00-05:00", "2026-12-24T10:00:00-05:00"),
        ("10:00 +05:30", "2026-04-16T10:00:00+05:30"),
    ],
)
def test_what_is_not_said_stays_as_it_was(text: str, expected: str) -> None:
    assert at(text) == expected


def test_a_date_change_keeps_the_offset_unless_a_zone_is_known() -> None:
    assert at("2026-12-24 at 10:00") == "2026-12-24T10:00:00-04:00"
    assert at("2026-12-24 at 10:00", zone=NEW_YORK) == "2026-12-24T10:00:00-05:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-06 at 09:45", "2026-03-06T09:45:00-05:00"),
        ("2026-03-08 at 01:59", "2026-03-08T01:59:00-05:00"),
        ("2026-03-08 at 03:00", "2026-03-08T03:00:00-04:00"),
        ("2026-11-01 at 00:59", "2026-11-01T00:59:00-04:00"),
        ("2026-11-01 at 02:00", "2026-11-01T02:00:00-05:00"),
        ("2026-11-02 at 09:45", "2026-11-02T09:45:00-05:00"),
        ("2026-11-01 at 01:30-04:00", "2026-11-01T01:30:00-04:00"),
    ],
)
def test_summer_time_begins_and_ends_by_the_zone(text: str, expected: str) -> None:
    assert at(text, None, NEW_YORK) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-08 at 02:30", "clocks pass over"),
        ("2026-11-01 at 01:30", "twice"),
        ("Friday 2026-04-16 at 10:00", "is a Thursday, not a Friday"),
        ("2026-04-31 at 10:00", "not a date"),
        ("2026-04-16 at 25:00", "not a time of day"),
        ("2026-04-16 at 10:00+99:00", "no such offset"),
    ],
)
def test_what_does_not_exist_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        at(text, BEFORE, NEW_YORK)


def test_a_moment_must_be_determined() -> None:
    with pytest.raises(Refused, match="UTC"):
        at("2026-04-16 at 10:00", None)
    with pytest.raises(Refused, match="date and time"):
        at("10:00", None)


def test_a_zone_has_a_full_name() -> None:
    assert read_zone("America/New_York") == NEW_YORK
    for name in ("America/Boston", "../etc", "New_York_City"):
        with pytest.raises(Refused, match="no time zone"):
            read_zone(name)
