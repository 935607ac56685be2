"""What the simulator asks of a market: quotes, prices, sessions, dividends and splits, recorded or modelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from brokers.paper.model import Shares
from engine.snapshot import Snapshot
from engine.trading.instrument import Instrument


@dataclass(frozen=True, slots=True)
class Quote:
    """Both sides of a market, in dollars per share; a side that nobody quotes is None.

    `age` in seconds, None where nobody knows it: such a quote fills nothing. Sizes count contracts or shares.
    `step` is what its prices are multiples of, where that is known. `modelled` tells a computed quote from a recorded
    one.
    """

    bid: Decimal | None
    ask: Decimal | None
    age: Decimal | None = Decimal(0)
    bid_size: int | None = None
    ask_size: int | None = None
    step: Decimal | None = None
    modelled: bool = False

    @property
    def mid(self) -> Decimal | None:
        """Between bid and ask; None where one of them is missing."""
        return None if self.bid is None or self.ask is None else (self.bid + self.ask) / 2


@dataclass(frozen=True, slots=True)
class Dividend:
    """Cash on a share for those who hold it before `ex_on`; paid on `pays_on`, or on the ex-date where unknown."""

    ex_on: date
    per_share: Decimal
    pays_on: date | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """From the open of `ex_on`, every `of` shares are `to`."""

    ex_on: date
    to: int
    of: int = 1


class Hours(Protocol):
    """One session of the exchange."""

    @property
    def on(self) -> date:
        """Its date at the exchange."""

    @property
    def opens(self) -> datetime:
        """Its first instant."""

    @property
    def closes(self) -> datetime:
        """Its last instant, at which nothing trades any more."""


class Sessions(Protocol):
    """The exchange's calendar; None where it says nothing."""

    def session(self, on: date) -> Hours | None:
        """The session of a date."""

    def previous(self, on: date) -> Hours | None:
        """The last session before a date."""

    def next(self, on: date) -> Hours | None:
        """The first session after a date."""


class Quotes(Protocol):
    """A market. The same question always has the same answer; no answer may use what was not known at the instant."""

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The first instant after one and not after the other at which a quote may be another, if there is one."""

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """Bid and ask of a share or an option, or None where nobody makes a market."""

    def price(self, underlying: str, at: datetime) -> Decimal | None:
        """The price of an underlying."""

    def close(self, underlying: str, session: Hours) -> Decimal | None:
        """The official closing price of a session, which settles what expires; None while it is not known."""

    def dividends(self, underlying: str) -> Sequence[Dividend]:
        """All that are known, by ex-date."""

    def splits(self, underlying: str) -> Sequence[Split]:
        """All that are known, by ex-date."""


class Snapshots(Protocol):
    """What is taken of the session's market port."""

    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant. What is not known is left out."""


class SnapshotQuotes:
    """The market port of the session, read as a market to trade in: the same facts that the law decides on.

    Quotes are looked at on a grid of `every`, counted from midnight UTC, and held in between; without it, only at
    the instants at which the broker is asked something. `closes` are closing prices by underlying and date; of an
    underlying that is not among them the last price of the session stands. `modelled` marks every quote of contracts;
    those of shares that are made of a price are always marked.
    """

    def __init__(
        self,
        market: Snapshots,
        shares: Shares,
        every: timedelta | None = None,
        dividends: Mapping[str, Sequence[Dividend]] | None = None,
        splits: Mapping[str, Sequence[Split]] | None = None,
        closes: Mapping[str, Mapping[date, Decimal]] | None = None,
        modelled: bool = False,
    ) -> None:
        self._market, self._shares, self._every = market, shares, every
        self._dividends, self._splits = dict(dividends or {}), dict(splits or {})
        self._closes, self._modelled = dict(closes or {}), modelled
        self._last: tuple[datetime, Snapshot] | None = None

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The next step of the grid, if there is one."""
        if self._every is None:
            return None
        midnight = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        following = midnight + ((after - midnight) // self._every + 1) * self._every
        return following if following <= until else None

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """The contract's bid and ask; a share's, or around its price."""
        if instrument.option is None:
            return self._share(instrument.underlying, at)
        facts = self._facts("contract", instrument.symbol, at)
        return None if facts is None else self._both(facts)

    def price(self, underlying: str, at: datetime) -> Decimal | None:
        """The spot price, whatever its age."""
        facts = self._facts("underlying", underlying, at)
        return None if facts is None else _number(facts.get("spot"))

    def close(self, underlying: str, session: Hours) -> Decimal | None:
        """As it was given, or else the price at the session's last instant."""
        given = self._closes.get(underlying)
        return self.price(underlying, session.closes) if given is None else given.get(session.on)

    def dividends(self, underlying: str) -> Sequence[Dividend]:
        """As they were given."""
        return self._dividends.get(underlying, ())

    def splits(self, underlying: str) -> Sequence[Split]:
        """As they were given."""
        return self._splits.get(underlying, ())

    def _share(self, underlying: str, at: datetime) -> Quote | None:
        facts = self._facts("underlying", underlying, at)
        if facts is None:
            return None
        if _number(facts.get("bid")) is not None or _number(facts.get("ask")) is not None:
            return self._both(facts)
        spot = _number(facts.get("spot"))
        if spot is None:
            return None
        half = self._shares.spread / 2
        bid = (spot - half) // self._shares.step * self._shares.step
        return Quote(bid, bid + self._shares.spread, _age(facts.get("spot")), modelled=True)

    def _both(self, facts: Mapping[str, Any]) -> Quote:
        bid, ask = facts.get("bid"), facts.get("ask")
        ages = [_age(each) for each in (bid, ask) if _number(each) is not None]
        known = [each for each in ages if each is not None]
        age = max(known) if known and len(known) == len(ages) else None
        return Quote(_number(bid), _number(ask), age, step=_number(facts.get("tick")), modelled=self._modelled)

    def _facts(self, scope: str, key: str, at: datetime) -> Mapping[str, Any] | None:
        if self._last is None or self._last[0] != at:
            self._last = at, self._market.snapshot(at)
        found: Mapping[str, Any] | None = self._last[1].facts.get(scope, {}).get(key)
        return found


def _number(value: Any) -> Decimal | None:
    text = value.get("value") if isinstance(value, Mapping) else value
    try:
        number = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _age(value: Any) -> Decimal | None:
    if not isinstance(value, Mapping):
        return Decimal(0)
    age = value.get("age", "0")
    try:
        return Decimal(age)
    except InvalidOperation:
        return None
