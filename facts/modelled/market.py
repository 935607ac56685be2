"""The market of the session made of daily bars and a stated surface: nothing of it was recorded but the bars.

Each snapshot says so in its assumptions. Nothing is used before it could be known, but for the day's own bar, which the
path spreads over the session, and for the dates of reports and dividends, which are known from the one before on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from engine.snapshot import Assumption, Snapshot
from engine.trading.instrument import Instrument
from facts import bars, corporate, occ
from facts.black_scholes import Floats, years
from facts.chain import expiry_key, terms
from facts.exact import UNKNOWN, plain
from facts.modelled.description import WEEK, Look, MarketFile
from facts.modelled.listings import Listings
from facts.modelled.paths import CENT, Day, Paths
from facts.modelled.surface import Block, quoted
from facts.request import Request, as_asked
from facts.sessions import Session, seconds_between, written
from facts.tables import Table
from facts.traded import traded

Raw = dict[str, Any]

_INDEX_OF_VOLATILITY = "(volatility index)"  # beside the symbols of underlyings, of which it is none

_PRICES = ("open", "high", "low", "close")
_MILL = Decimal("0.001")
_GRID = Decimal("0.0001")
_A_SECOND = timedelta(seconds=1)
_HUNDRED = 100  # cents in a dollar, points of the VIX in a volatility of one


@dataclass(frozen=True, slots=True)
class Quote:
    """A modelled market in one option, in dollars per share. `step` is what its prices are multiples of."""

    bid: Decimal
    ask: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class _Group:
    """Contracts of one block: their strikes in thousandths, or one instrument, and the deltas that are looked at."""

    block: Block
    symbol: str
    expires_on: date
    right: occ.Right
    strikes: Sequence[int]
    low: int
    high: int
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class _Contract:
    """A contract that is given: its symbol, and the facts of it that last all day."""

    symbol: str
    facts: Raw


@dataclass(slots=True)
class _Known:
    """What holds all day, once a number of sessions are over."""

    today: date
    completed: Session | None
    underlyings: Raw
    market: Raw
    ratios: Mapping[str, float | None]
    expiries: dict[tuple[str, int, int], tuple[date, ...]] = field(default_factory=dict)
    counted: dict[date, Raw] = field(default_factory=dict)
    contracts: dict[tuple[str, date, str, int], _Contract] = field(default_factory=dict)


class ModelledMarket:
    """A market over years of daily bars. The same instant and the same watched contracts give the same facts.

    `request` says how far back the law looks, and which facts it asks for. Raises FactsError if the tables cannot be
    read.
    """

    def __init__(self, described: MarketFile, request: Request) -> None:
        recording = described.recording
        self._described = described
        self._request = request
        self._world = recording.world
        self._calendar = recording.world.calendar
        self._listings = Listings(described.listings, self._calendar)
        self._bars = recording.bars
        self._splits = bars.Splits(recording.table("splits"))
        self._earnings, self._dividends = recording.table("earnings"), recording.table("dividends")
        vix = recording.table("vix")
        table = recording.table("bars")
        assert vix is not None and table is not None  # a description without them was refused
        self._settles = timedelta(minutes=vix.mapping.about.settles_minutes_after_close or 0)
        self._vix = {on: close for on, close in vix.rows("session", "close") if close is not None}
        self._days = _as_traded(table, self._splits) | {_INDEX_OF_VOLATILITY: _whole_cents(vix)}
        index = described.market.index
        if index is not None:
            self._days[index.symbol] = {
                on: Day(*(index.times * price for price in (day.open, day.high, day.low, day.close)))
                for on, day in self._days.get(index.of, {}).items()
            }
        self._paths = Paths(self._days, described.market.path, opposed=(_INDEX_OF_VOLATILITY,))
        self._realised = _realised(table, self._splits, described)
        self._assumptions = tuple(Assumption(each.id, each.states, each.reason) for each in recording.model.assumptions)
        self._watched: tuple[Instrument, ...] = ()
        self._underlyings: frozenset[str] = frozenset()
        self._known: _Known | None = None
        self._now: tuple[datetime | None, dict[str, int | None]] = (None, {})

    # --- the port ---------------------------------------------------------------------------------
    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant. Quotes stand from the open to the close, both included."""
        known = self._known_at(at)
        session = self._in_session(at)
        facts: Raw = {
            "clock": self._calendar.facts(at),
            "market": known.market | self._vix_at(at, session),
            "underlying": {
                symbol: content | self._spot(symbol, at, session) for symbol, content in known.underlyings.items()
            },
        }
        if session is not None:
            facts["expiry"], facts["contract"] = self._chain(known, at, session)
        asked = as_asked(facts, self._request)
        found = {scope: content for scope, content in asked.items() if content}
        return Snapshot(written(at, self._calendar.zone), self._assumptions, found, self._described.placed.file)

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """The terms of a contract that the snapshot speaks of, or that is watched. Raises KeyError for any other."""
        watched = next((each for each in self._watched if each.symbol == symbol), None)
        found = traded(symbol, snapshot.facts) if watched is None else watched
        if found is None:
            raise KeyError(symbol)
        return found

    # --- beyond the port --------------------------------------------------------------------------
    def watch(self, instruments: Iterable[Instrument]) -> None:
        """From now on quotes these options as well, wherever prices have gone: what is held or ordered.

        Shares that are held may be named too: some looks are only taken at underlyings of what is watched.
        """
        named = {each.symbol: each for each in instruments}
        self._watched = tuple(named[symbol] for symbol in sorted(named) if named[symbol].option is not None)
        self._underlyings = frozenset(each.underlying for each in named.values())

    def price(self, underlying: str, at: datetime) -> Decimal | None:
        """The price of an underlying on its path; between sessions the last close."""
        cents = self._cents(underlying, at, self._in_session(at))
        return None if cents is None else CENT * cents

    def quote(self, instrument: Instrument, at: datetime) -> Quote | None:
        """Bid and ask of an option, or None outside the session, after its expiry, and where the model has none."""
        session = self._in_session(at)
        if session is None:
            return None
        block = self._own(self._known_at(at), instrument, at, session)
        if block is None:
            return None
        found = quoted([block])
        return Quote(CENT * int(found.bid[0]), CENT * int(found.ask[0]), CENT * int(found.tick[0]))

    def crossings(self, underlying: str, level: Decimal, on: date) -> tuple[datetime, ...]:
        """The instants of a session at which the path of an underlying comes to a price, in order."""
        session = self._calendar.session(on)
        path = None if session is None else self._paths.path(underlying, session)
        return () if path is None else tuple(path.crossings(level))

    def sessions(self) -> tuple[date, ...]:
        """The sessions of the market, in order."""
        market = self._described.market
        days = self._days[self._described.surface.volatility.reference]
        return tuple(on for on in sorted(days) if market.from_ <= on <= market.until)

    def dividends(self, underlying: str) -> tuple[tuple[date, Decimal], ...]:
        """Ex-dates and dollars per share, in order."""
        if self._dividends is None:
            return ()
        rows = self._dividends.rows("underlying", "ex_date", "amount")
        return tuple(sorted((on, Decimal(amount)) for symbol, on, amount in rows if symbol == underlying))

    def splits(self, underlying: str) -> tuple[tuple[date, Fraction], ...]:
        """Ex-dates, and how many new shares there are for an old one, in order."""
        return tuple(sorted((each.ex_date, each.ratio) for each in self._splits.of(underlying)))

    # --- what holds all day -------------------------------------------------------------------------
    def _known_at(self, at: datetime) -> _Known:
        today, completed = self._calendar.local(at).date(), self._calendar.completed(at)
        if self._known is None or (self._known.today, self._known.completed) != (today, completed):
            self._known = self._looked_up(at, today, completed)
        return self._known

    def _looked_up(self, at: datetime, today: date, completed: Session | None) -> _Known:
        every = self._calendar.last_completed(len(self._calendar), at)
        underlyings: Raw = {}
        for symbol in self._world.instruments.symbols():
            if symbol in self._days and symbol != _INDEX_OF_VOLATILITY:
                underlyings[symbol] = self._underlying(symbol, every, today)
        before = self._calendar.previous(today)
        ratios = {symbol: self._ratio(symbol, before) for symbol in self._described.optionable()}
        return _Known(today, completed, underlyings, self._index(at), ratios)

    def _underlying(self, symbol: str, every: Sequence[Session], today: date) -> Raw:
        instrument = self._world.instruments[symbol]
        found: Raw = {"instrument": instrument.kind, "lot_size": instrument.lot_size}
        if self._bars is not None and symbol in self._bars.symbols():
            found |= bars.facts(self._bars, symbol, every, self._request.true_range_sessions, today)
        if self._earnings is not None:
            found |= corporate.earnings(self._earnings, symbol, today, self._request)
        if self._dividends is not None:
            found |= corporate.dividend(self._dividends, symbol, today)
        return found

    def _index(self, at: datetime) -> Raw:
        """Closes of the VIX that are final, and those of the index, by its proxy."""
        found: Raw = {}
        window = self._calendar.last_completed(self._request.vix_close_sessions, at - self._settles)
        closes = [self._vix.get(each.on, UNKNOWN) for each in window]
        if any(close != UNKNOWN for close in closes):
            found["vix_close"] = closes
        index = self._described.market.index
        if index is not None:
            days = self._days[index.symbol]
            over = self._calendar.last_completed(self._request.index_high_sessions, at)
            levels = [days[each.on].close for each in over if each.on in days]
            if over and over[-1].on in days:
                found["spx_close"] = plain(CENT * levels[-1])
            if len(levels) == self._request.index_high_sessions:
                found["spx_high"] = plain(CENT * max(levels))
        return found

    def _ratio(self, symbol: str, before: Session | None) -> float | None:
        """A name's realised volatility over that of the reference, by the session before."""
        index = self._described.market.index
        of = index.of if index is not None and symbol == index.symbol else symbol
        if before is None:
            return None
        own = self._realised.get(of, {}).get(before.on)
        reference = self._realised.get(self._described.surface.volatility.reference, {}).get(before.on)
        return None if own is None or not reference else own / reference

    # --- prices -------------------------------------------------------------------------------------
    def _in_session(self, at: datetime) -> Session | None:
        session = self._calendar.session(self._calendar.local(at).date())
        return session if session is not None and session.opens <= at <= session.closes else None

    def _cents(self, symbol: str, at: datetime, session: Session | None) -> int | None:
        if session is not None:
            if self._now[0] != at:
                self._now = at, {}
            if symbol not in self._now[1]:
                path = self._paths.path(symbol, session)
                self._now[1][symbol] = None if path is None else path.at(at)
            return self._now[1][symbol]
        last = self._calendar.completed(at)
        day = None if last is None else self._paths.day(symbol, last.on)
        return None if day is None else day.close

    def _spot(self, symbol: str, at: datetime, session: Session | None) -> Raw:
        cents = self._cents(symbol, at, session)
        chained = session is not None and symbol in self._described.optionable()
        found: Raw = {"has_chain": "true" if chained else "false"}
        if cents is not None:
            found |= {"spot": self._aged(_cents_text(cents), at, session, timedelta()), "spot_source": "feed"}
        return found

    def _vix_at(self, at: datetime, session: Session | None) -> Raw:
        cents = self._cents(_INDEX_OF_VOLATILITY, at, session)
        return {} if cents is None else {"vix": self._aged(_cents_text(cents), at, session, self._settles)}

    def _aged(self, value: str, at: datetime, session: Session | None, settles: timedelta) -> object:
        last = None if session is not None else self._calendar.completed(at)
        age = 0 if last is None else max(seconds_between(last.closes + settles, at), 0)
        return {"value": value, "age": str(age)} if age else value

    # --- the chain ----------------------------------------------------------------------------------
    def _chain(self, known: _Known, at: datetime, session: Session) -> tuple[Raw, Raw]:
        """The contracts whose delta is looked at, and those that are watched, with their expiries, in order."""
        groups = [*self._looked_at(known, at, session), *self._held(known, at, session)]
        if not groups:
            return {}, {}
        quotes = quoted([each.block for each in groups])
        counts = [len(each.strikes) for each in groups]
        low = np.repeat([each.low for each in groups], counts)
        high = np.repeat([each.high for each in groups], counts)
        taken = np.flatnonzero((low <= quotes.delta) & (quotes.delta <= high))
        group = np.repeat(np.arange(len(groups)), counts)[taken]
        place = taken - (np.cumsum(counts) - counts)[group]
        columns = (each[taken].tolist() for each in (quotes.bid, quotes.ask, quotes.tick, quotes.delta))
        found: Raw = {}
        for number, strike, bid, ask, tick, delta in zip(group.tolist(), place.tolist(), *columns, strict=True):
            contract = self._contract(known, groups[number], groups[number].strikes[strike], at)
            found[contract.symbol] = contract.facts | {
                "tick": _cents_text(tick),
                "bid": _cents_text(bid),
                "ask": _cents_text(ask),
                "model_delta": _delta_text(delta),
            }
        expiries = {each["expiry"]: each["expires_on"] for each in found.values()}
        told = {
            expiry: {"underlying": expiry.rpartition(" ")[0], "date": expires_on}
            for expiry, expires_on in sorted(expiries.items())
        }
        return told, {symbol: found[symbol] for symbol in sorted(found)}

    def _looked_at(self, known: _Known, at: datetime, session: Session) -> Iterator[_Group]:
        """Every listed contract that a look may mean, whatever its delta."""
        for look in self._described.listings.looks:
            today = look.weekdays is None or WEEK[known.today.weekday()] in look.weekdays
            symbols = look.underlyings if today else sorted(self._underlyings.intersection(look.underlyings))
            for symbol in symbols if today or look.if_watched else ():
                yield from self._looked_at_of(known, look, symbol, at, session)

    def _looked_at_of(self, known: _Known, look: Look, symbol: str, at: datetime, session: Session) -> Iterator[_Group]:
        volatility, price = self._volatility(known, symbol, at, session), self.price(symbol, at)
        ticks = self._world.instruments.tick(symbol, known.today)
        if volatility is None or price is None or ticks is None:
            return
        name, is_call = self._described.name(symbol), look.right == "call"
        low, high = (int(each / _GRID) for each in look.deltas)
        lowest, highest = (share * price for share in look.strikes)
        window = (symbol, int(look.days[0]), int(look.days[1]))
        if window not in known.expiries:
            known.expiries[window] = self._listings.expiries(symbol, known.today, *window[1:])
        for expires_on in known.expiries[window]:
            left = self._left(expires_on, at)
            step = self._listings.step(symbol, (expires_on - known.today).days, price)
            strikes = range(0) if step is None else self._listings.strikes(step, lowest, highest)
            if left is not None and strikes:
                dollars = [strike / _MILLS for strike in strikes]
                block = Block(name, is_call, float(price), volatility, left, ticks, dollars)
                yield _Group(block, symbol, expires_on, look.right, strikes, low, high)

    def _held(self, known: _Known, at: datetime, session: Session) -> Iterator[_Group]:
        """What is watched, whatever its delta."""
        for instrument in self._watched:
            block, option = self._own(known, instrument, at, session), instrument.option
            if block is not None and option is not None:
                own = (instrument.underlying, option.expires_on, option.right)
                yield _Group(block, *own, (int(option.strike / _MILL),), 0, int(1 / _GRID), instrument)

    def _own(self, known: _Known, instrument: Instrument, at: datetime, session: Session) -> Block | None:
        """One contract by its own terms; None where the model has no market in it."""
        option, symbol = instrument.option, instrument.underlying
        if option is None or symbol not in known.ratios:
            return None
        volatility, price = self._volatility(known, symbol, at, session), self.price(symbol, at)
        ticks, left = self._world.instruments.tick(symbol, known.today), self._left(option.expires_on, at)
        if volatility is None or price is None or ticks is None or left is None:
            return None
        name, is_call = self._described.name(symbol), option.right == "call"
        shares: float = 1 if option.cash_settled else option.deliverable / option.multiplier
        return Block(name, is_call, float(price), volatility, left, ticks, [float(option.strike)], shares)

    def _volatility(self, known: _Known, symbol: str, at: datetime, session: Session) -> float | None:
        """A year's volatility at the money: the name's share of the VIX of now, between floor and cap."""
        ratio, vix = known.ratios[symbol], self._cents(_INDEX_OF_VOLATILITY, at, session)
        if ratio is None or vix is None:
            return None
        name = self._described.name(symbol)
        return min(max(ratio * vix / (_HUNDRED * _HUNDRED), float(name.floor)), float(name.cap))

    def _left(self, expires_on: date, at: datetime) -> float | None:
        """The years to the close of an expiry, None after it; at the close itself the last second's quote stands."""
        session = self._calendar.session(expires_on)
        if session is None or at > session.closes:
            return None
        return years(min(at, session.closes - _A_SECOND), session.closes)

    def _contract(self, known: _Known, group: _Group, strike: int, at: datetime) -> _Contract:
        """A contract by the terms of its group, or of its instrument where it has one of its own."""
        key = (group.symbol, group.expires_on, group.right, strike)
        found = known.contracts.get(key)
        if found is None or group.instrument is not None:
            expires_on, instrument = group.expires_on, group.instrument
            if expires_on not in known.counted:
                counted = terms([expires_on], at, self._calendar)
                known.counted[expires_on] = {name: column[0] for name, column in counted.items()}
            option = None if instrument is None else instrument.option
            dollars = _MILL * strike if option is None else option.strike
            facts = {
                "expiry": expiry_key(group.symbol, expires_on),
                "right": group.right,
                "strike": plain(dollars),
                **known.counted[expires_on],
                "multiplier": self._world.instruments[group.symbol].multiplier
                if option is None
                else str(option.multiplier),
            }
            listed = occ.write(group.symbol, expires_on, group.right, dollars)
            found = _Contract(listed if instrument is None else instrument.symbol, facts)
            if instrument is None:
                known.contracts[key] = found
        return found


_MILLS = 1000  # thousandths of a dollar, in which strikes are counted


@cache
def _cents_text(cents: int) -> str:
    return plain(CENT * cents)


@cache
def _delta_text(grid: int) -> str:
    return plain(_GRID * grid)


def _as_traded(table: Table, splits: bars.Splits) -> dict[str, dict[date, Day]]:
    """The bars in whole cents of the shares of their own day: later splits undone."""
    stated = table.mapping.restated_through
    found: dict[str, dict[date, Day]] = {}
    for symbol, on, *prices in table.rows("underlying", "session", *_PRICES):
        if None in prices:
            continue
        factor = splits.restatement(symbol, stated or on, on)
        found.setdefault(symbol, {})[on] = Day(*(round(Fraction(price) * factor * _HUNDRED) for price in prices))
    return found


def _whole_cents(table: Table) -> dict[date, Day]:
    rows = table.rows("session", *_PRICES)
    return {on: Day(*(round(Fraction(each) * _HUNDRED) for each in row)) for on, *row in rows if None not in row}


def _realised(table: Table, splits: bars.Splits, described: MarketFile) -> dict[str, dict[date, float]]:
    """The volatility of each name's closes over the sessions up to a date, as a year's; splits make no move."""
    volatility = described.surface.volatility
    stated = table.mapping.restated_through
    closes: dict[str, list[tuple[date, float]]] = {}
    for symbol, on, close in table.rows("underlying", "session", "close"):
        if close is not None:
            factor = Fraction(1) if stated else splits.restatement(symbol, on, described.market.until)
            closes.setdefault(symbol, []).append((on, float(Fraction(close) * factor)))
    found: dict[str, dict[date, float]] = {}
    for symbol, rows in closes.items():
        rows.sort()
        moves: Floats = np.diff(np.log(np.array([close for _, close in rows])))
        if len(moves) < volatility.sessions:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(moves, volatility.sessions)
        yearly = windows.std(axis=1, ddof=1) * np.sqrt(volatility.sessions_in_year)
        ends = [on for on, _ in rows[volatility.sessions :]]
        found[symbol] = dict(zip(ends, yearly.tolist(), strict=True))
    return found
