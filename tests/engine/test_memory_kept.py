"""States, latches and machines: what they have after an evaluation, at both sides of every boundary."""

from __future__ import annotations

import pytest

from engine.memory import read_kept
from tests.engine.remembering import Story, law_with

HIGH = """\
state: HIGH-01
section: §1
keeps: box.high
type: money
for: box
starts: $0
becomes: max(box.high before, box.price)
"""


def latch(**keys: str) -> str:
    told = {"if_both": "set", "set_when": "box.price > $10", "reset_when": "box.price < $5", **keys}
    return "latch: LATCH-01\nsection: §1\nkeeps: box.hot\nfor: box\n" + "".join(
        f"{key}: {value}\n" for key, value in told.items()
    )


# --- states ---------------------------------------------------------------------------------------
def test_a_state_begins_where_it_starts_and_keeps_its_value_when_it_cannot_be_judged() -> None:
    story = Story(law_with(HIGH))
    story.look("10:00:00", {"A": {"price": "unknown"}})
    assert story.fact("high") == "0"
    assert [each["kept"] for each in story.record["kept_unknown"]] == ["0"]
    story.look("10:01:00", {"A": {"price": "7.50"}})
    story.look("10:02:00", {"A": {"price": "unknown"}})
    assert story.fact("high") == "7.5"
    assert story.record["kept_unknown"] == [
        {
            "rule": "HIGH-01",
            "fact": "box.high",
            "subject": "A",
            "kept": "7.5",
            "causes": ["box.price is not given"],
        }
    ]
    assert story.look("10:03:00", {"A": {"price": "2"}})["kept_unknown"] == []
    assert story.fact("high") == "7.5"


def test_a_state_may_begin_anew_when_it_cannot_be_judged() -> None:
    story = Story(law_with(HIGH + "if_unknown: reset\n"))
    story.look("10:00:00", {"A": {"price": "7"}})
    story.look("10:01:00", {"A": {"price": "unknown"}})
    assert story.fact("high") == "0"


def test_where_it_starts_being_unknown_nothing_is_kept_and_it_is_tried_again() -> None:
    story = Story(law_with(HIGH.replace("starts: $0", "starts: box.price")))
    record = story.look("10:00:00", {"A": {"price": "unknown"}})
    assert story.fact("high") is None
    assert [(each["rule"], each["what"]) for each in record["alarms"]] == [
        ("HIGH-01", "box.high is unknown, and nothing was kept before")
    ]
    story.look("10:01:00", {"A": {"price": "3"}})
    assert story.fact("high") == "3"


@pytest.mark.parametrize(("price", "kept"), [("500", "1000"), ("500.01", "0")])
def test_a_value_outside_the_range_of_its_type_is_not_kept(price: str, kept: str) -> None:
    story = Story(law_with(HIGH.replace("max(box.high before, box.price)", "box.price * 2")))
    record = story.look("10:00:00", {"A": {"price": price}})
    assert story.fact("high") == kept
    assert [each["rule"] for each in record["alarms"]] == ([] if kept != "0" else ["HIGH-01"])


def test_kept_facts_live_as_long_as_their_subject() -> None:
    story = Story(law_with(HIGH))
    story.look("10:00:00", {"A": {"price": "7"}, "B": {"price": "8"}})
    record = story.look("10:01:00", {"B": {"price": "1"}})
    assert record["ended"] == [{"fact": "box.high", "subject": "A", "value": "7"}]
    assert story.kept["facts"] == {"box": {"B": {"high": "8"}}}
    story.look("10:02:00", {"A": {"price": "1"}, "B": {"price": "1"}})
    assert (story.fact("high"), story.fact("high", "B")) == ("1", "8")


# --- latches --------------------------------------------------------------------------------------
def test_a_latch_has_two_thresholds_and_neither_belongs_to_it() -> None:
    story = Story(law_with(latch()))
    told = []
    for minute, price in enumerate(("10", "10.01", "5", "4.99", "10")):
        story.look(f"10:0{minute}:00", {"A": {"price": price}})
        told.append(story.fact("hot"))
    assert told == [False, True, True, False, False]


@pytest.mark.parametrize(("both", "hot"), [("set", True), ("reset", False)])
def test_where_both_hold_the_document_decides(both: str, hot: bool) -> None:
    story = Story(law_with(latch(set_when="box.red", reset_when="box.blue", if_both=both)))
    story.look("10:00:00", {"A": {"red": "true", "blue": "true"}})
    assert story.fact("hot") is hot


@pytest.mark.parametrize("was", [False, True])
@pytest.mark.parametrize("red", ["true", "false", "unknown"])
@pytest.mark.parametrize("blue", ["true", "false", "unknown"])
@pytest.mark.parametrize("both", ["set", "reset"])
@pytest.mark.parametrize("if_unknown", ["keep", "set", "reset"])
def test_an_unknown_counts_only_where_it_could_matter(
    was: bool, red: str, blue: str, both: str, if_unknown: str
) -> None:
    story = Story(law_with(latch(set_when="box.red", reset_when="box.blue", if_both=both, if_unknown=if_unknown)))
    story.look("10:00:00", {"A": {"red": "true" if was else "false", "blue": "false"}})
    assert story.fact("hot") is was
    record = story.look("10:01:00", {"A": {"red": red, "blue": blue}})

    def known(set_: bool, reset: bool) -> bool:
        if set_ and reset:
            return both == "set"
        return True if set_ else (False if reset else was)

    may_be = {"true": (True,), "false": (False,), "unknown": (True, False)}
    possible = {known(one, other) for one in may_be[red] for other in may_be[blue]}
    doubt = {"keep": was, "set": True, "reset": False}[if_unknown]
    assert story.fact("hot") is (possible.pop() if len(possible) == 1 else doubt)
    assert bool(record["kept_unknown"]) is (len({known(o, p) for o in may_be[red] for p in may_be[blue]}) > 1)


def test_a_latch_remembers_what_was_when_it_was_set_and_counts_its_episodes() -> None:
    law = law_with(HIGH, latch(remembers="{ box.peak: box.high }"))
    story = Story(law)
    prices = ("11", "20", "4", "12", "unknown")
    seen = []
    for minute, price in enumerate(prices):
        story.look(f"10:0{minute}:00", {"A": {"price": price}})
        episode = story.kept["episodes"]["box"]["A"]["hot"]
        seen.append((story.fact("hot"), story.fact("peak"), episode, story.kept["since"]["box"]["A"]["hot"][11:16]))
    assert seen == [
        (True, "11", 1, "10:00"),
        (True, "11", 1, "10:00"),
        (False, "11", 1, "10:02"),
        (True, "20", 2, "10:03"),
        (True, "20", 2, "10:03"),
    ]


def test_what_is_unknown_at_the_setting_stays_unknown_and_is_told() -> None:
    story = Story(law_with(latch(set_when="box.red", reset_when="box.blue", remembers="{ box.peak: box.price }")))
    record = story.look("10:00:00", {"A": {"red": "true", "blue": "false", "price": "unknown"}})
    assert [each["rule"] for each in record["alarms"]] == ["LATCH-01"]
    story.look("10:01:00", {"A": {"red": "true", "blue": "false", "price": "3"}})
    assert (story.fact("hot"), story.fact("peak")) == (True, "unknown")


# --- machines -------------------------------------------------------------------------------------
MACHINE = """\
machine: PHASE-01
section: §1
keeps: box.phase
for: box
starts: one
states: [one, two, three, four]
if_several: [four, three, two]
final: [four]
moves:
  - { move: M-1, from: one, to: two, when: box.red }
  - { move: M-2, from: two, to: three, when: box.blue }
  - { move: M-3, from: [one, two, three], to: four, when: box.price > $10, if_unknown: true }
"""


def states(story: Story) -> list[tuple[str, str, list[str]]]:
    return [(each["from"], each["to"], each["because"]) for each in story.record["transitions"]]


def test_moves_are_taken_until_none_applies() -> None:
    story = Story(law_with(MACHINE))
    story.look("10:00:00", {"A": {"red": "true", "blue": "true", "price": "10"}})
    assert states(story) == [("one", "two", ["M-1"]), ("two", "three", ["M-2"])]
    assert story.fact("phase") == "three"
    story.look("10:01:00", {"A": {"red": "true", "blue": "true", "price": "10"}})
    assert states(story) == []
    story.look("10:02:00", {"A": {"red": "true", "blue": "true", "price": "10.01"}})
    assert states(story) == [("three", "four", ["M-3"])]
    story.look("10:03:00", {"A": {"red": "true", "blue": "true", "price": "10.01"}})
    assert (states(story), story.fact("phase")) == ([], "four")


def test_of_several_destinations_the_first_named_is_taken_whatever_the_order_of_the_moves() -> None:
    lines = MACHINE.splitlines(keepends=True)
    turned = "".join([*lines[:-3], *reversed(lines[-3:])])
    told = []
    for text in (MACHINE, turned):
        story = Story(law_with(text))
        story.look("10:00:00", {"A": {"red": "true", "blue": "true", "price": "11"}})
        told.append((states(story), story.kept))
    assert told[0] == told[1]
    assert told[0][0] == [("one", "four", ["M-3"])]


def test_a_move_that_cannot_be_judged_stays_unless_it_says_otherwise() -> None:
    story = Story(law_with(MACHINE))
    record = story.look("10:00:00", {"A": {"red": "unknown", "blue": "true", "price": "1"}})
    assert (states(story), story.fact("phase")) == ([], "one")
    assert [(each["rule"], each["causes"]) for each in record["alarms"]] == [("M-1", ["box.red is not given"])]
    record = story.look("10:01:00", {"A": {"red": "false", "blue": "true", "price": "unknown"}})
    assert states(story) == [("one", "four", ["M-3"])]
    assert record["transitions"][0]["causes"] == ["box.price is not given"]


def test_entering_is_true_in_the_evaluation_that_enters_and_in_no_other() -> None:
    count = """\
state: COUNT-01
section: §1
keeps: box.entries
type: level
for: box
starts: 0
becomes: box.entries before + (if box enters two then 1 else 0)
"""
    story = Story(law_with(MACHINE, count))
    for minute, red in enumerate(("false", "true", "true")):
        record = story.look(f"10:0{minute}:00", {"A": {"red": red, "blue": "false", "price": "1"}})
        assert record["alarms"] == []
    assert story.fact("entries") == "1"


PATIENT = """\
machine: PATIENT-01
section: §1
keeps: box.mood
for: box
starts: calm
states: [calm, tired]
if_several: [tired]
moves:
  - { move: P-1, from: calm, to: tired, when: clock.now - box.mood_since >= 3 minutes }
"""


@pytest.mark.parametrize(("at", "mood"), [("10:02:59", "calm"), ("10:03:00", "tired")])
def test_a_timer_counts_from_the_first_evaluation(at: str, mood: str) -> None:
    story = Story(law_with(PATIENT))
    assert story.look("10:00:00")["wake_up"] == {"at": "2026-04-16T10:03:00-04:00", "because": ["P-1"]}
    story.look(at)
    assert story.fact("mood") == mood


# --- repeat-safe ----------------------------------------------------------------------------------
def test_a_state_that_goes_to_and_fro_is_told() -> None:
    rest = """\
rule: REST-01
section: §1
derive: box.rest
type: money
for: box
as: box.price - box.high before
"""
    story = Story(law_with(rest, HIGH.replace("max(box.high before, box.price)", "box.rest")))
    record = story.look("10:00:00", {"A": {"price": "3"}})
    assert [(each["rule"], each["subject"], each["what"]) for each in record["alarms"]] == [
        ("HIGH-01", "box A", "box.high is not safe to repeat: it is 3, evaluated again 0")
    ]


def test_a_machine_that_goes_in_circles_is_told() -> None:
    ring = """\
machine: RING-01
section: §1
keeps: box.side
for: box
starts: left
states: [left, right]
if_several: [left, right]
moves:
  - { move: R-1, from: left, to: right, when: box.red }
  - { move: R-2, from: right, to: left, when: box.blue }
"""
    story = Story(law_with(ring))
    record = story.look("10:00:00", {"A": {"red": "true", "blue": "true"}})
    assert states(story) == [("left", "right", ["R-1"]), ("right", "left", ["R-2"])]
    assert [(each["rule"], each["what"]) for each in record["alarms"]] == [
        ("RING-01", "box.side is not safe to repeat: it is left, evaluated again right, then left")
    ]
    assert story.look("10:01:00", {"A": {"red": "true", "blue": "false"}})["alarms"] == []


# --- what a fact file says was kept -----------------------------------------------------------------
AT = "2026-04-16T09:00:00-04:00"


def read_back(name: str, value: object, episode: object = None) -> list[str]:
    """The codes of what is found when a law is told that it kept a value."""
    machine = (
        "machine: LIFE-01\nsection: §1\nkeeps: box.life\nfor: box\nstarts: idle\nstates: [idle, busy]\n"
        "if_several: [busy, idle]\nmoves:\n  - { move: LIFE-M1, from: idle, to: busy, when: box.red }\n"
    )
    law = law_with(HIGH, latch(), machine)
    told: dict[str, object] = {"at": AT, "facts": {"box": {"A": {name: value}}}, "since": {"box": {"A": {name: AT}}}}
    if episode is not None:
        told["episodes"] = {"box": {"A": {name: episode}}}
    return [each.code for each in read_kept(law, told).findings]


@pytest.mark.parametrize(("episode", "found"), [(2, []), ("2", []), ("two", ["F622"]), ("", ["F622"]), ([], ["F622"])])
def test_an_episode_is_a_whole_number_or_its_text(episode: object, found: list[str]) -> None:
    assert read_back("hot", "true", episode) == found


@pytest.mark.parametrize(("name", "value"), [("hot", "true"), ("life", "busy"), ("high", "7")])
def test_latches_and_machines_always_know_and_a_state_may_not(name: str, value: str) -> None:
    assert read_back(name, value) == []
    assert read_back(name, "unknown") == ([] if name == "high" else ["F623"])
