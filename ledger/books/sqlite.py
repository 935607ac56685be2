"""The tables as a SQLite database of their own, for whoever reads by SQL. The ledger itself is never written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from ledger.books.rows import TABLES, Row, cells, columns

_WHOLE = frozenset({"int", "int | None", "bool", "bool | None"})


def write_sqlite(path: Path, tables: Iterable[Mapping[str, Iterable[Row]]]) -> None:
    """Writes the tables of one or more accounts into a new file, whole or not at all.

    Whole numbers and flags (0 or 1) are integers; money, prices, days and instants are text, for SQLite has no exact
    decimals. Raises FileExistsError if the file is there, and OSError or sqlite3.Error if it cannot be written.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished)) as database, database:
            for table in TABLES:
                database.execute(_create(table))
            for each in tables:
                for table, rows in each.items():
                    database.executemany(_insert(table), (tuple(cells(row).values()) for row in rows))
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _create(table: str) -> str:
    declared = (f'"{each.name}" {"INTEGER" if each.type in _WHOLE else "TEXT"}' for each in fields(TABLES[table]))
    return f'CREATE TABLE "{table}" ({", ".join(declared)})'


def _insert(table: str) -> str:
    names = columns(table)
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    return f'INSERT INTO "{table}" ({listed}) VALUES ({marks})'
