"""The ledger: append-only entries of accounts, each hashed with its predecessor, and contents stored once by digest.

What cannot be recorded is not traded: an append is one commit, whole or not at all, and whoever appends is told why it
was not possible. One `Ledger` is one open database; a `Journal` of it is what the session of one account appends to.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.trading.contents import digest_of
from engine.trading.events import AccountEvent, CycleDecided, LawAdopted, OperatorActed, OrderPlanned
from engine.trading.journal import Entry, NotRecorded
from ledger import leases
from ledger.chain import COLUMNS, Head, Row, entry_of, rows_of
from ledger.database import REFUSALS, WRITES, Durability, Location, Unreadable, location_of, open_engine, words
from ledger.heads import HeadsFile, Sync
from ledger.integrity import flaws
from ledger.schema import CONTENTS, ENTRIES

WAIT: float = 2
"""Seconds for which a locked database is waited for, unless somebody says another number."""

_PAGE = 500
"""Entries that are read at a time: so that nobody holds the database while he works on what he read."""

TAKEN_OVER = "take_over"
"""What the ledger records when a stale lease is taken over."""


_OF = ENTRIES.c.account == bindparam("account")
_LAST = select(ENTRIES).where(_OF).order_by(ENTRIES.c.sequence.desc()).limit(1)
_NEW = ENTRIES.insert()
_HEAD = select(ENTRIES.c.sequence, ENTRIES.c.hash).where(_OF).order_by(ENTRIES.c.sequence.desc()).limit(1)


class Ledger:
    """An open ledger. Instances may be used by several threads; each closes what it opened."""

    def __init__(
        self,
        where: str | Path,
        *,
        create: bool = False,
        read_only: bool = False,
        heads: Path | None = None,
        sync: Sync = "written",
        durability: Durability = "full",
        wait: float = WAIT,
    ) -> None:
        """Opens the file or database. With `create`, one that is not there is made. Raises Unreadable.

        `heads` is the file in which heads are written down; by default it lies beside an SQLite file, and a server has
        none. `sync` says when it reaches the disk.
        """
        self.location: Location = location_of(str(where))
        self.read_only = read_only
        self.heads_file = heads if heads is not None else self.location.heads
        self.engine = open_engine(self.location, create and not read_only, read_only, wait, durability)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self.lock = RLock()
        self.heads = HeadsFile(None if read_only else self.heads_file, sync)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database; leases that are held stay held, for only a journal gives its own back."""
        with self.lock:
            self.heads.close()
            self.engine.dispose()

    # --- reading ------------------------------------------------------------------------------------------------
    def accounts(self) -> tuple[str, ...]:
        """The accounts that have entries, by name. Raises Unreadable."""
        with self.reading() as connection:
            found = connection.execute(select(ENTRIES.c.account).distinct()).scalars().all()
        if not all(isinstance(each, str) for each in found):
            raise Unreadable(f"`{self.location.shown}` is damaged: there is an entry without an account")
        return tuple(sorted(found))

    def head(self, account: str) -> Head:
        """The last entry of an account; sequence 0 if it has none. Raises Unreadable."""
        with self.reading() as connection:
            return _head(connection, account)

    def rows(self, account: str, after: int = 0) -> Iterator[Row]:
        """The entries of an account as they are stored, in order, without looking whether they are right.

        Raises Unreadable.
        """
        while True:
            with self.reading() as connection:
                found = connection.execute(_rows_after(account, after).limit(_PAGE)).all()
            for each in found:
                yield row_of(each)
            if len(found) < _PAGE:
                return
            after = found[-1].sequence

    def entries(self, account: str, after: int = 0) -> Iterator[Entry]:
        """The entries of an account behind a sequence number, in order. Raises Unreadable."""
        for row in self.rows(account, after):
            try:
                yield entry_of(row)
            except ValueError:
                raise Unreadable(f"the entry {row.sequence} of {account} cannot be read") from None

    def content(self, digest: str) -> bytes:
        """What is stored under a digest, proved by it. Raises KeyError if nothing is, Unreadable if it is damaged."""
        columns = (CONTENTS.c.size, CONTENTS.c.data)
        with self.reading() as connection:
            found = connection.execute(select(*columns).where(CONTENTS.c.digest == digest)).one_or_none()
        if found is None:
            raise KeyError(digest)
        return unpacked(digest, found.size, found.data)

    def digests(self) -> tuple[str, ...]:
        """The digests of all contents, in order. Raises Unreadable."""
        with self.reading() as connection:
            found = connection.execute(select(CONTENTS.c.digest)).scalars().all()
        return tuple(sorted(map(str, found)))

    def flaws(self) -> Iterator[str]:
        """What is wrong with the database itself: its pages, its schema, columns that only repeat what is hashed."""
        try:
            with self.reading() as connection:
                found = list(flaws(connection))
        except Unreadable as error:
            found = [str(error)]
        yield from found

    def lease(self, account: str) -> leases.Lease | None:
        """Who may append for an account; None if nobody ever could. Raises Unreadable."""
        with self.reading() as connection:
            return leases.lease_of(connection, account)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from; what the database says against it becomes Unreadable."""
        with self.lock:
            try:
                with self.engine.connect() as connection:
                    yield connection
            except REFUSALS as error:
                raise Unreadable(f"`{self.location.shown}`: {words(error)}") from None

    # --- writing ------------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed whole or not at all; what the database says against it becomes NotRecorded."""
        if self.read_only:
            raise NotRecorded(f"`{self.location.shown}` was opened to be read only")
        with self.lock:
            try:
                with self._writer.begin() as connection:
                    yield connection
            except REFUSALS as error:
                raise NotRecorded(f"`{self.location.shown}`: {words(error)}") from None

    def journal(self, account: str, holder: str, at: datetime) -> AccountJournal:
        """Takes the lease of an account, to append to it. Raises LeaseRefused if somebody holds it, and NotRecorded."""
        with self.writing() as connection:
            lease = leases.take(connection, account, holder, at)
        return AccountJournal(self, lease)

    def take_over(
        self, account: str, holder: str, at: datetime, stale_before: datetime, who: str, reason: str
    ) -> AccountJournal:
        """Takes a lease whose holder was last alive before `stale_before`. The ledger records who wanted it and why.

        Raises LeaseRefused if it is not stale, and NotRecorded.
        """
        with self.writing() as connection:
            before = leases.lease_of(connection, account, lock=True)
            lease = leases.take_over(connection, account, holder, at, stale_before)
            from_whom = before.holder if before is not None and before.holder is not None else "nobody"
            scope = f"{account}: from {from_whom} to {holder}"
            event = OperatorActed(verb=TAKEN_OVER, who=who, reason=reason, scope=scope)
            rows = list(rows_of(account, _head(connection, account), at, (event,)))
            _insert(connection, rows, (event,))
        self.heads.add(rows[-1])
        return AccountJournal(self, lease)

    def last_row(self, account: str) -> Row | None:
        """The last entry as it is stored; None if there is none. Raises Unreadable."""
        with self.reading() as connection:
            return _last(connection, account)


class AccountJournal:
    """The ledger as the session of one account appends to it, as long as it holds the account's lease.

    It implements `engine.trading.journal.Journal`.
    """

    def __init__(self, ledger: Ledger, lease: leases.Lease) -> None:
        self.ledger = ledger
        self.account = lease.account
        self.lease = lease
        last = ledger.last_row(self.account)
        self._head = Head() if last is None else Head(last.sequence, last.hash)
        if last is not None:
            ledger.heads.catch_up(last)

    def head(self) -> Head:
        """The last entry that this journal knows of; sequence 0 if there is none."""
        return self._head

    def append(self, at: datetime, events: Sequence[AccountEvent], contents: Sequence[bytes] = ()) -> Sequence[Entry]:
        """Writes events, and contents that they name by digest, whole or not at all.

        Raises NotRecorded if the database cannot take them, if the lease is lost, or if another order has the same
        intent; ValueError if an event names a content that is neither stored nor given.
        """
        rows = list(rows_of(self.account, self._head, at, events))
        entries = [entry_of(each) for each in rows]
        by_digest = {digest_of(each): each for each in contents}
        with self.ledger.writing() as connection:
            if not leases.still_held(connection, self.lease):
                raise NotRecorded(f"the lease of {self.account} is held by somebody else now")
            if _head(connection, self.account) != self._head:
                raise NotRecorded(f"the ledger of {self.account} was written by somebody else: load it again")
            _store(connection, by_digest)
            _check_named(connection, events, by_digest)
            _insert(connection, rows, events)
        if rows:
            self._head = Head(rows[-1].sequence, rows[-1].hash)
            self.ledger.heads.add(rows[-1])
        return entries

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """All entries of the account after a sequence number, in order. Raises Unreadable."""
        return self.ledger.entries(self.account, after)

    def content(self, digest: str) -> bytes:
        """What is stored under a digest. Raises KeyError if nothing is, Unreadable if it is damaged."""
        return self.ledger.content(digest)

    def heartbeat(self, at: datetime) -> None:
        """Says that the holder of the lease is alive. Raises LeaseRefused if it is lost, and NotRecorded."""
        with self.ledger.writing() as connection:
            leases.beat(connection, self.lease, at)

    def release(self, at: datetime) -> None:
        """Gives the lease back. Raises LeaseRefused if it is lost, and NotRecorded."""
        with self.ledger.writing() as connection:
            leases.release(connection, self.lease, at)


def _rows_after(account: str, after: int) -> Select[Any]:
    wanted = (ENTRIES.c.account == account) & (ENTRIES.c.sequence > after)
    return select(ENTRIES).where(wanted).order_by(ENTRIES.c.sequence)


def _last(connection: Connection, account: str) -> Row | None:
    found = connection.execute(_LAST, {"account": account}).one_or_none()
    return None if found is None else row_of(found)


def _head(connection: Connection, account: str) -> Head:
    found = connection.execute(_HEAD, {"account": account}).one_or_none()
    return Head() if found is None else Head(found.sequence, found.hash)


def row_of(found: Any) -> Row:
    """A row as the database gives it. Raises Unreadable if a column holds something else than it should."""
    texts: tuple[Any, ...] = (found.at, found.kind, found.body, found.previous, found.hash)
    if not isinstance(found.sequence, int) or not all(isinstance(each, str) for each in (found.account, *texts)):
        raise Unreadable("it is damaged: a column holds another kind of value")
    return Row(found.account, found.sequence, *texts)


def unpacked(digest: str, size: object, data: object) -> bytes:
    """A content as it was given. Raises Unreadable if it is not what its digest and size say."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(data) if isinstance(data, bytes) else b""
    except zlib.error as error:
        raise Unreadable(f"the content {digest} is damaged: {error}") from None
    if digest_of(content) != digest or not unpacker.eof or unpacker.unused_data:
        raise Unreadable(f"the content {digest} is damaged: it has another digest")
    if size != len(content):
        raise Unreadable(f"the content {digest} is damaged: it has {len(content)} bytes, and its size says {size}")
    return content


def _insert(connection: Connection, rows: Sequence[Row], events: Sequence[AccountEvent]) -> None:
    if rows:
        values = [
            {**{name: getattr(row, name) for name in COLUMNS}, "intent_key": intent_key(event)}
            for row, event in zip(rows, events, strict=True)
        ]
        connection.execute(_NEW, values)


def intent_key(event: AccountEvent) -> str | None:
    """What the database lets in once only: the intent of an order."""
    return event.intent_key if isinstance(event, OrderPlanned) else None


def _store(connection: Connection, contents: Mapping[str, bytes]) -> None:
    """Stores contents that are not there yet."""
    if not contents:
        return
    there = set(connection.execute(select(CONTENTS.c.digest).where(CONTENTS.c.digest.in_(list(contents)))).scalars())
    values = [
        {"digest": digest, "size": len(content), "data": zlib.compress(content)}
        for digest, content in contents.items()
        if digest not in there
    ]
    if values:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(CONTENTS).on_conflict_do_nothing(), values)


def digests_in(event: AccountEvent) -> dict[str, str]:
    """The contents that an event names, by what they are."""
    match event:
        case CycleDecided():
            names = ("law_text", "facts", "told", "kept_before", "record")
            return {name: getattr(event, name) for name in names}
        case LawAdopted():
            return {"law_text": event.text_digest}
        case _:
            return {}


def _check_named(connection: Connection, events: Sequence[AccountEvent], given: Mapping[str, bytes]) -> None:
    """Raises ValueError for an event that names a content that nobody stored."""
    named = {digest for event in events for digest in digests_in(event).values()} - set(given)
    if named:
        query = select(CONTENTS.c.digest).where(CONTENTS.c.digest.in_(sorted(named)))
        missing = named - set(connection.execute(query).scalars())
        if missing:
            raise ValueError(f"an event names a content that is not stored: {min(missing)}")
