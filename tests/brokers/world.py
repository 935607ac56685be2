"""A small market for the tests: quotes that a test sets, weekdays as sessions, and a clock that a test moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brokers.paper import Dividend, FaultPlan, Model, Opening, PaperBroker, Quote, Split
from brokers.paper.data import read_text
from brokers.paper.model import stated
from brokers.paper.quotes import Hours
from engine.trading.broker import Act, BrokerEvent, BrokerPosition, BrokerState, Ticket
from engine.trading.instrument import Instrument, Option, Right

NEW_YORK = ZoneInfo("America/New_York")
THURSDAY = date(2026, 4, 16)
FRIDAY = date(2026, 4, 17)
TEN = datetime.combine(THURSDAY, time(10), NEW_YORK)
SHARE = Instrument(symbol="XYZ", underlying="XYZ")


def option(
    right: Right = "put", strike: str = "100", expires_on: date = FRIDAY, cash_settled: bool = False, **terms: int
) -> Instrument:
    """An option on XYZ, by its terms."""
    thousandths = str(int(Decimal(strike) * 1000)).zfill(8)
    symbol = f"XYZ{expires_on:%y%m%d}{right[0].upper()}{thousandths}"
    given = {"multiplier": 100, "deliverable": 100} | terms
    full = Option(expires_on=expires_on, right=right, strike=Decimal(strike), cash_settled=cash_settled, **given)
    return Instrument(symbol=symbol, underlying="XYZ", option=full)


PUT, CALL = option("put"), option("call")


@dataclass(frozen=True)
class Day:
    """A session from 09:30 to 16:00 in New York."""

    on: date

    @property
    def opens(self) -> datetime:
        return datetime.combine(self.on, time(9, 30), NEW_YORK)

    @property
    def closes(self) -> datetime:
        return datetime.combine(self.on, time(16), NEW_YORK)


class Weekdays:
    """Every weekday is a session."""

    def session(self, on: date) -> Hours | None:
        return Day(on) if on.weekday() < 5 else None

    def previous(self, on: date) -> Hours | None:
        return self._near(on, -1)

    def next(self, on: date) -> Hours | None:
        return self._near(on, 1)

    def _near(self, on: date, step: int) -> Hours:
        on += timedelta(days=step)
        while on.weekday() >= 5:
            on += timedelta(days=step)
        return Day(on)


@dataclass
class Tape:
    """Quotes by symbol, each from an instant on, and prices of XYZ likewise."""

    quotes: dict[str, list[tuple[datetime, Quote | None]]] = field(default_factory=dict)
    prices: list[tuple[datetime, Decimal | None]] = field(default_factory=list)
    paid: Sequence[Dividend] = ()
    parted: Sequence[Split] = ()

    def set(self, instrument: Instrument, at: datetime, bid: str | None, ask: str | None, **more: Any) -> None:
        """A quote from an instant on."""
        sides = [None if each is None else Decimal(each) for each in (bid, ask)]
        self.quotes.setdefault(instrument.symbol, []).append((at, Quote(sides[0], sides[1], **more)))

    def price_from(self, at: datetime, price: str | None) -> None:
        """A price of XYZ from an instant on."""
        self.prices.append((at, None if price is None else Decimal(price)))

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        times = [at for quotes in self.quotes.values() for at, _ in quotes] + [at for at, _ in self.prices]
        return min((each.astimezone(UTC) for each in times if after < each <= until), default=None)

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        found = [quote for since, quote in self.quotes.get(instrument.symbol, []) if since <= at]
        return found[-1] if found else None

    def price(self, underlying: str, at: datetime) -> Decimal | None:
        found = [price for since, price in self.prices if since <= at]
        return found[-1] if found else None

    def close(self, underlying: str, session: Hours) -> Decimal | None:
        return self.price(underlying, session.closes)

    def dividends(self, underlying: str) -> Sequence[Dividend]:
        return self.paid

    def splits(self, underlying: str) -> Sequence[Split]:
        return self.parted


class Hand:
    """A clock that a test moves."""

    def __init__(self, at: datetime = TEN) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def wait_until(self, at: datetime) -> datetime:
        self.at = max(self.at, at)
        return self.at


def plan(text: str) -> FaultPlan:
    """A fault plan from YAML."""
    return read_text(FaultPlan, text)


def ticket(
    reference: str = "A gen o1.1/v1",
    act: Act = "sell",
    quantity: int = 1,
    limit: str = "1.00",
    instrument: Instrument = PUT,
    sub_account: str = "A gen",
) -> Ticket:
    """A ticket; without more, one put sold at a dollar."""
    return Ticket(
        reference=reference,
        sub_account=sub_account,
        instrument=instrument,
        act=act,
        quantity=quantity,
        limit=Decimal(limit),
    )


class World:
    """A broker, its market and its clock."""

    def __init__(
        self,
        cash: str = "1000000",
        faults: str | None = None,
        path: Path | None = None,
        positions: Sequence[tuple[Instrument, int]] = (),
        model: Model | None = None,
        seed: int = 0,
        tape: Tape | None = None,
        at: datetime = TEN,
    ) -> None:
        self.tape, self.clock = tape or Tape(), Hand(at)
        self.path, self.model, self.seed = path, model, seed
        self.plan = None if faults is None else plan(faults)
        held = tuple(
            BrokerPosition(sub_account="A gen", instrument=each, quantity=quantity) for each, quantity in positions
        )
        self.opening = Opening(at=at, cash={"A gen": Decimal(cash), "A rev": Decimal(cash)}, positions=held)
        self.broker = self.connect()

    def connect(self) -> PaperBroker:
        """A new connection to the same books, if they are in a file."""
        self.broker = PaperBroker(
            self.tape,
            self.clock,
            Weekdays(),
            self.opening,
            path=self.path,
            seed=self.seed,
            faults=self.plan,
            model=self.model,
        )
        return self.broker

    def quote(self, bid: str | None, ask: str | None, instrument: Instrument = PUT, **more: Any) -> None:
        """From now on."""
        self.tape.set(instrument, self.clock.at, bid, ask, **more)

    def wait(self, seconds: float) -> list[BrokerEvent]:
        """What is heard after a while."""
        self.clock.at += timedelta(seconds=seconds)
        return list(self.broker.poll())

    def wait_silently(self, seconds: float) -> None:
        """Time passes, and nobody asks."""
        self.clock.at += timedelta(seconds=seconds)

    def until(self, on: date, at: time) -> list[BrokerEvent]:
        """What is heard by an instant."""
        self.clock.at = datetime.combine(on, at, NEW_YORK)
        return list(self.broker.poll())

    def state(self, *sub_accounts: str, since: date = THURSDAY) -> BrokerState:
        return self.broker.state(sub_accounts or ("A gen",), since)

    def cash(self, sub_account: str = "A gen") -> Decimal:
        return dict(self.state(sub_account).cash)[sub_account]

    def held(self) -> dict[str, int]:
        return {each.instrument.symbol: each.quantity for each in self.state().positions}


def without_latency() -> Model:
    """The stated model, with messages that take no time."""
    model = stated()
    latency = {name: Decimal(0) for name in type(model.latency).model_fields}
    return model.model_copy(update={"latency": model.latency.model_copy(update=latency)})


def heard(events: Sequence[BrokerEvent]) -> list[str]:
    """The kinds of events."""
    return [each.heard for each in events]
