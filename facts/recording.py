"""From a recording of market data to the facts of one instant.

Nothing is used before it could be known: bars and volumes of sessions that are over, index values that are
final, quotes that were captured or streamed by then. Only an assumption may lift that, one kind of data at a
time, and it travels with the facts. How much history the law looks at comes with the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from facts import bars, chain, corporate
from facts.description import Recording, load_recording
from facts.errors import FactsError
from facts.exact import UNKNOWN, rounded_text
from facts.quotes import FRESH, Quotes, captured_at, from_chain, from_stream
from facts.request import Request, as_asked
from facts.sessions import seconds_between, written
from facts.tables import Table
from rules.diagnostics.diagnostic import finding
from rules.diagnostics.names import nearest, quoted

__all__ = ["Recording", "Request", "build_snapshot", "load_recording"]

Raw = dict[str, Any]


def build_snapshot(recording: Recording, session: date | str, reading: str, request: Request) -> Raw:
    """The facts of one reading of a session, in the structure of a fact file: all leaves exact text.

    Raises FactsError if the recording has no such session or reading, or its data cannot be read.
    """
    on = date.fromisoformat(session) if isinstance(session, str) else session
    view = _View(recording, on, reading, request)
    facts: Raw = {"clock": view.calendar.facts(view.at), "market": view.market()}
    known = view.known()
    model = chain.model(known, view.at, view.calendar)
    facts["underlying"] = view.underlyings(known, model)
    if len(known):
        facts["expiry"] = view.expiries(known, model)
        activity = view.activity(known)
        instruments = view.world.instruments
        facts["contract"] = chain.contracts(known, model.deltas, activity, view.at, view.calendar, instruments)
    for assumption in view.assumptions:
        _give(facts, assumption.gives)
    facts = {scope: content for scope, content in as_asked(facts, request).items() if content}
    found: Raw = {"at": written(view.at, view.calendar.zone), "facts": facts}
    if view.assumptions:
        found["assumptions"] = [
            {"id": each.id, "states": each.states, "reason": each.reason} for each in view.assumptions
        ]
    return found


class _View:
    """One reading of one session."""

    def __init__(self, recording: Recording, on: date, reading: str, request: Request) -> None:
        self.recording, self.on, self.request = recording, on, request
        self.world = recording.world
        self.calendar = self.world.calendar
        read = recording.reading(on, reading)
        self.assumptions = [recording.assumption(each) for each in read.assumptions]
        self.stands = frozenset(what for each in self.assumptions for what in each.stands)
        self.at = self._capture(reading) if read.at is None else self._clock(read.at, reading)

    def _clock(self, at: time, reading: str) -> datetime:
        if self.calendar.session(self.on) is None:
            place = self.recording.place("sessions", self.on.isoformat(), "readings", reading)
            raise FactsError([finding("F617", place, f"{self.on.isoformat()} is no session of the calendar")])
        return self.calendar.instant(self.on, at)

    def _capture(self, reading: str) -> datetime:
        table = self.recording.session_table(self.on, "chain")
        captured = None if table is None else captured_at(table, self.on)
        if captured is None:
            place = self.recording.place("sessions", self.on.isoformat(), "readings", reading, "at")
            message = f"The session {self.on.isoformat()} has no captured chain"
            raise FactsError([finding("F617", place, message, help="Name a time of day: `at: 10:00`.")])
        # To the next whole second, so that no row comes after the instant.
        return captured + timedelta(microseconds=-captured.microsecond % 1_000_000)

    def known(self) -> Quotes:
        """What is known of the chain."""
        table = self.recording.session_table(self.on, "chain")
        if table is not None:
            return self._listed(from_chain(table, self.on, self.at, stands="quotes" in self.stands), table)
        stream, session = self.recording.session_table(self.on, "quotes"), self.calendar.session(self.on)
        if stream is not None and session is not None:
            return self._listed(from_stream(stream, session.opens, self.at), stream)
        return Quotes()

    def _listed(self, known: Quotes, table: Table) -> Quotes:
        for symbol in sorted(set(known.underlying)):
            if symbol not in self.world.instruments:
                message = f"{quoted(symbol)} of {quoted(table.shown)} is not in the table of instruments"
                close = nearest(symbol, self.world.instruments.symbols())
                help = f"Did you mean `{close}`?" if close else "Add it to the table of instruments."
                raise FactsError([finding("F607", self.recording.place("tables", "instruments"), message, help=help)])
        return known

    def market(self) -> Raw:
        """The VIX now and its closes."""
        table = self.recording.table("vix")
        if table is None:
            return {}
        table.unique("session")
        closes: dict[date, str] = {on: close for on, close in table.rows("session", "close") if close is not None}
        settles = timedelta(minutes=table.mapping.about.settles_minutes_after_close or 0)
        found: Raw = {}
        final = self.calendar.completed(self.at - settles)
        last = self.on if "vix" in self.stands else final.on if final else None
        latest = max((on for on in closes if last is not None and on <= last), default=None)
        if latest is not None:
            found["vix"] = closes[latest]
            of = self.calendar.session(latest)
            if "vix" not in self.stands:
                age = UNKNOWN if of is None else str(seconds_between(of.closes + settles, self.at))
                found["vix"] = {"value": closes[latest], "age": age}
        window = self.calendar.last_completed(self.request.vix_close_sessions, self.at - settles)
        series = [closes.get(each.on, UNKNOWN) for each in window]
        if any(each != UNKNOWN for each in series):
            found["vix_close"] = series
        return found

    def activity(self, known: Quotes) -> Mapping[str, Sequence[str | None]]:
        """Open interest and volumes."""
        days = self.recording.contract_days
        if days is None:
            return {}
        stands = self.on if "volume" in self.stands else None
        return days.facts(known.key, self.at, self.request.volume_sessions, stands)

    def expiries(self, known: Quotes, model: chain.Model) -> Raw:
        """The expiries of the chain."""
        pairs = list(zip(known.underlying, known.expires_on, strict=True))
        found: Raw = dict(chain.expiries(pairs))
        if self.request.wants("expiry", "forward"):
            for expiry, forward in model.forwards.items():
                found[chain.expiry_key(*expiry)]["forward"] = rounded_text(forward)
        return found

    def underlyings(self, known: Quotes, model: chain.Model) -> Raw:
        """Every instrument that the recording's own tables speak of, in the order of the instruments."""
        spoken: set[str] = set(known.underlying)
        daily = self.recording.bars
        spoken |= set(daily.symbols()) if daily is not None else set()
        earnings, dividends = self.recording.table("earnings"), self.recording.table("dividends")
        for table in (earnings, dividends):
            spoken |= set(table.column("underlying")) if table is not None else set()
        today = self.calendar.local(self.at).date()
        completed = self.calendar.last_completed(len(self.calendar), self.at)
        chained = set(known.underlying)
        found: Raw = {}
        for symbol in self.world.instruments.symbols():
            if symbol not in spoken:
                continue
            instrument = self.world.instruments[symbol]
            facts: Raw = {
                "instrument": instrument.kind,
                "has_chain": "true" if symbol in chained else "false",
            }
            facts |= _spot(symbol, known, model)
            if daily is not None:
                facts |= bars.facts(daily, symbol, completed, self.request.true_range_sessions, today)
            facts |= corporate.earnings(earnings, symbol, today, self.request) if earnings is not None else {}
            facts |= corporate.dividend(dividends, symbol, today) if dividends is not None else {}
            if self.request.wants("underlying", "lot_size"):
                facts["lot_size"] = instrument.lot_size
            found[symbol] = facts
        return found


def _spot(symbol: str, known: Quotes, model: chain.Model) -> Raw:
    """The price of an underlying: the source's own; else the forward of its nearest living expiry."""
    if symbol in known.spots:
        value, age = known.spots[symbol]
        return {"spot": _aged(value, age), "spot_source": "feed"}
    nearest_expiry = min((expiry for expiry in model.forwards if expiry[0] == symbol), default=None)
    if nearest_expiry is None:
        return {}
    ages = {
        age
        for age, *expiry in zip(known.age, known.underlying, known.expires_on, strict=True)
        if tuple(expiry) == nearest_expiry
    }
    oldest = UNKNOWN if UNKNOWN in ages else max(ages, key=int)
    return {"spot": _aged(rounded_text(model.forwards[nearest_expiry]), oldest), "spot_source": "parity"}


def _aged(value: str, age: str) -> object:
    return value if age == FRESH else {"value": value, "age": age}


def _give(facts: Raw, given: Mapping[str, Any]) -> None:
    for name, content in given.items():
        if isinstance(content, Mapping) and not set(content) <= {"value", "age"}:
            _give(facts.setdefault(name, {}), content)
        else:
            facts[name] = content
