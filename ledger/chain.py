"""How entries hang together: each is hashed with the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from engine.trading.contents import canonical
from engine.trading.events import ACCOUNT_EVENT, AccountEvent
from engine.trading.journal import Entry

NOTHING_BEFORE = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is stored: `body` is the event in canonical JSON, `at` an instant with its offset."""

    account: str
    sequence: int
    at: str
    kind: str
    body: str
    previous: str
    hash: str


COLUMNS = tuple(each.name for each in fields(Row))
"""The columns of an entry, in their order."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of an account's chain; sequence 0 where there is none yet."""

    sequence: int = 0
    hash: str = NOTHING_BEFORE

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def entry_hash(account: str, sequence: int, at: str, kind: str, body: str, previous: str) -> str:
    """SHA-256 over canonical JSON of the six. The body enters as the bytes it is, so that each of them counts."""
    text = (
        f'{{"account":{_text(account)},"at":{_text(at)},"body":{body},"kind":{_text(kind)},'
        f'"previous":{_text(previous)},"sequence":{sequence}}}'
    )
    return hashlib.sha256(text.encode("utf-8", errors="surrogateescape")).hexdigest()


def rows_of(account: str, head: Head, at: datetime, events: Sequence[AccountEvent]) -> Iterator[Row]:
    """The rows that events become behind a head. Raises ValueError for an instant without an offset."""
    if at.tzinfo is None:
        raise ValueError("an entry needs an instant with its offset")
    instant = at.isoformat()
    for event in events:
        body = canonical(ACCOUNT_EVENT.dump_python(event, mode="json")).decode("utf-8")
        sequence = head.sequence + 1
        hashed = entry_hash(account, sequence, instant, event.kind, body, head.hash)
        yield Row(account, sequence, instant, event.kind, body, head.hash, hashed)
        head = Head(sequence, hashed)


def entry_of(row: Row) -> Entry:
    """The entry of a row. Raises ValueError if its instant or its event cannot be read."""
    event = ACCOUNT_EVENT.validate_json(row.body.encode("utf-8"))
    return Entry(row.sequence, row.account, datetime.fromisoformat(row.at), event, row.hash, row.previous)


def is_canonical(body: str) -> bool:
    """Whether a body is spelled as it was written: equal events have equal bytes."""
    try:
        return canonical(json.loads(body)).decode("utf-8") == body
    except (ValueError, RecursionError):
        return False


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
