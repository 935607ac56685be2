"""What happened long ago is closed in chunks, and nobody who decides, records or reads notices it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine.past
from engine.backends.fast.decider import FastDecider
from engine.evaluate import evaluate
from engine.memory import BEFORE, NO_MEMORY, Memory, read_events, read_kept
from engine.past import Index, NoPast, Past, Pasts, before_chunk, closed, opened
from engine.session.deciding import _as_if_not_sent
from tests.engine.quick import QUICK
from tests.engine.remembering import DAY, law_with
from tests.engine.test_memory_round_trip import DOCUMENTS, STORIES, events_of
from tests.engine.worlds import facts_of

LAW = law_with(
    *DOCUMENTS,
    """\
rule: PAID-01
section: §1
derive: box.paid_in_all
type: money
for: box
as: sum of paid.amount over paid in box
""",
    """\
rule: PAID-02
section: §1
derive: desk.closings
type: level
for: desk
as: min(3, count of close.sent in desk)
""",
    """\
rule: PAID-03
section: §1
derive: desk.closings_today
type: level
for: desk
as: min(3, count of close.sent in desk since clock.date)
""",
    """\
rule: PAID-04
section: §1
derive: box.paid_this_week
type: money
for: box
as: sum of paid.amount over paid in box this week where paid.amount > $0
---
rule: PAID-05
section: §1
derive: desk.closings_before
type: level
for: desk
as: min(3, count of close.sent in desk last week)
""",
    """\
actions:
  greet: { on: box, risk: reducing }
  lend: { on: box, risk: reducing }
---
rule: GREET-01
section: §1
permit: [greet, lend]
for: box
when: true
---
rule: GREET-02
section: §1
propose: greet
for: box
when: box.blue
once: per desk
---
rule: LEND-01
section: §1
propose: lend
for: box
when: box.price > $10
once: per box
""",
)


@pytest.fixture(autouse=True)
def small_chunks() -> Iterator[None]:
    """Chunks of one event, so that short stories have a past."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine.past, "CHUNK", 1)
        yield


def looked(step: int, boxes: dict[str, Any], names: list[str], memory: Memory, trace: Any, day: str = DAY) -> Any:
    instant = f"{day}T1{step}:0{step}:00-04:00"
    rows = {key: {"desk": "D", **row} for key, row in boxes.items()}
    facts = facts_of(LAW, {"at": instant, "facts": {"clock": {}, "desk": {"D": {}}, "box": rows}})
    told = [{**each, "at": instant} for each in events_of(names, boxes, step)]
    read = read_events(LAW, told, facts, memory=memory)
    assert read.events is not None, read.findings
    return evaluate(LAW, facts, read.events, memory, trace=trace)


def read_whole(kept: Any) -> Memory:
    memory = read_kept(LAW, json.loads(json.dumps(kept))).memory
    assert memory is not None
    return memory


def stories(looks: list[Any]) -> Iterator[tuple[Any, Any]]:
    """The records of a story that is read anew each time, in one piece, and of one that goes on with its past."""
    chunks: dict[str, bytes] = {}
    one, other = NO_MEMORY, NO_MEMORY
    for step, (boxes, names) in enumerate(looks):
        plain = looked(step, boxes, names, one, "full")
        brief = looked(step, boxes, names, other, "none")
        yield plain, brief
        assert brief.after is not None
        for each in () if brief.after.past is None else brief.after.past.chunks():
            chunks[each.digest] = each.content
        one = read_whole(plain.content["kept"])
        kept = json.loads(json.dumps(brief.content["kept"]))
        past = Pasts(LAW).of(kept[BEFORE], chunks.__getitem__) if BEFORE in kept else None
        read = read_kept(LAW, kept, past=past)
        assert read.memory is not None, read.findings
        assert read.memory.told(brief=True) == brief.after.told(brief=True)
        other = read.memory


def decided(record: Any) -> list[tuple[object, ...]]:
    return [(each["action"], each["subject"], each["verdict"], each["because"]) for each in record.content["decisions"]]


@QUICK
@given(STORIES)
def test_decisions_and_memory_are_the_same_with_a_past(looks: list[Any]) -> None:
    for plain, brief in stories(looks):
        assert decided(brief) == decided(plain)
        for part in ("events", "transitions", "recorded", "intents", "standing", "ended", "guarantees", "wake_up"):
            assert brief.content[part] == plain.content[part], part
        assert brief.after.told() == plain.content["kept"]
        assert plain.after.told() == plain.content["kept"]


def test_a_story_has_a_past_and_its_record_only_names_it() -> None:
    looks = [({"A": {"price": "12.5"}}, ["paid", "close.sent"]), ({"A": {"price": "1"}}, ["paid", "close.confirmed"])]
    [_, (plain, brief)] = list(stories(looks))
    past = brief.after.past
    assert past.count == len(plain.content["kept"]["events"]) - 1
    assert brief.content["kept"][BEFORE] == past.digest
    assert len(brief.content["kept"]["events"]) == 1
    assert BEFORE not in plain.content["kept"]


def test_sums_and_counts_reach_into_the_past() -> None:
    boxes = {"A": {"price": "1"}, "B": {"price": "1"}}
    memory = NO_MEMORY
    for step in range(4):
        memory = looked(step, boxes, ["paid", "close.sent"], memory, "none").after
    assert memory.past is not None
    found = looked(5, boxes, [], memory, "full").content["derived"]
    assert found["box"]["A"]["paid_in_all"] == "4"
    assert found["box"]["B"]["paid_in_all"] == "0"
    assert found["box"]["A"]["paid_this_week"] == "4"
    assert found["desk"]["D"] == {"closings": "3", "closings_today": "3", "closings_before": "0"}


def test_what_happened_long_ago_is_added_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look adds what was closed since the last; one on the same past looks at nothing of it again."""
    boxes = {"A": {"price": "1"}}
    looked_at: list[int] = []
    old_rows = FastDecider.old_rows

    def counted(self: FastDecider, node: Any, row: Any) -> Any:
        found = old_rows(self, node, row)
        looked_at.append(len(found))
        return found

    monkeypatch.setattr(FastDecider, "old_rows", counted)
    memory, most = NO_MEMORY, 0
    for step in range(9):
        looked_at.clear()
        found = looked(step, boxes, ["paid", "close.sent"], memory, "full")
        paid = found.content["derived"]["box"]["A"]
        assert (paid["paid_in_all"], paid["paid_this_week"]) == (str(step + 1), str(step + 1))
        most = max(most, *looked_at, 0)
        memory = found.after
    assert 0 < most <= 2
    looked_at.clear()
    looked(9, boxes, [], memory, "full")
    again = list(looked_at)
    looked_at.clear()
    looked(9, boxes, [], memory, "full")
    assert sum(again) > 0
    assert looked_at == []


def test_what_is_told_twice_is_known_however_long_ago_it_happened() -> None:
    boxes = {"A": {"price": "1"}}
    memory = NO_MEMORY
    for step in range(4):
        memory = looked(step, boxes, ["paid"], memory, "none").after
    rows = {"A": {"desk": "D", "price": "1"}}
    facts = facts_of(LAW, {"at": f"{DAY}T16:00:00-04:00", "facts": {"clock": {}, "desk": {"D": {}}, "box": rows}})
    again = {"event": "paid", "in": "A", "key": "0 0", "at": f"{DAY}T10:00:00-04:00", "amount": "1", "desk": "D"}
    read = read_events(LAW, [again], facts, memory=memory)
    assert read.events is not None
    content = evaluate(LAW, facts, read.events, memory).content
    assert [each for each in content["events"] if each["event"] == "paid"] == []
    assert content["derived"]["box"]["A"]["paid_in_all"] == "4"


def test_what_happened_to_somebody_who_is_gone_still_happened_to_his_desk() -> None:
    memory = looked(0, {"A": {"price": "1"}}, ["paid", "close.sent"], NO_MEMORY, "none").after
    memory = looked(1, {"B": {"price": "1"}}, ["paid", "close.sent"], memory, "none").after
    assert memory.past is not None
    assert {each.key for each in memory.past.index.links if each.scope == "box"} >= {"A"}
    found = looked(2, {"B": {"price": "1"}}, [], memory, "full").content
    assert found["derived"]["desk"]["D"]["closings"] == "2"
    rows = {"B": {"desk": "D", "price": "1"}}
    facts = facts_of(LAW, {"at": f"{DAY}T16:00:00-04:00", "facts": {"clock": {}, "desk": {"D": {}}, "box": rows}})
    told = {"event": "close.confirmed", "in": "A", "at": facts.at.isoformat()}
    assert read_events(LAW, [told], facts, memory=memory).events is not None
    assert read_events(LAW, [told], facts).events is None


def test_who_belongs_elsewhere_since_is_told_anew() -> None:
    memory = looked(0, {"A": {"price": "1"}}, ["paid", "close.sent"], NO_MEMORY, "none").after
    assert memory.past is not None
    rows = {"A": {"desk": "E", "price": "1"}}
    raw = {"at": f"{DAY}T16:00:00-04:00", "facts": {"clock": {}, "desk": {"D": {}, "E": {}}, "box": rows}}
    after = evaluate(LAW, facts_of(LAW, raw), (), memory, trace="none").after
    assert after is not None
    assert after.told()["links"]["box"]["A"] == {"desk": "E"}
    plain = evaluate(LAW, facts_of(LAW, raw), (), opened(memory), trace="near").content
    assert after.told() == plain["kept"]
    assert opened(after).told() == after.told()
    gone = {"at": f"{DAY}T17:00:00-04:00", "facts": {"clock": {}, "desk": {"D": {}, "E": {}}, "box": {}}}
    later = evaluate(LAW, facts_of(LAW, gone), (), after, trace="none").after
    assert later is not None
    assert later.told()["links"]["box"]["A"] == {"desk": "E"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(STORIES, st.sampled_from("AB"))
def test_as_if_not_sent_reaches_into_the_past(looks: list[Any], box: str) -> None:
    memory = NO_MEMORY
    for step, (boxes, names) in enumerate(looks):
        memory = looked(step, boxes, names, memory, "none").after
    actions = [("close", box)]
    assert _as_if_not_sent(memory, actions).told() == _as_if_not_sent(opened(memory), actions).told()


@pytest.mark.parametrize(("end", "forgotten"), [([], True), (["close.rejected"], False), (["close.confirmed"], False)])
def test_what_was_sent_long_ago_is_forgotten_only_while_nobody_knows_its_end(end: list[str], forgotten: bool) -> None:
    """An order that is judged again must not stand in its own way, nor may one that is over be forgotten."""
    memory = NO_MEMORY
    for step, names in enumerate([["close.sent"], end, ["paid"], ["paid"]]):
        memory = looked(step, {"A": {"price": "1"}}, names, memory, "none").after
    assert memory.past is not None
    assert any(each.name == "close.sent" for each in memory.past.history())
    found = _as_if_not_sent(memory, [("close", "A")])
    assert any(each.name == "close.sent" for each in opened(found).history) is not forgotten
    assert found.told() == _as_if_not_sent(opened(memory), [("close", "A")]).told()


def test_no_more_is_opened_than_what_happened_since_it_was_sent() -> None:
    """Memory of years is not read anew for an order of this morning."""
    memory = NO_MEMORY
    before = [["close.sent"], ["close.confirmed"], *[["paid", "paid"]] * 3]
    for step, names in enumerate([*before, ["close.sent"], ["paid"], ["close.sent"], ["paid"]]):
        memory = looked(step, {"A": {"price": "1"}}, names, memory, "none").after
    assert memory.past is not None
    sent = [each for each in memory.past.chunks() if any(event.name == "close.sent" for event in each.events)]
    assert len(sent) == 3, "twice without an end, and once long before"
    found = _as_if_not_sent(memory, [("close", "A")])
    assert found.past is sent[1].before
    assert all(each.name != "close.sent" for each in found.history)
    assert _as_if_not_sent(memory, [("close", "B")]) == memory


# --- what is not right --------------------------------------------------------------------------
def with_past() -> tuple[Memory, dict[str, bytes]]:
    memory = NO_MEMORY
    for step in range(3):
        memory = looked(step, {"A": {"price": "1"}}, ["paid"], memory, "none").after
    assert memory.past is not None
    return memory, {each.digest: each.content for each in memory.past.chunks()}


def test_a_past_that_is_not_here_is_a_finding() -> None:
    memory, _ = with_past()
    read = read_kept(LAW, memory.told(brief=True))
    assert [each.code for each in read.findings] == ["F601"]
    assert "which is not here" in read.findings[0].message
    assert read_kept(LAW, memory.told(), past=memory.past).memory is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "is no chunk of what happened"),
        (b"[]", "is no chunk of what happened"),
        (b'{"before":7,"events":[],"links":{},"occasions":{}}', "is no digest"),
        (
            b'{"before":null,"events":[{"event":"no_such"}],"links":{},"occasions":{}}',
            "the law cannot read what happened",
        ),
        (b'{"before":null,"events":[],"links":{},"occasions":{} }', "not how a chunk of what happened is written"),
    ],
)
def test_what_is_no_chunk(content: bytes, said: str) -> None:
    with pytest.raises(NoPast, match=said):
        Pasts(LAW).of("0" * 64, lambda _: content)


def test_a_chunk_that_is_missing_is_missing() -> None:
    memory, chunks = with_past()
    assert memory.past is not None
    first = [*memory.past.chunks()][-1].digest
    del chunks[first]
    with pytest.raises(KeyError, match=first):
        Pasts(LAW).of(memory.past.digest, chunks.__getitem__)
    assert before_chunk(memory.past.content, memory.past.digest) in {*chunks, first}


def test_a_past_is_never_changed_by_what_goes_on_from_it() -> None:
    memory, _ = with_past()
    past = memory.past
    assert past is not None
    seen, named, subjects = set(past.index.seen), set(past.index.named), dict(past.index.subjects)
    more = looked(4, {"B": {"price": "1"}}, ["paid", "paid", "close.sent"], memory, "none").after
    assert more.past is not None
    assert more.past.count > past.count
    assert (past.index.seen, past.index.named, past.index.subjects) == (seen, named, subjects)
    assert isinstance(past.before, Past)
    assert closed(LAW, memory, lambda _: {}, lambda _: True) == memory


def all_of(index: Index) -> dict[str, object]:
    return {name: value for name, value in vars(index).items() if name not in {"law", "_groups"}}


def test_only_the_last_two_chunks_keep_an_index_and_an_older_one_is_made_anew() -> None:
    """An index is as large as everything that happened: with one for each chunk a long run would grow by squares."""
    memory, _ = with_past()
    known = []
    for number in range(4, 10):
        memory = looked(number, {"B": {"price": "1"}}, ["paid", "paid", "close.sent"], memory, "none").after
        assert memory.past is not None
        known.append((memory.past, all_of(memory.past.index)))
    assert memory.past is not None
    line = [*memory.past.chunks()]
    assert len(line) > len(known) > 2
    assert [each.kept_index is not None for each in line] == [True, True] + [False] * (len(line) - 2)
    for past, index in known:
        assert all_of(past.index) == index

    stored = {each.digest: each.content for each in line}
    read = Pasts(LAW).of(memory.past.digest, stored.__getitem__)
    assert all(each.kept_index is None for each in read.chunks())
    assert all_of(read.index) == all_of(memory.past.index)
    assert [each.kept_index is not None for each in read.chunks()] == [True] + [False] * (len(line) - 1)


def for_good(told: dict[str, Any]) -> list[str]:
    return [each for each in sorted(told["occasions"]) if not each.startswith("DUTY")]


def lent(record: Any) -> list[tuple[str, str]]:
    return [(each["action"], each["subject"]) for each in record.content["proposals"] if each["action"] != "close"]


def test_what_was_used_up_for_a_subject_that_is_gone_is_closed_as_well_and_still_known() -> None:
    """Greeted and lent to once; both boxes go, chunks close; one comes back, and another of the same desk comes."""
    begun = looked(0, {"A": {"price": "12", "blue": "true"}}, ["paid"], NO_MEMORY, "none")
    assert lent(begun) == [("greet", "A"), ("lend", "A")]
    gone = looked(1, {"B": {"price": "1"}}, ["paid", "paid"], begun.after, "none").after
    later = looked(2, {"B": {"price": "1"}}, ["paid", "paid"], gone, "none").after
    assert {each.rule for each in later.occasions.values()} <= {"DUTY-02"}
    assert later.past is not None
    assert sorted(each.rule for each in later.past.index.occasions.values()) == ["GREET-02", "LEND-01"]
    assert for_good(later.told(brief=True)) == []
    assert for_good(later.told()) == ["GREET-02 | desk D", "LEND-01 | box A"]

    back = looked(3, {"A": {"price": "12"}, "C": {"price": "12", "blue": "true"}}, [], later, "none")
    assert lent(back) == [("lend", "C")]
    standing = [(each["rule"], each["subject"]) for each in back.content["standing"]]
    assert standing == [("GREET-02", "C"), ("LEND-01", "A")]
    assert for_good(back.after.told(brief=True)) == ["GREET-02 | desk D", "LEND-01 | box A", "LEND-01 | box C"]


def test_an_event_of_a_subject_of_which_only_an_occasion_speaks_may_be_told() -> None:
    begun = looked(0, {"A": {"price": "12"}, "B": {"price": "1"}}, [], NO_MEMORY, "none")
    gone = looked(1, {"B": {"price": "1"}}, ["paid", "paid", "paid"], begun.after, "none").after
    assert gone.past is not None
    facts = facts_of(LAW, {"at": f"{DAY}T12:00:00-04:00", "facts": {"clock": {}, "desk": {"D": {}}, "box": {}}})
    raw = {"event": "paid", "in": "A", "at": f"{DAY}T12:00:00-04:00", "amount": "1", "desk": "D"}
    assert read_events(LAW, [raw], facts, memory=gone).findings == ()
    unknown = read_events(LAW, [{**raw, "in": "Z"}], facts, memory=gone)
    assert [each.code for each in unknown.findings] == ["F629"]


def test_a_period_and_what_lasts_are_not_closed() -> None:
    """They are forgotten when they are over; what is over is not carried into what happened."""
    begun = looked(0, {"A": {"red": "true", "price": "1"}}, ["paid"], NO_MEMORY, "none").after
    assert [each.rule for each in begun.occasions.values()] == ["DUTY-02"]
    gone = looked(1, {"B": {"price": "1"}}, ["paid", "paid"], begun, "none").after
    assert gone.past is not None
    assert gone.past.index.occasions == {}
    assert [each.rule for each in gone.occasions.values()] == ["DUTY-02"]


def test_a_sum_of_a_week_begins_anew_with_the_week() -> None:
    """Four payments in the week of 16 April 2026, and a fifth on Monday the 20th: the week has one."""
    boxes = {"A": {"price": "1"}}
    memory = NO_MEMORY
    for step in range(4):
        memory = looked(step, boxes, ["paid", "close.sent"], memory, "full").after
    monday = looked(5, boxes, ["paid"], memory, "full", "2026-04-20").content["derived"]
    assert (monday["box"]["A"]["paid_this_week"], monday["box"]["A"]["paid_in_all"]) == ("1", "5")
    assert monday["desk"]["D"]["closings_before"] == "3"
