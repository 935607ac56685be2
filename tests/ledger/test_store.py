"""The store: append-only, chained, whole or not at all, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from engine.trading.contents import digest_of
from engine.trading.events import AccountEvent, CycleDecided, LawAdopted, OperatorActed
from engine.trading.journal import Journal, NotRecorded
from ledger.chain import NOTHING_BEFORE, Head, entry_hash
from ledger.database import Unreadable, location_of
from ledger.leases import LeaseRefused
from ledger.store import AccountJournal, Ledger
from ledger.verify import verify
from tests.ledger.events import AT, EVENTS, INSTANTS, alert, planned

Open = Callable[..., Ledger]


def journal_of(ledger: Ledger, account: str = "A") -> AccountJournal:
    return ledger.journal(account, "session 1", AT)


# --- appending ----------------------------------------------------------------------------------
def test_what_is_appended_is_read_back(ledger: Ledger) -> None:
    journal: Journal = journal_of(ledger)
    first = journal.append(AT, [alert("one"), planned()])
    second = journal.append(AT + timedelta(minutes=1), [alert("two")])
    assert [each.sequence for each in (*first, *second)] == [1, 2, 3]
    assert list(journal.entries()) == [*first, *second]
    assert list(journal.entries(after=2)) == list(second)
    assert [each.event for each in first] == [alert("one"), planned()]
    assert ledger.head("A") == Head(3, second[-1].hash)
    assert ledger.accounts() == ("A",)


def test_each_entry_is_hashed_with_the_one_before(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    entries = [*journal.append(AT, [alert("one"), alert("two")]), *journal.append(AT, [alert("three")])]
    previous = NOTHING_BEFORE
    for entry, row in zip(entries, ledger.rows("A"), strict=True):
        assert entry.previous == previous
        assert entry.hash == entry_hash("A", entry.sequence, AT.isoformat(), "alert_raised", row.body, previous)
        previous = entry.hash
    assert len({each.hash for each in entries}) == 3


def test_the_hash_is_the_one_that_is_documented() -> None:
    body = '{"code":"T001","kind":"alert_raised","text":"é"}'
    text = (
        '{"account":"A","at":"2026-04-13T09:45:00-04:00","body":' + body + ',"kind":"alert_raised","previous":"'
        "0000000000000000000000000000000000000000000000000000000000000000"
        '","sequence":1}'
    )
    told = entry_hash("A", 1, "2026-04-13T09:45:00-04:00", "alert_raised", body, NOTHING_BEFORE)
    assert told == digest_of(text.encode()) == "bb724c2e49c120f2d66a90c68214e192faba091999b8941ab2b315bc6492fd45"


def test_accounts_have_chains_of_their_own(ledger: Ledger) -> None:
    a, b = journal_of(ledger, "A"), journal_of(ledger, "B")
    a.append(AT, [alert()])
    b.append(AT, [alert()])
    a.append(AT, [alert()])
    assert ledger.accounts() == ("A", "B")
    assert (ledger.head("A").sequence, ledger.head("B").sequence) == (2, 1)
    assert [each.account for each in b.entries()] == ["B"]
    assert ledger.head("C") == Head(0, NOTHING_BEFORE)


def test_no_events_are_no_entry(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    assert list(journal.append(AT, [], [b"{}"])) == []
    assert journal.content(digest_of(b"{}")) == b"{}"
    assert list(journal.entries()) == []


def test_many_entries_come_in_order(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    journal.append(AT, [alert(str(number)) for number in range(1203)])
    assert [each.sequence for each in journal.entries()] == list(range(1, 1204))


def test_an_instant_has_an_offset(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="offset"):
        journal_of(ledger).append(AT.replace(tzinfo=None), [alert()])


@given(batches=st.lists(st.tuples(INSTANTS, st.lists(EVENTS, max_size=4)), max_size=5))
def test_any_events_come_back_as_they_went_in(batches: list[tuple[object, list[AccountEvent]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.ledger"
        with Ledger(file, create=True, durability="none") as ledger:
            journal = journal_of(ledger)
            written = [each for at, events in batches for each in journal.append(at, events)]  # type: ignore[arg-type]
        with Ledger(file, read_only=True) as ledger:
            assert list(ledger.entries("A")) == written
            assert [each.event for each in ledger.entries("A")] == [each for _, events in batches for each in events]


# --- contents -----------------------------------------------------------------------------------
def test_a_content_is_stored_once(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    content = b'{"at":"x"}' * 1000
    journal.append(AT, [alert()], [content, content])
    journal.append(AT, [alert()], [content, b"[]"])
    assert journal.content(digest_of(content)) == content
    with ledger.reading() as connection:
        stored = connection.execute(text("SELECT digest, size, length(data) FROM contents ORDER BY size")).all()
    assert [each[:2] for each in stored] == [(digest_of(b"[]"), 2), (digest_of(content), 10_000)]
    assert stored[1][2] < 200
    with pytest.raises(KeyError):
        journal.content("0" * 64)


def test_an_event_names_only_what_is_stored(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    law = LawAdopted(constitution="x", version="1", logic_digest="0" * 64, text_digest=digest_of(b"law"))
    with pytest.raises(ValueError, match=digest_of(b"law")):
        journal.append(AT, [law])
    assert list(journal.entries()) == []
    journal.append(AT, [law], [b"law"])
    law_text, record = digest_of(b"law"), digest_of(b"record")
    cycle = CycleDecided(
        scheduled=AT, attempt=1, law_text=law_text, facts=law_text, told=law_text, kept_before=law_text, record=record
    )
    with pytest.raises(ValueError, match=digest_of(b"record")):
        journal.append(AT, [alert(), cycle], [b"another"])
    assert [each.event.kind for each in journal.entries()] == ["law_adopted"]
    with pytest.raises(KeyError):
        journal.content(digest_of(b"another"))


# --- whole or not at all ------------------------------------------------------------------------
def test_one_intent_has_one_order(ledger: Ledger) -> None:
    journal = journal_of(ledger)
    journal.append(AT, [planned("intent 1", "A gen o1")])
    with pytest.raises(NotRecorded, match="this intent has its order already"):
        journal.append(AT, [alert(), planned("intent 1", "A gen o2")], [b"not stored"])
    with pytest.raises(NotRecorded, match="intent"):
        journal.append(AT, [planned("intent 2", "A gen o2"), planned("intent 2", "A gen o3")])
    assert [each.event.kind for each in journal.entries()] == ["order_planned"]
    with pytest.raises(KeyError):
        journal.content(digest_of(b"not stored"))
    journal.append(AT, [planned("intent 2", "A gen o2")])
    journal_of(ledger, "B").append(AT, [planned("intent 1", "B gen o1")])
    assert journal.head().sequence == 2


@pytest.mark.parametrize("table", ["ledger", "entries", "contents"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_nothing_can_be_changed_or_deleted(ledger: Ledger, where: str, table: str, change: str) -> None:
    journal_of(ledger).append(AT, [alert()], [b"{}"])
    column = {"ledger": "format", "entries": "body", "contents": "digest"}[table]
    if change.startswith("TRUNCATE") and "://" not in where:
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="the ledger is append-only"):
        execute(where, change.format(table, column))


def test_nothing_replaces_an_entry_or_a_content(ledger: Ledger, where: str) -> None:
    if "://" in where:
        pytest.skip("PostgreSQL has no REPLACE")
    journal_of(ledger).append(AT, [planned(), alert()], [b"{}"])
    before = list(ledger.rows("A"))
    for number in (1, 2):
        with pytest.raises(DBAPIError, match=r"follows the one before|has its order"):
            execute(where, f"INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE sequence = {number}")
    with pytest.raises(DBAPIError, match="follows the one before"):
        execute(
            where,
            "INSERT OR REPLACE INTO entries SELECT account, 3, at, kind, body, hash, hash, NULL FROM entries "
            "WHERE sequence = 2",
        )
    execute(where, "INSERT OR REPLACE INTO contents SELECT digest, 7, x'00' FROM contents")
    assert list(ledger.rows("A")) == before
    assert ledger.content(digest_of(b"{}")) == b"{}"


def test_an_entry_follows_the_one_before_it(ledger: Ledger, where: str) -> None:
    journal_of(ledger).append(AT, [alert()])
    insert = "INSERT INTO entries VALUES ('A', {}, 'x', 'x', '{{}}', '{}', 'h', NULL)"
    for sequence, previous in ((3, ledger.head("A").hash), (2, "0" * 64), (0, "0" * 64)):
        with pytest.raises(DBAPIError, match="follows the one before"):
            execute(where, insert.format(sequence, previous))
    with pytest.raises(DBAPIError, match="follows the one before"):
        execute(where, insert.replace("'A'", "'B'").format(2, "0" * 64))


def execute(where: str, statement: str) -> None:
    """One statement, as somebody with a database program would."""
    engine = create_engine(location_of(where).url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


# --- who may append -----------------------------------------------------------------------------
def test_the_lease_is_held_by_one(ledger: Ledger, new_ledger: Open) -> None:
    journal_of(ledger).append(AT, [alert()])
    with pytest.raises(LeaseRefused, match=r"held by session 1, last alive 2026-04-13T09:45:00-04:00"):
        ledger.journal("A", "session 2", AT)
    with pytest.raises(LeaseRefused, match="held by session 1"):
        new_ledger().journal("A", "session 1", AT)
    ledger.journal("B", "session 2", AT)
    assert ledger.head("A").sequence == 1


def test_a_lease_is_given_back(ledger: Ledger) -> None:
    first = journal_of(ledger)
    first.append(AT, [alert("one")])
    first.release(AT)
    second = ledger.journal("A", "session 2", AT + timedelta(hours=1))
    second.append(AT, [alert("two")])
    with pytest.raises(NotRecorded, match="held by somebody else"):
        first.append(AT, [alert("three")])
    for step in (first.heartbeat, first.release):
        with pytest.raises(LeaseRefused, match="held by somebody else"):
            step(AT)
    lease = ledger.lease("A")
    assert lease is not None
    assert (lease.term, lease.holder) == (2, "session 2")
    assert ledger.lease("B") is None
    assert ledger.head("A").sequence == 2


def test_a_stale_lease_is_taken_over_on_record(ledger: Ledger) -> None:
    first = journal_of(ledger)
    first.append(AT, [alert("one")])
    first.heartbeat(AT + timedelta(minutes=10))
    later = AT + timedelta(minutes=30)
    with pytest.raises(LeaseRefused, match="not stale: session 1 was alive 2026-04-13T09:55:00-04:00"):
        ledger.take_over("A", "session 2", later, AT + timedelta(minutes=10), "Ann", "it crashed")
    assert ledger.head("A").sequence == 1
    second = ledger.take_over("A", "session 2", later, AT + timedelta(minutes=11), "Ann", "it crashed")
    taken = list(second.entries())[-1]
    assert taken.at == later
    assert taken.event == OperatorActed(
        verb="take_over", who="Ann", reason="it crashed", scope="A: from session 1 to session 2"
    )
    with pytest.raises(NotRecorded, match="held by somebody else"):
        first.append(later, [alert("two")])
    second.append(later, [alert("three")])
    assert second.head().sequence == 3


# --- what the database refuses ------------------------------------------------------------------
def test_a_locked_database_takes_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True, wait=0.05) as ledger:
        journal = journal_of(ledger)
        journal.append(AT, [alert("one")])
        with closing(sqlite3.connect(tmp_path / "a.ledger", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotRecorded, match="locked by another program"):
                journal.append(AT, [alert("two")], [b"{}"])
            assert [each.event for each in journal.entries()] == [alert("one")]
            other.execute("ROLLBACK")
        journal.append(AT, [alert("two")])
        assert journal.head().sequence == 2


def test_a_full_disk_takes_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True) as ledger:
        journal = journal_of(ledger)
        journal.append(AT, [alert("one")])
        with ledger.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        content = os.urandom(100_000)
        with pytest.raises(NotRecorded, match="the disk is full"):
            journal.append(AT, [alert("two")], [content])
        with pytest.raises(KeyError):
            journal.content(digest_of(content))
        assert [each.event for each in journal.entries()] == [alert("one")]
        with ledger.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        journal.append(AT, [alert("two")], [content])
        assert journal.content(digest_of(content)) == content
    with Ledger(tmp_path / "a.ledger", read_only=True) as ledger:
        assert [each.sequence for each in ledger.entries("A")] == [1, 2]


@contextmanager
def read_only_folder() -> Iterator[tuple[Path, Path]]:
    """A ledger in a folder in which nobody can write, as a user who is not its owner."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "a.ledger"
        with Ledger(file, create=True) as ledger:
            journal_of(ledger).append(AT, [alert("one")])
        file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder, file
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_file_that_cannot_be_written_can_be_read() -> None:
    with read_only_folder() as (_, file):
        with Ledger(file, read_only=True) as ledger:
            assert [each.event for each in ledger.entries("A")] == [alert("one")]
            with pytest.raises(NotRecorded, match="read only"):
                ledger.journal("B", "session", AT)
        with pytest.raises(Unreadable, match=r"cannot be written|cannot be opened"):
            Ledger(file, create=True)


def test_a_file_that_becomes_read_only_takes_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True) as ledger:
        journal = journal_of(ledger)
        with ledger.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 1")
        with pytest.raises(NotRecorded, match="read-only"):
            journal.append(AT, [alert()])
        assert list(journal.entries()) == []


def test_a_reader_does_not_stop_a_writer(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True, wait=0.05) as ledger:
        journal = journal_of(ledger)
        journal.append(AT, [alert("one")])
        with Ledger(tmp_path / "a.ledger", read_only=True) as other, other.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one()
            journal.append(AT, [alert("two")])
            assert connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one() == 1
        assert journal.head().sequence == 2


def test_what_was_opened_to_be_read_takes_nothing(new_ledger: Open) -> None:
    journal_of(new_ledger()).append(AT, [alert("one")])
    reader = new_ledger(read_only=True)
    assert [each.event for each in reader.entries("A")] == [alert("one")]
    with pytest.raises(NotRecorded, match="read only"):
        reader.journal("B", "session", AT)
    with reader.reading() as connection, pytest.raises(DBAPIError, match=r"read-only|readonly"):
        connection.execute(text("INSERT INTO ledger VALUES ('x')"))


def test_several_sessions_append_at_once(new_ledger: Open) -> None:
    new_ledger()

    def work(account: str) -> None:
        journal = new_ledger(wait=30).journal(account, "session", AT)
        for number in range(25):
            journal.append(AT, [alert(f"{account} {number}")], [f'"{number}"'.encode()])

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, "ABC"))
    ledger = new_ledger(read_only=True)
    result = verify(ledger, heads=ledger.heads_file)
    assert result.proved, result.findings
    assert (result.entries, result.contents, result.head_lines) == (75, 25, 75)


def test_one_ledger_serves_several_threads(ledger: Ledger) -> None:
    journals = [journal_of(ledger, account) for account in "ABC"]

    def work(journal: AccountJournal) -> None:
        for number in range(25):
            journal.append(AT, [alert(str(number))])
            assert len(list(journal.entries())) == number + 1

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, journals))
    assert verify(ledger, heads=ledger.heads_file).entries == 75


def test_a_server_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unreadable, match="needs the extra `postgresql`"):
        Ledger("postgresql://somebody@nowhere/x")


def test_a_server_that_is_stopped_takes_nothing(new_database: Callable[[], str], tmp_path: Path) -> None:
    where = new_database()
    with Ledger(where, create=True) as ledger:
        journal = journal_of(ledger)
        journal.append(AT, [alert("one")])
        name = where.partition("@/")[2].partition("?")[0]
        execute(where.replace(name, "postgres"), f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        execute(
            where.replace(name, "postgres"),
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        with pytest.raises(NotRecorded):
            journal.append(AT, [alert("two")])
        with pytest.raises(Unreadable):
            list(journal.entries())
        execute(where.replace(name, "postgres"), f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        journal.append(AT, [alert("two")])
        assert [each.event for each in journal.entries()] == [alert("one"), alert("two")]


def test_a_ledger_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is not there"):
        Ledger(tmp_path / "a.ledger")
    with pytest.raises(Unreadable, match="is not there"):
        Ledger(tmp_path / "a.ledger", create=True, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is no database, and it is long enough to be looked at as one" * 20)
    with pytest.raises(Unreadable, match="not an SQLite database"):
        Ledger(tmp_path / "text")
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(Unreadable, match="holds no ledger"):
        Ledger(tmp_path / "other")
    with pytest.raises(Unreadable, match="cannot be opened"):
        Ledger(tmp_path / "no" / "folder", create=True)
    with pytest.raises(Unreadable, match="neither a file nor a URL"):
        Ledger("mysql://somebody:secret@there/x")
    with pytest.raises(Unreadable) as refused:
        Ledger("postgresql://somebody:secret@/x?host=/nowhere")
    assert "secret" not in str(refused.value)


def test_a_ledger_of_another_format_is_refused(new_ledger: Open, where: str) -> None:
    with new_ledger() as ledger:
        assert ledger.accounts() == ()
    execute(where, "DROP TABLE ledger")
    execute(where, "CREATE TABLE ledger (format TEXT)")
    execute(where, "INSERT INTO ledger VALUES ('alluse/ledger/99')")
    with pytest.raises(Unreadable, match="another format: alluse/ledger/99"):
        new_ledger()


def test_what_somebody_else_wrote_is_loaded_first(ledger: Ledger, where: str) -> None:
    journal = journal_of(ledger)
    journal.append(AT, [alert("one")])
    head = ledger.head("A")
    forged = entry_hash("A", 2, "2026", "x", "{}", head.hash)
    execute(where, f"INSERT INTO entries VALUES ('A', 2, '2026', 'x', '{{}}', '{head.hash}', '{forged}', NULL)")
    with pytest.raises(NotRecorded, match="written by somebody else"):
        journal.append(AT, [alert("two")])
    with pytest.raises(Unreadable, match="the entry 2 of A cannot be read"):
        list(journal.entries())


# --- heads --------------------------------------------------------------------------------------
def lines_of(tmp_path: Path) -> list[str]:
    return (tmp_path / "heads").read_text().splitlines()


def test_each_append_writes_the_head_down(ledger: Ledger, tmp_path: Path) -> None:
    journal = journal_of(ledger)
    first = journal.append(AT, [alert("one"), alert("two")])
    second = journal.append(AT, [alert("three")])
    assert lines_of(tmp_path) == [
        f'2026-04-13T09:45:00-04:00 "A" 2 {first[1].hash}',
        f'2026-04-13T09:45:00-04:00 "A" 3 {second[0].hash}',
    ]


def test_the_file_of_heads_lies_beside_the_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True, sync="synced") as ledger:
        journal_of(ledger).append(AT, [alert()])
        assert (tmp_path / "a.ledger.heads").read_text().endswith(f"{ledger.head('A').hash}\n")
    with Ledger(tmp_path / "b.ledger", create=True, sync="none") as ledger:
        journal_of(ledger).append(AT, [alert()])
    assert not (tmp_path / "b.ledger.heads").exists()


@pytest.mark.parametrize("left", [0, 1, 30, 89, 90, 91])
def test_a_line_that_a_crash_left_out_is_made_good(new_ledger: Open, tmp_path: Path, left: int) -> None:
    ledger = new_ledger()
    journal = journal_of(ledger)
    journal.append(AT, [alert("one")])
    journal.append(AT, [alert("two")])
    journal.release(AT)
    ledger.close()
    whole = (tmp_path / "heads").read_bytes()
    start = whole.index(b"\n") + 1
    (tmp_path / "heads").write_bytes(whole[: start + left])
    journal_of(new_ledger())
    assert (tmp_path / "heads").read_bytes() == whole


def test_heads_that_cannot_be_written_are_told_and_made_good(new_ledger: Open, tmp_path: Path) -> None:
    ledger = new_ledger(heads=tmp_path / "folder" / "heads")
    journal = journal_of(ledger)
    journal.append(AT, [alert("one")])
    assert "no such file" in str(ledger.heads.trouble)
    (tmp_path / "folder").mkdir()
    journal.append(AT, [alert("two")])
    assert ledger.heads.trouble is None
    assert (tmp_path / "folder" / "heads").read_text().count("\n") == 1
