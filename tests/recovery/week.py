"""A week of one account in a process that kills itself, and what must be the same however often it was killed.

Everything that outlives a process is in one folder: the ledger, the broker's books, and the clock on the wall. Each run
is a process of its own, forked from one that has loaded law and calendar, and it ends by a real SIGKILL.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from brokers.paper import Commissions, Opening, PaperBroker, Quote, SnapshotQuotes
from brokers.paper.model import Model, stated
from console.trading.clocks import SimulatedClock
from engine.record import USUAL, Trace
from engine.session.recovery import differences
from engine.trading.books import AccountView
from engine.trading.broker import Broker, BrokerEvent, BrokerState, Ticket
from engine.trading.events import AccountEvent, FillBooked, OrderPlanned
from engine.trading.journal import Entry
from ledger.books import AccountBooks
from ledger.leases import LeaseRefused
from ledger.store import AccountJournal, Ledger
from tests.engine.session.world import (
    AAPL_PUT,
    NEXT_NVDA_PUT,
    NVDA_PUT,
    SPY_PUT,
    TSLA_PUT,
    Bench,
    StillMarket,
    at,
    laws,
    opened,
    world,
)

STARTS, ENDS = at(8, 9, 30), at(13, 12)
SLEEVES = ("A gen", "A rev", "A com")


def market() -> StillMarket:
    """Each sleeve's morning, a purchase at the bound, an exit of Level 3, assignment and expiry on Friday.

    Nvidia falls through all levels on Thursday afternoon; Tesla ends below the strike and is assigned.
    """
    found = StillMarket.of(
        {
            SPY_PUT: ("1.58", "1.62", "0.43"),
            AAPL_PUT: ("1.20", "1.20", "0.42"),
            NVDA_PUT: ("2.08", "2.12", "0.33"),
            TSLA_PUT: ("4.00", "4.00", "0.32"),
            NEXT_NVDA_PUT: ("2.50", "2.60", "0.50"),
        }
    )
    found.price(at(11, 14), "NVDA", "170.00")
    found.quote(at(11, 14), NVDA_PUT, "17.40", "17.60", "0.97")
    found.price(at(12, 15, 50), "TSLA", "264.00")
    found.quote(at(12, 15, 50), TSLA_PUT, "1.00", "1.10", "0.90")
    return found


def certain() -> Model:
    """The stated model without chance: nothing fills inside the spread, and shares trade at their price.

    So a price does not depend on which second an order came in, and books can be compared to the cent.
    """
    model = stated()
    fills = model.fills.model_copy(update={"inside": ()})
    shares = model.shares.model_copy(update={"spread": Decimal(0)})
    return model.model_copy(update={"fills": fills, "shares": shares})


def proportional() -> Commissions:
    """A schedule without a least amount, so that two slices cost what one does."""
    return Commissions.model_validate(
        {
            "source": "none: made for a test",
            "as_of": "2019-01-01",
            "left_out": "everything",
            "rounded_to": "0.01",
            "options": {"per_contract": [{"rate": "0.65"}], "least_per_order": "0"},
            "shares": {"per_share": "0.01", "least_per_order": "0", "most_of_value": "0.01"},
        }
    )


class Points:
    """Counts what a process comes by, and kills it at one of them. What it came by is in a file, line by line."""

    def __init__(self, log: Path, kill_at: int | None) -> None:
        self.count, self.kill_at = 0, kill_at
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def pass_by(self, name: str) -> None:
        self.count += 1
        os.write(self.log, f"{name}\n".encode())
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Wall(SimulatedClock):
    """A clock whose time is in a file: it goes on when a process ends."""

    def __init__(self, file: Path, start: datetime) -> None:
        told = file.read_text() if file.exists() else ""
        super().__init__(datetime.fromisoformat(told).astimezone(start.tzinfo) if told else start)
        self.file = os.open(file, os.O_WRONLY | os.O_CREAT)

    def wait_until(self, at: datetime) -> datetime:
        now = super().wait_until(at)
        os.pwrite(self.file, now.isoformat().encode(), 0)
        return now


class WatchedBroker:
    """The way to the broker, with a point before and after each call."""

    def __init__(self, broker: Broker, points: Points) -> None:
        self.broker, self.points = broker, points

    def submit(self, ticket: Ticket) -> None:
        self.points.pass_by(f"before submit {ticket.reference}")
        self.broker.submit(ticket)
        self.points.pass_by(f"after submit {ticket.reference}")

    def replace(self, reference: str, ticket: Ticket) -> None:
        self.points.pass_by(f"before replace {ticket.reference}")
        self.broker.replace(reference, ticket)
        self.points.pass_by(f"after replace {ticket.reference}")

    def cancel(self, reference: str) -> None:
        self.points.pass_by(f"before cancel {reference}")
        self.broker.cancel(reference)
        self.points.pass_by(f"after cancel {reference}")

    def poll(self) -> Sequence[BrokerEvent]:
        self.points.pass_by("before poll")
        found = self.broker.poll()
        self.points.pass_by("after poll")
        return found

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        self.points.pass_by("before state")
        found = self.broker.state(sub_accounts, since)
        self.points.pass_by("after state")
        return found


class WatchedLedger(Ledger):
    """The ledger, with a point before each append, after its commit, and after its head is written down.

    A lease that a killed process left behind is taken over.
    """

    points: Points

    def journal(self, account: str, holder: str, at: datetime) -> Any:
        try:
            found = super().journal(account, holder, at)
        except LeaseRefused:
            soon = at + timedelta(seconds=1)
            found = self.take_over(account, holder, at, soon, "the test", "the process was killed")
        return WatchedJournal(found, self.points)


class WatchedJournal:
    """One account's part of it."""

    def __init__(self, journal: AccountJournal, points: Points) -> None:
        self.journal, self.points = journal, points
        self.head, self.entries, self.content = journal.head, journal.entries, journal.content
        self.heads = journal.ledger.heads.add
        journal.ledger.heads.add = self._head  # type: ignore[method-assign]

    def _head(self, last: Any) -> None:
        self.points.pass_by(f"committed {last.sequence}")
        self.heads(last)

    def append(self, at: datetime, events: Sequence[AccountEvent], contents: Sequence[bytes] = ()) -> Sequence[Entry]:
        kinds = " ".join(dict.fromkeys(each.kind for each in events))
        self.points.pass_by(f"before append {kinds}")
        found = self.journal.append(at, events, contents)
        self.points.pass_by(f"after append {kinds}")
        return found


def quotes(source: StillMarket) -> SnapshotQuotes:
    return SnapshotQuotes(source, certain().shares, every=None)


def broker_in(folder: Path, clock: SimulatedClock) -> PaperBroker:
    """The broker, whose books are in the folder."""
    opening = Opening(at=STARTS, cash=dict.fromkeys(SLEEVES, Decimal(410000)))
    return PaperBroker(
        Traded(market()),
        clock,
        world().calendar,
        opening,
        path=folder / "broker.db",
        schedule=proportional(),
        model=certain(),
    )


class Traded:
    """The market as the broker has it: it looks where something changes."""

    def __init__(self, source: StillMarket) -> None:
        self.source, self.quotes = source, quotes(source)
        self.price, self.close = self.quotes.price, self.quotes.close
        self.dividends, self.splits = self.quotes.dividends, self.quotes.splits

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        return self.source.changes(after, until)

    def quote(self, instrument: Any, at: datetime) -> Quote | None:
        return self.quotes.quote(instrument, at)


class Week(Bench):
    """The account in a folder: begun, or gone on with."""

    def __init__(self, folder: Path, kill_at: int | None, trace: Trace) -> None:
        self.points = Points(folder / "points", kill_at)
        clock = Wall(folder / "clock", STARTS)
        WatchedLedger.points = self.points
        super().__init__(
            folder,
            market=market(),
            events=opened("410000"),
            clock=clock,
            broker=broker_in(folder, clock),
            around=lambda broker: WatchedBroker(broker, self.points),
            ledger=WatchedLedger(folder / "a.ledger", create=True, durability="none", sync="written"),
            trace=trace,
        )


def process(folder: Path, kill_at: int | None, trace: Trace = "none") -> int:
    """Runs the week on in a process of its own; how it ended, negative for the signal that killed it.

    Records explain themselves only where it is asked for: a kill loses or keeps the whole of an append in either case.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        code = 1
        try:
            week = Week(folder, kill_at, trace)
            week.run(ENDS)
            week.close()
            code = 0
        except BaseException:  # noqa: BLE001 - a child process that ends any other way would go on as the test
            with suppress(OSError), (folder / "trouble").open("w") as stream:
                traceback.print_exc(file=stream)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@dataclass(frozen=True)
class Outcome:
    """What is left of a week: what must be equal, and what must hold of each by itself."""

    books: dict[str, Any]
    executions: frozenset[str]
    executions_at_broker: frozenset[str]
    differences: tuple[str, ...]
    intents: tuple[str, ...]
    kinds: Counter[str]


def outcome(folder: Path) -> Outcome:
    """The books of a folder, folded anew from its ledger, beside the broker's own."""
    clock = Wall(folder / "clock", STARTS)
    broker = broker_in(folder, clock)
    state = broker.state(SLEEVES, STARTS.date())
    books, fills, intents, kinds = AccountBooks(), [], [], Counter[str]()
    with Ledger(folder / "a.ledger", read_only=True) as ledger:
        for entry in ledger.entries("A"):
            books.apply(entry.event, entry.at)
            kinds[entry.event.kind] += 1
            if isinstance(entry.event, FillBooked):
                fills.append(entry.event)
            if isinstance(entry.event, OrderPlanned):
                intents.append(entry.event.intent_key)
    view = books.view()
    return Outcome(
        _comparable(view, fills),
        frozenset(each.fill.execution_id for each in fills),
        frozenset(each.execution_id for each in state.executions),
        tuple(differences(view, state)),
        tuple(intents),
        kinds,
    )


def _comparable(view: AccountView, fills: Sequence[FillBooked]) -> dict[str, Any]:
    """The books without names that depend on the order in which two fills of one second came."""
    executed: Counter[tuple[str, str, str, Decimal]] = Counter()
    costs = Decimal(0)
    for each in fills:
        fill = each.fill
        executed[each.sleeve, fill.instrument.symbol, fill.act, fill.price] += fill.quantity
        costs += fill.commission or Decimal(0)
    found: dict[str, Any] = {"executed": dict(sorted(executed.items())), "commissions": costs}
    for sleeve in view.sleeves:
        found[sleeve.key] = {
            "cash": sleeve.cash,
            "realised": sleeve.realised,
            "tax reserve": sleeve.tax_reserve,
            "base": sleeve.base,
            "positions": sorted(
                (each.instrument.symbol, each.side, each.quantity, each.credit, each.purpose)
                for each in sleeve.positions
            ),
            "lots": sorted(
                (holding.underlying, lot.shares, lot.cost, lot.acquired_on, lot.assigned)
                for holding in sleeve.holdings
                for lot in holding.lots
            ),
            "sales": sorted(
                (holding.underlying, sale.shares, sale.price) for holding in sleeve.holdings for sale in holding.sales
            ),
        }
    return found


def warm_up() -> None:
    """Loads once what every process needs."""
    world()
    laws().at(STARTS)


def points_of(folder: Path) -> list[str]:
    """What the processes of a folder came by."""
    return (folder / "points").read_text().splitlines()


def uninterrupted() -> tuple[Outcome, list[str]]:
    """The week without an interruption, with records as they usually are, and its points."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code = process(folder, None, USUAL)
        assert code == 0, trouble(folder)
        return outcome(folder), points_of(folder)


def killed_at(each: Sequence[int]) -> tuple[Outcome, list[str]]:
    """The week, killed at these points, each counted from the beginning of the week as far as it got.

    Between two kills the process comes by as many points as lie between their numbers. What it was killed at is told.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        killed: list[str] = []
        for gap in _gaps(each):
            code = process(folder, gap)
            if code == 0:
                break
            assert code == -signal.SIGKILL, trouble(folder)
            killed.append(points_of(folder)[-1])
        else:
            code = process(folder, None)
            assert code == 0, trouble(folder)
        return outcome(folder), killed


def _gaps(numbers: Sequence[int]) -> Iterator[int]:
    before = 0
    for each in sorted(numbers):
        yield each - before
        before = each


def trouble(folder: Path) -> str:
    """What a process left behind that ended by an error."""
    file = folder / "trouble"
    return file.read_text() if file.exists() else "it ended without a word"


def require_equal(found: Outcome, expected: Outcome, what: str) -> None:
    """The same books, to the cent; nothing lost, nothing twice, and the broker agrees."""
    for key, value in expected.books.items():
        assert found.books[key] == value, f"{what}: {key}"
    assert found.differences == (), what
    assert found.executions == found.executions_at_broker, what
    assert len(set(found.intents)) == len(found.intents), what


def spread(count: int, points: int, together: int) -> list[list[int]]:
    """`count` different points, evenly over all, in groups of `together` whose members lie far apart."""
    chosen = sorted({1 + number * points // count for number in range(count)})
    groups = -(-len(chosen) // together)
    return [chosen[first::groups] for first in range(groups)]
