"""What is kept comes back as it was; looking again changes nothing; the same story gives the same bytes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate import MemoryNotSupported, MemoryRefused, evaluate
from engine.memory import Memory, read_kept
from rules.language.typed import FactId
from tests.engine.quick import QUICK
from tests.engine.remembering import Story, law_with
from tests.engine.worlds import facts_of

SCHEMA = Path(__file__).parents[2] / "console/schemas/decision-record.json"

DOCUMENTS = (
    """\
events:
  paid: { in: box, by: operator, refers_to: [desk], fields: { amount: money } }
  noted: { in: box, by: law, fields: { amount: money } }
---
schedules:
  check: { every: 20 minutes }
---
actions:
  close: { on: box, risk: reducing }
  roll: { on: box, risk: reducing }
""",
    """\
state: HIGH-01
section: §1
keeps: box.high
type: money
for: box
starts: $0
becomes: max(box.high before, box.price)
""",
    """\
latch: HOT-01
section: §1
keeps: box.hot
for: box
set_when: box.high > $10 and box.red
reset_when: box.price < $5
if_both: reset
remembers: { box.peak: box.price }
""",
    """\
machine: PHASE-01
section: §1
keeps: box.phase
for: box
starts: one
states: [one, two, three]
if_several: [three, two]
final: [three]
moves:
  - { move: M-1, from: one, to: two, when: box.hot or paid in box happens, record: noted, with: { amount: box.high } }
  - { move: M-2, from: two, to: three, when: clock.now - box.phase_since > 30 minutes and box.blue }
""",
    """\
rule: FREE-01
section: §1
permit: [close, roll]
for: box
when: true
""",
    """\
rule: DUTY-01
section: §1
propose: close
for: box
when: box.hot
once: until close.confirmed
""",
    """\
rule: DUTY-02
section: §1
propose: roll
for: box
when: box.red or noted in box happens
once: per box.hot per session
""",
    """\
exclusive: ONE-01
section: §1
for: box
order: [close, roll]
""",
    """\
guarantee: SURE-01
section: §1
for: box
always: box.high >= $0
""",
    """\
report: CARD-01
section: §1
kind: card
for: box
at: check
shows: { high: box.high, phase: box.phase }
forms: [table]
""",
)
LAW = law_with(*DOCUMENTS)
TURNED = law_with(*reversed(DOCUMENTS))

NUMBERS = st.sampled_from(["unknown", "1", "4.99", "5", "10", "10.01", "12.5"])
FLAGS = st.sampled_from(["true", "false", "unknown"])
BOXES = st.fixed_dictionaries({"price": NUMBERS, "red": FLAGS, "blue": FLAGS})
HAPPENINGS = st.sampled_from(["paid", "close.sent", "close.rejected", "close.confirmed", "close.in_doubt"])
LOOK = st.tuples(st.dictionaries(st.sampled_from("AB"), BOXES, min_size=1), st.lists(HAPPENINGS, max_size=2))
STORIES = st.lists(LOOK, min_size=1, max_size=6)


def events_of(names: list[str], boxes: dict[str, Any], minute: int) -> list[dict[str, Any]]:
    key = min(boxes)
    more = {"paid": {"amount": "1", "desk": "D"}}
    return [
        {"event": name, "in": key, "key": f"{minute} {place}", **more.get(name, {})} for place, name in enumerate(names)
    ]


def told(story: Story, looks: list[Any]) -> None:
    for step, (boxes, names) in enumerate(looks):
        story.look(f"1{step}:0{step}:00", boxes, events_of(names, boxes, step))


@QUICK
@given(STORIES)
def test_what_is_kept_comes_back_as_it_was(looks: list[Any]) -> None:
    story = Story(LAW)
    told(story, looks)
    read = read_kept(LAW, json.loads(json.dumps(story.kept)))
    assert read.findings == ()
    assert read.memory is not None
    assert read.memory.told() == story.kept


@QUICK
@given(STORIES)
def test_looking_again_changes_nothing_that_is_kept(looks: list[Any]) -> None:
    story = Story(LAW)
    told(story, looks)
    assert [each for each in story.record["alarms"] if "repeat" in each["what"]] == []
    at, boxes = f"1{len(looks) - 1}:0{len(looks) - 1}:00", looks[-1][0]
    facts = story.kept["facts"]
    while story.kept["pending"]:
        story.look(at, boxes)
    # What the law recorded has happened by now, and may have brought about duties, but no other kept fact.
    settled = json.dumps(story.kept)
    assert story.kept["facts"] == facts
    again = story.look(at, boxes)
    assert json.dumps(story.kept) == settled
    assert (again["events"], again["transitions"], again["recorded"]) == ([], [], [])


@QUICK
@given(STORIES)
def test_the_order_of_documents_and_of_events_changes_nothing(looks: list[Any]) -> None:
    one, other = Story(LAW), Story(TURNED)
    for step, (boxes, names) in enumerate(looks):
        events = events_of(names, boxes, step)
        first = one.look(f"1{step}:0{step}:00", boxes, events)
        second = other.look(f"1{step}:0{step}:00", dict(reversed(boxes.items())), list(reversed(events)))
        for key in ("kept", "events", "proposals", "standing", "yielded", "transitions", "recorded", "reports"):
            assert first[key] == second[key]


@QUICK
@given(STORIES)
def test_the_record_is_as_its_schema_says(looks: list[Any]) -> None:
    story = Story(LAW)
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    for step, (boxes, names) in enumerate(looks):
        validator.validate(story.look(f"1{step}:0{step}:00", boxes, events_of(names, boxes, step)))


def test_the_same_story_gives_the_same_bytes() -> None:
    boxes = {"A": {"price": "12.5", "red": "true"}, "B": {"price": "unknown"}}
    stories = []
    for _ in range(2):
        story = Story(LAW)
        told(story, [(boxes, ["paid"]), (boxes, ["close.sent"]), ({"B": {"price": "1"}}, [])])
        stories.append(json.dumps(story.record))
    assert stories[0] == stories[1]


# --- guarantees and reports -----------------------------------------------------------------------
def test_a_guarantee_is_counted_and_what_breaks_it_alarms() -> None:
    sure = "guarantee: SURE-02\nsection: §1\nfor: box\nnever: box.price > $5\nassuming: [box.red]\n"
    story = Story(law_with(sure, DOCUMENTS[1]))
    boxes = {
        "A": {"price": "5", "red": "true"},
        "B": {"price": "5.01", "red": "true"},
        "C": {"price": "unknown", "red": "true"},
        "D": {"price": "9", "red": "false"},
        "E": {"price": "9", "red": "unknown"},
    }
    record = story.look("10:00:00", boxes)
    assert record["guarantees"] == [
        {
            "id": "SURE-02",
            "form": "never",
            "checked": 4,
            "held": 1,
            "violated": ["box B"],
            "unknown": ["box C", "box E"],
        }
    ]
    assert [(each["rule"], each["subject"]) for each in record["alarms"]] == [("SURE-02", "box B")]


def test_a_report_is_made_at_the_ticks_of_its_schedule() -> None:
    story = Story(LAW)
    box = {"A": {"price": "12.5", "red": "false", "blue": "false"}}
    made = [story.look(at, box)["reports"] for at in ("10:00:00", "10:19:59", "10:20:00")]
    card = {"report": "CARD-01", "kind": "card", "subject": "box A", "forms": ["table"]}
    shown = {**card, "shows": {"high": "12.5", "phase": "one"}}
    assert made == [[shown], [], [shown]]


# --- what is refused ------------------------------------------------------------------------------
KEPT = {
    "at": "2026-04-16T10:00:00-04:00",
    "facts": {"box": {"A": {"high": "12", "hot": True, "peak": "unknown", "phase": "two"}}},
    "since": {"box": {"A": {"phase": "2026-04-16T10:00:00-04:00"}}},
    "episodes": {"box": {"A": {"hot": 1}}},
}


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(KEPT))
    here = whole
    for name in path[:-1]:
        here = here.setdefault(name, {})
    here[path[-1]] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("facts", "box", "A", "heigh"), "1", "F625"),
        (("facts", "box", "A", "price"), "1", "F625"),
        (("facts", "box", "A", "phase_since"), "2026-04-16T10:00:00-04:00", "F625"),
        (("facts", "box", "A", "high"), "12.345", "F627"),
        (("facts", "box", "A", "high"), 12.5, "F627"),
        (("facts", "box", "A", "hot"), "maybe", "F627"),
        (("facts", "box", "A", "phase"), "five", "F627"),
        (("facts", "box"), "none", "F622"),
        (("facts",), [], "F622"),
        (("episodes", "box", "A", "hot"), "one", "F622"),
        (("episodes", "box", "B", "hot"), 1, "F622"),
        (("since", "box", "A", "phase"), "10:00", "F616"),
        (("at",), "yesterday", "F616"),
        (("counters",), {}, "F601"),
        (("events",), [{"event": "lost", "at": "2026-04-16T10:00:00-04:00"}], "F621"),
        (("events",), {}, "F622"),
        (("pending",), [{"event": "noted", "at": "2026-04-16T10:00:00-04:00", "amount": "1"}], "F624"),
        (("occasions",), {"X": {"rule": "DUTY-09", "scope": "box", "subject": "A", "since": KEPT["at"]}}, "F625"),
        (("occasions",), {"X": {"rule": "DUTY-01"}}, "F622"),
        (("occasions",), {"X": {"rule": "DUTY-01", "scope": "box", "subject": "A", "since": "now"}}, "F616"),
        (
            ("occasions",),
            {"X": {"rule": "DUTY-01", "scope": "box", "subject": "A", "since": KEPT["at"], "attempt": "two"}},
            "F622",
        ),
        (("ticks",), [], "F622"),
        (("ticks", "check"), "noon", "F616"),
    ],
)
def test_what_the_law_does_not_keep_is_refused_and_never_lost(path: tuple[str, ...], value: Any, code: str) -> None:
    assert read_kept(LAW, KEPT).findings == ()
    assert [each.code for each in read_kept(LAW, changed(path, value)).findings] == [code]
    facts = facts_of(LAW, {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"D": {}}, "box": {}}})
    with pytest.raises(MemoryRefused):
        evaluate(LAW, facts, kept=changed(path, value))


def test_law_without_memory_takes_none() -> None:
    law = law_with("rule: R-01\nsection: §1\nderive: box.dear\ntype: flag\nfor: box\nwhen: box.price > $5\n")
    facts = facts_of(law, {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": {"D": {}}, "box": {}}})
    assert evaluate(law, facts).content["kept"] == {}
    with pytest.raises(MemoryNotSupported):
        evaluate(law, facts, kept=KEPT)


def test_memory_may_be_handed_over_as_it_was_read() -> None:
    read = read_kept(LAW, KEPT).memory
    assert isinstance(read, Memory)
    assert read.at == datetime.fromisoformat("2026-04-16T10:00:00-04:00")
    assert {str(fact) for fact, _ in read.kept} == {"box.high", "box.hot", "box.peak", "box.phase"}
    assert FactId("box", "phase_since") not in {fact for fact, _ in read.kept}
    raw = {"clock": {}, "desk": {"D": {}}, "box": {"A": {"desk": "D", "price": "1"}}}
    facts = facts_of(LAW, {"at": "2026-04-16T10:00:00-04:00", "facts": raw})
    assert evaluate(LAW, facts, kept=read).canonical() == evaluate(LAW, facts, kept=KEPT).canonical()
