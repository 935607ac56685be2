"""A mapping: how somebody's table becomes one of ours. It renames, decodes and converts units, nothing else.

Policy has no place here, and cannot get in: a column is taken or not taken, a scale is a power of ten, a code
becomes one of the words of the vocabulary. No row is left out, no number is moved.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field

from facts.errors import FactsError
from facts.shape import Checked, Count, Day, Places, Positive, Text, check, load, place_of, places
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.load import Document
from rules.source.span import Span

Kind = Literal["text", "word", "day", "instant", "number"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of ours. `needed`: a mapping must supply it. `filled`: no row may lack a value."""

    kind: Kind
    needed: bool = True
    filled: bool = True
    words: tuple[str, ...] = ()


_SYMBOL = Slot("text")
_DAY = Slot("day")
_RIGHT = Slot("word", words=("put", "call"))
_NUMBER = Slot("number")
_QUOTE = Slot("number", filled=False)
_MAYBE = Slot("number", needed=False, filled=False)

_TERMS = {"underlying": _SYMBOL, "expires_on": _DAY, "right": _RIGHT, "strike": _NUMBER}

# Our tables and their columns. What a column means is told in docs/facts.md.
TABLES: Map[str, Map[str, Slot]] = {
    "sessions": {"session": _DAY, "opens": Slot("instant"), "closes": Slot("instant")},
    "instruments": {
        "underlying": _SYMBOL,
        "instrument": Slot("word", words=("stock", "fund", "index")),
        "lot_size": Slot("number", filled=False),
        "multiplier": Slot("number", filled=False),
    },
    "option_ticks": {
        "underlying": _SYMBOL,
        "from": _DAY,
        "until": _DAY,
        "tick_below": _NUMBER,
        "changes_at": _NUMBER,
        "tick_from": _NUMBER,
    },
    "splits": {"underlying": _SYMBOL, "ex_date": _DAY, "ratio": _NUMBER},
    "dividends": {"underlying": _SYMBOL, "ex_date": _DAY, "amount": _NUMBER},
    "earnings": {"underlying": _SYMBOL, "reports_on": _DAY},
    "bars": {"underlying": _SYMBOL, "session": _DAY, "open": _MAYBE, "high": _QUOTE, "low": _QUOTE, "close": _QUOTE},
    "vix": {"session": _DAY, "open": _MAYBE, "high": _MAYBE, "low": _MAYBE, "close": _QUOTE},
    "chain": {
        **_TERMS,
        "session": _DAY,
        "captured_at": Slot("instant"),
        "quoted_at": Slot("instant", needed=False, filled=False),
        "bid": _QUOTE,
        "ask": _QUOTE,
        "feed_delta": _MAYBE,
        "spot": _MAYBE,
    },
    "quotes": {**_TERMS, "stamped": Slot("instant"), "bid": _QUOTE, "ask": _QUOTE},
    "contract_days": {**_TERMS, "session": _DAY, "open_interest": _MAYBE, "volume": _MAYBE},
}

# What must be told about a table as a whole, because its columns do not.
ABOUT: Map[str, tuple[str, ...]] = {
    "bars": ("prices",),
    "vix": ("settles_minutes_after_close",),
    "quotes": ("stamp", "bar_seconds"),
    "contract_days": ("open_interest",),
    "dividends": ("complete",),
}


class Period(Checked):
    """A stretch of dates, both included."""

    from_: Day = Field(alias="from")
    until: Day


class Restated(Checked):
    """Prices were divided by every split up to a date, that date's included."""

    restated_through: Day


def _prices(value: object) -> object:
    return None if value == "as_traded" else value


class About(Checked):
    """What holds for a whole table.

    `prices` (bars): `as_traded`, or restated for the splits up to a date. `settles_minutes_after_close`
    (vix): when the day's value is final. `stamp` (quotes): whether the time on a row is the start or the end
    of its bar; `bar_seconds` is the bar's length. `open_interest` (contract_days): whether a row's figure is
    out before that session opens (so it counts what was open the evening before) or after it closes.
    `complete` (dividends): the ex-dates for which a missing row means that there is no dividend.
    """

    prices: Annotated[Restated | None, BeforeValidator(_prices)] = None
    settles_minutes_after_close: Count | None = None
    stamp: Literal["start", "end"] | None = None
    bar_seconds: Count | None = None
    open_interest: Literal["before_open", "after_close"] | None = None
    complete: Period | None = None


def _column(value: object) -> object:
    return {"from": value} if isinstance(value, str) else value


def _words(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Column(Checked):
    """Where a column of ours comes from. A name alone stands for `{from: name}`.

    `values`: code -> word. `format`: of a date or instant that is text, as in `%d.%m.%Y`; without it ISO
    8601. `zone`: of instants without an offset. `scale`: what theirs is multiplied by to become ours, a power
    of ten. `missing`: texts that stand for "no value"; the empty text and `NaN` always do.
    """

    from_: Text = Field(alias="from")
    values: dict[str, Text] | None = None
    format: Text | None = None
    zone: Text | None = None
    scale: Positive | None = None
    missing: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()


class MappingModel(Checked):
    """A mapping document as it is written."""

    mapping: Text
    table: Text
    columns: dict[str, Annotated[Column, BeforeValidator(_column)]]
    about: About = About()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping and the places of its parts."""

    name: str
    table: str
    columns: Map[str, Column]
    about: About
    file: str
    places: Places

    @property
    def slots(self) -> Map[str, Slot]:
        """The columns of our table that this mapping fills, in the table's order."""
        return {name: slot for name, slot in TABLES[self.table].items() if name in self.columns}

    @property
    def restated_through(self) -> date | None:
        """For bars: the day up to which prices were divided by splits; None if they are as traded."""
        return self.about.prices.restated_through if self.about.prices else None

    def place(self, *path: str) -> Span:
        """Where a part of the mapping stands."""
        return place_of(path, self.places, self.file)


def read_mappings(path: Path) -> dict[str, Mapping]:
    """The mappings of a file, by name. Raises FactsError with every complaint."""
    found: dict[str, Mapping] = {}
    findings: list[Diagnostic] = []
    for document in load(path).documents:
        try:
            mapping = _read(document)
        except FactsError as error:
            findings += error.findings
            continue
        if mapping.name in found:
            place = mapping.place("mapping")
            findings.append(finding("F605", place, f"The mapping {quoted(mapping.name)} stands twice in this file"))
        found[mapping.name] = mapping
    if findings:
        raise FactsError(findings)
    return found


def _read(document: Document) -> Mapping:
    model = check(document, MappingModel, "A mapping")
    mapping = Mapping(
        name=model.mapping,
        table=model.table,
        columns=model.columns,
        about=model.about,
        file=document.file,
        places=dict(places(document.root)),
    )
    findings = list(_table_name(mapping)) or [*_columns(mapping), *_about(mapping)]
    if findings:
        raise FactsError(findings)
    return mapping


def _table_name(mapping: Mapping) -> list[Diagnostic]:
    if mapping.table in TABLES:
        return []
    message = f"There is no table {quoted(mapping.table)} to map to"
    return [finding("F603", mapping.place("table"), message, help=_did_you_mean(mapping.table, TABLES))]


def _columns(mapping: Mapping) -> list[Diagnostic]:
    slots = TABLES[mapping.table]
    findings: list[Diagnostic] = []
    for name, column in mapping.columns.items():
        place = mapping.place("columns", name)
        slot = slots.get(name)
        if slot is None:
            message = f"The table `{mapping.table}` has no column {quoted(name)}"
            findings.append(finding("F601", place, message, help=_did_you_mean(name, slots)))
            continue
        findings += _column_fits(mapping, name, column, slot)
    for name, slot in slots.items():
        if slot.needed and name not in mapping.columns:
            message = f"The mapping {quoted(mapping.name)} lacks the column `{name}` of the table `{mapping.table}`"
            findings.append(finding("F602", mapping.place("columns"), message))
    return findings


def _column_fits(mapping: Mapping, name: str, column: Column, slot: Slot) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    if column.scale is not None and column.scale.normalize().as_tuple().digits != (1,):
        message = f"The scale `{column.scale}` is not a power of ten"
        help = "A scale changes units: `0.001`, `100`. Anything else would be a rule, and belongs into the law."
        findings.append(finding("F603", mapping.place("columns", name, "scale"), message, help=help))
    misfits: tuple[tuple[str, Any, tuple[Kind, ...]], ...] = (
        ("scale", column.scale, ("number",)),
        ("format", column.format, ("day", "instant")),
        ("zone", column.zone, ("instant",)),
        ("values", column.values, ("word",)),
    )
    for key, value, kinds in misfits:
        if value is not None and slot.kind not in kinds:
            message = f"`{key}` does not apply to `{name}`, which is a {slot.kind}"
            findings.append(finding("F601", mapping.place("columns", name, key), message))
    if column.zone is not None and not _is_zone(column.zone):
        message = f"There is no time zone {quoted(column.zone)}"
        help = "Name one by its place: `America/New_York`, or `UTC`."
        findings.append(finding("F603", mapping.place("columns", name, "zone"), message, help=help))
    for code, word in (column.values or {}).items():
        if slot.words and word not in slot.words:
            message = f"{quoted(code)} cannot become {quoted(word)}"
            help = "It is one of " + ", ".join(f"`{each}`" for each in slot.words) + "."
            findings.append(finding("F603", mapping.place("columns", name, "values", code), message, help=help))
    return findings


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def _about(mapping: Mapping) -> list[Diagnostic]:
    allowed = ABOUT.get(mapping.table, ())
    given = mapping.about.model_fields_set
    findings = []
    for key in sorted(given - set(allowed)):
        message = f"`{key}` says nothing about a table `{mapping.table}`"
        findings.append(finding("F601", mapping.place("about", key), message))
    for key in allowed:
        if key not in given:
            message = f"The mapping {quoted(mapping.name)} lacks `{key}` under `about`"
            findings.append(finding("F602", mapping.place("about"), message))
    return findings


def _did_you_mean(name: str, known: Map[str, Any]) -> str:
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else "There are " + ", ".join(f"`{each}`" for each in known) + "."
