"""A recorded week, traded: its sessions run on a simulated clock through session, paper broker and ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from brokers.paper import FaultPlan, PaperBroker, SnapshotQuotes
from brokers.paper.model import stated
from console.trading.clocks import SimulatedClock
from console.trading.heap import settled
from console.trading.laws import LawBook
from console.trading.stage import Alert, Staging, paper, stage
from engine.backends.registry import DEFAULT
from engine.session.floor import Floor, Told
from facts.accounts import AccountFile, read_accounts
from facts.books import opened_from
from facts.description import load_recording
from facts.recorded_market import RecordedMarket, aging
from facts.recording import Request
from facts.sessions import Calendar
from facts.week import Reading, WeekFile
from ledger.store import Ledger
from rules.compile.law import Law
from rules.source.load import Source, load_path

EVENING = timedelta(hours=8)
"""How long after the last close a run goes on: what expired is settled, and the week is closed."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is ready: the sessions, and until when they go."""

    floor: Floor
    broker: PaperBroker
    until: datetime


def traded_week(
    plan: WeekFile,
    reading: Reading,
    law_path: Path | None,
    ledger: Ledger,
    request_of: Callable[[Law], Request],
    *,
    seed: int = 0,
    faults: FaultPlan | None = None,
    alert: Alert | None = None,
    engine: str = DEFAULT,
) -> Run:
    """The accounts of a week on their feet, at the open of its first session. Raises FactsError for its files."""
    recording = load_recording(plan.folder / plan.week.recording)
    accounts = read_accounts([plan.folder / each for each in reading.accounts or plan.week.accounts])
    further = [load_path(plan.folder / reading.waiver)] if reading.waiver is not None else []
    named = law_path
    if named is None and plan.week.constitution is not None:
        named = plan.folder / plan.week.constitution
    laws = LawBook(named, [*further, *_terms(accounts)], plan.week.as_if_in_force)
    world = recording.world
    start, until = _span(world.calendar, plan)
    law = laws.at(start).law
    market = RecordedMarket(recording, reading.reading, request_of(law), aging(law), plan.week.offered_within_days)
    clock = SimulatedClock(start)
    openings = {each.account.account: opened_from(each, world) for each in accounts}
    quotes = SnapshotQuotes(market, stated().shares)
    broker = paper(quotes, world.calendar, clock, openings, seed=seed, faults=faults)
    clock.moves = broker
    staging = Staging(laws, market, world, clock, ledger, "replay", periodic=False, alert=alert, engine=engine)
    return Run(stage(staging, broker, openings), broker, until)


def run(ready: Run, told: Told | None = None) -> None:
    """Runs it to its end."""
    with settled():
        ready.floor.run(ready.until, told)


def _terms(accounts: tuple[AccountFile, ...]) -> list[Source]:
    found: list[Source] = []
    for account in accounts:
        if account.terms:
            text = Path(account.file).read_text(encoding="utf-8")
            found.append(Source(account.file, text, account.terms, ()))
    return found


def _span(calendar: Calendar, plan: WeekFile) -> tuple[datetime, datetime]:
    """From the open of the first session to the evening of the last."""
    first, last = calendar.session(min(plan.week.sessions)), calendar.session(max(plan.week.sessions))
    if first is None or last is None:
        raise ValueError("a week has sessions of the calendar")
    zone = calendar.zone
    return first.opens.astimezone(zone), last.closes.astimezone(zone) + EVENING
