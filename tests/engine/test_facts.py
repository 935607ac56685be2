"""Facts: the same facts give the same digest however they are written, and nothing is lost on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import read_facts
from engine.snapshot import Snapshot
from engine.values import NONE, Subject, Unknown
from facts.files import canonical_json, from_dict, read_json, to_dict
from tests.engine.quick import QUICK
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
