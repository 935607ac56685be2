"""Years on a modelled market, traded on paper at stated instants, with an operator who is data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from brokers.paper import FaultPlan
from brokers.paper.model import stated
from console.operating import places
from console.replay import request_of
from console.trading.clocks import SimulatedClock, whole
from console.trading.heap import settled
from console.trading.laws import LawBook
from console.trading.leases import take_over
from console.trading.modelled import Level, ModelledQuotes, StatedInstants
from console.trading.recorded import EVENING, Run
from console.trading.stage import Alert, Openings, Staging, paper, stage
from engine.backends.registry import DEFAULT
from engine.record import Trace
from engine.session.floor import Floor, Told
from engine.session.session import Looked, Session
from engine.trading.contents import digest_of
from engine.trading.events import LawAdopted
from engine.values import value_text
from facts.accounts import read_accounts
from facts.books import asked_by, opened_from
from facts.modelled.backtest import BacktestFile, rests_on
from facts.modelled.description import MarketModel, load_market, read_placed
from facts.modelled.instants import Crossings, InstantsModel
from facts.modelled.market import ModelledMarket
from facts.modelled.named import check_names
from facts.modelled.operator import OperatorModel, next_reset
from facts.sessions import Calendar
from ledger.chain import entry_of
from ledger.store import Ledger
from rules.compile.law import Law
from rules.language.typed import FactId
from rules.source.load import load_path


class NoSessions(Exception):
    """There is no session on the days of a backtest, or its market does not reach so far."""


class NotResumable(Exception):
    """A ledger is not that of a run which this backtest could go on with."""


HOLDER = "backtest"
"""Who holds the leases of accounts that are simulated."""

RESUMED = "the run is resumed; the process that ran it is gone"

_LAW_ADOPTED = LawAdopted.model_fields["kind"].default


@dataclass(frozen=True, slots=True)
class Simulation:
    """How the paper broker of a backtest draws its chances, and what goes wrong at it.

    It keeps its `books` in a file, or in memory; with `resume`, the run goes on where ledger and books end.
    """

    seed: int = 0
    faults: FaultPlan | None = None
    books: Path | None = None
    resume: bool = False

    def rests_on(self) -> dict[str, str]:
        """What the books rest on of this, beside the plan."""
        faults = (self.faults or FaultPlan()).model_dump_json()
        return {"seed": str(self.seed), "fault plan": digest_of(faults.encode())}


class Years:
    """A backtest that is ready to run."""

    def __init__(
        self,
        plan: BacktestFile,
        ledger: Ledger,
        first: date | None,
        last: date | None,
        simulation: Simulation,
        alert: Alert | None,
        trace: Trace,
        engine: str,
    ) -> None:
        """Raises FactsError and PaperDataError for files that cannot be used, NoSessions, NotResumable, and what
        `stage` raises."""
        model, folder = plan.backtest, plan.folder
        described = load_market(folder / model.market)
        self.instants = read_placed(folder / model.instants, InstantsModel, "Instants")
        self.operator = (
            None if model.operator is None else read_placed(folder / model.operator, OperatorModel, "An operator")
        )
        world = described.recording.world
        self.calendar: Calendar = world.calendar
        named = None if model.constitution is None else folder / model.constitution
        laws = LawBook(named, [load_path(folder / each) for each in model.waivers], model.as_if_in_force)
        start, until = self._span(described.market, first, last)
        if simulation.resume:
            start = _reached(ledger).astimezone(self.calendar.zone)
        law = laws.at(start).law
        self._checked: set[str] = set()
        self._check(law)
        market = ModelledMarket(described, replace(request_of(law), asked=asked_by(law)))
        self.market = StatedInstants(market, self.instants.model, self.calendar)
        clock = SimulatedClock(start)
        accounts = read_accounts([folder / each for each in model.accounts])
        openings = {each.account.account: opened_from(each, world) for each in accounts}
        broker = paper(
            ModelledQuotes(market, stated().shares),
            self.calendar,
            clock,
            openings,
            path=simulation.books,
            seed=simulation.seed,
            faults=simulation.faults,
            rests_on={**rests_on(plan, described), **simulation.rests_on()},
        )
        if simulation.resume:
            # The market may have gone on to the next look before the run was ended.
            clock.wait_until(whole(broker.state((), start.date()).at, self.calendar.zone))
            _check_resumable(ledger, laws, openings, clock.now(), until)
            stale_before = places.now() - places.STALE
            take_over(ledger, ledger.accounts(), HOLDER, clock.now(), stale_before, HOLDER, RESUMED)
        clock.moves = broker
        staging = Staging(laws, self.market, world, clock, ledger, HOLDER, False, alert, trace, engine)
        self.ready = Run(stage(staging, broker, openings), broker, until)
        self._due: set[tuple[str, str]] = set()
        self._levels_of: dict[str, tuple[Level, ...]] = {}

    @property
    def floor(self) -> Floor:
        """The sessions."""
        return self.ready.floor

    def run(self, told: Told | None = None) -> None:
        """Runs all of it; `told` hears of every look.

        Raises FactsError where law comes into force that lacks what instants and operator name.
        """

        def looked(session: Session, found: Looked) -> None:
            self._check(session.desk.law)
            if found.content is not None:
                self._watch_levels(session)
                self._watch_locks(session, found.content)
            if told is not None:
                told(session, found)

        with settled():
            self.floor.run(self.ready.until, looked)

    def _check(self, law: Law) -> None:
        if law.logic_digest not in self._checked:
            check_names(law, self.instants, self.operator)
            self._checked.add(law.logic_digest)

    def _span(self, market: MarketModel, first: date | None, last: date | None) -> tuple[datetime, datetime]:
        """From the open of the first session to the evening of the last."""
        first, last = first or market.from_, last or market.until
        if first < market.from_ or last > market.until:
            known = f"from {market.from_.isoformat()} to {market.until.isoformat()}"
            raise NoSessions(f"the market is {known}, and asked for is {first.isoformat()} to {last.isoformat()}")
        opens = self.calendar.session(first) or self.calendar.next(first)
        closes = self.calendar.session(last) or self.calendar.previous(last)
        if opens is None or closes is None or closes.closes < opens.opens:
            raise NoSessions(f"there is no session from {first.isoformat()} to {last.isoformat()}")
        zone = self.calendar.zone
        return opens.opens.astimezone(zone), closes.closes.astimezone(zone) + EVENING

    # --- levels -----------------------------------------------------------------------------------
    def _watch_levels(self, session: Session) -> None:
        """The market stops at the levels of every account; those of this one are told anew."""
        self._levels_of[session.desk.account] = tuple(self._levels(session))
        self.market.levels = tuple(level for levels in self._levels_of.values() for level in levels)

    def _levels(self, session: Session) -> Iterator[Level]:
        """The prices at which short puts reach their levels, as the law measures them now."""
        crossings = self.instants.model.level_crossings
        if crossings is None:
            return
        times = [_number(session.desk.law, name) for name in crossings.times]
        for sleeve in session.desk.view().sleeves:
            for position in sleeve.positions:
                option = position.instrument.option
                if option is None or option.right != "put" or position.side != "short":
                    continue
                measure = _measure(crossings, session, position.instrument.underlying)
                if measure is not None:
                    for each in times:
                        yield Level(position.instrument.underlying, option.strike - each * measure)

    # --- the operator -----------------------------------------------------------------------------
    def _watch_locks(self, session: Session, content: Mapping[str, Any]) -> None:
        """What is locked is looked at on the next day that the operator names, and reset."""
        if self.operator is None:
            return
        operator = self.operator.model
        for scope, facts in operator.reset.locks.items():
            for key in _keys(session, scope):
                kept, since = (content["kept"][part].get(scope, {}).get(key, {}) for part in ("facts", "since"))
                locked = [datetime.fromisoformat(since[name]) for name in facts if _told(kept.get(name)) == facts[name]]
                if locked and (scope, key) not in self._due:
                    at = self._next_reset(operator, min(locked), session.desk.now())
                    if at is not None:
                        self._due.add((scope, key))
                        self.floor.at(at.astimezone(self.calendar.zone), partial(self._reset, session, scope, key))

    def _next_reset(self, operator: OperatorModel, since: datetime, now: datetime) -> datetime | None:
        """The first reset still to come of what is locked since an instant, whether or not this run saw it begin."""
        at = next_reset(operator, self.calendar, since)
        while at is not None and at <= now:
            at = next_reset(operator, self.calendar, at)
        return at

    def _reset(self, session: Session, scope: str, key: str) -> None:
        assert self.operator is not None
        operator = self.operator.model
        self._due.discard((scope, key))
        session.operator("reset", operator.who, operator.reset.reason, key)


def years(
    plan: BacktestFile,
    ledger: Ledger,
    first: date | None = None,
    last: date | None = None,
    simulation: Simulation | None = None,
    alert: Alert | None = None,
    trace: Trace = "none",
    engine: str = DEFAULT,
) -> Years:
    """The backtest of a plan, from one day to another; without them, all of its market.

    Its records explain nothing unless `trace` says so: they are many, and each can be explained when somebody asks.
    """
    return Years(plan, ledger, first, last, simulation or Simulation(), alert, trace, engine)


def _reached(ledger: Ledger) -> datetime:
    """The last instant of a ledger. Raises NotResumable for one that has no entry."""
    rows = [row for row in map(ledger.last_row, ledger.accounts()) if row is not None]
    if not rows:
        raise NotResumable("the ledger has no entry: nothing was begun")
    return max(entry_of(row).at for row in rows)


def _check_resumable(ledger: Ledger, laws: LawBook, openings: Openings, at: datetime, until: datetime) -> None:
    """Raises NotResumable for a ledger of other accounts or of another law, and where nothing is left to do."""
    strange = sorted(set(openings) - set(ledger.accounts()))
    if strange:
        raise NotResumable(f"the ledger knows no account {strange[0]}: it is that of another backtest")
    if at >= until:
        raise NotResumable(f"the ledger has come to {at.isoformat()}, and the run ends at {until.isoformat()}")
    for name in sorted(openings):
        adopted = [row for row in ledger.rows(name) if row.kind == _LAW_ADOPTED]
        for entry in map(entry_of, adopted[-1:]):
            if isinstance(entry.event, LawAdopted) and entry.event.text_digest != laws.at(entry.at).digest:
                raise NotResumable("the ledger was begun under another text of the law")


def _keys(session: Session, scope: str) -> list[str]:
    return [session.desk.account] if scope == "account" else [each.key for each in session.desk.view().sleeves]


def _told(value: object) -> str:
    """What is kept, as a file says it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(law: Law, name: str) -> Decimal:
    """A parameter of the law that has one value."""
    value = law.parameters[name].values[0][1]
    assert isinstance(value, Fraction)
    return Decimal(value.numerator) / Decimal(value.denominator)


def _measure(crossings: Crossings, session: Session, underlying: str) -> Decimal | None:
    scope, _, name = crossings.measure.partition(".")
    value = session.judge.derived(FactId(scope, name), underlying)
    if not isinstance(value, Fraction):
        return None
    told = value_text(value)
    return None if "/" in told else Decimal(told)
