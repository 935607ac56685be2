"""How often duties and records arise, which duty goes first, and what is recorded for the next evaluation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.remembering import Story, law_with

ACTIONS = """\
actions:
  close: { on: box, risk: reducing, fields: { amount: money } }
  roll: { on: box, risk: reducing }
"""

PERMIT = """\
rule: FREE-01
section: §1
permit: [close, roll]
for: box
when: true
"""


def duty(once: str, when: str = "box.red", action: str = "close", id: str = "DUTY-01", more: str = "") -> str:
    fields = "with: { amount: $1 }\n" if action == "close" else ""
    return f"rule: {id}\nsection: §1\npropose: {action}\nfor: box\nwhen: {when}\n{fields}{once}{more}"


def record(once: str = "", when: str = "box.red", more: str = "") -> str:
    return f"rule: NOTE-01\nsection: §1\nrecord: noted\nfor: box\nwhen: {when}\n{once}{more}"


def proposed(story: Story) -> list[tuple[str, str]]:
    return [(each["action"], each["subject"]) for each in story.record["proposals"]]


def standing(story: Story) -> list[tuple[str, str, Any]]:
    return [(each["rule"], each["subject"], each["outcome"]) for each in story.record["standing"]]


RED = {"A": {"red": "true"}}
GREEN = {"A": {"red": "false"}}


@pytest.mark.parametrize(
    ("period", "same", "after"),
    [
        ("session", "2026-04-16T23:59:59-04:00", "2026-04-17T00:00:00-04:00"),
        ("week", "2026-04-19T23:59:59-04:00", "2026-04-20T00:00:00-04:00"),
        ("month", "2026-04-30T23:59:59-04:00", "2026-05-01T00:00:00-04:00"),
        ("quarter", "2026-06-30T23:59:59-04:00", "2026-07-01T00:00:00-04:00"),
    ],
)
def test_once_a_period_and_again_when_it_is_over(period: str, same: str, after: str) -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty(f"once: per {period}\n")))
    told = []
    for at in ("10:00:00", "10:00:00", same, after):
        story.look(at, RED)
        told.append((proposed(story), standing(story)))
    fresh: tuple[Any, Any] = ([("close", "A")], [])
    stands: tuple[Any, Any] = ([], [("DUTY-01", "A", None)])
    assert told == [fresh, stands, stands, fresh]
    assert len(story.kept["occasions"]) == 1


def test_the_end_of_the_period_wakes_up() -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty("once: per week\n")))
    assert story.look("10:00:00", RED)["wake_up"] is None
    assert story.look("10:01:00", RED)["wake_up"] == {"at": "2026-04-20T00:00:00-04:00", "because": ["DUTY-01"]}


def test_a_duty_that_is_denied_arises_again() -> None:
    permit = PERMIT.replace("when: true", "when: box.blue")
    story = Story(law_with(ACTIONS, permit, duty("once: per week\n")))
    told = []
    for minute, blue in enumerate(("false", "unknown", "true", "true")):
        story.look(f"10:0{minute}:00", {"A": {"red": "true", "blue": blue}})
        told.append((proposed(story), len(story.record["intents"])))
    assert told == [([("close", "A")], 0), ([("close", "A")], 0), ([("close", "A")], 1), ([], 0)]


def test_a_duty_that_cannot_be_judged_arises_only_where_it_says_so() -> None:
    unknown = {"A": {"red": "unknown"}}
    story = Story(law_with(ACTIONS, PERMIT, duty("once: per week\n")))
    story.look("10:00:00", unknown)
    assert (proposed(story), [each["rule"] for each in story.record["alarms"]]) == ([], ["DUTY-01"])
    story = Story(law_with(ACTIONS, PERMIT, duty("once: per week\n", more="if_unknown: true\n")))
    story.look("10:00:00", unknown)
    assert (proposed(story), [each["rule"] for each in story.record["alarms"]]) == ([("close", "A")], ["DUTY-01"])


def test_tried_until_it_is_confirmed() -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty("once: until close.confirmed\n")))
    steps: list[tuple[list[str], Any]] = [
        ([], 1),
        ([], None),
        (["sent"], "sent"),
        (["in_doubt"], "in_doubt"),
        (["rejected"], 2),
        ([], None),
        (["rejected"], 3),
        (["sent", "confirmed"], "confirmed"),
        ([], "confirmed"),
    ]
    for minute, (outcomes, wanted) in enumerate(steps):
        events = [
            {"event": f"close.{outcome}", "in": "A", "at": f"2026-04-16T10:0{minute}:0{second}-04:00"}
            for second, outcome in enumerate(outcomes)
        ]
        story.look(f"10:0{minute}:30", RED, events)
        if isinstance(wanted, int):
            (intent,) = story.record["intents"]
            assert (intent["attempt"], intent["occasion"]) == (wanted, "DUTY-01 | box A")
            assert standing(story) == []
        else:
            assert (proposed(story), standing(story)) == ([], [("DUTY-01", "A", wanted)]), minute


def test_an_outcome_of_another_subject_says_nothing() -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty("once: until close.confirmed\n")))
    boxes = {"A": {"red": "true"}, "B": {"red": "false"}}
    story.look("10:00:00", boxes)
    story.look("10:01:00", boxes, [{"event": "close.rejected", "in": "B"}])
    assert (proposed(story), standing(story)) == ([], [("DUTY-01", "A", None)])


def test_once_for_as_long_as_a_condition_lasts() -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty("once: while box.blue\n")))
    told = []
    for minute, blue in enumerate(("true", "true", "unknown", "true", "false", "true")):
        story.look(f"10:0{minute}:00", {"A": {"red": "true" if blue != "false" else "false", "blue": blue}})
        told.append(bool(proposed(story)))
    assert told == [True, False, False, False, False, True]


def test_once_for_each_episode_of_a_latch() -> None:
    latch = """\
latch: HOT-01
section: §1
keeps: box.hot
for: box
set_when: box.price > $10
reset_when: box.price < $5
if_both: set
"""
    story = Story(law_with(ACTIONS, PERMIT, latch, duty("once: per box.hot\n", when="box.hot")))
    told = []
    for minute, price in enumerate(("11", "12", "4", "11", "11")):
        story.look(f"10:0{minute}:00", {"A": {"price": price}})
        told.append(bool(proposed(story)))
    assert told == [True, False, False, True, False]


def test_once_for_a_subject_of_many_goes_to_the_first() -> None:
    story = Story(law_with(ACTIONS, PERMIT, duty("once: per desk per week\n")))
    boxes = {"A": {"red": "true"}, "B": {"red": "true"}}
    story.look("10:00:00", boxes)
    assert proposed(story) == [("close", "A")]
    story.look("10:01:00", boxes)
    assert (proposed(story), [each[1] for each in standing(story)]) == ([], ["A", "B"])


# --- one duty at a time ---------------------------------------------------------------------------
EXCLUSIVE = """\
exclusive: ONE-01
section: §1
for: box
order: [close, roll]
"""


def test_the_duty_that_stands_first_goes_and_the_other_gives_way() -> None:
    asks = "rule: ASK-01\nsection: §1\nderive: box.rolls\ntype: flag\nfor: box\nwhen: roll is proposed\n"
    law = law_with(
        ACTIONS,
        PERMIT,
        EXCLUSIVE,
        asks,
        duty("once: per week\n", when="box.blue"),
        duty("once: per session\n", action="roll", id="DUTY-02"),
    )
    story = Story(law)
    record = story.look("10:00:00", {"A": {"red": "true", "blue": "true"}, "B": {"red": "true", "blue": "false"}})
    assert proposed(story) == [("close", "A"), ("roll", "B")]
    assert record["yielded"] == [{"action": "roll", "subject": "A", "to": "close", "rule": "ONE-01"}]
    assert {key: row["rolls"] for key, row in record["derived"]["box"].items()} == {"A": False, "B": True}
    assert list(story.kept["occasions"]) == [
        "DUTY-01 | box A | week 2026-W16",
        "DUTY-02 | box B | session 2026-04-16",
    ]


def test_a_duty_under_way_keeps_its_place() -> None:
    law = law_with(
        ACTIONS,
        PERMIT,
        EXCLUSIVE,
        duty("once: until close.confirmed\n", when="box.blue"),
        duty("once: per session\n", action="roll", id="DUTY-02"),
    )
    story = Story(law)
    story.look("10:00:00", {"A": {"red": "false", "blue": "true"}})
    assert proposed(story) == [("close", "A")]
    story.look("10:01:00", {"A": {"red": "true", "blue": "false"}}, [{"event": "close.in_doubt", "in": "A"}])
    assert (proposed(story), [each["to"] for each in story.record["yielded"]]) == ([], ["close"])
    story.look("10:02:00", {"A": {"red": "true", "blue": "false"}}, [{"event": "close.rejected", "in": "A"}])
    assert proposed(story) == [("roll", "A")]


# --- records --------------------------------------------------------------------------------------
NOTED = "events:\n  noted: { in: box, by: law }\n  level: { in: box, by: law, fields: { depth: level } }\n"
SEES = "rule: SEES-01\nsection: §1\nderive: box.sees\ntype: flag\nfor: box\nwhen: noted in box happens\n"


def recorded(story: Story) -> list[tuple[str, str]]:
    return [(each["event"]["event"], each["event"]["in"]) for each in story.record["recorded"]]


def test_what_the_law_records_happens_in_the_next_evaluation() -> None:
    story = Story(law_with(NOTED, SEES, record("once: per session\n")))
    told = []
    for minute, boxes in enumerate((RED, RED, RED)):
        story.look(f"10:0{minute}:00", boxes)
        told.append((recorded(story), story.record["derived"]["box"]["A"]["sees"]))
    assert told == [([("noted", "A")], False), ([], True), ([], False)]
    assert [(each["rule"], each["does"]) for each in story.record["standing"]] == [("NOTE-01", "noted")]
    assert story.kept["events"][0]["at"] == "2026-04-16T10:00:00-04:00"


def test_a_record_that_cannot_be_judged_is_not_made() -> None:
    story = Story(law_with(NOTED, SEES, record("once: per session\n")))
    story.look("10:00:00", {"A": {"red": "unknown"}})
    assert (recorded(story), [each["rule"] for each in story.record["alarms"]]) == ([], ["NOTE-01"])
    story.look("10:01:00", RED)
    assert recorded(story) == [("noted", "A")]


def test_one_record_for_each_value() -> None:
    each = """\
rule: DEEP-01
section: §1
record: level
for: box
each: n in 1 to 3
when: n * $10 <= box.price
with: { depth: n }
once: per week
"""
    last = """\
rule: LAST-01
section: §1
derive: box.deep
type: level
for: box
as: { highest: level.depth, over: level in box, if_empty: 0 }
"""
    story = Story(law_with(NOTED, each, last))
    told = []
    for minute, price in enumerate(("9.99", "20", "30", "30")):
        story.look(f"10:0{minute}:00", {"A": {"price": price}})
        told.append(
            ([each["event"]["depth"] for each in story.record["recorded"]], story.record["derived"]["box"]["A"]["deep"])
        )
    assert told == [([], "0"), (["1", "2"], "0"), (["3"], "2"), ([], "3")]


def test_that_an_action_was_proposed_is_an_event_of_the_next_evaluation() -> None:
    asked = (
        "rule: ASKED-01\nsection: §1\nderive: box.asked\ntype: flag\nfor: box\nwhen: close.proposed in box happens\n"
    )
    story = Story(law_with(ACTIONS, PERMIT, asked, duty("once: per week\n")))
    told = []
    for minute in range(3):
        story.look(f"10:0{minute}:00", RED)
        told.append(story.record["derived"]["box"]["A"]["asked"])
    assert told == [False, True, False]


def test_an_occasion_that_comes_again_is_proposed_and_told_of_again() -> None:
    asked = (
        "rule: ASKED-01\nsection: §1\nderive: box.asked\ntype: flag\nfor: box\nwhen: close.proposed in box happens\n"
    )
    story = Story(law_with(ACTIONS, PERMIT, asked, duty("once: while box.red\n")))
    told = []
    for minute, red in enumerate(("true", "true", "false", "true", "true")):
        story.look(f"10:0{minute}:00", {"A": {"red": red}})
        told.append(story.record["derived"]["box"]["A"]["asked"])
    assert told == [False, True, False, False, True]


def test_a_forbid_records_what_it_stops_as_sized() -> None:
    stop = """\
rule: STOP-01
section: §1
forbid: close
binds_reducing: true
for: box
when: action.amount > box.price
record: stopped
with: { wanted: action.amount }
once: per session
"""
    events = "events:\n  stopped: { in: box, by: law, fields: { wanted: money } }\n"
    story = Story(law_with(ACTIONS, events, PERMIT, stop, duty("once: per week\n")))
    story.look("10:00:00", {"A": {"red": "true", "price": "1"}, "B": {"red": "true", "price": "0.99"}})
    assert [(each["rule"], each["event"]["in"], each["event"]["wanted"]) for each in story.record["recorded"]] == [
        ("STOP-01", "B", "1")
    ]
    story.look("10:01:00", {"A": {"red": "true", "price": "1"}, "B": {"red": "true", "price": "0.99"}})
    assert (proposed(story), story.record["recorded"]) == ([("close", "B")], [])
