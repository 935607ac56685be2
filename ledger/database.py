"""Opening the database of a ledger: an SQLite file by its path, a PostgreSQL database by its URL.

An order is sent only when its entry is on the disk, so SQLite writes with `synchronous=FULL`: a commit returns after
the data was handed to the disk. It keeps a write-ahead log: then whoever reads, be it for hours, never makes an append
wait or fail.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from ledger import schema

Durability = Literal["full", "none"]
"""`none` is for what can be made again, such as a simulation: a power cut may then damage an SQLite file."""

WRITES = "ledger_writes"
"""The option of an engine whose transactions write, so that they wait for other writers when they begin."""

_SERVERS = ("postgresql", "postgres")
_DRIVER = "postgresql+psycopg"
_WORDS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_BUSY": "the database is locked by another program",
    "SQLITE_LOCKED": "the database is locked by another program",
    "SQLITE_READONLY": "the file cannot be written: it is read-only",
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_NOTADB": "the file is not an SQLite database, or is damaged",
    "SQLITE_IOERR": "the disk does not work",
}


REFUSALS = (SQLAlchemyError, sqlite3.Error, UnicodeError)
"""What a database raises; of a damaged SQLite file not even the complaint may be readable."""


class Unreadable(Exception):
    """No ledger can be read there: nothing is there, it is of another kind, or the database refuses."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a ledger is: the URL for the database, the file if it is one, and how people are shown it."""

    url: str
    file: Path | None
    shown: str

    @property
    def heads(self) -> Path | None:
        """Where the heads of an SQLite file are written down by default: beside it."""
        return None if self.file is None else self.file.with_name(f"{self.file.name}.heads")


def location_of(text: str) -> Location:
    """A path, or a URL `postgresql://…`. Raises Unreadable for another kind of URL."""
    scheme, sign, _ = text.partition("://")
    if not sign:
        path = Path(text)
        return Location(f"sqlite:///{path}", path, path.as_posix())
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Unreadable("this is not a URL of a database: `postgresql://USER@HOST/NAME`") from None
    shown = url.render_as_string(hide_password=True)
    if scheme not in _SERVERS:
        raise Unreadable(f"`{shown}` is neither a file nor a URL `postgresql://…`")
    return Location(url.set(drivername=_DRIVER).render_as_string(hide_password=False), None, shown)


def open_engine(
    location: Location, create: bool, read_only: bool, wait: float, durability: Durability = "full"
) -> Engine:
    """The database of a ledger, its schema checked. `wait` is how many seconds a locked one is waited for.

    With `create`, what is not there is made. Raises Unreadable.
    """
    if location.file is not None and not create and not location.file.is_file():
        raise Unreadable(f"`{location.shown}` is not there")
    engine = _server(location, read_only) if location.file is None else _file(location, read_only, wait, durability)
    try:
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
        if create and not tables & {each.name for each in schema.PROTECTED}:
            schema.create(engine)
        elif schema.LEDGER.name not in tables:
            raise Unreadable(f"`{location.shown}` holds no ledger")
        with engine.connect() as connection:
            formats = connection.execute(select(schema.LEDGER.c.format)).scalars().all()
        if list(formats) != [schema.FORMAT]:
            raise Unreadable(f"`{location.shown}` is a ledger of another format: {', '.join(map(str, formats)) or '-'}")
    except REFUSALS as error:
        engine.dispose()
        raise Unreadable(f"`{location.shown}`: {words(error)}") from None
    except Unreadable:
        engine.dispose()
        raise
    return engine


def words(error: BaseException) -> str:
    """What a database said, in clear words where there are any."""
    if isinstance(error, UnicodeError):
        return _WORDS["SQLITE_CORRUPT"]
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    name = getattr(said, "sqlite_errorname", None) or ""
    for code, text in _WORDS.items():
        if name.startswith(code):
            return text
    primary = getattr(getattr(said, "diag", None), "message_primary", None)
    if primary:
        return str(primary)
    return " ".join(str(said).split()) or type(said).__name__


def _server(location: Location, read_only: bool) -> Engine:
    try:
        engine = create_engine(location.url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise Unreadable("a ledger on a PostgreSQL server needs the extra `postgresql`: alluse[postgresql]") from None
    return engine.execution_options(postgresql_readonly=True) if read_only else engine


def _file(location: Location, read_only: bool, wait: float, durability: Durability) -> Engine:
    file = location.file
    assert file is not None
    uri = file.absolute().as_uri()

    def connect_to(mode: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{uri}?{mode}", uri=True, timeout=wait, isolation_level=None, check_same_thread=False)

    def connect() -> sqlite3.Connection:
        if not read_only:
            connection = connect_to("mode=rwc")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={'FULL' if durability == 'full' else 'OFF'}")
            return connection
        try:
            connection = connect_to("mode=rw")
            connection.execute("PRAGMA query_only=1")
            connection.execute("PRAGMA schema_version")
        except sqlite3.OperationalError:
            if file.with_name(f"{file.name}-wal").exists():
                raise
            # Nobody can write in this folder, so nobody has to be waited for.
            connection = connect_to("immutable=1")
        # A damaged text is read, too, so that it can be said where it stands.
        connection.text_factory = lambda data: data.decode("utf-8", errors="surrogateescape")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
