"""A ledger with real decisions: the loan desk decides on Thursday and on Friday, and an operator acts in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from engine.evaluate import evaluate
from engine.facts import read_facts
from engine.memory import read_events, read_kept
from engine.record import DecisionRecord
from engine.snapshot import Snapshot
from engine.trading import contents
from engine.trading.events import AccountEvent, CycleDecided, CyclesUnchanged, LawAdopted, OperatorActed
from engine.trading.lawtext import compile_content, law_content
from facts.files import read_facts as read_file
from ledger.store import Ledger
from rules.versions.overlay import read_whole

ROOT = Path(__file__).parents[2]
DESK = ROOT / "examples" / "loan-desk"
ACCOUNT = "desk"
EXPORT = DESK / "ledger.json"

Append = tuple[datetime, list[AccountEvent], list[bytes]]


@cache
def appends() -> tuple[Append, ...]:
    """What is appended, one after the other."""
    return tuple(_appends())


def fill(ledger: Ledger, account: str = ACCOUNT) -> None:
    """Appends all of it to a ledger."""
    first = appends()[0][0]
    journal = ledger.journal(account, "session 1", first)
    for at, events, stored in appends():
        journal.append(at, events, stored)
    journal.release(appends()[-1][0])


def _appends() -> Iterator[Append]:
    text = law_content(read_whole(DESK / "law"))
    law = compile_content(text).law
    law_digest = contents.digest_of(text)
    adopted = LawAdopted(
        constitution=law.name, version=law.version, logic_digest=law.logic_digest, text_digest=law_digest
    )
    thursday = read_file(DESK / "facts" / "thursday.yaml")
    at = datetime.fromisoformat(thursday.at)
    yield at, [adopted], [text]
    event, stored, record = _decided(text, thursday, [], None)
    yield at, [event], stored
    acted = OperatorActed(verb="stop", who="Ann", reason="the rates of the day are late", scope=None)
    unchanged = CyclesUnchanged(first=at + timedelta(minutes=5), last=at + timedelta(hours=6), count=72)
    yield at + timedelta(hours=6), [unchanged, acted], []
    friday = replace(thursday, at=(at + timedelta(days=1)).isoformat())
    paid = {
        "event": "payment",
        "in": "L-1",
        "at": (at + timedelta(hours=20)).isoformat(),
        "amount": "1500.00",
    }
    event, stored, _ = _decided(text, friday, [paid], record)
    yield at + timedelta(days=1), [event], stored


def _decided(
    text: bytes, snapshot: Snapshot, told: list[dict[str, str]], before: DecisionRecord | None
) -> tuple[CycleDecided, list[bytes], DecisionRecord]:
    """One evaluation, and what the ledger stores of it."""
    law = compile_content(text).law
    facts = read_facts(law, snapshot).facts
    assert facts is not None
    kept = {} if before is None else before.content["kept"]
    memory = read_kept(law, kept).memory
    assert memory is not None
    events = read_events(law, told, facts, memory=memory)
    assert events.events is not None, events.findings
    record = evaluate(law, facts, events.events, memory)
    parts = {
        "facts": contents.facts_content(snapshot),
        "told": contents.told_content(told),
        "kept_before": (
            contents.kept_content(kept)
            if before is None
            else contents.kept_of_record(contents.digest_of(contents.record_content(before)))
        ),
        "record": contents.record_content(record),
    }
    digests = {name: contents.digest_of(each) for name, each in parts.items()}
    event = CycleDecided(
        scheduled=facts.at,
        attempt=1,
        law_text=contents.digest_of(text),
        facts=digests["facts"],
        told=digests["told"],
        kept_before=digests["kept_before"],
        record=digests["record"],
    )
    return event, list(parts.values()), record
