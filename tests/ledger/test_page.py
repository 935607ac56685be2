"""docs/ledger.md: its SQL runs, its example has the hash that it says, its tables have the columns that it names."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Table

from engine.trading.contents import canonical, digest_of
from ledger import schema
from ledger.chain import COLUMNS
from ledger.store import Ledger
from tests.ledger.desk import ROOT, fill

PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of a ledger with real decisions."""
    with Ledger(tmp_path / "a.ledger", create=True) as ledger:
        fill(ledger)
    return tmp_path / "a.ledger"


def test_there_are_queries() -> None:
    assert len(QUERIES) == 3


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_something(database: Path, query: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(query).fetchall()


def test_the_queries_find_what_is_there(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        kinds, people, records = (connection.execute(query).fetchall() for query in QUERIES)
    assert [(kind, number) for kind, number, *_ in kinds] == [
        ("cycle_decided", 2),
        ("cycles_unchanged", 1),
        ("law_adopted", 1),
        ("operator_acted", 1),
    ]
    assert people == [(4, "2026-04-16T16:00:00-04:00", "Ann", "stop", "the rates of the day are late")]
    assert [sequence for sequence, *_ in records] == [2, 5]
    assert all(size > 1000 for *_, size in records)


def test_the_example_has_the_hash_that_the_page_says() -> None:
    found = re.search(r"```json\n(?P<text>.*)\n```\n\nThese (?P<size>\d+) bytes have the hash `(?P<hash>\w+)`", PAGE)
    assert found
    text = found["text"].encode()
    assert (len(text), digest_of(text)) == (int(found["size"]), found["hash"])
    import json

    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("table", [schema.LEDGER, schema.ENTRIES, schema.CONTENTS, schema.LEASES], ids=str)
def test_every_column_is_named(table: object) -> None:
    assert isinstance(table, Table)
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{table.name}` |"))
    assert all(f"`{column.name}`" in row for column in table.columns)


def test_every_column_of_an_entry_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \| ", PAGE.partition("## Contents")[0], re.MULTILINE)
    assert explained == ["account", "sequence", "at", "kind", "body", "previous", "hash"]
    assert set(explained) == set(COLUMNS)
