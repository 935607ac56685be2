"""Facts: the same facts give the same digest however they are written, and nothing is lost on the way."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine.facts
from engine.facts import Typing, read_facts
from engine.snapshot import Snapshot
from engine.values import NONE, Subject, Unknown
from facts.files import canonical_json, from_dict, read_json, to_dict
from tests.engine.quick import QUICK
from tests.engine.test_order import MANY
from tests.engine.worlds import decided_cases, facts_of, law_of

AT = "2026-04-16T10:00:00-04:00"
LAW = law_of("""\
constitution: facts
version: "1"
---
units: { base: [usd, session], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -100 to 100 }
  share: { unit: none, step: 0.01 }
  span: { unit: seconds, step: 1 }
  side: { one_of: [long, short] }
---
scopes: { clock: { one: true }, book: { key: id }, item: { key: id, in: book }, line: { key: [book, item] } }
---
facts: clock
given: { now: { type: instant, source: at }, open: { type: flag, may_be_missing: true } }
---
facts: item
given:
  price: { type: money, may_be_missing: true, may_be_none: true, stale_after: 30 seconds }
  part: { type: share, may_be_missing: true }
  wait: { type: span, may_be_missing: true }
  side: { type: side, may_be_missing: true }
  on: { type: date, may_be_missing: true }
  past: { type: money, may_be_missing: true, series: session }
  tags: { type: set of side, may_be_missing: true }
---
facts: line
given: { held: { type: money, may_be_missing: true } }
---
rule: A-01
section: §1
derive: item.dear
type: flag
for: item
when: item.price > $5
""")


def world(**facts: Any) -> dict[str, Any]:
    return {"at": AT, "facts": {"book": {"A": {}}, "item": {"a": {"book": "A", **facts}}}}


def digest(raw: object) -> str:
    return facts_of(LAW, raw).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"price": "1.5"}, {"price": "1.50"}),
        ({"price": "1.5"}, {"price": "$1.500"}),
        ({"price": "1.5"}, {"price": "1.5 usd"}),
        ({"price": "1.5"}, {"price": "15e-1"}),
        ({"price": "1.5"}, {"price": {"value": "1.50", "age": "0"}}),
        ({"price": "-0.0"}, {"price": "0"}),
        ({"part": "0.25"}, {"part": "25%"}),
        ({"wait": "120"}, {"wait": "2 minutes"}),
        ({}, {"part": "unknown"}),
        ({}, {"part": None}),
        ({}, {"price": "unknown"}),
        ({}, {"price": {"value": "unknown", "age": "12"}}),
        ({"price": {"value": "1", "age": "unknown"}}, {"price": {"value": "1"}}),
        ({"price": {"value": "1", "age": "5"}}, {"price": {"value": "1", "age": "5.0"}}),
        ({"tags": ["long", "short"]}, {"tags": ["short", "long", "short"]}),
        ({"past": ["1", "unknown"]}, {"past": ["1.00", None]}),
    ],
)
def test_one_meaning_has_one_digest(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest(world(**one)) == digest(world(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"price": "1.5"}, {"price": "1.51"}),
        ({"price": "1.5"}, {}),
        ({"price": "none"}, {}),
        ({"price": "1"}, {"price": {"value": "1", "age": "1"}}),
        ({"price": "1"}, {"price": {"value": "1"}}),
        ({"past": ["1", "2"]}, {"past": ["2", "1"]}),
        ({"past": ["1"]}, {"past": ["1", "unknown"]}),
        ({"past": []}, {}),
        ({"tags": []}, {}),
        ({"side": "long"}, {"side": "short"}),
    ],
)
def test_two_meanings_have_two_digests(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest(world(**one)) != digest(world(**other))


def test_assumptions_and_the_instant_are_part_of_the_digest() -> None:
    plain = world()
    assumed = {**plain, "assumptions": [{"id": "A", "states": "b", "reason": "c"}]}
    assert len({digest(plain), digest(assumed), digest({**plain, "at": "2026-04-16T10:00:01-04:00"})}) == 3
    other = {**plain, "assumptions": [{"id": "A", "states": "b", "reason": "d"}]}
    assert digest(assumed) != digest(other)


def test_one_instant_in_two_spellings() -> None:
    assert digest({**world(), "at": "2026-04-16T14:00:00Z"}) == digest({**world(), "at": "2026-04-16T14:00:00+00:00"})


values = st.one_of(
    st.integers(-10_000, 10_000).map(lambda cents: f"{cents / 100:.2f}"), st.sampled_from(("unknown", "none"))
)
ages = st.sampled_from(("0", "31", "2.5", "unknown"))
prices = st.one_of(values, st.fixed_dictionaries({"value": values, "age": ages}))
holes = st.integers(-100, 100).map(str) | st.just("unknown")
items = st.fixed_dictionaries(
    {"book": st.sampled_from("AB")},
    optional={
        "price": prices,
        "side": st.sampled_from(("long", "short", "unknown")),
        "on": st.dates().map(str),
        "past": st.lists(holes, max_size=4),
        "tags": st.lists(st.sampled_from(("long", "short")), max_size=3),
    },
)
worlds = st.dictionaries(st.sampled_from("pqrs"), items, max_size=4)


@QUICK
@given(worlds)
def test_written_and_read_again_they_are_the_same(made: dict[str, Any]) -> None:
    raw = {"at": AT, "facts": {"clock": {"open": "true"}, "book": {"A": {}, "B": {}}, "item": made}}
    snapshot = from_dict(raw, "facts")
    again = read_json(canonical_json(to_dict(snapshot)).decode(), "again")
    assert again == snapshot
    assert read_facts(LAW, again) == read_facts(LAW, snapshot)
    assert digest(json.loads(canonical_json(to_dict(snapshot)))) == digest(raw)


def test_every_case_is_the_same_as_columns_and_rows() -> None:
    for case in decided_cases():
        law = law_of(case.law, *([case.beside] if case.beside else []))
        facts = {scope: _columns(content) for scope, content in case.facts["facts"].items()}
        assert facts_of(law, {**case.facts, "facts": facts}).digest == facts_of(law, case.facts).digest, case.name


def _columns(content: dict[str, Any]) -> dict[str, Any]:
    rows = list(content.values())
    if not rows or not all(isinstance(row, dict) and "value" not in row for row in rows):
        return content
    names = sorted({name for row in rows for name in row})
    table = [[key, *(row.get(name, "unknown") for name in names)] for key, row in content.items()]
    links = [name for name in names if any(name not in row for row in rows)]
    return content if links else {"columns": ["key", *names], "rows": table}


def test_typed_facts() -> None:
    raw = world(price={"value": "none", "age": "7"}, side="unknown", past=["1", "unknown"], tags=["long"])
    facts = facts_of(LAW, raw)
    item = Subject("item", "a")
    given_facts = facts.given[item]
    assert facts.links[item] == {"book": Subject("book", "A")}
    assert given_facts["price"].value == NONE
    assert given_facts["price"].age == 7
    assert isinstance(given_facts["side"].value, Unknown)
    assert given_facts["side"].value.causes == ("item.side is not given",)
    assert given_facts["tags"].value == frozenset({"long"})
    past = given_facts["past"].value
    assert isinstance(past, tuple)
    assert past[0] == 1
    assert isinstance(past[1], Unknown)
    assert past[1].causes == ("item.past has a hole",)
    assert facts.given[Subject("clock", "")]["now"].value == facts.at


def test_subjects_come_in_the_order_of_their_keys() -> None:
    raw = {"at": AT, "facts": {"book": {"b": {}, "a": {}, "C": {}}}}
    assert [subject.key for subject in facts_of(LAW, raw).subjects["book"]] == ["C", "a", "b"]


def codes(raw: dict[str, Any]) -> list[str]:
    return [each.code for each in read_facts(LAW, from_dict(raw, "facts")).findings]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ({"at": "2026-04-16T10:00:00", "facts": {}}, "F616"),
        ({"at": AT, "facts": {"thing": {"a": {}}}}, "F621"),
        (world(price={"value": "1", "when": "2"}), "F622"),
        (world(price={"age": "2"}), "F622"),
        (world(part=["1"]), "F627"),
        (world(price="1.005"), "F627"),
        (world(price="100.01"), "F627"),
        (world(side="none"), "F626"),
        (world(colour="red"), "F625"),
        (world(dear="true"), "F625"),
        (world(book="Z"), "F629"),
        ({"at": AT, "facts": {"book": {"A": {}}, "item": {"a": {}}}}, "F624"),
        ({"at": AT, "facts": {**world()["facts"], "line": {"x": {"book": "A", "item": "a"}}}}, "F624"),
        ({"at": AT, "facts": {"clock": {"now": "2026-04-16T10:00:01-04:00"}}}, "F628"),
    ],
)
def test_what_is_refused(raw: dict[str, Any], wanted: str) -> None:
    snapshot = Snapshot(raw["at"], (), raw["facts"], "facts")
    found = read_facts(LAW, snapshot)
    assert found.facts is None
    assert [each.code for each in found.findings] == [wanted]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    raw = world(price="dear", side="left", colour="red", on="2026-02-30")
    assert sorted(codes(raw)) == ["F625", "F627", "F627", "F627"]


def test_a_compound_subject_is_spelt_by_its_parts() -> None:
    raw = {"at": AT, "facts": {**world()["facts"], "line": {"A/a": {"book": "A", "item": "a", "held": "3"}}}}
    facts = facts_of(LAW, raw)
    assert facts.given[Subject("line", "A/a")]["held"].value == 3


# --- what was typed before ----------------------------------------------------------------------
@QUICK
@given(st.lists(worlds, min_size=2, max_size=5))
def test_facts_are_typed_as_if_nothing_had_been_typed_before(made: list[dict[str, Any]]) -> None:
    typing = Typing(LAW)
    for minute, each in enumerate(made):
        at = f"2026-04-16T10:0{minute}:00-04:00"
        raw = {"at": at, "facts": {"clock": {"open": "true"}, "book": {"A": {}, "B": {}}, "item": each}}
        snapshot = from_dict(raw, "facts")
        alone, after = read_facts(LAW, snapshot), read_facts(LAW, snapshot, typing)
        assert after == alone
        assert after.facts is not None
        assert alone.facts is not None
        assert after.facts.digest == alone.facts.digest
        assert after.facts.given[Subject("clock", "")]["now"].value == datetime.fromisoformat(at)


def test_rows_that_are_as_they_were_are_not_typed_again() -> None:
    typing = Typing(LAW)
    row = {"book": "A", "price": "1.00", "tags": ["long"]}
    raw: dict[str, Any] = {"at": AT, "facts": {"book": {"A": {}}, "item": {"a": row, "b": {"book": "A"}}}}
    first = read_facts(LAW, from_dict(raw, "facts"), typing).facts
    row["price"] = "2.00"
    second = read_facts(LAW, from_dict(raw, "facts"), typing).facts
    assert first is not None
    assert second is not None
    assert second.rows[Subject("item", "b")] is first.rows[Subject("item", "b")]
    assert str(second.given[Subject("item", "a")]["price"].value) == "2"
    assert str(first.given[Subject("item", "a")]["price"].value) == "1"
    assert second.digest != first.digest


def test_a_row_of_yesterday_is_refused_as_well_once_its_book_is_gone() -> None:
    typing = Typing(LAW)
    raw = {"at": AT, "facts": {"book": {"A": {}}, "item": {"a": {"book": "A"}}}}
    assert read_facts(LAW, from_dict(raw, "facts"), typing).facts is not None
    gone = from_dict({**raw, "facts": {**raw["facts"], "book": {}}}, "facts")  # type: ignore[dict-item]
    assert [each.code for each in read_facts(LAW, gone, typing).findings] == ["F629"]


def test_the_typing_of_another_law_is_not_used() -> None:
    other = Typing(law_of(*MANY))
    assert read_facts(LAW, from_dict(world(price="1"), "facts"), other).facts is not None


def test_very_many_values_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.facts, "MOST_KNOWN", 3)
    typing = Typing(LAW)
    for cents in range(10):
        found = read_facts(LAW, from_dict(world(price=f"0.{cents}"), "facts"), typing).facts
        assert found is not None
        assert len(typing.values["item"]["price"]) <= 3
        assert found.given[Subject("item", "a")]["price"].value == Fraction(cents, 10)


def test_one_fact_can_be_another() -> None:
    found = facts_of(LAW, world(price="1.00", part="0.5"))
    subject = Subject("item", "a")
    changed = found.with_fact(subject, "price", facts_of(LAW, world(price="2.00")).given[subject]["price"])
    assert changed == facts_of(LAW, world(price="2.00", part="0.5"))
    assert changed.digest == facts_of(LAW, world(price="2.00", part="0.5")).digest
    assert found == facts_of(LAW, world(price="1.00", part="0.5"))
