"""What a database itself can tell of damage: its pages, its tables and triggers, and columns that repeat the body."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, create_engine, or_, select

from ledger import schema
from ledger.schema import ENTRIES

_MOST = 3
"""Complaints of the database that are told."""

_PLANNED = "order_planned"


def flaws(connection: Connection) -> Iterator[str]:
    """Sentences about what is not as it should be. Raises SQLAlchemyError for what cannot be read."""
    if connection.dialect.name == "sqlite":
        yield from _pages(connection)
        yield from _tables(connection)
    else:
        yield from _server(connection)
    yield from _intents(connection)


def _pages(connection: Connection) -> Iterator[str]:
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
    yield from (f"the database says: {each}" for each in said if each != "ok")


def _tables(connection: Connection) -> Iterator[str]:
    """Whether tables and triggers are word by word those of a new ledger."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master"
    there = {row.name: tuple(row) for row in connection.exec_driver_sql(query)}
    new = create_engine("sqlite://")
    schema.create(new)
    with new.connect() as other:
        wanted = {row.name: tuple(row) for row in other.exec_driver_sql(query)}
    new.dispose()
    yield from _compared(there, wanted)


def _server(connection: Connection) -> Iterator[str]:
    """Whether the triggers of a server are there, enabled, and call what they should."""
    query = (
        "SELECT t.tgname AS name, t.tgenabled AS enabled, c.relname AS relation, trim(p.prosrc) AS source "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    )
    there = {row.name: tuple(map(str, row)) for row in connection.exec_driver_sql(query)}
    yield from _compared(there, schema.server_triggers())


def _compared(there: dict[str, tuple[str, ...]], wanted: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for name in sorted({*there, *wanted}):
        if name not in there:
            yield f"the schema lacks `{name}`"
        elif name not in wanted:
            yield f"the schema has `{name}`, which is not part of a ledger"
        elif there[name] != wanted[name]:
            yield f"`{name}` in the schema is not as a ledger has it"


def _intents(connection: Connection) -> Iterator[str]:
    """The column that lets one order of an intent in says what the bodies say."""
    columns = (ENTRIES.c.account, ENTRIES.c.sequence, ENTRIES.c.kind, ENTRIES.c.body, ENTRIES.c.intent_key)
    wanted = or_(ENTRIES.c.kind == _PLANNED, ENTRIES.c.intent_key.is_not(None))
    for row in connection.execute(select(*columns).where(wanted)):
        try:
            said = json.loads(row.body).get("intent_key") if row.kind == _PLANNED else None
        except (ValueError, TypeError, AttributeError):
            continue  # the chain tells of it
        if said != row.intent_key:
            yield f"the intent key of entry {row.sequence} of {row.account} is not that of its order"
