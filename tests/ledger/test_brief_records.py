"""Records that explain nothing and only name what happened long ago are proved, explained and gone on from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import engine.past
from engine.evaluate import evaluate
from engine.facts import read_facts
from engine.memory import BEFORE, NO_MEMORY, Memory, read_events
from engine.record import Trace
from engine.trading import contents
from engine.trading.events import CycleDecided, LawAdopted
from engine.trading.lawtext import compile_content, law_content
from facts.files import read_facts as read_file
from ledger.cycles import cycle_of, differs, in_processes
from ledger.store import Ledger
from ledger.verify import verify
from rules.versions.overlay import read_whole
from tests.console.running import run
from tests.ledger.desk import ACCOUNT, DESK

DAYS = 4
SCHEMA = Path(__file__).parents[2] / "console/schemas/decision-record.json"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of four days on which the loan desk is paid, without traces and with chunks of one event."""
    monkeypatch.setattr(engine.past, "CHUNK", 1)
    return written(tmp_path / "brief.db", "none")


def written(path: Path, trace: Trace) -> Path:
    text = law_content(read_whole(DESK / "law"))
    law = compile_content(text).law
    snapshot = read_file(DESK / "facts" / "thursday.yaml")
    first = datetime.fromisoformat(snapshot.at)
    digest = contents.digest_of(text)
    adopted = LawAdopted(constitution=law.name, version=law.version, logic_digest=law.logic_digest, text_digest=digest)
    memory: Memory = NO_MEMORY
    kept_before = contents.kept_content({})
    with Ledger(path, create=True) as ledger:
        journal = ledger.journal(ACCOUNT, "test", first)
        journal.append(first, [adopted], [text])
        for day in range(DAYS):
            at = first + timedelta(days=day)
            today = contents.snapshot_from(
                contents.facts_content(snapshot).replace(snapshot.at.encode(), at.isoformat().encode()), "facts"
            )
            facts = read_facts(law, today).facts
            assert facts is not None
            told = [{"event": "payment", "in": "L-1", "at": at.isoformat(), "amount": "1500.00"}]
            events = read_events(law, told, facts, memory=memory).events
            assert events is not None
            record = evaluate(law, facts, events, memory, trace=trace)
            parts = {
                "facts": contents.facts_content(today),
                "told": contents.told_content(told),
                "kept_before": kept_before,
                "record": contents.record_content(record),
            }
            named = {name: contents.digest_of(each) for name, each in parts.items()}
            assert record.after is not None
            memory = record.after
            chunks = [] if memory.past is None else [each.content for each in memory.past.chunks()]
            event = CycleDecided(
                scheduled=at,
                attempt=1,
                law_text=digest,
                facts=named["facts"],
                told=named["told"],
                kept_before=named["kept_before"],
                record=named["record"],
            )
            journal.append(at, [event], [*parts.values(), *chunks])
            kept_before = contents.kept_of_record(named["record"])
    return path


def decided(ledger: Ledger) -> list[CycleDecided]:
    return [each.event for each in ledger.entries(ACCOUNT) if isinstance(each.event, CycleDecided)]


def content_of(ledger: Ledger, event: CycleDecided) -> Mapping[str, Any]:
    return contents.record_from(ledger.content(event.record)).content


@pytest.mark.parametrize("jobs", [None, 2])
def test_it_is_proved(file: Path, jobs: int | None) -> None:
    with Ledger(file) as ledger:
        last = content_of(ledger, decided(ledger)[-1])
        assert (last["trace"], last["derived"]) == ("none", {})
        assert BEFORE in last["kept"]
        jsonschema.validate(last, json.loads(SCHEMA.read_text(encoding="utf-8")))
        found = verify(ledger) if jobs is None else verify(ledger, evaluator=in_processes(jobs))
    if jobs is None:
        assert [str(each) for each in found.findings] == []
        assert (found.proved, found.records) == (True, DAYS)
    else:  # other processes have the chunks, but close their own at the usual size
        assert found.findings
        assert {each.what.rpartition(" in ")[2] for each in found.findings} == {"`kept`"}


def test_memory_goes_on_as_in_a_ledger_that_names_nothing(file: Path, tmp_path: Path) -> None:
    with Ledger(file) as ledger, Ledger(written(tmp_path / "near.db", "near")) as near:
        for brief, plain in zip(decided(ledger), decided(near), strict=True):
            one, other = cycle_of(brief, ledger.content), cycle_of(plain, near.content)
            assert one.memory.told() == other.memory.told()
            assert one.decide().content == other.decide().content == content_of(near, plain)


def test_it_is_explained_as_if_it_had_been_written_down(file: Path, tmp_path: Path) -> None:
    near = written(tmp_path / "near.db", "near")
    for entry in ("2", "5"):
        told = run("explain", "L-1", "--ledger", file, "--entry", entry)
        assert told.code == 0, told.err
        assert told.out == run("explain", "L-1", "--ledger", near, "--entry", entry).out
    as_json = json.loads(run("explain", "L-1", "--ledger", file, "--entry", "5", "--format", "json").out)
    near_json = json.loads(run("explain", "L-1", "--ledger", near, "--entry", "5", "--format", "json").out)
    assert as_json == near_json


def test_a_chunk_that_is_gone_is_found(file: Path) -> None:
    with Ledger(file) as ledger:
        digest = content_of(ledger, decided(ledger)[-2])["kept"][BEFORE]
    with sqlite3.connect(file) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM contents WHERE digest = ?", (digest,))
    with Ledger(file) as ledger:
        found = verify(ledger).findings
    what = f"it names what happened before, {digest}, which is not there whole"
    assert (DAYS, what) in [(each.sequence, each.what) for each in found]


def test_a_record_that_explains_as_nobody_knows_is_found(file: Path) -> None:
    with Ledger(file) as ledger:
        event = decided(ledger)[-1]
        stored = {each: ledger.content(each) for each in ledger.digests()}
    changed = stored[event.record].replace(b'"trace":"none"', b'"trace":"much"')
    other = event.model_copy(update={"record": contents.digest_of(changed)})
    assert differs(event, stored.__getitem__) is None
    assert "how much it explains" in str(differs(other, {**stored, other.record: changed}.__getitem__))
