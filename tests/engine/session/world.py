"""An account in a small market that stands still unless a test moves it: real law, paper broker, books and ledger."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brokers.paper import Dividend, FaultPlan, Model, PaperBroker, SnapshotQuotes
from brokers.paper.data import read_text
from brokers.paper.model import stated
from console.trading.clocks import SimulatedClock
from console.trading.laws import LawBook
from console.trading.stage import Staging, paper, stage
from engine.backends.registry import DEFAULT
from engine.record import Trace
from engine.session.floor import Floor
from engine.session.session import Looked, Session
from engine.snapshot import Snapshot
from engine.trading.books import AccountView, OrderView
from engine.trading.broker import Broker
from engine.trading.events import (
    AccountEvent,
    AccountOpened,
    AlertRaised,
    LotBrought,
    OrderPlanned,
    PositionBrought,
    SleeveOpened,
    SliceStepped,
)
from engine.trading.instrument import Instrument
from engine.trading.journal import Entry
from facts import occ
from facts.description import World
from facts.exact import plain
from facts.modelled.description import load_market
from facts.traded import listed, traded
from ledger.store import Ledger

NEW_YORK = ZoneInfo("America/New_York")
ROOT = Path(__file__).parents[3]

PRICES = {"SPY": "288.00", "AAPL": "200.00", "NVDA": "190.00", "TSLA": "270.00"}
"""Of a week in April 2019, roughly; nothing here depends on that."""

SPY_PUT, AAPL_PUT = "SPY190412P00288000", "AAPL190412P00200000"
NVDA_PUT, TSLA_PUT = "NVDA190412P00187500", "TSLA190412P00265000"
NEXT_NVDA_PUT, NEXT_SPY_PUT = "NVDA190418P00182500", "SPY190418P00285000"
AAPL_CALL = "AAPL190412C00205000"

QUOTES = {
    SPY_PUT: ("1.58", "1.62", "0.43"),
    AAPL_PUT: ("1.18", "1.22", "0.42"),
    NVDA_PUT: ("2.08", "2.12", "0.33"),
    TSLA_PUT: ("3.98", "4.02", "0.32"),
}
"""Bid, ask and delta of the contracts that there are without more."""


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 4) -> datetime:
    """An instant of 2019 in New York."""
    return datetime(2019, month, day, hour, minute, second, tzinfo=NEW_YORK)


WEDNESDAY, THURSDAY, FRIDAY = at(10, 10), at(11, 10), at(12, 10)
"""Ten o'clock: Rev's window, Gen's window, and the last session of the week."""


@cache
def world() -> World:
    """The calendar of 2019 to 2023, and the instruments."""
    return load_market(ROOT / "examples/five-years/market.yaml").recording.world


@cache
def laws() -> LawBook:
    """The law 1.3, as if it had been in force in 2019."""
    return LawBook(ROOT / "constitution/all-use/1.3", (), True)


def option(symbol: str) -> Instrument:
    """A contract, with its usual terms."""
    found = listed(symbol, world().instruments)
    assert found is not None
    return found


@dataclass
class StillMarket:
    """Prices and quotes from an instant on. `told` marks every change, so that sessions are woken by it."""

    prices: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    quotes: dict[str, list[tuple[datetime, tuple[str, str, str] | None]]] = field(default_factory=dict)
    vix: list[tuple[datetime, str]] = field(default_factory=list)
    asked: int = 0

    @classmethod
    def of(cls, quotes: dict[str, tuple[str, str, str]] | None = None) -> StillMarket:
        """A market of some contracts, from the beginning on."""
        found = cls()
        long_ago = datetime(2019, 1, 2, tzinfo=NEW_YORK)
        for symbol, price in PRICES.items():
            found.prices[symbol] = [(long_ago, price)]
        for symbol, quote in (QUOTES if quotes is None else quotes).items():
            found.quotes[symbol] = [(long_ago, quote)]
        found.vix = [(long_ago, "15.00")]
        return found

    def quote(self, since: datetime, symbol: str, bid: str, ask: str, delta: str = "0.50") -> None:
        """Another market in a contract from an instant on."""
        self.quotes.setdefault(symbol, []).append((since, (bid, ask, delta)))

    def silent(self, since: datetime, symbol: str) -> None:
        """No market in a contract from an instant on."""
        self.quotes[symbol].append((since, None))

    def price(self, since: datetime, symbol: str, price: str) -> None:
        """Another price of an underlying from an instant on."""
        self.prices[symbol].append((since, price))

    # --- the port ---------------------------------------------------------------------------------
    def snapshot(self, at: datetime) -> Snapshot:
        self.asked += 1
        calendar, local = world().calendar, at.astimezone(NEW_YORK)
        today = local.date()
        facts: dict[str, Any] = {
            "clock": calendar.facts(at),
            "market": {"vix": _since(self.vix, at), "vix_close": ["15.00"] * 5},
            "underlying": {},
        }
        session = calendar.session(today)
        open_now = session is not None and session.opens <= at <= session.closes
        for symbol, prices in self.prices.items():
            price = _since(prices, at)
            facts["underlying"][symbol] = {
                "instrument": "fund" if symbol == "SPY" else "stock",
                "spot": price,
                "has_chain": "true" if open_now else "false",
                "lot_size": "100",
                "next_earnings": "2019-05-20",
                "last_earnings": "2019-02-20",
                "true_range": ["4", "4", "4", "4", "4"],
            }
        if open_now:
            facts["expiry"], facts["contract"] = {}, {}
            for symbol, quotes in self.quotes.items():
                terms, quote = occ.read(symbol), _since(quotes, at)
                assert terms is not None
                if terms.expires_on < today:
                    continue
                expiry = f"{terms.root} {terms.expires_on.isoformat()}"
                facts["expiry"][expiry] = {"underlying": terms.root, "date": terms.expires_on.isoformat()}
                facts["contract"][symbol] = _contract(symbol, expiry, today, quote)
        return Snapshot(local.isoformat(), (), facts, "a market that stands still")

    def watch(self, instruments: Iterable[Instrument]) -> None:
        """Everything is quoted in any case."""

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        found = traded(symbol, snapshot.facts)
        if found is None:
            raise KeyError(symbol)
        return found

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        tapes: list[Sequence[tuple[datetime, Any]]] = [*self.prices.values(), *self.quotes.values(), self.vix]
        times = [since for tape in tapes for since, _ in tape]
        return min((each for each in times if after < each <= until), default=None)

    def copy(self) -> StillMarket:
        return copy.deepcopy(self)


def _since(told: Sequence[tuple[datetime, Any]], at: datetime) -> Any:
    found = [value for since, value in told if since <= at]
    return found[-1] if found else None


def _contract(symbol: str, expiry: str, today: date, quote: tuple[str, str, str] | None) -> dict[str, str]:
    terms = occ.read(symbol)
    assert terms is not None
    found = {
        "expiry": expiry,
        "right": terms.right,
        "strike": plain(terms.strike),
        "expires_on": terms.expires_on.isoformat(),
        "multiplier": "100",
        "tick": "0.01",
        "open_interest": "9000",
        "volume": "9000",
        "average_volume": "9000",
        "days_to_expiry": str((terms.expires_on - today).days),
        "sessions_to_expiry": str(world().calendar.between(today, terms.expires_on)),
    }
    if quote is not None:
        bid, ask, delta = quote
        found |= {"bid": bid, "ask": ask, "feed_delta": delta, "model_delta": delta}
    return found


def opened(
    cash: str = "400000", positions: Sequence[PositionBrought] = (), lots: Sequence[LotBrought] = (), name: str = "A"
) -> list[AccountEvent]:
    """The events with which an account begins, each sleeve with as much cash."""
    sleeves = tuple(
        SleeveOpened(name=f"{name} {kind}", sleeve_kind=kind, cash=Decimal(cash), base=Decimal(cash))
        for kind in ("gen", "rev", "com")
    )
    opened = AccountOpened(account=name, user="demo", account_kind="full", opened_on=date(2019, 1, 2), sleeves=sleeves)
    return [opened, *positions, *lots]


def held(
    symbol: str, quantity: int = 1, sleeve: str = "A gen", credit: str = "2.00", side: Any = "short", number: int = 1
) -> PositionBrought:
    """A position that the account begins with."""
    return PositionBrought(
        position=f"{sleeve} {number}",
        sleeve=sleeve,
        instrument=option(symbol),
        side=side,
        quantity=quantity,
        credit=Decimal(credit),
        opened_on=date(2019, 4, 4),
    )


def lot(symbol: str, shares: int, cost: str, sleeve: str = "A com", assigned: bool = False) -> LotBrought:
    """Shares that the account begins with."""
    return LotBrought(
        sleeve=sleeve,
        underlying=symbol,
        shares=shares,
        cost=Decimal(cost),
        acquired_on=date(2019, 4, 1),
        assigned=assigned,
    )


def nobody() -> Model:
    """The stated model in which nobody trades inside the spread: what is not at the other side waits."""
    model = stated()
    return model.model_copy(update={"fills": model.fills.model_copy(update={"inside": ()})})


def plan(text: str | None) -> FaultPlan | None:
    """A fault plan from YAML."""
    return None if text is None else read_text(FaultPlan, text)


class Bench:
    """One account at work. `around` may put something between the session and the broker, or the ledger.

    Records explain themselves as far as `trace` says: by default not, for nothing that a session does depends on it.
    """

    def __init__(
        self,
        path: Path,
        start: datetime = WEDNESDAY,
        market: StillMarket | None = None,
        events: Sequence[AccountEvent] | None = None,
        faults: str | None = None,
        seed: int = 0,
        around: Callable[[Broker], Broker] | None = None,
        clock: SimulatedClock | None = None,
        broker: PaperBroker | None = None,
        ledger: Ledger | None = None,
        model: Model | None = None,
        dividends: Mapping[str, Sequence[Dividend]] | None = None,
        trace: Trace = "none",
        engine: str = DEFAULT,
        law: LawBook | None = None,
    ) -> None:
        self.path, self.around = path, around
        self.trace, self.engine, self.law = trace, engine, law or laws()
        self.market = market or StillMarket.of()
        self.clock = clock or SimulatedClock(start)
        self.ledger = ledger or Ledger(path / "a.ledger", create=True, durability="none", sync="none")
        self.openings = {"A": list(events or opened())}
        quotes = SnapshotQuotes(self.market, stated().shares, every=timedelta(seconds=1), dividends=dividends)

        def connected() -> PaperBroker:
            return paper(
                quotes,
                world().calendar,
                self.clock,
                self.openings,
                path=path / "broker.db",
                seed=seed,
                faults=plan(faults),
                model=model,
            )

        self.connected = connected
        self.broker = broker or connected()
        self.clock.moves = self.broker
        self.alerts: list[AlertRaised] = []
        self.looks: list[Looked] = []
        self.floor = self.staged()

    def staged(self) -> Floor:
        """Sessions on their feet, as after a start."""
        port: Any = self.broker if self.around is None else self.around(self.broker)
        common = (self.law, self.market, world(), self.clock, self.ledger, "test", False, self._alert)
        staging = Staging(*common, self.trace, self.engine)
        return stage(staging, port, self.openings)

    def restart(self) -> None:
        """A session like new, on the ledger of the one before; the broker is connected to anew."""
        now = self.clock.now()
        lease = self.ledger.lease("A")
        if lease is not None and lease.holder is not None:
            soon = max(now, lease.heartbeat) + timedelta(seconds=1)
            self.ledger.take_over("A", "test", now, soon, "the test", "a restart").release(now)
        self.broker = self.connected()
        self.clock.moves = self.broker
        self.floor = self.staged()

    def _alert(self, account: str, at: datetime, raised: AlertRaised) -> None:
        self.alerts.append(raised)

    @property
    def session(self) -> Session:
        return self.floor.sessions["A"]

    def run(self, until: datetime) -> None:
        """Runs up to an instant."""
        self.floor.run(until, lambda _, looked: self.looks.append(looked))

    def seconds(self, seconds: float) -> None:
        """Runs on for some seconds."""
        self.run(self.clock.now() + timedelta(seconds=seconds))

    @property
    def view(self) -> AccountView:
        return self.session.desk.view()

    def entries(self) -> list[Entry]:
        return list(self.ledger.entries("A"))

    def events(self, *kinds: type[AccountEvent]) -> list[Any]:
        """What the ledger holds of some kinds."""
        return [each.event for each in self.entries() if not kinds or isinstance(each.event, kinds)]

    def orders(self, symbol: str | None = None) -> list[OrderPlanned]:
        found = self.events(OrderPlanned)
        return [each for each in found if symbol is None or each.instrument.symbol == symbol]

    def steps(self, key: str | None = None) -> list[SliceStepped]:
        return [each for each in self.events(SliceStepped) if key is None or each.slice == key]

    def order(self, key: str) -> OrderView:
        return next(each for each in self.view.orders if each.key == key)

    def positions(self) -> dict[str, int]:
        """What is held by the books, by symbol, negative when short."""
        found: dict[str, int] = {}
        for sleeve in self.view.sleeves:
            for each in sleeve.positions:
                signed = each.quantity if each.side == "long" else -each.quantity
                found[each.instrument.symbol] = found.get(each.instrument.symbol, 0) + signed
            for holding in sleeve.holdings:
                shares = sum(lot.shares for lot in holding.lots) - sum(sale.shares for sale in holding.sales)
                if shares:
                    found[holding.underlying] = found.get(holding.underlying, 0) + shares
        return found

    def positions_at_broker(self) -> dict[str, int]:
        """What is held by the broker's books."""
        state = self.broker.state([each.key for each in self.view.sleeves], self.clock.now().date())
        found: dict[str, int] = {}
        for each in state.positions:
            found[each.instrument.symbol] = found.get(each.instrument.symbol, 0) + each.quantity
        return found

    def close(self) -> None:
        self.ledger.close()


def told(bench: Bench) -> list[str]:
    """The ledger as short lines, for a person who looks at a failing test."""
    found = []
    for each in bench.entries():
        event = each.event.model_dump(exclude_none=True, mode="json")
        kind = event.pop("kind")
        found.append(f"{each.sequence} {each.at:%m-%d %H:%M:%S} {kind} {str(event)[:240]}")
    return found


def noon(day: date) -> datetime:
    """Twelve o'clock of a day."""
    return datetime.combine(day, time(12), NEW_YORK)
