"""`alluse report`: periods, forms, files, and what cannot be done."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from ledger.store import Ledger
from tests.console.reports.accounts import Writer, at, fill_week, later
from tests.console.running import run
from tests.console.test_schemas import check
from tests.ledger.events import alert

DESK = "examples/loan-desk/ledger.json"


def test_the_last_week_with_entries_is_told(file: Path) -> None:
    told = run("report", "week", "--ledger", file)
    assert told.code == 0
    assert told.out.startswith("A: the week of 13 to 17 April 2026\nMODELLED, NO EVIDENCE")
    assert told.out == run("report", "week", "--ledger", file, "--week", "2026-04-13", "--account", "A").out


def test_month_and_quarter(file: Path) -> None:
    month = run("report", "month", "--ledger", file, "--format", "json")
    check("report", month.json)
    assert month.json["period"] == {"kind": "month", "name": "2026-04", "first": "2026-04-01", "last": "2026-04-30"}
    assert month.json["entries"] == [1, 29]
    quarter = run("report", "quarter", "--ledger", file, "--quarter", "2026Q2", "--format", "json")
    check("report", quarter.json)
    assert quarter.json["modelled"] is True


def test_a_ledger_without_an_account_has_no_books() -> None:
    told = run("report", "week", "--ledger", DESK, "--format", "json")
    check("report", told.json)
    assert told.json["modelled"] is False
    assert told.json["sections"][0]["says"] == ["No account was opened in this ledger, so there are no books."]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.txt", b"A: the week"),
        ("a.json", b'{\n  "format": "alluse/report/1"'),
        ("a.csv", b"account,period,section"),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.pdf", b"%PDF-1."),
    ],
)
def test_a_file_takes_the_form_of_its_ending(file: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    out = tmp_path / "new" / name
    told = run("report", "week", "--ledger", file, "--out", out)
    assert told.code == 0
    assert told.out == f"wrote {out.as_posix()}: A: the week of 13 to 17 April 2026, modelled, no evidence\n"
    assert out.read_bytes().lstrip().startswith(begins)
    assert [each.name for each in out.parent.iterdir()] == [name]


def test_the_form_that_is_named_goes_before_the_ending(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    assert run("report", "week", "--ledger", file, "--format", "csv", "--out", out).code == 0
    assert next(csv.reader(StringIO(out.read_text("utf-8"))))[0] == "account"
    assert run("report", "week", "--ledger", file, "--format", "csv").out == out.read_text("utf-8")


def test_a_report_leaves_its_ledger_alone(file: Path) -> None:
    before = file.read_bytes()
    assert run("report", "month", "--ledger", file).code == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["week", "--week", "2026-04"], "`2026-04` is no week: name it by one of its days, such as 2026-04-17"),
        (["month", "--month", "April"], "a month is written as 2026-04"),
        (["quarter", "--quarter", "2026Q5"], "a quarter is written as 2026Q2"),
        (["week", "--format", "pdf"], "A PDF needs a file"),
        (["week", "--out", "x.doc"], "say which form by `--format`"),
        (["week", "--account", "B"], "the ledger has no account `B`"),
        (["week", "--week", "2026-05-01"], "no entry of A in the week of 27 April to 1 May 2026"),
        (["month", "--out", "docs/README.md/x.csv"], "cannot be written: "),
        (["year"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_told(file: Path, words: list[str], why: str) -> None:
    told = run("report", words[0], "--ledger", file, *words[1:]) if words != ["year"] else run("report", "year")
    assert told.code == 2
    assert why in told.err
    assert not told.out


def test_where_the_last_entries_are_is_said(file: Path) -> None:
    told = run("report", "month", "--ledger", file, "--month", "2027-01")
    assert told.err == "alluse: the ledger has no entry of A in January 2027\nhelp: Its last one is in April 2026.\n"


def test_the_ledger_is_never_overwritten(file: Path) -> None:
    told = run("report", "week", "--ledger", file, "--format", "csv", "--out", file)
    assert told.code == 2
    assert "would overwrite the ledger" in told.err


def test_of_several_accounts_one_has_to_be_named(tmp_path: Path) -> None:
    made = tmp_path / "two.db"
    with Ledger(made, create=True) as ledger:
        fill_week(ledger, modelled=False)
        Writer(ledger, "B").add(later(0), alert())
    told = run("report", "week", "--ledger", made)
    assert told.code == 2
    assert "the ledger holds 2 accounts" in told.err
    told = run("report", "week", "--ledger", made, "--account", "B")
    assert told.code == 0
    assert "MODELLED" not in told.out


def test_a_damaged_entry_is_told(tmp_path: Path) -> None:
    from tests.ledger.test_verify import change

    made = tmp_path / "a.db"
    with Ledger(made, create=True) as ledger:
        Writer(ledger).add(at(13), alert())
    change(made, "UPDATE entries SET body = '{}' WHERE sequence = 1")
    told = run("report", "week", "--ledger", made)
    assert told.code == 2
    assert "the entry 1 of A cannot be read" in told.err
    assert "alluse ledger verify" in told.err
