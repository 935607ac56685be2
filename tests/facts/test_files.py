from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.errors import FactsError
from facts.files import canonical_json, from_dict, read_facts, read_json, to_dict, write_facts
from facts.recording import build_snapshot
from tests.facts.world import REQUEST, raw, recording, snapshot

YAML = """\
# A strategist's own facts.
at: 2026-04-16T10:00:00-04:00
assumptions:
  - id: CLOSE-STANDS-FOR-10
    states: The close stands for 10:00.
    reason: Nothing else was recorded.
facts:
  clock: { session_open: true }
  market:
    vix: { value: 17.94, age: 3 }
    vix_close: [18.36, unknown, 18.17]
    breadth:
  underlying:
    SPY:
      instrument: fund
      spot: 701.20
      ex_dividend_on: none
  user:
    demo: {}
  contract:
    SPY260417P00701000: { expiry: SPY 2026-04-17, bid: { value: 1.61, age: unknown }, ask: 1.63 }
"""


def yaml(folder: Path, text: str) -> Any:
    path = folder / "facts.yaml"
    path.write_text(text, "utf-8")
    return read_facts(path, "facts.yaml")


def test_a_fact_file_that_a_person_wrote(tmp_path: Path) -> None:
    found = yaml(tmp_path, YAML)
    assert found.at == "2026-04-16T10:00:00-04:00"
    assert [each.id for each in found.assumptions] == ["CLOSE-STANDS-FOR-10"]
    assert found.facts == {
        "clock": {"session_open": "true"},
        "market": {
            "vix": {"value": "17.94", "age": "3"},
            "vix_close": ["18.36", "unknown", "18.17"],
            "breadth": "unknown",
        },
        "underlying": {"SPY": {"instrument": "fund", "spot": "701.20", "ex_dividend_on": "none"}},
        "user": {"demo": {}},
        "contract": {
            "SPY260417P00701000": {
                "expiry": "SPY 2026-04-17",
                "bid": {"value": "1.61", "age": "unknown"},
                "ask": "1.63",
            }
        },
    }


def test_every_value_has_its_place(tmp_path: Path) -> None:
    found = yaml(tmp_path, YAML)
    place = found.place("underlying", "SPY", "spot")
    assert (place.file, place.line, place.column) == ("facts.yaml", 16, 13)
    assert found.place("contract", "SPY260417P00701000", "ask").line == 21
    assert found.place("contract", "SPY260417P00701000", "gamma").line == 21  # what is around it
    assert found.place("at").line == 2


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    written = yaml(tmp_path, YAML)
    write_facts(to_dict(written), tmp_path / "facts.json")
    assert read_facts(tmp_path / "facts.json") == written


def test_json_numbers_never_pass_through_binary() -> None:
    market = '{"vix": 17.940000000000000001, "a": 1e2, "b": true, "c": null, "d": 12345678901234567890123}'
    text = '{"at": "2026-04-16T10:00:00-04:00", "facts": {"market": ' + market + "}}"
    assert read_json(text, "f").facts["market"] == {
        "vix": "17.940000000000000001",
        "a": "1e2",
        "b": "true",
        "c": "unknown",
        "d": "12345678901234567890123",
    }


def test_columns_and_rows_are_subjects(tmp_path: Path) -> None:
    found = yaml(
        tmp_path,
        """\
at: 2026-04-16T10:00:00-04:00
facts:
  contract:
    columns: [key, bid, ask, quote_age]
    ages: { bid: quote_age, ask: 7 }
    rows:
      - [A, 1.61, 1.63, 12]
      - [B, unknown, 1.63, unknown]
""",
    )
    assert found.facts["contract"] == {
        "A": {"bid": {"value": "1.61", "age": "12"}, "ask": {"value": "1.63", "age": "7"}},
        "B": {"bid": "unknown", "ask": {"value": "1.63", "age": "7"}},
    }
    assert found.place("contract", "B").line == 8
    assert found.place("contract", "B", "ask").column == 22


def test_a_table_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "contracts.csv").write_text("key,bid,ask\nA,1.61,1.63\nB,,1.63\n", "utf-8")
    columns = {"key": ["A", "B"], "bid": [1.61, float("nan")], "ask": [1.63, None], "live": [True, None]}
    parquet.write_table(arrow.table(columns), tmp_path / "contracts.parquet")
    text = "at: 2026-04-16T10:00:00-04:00\nfacts:\n  contract: { table: contracts.%s, ages: { bid: 9 } }\n"
    found = yaml(tmp_path, text % "csv").facts["contract"]
    assert found == {
        "A": {"bid": {"value": "1.61", "age": "9"}, "ask": "1.63"},
        "B": {"bid": "unknown", "ask": "1.63"},
    }
    found = yaml(tmp_path, text % "parquet").facts["contract"]
    assert found["A"] == {"bid": {"value": "1.61", "age": "9"}, "ask": "1.63", "live": "true"}
    assert found["B"] == {"bid": "unknown", "ask": "unknown", "live": "unknown"}


def test_instants_are_no_facts_in_a_table(tmp_path: Path) -> None:
    columns = {"key": ["A"], "on": arrow.array([datetime(2026, 4, 16, tzinfo=UTC)])}
    parquet.write_table(arrow.table(columns), tmp_path / "t.parquet")
    with pytest.raises(FactsError, match="column of instants"):
        yaml(tmp_path, "at: 2026-04-16T10:00:00-04:00\nfacts:\n  contract: { table: t.parquet }\n")


@pytest.mark.parametrize(("day", "reading"), [("2026-04-16", "as_recorded"), ("2026-04-16", "at_10")])
def test_a_built_snapshot_reads_back(day: str, reading: str) -> None:
    built = raw(day, reading)
    text = canonical_json(built)
    found = read_json(text.decode(), "f")
    assert found == snapshot(day, reading)
    assert canonical_json(json.loads(text)) == text
    assert canonical_json(to_dict(found)) == canonical_json(to_dict(snapshot(day, reading)))
    assert from_dict(to_dict(found), "f") == found


def test_the_same_recording_gives_the_same_bytes() -> None:

    again = build_snapshot(recording("spy-2025-09-25"), "2025-09-25", "at_10", REQUEST)
    assert canonical_json(again) == canonical_json(raw("2025-09-25", "at_10", "spy-2025-09-25"))


leaves: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=5),
    st.lists(st.text(max_size=5), max_size=3),
    st.fixed_dictionaries({"value": st.text(max_size=5), "age": st.sampled_from(["0", "31", "unknown"])}),
)
words = st.text("abc", min_size=1, max_size=3)
scopes = st.one_of(
    st.dictionaries(words, leaves, min_size=1, max_size=3),
    st.dictionaries(words, st.dictionaries(words, leaves, min_size=1, max_size=3), max_size=30),
)


@given(st.dictionaries(words, scopes, max_size=3))
def test_what_is_written_is_read(facts: dict[str, Any]) -> None:
    built = {"at": "2026-04-16T10:00:00-04:00", "facts": facts}
    found = from_dict(built, "f")
    assert found.facts == facts
    # Columns and rows say `unknown` where a subject lacks a fact that another has: the same in other words.
    back = from_dict(json.loads(canonical_json(to_dict(found))), "f")
    for scope, content in facts.items():
        for key, value in content.items():
            told = back.facts[scope][key]
            if isinstance(value, dict) and not set(value) <= {"value", "age"}:
                assert {name: each for name, each in told.items() if name in value} == value
            else:
                assert told == value


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)


@given(st.one_of(anything, st.fixed_dictionaries({"at": anything, "facts": anything, "assumptions": anything})))
def test_whatever_stands_in_it_there_is_no_crash(value: Any) -> None:
    with suppress(FactsError):
        read_json(json.dumps(value), "f")


# --- events and memory ----------------------------------------------------------------------------
REMEMBERING = (
    YAML
    + """\
events:
  - { event: deposit, in: A, at: 2026-04-16T09:58:00-04:00, amount: 5000, tags: [a, b] }
kept:
  facts: { account: { A: { high_water: 80000 } } }
"""
)


def test_events_and_what_was_kept(tmp_path: Path) -> None:
    found = yaml(tmp_path, REMEMBERING)
    told = {"event": "deposit", "in": "A", "at": "2026-04-16T09:58:00-04:00", "amount": "5000", "tags": ["a", "b"]}
    assert found.events == (told,)
    assert found.kept == {"facts": {"account": {"A": {"high_water": "80000"}}}}
    assert found.place("events", "0", "amount").line == len(YAML.splitlines()) + 2
    assert from_dict(to_dict(found), "facts.yaml") == found
    assert from_dict(json.loads(canonical_json(to_dict(found))), "facts.yaml") == found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("events:\n  - { event", "events:\n  a: { event"),
        ("  - { event: deposit, in: A, at: 2026-04-16T09:58:00-04:00, amount: 5000, tags: [a, b] }", "  - deposit"),
        ("amount: 5000", "amount: { is: 5000 }"),
        ("kept:\n  facts: { account: { A: { high_water: 80000 } } }", "kept: [1]"),
    ],
)
def test_events_and_memory_of_the_wrong_shape(tmp_path: Path, old: str, new: str) -> None:
    assert old in REMEMBERING
    with pytest.raises(FactsError) as refused:
        yaml(tmp_path, REMEMBERING.replace(old, new))
    assert {each.code for each in refused.value.findings} == {"F614"}


@pytest.mark.parametrize("columns", ["[key, [a]]", '[key, {"a": "b"}]', '["key", null]'])
def test_columns_must_be_names(columns: str) -> None:
    text = f'{{"at": "2026-04-16T10:00:00-04:00", "facts": {{"x": {{"columns": {columns}, "rows": []}}}}}}'
    with pytest.raises(FactsError) as refused:
        read_json(text.replace("[key", '["key"').replace("[a]", '["a"]'), "facts.json")
    assert [each.code for each in refused.value.findings] == ["F614"]
