"""The tables of the books, rebuilt from the entries of a ledger or of its export, and written to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from engine.trading.books import BooksRefused
from engine.trading.contents import NotAContent, canonical, record_from
from engine.trading.events import CycleDecided
from engine.trading.journal import Entry
from ledger.books.projections import rebuilt
from ledger.books.rows import TABLES, Row, cells, columns
from ledger.chain import entry_of
from ledger.database import Unreadable
from ledger.evidence import Evidence
from ledger.export import csv_line

FORMAT = "alluse/ledger-table/1"


def tables_of(ledger: Evidence, account: str) -> Mapping[str, tuple[Row, ...]]:
    """Every table of an account, by name.

    Without contents nothing is known of decisions: `protocol_events` and `week_classifications` are empty then.
    Raises Unreadable, also for entries that the books refuse.
    """
    try:
        return rebuilt((entry, _record(ledger, entry)) for entry in _entries(ledger, account)).tables()
    except BooksRefused as error:
        raise Unreadable(f"the books of {account} refuse an entry: {error}") from None


def table_to_json(table: str, rows: Iterable[Row]) -> Iterator[str]:
    """A table as JSON, a row to a line, piece by piece."""
    yield f'{{"format":"{FORMAT}",\n"table":"{table}",\n"rows":['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{canonical(cells(row)).decode('utf-8')}"
    yield "\n]}\n"


def table_to_csv(table: str, rows: Iterable[Row]) -> Iterator[str]:
    """A table as CSV, piece by piece; a cell is empty where there is nothing to tell, flags are `true` and `false`."""
    yield csv_line(columns(table))
    for row in rows:
        yield csv_line(tuple(str(each).lower() if isinstance(each, bool) else each for each in cells(row).values()))


def table_to_parquet(table: str, rows: Iterable[Row], file: Path) -> None:
    """A table as a Parquet file: whole numbers and flags as such, everything else as text. Raises OSError."""
    import pyarrow
    import pyarrow.parquet

    of = {"int": pyarrow.int64(), "bool": pyarrow.bool_()}
    told: list[tuple[str, Any]] = [
        (each.name, of.get(str(each.type).removesuffix(" | None"), pyarrow.string())) for each in fields(TABLES[table])
    ]
    columns = pyarrow.schema(told)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([cells(each) for each in rows], columns), file)


def _entries(ledger: Evidence, account: str) -> Iterator[Entry]:
    for row in ledger.rows(account):
        try:
            yield entry_of(row)
        except ValueError:
            raise Unreadable(f"the entry {row.sequence} of {account} cannot be read") from None


def _record(ledger: Evidence, entry: Entry) -> Mapping[str, Any] | None:
    """The decision record of a cycle; None for another entry, or where contents are left out."""
    if not isinstance(entry.event, CycleDecided):
        return None
    try:
        return record_from(ledger.content(entry.event.record)).content
    except KeyError:
        return None
    except NotAContent as error:
        raise Unreadable(f"the record of entry {entry.sequence} of {entry.account} cannot be read: {error}") from None
