"""Who may append for an account: one holder at a time. Two sessions of one account would send every order twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ledger.schema import LEASES

_LEASE = select(LEASES).where(LEASES.c.account == bindparam("account"))
_LEASE_KEPT = _LEASE.with_for_update()


class LeaseRefused(Exception):
    """The lease of an account is held by somebody else, or is not stale."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The lease of an account. `term` rises with each holder; `holder` is None where nobody holds it."""

    account: str
    term: int
    holder: str | None
    taken_at: datetime
    heartbeat: datetime


def lease_of(connection: Connection, account: str, lock: bool = False) -> Lease | None:
    """The lease of an account; None if it was never taken. With `lock`, it stays as it is until the commit."""
    row = connection.execute(_LEASE_KEPT if lock else _LEASE, {"account": account}).one_or_none()
    if row is None:
        return None
    instants = (datetime.fromisoformat(row.taken_at), datetime.fromisoformat(row.heartbeat))
    return Lease(row.account, row.term, row.holder, *instants)


def take(connection: Connection, account: str, holder: str, at: datetime) -> Lease:
    """Takes a lease that nobody holds. Raises LeaseRefused."""
    held = lease_of(connection, account, lock=True)
    if held is not None and held.holder is not None:
        since = held.heartbeat.isoformat()
        raise LeaseRefused(f"the account {account} is held by {held.holder}, last alive {since}")
    return _give(connection, account, holder, at, held)


def take_over(connection: Connection, account: str, holder: str, at: datetime, stale_before: datetime) -> Lease:
    """Takes a lease whose holder was last alive before an instant. Raises LeaseRefused; whoever calls records it."""
    held = lease_of(connection, account, lock=True)
    if held is not None and held.holder is not None and held.heartbeat >= stale_before:
        since = held.heartbeat.isoformat()
        raise LeaseRefused(f"the lease of {account} is not stale: {held.holder} was alive {since}")
    return _give(connection, account, holder, at, held)


def still_held(connection: Connection, lease: Lease) -> bool:
    """Whether this lease still counts; until the commit nobody else can take it."""
    held = lease_of(connection, lease.account, lock=True)
    return held is not None and (held.term, held.holder) == (lease.term, lease.holder)


def beat(connection: Connection, lease: Lease, at: datetime) -> None:
    """Says that the holder is alive. Raises LeaseRefused if the lease is lost."""
    _set(connection, lease, heartbeat=at.isoformat())


def release(connection: Connection, lease: Lease, at: datetime) -> None:
    """Gives the lease back. Raises LeaseRefused if it is lost."""
    _set(connection, lease, holder=None, heartbeat=at.isoformat())


def _set(connection: Connection, lease: Lease, **values: str | None) -> None:
    if not still_held(connection, lease):
        raise LeaseRefused(f"the lease of {lease.account} is held by somebody else now")
    connection.execute(update(LEASES).where(LEASES.c.account == lease.account).values(**values))


def _give(connection: Connection, account: str, holder: str, at: datetime, before: Lease | None) -> Lease:
    term = 1 if before is None else before.term + 1
    values = {"term": term, "holder": holder, "taken_at": at.isoformat(), "heartbeat": at.isoformat()}
    if before is None:
        connection.execute(insert(LEASES).values(account=account, **values))
    else:
        connection.execute(update(LEASES).where(LEASES.c.account == account).values(**values))
    return Lease(account, term, holder, at, at)
