"""Exports: JSON that can be proved, CSV and Parquet with the same entries."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from ledger import export
from ledger.database import Unreadable
from ledger.store import Ledger
from ledger.verify import verify
from tests.console.golden import writing
from tests.ledger.desk import ACCOUNT, EXPORT, fill
from tests.ledger.events import AT, alert
from tests.ledger.test_verify import change, said


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger with real decisions."""
    ledger = Ledger(tmp_path / "a.ledger", create=True)
    fill(ledger)
    return ledger


def exported(ledger: Ledger, contents: bool = True) -> str:
    return "".join(export.to_json(ledger, ledger.accounts(), contents))


def read(text: str, tmp_path: Path) -> export.Export:
    file = tmp_path / "export.json"
    file.write_bytes(text.encode())
    return export.read_export(file)


def test_the_example_is_what_the_ledger_of_the_desk_exports(ledger: Ledger) -> None:
    if writing():
        EXPORT.write_text(exported(ledger), encoding="utf-8")
    assert EXPORT.read_text(encoding="utf-8") == exported(ledger)


def test_an_export_is_proved_as_the_ledger_is(ledger: Ledger, tmp_path: Path) -> None:
    text = exported(ledger)
    assert text == exported(ledger)
    there, read_back = verify(ledger), verify(read(text, tmp_path))
    assert read_back.proved
    assert (read_back.heads, read_back.entries, read_back.contents, read_back.records) == (
        there.heads,
        there.entries,
        there.contents,
        there.records,
    )
    assert list(read(text, tmp_path).rows(ACCOUNT)) == list(ledger.rows(ACCOUNT))


def test_an_export_is_json_with_the_events_as_objects(ledger: Ledger) -> None:
    told = json.loads(exported(ledger))
    assert told["format"] == export.FORMAT
    assert told["heads"] == {ACCOUNT: str(ledger.head(ACCOUNT))}
    assert [each["body"]["kind"] for each in told["entries"]] == [each.kind for each in ledger.rows(ACCOUNT)]
    assert {each["digest"] for each in told["contents"]} == set(ledger.digests())


def test_without_contents_the_chain_is_proved(ledger: Ledger, tmp_path: Path) -> None:
    read_back = read(exported(ledger, contents=False), tmp_path)
    result = verify(read_back)
    assert not read_back.with_contents
    assert result.proved
    assert (result.entries, result.contents, result.records) == (5, None, 0)


def test_a_content_that_is_no_text(tmp_path: Path) -> None:
    with Ledger(tmp_path / "b.ledger", create=True) as ledger:
        ledger.journal("A", "session", AT).append(AT, [alert("é ☃")], [b"\xff\x00", "é".encode()])
        read_back = read(exported(ledger), tmp_path)
        assert read_back.stored == {each: ledger.content(each) for each in ledger.digests()}
        assert verify(read_back).proved


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"count":72', '"count":71', "entry 3 of desk: its hash is "),
        ('"entries":[\n{', '"entries":[ \n{', "the ledger: line 3 of the export is not spelled as it was written"),
        ('"who":"Ann"', '"who":"Bob"', "entry 4 of desk: its hash is "),
    ],
)
def test_a_changed_export_is_found(ledger: Ledger, tmp_path: Path, old: str, new: str, found: str) -> None:
    text = exported(ledger)
    assert old in text
    assert said(verify(read(text.replace(old, new, 1), tmp_path)))[0].startswith(found)


def test_a_shortened_export_is_found(ledger: Ledger, tmp_path: Path) -> None:
    lines = exported(ledger).split("\n")
    del lines[6]
    lines[5] = lines[5].rstrip(",") + ","
    found = said(verify(read("\n".join(lines), tmp_path)))
    assert "entry 5 of desk: it comes after 3: entries between them are missing" in found
    told = json.loads(exported(ledger))
    told["entries"].pop()
    found = said(verify(read(json.dumps(told), tmp_path)))
    assert found[0].startswith(f"the ledger: the head of desk was {ledger.head(ACCOUNT)}, and the export ends with 4:")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "cannot be read as JSON"),
        ("[]", "a part of it is missing"),
        ('{"format":"alluse/ledger-export/9"}', "of another format: alluse/ledger-export/9"),
        ('{"format":"alluse/ledger-export/1"}', "a part of it is missing"),
        ('{"format":"alluse/ledger-export/1","heads":{},"contents":null,"entries":[{"sequence":1}]}', "a part of it"),
        ("[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(text, tmp_path)
    with pytest.raises(Unreadable, match="no such file"):
        export.read_export(tmp_path / "nothing.json")


def test_a_damaged_entry_is_not_exported(ledger: Ledger, tmp_path: Path) -> None:
    change(tmp_path / "a.ledger", "UPDATE entries SET body = 'x' WHERE sequence = 3")
    with pytest.raises(Unreadable, match="the entry 3 of desk is damaged"):
        exported(ledger)


def test_tables_have_the_same_entries(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("".join(export.to_csv(ledger, ledger.accounts())), encoding="utf-8")
    export.to_parquet(ledger, ledger.accounts(), tmp_path / "a.parquet")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        by_csv = list(csv.DictReader(stream))
    by_parquet = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()
    rows = list(ledger.rows(ACCOUNT))
    assert [each["sequence"] for each in by_parquet] == [1, 2, 3, 4, 5]
    assert [{**each, "sequence": str(each["sequence"])} for each in by_parquet] == by_csv
    assert [each["body"] for each in by_csv] == [each.body for each in rows]
    assert [each["hash"] for each in by_csv] == [each.hash for each in rows]
