"""Recording descriptions: which tables there are, which sessions were recorded, and how each may be read.

A description holds no rule. It says at which instant a session is looked at, and under which assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from facts.bars import Bars, Splits
from facts.contract_days import ContractDays
from facts.errors import FactsError
from facts.instruments import Instruments
from facts.mapping import Mapping as TableMapping
from facts.mapping import read_mappings
from facts.sessions import Calendar, Session
from facts.shape import Checked, Clock, Day, Places, Text, check, load, place_of, places
from facts.tables import Table, read_table
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.span import Span

CAPTURE = "capture"

Stands = Literal["quotes", "vix", "volume"]


def _reference(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


def _instant(value: object) -> object:
    return None if value == CAPTURE else value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Reference(Checked):
    """A file and the mapping that reads it, named as the table unless told. A path alone stands for both."""

    file: Text
    mapping: Text | None = None


TableReference = Annotated[Reference, BeforeValidator(_reference)]


class AssumptionModel(Checked):
    """What is taken for a fact, and why.

    `stands`: data of the session's end that stand for the instant of the reading, at age 0. `gives`: facts
    that nobody recorded, scope by scope.
    """

    id: Text
    states: Text
    reason: Text
    stands: tuple[Stands, ...] = ()
    gives: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Reading(Checked):
    """How a session is looked at: at the `capture` of its last row or a time of day, and what is assumed."""

    at: Annotated[Clock | None, BeforeValidator(_instant)]
    assumptions: tuple[Text, ...] = ()


class SessionModel(Checked):
    """One recorded session: a captured `chain` or a stream of `quotes`, and the readings of it."""

    chain: TableReference | None = None
    quotes: TableReference | None = None
    readings: dict[str, Reading]


class TablesModel(Checked):
    """The tables that all sessions share."""

    sessions: TableReference
    instruments: TableReference
    option_ticks: TableReference | None = None
    splits: TableReference | None = None
    dividends: TableReference | None = None
    earnings: TableReference | None = None
    bars: TableReference | None = None
    vix: TableReference | None = None
    contract_days: TableReference | None = None


class RecordingModel(Checked):
    """A recording description as it is written."""

    recording: Text
    doc: Text | None = None
    mappings: Annotated[tuple[Text, ...], BeforeValidator(_several)]
    tables: TablesModel
    assumptions: tuple[AssumptionModel, ...] = ()
    sessions: dict[Day, SessionModel]


@dataclass(frozen=True, slots=True)
class World:
    """What holds for every recording: the exchange's calendar and the instruments."""

    calendar: Calendar
    instruments: Instruments


class Recording:
    """A recording description with its mappings. Tables are read when they are first needed, and kept."""

    def __init__(
        self,
        model: RecordingModel,
        file: str,
        folder: Path,
        places: Places,
        mappings: Mapping[str, TableMapping],
    ) -> None:
        self.model = model
        self.file = file
        self.folder = folder
        self.places = places
        self.mappings = mappings
        self._tables: dict[tuple[str, str], Table] = {}

    @property
    def name(self) -> str:
        """The recording's name."""
        return self.model.recording

    def sessions(self) -> tuple[date, ...]:
        """The recorded sessions, in order."""
        return tuple(sorted(self.model.sessions))

    def readings(self, session: date) -> tuple[str, ...]:
        """The readings of a session, in the order of the description."""
        return tuple(self.session(session).readings)

    def place(self, *path: str) -> Span:
        """Where a part of the description stands."""
        return place_of(path, self.places, self.file)

    def session(self, on: date) -> SessionModel:
        """A recorded session. Raises FactsError if there is none of that date."""
        found = self.model.sessions.get(on)
        if found is None:
            known = ", ".join(f"`{each.isoformat()}`" for each in self.sessions())
            message = f"{quoted(self.name)} has no session {on.isoformat()}"
            raise FactsError([finding("F617", self.place("sessions"), message, help=f"It has {known}.")])
        return found

    def reading(self, on: date, name: str) -> Reading:
        """A reading of a session. Raises FactsError if there is none of that name."""
        session = self.session(on)
        found = session.readings.get(name)
        if found is None:
            close = nearest(name, session.readings)
            known = ", ".join(f"`{each}`" for each in session.readings)
            help = f"Did you mean `{close}`?" if close else f"It has {known}."
            place = self.place("sessions", on.isoformat(), "readings")
            message = f"The session {on.isoformat()} of {quoted(self.name)} has no reading {quoted(name)}"
            raise FactsError([finding("F617", place, message, help=help)])
        return found

    def assumption(self, id: str) -> AssumptionModel:
        """An assumption by its id; a reading names none that the description lacks."""
        return next(each for each in self.model.assumptions if each.id == id)

    def table(self, name: str) -> Table | None:
        """One of the shared tables, or None if the description names none."""
        reference: Reference | None = getattr(self.model.tables, name)
        return None if reference is None else self._read(name, reference, ("tables", name))

    def session_table(self, on: date, name: Literal["chain", "quotes"]) -> Table | None:
        """A session's own table, or None if it has none of that kind."""
        session = self.session(on)
        reference = session.chain if name == "chain" else session.quotes
        return None if reference is None else self._read(name, reference, ("sessions", on.isoformat(), name))

    def _read(self, table: str, reference: Reference, path: tuple[str, ...]) -> Table:
        mapping = self.mappings[reference.mapping or table]
        key = mapping.name, reference.file
        if key not in self._tables:
            place = self.place(*path, "file")
            self._tables[key] = read_table(self.folder / reference.file, mapping, place, reference.file)
        return self._tables[key]

    def files(self) -> Iterator[Path]:
        """Every file that it names, in the order in which it names them."""
        model = self.model
        tables = [getattr(model.tables, name) for name in type(model.tables).model_fields]
        own = [table for on in self.sessions() for table in (model.sessions[on].chain, model.sessions[on].quotes)]
        yield from (self.folder / each for each in model.mappings)
        yield from (self.folder / each.file for each in (*tables, *own) if each is not None)

    # --- whether it holds together --------------------------------------------------------------
    def unmatched(self) -> Iterator[Diagnostic]:
        """Names that the description uses and does not have: mappings and assumptions."""
        for name in type(self.model.tables).model_fields:
            yield from self._unmapped(name, getattr(self.model.tables, name), "tables", name)
        known = [each.id for each in self.model.assumptions]
        for number, id in enumerate(known):
            if id in known[:number]:
                place = self.place("assumptions", str(number), "id")
                yield finding("F605", place, f"There are two assumptions {quoted(id)}")
        for number, assumption in enumerate(self.model.assumptions):
            if "contract" in assumption.gives:
                place = self.place("assumptions", str(number), "gives", "contract")
                message = "An assumption cannot give facts of single contracts"
                yield finding("F601", place, message, help="Let the recorded quotes stand: `stands: [quotes]`.")
        for on, session in self.model.sessions.items():
            path = ("sessions", on.isoformat())
            yield from self._unmapped("chain", session.chain, *path, "chain")
            yield from self._unmapped("quotes", session.quotes, *path, "quotes")
            if session.chain is not None and session.quotes is not None:
                message = "A session has a captured `chain` or a stream of `quotes`, not both"
                yield finding("F601", self.place(*path, "quotes"), message)
            for name, reading in session.readings.items():
                for number, id in enumerate(reading.assumptions):
                    if id not in known:
                        place = self.place(*path, "readings", name, "assumptions", str(number))
                        message = f"There is no assumption {quoted(id)} in this recording"
                        yield finding("F617", place, message, help=_did_you_mean(id, known))

    def _unmapped(self, table: str, reference: Reference | None, *path: str) -> Iterator[Diagnostic]:
        if reference is None:
            return
        name = reference.mapping or table
        mapping = self.mappings.get(name)
        if mapping is None:
            files = ", ".join(quoted(each) for each in self.model.mappings) or "no file, since `mappings` is empty"
            message = f"There is no mapping {quoted(name)} in {files}"
            yield finding("F617", self.place(*path, "mapping"), message, help=_did_you_mean(name, self.mappings))
        elif mapping.table != table:
            message = f"The mapping {quoted(name)} makes a table `{mapping.table}`, not `{table}`"
            yield finding("F617", self.place(*path, "mapping"), message)

    # --- what the tables say --------------------------------------------------------------------
    @cached_property
    def world(self) -> World:
        """The calendar and the instruments. Raises FactsError if they cannot be read."""
        sessions = self._read("sessions", self.model.tables.sessions, ("tables", "sessions"))
        sessions.unique("session")
        calendar = Calendar(Session(*row) for row in sessions.rows("session", "opens", "closes"))
        instruments = self._read("instruments", self.model.tables.instruments, ("tables", "instruments"))
        return World(calendar, Instruments(instruments, self.table("option_ticks")))

    @cached_property
    def bars(self) -> Bars | None:
        """Daily bars, if there are any. Raises FactsError if they cannot be read."""
        table = self.table("bars")
        return None if table is None else Bars(table, Splits(self.table("splits")))

    @cached_property
    def contract_days(self) -> ContractDays | None:
        """Open interest and volumes, if there are any. Raises FactsError if they cannot be read."""
        table = self.table("contract_days")
        return None if table is None else ContractDays(table, self.world.calendar)


def load_recording(path: Path) -> Recording:
    """A recording description and its mappings. Raises FactsError with everything that is wrong in them."""
    source = load(path)
    if len(source.documents) != 1:
        message = "A recording description is one document"
        raise FactsError([finding("F609", source.documents[1].span, message)])
    document = source.documents[0]
    model = check(document, RecordingModel, "A recording description")
    mappings: dict[str, TableMapping] = {}
    findings: list[Diagnostic] = []
    for each in model.mappings:
        for name, mapping in read_mappings(path.parent / each).items():
            first = mappings.setdefault(name, mapping)
            if first is not mapping:
                related = (Related(first.place("mapping"), "the first one"),)
                message = f"The mapping {quoted(name)} stands in two files"
                findings.append(finding("F605", mapping.place("mapping"), message, related=related))
    recording = Recording(model, document.file, path.parent, dict(places(document.root)), mappings)
    findings += recording.unmatched()
    if findings:
        raise FactsError(findings)
    return recording


def _did_you_mean(name: str, known: Iterable[str]) -> str | None:
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else None
