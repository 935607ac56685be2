"""`alluse ledger`: verify, show and export, of a ledger and of its export."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from engine.trading.events import TaxReserved
from ledger.store import Ledger
from tests.console.running import run
from tests.console.test_schemas import check
from tests.ledger.books.world import GEN, opened
from tests.ledger.desk import EXPORT, fill
from tests.ledger.events import AT, alert, planned
from tests.ledger.test_verify import change

DESK = "examples/loan-desk/ledger.json"
HEAD = json.loads(EXPORT.read_text("utf-8"))["heads"]["desk"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with real decisions."""
    made = tmp_path / "a.ledger"
    with Ledger(made, create=True) as ledger:
        fill(ledger)
    return made


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A ledger of two accounts."""
    made = tmp_path / "two.ledger"
    with Ledger(made, create=True) as ledger:
        ledger.journal("A", "session", AT).append(AT, [alert("of A"), planned()])
        ledger.journal("B", "session", AT).append(AT, [alert("of B")])
    return made


# --- verify -------------------------------------------------------------------------------------
def test_a_ledger_is_proved(file: Path) -> None:
    told = run("ledger", "verify", "--ledger", file)
    assert told.code == 0
    assert told.out == (
        "entries    5 of 1 account\n"
        "contents   9 against their digests\n"
        "decisions  2 evaluated again\n"
        "heads      4 in a.ledger.heads\n"
        f"head       desk {HEAD}\n"
        "\n"
        "ok: proved\n"
    )
    assert f"`--head {HEAD}` proves that nothing up to it was changed" in told.err


def test_a_head_noted_elsewhere(file: Path) -> None:
    told = run("ledger", "verify", "--ledger", file, "--head", HEAD)
    assert (told.code, told.err) == (0, "")
    change(file, "DELETE FROM entries WHERE sequence = 5")
    file.with_name("a.ledger.heads").unlink()
    assert run("ledger", "verify", "--ledger", file).code == 0
    told = run("ledger", "verify", "--ledger", file, "--head", HEAD)
    assert told.code == 1
    assert f"account desk: the head {HEAD} was noted, and the ledger of desk ends with 4: entries were cut" in told.out
    assert told.out.endswith("\nnot proved: 1 finding\n")


def test_damage_is_told_with_its_place(file: Path) -> None:
    change(file, "UPDATE entries SET body = replace(body, '72', '71') WHERE sequence = 3")
    told = run("ledger", "verify", "--ledger", file)
    assert told.code == 1
    assert "\nentry 3 of desk: its hash is " in told.out
    as_json = run("ledger", "verify", "--ledger", file, "--format", "json")
    check("ledger-verified", as_json.json)
    assert as_json.code == 1
    assert [each["sequence"] for each in as_json.json["findings"]] == [3]


def test_the_chain_alone(file: Path) -> None:
    told = run("ledger", "verify", "--ledger", file, "--chain-only")
    assert told.code == 0
    assert "\ndecisions  not evaluated again, as was asked\n" in told.out
    assert run("ledger", "verify", "--ledger", file, "--chain-only", "--format", "json").json["decisions"] is None


def test_an_empty_ledger_is_not_proved(tmp_path: Path) -> None:
    Ledger(tmp_path / "a.ledger", create=True).close()
    told = run("ledger", "verify", "--ledger", tmp_path / "a.ledger")
    assert told.code == 1
    assert "the ledger: there is no entry, and so nothing to prove" in told.out
    assert run("ledger", "show", "--ledger", tmp_path / "a.ledger").code == 2
    assert run("ledger", "export", "--ledger", tmp_path / "a.ledger", "--out", tmp_path / "x.csv").code == 2
    assert not (tmp_path / "x.csv").exists()


def test_heads_of_another_place(file: Path, tmp_path: Path) -> None:
    (tmp_path / "noted").write_text(f'2026-04-17T10:00:00-04:00 "desk" 6 {"0" * 64}\n')
    told = run("ledger", "verify", "--ledger", file, "--heads", tmp_path / "noted")
    assert told.code == 1
    assert "line 1 of the heads: entry 6 of desk was written, and the ledger ends with 5: entries were cut" in told.out
    assert run("ledger", "verify", "--ledger", file, "--heads", tmp_path / "no").err == (
        f"alluse: `{tmp_path / 'no'}` is not there\n"
    )


def test_one_account_of_several(two: Path) -> None:
    assert "entries    3 of 2 accounts\n" in run("ledger", "verify", "--ledger", two).out
    assert "entries    2 of 1 account\n" in run("ledger", "verify", "--ledger", two, "--account", "A").out
    told = run("ledger", "verify", "--ledger", two, "--head", HEAD)
    assert told.code == 2
    assert told.err == ("alluse: the ledger holds 2 accounts\nhelp: Say which: `--account 'A'` or `--account 'B'`.\n")
    assert run("ledger", "show", "--ledger", two, "--account", "C").err.startswith(
        "alluse: the ledger has no account `C`\n"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["verify", "--ledger", "no/such/file"], "`no/such/file` is not there"),
        (["verify", "--ledger", "examples/loan-desk/README.md"], "not an SQLite database"),
        (["verify", "--ledger", "console/schemas/init.json"], "is not an export of a ledger"),
        (["verify", "--ledger", "mysql://x/y"], "neither a file nor a URL"),
        (["verify", "--ledger", DESK, "--head", "5"], "`5` is not a head"),
        (["show", "--ledger", DESK, "9"], "there is no entry 9 of desk"),
        (["show", "--ledger", DESK, "--after", "5"], "there is no such entry of desk"),
        (["show", "--ledger", DESK, "--kind", "cycle_decide"], "Did you mean `cycle_decided`?"),
        (["show", "--ledger", DESK, "--content", "zz"], "nothing is stored under zz"),
        (["show", "--ledger", DESK, "--content", ""], "9 contents begin with"),
        (["show", "--ledger", DESK, "1", "--last", "2"], "ENTRY shows one entry"),
        (["show", "--ledger", DESK, "1", "--content", "2"], "shows a content, and no entries"),
        (["export", "--ledger", DESK, "--out", "x.txt"], "ends in none of .json, .csv, .parquet, .sqlite"),
        (["export", "--ledger", DESK, "--out", "x.csv", "--contents"], "Only a JSON file of entries"),
        (["export", "--ledger", DESK, "--out", DESK], "would overwrite"),
        (["export", "--ledger", DESK, "--out", "x.csv", "--table", "position"], "Did you mean `positions`?"),
        (["export", "--ledger", DESK, "--out", "x.sqlite", "--table", "lots"], "takes all tables"),
        (["export", "--ledger", DESK, "--out", f"{DESK}/x.csv"], "cannot be written: "),
        (["verify"], "--ledger"),
    ],
)
def test_what_cannot_be_done_is_told(words: list[str], why: str) -> None:
    told = run("ledger", *words)
    assert told.code == 2
    assert why in told.err
    assert told.out == ""


# --- show ---------------------------------------------------------------------------------------
def test_entries_are_shown(file: Path) -> None:
    told = run("ledger", "show", "--ledger", file)
    assert told.code == 0
    assert told.out == run("ledger", "show", "--ledger", DESK).out
    assert "4  2026-04-16T16:00:00-04:00  operator_acted    verb stop, who Ann, reason the rates" in told.out
    starts = [line.split()[0] for line in told.out.splitlines() if not line.startswith(" ")]
    assert starts == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("words", "sequences"),
    [
        (["--after", "3"], [4, 5]),
        (["--last", "2"], [4, 5]),
        (["--kind", "cycle_decided"], [2, 5]),
        (["--kind", "cycle_decided", "--last", "1"], [5]),
        (["3"], [3]),
    ],
)
def test_some_entries_are_shown(file: Path, words: list[str], sequences: list[int]) -> None:
    told = run("ledger", "show", "--ledger", file, *words, "--format", "json")
    check("ledger-entries", told.json)
    assert [each["sequence"] for each in told.json["entries"]] == sequences


def test_one_entry_is_shown_whole(two: Path) -> None:
    told = run("ledger", "show", "2", "--ledger", two, "--account", "A")
    lines = dict(line.split("  ", 1) for line in told.out.splitlines() if not line.startswith(" "))
    assert lines["entry"].strip() == "2 of A"
    assert lines["limit"].strip() == "1.2345"
    assert lines["bound"].strip() == "none"
    assert "strike 170" in lines["instrument"]


def test_a_content_is_shown() -> None:
    entry = run("ledger", "show", "5", "--ledger", DESK, "--format", "json").json["entries"][0]
    record = run("ledger", "show", "--content", entry["body"]["record"], "--ledger", DESK, "--format", "json")
    check("decision-record", record.json)
    facts = run("ledger", "show", "--content", entry["body"]["facts"][:8], "--ledger", DESK)
    assert json.loads(facts.out)["at"] == "2026-04-17T10:00:00-04:00"


def test_stored_facts_are_a_fact_file(tmp_path: Path) -> None:
    """What was decided first, before anything was kept, is decided again from the facts that are shown."""
    body = run("ledger", "show", "2", "--ledger", DESK, "--format", "json").json["entries"][0]["body"]
    shown = run("ledger", "show", "--content", body["facts"], "--ledger", DESK, "--format", "json")
    (tmp_path / "facts.json").write_text(shown.out, encoding="utf-8")
    again = run("dry-run", "examples/loan-desk/law", "--facts", tmp_path / "facts.json", "--format", "json")
    assert again.out == run("ledger", "show", "--content", body["record"], "--ledger", DESK, "--format", "json").out


def test_a_damaged_entry_is_not_shown(file: Path) -> None:
    change(file, "UPDATE entries SET body = 'x' WHERE sequence = 3")
    told = run("ledger", "show", "--ledger", file)
    assert told.code == 2
    assert "the entry 3 of desk is damaged" in told.err
    assert "`alluse ledger verify` says what is damaged" in told.err


# --- export -------------------------------------------------------------------------------------
def test_an_export_is_proved_like_the_ledger(file: Path, tmp_path: Path) -> None:
    there = tmp_path / "out.json"
    told = run("ledger", "export", "--ledger", file, "--out", there, "--contents")
    assert told.out == f"wrote {there.as_posix()}: 5 entries of 1 account and 9 contents\n"
    assert there.read_text("utf-8") == EXPORT.read_text("utf-8")
    check("ledger-export", json.loads(there.read_text("utf-8")))
    assert run("ledger", "verify", "--ledger", there, "--head", HEAD).code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.ledger", "a.ledger.heads", "out.json"]


def test_an_export_without_contents_says_so(file: Path, tmp_path: Path) -> None:
    told = run("ledger", "export", "--ledger", file, "--out", tmp_path / "x.json", "--format", "json")
    check("ledger-exported", told.json)
    assert told.json["heads"] == {"desk": HEAD}
    assert "contents  left out of this export" in run("ledger", "verify", "--ledger", tmp_path / "x.json").out
    told = run("ledger", "show", "--content", "0", "--ledger", tmp_path / "x.json")
    assert told.err.startswith("alluse: this export has no contents\n")


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_an_export_of_one_account(two: Path, tmp_path: Path, ending: str) -> None:
    there = tmp_path / f"x.{ending}"
    told = run("ledger", "export", "--ledger", two, "--account", "A", "--out", there)
    assert told.out == f"wrote {there.as_posix()}: 2 entries of 1 account\n"
    assert b"of A" in there.read_bytes()
    assert b"of B" not in there.read_bytes()


@pytest.fixture
def opened_account(tmp_path: Path) -> Path:
    """A ledger of an account with books."""
    made = tmp_path / "books.ledger"
    with Ledger(made, create=True) as ledger:
        ledger.journal("A", "session", AT).append(AT, [opened(), TaxReserved(sleeve=GEN, amount=Decimal("12.34"))])
    return made


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_table_of_the_books_is_exported(opened_account: Path, tmp_path: Path, ending: str) -> None:
    there = tmp_path / f"x.{ending}"
    told = run("ledger", "export", "--ledger", opened_account, "--table", "accounts", "--out", there)
    sleeves = len(opened().sleeves)
    assert told.out == f"wrote {there.as_posix()}: {sleeves} rows from 2 entries of 1 account\n"
    if ending == "json":
        shape = json.loads(there.read_text("utf-8"))
        check("ledger-table", shape)
        rows = shape["rows"]
    elif ending == "csv":
        rows = list(csv.DictReader(there.read_text("utf-8").splitlines()))
    else:
        rows = pyarrow.parquet.read_table(there).to_pylist()
    (gen,) = (each for each in rows if each["sleeve"] == GEN)
    assert (gen["tax_reserve"], gen["closed"]) == ("12.34", "false" if ending == "csv" else False)


def test_all_tables_of_the_books_are_exported(opened_account: Path, tmp_path: Path) -> None:
    there = tmp_path / "books.sqlite"
    for _ in range(2):
        told = run("ledger", "export", "--ledger", opened_account, "--out", there, "--format", "json")
        check("ledger-exported", told.json)
    with closing(sqlite3.connect(there)) as database:
        found = database.execute("SELECT sleeve FROM accounts WHERE tax_reserve = '12.34'").fetchall()
        posted = database.execute("SELECT count(*) FROM transactions").fetchone()[0]
    assert found == [(GEN,)]
    assert told.json["rows"] >= posted > 0


def test_books_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True) as ledger:
        ledger.journal("A", "session", AT).append(AT, [TaxReserved(sleeve="A gen", amount=Decimal(1))])
    told = run("ledger", "export", "--ledger", tmp_path / "a.ledger", "--table", "lots", "--out", tmp_path / "x.csv")
    assert told.code == 2
    assert "the books of A refuse an entry" in told.err
    assert sorted(each.suffix for each in tmp_path.iterdir()) == [".heads", ".ledger"]


def test_the_schemas_hold_for_what_is_printed(file: Path, two: Path) -> None:
    check("ledger-verified", run("ledger", "verify", "--ledger", file, "--format", "json").json)
    check("ledger-verified", run("ledger", "verify", "--ledger", two, "--format", "json").json)
    check("ledger-entries", run("ledger", "show", "--ledger", two, "--account", "B", "--format", "json").json)
    check("ledger-export", json.loads(EXPORT.read_text("utf-8")))


# --- explain ------------------------------------------------------------------------------------
def test_a_decision_of_the_ledger_is_explained(file: Path) -> None:
    told = run("explain", "L-1", "--ledger", file, "--entry", "5")
    assert told.code == 0
    assert told.out.startswith("loan-desk 1 on Friday 2026-04-17 at 10:00\n")
    assert told.out == run("explain", "L-1", "--ledger", DESK, "--entry", "desk:5").out
    as_json = run("explain", "L-1", "--ledger", file, "--entry", "5", "--format", "json")
    check("explanation", as_json.json)
    assert "DELAY-01" in told.out


def test_what_is_no_decision_is_explained_by_the_last_before_it(file: Path) -> None:
    assert run("explain", "L-1", "--ledger", file, "--entry", "4").out == (
        run("explain", "L-1", "--ledger", file, "--entry", "2").out
    )


def test_an_order_is_explained_by_its_subject_and_action(file: Path) -> None:
    order = planned().model_copy(update={"action": "remind", "subject": "L-1"})
    with Ledger(file) as ledger:
        ledger.journal("desk", "session 2", AT).append(AT, [order])
    told = run("explain", "--ledger", file, "--entry", "6")
    assert told.code == 0
    assert told.out == run("explain", "L-1", "--ledger", file, "--entry", "5", "--action", "remind").out
    assert "remind, loan L-1" in told.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--ledger", DESK], "belong together"),
        (["--entry", "5"], "belong together"),
        (["law", "L-1", "--ledger", DESK, "--entry", "5"], "belong together"),
        (["--ledger", DESK, "--entry", "5", "--facts", "x"], "belong together"),
        (["--ledger", DESK, "--entry", "5", "--as-if-in-force"], "belong together"),
        (["--ledger", DESK, "--entry", "0"], "`0` is no entry"),
        (["--ledger", DESK, "--entry", ":5"], "`:5` is no entry"),
        (["--ledger", DESK, "--entry", "other:5"], "no account `other`"),
        (["--ledger", DESK, "--entry", "9"], "there is no entry 9 of desk"),
        (["--ledger", DESK, "--entry", "1"], "nothing was decided before entry 1 of desk"),
        (["--ledger", "no/such", "--entry", "1"], "is not there"),
        (["nobody", "--ledger", DESK, "--entry", "5"], "nobody"),
    ],
)
def test_what_of_a_ledger_cannot_be_explained(words: list[str], why: str) -> None:
    told = run("explain", *words)
    assert told.code == 2
    assert why in told.err


def test_an_entry_without_its_contents_is_not_explained(file: Path, tmp_path: Path) -> None:
    run("ledger", "export", "--ledger", file, "--out", tmp_path / "x.json")
    told = run("explain", "--ledger", tmp_path / "x.json", "--entry", "5")
    assert told.code == 2
    assert "is not there\nhelp: An export needs `--contents` for this." in told.err
    change(file, "UPDATE contents SET data = x'00'")
    assert "is damaged" in run("explain", "--ledger", file, "--entry", "5").err
