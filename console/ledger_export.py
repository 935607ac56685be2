"""`alluse ledger export`: the entries of a ledger as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.ledger_reading import ACCOUNT, DAMAGED, LEDGER, opened, the_accounts
from console.options import FORMAT, PATH
from console.output import pretty, say, say_json
from console.trouble import Trouble
from console.words import count

if TYPE_CHECKING:
    from ledger.evidence import Evidence

_FORMAT = "alluse/ledger-exported/1"
_ENDINGS = (".json", ".csv", ".parquet", ".sqlite")


@dataclass(frozen=True)
class _Asked:
    """What is to be written where: entries, with contents or not; or a table of the books, or all of them."""

    accounts: tuple[str, ...]
    file: Path
    table: str | None
    contents: bool

    @property
    def of_books(self) -> bool:
        return self.table is not None or self.file.suffix == ".sqlite"


@click.command("export", short_help="Write the entries, or the books, to a file.")
@LEDGER
@ACCOUNT
@click.option(
    "--out",
    "file",
    type=PATH,
    metavar="FILE",
    required=True,
    help="The file to write. Its ending says how: `.json`, `.csv`, `.parquet`; `.sqlite` for all tables of the books.",
)
@click.option("--table", metavar="NAME", help="A table of the books instead of the entries, such as `transactions`.")
@click.option("--contents", is_flag=True, help="Take facts, records and laws along; JSON only, and much longer.")
@FORMAT
def export(where: str, account: str | None, file: Path, table: str | None, contents: bool, form: str) -> None:
    """Write the entries of a ledger, or the books that follow from them, to a file.

    The JSON of entries can be proved like the ledger itself: `alluse ledger verify --ledger FILE`. With --contents its
    decisions can be evaluated again, too. The tables of the books are rebuilt from the entries.

    Exit code 0: written. 2: there is nothing to write, or it cannot be read or written.
    """
    from ledger.database import Unreadable

    _check(where, file, table, contents)
    with opened(where) as ledger:
        asked = _Asked(the_accounts(ledger, account), file, table, contents)
        entries = sum(1 for each in asked.accounts for _ in ledger.rows(each))
        if not entries:
            raise Trouble("the ledger has no entry to export")
        stored = ledger.digests() if contents else ()
        if stored is None:
            raise Trouble("this export has no contents to take along")
        part = file.with_name(f"{file.name}.part")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            rows = _write(ledger, asked, part)
            part.replace(file)
        except Unreadable as error:
            raise Trouble(str(error), DAMAGED) from None
        except OSError as error:
            raise Trouble(f"`{file}` cannot be written: {(error.strerror or str(error)).lower()}") from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        told = {
            "format": _FORMAT,
            "file": file.as_posix(),
            "bytes": file.stat().st_size,
            "entries": entries,
            "contents": len(stored),
            "rows": rows if asked.of_books else None,
            "heads": {each: str(ledger.head(each)) for each in asked.accounts},
        }
    if form == "json":
        say_json(pretty(told))
        return
    made = f"{count(rows, 'row')} from " if asked.of_books else ""
    taken = f" and {count(len(stored), 'content')}" if contents else ""
    whose = count(len(asked.accounts), "account")
    say(f"wrote {file.as_posix()}: {made}{count(entries, 'entry', 'entries')} of {whose}{taken}")


def _check(where: str, file: Path, table: str | None, contents: bool) -> None:
    """Raises UsageError for what does not go together, Trouble for a table that there is not."""
    context = click.get_current_context()
    if file.suffix not in _ENDINGS:
        raise click.UsageError(f"`{file}` ends in none of {', '.join(_ENDINGS)}.", context)
    if contents and (file.suffix != ".json" or table is not None):
        raise click.UsageError("Only a JSON file of entries takes contents along.", context)
    if file.as_posix() == where:
        raise click.UsageError("The export would overwrite what it is made from.", context)
    if table is None:
        return
    from ledger.books.rows import TABLES
    from rules.diagnostics.names import nearest

    if table not in TABLES:
        close = nearest(table, TABLES)
        help = f"Did you mean `{close}`?" if close else f"There are {', '.join(TABLES)}."
        raise Trouble(f"the books have no table `{table}`", help)
    if file.suffix == ".sqlite":
        raise click.UsageError("An SQLite file takes all tables: leave `--table` away.", context)


def _write(ledger: Evidence, asked: _Asked, part: Path) -> int:
    """Writes the file; gives the rows of tables in it. Raises Unreadable and OSError."""
    from ledger.export import to_csv, to_json, to_parquet

    if asked.of_books:
        return _write_books(ledger, asked, part)
    if asked.file.suffix == ".parquet":
        to_parquet(ledger, asked.accounts, part)
    elif asked.file.suffix == ".csv":
        _write_text(part, to_csv(ledger, asked.accounts))
    else:
        _write_text(part, to_json(ledger, asked.accounts, asked.contents))
    return 0


def _write_books(ledger: Evidence, asked: _Asked, part: Path) -> int:
    from ledger.books.sqlite import write_sqlite
    from ledger.tables import table_to_csv, table_to_json, table_to_parquet, tables_of

    books = [tables_of(ledger, each) for each in asked.accounts]
    if asked.table is None:
        write_sqlite(part, books)
        return sum(len(rows) for tables in books for rows in tables.values())
    rows = [row for tables in books for row in tables[asked.table]]
    if asked.file.suffix == ".parquet":
        table_to_parquet(asked.table, rows, part)
    elif asked.file.suffix == ".csv":
        _write_text(part, table_to_csv(asked.table, rows))
    else:
        _write_text(part, table_to_json(asked.table, rows))
    return len(rows)


def _write_text(part: Path, pieces: Iterator[str]) -> None:
    with part.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(pieces)
