"""The port to the ledger: one append is one commit, and what cannot be recorded is not traded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.trading.events import AccountEvent


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the ledger: its place in the account's chain, its hash, and that of the entry before it."""

    sequence: int
    account: str
    at: datetime
    event: AccountEvent
    hash: str
    previous: str


class NotRecorded(Exception):
    """The ledger could not take an entry: a full disk, a locked or read-only file. Nothing of it was written."""


class Journal(Protocol):
    """The ledger, as the session of one account needs it."""

    def append(self, at: datetime, events: Sequence[AccountEvent], contents: Sequence[bytes] = ()) -> Sequence[Entry]:
        """Writes events, and contents that they name by digest, whole or not at all. Raises NotRecorded."""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """All entries of the account after a sequence number, in order."""

    def content(self, digest: str) -> bytes:
        """What is stored under a digest. Raises KeyError if nothing is."""
