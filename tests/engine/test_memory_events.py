"""Events and ticks: each is delivered once, seen by whom it happens to, and counted in its window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.evaluate import MemoryRefused, evaluate
from engine.facts import read_facts
from engine.memory import Event, read_events
from facts.files import from_dict
from rules.source.span import Span
from tests.engine.remembering import Story, law_with
from tests.engine.worlds import facts_of

EVENTS = """\
events:
  paid: { in: box, by: operator, fields: { amount: money } }
  bell: { by: market }
"""


def derive(name: str, expression: str, of: str = "flag", scope: str = "box") -> str:
    id = name.upper().replace("_", "-") + "-01"
    key = "when" if of == "flag" else "as"
    return f"rule: {id}\nsection: §1\nderive: {scope}.{name}\ntype: {of}\nfor: {scope}\n{key}: {expression}\n"


def paid(amount: str, at: str | None = None, box: str = "A", **more: str) -> dict[str, Any]:
    when = {} if at is None else {"at": at}
    return {"event": "paid", "in": box, "amount": amount, **when, **more}


def told(story: Story, name: str, box: str = "A") -> Any:
    return story.record["derived"]["box"][box][name]


HAPPENS = derive("now_paid", "paid in box happens")
EVER = derive("ever", "sum of paid.amount over paid in box", "money")


def test_an_event_happens_once_and_stays_in_history() -> None:
    story = Story(law_with(EVENTS, HAPPENS, EVER))
    seen = []
    for minute, events in enumerate(([], [paid("3", key="1")], [], [paid("4", key="1")], [paid("4", key="2")])):
        story.look(f"10:0{minute}:00", events=events)
        seen.append((told(story, "now_paid"), told(story, "ever"), len(story.record["events"])))
    assert seen == [(False, "0", 0), (True, "3", 1), (False, "3", 0), (False, "3", 0), (True, "7", 1)]


def test_what_is_told_without_a_key_is_its_own_identity() -> None:
    story = Story(law_with(EVENTS, EVER))
    story.look("10:00:00", events=[paid("3"), paid("3"), paid("4")])
    assert told(story, "ever") == "7"
    story.look("10:01:00", events=[paid("3", at="2026-04-16T10:00:00-04:00"), paid("3")])
    assert told(story, "ever") == "10"


def test_an_event_happens_to_its_own_subject_and_to_what_that_belongs_to() -> None:
    desk = derive("paid_here", "paid in desk happens", scope="desk")
    story = Story(law_with(EVENTS, HAPPENS, desk))
    boxes: dict[str, dict[str, Any]] = {"A": {}, "B": {}}
    story.look("10:00:00", boxes, [paid("3", box="B")])
    assert (told(story, "now_paid"), told(story, "now_paid", "B")) == (False, True)
    assert story.record["derived"]["desk"]["D"]["paid_here"] is True


def test_what_happened_to_a_subject_that_is_gone_stays_with_whom_it_belonged_to() -> None:
    everywhere = derive("all_paid", "sum of paid.amount over paid", "money", "desk")
    here = derive("paid_here", "sum of paid.amount over paid in desk", "money", "desk")
    story = Story(law_with(EVENTS, everywhere, here))
    story.look("10:00:00", {"A": {}, "B": {}}, [paid("3"), paid("4", box="B")])
    assert story.record["derived"]["desk"]["D"] == {"all_paid": "7", "paid_here": "7"}
    story.look("10:01:00", {"A": {}})
    assert story.record["derived"]["desk"]["D"] == {"all_paid": "7", "paid_here": "7"}
    story.look("10:02:00", {"A": {}, "B": {}})
    assert story.record["derived"]["desk"]["D"] == {"all_paid": "7", "paid_here": "7"}


@pytest.mark.parametrize(
    ("window", "at", "counts"),
    [
        ("this week", "2026-04-13T00:00:00-04:00", True),
        ("this week", "2026-04-12T23:59:59-04:00", False),
        ("last week", "2026-04-12T23:59:59-04:00", True),
        ("last week", "2026-04-06T00:00:00-04:00", True),
        ("last week", "2026-04-05T23:59:59-04:00", False),
        ("this month", "2026-04-01T00:00:00-04:00", True),
        ("this month", "2026-03-31T23:59:59-04:00", False),
        ("last month", "2026-03-31T23:59:59-04:00", True),
        ("last month", "2026-02-28T23:59:59-05:00", False),
        ("this quarter", "2026-04-01T00:00:00-04:00", True),
        ("this quarter", "2026-03-31T23:59:59-04:00", False),
        ("last quarter", "2026-01-01T00:00:00-05:00", True),
        ("last quarter", "2025-12-31T23:59:59-05:00", False),
        ("this year", "2026-01-01T00:00:00-05:00", True),
        ("last year", "2025-12-31T23:59:59-05:00", True),
        ("last year", "2024-12-31T23:59:59-05:00", False),
        ("since clock.date", "2026-04-16T00:00:00-04:00", True),
        ("since clock.date", "2026-04-15T23:59:59-04:00", False),
        ("since (clock.now - 5 minutes)", "2026-04-16T09:55:00-04:00", True),
        ("since (clock.now - 5 minutes)", "2026-04-16T09:54:59-04:00", False),
    ],
)
def test_both_sides_of_the_boundaries_of_windows(window: str, at: str, counts: bool) -> None:
    story = Story(law_with(EVENTS, derive("some", f"any paid in box {window}")))
    story.look("10:00:00", events=[paid("1", at=at)])
    assert told(story, "some") is counts


def test_an_unknown_beginning_of_a_window_makes_the_sum_unknown_and_the_count_bounded() -> None:
    unknown_day = EVENTS + "---\nfacts: box\ngiven: { opened: { type: date, may_be_missing: true } }\n"
    total = derive("total", "sum of paid.amount over paid in box since box.opened", "money")
    number = derive("number", "count of paid in box since box.opened", "level")
    story = Story(law_with(unknown_day, total, number))
    story.look("10:00:00", {"A": {"opened": "unknown"}}, [paid("1"), paid("2")])
    assert told(story, "total")["unknown"] == ["box.opened is not given"]
    assert (told(story, "number")["low"], told(story, "number")["high"]) == ("0", "2")
    story.look("10:01:00", {"A": {"opened": "2026-04-17"}})
    assert (told(story, "total"), told(story, "number")) == ("0", "0")


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"event": "pait", "in": "A", "amount": "1"}, "F621"),
        ({"event": "paid", "in": "A"}, "F623"),
        ({"event": "paid", "in": "A", "amount": "unknown"}, "F623"),
        ({"event": "paid", "in": "A", "amount": "none"}, "F626"),
        ({"event": "paid", "in": "A", "amount": "1", "size": "1"}, "F625"),
        ({"event": "paid", "in": "A", "amount": "1.005"}, "F627"),
        ({"event": "paid", "in": "A", "amount": "1/2"}, "F627"),
        ({"event": "paid", "in": "A", "amount": "1001"}, "F627"),
        ({"event": "paid", "in": "A", "amount": 1.5}, "F627"),
        ({"event": "paid", "amount": "1"}, "F624"),
        ({"event": "paid", "in": "Z", "amount": "1"}, "F629"),
        ({"event": "bell", "in": "A"}, "F622"),
        ({"event": "bell", "at": "10:00"}, "F616"),
        ({"event": "bell", "at": "2026-04-16T10:00:01-04:00"}, "F608"),
        ({"at": "2026-04-16T10:00:00-04:00"}, "F622"),
        ("bell", "F622"),
        ({"event": "tick"}, "F625"),
        ({"event": "bell", "key": 3}, "F622"),
    ],
)
def test_events_that_do_not_fit_the_law_or_the_facts_are_refused(event: Any, code: str) -> None:
    law = law_with(
        EVENTS, "schedules:\n  tick: { at: 10:00 }\n", HAPPENS, derive("rung", "bell happens or tick happens")
    )
    facts = facts_of(
        law, {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"D": {}}, "box": {"A": {"desk": "D"}}}}
    )
    whole = {"at": "2026-04-16T10:00:00-04:00", **event} if isinstance(event, dict) and "event" in event else event
    assert [each.code for each in read_events(law, [whole], facts).findings] == [code]


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ({"in": "Z", "amount": "1"}, ("events", "1", "in")),
        ({"in": "A", "amount": "1.005"}, ("events", "1", "amount")),
        ({"in": "A", "amount": "1", "size": "1"}, ("events", "1", "size", "")),
        ({"in": "A", "amount": "1", "at": "2026-04-16T10:00:01-04:00"}, ("events", "1", "at")),
    ],
)
def test_a_finding_points_at_what_is_wrong(event: dict[str, Any], path: tuple[str, ...]) -> None:
    law = law_with(EVENTS, HAPPENS)
    raw = {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"D": {}}, "box": {"A": {"desk": "D"}}}}
    at = {"at": "2026-04-16T10:00:00-04:00"}
    asked: list[tuple[str, ...]] = []

    def place(*steps: str) -> Span:
        asked.append(steps)
        return Span("here.yaml", len(asked), 1, 1, 1)

    told = [paid("1", **at), {"event": "paid", **at, **event}]
    (found,) = read_events(law, told, facts_of(law, raw), place).findings
    assert asked == [path]
    assert found.span.file == "here.yaml"


def test_an_evaluation_refuses_what_cannot_be() -> None:
    law = law_with(EVENTS, HAPPENS)
    facts = facts_of(
        law, {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"D": {}}, "box": {"A": {"desk": "D"}}}}
    )
    late = facts.at.replace(minute=1)
    with pytest.raises(MemoryRefused, match="after the facts"):
        evaluate(law, facts, [Event("paid", "1", late, "A")])
    with pytest.raises(MemoryRefused, match="not among the facts"):
        evaluate(law, facts, [Event("paid", "1", facts.at, "Z")])
    later = {"at": late.isoformat(), "facts": {}}
    with pytest.raises(ValueError, match="what is kept is of"):
        evaluate(law, facts, kept=later)


# --- ticks ----------------------------------------------------------------------------------------
CLOSE = "schedules:\n  close: { at: 16:00 }\n"
CLOSES = derive("closes", "close happens")


def test_a_tick_comes_with_the_first_look_at_or_after_its_instant_and_once_a_day() -> None:
    story = Story(law_with(CLOSE, CLOSES))
    seen = []
    for at in ("15:59:59", "16:00:00", "16:00:00", "16:30:00"):
        story.look(at)
        seen.append(told(story, "closes"))
    assert seen == [False, True, False, False]
    story.look("2026-04-17T15:00:00-04:00")
    assert told(story, "closes") is False
    story.look("2026-04-17T18:00:00-04:00")
    assert (told(story, "closes"), [each["at"] for each in story.record["events"]]) == (
        True,
        ["2026-04-17T16:00:00-04:00"],
    )


def test_ticks_of_earlier_days_are_not_made_up_for() -> None:
    story = Story(law_with(CLOSE, CLOSES))
    story.look("2026-04-16T10:00:00-04:00")
    story.look("2026-04-17T10:00:00-04:00")
    assert told(story, "closes") is False


def test_a_tick_waits_for_its_condition_on_its_own_day() -> None:
    story = Story(
        law_with(
            "schedules:\n  close: { for: box, at: 16:00, on: box.red }\n", derive("closes", "close in box happens")
        )
    )
    seen = []
    for at, red in (("16:00:00", "false"), ("16:01:00", "unknown"), ("16:02:00", "true"), ("16:03:00", "true")):
        record = story.look(at, {"A": {"red": red}, "B": {"red": "false"}})
        seen.append((told(story, "closes"), told(story, "closes", "B"), [each["rule"] for each in record["alarms"]]))
    assert seen == [
        (False, False, []),
        (False, False, ["close"]),
        (True, False, []),
        (False, False, []),
    ]


def test_of_ticks_again_and_again_only_the_newest_comes() -> None:
    story = Story(law_with("schedules:\n  check: { every: 5 minutes }\n", derive("closes", "check happens")))
    seen = []
    for at in ("10:00:00", "10:04:59", "10:05:00", "10:05:00", "10:17:00", "10:19:59"):
        story.look(at)
        seen.append([each["at"][11:19] for each in story.record["events"]])
    assert seen == [["10:00:00"], [], ["10:05:00"], [], ["10:15:00"], []]
    assert story.record["wake_up"] == {"at": "2026-04-16T10:20:00-04:00", "because": ["check"]}
    assert story.kept["events"] == []


def test_ticks_that_a_rule_looks_back_at_are_kept() -> None:
    story = Story(law_with("schedules:\n  check: { every: 5 minutes }\n", derive("closes", "any check this week")))
    for at in ("10:00:00", "10:05:00"):
        story.look(at)
    assert len(story.kept["events"]) == 2
    assert told(story, "closes") is True


def test_a_law_that_was_changed_in_one_part_does_not_look_back_for_that_reason() -> None:
    """What a law looks back at is found once: of two laws that share their other parts each has its own."""
    law = law_with("schedules:\n  check: { every: 5 minutes }\n", derive("closes", "any check this week"))
    before, after = Story(law), Story(replace(law, derivations={}))
    for story in (before, after, before):
        story.look("10:00:00")
    assert (len(before.kept["events"]), len(after.kept["events"])) == (1, 0)


# --- what is no given fact ------------------------------------------------------------------------
def test_what_happens_and_what_is_kept_are_no_given_facts() -> None:
    high = "state: HIGH-01\nsection: §1\nkeeps: box.high\ntype: money\nfor: box\nstarts: $0\nbecomes: box.price\n"
    law = law_with(EVENTS, HAPPENS, high)
    facts = {"desk": {"D": {}}, "box": {"A": {"desk": "D", "high": "1"}}, "paid": {"1": {"amount": "1"}}}
    found = read_facts(law, from_dict({"at": "2026-04-16T10:00:00-04:00", "facts": facts}, "facts")).findings
    assert [(each.code, each.message) for each in found] == [
        ("F625", "`paid` happens: it is an event, and no fact"),
        ("F625", "The law is given no fact `box.high`"),
    ]
    assert found[1].help == "Take it away: the law carries it on itself, in `HIGH-01`."


@pytest.mark.parametrize("every", ["99999999999 seconds", "9999999999999999 hours", "86401 seconds"])
def test_a_schedule_that_is_not_due_again_on_this_day_ticks_at_midnight_only(every: str) -> None:
    story = Story(law_with(f"schedules:\n  check: {{ every: {every} }}\n", derive("closes", "check happens")))
    ticks = story.look("10:00:00")["kept"]["ticks"]
    assert ticks == {"check": "2026-04-16T00:00:00-04:00"}
    assert story.look("23:59:59")["kept"]["ticks"] == ticks
