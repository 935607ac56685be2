"""What a report says, apart from how it is laid out: sections with paragraphs, tables and pictures.

Whatever is told carries the numbers of the ledger's entries that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from console.reports.period import Period

Value = str | int | bool | None
Form = Literal["lines", "bars"]
Standing = Literal["modelled", "assumed", "waived", "not_in_force", "missing"]

STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        "modelled": "modelled",
        "missing": "missing",
        "not_in_force": "not in force",
        "waived": "waived",
        "assumed": "assumed",
    }
)
"""Each sort of reserve in words, the gravest first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`shown` for people, `value` exact for programs: numbers as text, None where nobody knows or there is none."""

    shown: str
    value: Value = None
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Numbers are set to the right."""

    id: str
    title: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column. `entries`: those that all of it rests on, beside those of its cells."""

    cells: tuple[Cell, ...]
    entries: tuple[int, ...] = ()
    strong: bool = False

    @property
    def rests_on(self) -> tuple[int, ...]:
        """Every entry that the row or one of its cells rests on, in order."""
        return tuple(sorted({*self.entries, *(entry for cell in self.cells for entry in cell.entries)}))


@dataclass(frozen=True, slots=True)
class Table:
    """`empty` is said where it has no row; the first column names what a row is about."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Dollars over time; None where they are not known. A bar's instant is the beginning of its day or week."""

    name: str
    points: tuple[tuple[datetime, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of money over time, from `first` to the end of `last`."""

    id: str
    title: str
    form: Form
    first: date
    last: date
    series: tuple[Series, ...]
    zero: bool
    note: str = ""

    @property
    def known(self) -> tuple[Decimal, ...]:
        """Every value that is known."""
        return tuple(value for each in self.series for _, value in each.points if value is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its own heading."""

    id: str
    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be known before any figure is read: `kind` says what sort of reserve it is."""

    kind: Standing
    id: str
    text: str
    reason: str
    entries: tuple[int, ...]

    @property
    def says(self) -> str:
        """All of it, with the decisions that it holds for."""
        reach = ""
        if self.entries:
            first, last = self.entries[0], self.entries[-1]
            reach = f" (entry {first})" if first == last else f" (entries {first} to {last})"
        return f"{self.text} {self.reason}{reach}".strip()


@dataclass(frozen=True, slots=True)
class Report:
    """A report. `head` is that of the chain when it was made; `rules` are the titles of rules that it names."""

    account: str
    period: Period
    head: str
    entries: tuple[int, int]
    facts: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]
    sections: tuple[Section, ...]
    rules: tuple[tuple[str, str], ...] = field(default=())

    @property
    def modelled(self) -> bool:
        """Whether anything in it rests on quotes that were modelled."""
        return any(each.kind == "modelled" for each in self.notices)

    @property
    def title(self) -> str:
        """What it is of, and whose."""
        return f"{self.account}: {self.period.title}"

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Every table with its section."""
        for section in self.sections:
            for table in section.tables:
                yield section, table


MODELLED = "Modelled, no evidence"
"""What stands over a report that rests on modelled quotes."""


# --- cells ------------------------------------------------------------------------------------------------------------
NOTHING = Cell("–")
UNKNOWN = "unknown"


def text(value: object, entries: Iterable[int] = ()) -> Cell:
    """A text as it is; a dash where there is none."""
    if value is None or value == "":
        return Cell("–", None, tuple(entries))
    return Cell(str(value), value if isinstance(value, bool | int) else str(value), tuple(entries))


def whole(value: int, entries: Iterable[int] = ()) -> Cell:
    """A number of things."""
    return Cell(f"{value:,}", value, tuple(entries))


def money(value: Decimal | None, entries: Iterable[int] = ()) -> Cell:
    """Dollars; what is not known is said to be so."""
    if value is None:
        return Cell(UNKNOWN, None, tuple(entries))
    return Cell(dollars(value), plain(value), tuple(entries))


def price(value: Decimal | None, entries: Iterable[int] = ()) -> Cell:
    """Dollars per share."""
    return money(value, entries) if value is not None else Cell("–", None, tuple(entries))


def dollars(value: Decimal) -> str:
    """`-$1,234.50`; more digits than those of a cent only where they are there."""
    whole, _, rest = plain(abs(value)).partition(".")
    return f"{'-' if value < 0 else ''}${int(whole):,}.{rest.ljust(2, '0')}"


def plain(value: Decimal) -> str:
    """Exact, without an exponent and idle zeros."""
    told = f"{value:f}"
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return "0" if told in {"", "-0"} else told


def day(value: date | None) -> Cell:
    """A day in ISO 8601."""
    return text(None if value is None else value.isoformat())


def moment(at: datetime) -> Cell:
    """An instant of the exchange: to the minute for people, exact for programs."""
    return Cell(f"{at:%Y-%m-%d %H:%M}", at.isoformat())


def words(name: str) -> str:
    """`shortfall_of_a_week` as people write it."""
    return name.replace("_", " ")


def entries_text(entries: tuple[int, ...], most: int = 2) -> str:
    """`118`, `42 44`, or `42…118 (7)` where there are more than `most`."""
    if len(entries) <= most:
        return " ".join(str(each) for each in entries)
    return f"{entries[0]}…{entries[-1]} ({len(entries)})"
