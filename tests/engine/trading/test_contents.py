"""Contents: the same data give the same bytes, and come back; what is none is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record import DecisionRecord
from engine.snapshot import Assumption, Snapshot
from engine.trading import contents
from engine.trading.contents import NotAContent
from facts.files import from_dict, read_facts

ROOT = Path(__file__).parents[3]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LEAF = TEXT | st.lists(TEXT, max_size=3) | st.fixed_dictionaries({"value": TEXT, "age": TEXT})
FACTS = st.dictionaries(TEXT, st.dictionaries(TEXT, st.dictionaries(TEXT, LEAF, max_size=3), max_size=3), max_size=3)
ASSUMPTIONS = st.lists(st.builds(Assumption, TEXT, TEXT, TEXT), max_size=2).map(tuple)
SNAPSHOTS = st.builds(Snapshot, TEXT, ASSUMPTIONS, FACTS, st.just("somewhere"))


@given(SNAPSHOTS)
def test_facts_come_back(snapshot: Snapshot) -> None:
    content = contents.facts_content(snapshot)
    assert contents.snapshot_from(content, "elsewhere") == snapshot
    assert contents.facts_content(contents.snapshot_from(content, "elsewhere")) == content


def test_facts_have_the_structure_of_a_fact_file() -> None:
    snapshot = read_facts(ROOT / "examples" / "loan-desk" / "facts" / "thursday.yaml")
    content = contents.facts_content(snapshot)
    import json

    assert from_dict(json.loads(content), "stored") == snapshot
    assert contents.snapshot_from(content, "stored") == snapshot


def test_the_order_of_facts_does_not_count() -> None:
    one = Snapshot("x", (), {"a": {"k": {"p": "1", "q": "2"}}, "b": {}}, "one")
    other = Snapshot("x", (), {"b": {}, "a": {"k": {"q": "2", "p": "1"}}}, "other")
    assert contents.facts_content(one) == contents.facts_content(other)
    assert contents.digest_of(contents.facts_content(one)) == contents.digest_of(contents.facts_content(other))


@given(st.lists(st.dictionaries(TEXT, TEXT | st.lists(TEXT, max_size=2), max_size=3), max_size=3))
def test_events_told_come_back(told: list[dict[str, object]]) -> None:
    assert list(contents.told_from(contents.told_content(told))) == told


def test_what_was_kept_comes_back_or_is_looked_up() -> None:
    kept = {"at": "2026-04-16T10:00:00-04:00", "facts": {"é": {}}}
    record = contents.record_content(DecisionRecord({"format": "x", "kept": kept}))
    stored = {contents.digest_of(record): record}
    assert contents.kept_from(contents.kept_content(kept), stored.__getitem__) == kept
    named = contents.kept_of_record(contents.digest_of(record))
    assert contents.kept_from(named, stored.__getitem__) == kept
    assert len(named) < len(contents.kept_content(kept)) + 60
    with pytest.raises(KeyError):
        contents.kept_from(contents.kept_of_record("0" * 64), stored.__getitem__)
    without = contents.record_content(DecisionRecord({"format": "x"}))
    with pytest.raises(NotAContent, match="keeps nothing"):
        contents.kept_from(named, lambda _: without)


def test_a_record_is_stored_as_it_is_printed() -> None:
    record = DecisionRecord({"format": "x", "at": "é", "failing": 2})
    content = contents.record_content(record)
    assert content == b'{"at":"\xc3\xa9","failing":2,"format":"x"}\n'
    assert contents.record_from(content) == record


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[]", b"7", b"{}", b'{"at":1}', b"[" * 100_000])
def test_what_is_no_content_is_told(raw: bytes) -> None:
    with pytest.raises(NotAContent):
        contents.snapshot_from(raw, "x")
    with pytest.raises(NotAContent):
        contents.record_from(raw)
    if raw not in (b"{}", b'{"at":1}'):
        with pytest.raises(NotAContent):
            contents.kept_from(raw, lambda digest: b"")
    if raw != b"[]":
        with pytest.raises(NotAContent):
            contents.told_from(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"at":1,"assumptions":[],"facts":{}}',
        b'{"at":"x","assumptions":{},"facts":{}}',
        b'{"at":"x","assumptions":[{}],"facts":{}}',
        b'{"at":"x","assumptions":[7],"facts":{}}',
        b'{"at":"x","assumptions":[],"facts":[]}',
        b'{"at":"x","assumptions":[],"facts":{},"kept":{}}',
        b'{"at":"x","assumptions":[],"facts":{"a":1.5}}',
        b'{"at":"x","assumptions":[],"facts":{"a":NaN}}',
    ],
)
def test_what_are_no_facts_is_told(raw: bytes) -> None:
    with pytest.raises(NotAContent):
        contents.snapshot_from(raw, "x")


def test_no_number_that_is_not_exact_is_stored() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        contents.canonical({"a": float("nan")})
