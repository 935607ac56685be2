"""When to look again: the next instant at which something that mattered may turn, exactly there and not before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from engine.periods import period
from tests.engine.remembering import Story, Told, law_with

GO = "actions: { go: { on: box, risk: neutral } }\n"


def rule(when: str, id: str = "WHEN-01") -> str:
    return f"rule: {id}\nsection: §1\npermit: go\nfor: box\nwhen: {when}\n"


def may_go(record: Told) -> bool:
    return bool(record["decisions"][0]["verdict"] == "permitted")


@pytest.mark.parametrize(
    ("when", "at", "wakes"),
    [
        ("clock.time >= 10:30", "10:00:00", "10:30:00"),
        ("clock.time > 10:30", "10:00:00", "10:30:01"),
        ("clock.time <= 10:30", "10:00:00", "10:30:01"),
        ("clock.time < 10:30", "10:00:00", "10:30:00"),
        ("clock.time is 10:30", "10:00:00", "10:30:00"),
        ("clock.time is 10:30", "10:30:00", "10:30:01"),
        ("clock.time > 10:30", "10:30:00", "10:30:01"),
        ("clock.time >= 10:30", "10:30:00", "24:00"),
        ("clock.time between 10:15 and 10:30", "10:00:00", "10:15:00"),
        ("clock.time between 10:15 and 10:30", "10:15:00", "10:30:01"),
        ("clock.time - 15 minutes >= 10:30", "10:00:00", "10:45:00"),
        ("10:30 <= clock.time", "10:00:00", "10:30:00"),
        ("not clock.time >= 10:30", "10:00:00", "10:30:00"),
        ("clock.time >= 10:30 and clock.time >= 10:20", "10:00:00", "10:30:00"),
        ("clock.time >= 10:30 or clock.time >= 10:20", "10:00:00", "10:20:00"),
        ("clock.date > 2026-05-01", "10:00:00", "24:00"),
        ("2026-05-01 - clock.date < 3 days", "10:00:00", "24:00"),
        ("box.red", "10:00:00", None),
    ],
)
def test_a_comparison_with_the_clock_says_when_it_turns(when: str, at: str, wakes: str | None) -> None:
    law = law_with(GO, rule(when))
    record = Story(law).look(at, {"A": {"red": "true"}})
    if wakes is None:
        assert record["wake_up"] is None
    else:
        instant = "2026-04-17T00:00:00-04:00" if wakes == "24:00" else f"2026-04-16T{wakes}-04:00"
        assert record["wake_up"] == {"at": instant, "because": ["WHEN-01"]}


SECONDS = "clock.now - box.opened"


@pytest.mark.parametrize(
    ("when", "wakes"),
    [
        (f"{SECONDS} >= 3 minutes", "10:03:00"),
        (f"{SECONDS} > 3 minutes", "10:03:01"),
        (f"2 * ({SECONDS}) >= 3 minutes", "10:01:30"),
        (f"3 minutes - ({SECONDS}) <= 1 minute", "10:02:00"),
        ("clock.now >= box.opened + 3 minutes", "10:03:00"),
        ("box.opened + 3 minutes < clock.now", "10:03:01"),
        (f"max({SECONDS}, 1 minute) >= 3 minutes", "10:03:00"),
        (f"(if box.red then {SECONDS} else 0 seconds) >= 3 minutes", "10:03:00"),
        ("box.waited >= 3 minutes", "10:03:00"),
        (f"box.opened is known and {SECONDS} >= 3 minutes", "10:03:00"),
        (f"{SECONDS} >= -3 minutes", None),
    ],
)
def test_the_boundary_is_found_through_calculation(when: str, wakes: str | None) -> None:
    given = "facts: box\ngiven: { opened: { type: instant, may_be_missing: true } }\n"
    waited = "rule: WAIT-01\nsection: §1\nderive: box.waited\ntype: seconds\nfor: box\n" + f"as: {SECONDS}\n"
    types = "types: { seconds: { unit: seconds, step: 1 } }\n"
    story = Story(law_with(GO, types, given, waited, rule(when)))
    record = story.look("10:00:00", {"A": {"red": "true", "opened": "2026-04-16T10:00:00-04:00"}})
    assert (record["wake_up"] or {}).get("at") == (wakes and f"2026-04-16T{wakes}-04:00")
    unknown = story.look("10:00:00", {"A": {"red": "true", "opened": "unknown"}})
    assert unknown["wake_up"] is None


def test_what_was_not_looked_at_does_not_wake() -> None:
    story = Story(law_with(GO, rule("box.red and clock.time >= 10:30")))
    assert story.look("10:00:00", {"A": {"red": "false"}})["wake_up"] is None
    assert story.look("10:00:00", {"A": {"red": "true"}})["wake_up"] is not None


def test_the_first_of_several_and_all_that_turn_then() -> None:
    law = law_with(
        GO,
        rule("clock.time >= 10:30", "B-01"),
        rule("clock.time < 10:30", "A-01"),
        rule("clock.time >= 11:00", "C-01"),
    )
    assert Story(law).look("10:00:00")["wake_up"] == {"at": "2026-04-16T10:30:00-04:00", "because": ["A-01", "B-01"]}


def test_a_window_wakes_where_its_period_ends() -> None:
    events = "events:\n  paid: { in: box, by: operator }\n"
    story = Story(law_with(GO, events, rule("any paid in box this week")))
    assert story.look("10:00:00")["wake_up"] == {"at": "2026-04-20T00:00:00-04:00", "because": ["WHEN-01"]}


@pytest.mark.parametrize(("at", "wakes"), [("09:00:00", "2026-04-16T16:00:00"), ("16:00:00", "2026-04-17T00:00:00")])
def test_a_schedule_wakes_for_its_tick_and_else_when_the_next_day_begins(at: str, wakes: str) -> None:
    story = Story(law_with(GO, "schedules:\n  close: { at: 16:00 }\n", rule("close happens")))
    assert story.look(at)["wake_up"] == {"at": f"{wakes}-04:00", "because": ["close"]}


PAIRS = "scopes: { pair: { key: [desk, box] } }\n"
LATE = """\
universe: LATE
section: §1
of: pair
for: desk
leave_out:
  - when: clock.time >= 10:30
    because: late
"""
PLACED = "actions: { go: { on: pair, risk: neutral } }\n"
ANY_PAIR = "rule: WHEN-01\nsection: §1\npermit: go\nfor: pair\nwhen: pair is pair\n"

BOUGHT = """\
units: { base: [piece] }
---
types: { pieces: { unit: pieces, step: 1, range: 0 to 9 } }
---
actions: { buy: { on: box, risk: increasing, fields: { quantity: pieces } } }
"""
ALLOWED = "rule: WHEN-01\nsection: §1\npermit: buy\nfor: box\nwhen: box.red\n"
SHARED = """\
allocate: SHARE-01
section: §1
action: buy
for: desk
when: clock.time >= 10:30
among: box in desk
counts: pieces
writes: box.bought
limits:
  - limit: FEW
    per: desk
    amount: $1 per piece
    at_most: $2
prefer: []
ties: [box]
"""


@pytest.mark.parametrize(
    ("documents", "named"),
    [
        ((PAIRS, PLACED, LATE, ANY_PAIR), "LATE"),
        ((GO, "schedules:\n  late: { at: 9:00, on: clock.time >= 10:30 }\n", rule("late happens")), "late"),
        ((BOUGHT, SHARED, ALLOWED), "SHARE-01"),
    ],
)
def test_what_is_no_rule_is_named_as_well(documents: tuple[str, ...], named: str) -> None:
    record = Story(law_with(*documents)).look("10:00:00", {"A": {"red": "true"}})
    assert record["wake_up"] == {"at": "2026-04-16T10:30:00-04:00", "because": [named]}


@pytest.mark.parametrize(
    "when", ["clock.time >= 10:30", "clock.time > 10:30", "clock.now - box.mood_since > 7 minutes"]
)
def test_nothing_turns_before_the_wake_up_and_something_then(when: str) -> None:
    mood = """\
machine: MOOD-01
section: §1
keeps: box.mood
for: box
starts: calm
states: [calm, tired]
if_several: [tired]
moves:
  - { move: P-1, from: calm, to: tired, when: box.red }
"""
    law = law_with(GO, mood, rule(when))
    story = Story(law)
    first = story.look("10:00:00", {"A": {"red": "false"}})
    at = first["wake_up"]["at"]
    before = (datetime.fromisoformat(at) - timedelta(seconds=1)).isoformat()
    seen = [may_go(first), *(may_go(story.look(instant, {"A": {"red": "false"}})) for instant in (before, at))]
    assert seen[0] == seen[1] != seen[2]


def test_periods_begin_and_end_where_the_calendar_says() -> None:
    week = period("week", date(2027, 1, 1))
    assert (week.first, week.after, week.name) == (date(2026, 12, 28), date(2027, 1, 4), "2026-W53")
    assert week.before("week").name == "2026-W52"
    quarter = period("quarter", date(2026, 12, 31))
    assert (quarter.first, quarter.after, quarter.name) == (date(2026, 10, 1), date(2027, 1, 1), "2026-Q4")
    assert period("month", date(2028, 2, 29)).after == date(2028, 3, 1)
    assert period("month", date(2026, 12, 1)).after == date(2027, 1, 1)
    assert period("year", date(2026, 6, 1)).before("year").name == "2025"
    assert period("session", date(2026, 6, 1)).holds(date(2026, 6, 1))
    assert not period("session", date(2026, 6, 1)).holds(date(2026, 6, 2))
    with pytest.raises(KeyError):
        period("fortnight", date(2026, 1, 1))
