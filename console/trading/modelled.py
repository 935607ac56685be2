"""The modelled market as a broker on paper and a session see it: quotes to trade on, and instants to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from brokers.paper import Dividend, Quote, Split
from brokers.paper.model import Shares
from brokers.paper.quotes import Hours
from engine.snapshot import Snapshot
from engine.trading.instrument import Instrument
from facts.modelled.instants import InstantsModel, of_session
from facts.modelled.market import ModelledMarket
from facts.sessions import Calendar


@dataclass(frozen=True, slots=True)
class Level:
    """A price that matters, in dollars per share."""

    underlying: str
    price: Decimal


class StatedInstants:
    """The modelled market, looked at where it is stated, and where a price reaches a level of `levels`."""

    def __init__(self, market: ModelledMarket, instants: InstantsModel, calendar: Calendar) -> None:
        self.market, self.instants, self.calendar = market, instants, calendar
        self.levels: tuple[Level, ...] = ()

    def snapshot(self, at: datetime) -> Snapshot:
        """As the market."""
        return self.market.snapshot(at)

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """As the market."""
        return self.market.instrument(symbol, snapshot)

    def watch(self, instruments: Collection[Instrument]) -> None:
        """As the market."""
        self.market.watch(instruments)

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The next stated instant."""
        zone = self.calendar.zone
        day = self.calendar.local(after).date()
        session = self.calendar.session(day) or self.calendar.next(day)
        while session is not None and session.opens <= until:
            found = set(of_session(self.instants, self.calendar, session.on))
            for level in self.levels:
                found.update(_second(at) for at in self.market.crossings(level.underlying, level.price, session.on))
            for at in sorted(found):
                if after < at <= until:
                    return at.astimezone(zone)
            session = self.calendar.next(session.on)
        return None


def _second(at: datetime) -> datetime:
    """The second at which something that happened within one is seen."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)


class ModelledQuotes:
    """What the broker fills against. A quote of the model is never older than the instant at which it is asked."""

    def __init__(self, market: ModelledMarket, shares: Shares) -> None:
        self.market, self.shares = market, shares

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """None: an order is worked against the quotes of the instants at which somebody asks."""
        del after, until
        return None

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """Bid and ask of the model; of a share around its price."""
        if instrument.option is None:
            price = self.market.price(instrument.underlying, at)
            if price is None:
                return None
            bid = (price - self.shares.spread / 2) // self.shares.step * self.shares.step
            return Quote(bid, bid + self.shares.spread, modelled=True)
        found = self.market.quote(instrument, at)
        return None if found is None else Quote(found.bid, found.ask, step=found.step, modelled=True)

    def price(self, underlying: str, at: datetime) -> Decimal | None:
        """The price of the path."""
        return self.market.price(underlying, at)

    def close(self, underlying: str, session: Hours) -> Decimal | None:
        """The price of the path at the session's last instant, which is the recorded close."""
        return self.market.price(underlying, session.closes)

    def dividends(self, underlying: str) -> Sequence[Dividend]:
        """By ex-date; paid on it, since nobody recorded when they were."""
        return [Dividend(on, amount) for on, amount in self.market.dividends(underlying)]

    def splits(self, underlying: str) -> Sequence[Split]:
        """By ex-date."""
        return [Split(on, ratio.numerator, ratio.denominator) for on, ratio in self.market.splits(underlying)]
