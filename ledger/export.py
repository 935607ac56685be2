"""A ledger as a file of its own: JSON that can be proved without the database, CSV and Parquet for tables.

The JSON has one entry or content to a line, each in canonical JSON, so that every byte of it counts and the same
entries give the same file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from engine.trading.contents import canonical, digest_of
from ledger.chain import COLUMNS, Head, Row, is_canonical
from ledger.database import Unreadable
from ledger.evidence import Evidence

FORMAT = "alluse/ledger-export/1"
_ROWS_OF_A_GROUP = 10_000


def to_json(ledger: Evidence, accounts: tuple[str, ...], contents: bool) -> Iterator[str]:
    """The entries of accounts, and with `contents` all contents of the ledger, piece by piece.

    Raises Unreadable, also for an entry that cannot be told in JSON.
    """
    heads = {each: str(ledger.head(each)) for each in accounts}
    rows = (row for account in accounts for row in ledger.rows(account))
    digests = ledger.digests() if contents else None
    stored = None if digests is None else ((each, ledger.content(each)) for each in digests)
    yield from _document(heads, rows, stored)


def _document(
    heads: Mapping[str, str], rows: Iterable[Row], contents: Iterable[tuple[str, bytes]] | None
) -> Iterator[str]:
    """The text of an export: each entry and content on a line of its own."""
    yield f'{{"format":{_line(FORMAT)},\n"heads":{_line(dict(heads))},\n"entries":[\n'
    yield from _lines(map(_entry_line, rows))
    yield '\n],\n"contents":'
    if contents is None:
        yield "null}\n"
        return
    yield "[\n"
    yield from _lines(_content_line(digest, content) for digest, content in contents)
    yield "\n]}\n"


def to_csv(ledger: Evidence, accounts: tuple[str, ...]) -> Iterator[str]:
    """The entries of accounts as CSV, a line for each, piece by piece; the body is JSON. Raises Unreadable."""
    yield csv_line(COLUMNS)
    for account in accounts:
        for row in ledger.rows(account):
            yield csv_line(tuple(asdict(row).values()))


def to_parquet(ledger: Evidence, accounts: tuple[str, ...], file: Path) -> None:
    """The entries of accounts as a Parquet file, with the same columns. Raises Unreadable and OSError."""
    import pyarrow
    import pyarrow.parquet

    types = {"sequence": pyarrow.int64()}
    columns = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])
    with pyarrow.parquet.ParquetWriter(file, columns) as writer:
        for account in accounts:
            group: list[dict[str, Any]] = []
            for row in ledger.rows(account):
                group.append(asdict(row))
                if len(group) == _ROWS_OF_A_GROUP:
                    writer.write_table(pyarrow.Table.from_pylist(group, columns))
                    group = []
            writer.write_table(pyarrow.Table.from_pylist(group, columns))


# --- reading it back ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Export:
    """A JSON export that was read. It can be proved as a ledger can; `said` is what is wrong with the file itself."""

    entries: tuple[Row, ...]
    stored: dict[str, bytes]
    said: tuple[str, ...]
    with_contents: bool

    def accounts(self) -> tuple[str, ...]:
        """The accounts that have entries."""
        return tuple(sorted({each.account for each in self.entries}))

    def head(self, account: str) -> Head:
        """The last entry of an account; sequence 0 if it has none."""
        last = Head()
        for each in self.rows(account):
            last = Head(each.sequence, each.hash)
        return last

    def rows(self, account: str, after: int = 0) -> Iterator[Row]:
        """The entries of an account behind a sequence number, in the order of the file."""
        return (each for each in self.entries if each.account == account and each.sequence > after)

    def digests(self) -> tuple[str, ...] | None:
        """The digests of its contents; None if they were left out."""
        return tuple(sorted(self.stored)) if self.with_contents else None

    def content(self, digest: str) -> bytes:
        """A content, proved by its digest. Raises KeyError and Unreadable."""
        content = self.stored[digest]
        if digest_of(content) != digest:
            raise Unreadable(f"the content {digest} is damaged: it has another digest")
        return content

    def flaws(self) -> Iterator[str]:
        """What is wrong with the file."""
        return iter(self.said)


def read_export(file: Path) -> Export:
    """Reads a JSON export. Raises Unreadable for a file that is none."""
    try:
        data = file.read_bytes()
        raw = json.loads(data.decode("utf-8"))
    except OSError as error:
        raise Unreadable(f"`{file.as_posix()}`: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"`{file.as_posix()}` cannot be read as JSON: {error}") from None
    try:
        if raw["format"] != FORMAT:
            raise Unreadable(f"`{file.as_posix()}` is of another format: {raw['format']}")
        entries = tuple(_row(each) for each in raw["entries"])
        heads = dict(raw["heads"])
        stored = {each["digest"]: _bytes(each) for each in raw["contents"] or ()}
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Unreadable(f"`{file.as_posix()}` is not an export of a ledger: a part of it is missing") from None
    export = Export(entries, stored, (), raw["contents"] is not None)
    return Export(entries, stored, tuple(_flaws(export, heads, data)), export.with_contents)


def _flaws(export: Export, heads: dict[str, str], data: bytes) -> Iterator[str]:
    last = {each.account: f"{each.sequence}:{each.hash}" for each in export.entries}
    for account in sorted({*heads, *last}):
        if heads.get(account) != last.get(account):
            found = last.get(account, "no entry")
            yield f"the head of {account} was {heads.get(account)}, and the export ends with {found}"
    contents = export.stored.items() if export.with_contents else None
    again = "".join(_document(heads, export.entries, contents)).encode("utf-8", errors="surrogatepass")
    if again != data:
        lines = zip_longest(again.split(b"\n"), data.split(b"\n"))
        number = next(number for number, (one, other) in enumerate(lines, 1) if one != other)
        yield f"line {number} of the export is not spelled as it was written"


def _row(raw: Any) -> Row:
    row = Row(**{**raw, "body": canonical(raw["body"]).decode("utf-8")})
    texts = (row.account, row.at, row.kind, row.previous, row.hash)
    if type(row.sequence) is not int or not all(isinstance(each, str) for each in texts):
        raise TypeError(raw)
    return row


def _entry_line(row: Row) -> str:
    """An entry in canonical JSON, its body as the object that it is."""
    if not is_canonical(row.body):
        raise Unreadable(f"the entry {row.sequence} of {row.account} is damaged")
    told = {name: value for name, value in asdict(row).items() if name != "body"}
    parts = {**{name: _line(value) for name, value in told.items()}, "body": row.body}
    return "{" + ",".join(f"{_line(name)}:{parts[name]}" for name in sorted(parts)) + "}"


def _content_line(digest: str, content: bytes) -> str:
    """A content as text, or as hexadecimal digits where it is no UTF-8."""
    try:
        told = {"digest": digest, "text": content.decode("utf-8")}
    except UnicodeDecodeError:
        told = {"digest": digest, "hex": content.hex()}
    return _line(told)


def _bytes(raw: Any) -> bytes:
    if "text" in raw:
        return str(raw["text"]).encode("utf-8", errors="surrogatepass")
    return bytes.fromhex(raw["hex"])


def _line(value: object) -> str:
    return canonical(value).decode("utf-8")


def _lines(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number == 0 else f",\n{line}"


def csv_line(values: Sequence[object]) -> str:
    """Values as one line of CSV."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
