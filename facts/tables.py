"""Tables from CSV and Parquet files, through a mapping, as columns of exact text, dates and instants."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from facts.errors import FactsError
from facts.exact import from_float, plain
from facts.mapping import Column, Mapping, Slot
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.span import Span

_ALWAYS_MISSING = ("", "NaN", "nan")


@dataclass(frozen=True, slots=True)
class Table:
    """One table, our names. Numbers are exact decimal text, dates and instants (UTC) typed; missing is None.

    All columns have one length. `name` is our name of the table, `file` where it came from, `shown` how the
    description calls that.
    """

    name: str
    file: str
    shown: str
    columns: Map[str, list[Any]]
    mapping: Mapping
    lines: Sequence[int] = ()

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def column(self, name: str) -> list[Any]:
        """A column; all missing if the mapping does not fill it."""
        found = self.columns.get(name)
        return found if found is not None else [None] * len(self)

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows, as the values of the named columns."""
        return zip(*(self.column(name) for name in names), strict=True)

    def place(self, row: int) -> Span:
        """Where a row stands; for a file without lines, the mapping that brought it."""
        if self.lines:
            return Span(self.file, self.lines[row], 1, self.lines[row], 1)
        return self.mapping.place("table")

    def row_named(self, row: int) -> str:
        """A row, as a message speaks of it."""
        return (
            f"Line {self.lines[row]} of {quoted(self.shown)}"
            if self.lines
            else f"Row {row + 1} of {quoted(self.shown)}"
        )

    def unique(self, *names: str) -> None:
        """Raises FactsError if two rows agree in the named columns."""
        seen: dict[tuple[Any, ...], int] = {}
        for number, key in enumerate(self.rows(*names)):
            first = seen.setdefault(key, number)
            if first != number:
                what = ", ".join(str(part) for part in key)
                message = f"{self.row_named(number)} speaks of {what} a second time"
                raise FactsError([finding("F619", self.place(number), message)])


def read_table(path: Path, mapping: Mapping, asked_at: Span, shown: str) -> Table:
    """A table of a file. For messages: `asked_at` is the place that names the file, `shown` the name there.

    Raises FactsError if the file, a column or a value cannot be read; of a column, the first such value is
    shown.
    """
    raw: Map[str, Any]
    lines: Sequence[int] = ()
    if not path.is_file():
        raise FactsError([finding("F611", asked_at, f"There is no file {quoted(shown)}")])
    if path.suffix == ".parquet":
        raw = _parquet(path, mapping, asked_at, shown)
        readers: type[_Reader] = _ArrowReader
    elif path.suffix == ".csv" or path.suffixes[-2:] == [".csv", ".gz"]:
        raw, lines = _csv(path, mapping, asked_at, shown)
        readers = _Reader
    else:
        message = f"{quoted(shown)} is neither `.csv`, `.csv.gz` nor `.parquet`"
        raise FactsError([finding("F611", asked_at, message)])
    columns: dict[str, list[Any]] = {}
    findings: list[Diagnostic] = []
    table = Table(mapping.table, path.as_posix(), shown, columns, mapping, lines)
    for name, slot in mapping.slots.items():
        column = mapping.columns[name]
        column_place = mapping.place("columns", name)
        reader = readers(column, slot)
        try:
            columns[name] = reader.read(raw[column.from_])
        except _BadValueError as bad:
            place = Span(table.file, lines[bad.row], 1, lines[bad.row], 1) if lines else column_place
            where = f"Line {lines[bad.row]}" if lines else f"Row {bad.row + 1}"
            message = f"{where} of {quoted(shown)}, column {quoted(column.from_)}: {bad.why}"
            findings.append(finding("F613", place, message))
    if findings:
        raise FactsError(findings)
    return table


# --- files --------------------------------------------------------------------------------------
def _csv(path: Path, mapping: Mapping, asked_at: Span, shown: str) -> tuple[dict[str, list[str]], Sequence[int]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            _require(header, mapping, shown)
            at = {name: header.index(name) for name in {column.from_ for column in mapping.columns.values()}}
            columns: dict[str, list[str]] = {name: [] for name in at}
            lines: list[int] = []
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    place = Span(path.as_posix(), reader.line_num, 1, reader.line_num, 1)
                    cells = f"{len(row)} cells, the header {len(header)}"
                    message = f"Line {reader.line_num} of {quoted(shown)} has {cells}"
                    raise FactsError([finding("F618", place, message)])
                lines.append(reader.line_num)
                for name, index in at.items():
                    columns[name].append(row[index])
    except (csv.Error, UnicodeDecodeError, OSError, EOFError) as error:
        message = f"{quoted(shown)} cannot be read as CSV: {error}"
        raise FactsError([finding("F611", asked_at, message)]) from None
    return columns, lines


def _parquet(path: Path, mapping: Mapping, asked_at: Span, shown: str) -> dict[str, Any]:
    # Loaded only when a Parquet file is read: the import alone costs a fifth of a second.
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(path) as file:
            header = file.schema_arrow.names
            _require(header, mapping, shown)
            wanted = sorted({column.from_ for column in mapping.columns.values()})
            read = file.read(columns=wanted)
    except (arrow.ArrowException, OSError) as error:
        message = f"{quoted(shown)} cannot be read as Parquet: {error}"
        raise FactsError([finding("F611", asked_at, message)]) from None
    return {name: read.column(name) for name in wanted}


def _require(header: Sequence[str], mapping: Mapping, shown: str) -> None:
    findings = []
    for name, column in mapping.columns.items():
        if column.from_ not in header:
            close = nearest(column.from_, header)
            listed = ", ".join(f"`{each}`" for each in header)
            help = f"Did you mean `{close}`?" if close else f"It has {listed}."
            place = mapping.place("columns", name, "from")
            message = f"{quoted(shown)} has no column {quoted(column.from_)}"
            findings.append(finding("F612", place, message, help=help))
    if findings:
        raise FactsError(findings)


# --- values -------------------------------------------------------------------------------------
class _BadValueError(Exception):
    def __init__(self, row: int, why: str) -> None:
        super().__init__(why)
        self.row, self.why = row, why


class _Reader:
    """Reads one column of text. A value is read once, however often it stands in the column."""

    def __init__(self, column: Column, slot: Slot) -> None:
        self.column, self.slot = column, slot
        self.zone = ZoneInfo(column.zone) if column.zone else None
        self.missing = frozenset((*_ALWAYS_MISSING, *column.missing))
        self.power = None if column.scale is None else column.scale.normalize().adjusted()

    def read(self, raw: Any) -> list[Any]:
        """The column; raises _BadValueError at the first value that cannot be read."""
        return self.filled(self.texts(raw))

    def texts(self, raw: Sequence[str | None]) -> list[Any]:
        """A column of text."""
        converters: dict[str, Callable[[str], Any]] = {
            "text": str,
            "word": self._word,
            "day": self._day,
            "instant": self._instant,
            "number": self._number,
        }
        convert = converters[self.slot.kind]
        known: dict[str | None, Any] = {None: None}
        for number, text in enumerate(raw):
            if text not in known:
                stripped = (text or "").strip()
                try:
                    known[text] = None if stripped in self.missing else convert(stripped)
                except ValueError as error:
                    raise _BadValueError(number, str(error)) from None
        return [known[text] for text in raw]

    def filled(self, values: list[Any]) -> list[Any]:
        """The same values, checked for holes where there may be none."""
        if self.slot.filled and None in values:
            raise _BadValueError(values.index(None), "there is no value")
        return values

    def _word(self, text: str) -> str:
        word = text if self.column.values is None else self.column.values.get(text)
        if word in self.slot.words:
            return word
        known = self.slot.words if self.column.values is None else tuple(self.column.values)
        raise ValueError(f"{quoted(text)} is none of " + ", ".join(f"`{each}`" for each in known))

    def _number(self, text: str) -> str:
        try:
            return self.number(Decimal(text))
        except InvalidOperation:
            raise ValueError(f"{quoted(text)} is not a number") from None

    def number(self, value: Decimal) -> str:
        """A number in our unit, as text; raises ValueError if it is not finite."""
        if not value.is_finite():
            raise ValueError(f"{quoted(str(value))} is not a number")
        return plain(value if self.power is None else value.scaleb(self.power))

    def _day(self, text: str) -> date:
        form = self.column.format
        try:
            return date.fromisoformat(text) if form is None else datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a date" + (f" written as `{form}`" if form else "")) from None

    def _instant(self, text: str) -> datetime:
        form = self.column.format
        try:
            found = datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            raise ValueError(f"{quoted(text)} is not an instant" + (f" written as `{form}`" if form else "")) from None
        return self.zoned(found)

    def zoned(self, found: datetime) -> datetime:
        """An instant in UTC; raises ValueError if nothing says in which zone it was meant."""
        if found.tzinfo is None:
            if self.zone is None:
                raise ValueError("the instant has no offset; name its `zone` in the mapping")
            found = found.replace(tzinfo=self.zone)
        return found.astimezone(UTC)


class _ArrowReader(_Reader):
    """Reads a column of a Parquet file: typed already, mostly."""

    def read(self, raw: Any) -> list[Any]:
        """The column; raises _BadValueError at the first value that cannot be read."""
        import pyarrow as arrow

        kind = raw.type
        if arrow.types.is_dictionary(kind):
            raw = raw.cast(kind.value_type)
            kind = raw.type
        if arrow.types.is_string(kind) or arrow.types.is_large_string(kind):
            return self.filled(self.texts(raw.to_pylist()))
        if self.slot.kind == "number":
            return self.filled(self._numbers(raw, kind))
        if self.slot.kind in ("day", "instant") and (arrow.types.is_timestamp(kind) or arrow.types.is_date(kind)):
            return self.filled(self._times(raw, kind))
        if arrow.types.is_integer(kind) or arrow.types.is_boolean(kind):
            return self.filled(self.texts([None if each is None else str(each) for each in raw.to_pylist()]))
        raise _BadValueError(0, f"a column of {kind} cannot be read as a {self.slot.kind}")

    def _numbers(self, raw: Any, kind: Any) -> list[str | None]:
        import pyarrow as arrow

        if arrow.types.is_floating(kind):
            values = raw.to_numpy(zero_copy_only=False).tolist() if raw.null_count == 0 else raw.to_pylist()
        elif arrow.types.is_integer(kind) or arrow.types.is_decimal(kind):
            values = raw.to_pylist()
        else:
            raise _BadValueError(0, f"a column of {kind} cannot be read as a number")
        known: dict[Any, str | None] = {None: None}
        found: list[str | None] = []
        for number, value in enumerate(values):
            if value is None or value != value:  # NaN is the one value that differs from itself
                found.append(None)
                continue
            if value not in known:
                try:
                    text = self.number(from_float(value) if isinstance(value, float) else Decimal(value))
                except ValueError as error:
                    raise _BadValueError(number, str(error)) from None
                known[value] = None if text in self.missing else text
            found.append(known[value])
        return found

    def _times(self, raw: Any, kind: Any) -> list[Any]:
        import pyarrow as arrow

        zone = kind.tz if arrow.types.is_timestamp(kind) else None
        values = raw.to_numpy(zero_copy_only=False).astype("datetime64[us]").tolist()
        known: dict[datetime | None, Any] = {None: None}
        for number, value in enumerate(values):
            if value in known:
                continue
            if self.slot.kind == "day":
                known[value] = value.date()
                continue
            try:
                known[value] = value.replace(tzinfo=UTC) if zone else self.zoned(value)
            except ValueError as error:
                raise _BadValueError(number, str(error)) from None
        return [known[value] for value in values]
