"""Leases of accounts, taken over from whoever is dead, and laid down where a start did not succeed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from engine.trading.journal import NotRecorded
from ledger.database import Unreadable
from ledger.leases import LeaseRefused
from ledger.store import AccountJournal, Ledger


def take_over(
    ledger: Ledger, names: Iterable[str], holder: str, at: datetime, stale_before: datetime, who: str, reason: str
) -> None:
    """Takes over the leases that somebody still holds, and lays them down to be taken as usual.

    Raises LeaseRefused for one whose holder was alive since `stale_before`, and NotRecorded.
    """
    for name in names:
        lease = ledger.lease(name)
        if lease is not None and lease.holder is not None:
            ledger.take_over(name, holder, at, stale_before, who, reason).release(at)


def give_back(ledger: Ledger, names: Iterable[str], holder: str, at: datetime) -> None:
    """Lays down what a start took that did not succeed."""
    for name in names:
        with suppress(LeaseRefused, NotRecorded, Unreadable):
            lease = ledger.lease(name)
            if lease is not None and lease.holder == holder:
                AccountJournal(ledger, lease).release(at)
