"""Proving a ledger: what is whole is called proved, and each kind of damage is found at its place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from engine.session.desk import SessionOver
from engine.trading.contents import canonical, digest_of, record_content, record_named
from engine.trading.events import CycleDecided
from engine.trading.journal import NotRecorded
from ledger.chain import NOTHING_BEFORE, Head, entry_hash
from ledger.cycles import cycle_of, in_processes
from ledger.database import Unreadable, location_of
from ledger.store import Ledger
from ledger.verify import Verified, head_from, verify
from tests.engine.session.world import AAPL_CALL, Bench, StillMarket, held, lot, opened
from tests.ledger.desk import ACCOUNT, appends, fill
from tests.ledger.events import AT, alert, planned


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with real decisions."""
    made = tmp_path / "a.ledger"
    with Ledger(made, create=True) as ledger:
        fill(ledger)
    return made


def checked(file: Path, **options: object) -> Verified:
    with Ledger(file, read_only=True) as ledger:
        return verify(ledger, **{"heads": ledger.heads_file, **options})  # type: ignore[arg-type]


def said(result: Verified) -> list[str]:
    return [f"{each.where}: {each.what}" for each in result.findings]


def change(file: Path, *statements: str) -> None:
    """Does what the schema forbids, as somebody who owns the file can."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        for _, sql in triggers:
            database.execute(sql)


def chained_again(file: Path) -> None:
    """Hashes all entries anew, as somebody would who rewrites a ledger carefully."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        rows = database.execute("SELECT account, sequence, at, kind, body FROM entries ORDER BY sequence").fetchall()
    previous, statements = NOTHING_BEFORE, []
    for account, sequence, at, kind, body in rows:
        hashed = entry_hash(account, sequence, at, kind, body, previous)
        statements.append(f"UPDATE entries SET previous='{previous}', hash='{hashed}' WHERE sequence={sequence}")
        previous = hashed
    change(file, *statements)


# --- what is whole ------------------------------------------------------------------------------
def test_a_whole_ledger_is_proved(ledger: Ledger) -> None:
    fill(ledger)
    result = verify(ledger, heads=ledger.heads_file)
    assert said(result) == []
    assert result.proved
    assert (result.entries, result.contents, result.records, result.head_lines) == (5, 9, 2, 4)
    assert result.heads == {ACCOUNT: ledger.head(ACCOUNT)}


def test_progress_is_told(file: Path) -> None:
    told: list[tuple[str, int, int]] = []
    checked(file, progress=lambda *what: told.append(what))
    assert [each for each in told if each[0] == "decisions"] == [("decisions", 1, 2), ("decisions", 2, 2)]
    assert len([each for each in told if each[0] == "contents"]) == 9


def test_nothing_is_not_proved(ledger: Ledger) -> None:
    assert said(verify(ledger)) == ["the ledger: there is no entry, and so nothing to prove"]
    ledger.journal("A", "session", AT).append(AT, [alert()])
    assert verify(ledger).proved
    result = verify(ledger, account="B")
    assert not result.proved
    assert said(result) == ["account B: there is no entry of B, and so nothing to prove"]


def test_decisions_can_be_left_out(file: Path) -> None:
    result = checked(file, evaluator=None)
    assert result.proved
    assert result.records == 0


def test_decisions_are_evaluated_by_several_processes(file: Path) -> None:
    result = checked(file, evaluator=in_processes(2))
    assert (result.proved, result.records) == (True, 2)
    new = with_content(file, 5, "record", lambda content: content.replace(b"not_permitted", b"permitted", 1))
    assert said(checked(file, heads=None, evaluator=in_processes(2))) == [
        f"entry 5 of desk: the decision evaluated again differs from the record {new} in `decisions`"
    ]


def test_a_cycle_is_put_together_from_what_is_stored(ledger: Ledger) -> None:
    fill(ledger)
    second = [each.event for each in ledger.entries(ACCOUNT) if isinstance(each.event, CycleDecided)][1]
    cycle = cycle_of(second, ledger.content)
    assert cycle.facts.at.isoformat() == "2026-04-17T10:00:00-04:00"
    assert [each.name for each in cycle.events] == ["payment"]
    assert cycle.memory.at is not None
    assert cycle.memory.at.isoformat() == "2026-04-16T10:00:00-04:00"
    assert cycle.decide().canonical().encode() == ledger.content(second.record) == appends()[-1][2][-1]


# --- entries ------------------------------------------------------------------------------------
def entry_text(file: Path, sequence: int, column: str) -> str:
    with closing(sqlite3.connect(file)) as database:
        query = f"SELECT {column} FROM entries WHERE sequence = ?"
        return str(database.execute(query, (sequence,)).fetchone()[0])


def test_another_event_is_found_at_its_entry(file: Path) -> None:
    change(file, "UPDATE entries SET body = replace(body, '72', '71') WHERE sequence = 3")
    found = said(checked(file))
    assert len(found) == 1
    assert found[0].startswith(f"entry 3 of desk: its hash is {entry_text(file, 3, 'hash')}, and what it says has")


@pytest.mark.parametrize(
    ("column", "value"), [("at", "2026-04-16T10:00:01-04:00"), ("kind", "alert_raised"), ("hash", "0" * 64)]
)
def test_another_column_is_found_at_its_entry(file: Path, column: str, value: str) -> None:
    change(file, f"UPDATE entries SET {column} = '{value}' WHERE sequence = 3")
    found = said(checked(file))
    assert found[0].startswith("entry 3 of desk: its hash is ")


def test_blanks_in_an_event_are_found(file: Path) -> None:
    change(file, "UPDATE entries SET body = replace(body, ',', ', ') WHERE sequence = 4")
    chained_again(file)
    found = said(checked(file, heads=None))
    assert found == ["entry 4 of desk: its event is not written as canonical JSON"]


def test_what_is_no_event_is_found(file: Path) -> None:
    change(file, """UPDATE entries SET body = '{"kind":"no_such_kind"}' WHERE sequence = 4""")
    chained_again(file)
    assert said(checked(file, heads=None)) == ["entry 4 of desk: its instant or its event cannot be read"]


def test_a_kind_that_is_not_that_of_the_event_is_found(file: Path) -> None:
    change(file, "UPDATE entries SET kind = 'alert_raised' WHERE sequence = 4")
    chained_again(file)
    assert said(checked(file, heads=None)) == [
        "entry 4 of desk: its kind is `alert_raised`, and its event is of the kind `operator_acted`"
    ]


def test_an_entry_taken_out_is_found(file: Path) -> None:
    change(file, "DELETE FROM entries WHERE sequence = 3")
    assert said(checked(file))[:2] == [
        "entry 4 of desk: it comes after 2: entries between them are missing",
        "entry 4 of desk: it does not follow the entry before it: the hash of that one is another",
    ]


def test_an_entry_of_another_account_is_found(file: Path) -> None:
    change(file, "UPDATE entries SET account = 'other' WHERE sequence = 5")
    found = said(checked(file))
    assert "entry 5 of other: it comes first: entries between them are missing" in found
    assert "line 4 of the heads: entry 5 of desk was written, and the ledger ends with 4: entries were cut" in found


def test_an_intent_key_that_is_not_that_of_the_order_is_found(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.ledger", create=True) as ledger:
        ledger.journal("A", "session", AT).append(AT, [planned(), alert()])
    change(tmp_path / "a.ledger", "UPDATE entries SET intent_key = 'another' WHERE sequence = 1")
    assert said(checked(tmp_path / "a.ledger")) == [
        "the ledger: the intent key of entry 1 of A is not that of its order"
    ]
    change(tmp_path / "a.ledger", "UPDATE entries SET intent_key = NULL WHERE sequence = 1")
    assert not checked(tmp_path / "a.ledger").proved


# --- heads --------------------------------------------------------------------------------------
def test_a_cut_is_found_by_the_file_of_heads(file: Path) -> None:
    change(file, "DELETE FROM entries WHERE sequence >= 4")
    assert said(checked(file)) == [
        "line 3 of the heads: entry 4 of desk was written, and the ledger ends with 3: entries were cut",
        "line 4 of the heads: entry 5 of desk was written, and the ledger ends with 3: entries were cut",
    ]
    assert checked(file, heads=None).proved


def test_a_rewritten_chain_is_found_by_the_file_of_heads(file: Path) -> None:
    change(file, "UPDATE entries SET body = replace(body, '72', '71') WHERE sequence = 3")
    chained_again(file)
    assert checked(file, heads=None).proved
    assert said(checked(file)) == [
        f"line {line} of the heads: entry {sequence} of desk was written with another instant or hash: "
        "one of the two was rewritten"
        for line, sequence in ((3, 4), (4, 5))
    ]


def test_a_head_noted_elsewhere_finds_both(file: Path) -> None:
    with Ledger(file, read_only=True) as ledger:
        head = ledger.head(ACCOUNT)
        earlier = Head(2, next(each.hash for each in ledger.rows(ACCOUNT) if each.sequence == 2))
    for each in (head, earlier):
        assert checked(file, known=[(ACCOUNT, each)]).proved
    change(file, "UPDATE entries SET body = replace(body, '72', '71') WHERE sequence = 3")
    chained_again(file)
    assert checked(file, heads=None, known=[(ACCOUNT, earlier)]).proved
    rewritten = checked(file, heads=None, known=[(ACCOUNT, head)])
    hashes = f"has the hash {head.hash}, and this is {entry_text(file, 5, 'hash')}"
    assert said(rewritten) == [f"entry 5 of desk: the head noted {hashes}: entries were rewritten"]
    change(file, "DELETE FROM entries WHERE sequence = 5")
    assert said(checked(file, heads=None, known=[(ACCOUNT, head)])) == [
        f"account desk: the head {head} was noted, and the ledger of desk ends with 4: entries were cut"
    ]


@pytest.mark.parametrize("wrong", ["", "5", "5:", "x:" + "0" * 64, "0:" + "0" * 64, "5:" + "0" * 63, "5:" + "G" * 64])
def test_what_is_no_head(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not a head"):
        head_from(wrong)


def test_a_head_as_it_is_printed() -> None:
    head = Head(12, "0123456789abcdef" * 4)
    assert head_from(str(head)) == head


def test_a_line_that_cannot_be_read_is_found(file: Path) -> None:
    heads = file.with_name("a.ledger.heads")
    whole = heads.read_bytes()
    for damaged in (b"x\n" + whole, whole[:-1], whole + b"unfinished", whole.replace(b'"desk"', b"'desk'", 1)):
        heads.write_bytes(damaged)
        found = said(checked(file))
        assert len(found) == 1
        assert found[0].endswith("of the heads: it cannot be read")


def test_a_file_of_heads_that_is_not_there_proves_nothing(file: Path) -> None:
    file.with_name("a.ledger.heads").unlink()
    result = checked(file)
    assert result.proved
    assert result.head_lines == 0


# --- contents -----------------------------------------------------------------------------------
def digest_in(file: Path, sequence: int, name: str) -> str:
    with Ledger(file, read_only=True) as ledger:
        (account,) = ledger.accounts()
        event = next(each.event for each in ledger.entries(account) if each.sequence == sequence)
    return str(getattr(event, name))


@pytest.mark.parametrize("name", ["law_text", "facts", "told", "kept_before", "record"])
def test_a_content_that_is_another_is_found(file: Path, name: str) -> None:
    digest = digest_in(file, 5, name)
    change(
        file,
        f"UPDATE contents SET data = (SELECT data FROM contents WHERE digest != '{digest}' LIMIT 1) "
        f"WHERE digest = '{digest}'",
    )
    found = said(checked(file))
    assert f"content {digest}: the content {digest} is damaged: it has another digest" in found
    named = f"entry 5 of desk: it names its {name.replace('_', ' ')} {digest}, which is not there whole"
    assert named in found


def test_a_content_that_is_gone_is_found(file: Path) -> None:
    digest = digest_in(file, 5, "facts")
    change(file, f"DELETE FROM contents WHERE digest = '{digest}'")
    assert said(checked(file)) == [f"entry 5 of desk: it names its facts {digest}, which is not there whole"]


@pytest.mark.parametrize("data", ["x'00'", "substr(data, 1, length(data) - 1)", "data || x'00'", "'text'"])
def test_a_content_that_cannot_be_unpacked_is_found(file: Path, data: str) -> None:
    digest = digest_in(file, 2, "record")
    change(file, f"UPDATE contents SET data = {data} WHERE digest = '{digest}'")
    assert any(each.startswith(f"content {digest}: ") for each in said(checked(file)))


def test_a_size_that_is_another_is_found(file: Path) -> None:
    digest = digest_in(file, 2, "told")
    change(file, f"UPDATE contents SET size = 7 WHERE digest = '{digest}'")
    assert f"content {digest}: the content {digest} is damaged: it has 2 bytes, and its size says 7" in said(
        checked(file)
    )


# --- decisions ----------------------------------------------------------------------------------
Change = Callable[[bytes], bytes]


def with_content(file: Path, sequence: int, name: str, changed: Change) -> str:
    """Puts another content in the place of one that an entry names, and hashes everything anew."""
    old = digest_in(file, sequence, name)
    with Ledger(file, read_only=True) as ledger:
        content = changed(ledger.content(old))
    new = digest_of(content)
    with closing(sqlite3.connect(file)) as database:
        import zlib

        database.execute("INSERT INTO contents VALUES (?, ?, ?)", (new, len(content), zlib.compress(content)))
        database.commit()
    change(file, f"UPDATE entries SET body = replace(body, '{old}', '{new}') WHERE sequence = {sequence}")
    chained_again(file)
    return new


def test_a_record_that_the_engine_would_not_write_is_found(file: Path) -> None:
    new = with_content(file, 5, "record", lambda content: content.replace(b"not_permitted", b"permitted", 1))
    assert said(checked(file, heads=None)) == [
        f"entry 5 of desk: the decision evaluated again differs from the record {new} in `decisions`"
    ]


def test_a_record_that_is_spelled_otherwise_is_found(file: Path) -> None:
    new = with_content(file, 5, "record", lambda content: content.replace(b",", b", ", 1))
    assert said(checked(file, heads=None)) == [
        f"entry 5 of desk: the decision evaluated again differs from the record {new} in its spelling"
    ]


def test_other_facts_are_found(file: Path) -> None:
    with_content(file, 2, "facts", lambda content: content.replace(b'"620"', b'"621"').replace(b'"640"', b'"641"'))
    found = said(checked(file, heads=None))
    assert len(found) == 1
    assert "entry 2 of desk: the decision evaluated again differs from the record" in found[0]
    assert "`facts_digest`" in found[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("facts", b"{}", "these are not facts: an object with `at`, `assumptions` and `facts`"),
        ("facts", b"\xff", "this is not JSON"),
        ("facts", b'{"at":"x","assumptions":[],"facts":{}}', "the law does not take the facts: `x` is not an instant"),
        ("told", b"{}", "these are not events told: a list of objects"),
        ("told", b'[{"event":"no_such"}]', "the law does not take what was told"),
        ("kept_before", b"[]", "this is not what was kept: an object"),
        ("kept_before", b'{"at":7}', "the law does not take what was kept"),
        ("kept_before", canonical({"kept_in_record": "0" * 64}), f"the content {'0' * 64} is not there"),
        ("record", b"[]", "the decision record cannot be read: this is not a decision record"),
    ],
)
def test_what_cannot_be_evaluated_again_is_found(file: Path, name: str, content: bytes, why: str) -> None:
    with_content(file, 5, name, lambda _: content)
    found = said(checked(file, heads=None))
    assert all(each.startswith("entry 5 of desk: ") for each in found)
    assert [why in each for each in found if "evaluated again" in each or name == "record"] == [True]
    remembered = [each for each in found if "what it remembers" in each or "it remembers what" in each]
    assert len(remembered) == (name == "kept_before"), "and this is not what the decision before it left"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (lambda content: content.replace(b"is: 720", b"is: 721"), "the stored text is of loan-desk 1, logic "),
        (lambda content: content.replace(b"permit:", b"permits:"), "the text of the law cannot be compiled: the law"),
        (lambda content: b"{}", "the text of the law cannot be compiled: this is not the text of a law"),
        (lambda content: b"", "the text of the law cannot be compiled: this is not JSON"),
    ],
)
def test_another_law_is_found(file: Path, changed: Change, why: str) -> None:
    with_content(file, 1, "text_digest", changed)
    found = said(checked(file, heads=None))
    assert found[0].startswith(f"entry 1 of desk: {why}")
    assert "entry 2 of desk: it was decided by a law that was not adopted before" in found


# --- the database -------------------------------------------------------------------------------
def test_a_trigger_that_was_taken_away_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER entries_no_update")
        database.execute("CREATE VIEW extra AS SELECT 1")
    assert said(checked(file)) == [
        "the ledger: the schema lacks `entries_no_update`",
        "the ledger: the schema has `extra`, which is not part of a ledger",
    ]


def test_a_trigger_that_does_something_else_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER entries_no_update")
        database.execute("CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT 1; END")
    assert said(checked(file)) == ["the ledger: `entries_no_update` in the schema is not as a ledger has it"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DROP TRIGGER entries_append_only ON entries", "the schema lacks `entries_append_only`"),
        (
            "ALTER TABLE entries DISABLE TRIGGER entries_append_only",
            "`entries_append_only` in the schema is not as a ledger has it",
        ),
        (
            "CREATE OR REPLACE FUNCTION ledger_in_order() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "`entries_in_order` in the schema is not as a ledger has it",
        ),
    ],
)
def test_a_server_whose_triggers_are_others_is_found(
    new_database: Callable[[], str], tmp_path: Path, statement: str, found: str
) -> None:
    where = new_database()
    with Ledger(where, create=True) as ledger:
        fill(ledger)
        assert verify(ledger, evaluator=None).proved
        engine = create_engine(location_of(where).url)
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()
        assert said(verify(ledger, evaluator=None)) == [f"the ledger: {found}"]


def pages(file: Path) -> Iterator[int]:
    return iter(range(0, file.stat().st_size, 4096))


def test_a_file_that_was_cut_is_never_proved(file: Path) -> None:
    data = file.read_bytes()
    for size in (0, 1, 50, 100, 4095, 4096, 8192, len(data) - 4096, len(data) - 1):
        file.write_bytes(data[:size])
        try:
            result = checked(file)
        except Unreadable:
            continue
        assert not result.proved


def test_a_page_of_zeros_is_never_proved(file: Path) -> None:
    data = file.read_bytes()
    whole = said(checked(file))
    assert whole == []
    for start in pages(file):
        if not any(data[start : start + 4096]):
            continue
        file.write_bytes(data[:start] + bytes(4096) + data[start + 4096 :])
        try:
            result = checked(file, evaluator=None)
        except Unreadable:
            continue
        assert not result.proved or start == leases_page(data), f"page at {start}"


def leases_page(data: bytes) -> int:
    """Where the table of leases lies, which is not part of what is proved."""
    return data.index(b"session 1") // 4096 * 4096 if b"session 1" in data else -1


# --- memory from record to record ----------------------------------------------------------------
def test_memory_that_a_decision_invents_is_found_though_the_decision_follows_from_it(file: Path) -> None:
    """Somebody lets Friday's decision forget Thursday, evaluates it again, and hashes everything anew."""
    forgotten = {"at": "2026-04-16T10:00:00-04:00", "facts": {}, "events": []}
    _decide_again(file, canonical(forgotten))
    found = said(checked(file, heads=None))
    assert len(found) == 1
    assert found[0].startswith("entry 5 of desk: what it remembers differs from what the decision before it left, in `")


def test_the_memory_of_another_record_is_found(file: Path) -> None:
    with_content(file, 5, "kept_before", lambda _: canonical({"kept_in_record": "0" * 64}))
    first = "entry 5 of desk: it remembers what the record " + "0" * 64 + " kept, and the decision before it left "
    assert said(checked(file, heads=None, evaluator=None)) == [first + _event(file, 2)["record"]]


def test_a_first_decision_that_remembers_something_is_found(file: Path) -> None:
    with_content(file, 2, "kept_before", lambda _: canonical({"at": "2026-04-15T10:00:00-04:00"}))
    found = said(checked(file, heads=None, evaluator=None))
    assert found == ["entry 2 of desk: it is the first decision, and yet it remembers something"]


def _event(file: Path, sequence: int) -> dict[str, str]:
    found: dict[str, str] = json.loads(entry_text(file, sequence, "body"))
    return found


def _decide_again(file: Path, kept: bytes) -> None:
    """Gives the last decision another memory, and the record that follows from it."""
    with_content(file, 5, "kept_before", lambda _: kept)
    with Ledger(file, read_only=True) as ledger:
        event = [each.event for each in ledger.entries(ACCOUNT) if isinstance(each.event, CycleDecided)][-1]
        record = record_content(cycle_of(event, ledger.content).decide())
    with_content(file, 5, "record", lambda _: record)


def test_what_a_session_takes_back_is_no_finding_and_anything_else_is(tmp_path: Path) -> None:
    """A call that is to be closed: its order is planned, and the session ends before the slice of it is sent."""
    call = held(AAPL_CALL, sleeve="A com", credit="5.00")
    bench = Bench(
        tmp_path,
        market=StillMarket.of({AAPL_CALL: ("1.10", "1.14", "0.22")}),
        events=opened(positions=[call], lots=[lot("AAPL", 100, "205.00")]),
    )
    stop_before(bench, "slice_stepped")
    with pytest.raises(SessionOver):
        bench.seconds(2)
    bench.restart()
    bench.seconds(5)
    decided = bench.events(CycleDecided)
    full = [each for each in decided[1:] if record_named(bench.ledger.content(each.kept_before)) is None]
    assert len(full) == 1, "something was taken back"
    bench.close()
    file = tmp_path / "a.ledger"
    assert said(checked(file, heads=None, evaluator=None)) == []
    with Ledger(file, read_only=True) as ledger:
        sequence = next(each.sequence for each in ledger.entries("A") if each.event == full[0])

    def without(part: str) -> Change:
        return lambda content: canonical({**json.loads(content), part: {}})

    with_content(file, sequence, "kept_before", without("occasions"))
    found = said(checked(file, heads=None, evaluator=None))
    assert found == [f"entry {sequence} of A: an occasion of COM-CLOSE-01 was taken back, which no session does"]
    with_content(file, sequence, "kept_before", without("facts"))
    found = said(checked(file, heads=None, evaluator=None))
    told = "what it remembers differs from what the decision before it left, in `facts`"
    assert found == [f"entry {sequence} of A: {told}"]


def stop_before(bench: Bench, kind: str) -> None:
    """Lets the ledger take no event of a kind, as a disk that is full at that moment."""
    journal = bench.session.desk.ports.journal
    append = journal.append

    def nearly(when: Any, events: Any, stored: Any = ()) -> Any:
        if any(each.kind == kind for each in events):
            raise NotRecorded("the disk is full")
        return append(when, events, stored)

    journal.append = nearly  # type: ignore[method-assign, assignment]
