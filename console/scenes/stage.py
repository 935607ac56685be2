"""The account of a scenario: real sessions, broker on paper, books and ledger, on a clock that never waits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from brokers.paper import FaultPlan, Quote, SnapshotQuotes
from brokers.paper.data import PaperDataError
from brokers.paper.model import Model, stated
from console.scenes.documents import document, figures
from console.scenes.market import SCOPES, GivenMarket, instrument
from console.scenes.opening import openings
from console.scenes.watched import Killed, Log, Trap, WatchedBroker
from console.trading.clocks import SimulatedClock
from console.trading.laws import LawBook
from console.trading.stage import Staging, paper, stage
from engine.backends.registry import DEFAULT
from engine.session import recovery
from engine.session.desk import LawText, SessionOver
from engine.session.floor import Floor
from engine.trading.books import AccountView
from engine.trading.broker import Ticket
from engine.trading.events import AccountClosed
from engine.trading.instrument import Instrument
from engine.trading.journal import Entry
from engine.trading.lawtext import law_content
from facts.description import World, load_recording
from facts.errors import FactsError
from ledger.books import AccountBooks
from ledger.store import AccountJournal, Ledger
from ledger.verify import verify
from rules.compile.law import Law
from rules.versions.overlay import read_whole
from scenarios.running.port import Asked, Beginning, CannotRun, Change, Figure, Form, Outcome, Period, Running, Verb

HOLDER = "scenario"
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

Finished = dict[str, Mapping[str, Outcome]]
"""What undisturbed accounts came to: several scenarios compare with the same one."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to an account, and when: so that it can be done to another one like it."""

    at: datetime
    what: Literal["change", "ask"]
    with_: tuple[Any, ...]


class Scenes:
    """Puts accounts on their feet that the law at a path decides for, as if it were in force.

    `engine`: which backend decides in their sessions.
    """

    def __init__(self, law: Path, engine: str = DEFAULT) -> None:
        self._engine = engine
        self._laws = GivenLaw(law)
        self._finished: Finished = {}
        self._worlds: dict[Path, World] = {}

    def of_market(self, scope: str) -> bool:
        """Whether the facts of a scope are those of the market."""
        return scope in SCOPES

    def begin(self, beginning: Beginning) -> Running:
        """Opens the accounts of the facts. Raises CannotRun."""
        self._laws.law = beginning.law
        with _understood():
            return Account(self._laws, self._engine, self._world(beginning.exchange), beginning, self._finished)

    def _world(self, path: Path) -> World:
        if path not in self._worlds:
            self._worlds[path] = load_recording(path).world
        return self._worlds[path]


class GivenLaw(LawBook):
    """The law that judges the scenarios, compiled already: of its files only the canonical text is still made."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, (), as_if_in_force=True)
        self.path = path
        self.law: Law | None = None
        self._text: LawText | None = None

    def at(self, at: datetime) -> LawText:
        """The same at every instant, as if it were in force."""
        del at
        if self._text is None or self._text.law is not self.law:
            assert self.law is not None
            try:
                content = law_content(read_whole(self.path), (), self.law.in_force_until, as_if_in_force=True)
            except ValueError as error:
                raise CannotRun(str(error)) from None
            self._text = LawText(self.law, content, as_if_in_force=True)
        return self._text


class Account:
    """The accounts of one scenario. Ledger and broker's books are files, which outlive the process that is killed."""

    def __init__(self, laws: LawBook, engine: str, world: World, beginning: Beginning, finished: Finished) -> None:
        self._laws, self._engine, self._world, self._beginning = laws, engine, world, beginning
        self._market = GivenMarket(beginning.facts, world)
        self._clock = SimulatedClock(beginning.at.astimezone(world.calendar.zone))
        self._openings = openings(beginning.facts)
        self._faults = FaultPlan.model_validate({"faults": [_fault(each) for each in beginning.faults]})
        self._log = Log()
        self._acts: list[Act] = []
        self._finished = finished
        self._floor: Floor | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="alluse-scenario-")
        self._path = Path(self._folder.name)
        self._ledger = Ledger(self._path / "ledger", create=True, durability="none", sync="none")
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    # --- the process --------------------------------------------------------------------------------------------------
    def _open(self) -> None:
        quotes = _Quotes(self._market, _model())
        self._broker = paper(
            quotes,
            self._world.calendar,
            self._clock,
            self._openings,
            path=self._path / "broker",
            faults=self._faults,
            model=_model(),
        )
        self._clock.moves = self._broker
        staging = Staging(
            self._laws,
            self._market,
            self._world,
            self._clock,
            self._ledger,
            HOLDER,
            False,
            trace="none",
            engine=self._engine,
        )
        watched: Any = WatchedBroker(self._broker, self._clock, self._log)
        self._floor = stage(staging, watched, self._openings)

    def now(self) -> datetime:
        """Where the clock stands."""
        return self._clock.now()

    def change(self, change: Change) -> None:
        """Changes the market, from now on or later."""
        self._market.change(change)
        if self._floor is not None:
            for session in self._floor.sessions.values():
                session.next_at = min(session.next_at, max(change.at, self.now()))
        self._acts.append(Act(self._beginning.at, "change", (change,)))

    def run(self, until: datetime) -> None:
        """Runs until an instant."""
        with _understood():
            self._alive().run(until)

    def run_to_order(self, number: int, *, before: bool) -> None:
        """Runs until the so-many-th order reaches the broker, for a week at most, and kills the process there."""
        self._log.trap = Trap(number, before)
        try:
            self.run(self.now() + WEEK)
        except Killed:
            self.kill()
        else:
            raise CannotRun(f"within a week only {self._log.orders} orders reached the broker")
        finally:
            self._log.trap = None

    def kill(self) -> None:
        """Ends the process: sessions are gone, and their leases stay held."""
        self._alive()
        self._floor = None
        self._clock.moves = None
        self._ledger.close()

    def start(self, at: datetime | None) -> None:
        """Starts it again; what the dead process held is taken over."""
        if self._floor is not None:
            raise CannotRun("the process runs", "Kill it first.")
        with _understood():
            while at is not None and self._clock.now() < at:
                self._clock.wait_until(at)
            self._ledger = Ledger(self._path / "ledger", durability="none", sync="none")
            now = self._clock.now()
            for name in self._ledger.accounts():
                lease = self._ledger.lease(name)
                if lease is not None and lease.holder is not None:
                    soon = max(now, lease.heartbeat) + DAY
                    reason = "the process was killed"
                    self._ledger.take_over(name, HOLDER, now, soon, HOLDER, reason).release(now)
            self._open()

    def close(self) -> None:
        """Gives back what it took."""
        self._ledger.close()
        self._folder.cleanup()

    def _alive(self) -> Floor:
        if self._floor is None:
            raise CannotRun("the process is dead", "Start it again first.")
        return self._floor

    # --- people -------------------------------------------------------------------------------------------------------
    def ask(self, verb: Verb, who: str, reason: str, account: str, scope: str | None) -> None:
        """An operator asks for something, now; what the law makes of it comes in the look that follows."""
        floor = self._alive()
        session = floor.sessions[account]
        with _understood():
            session.operator(verb, who, reason, scope)
            if verb == "stop":
                session.rest()
                journal = session.desk.ports.journal
                assert isinstance(journal, AccountJournal)
                journal.release(self.now())
                del floor.sessions[account]
            else:
                session.look(self.now())
                if verb == "reconcile":
                    recovery.fetch(session.desk)
                    session.next_at = self.now()
        self._acts.append(Act(self.now(), "ask", (verb, who, reason, account, scope)))

    def sell_by_hand(self, sleeve: str, contract: str, count: int, price: str) -> None:
        """Somebody sells contracts at the broker's desk."""
        try:
            limit = Decimal(price)
        except InvalidOperation:
            raise CannotRun(f"`{price}` is no price") from None
        of = instrument(self._beginning.facts, contract)
        ticket = Ticket(reference="by hand", sub_account=sleeve, instrument=of, act="sell", quantity=count, limit=limit)
        if self._broker.place_by_hand(ticket) is None:
            raise CannotRun("the broker rejects it")

    # --- what became of it --------------------------------------------------------------------------------------------
    def alive(self) -> Sequence[str]:
        """The accounts whose sessions run."""
        return () if self._floor is None else sorted(self._floor.sessions)

    def accounts(self) -> Mapping[str, AccountView]:
        """As the books of sessions tell; those of accounts that do not run are folded anew from the ledger."""
        sessions = {} if self._floor is None else self._floor.sessions
        found = {name: each.desk.view() for name, each in sessions.items()}
        with self._reading() as ledger:
            for name in ledger.accounts():
                entries = [] if name in found else list(ledger.entries(name))
                if entries and not any(isinstance(each.event, AccountClosed) for each in entries):
                    found[name] = _view(entries)
        return dict(sorted(found.items()))

    def entries(self, account: str) -> Sequence[Entry]:
        """What the ledger holds of an account."""
        with self._reading() as ledger:
            return list(ledger.entries(account))

    def content(self, digest: str) -> bytes:
        """What the ledger stores under a digest."""
        with self._reading() as ledger:
            return ledger.content(digest)

    def asked(self) -> Sequence[Asked]:
        """What the broker was asked, in order."""
        return tuple(self._log.asked)

    def differences(self) -> Sequence[str]:
        """What books and broker say otherwise, account by account."""
        found: list[str] = []
        for view in self.accounts().values():
            state = self._broker.state([each.key for each in view.sleeves], self.now().date())
            found += recovery.differences(view, state)
        return found

    def flaws(self) -> Sequence[str]:
        """What a proof of the whole ledger finds."""
        with self._reading() as ledger:
            found = verify(ledger)
        return [f"{each.where}: {each.what}" for each in found.findings] or ([] if found.proved else ["it is empty"])

    def working(self) -> Sequence[str]:
        """The contracts of the orders that the broker works."""
        sleeves = [each.key for view in self.accounts().values() for each in view.sleeves]
        return [each.instrument.symbol for each in self._broker.state(sleeves, self.now().date()).open_orders]

    def undisturbed(self) -> Mapping[str, Outcome]:
        """What the same accounts came to by now, never killed, with a broker that fails in nothing."""
        quiet = replace(self._beginning, facts=deepcopy(self._beginning.facts), faults=())
        key = repr((quiet.at, quiet.facts, quiet.exchange, sorted(self._acts, key=lambda each: each.at), self.now()))
        if key not in self._finished:
            with _understood():
                other = Account(self._laws, self._engine, self._world, quiet, self._finished)
                try:
                    self._finished[key] = other.repeat(self._acts, self.now())
                finally:
                    other.close()
        return self._finished[key]

    def repeat(self, acts: Sequence[Act], until: datetime) -> Mapping[str, Outcome]:
        """Does what was done to another account, runs until an instant, and tells what became of it."""
        for act in sorted(acts, key=lambda each: each.at):
            if self.now() < act.at:
                self.run(act.at)
            getattr(self, act.what)(*act.with_)
        self.run(until)
        return {name: Outcome(view, self.entries(name)) for name, view in self.accounts().items()}

    def figures(self, account: str, period: Period, on: date) -> Iterator[Figure]:
        """What the report of an account on the period of a day says."""
        with self._reading() as ledger:
            yield from figures(ledger, account, period, on)

    def document(self, account: str, period: Period, on: date, form: Form) -> bytes:
        """The same report in a form."""
        with self._reading() as ledger:
            return document(ledger, account, period, on, form)

    @contextmanager
    def _reading(self) -> Iterator[Ledger]:
        if self._floor is not None:
            yield self._ledger
            return
        with Ledger(self._path / "ledger", read_only=True) as ledger:
            yield ledger


class _Quotes(SnapshotQuotes):
    """The same market as a broker sees it: it looks where something changes."""

    def __init__(self, market: GivenMarket, model: Model) -> None:
        super().__init__(market, model.shares)
        self._given = market

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """Where the market of the scenario changes."""
        return self._given.changes(after, until)

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """As it is given."""
        return super().quote(instrument, at)


def _model() -> Model:
    """The stated model without chance: an order is filled where the other side of the market stands, never between."""
    model = stated()
    return model.model_copy(update={"fills": model.fills.model_copy(update={"inside": ()})})


_SEVERAL = frozenset({"on", "told"})


def _fault(told: Mapping[str, str]) -> dict[str, Any]:
    return {name: value.split(",") if name in _SEVERAL else value for name, value in told.items()}


def _view(entries: Iterable[Entry]) -> AccountView:
    books = AccountBooks()
    for each in entries:
        books.apply(each.event, each.at)
    return books.view()


@contextmanager
def _understood() -> Iterator[None]:
    """What keeps an account from running, in words."""
    try:
        yield
    except SessionOver as over:
        raise CannotRun(f"the session is over: {over}") from None
    except FactsError as error:
        raise CannotRun("; ".join(each.message for each in error.findings)) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CannotRun(f"{' '.join(str(each) for each in first['loc'])}: {first['msg']}") from None
    except PaperDataError as error:
        raise CannotRun(str(error)) from None
