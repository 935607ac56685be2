"""What happens to accounts while the market is closed: expiry, exercise, assignment, dividends, splits."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from brokers.paper.draws import draw
from brokers.paper.exchange import Exchange
from brokers.paper.memory import Due, Memory
from brokers.paper.model import Model, seconds
from brokers.paper.quotes import Dividend, Hours, Quotes, Sessions, Split
from brokers.paper.telling import Teller
from brokers.paper.terms import adjusted, moneyness, spot_of, whole_number
from engine.trading.broker import (
    BrokerPosition,
    CashMoved,
    DividendPaid,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    SplitDone,
)
from engine.trading.instrument import Instrument, Option

_NOW = Decimal(0)


class Overnight:
    """Processes each evening and each morning of a session once."""

    def __init__(
        self,
        memory: Memory,
        market: Quotes,
        sessions: Sessions,
        model: Model,
        exchange: Exchange,
        teller: Teller,
        seed: int,
    ) -> None:
        self._memory, self._market, self._sessions, self._seed = memory, market, sessions, seed
        self._rules, self._exchange, self._teller = model.settlement, exchange, teller

    def evening(self, session: Hours, at: datetime) -> None:
        """Settles what expires, and assigns early what a dividend makes worth exercising."""
        following = self._sessions.next(session.on)
        for held in self._options():
            option = held.instrument.option
            assert option is not None
            if option.expires_on <= session.on:
                self._expire(held, option, session, at)
            elif held.quantity < 0 and option.right == "call" and following is not None:
                self._early(held, option, session, following, at)

    def morning(self, session: Hours, at: datetime) -> None:
        """Splits first, then what went ex-dividend, then what is paid."""
        before = self._sessions.previous(session.on)
        for underlying in self._underlyings():
            for split in self._market.splits(underlying):
                if _falls(split, before, session):
                    self._split(underlying, split, before, at)
            for dividend in self._market.dividends(underlying):
                if _falls(dividend, before, session):
                    self._earn(underlying, dividend)
        due = [each for each in self._memory.ledger.dues if each.pays_on <= session.on]
        if due:
            self._memory.change(dues=tuple(each for each in self._memory.ledger.dues if each not in due))
        for each in due:
            self._memory.pay(each.sub_account, each.per_share * each.shares)
            paid = DividendPaid(at=self._teller.shown(at), **each.model_dump(exclude={"pays_on"}))
            self._teller.tell(paid, _NOW)

    # --- options ---------------------------------------------------------------------------------
    def _expire(self, held: BrokerPosition, option: Option, session: Hours, at: datetime) -> None:
        last = self._sessions.session(option.expires_on) or session
        price = self._market.close(held.instrument.underlying, last)
        if price is None:
            return  # settled on the first evening on which the price is known
        value = moneyness(option, price)
        if value < self._rules.in_the_money_by:
            self._memory.hold(held.sub_account, held.instrument, -held.quantity)
            event = OptionExpired(
                at=self._teller.shown(at),
                event_id=_event(held, option.expires_on.isoformat(), "expired"),
                sub_account=held.sub_account,
                instrument=held.instrument,
                side="long" if held.quantity > 0 else "short",
                quantity=abs(held.quantity),
            )
            self._teller.tell(event, _NOW)
        else:
            self._deliver(held, option, abs(held.quantity), value, at, option.expires_on.isoformat())

    def _early(self, held: BrokerPosition, option: Option, session: Hours, following: Hours, at: datetime) -> None:
        underlying = held.instrument.underlying
        coming = sum(
            (each.per_share for each in self._market.dividends(underlying) if _falls(each, session, following)),
            Decimal(0),
        )
        price = self._market.close(underlying, session)
        quote = self._market.quote(held.instrument, session.closes)
        if not coming or option.cash_settled or price is None or quote is None or quote.mid is None:
            return
        value = moneyness(option, price)
        if value <= 0 or quote.mid - value >= spot_of(option, coming):
            return
        on = session.on.isoformat()
        names = ("early", held.sub_account, held.instrument.symbol, on)
        drawn = (draw(self._seed, *names, str(each)) for each in range(-held.quantity))
        contracts = sum(1 for each in drawn if each < self._rules.early_assignment)
        if contracts:
            self._deliver(held, option, contracts, value, at, on)

    def _deliver(
        self, held: BrokerPosition, option: Option, contracts: int, value: Decimal, at: datetime, on: str
    ) -> None:
        """Shares against the strike, or the value in cash."""
        long = held.quantity > 0
        self._memory.hold(held.sub_account, held.instrument, -contracts if long else contracts)
        sign = 1 if long else -1
        if option.cash_settled:
            self._memory.pay(held.sub_account, sign * value * option.multiplier * contracts)
        else:
            receives = sign if option.right == "call" else -sign
            share = Instrument(symbol=held.instrument.underlying, underlying=held.instrument.underlying)
            self._memory.hold(held.sub_account, share, receives * option.deliverable * contracts)
            self._memory.pay(held.sub_account, -receives * option.strike * option.multiplier * contracts)
        kind = OptionExercised if long else OptionAssigned
        event = kind(
            at=self._teller.shown(at),
            event_id=_event(held, on, "exercised" if long else "assigned"),
            sub_account=held.sub_account,
            instrument=held.instrument,
            quantity=contracts,
            settlement=value if option.cash_settled else None,
        )
        self._teller.tell(event, _NOW)

    # --- shares ----------------------------------------------------------------------------------
    def _earn(self, underlying: str, dividend: Dividend) -> None:
        for held in self._positions():
            if held.instrument.option is None and held.instrument.underlying == underlying:
                due = Due(
                    event_id=_event(held, dividend.ex_on.isoformat(), "dividend"),
                    sub_account=held.sub_account,
                    underlying=underlying,
                    shares=held.quantity,
                    per_share=dividend.per_share,
                    pays_on=dividend.pays_on or dividend.ex_on,
                )
                self._memory.change(dues=(*self._memory.ledger.dues, due))

    def _split(self, underlying: str, split: Split, before: Hours | None, at: datetime) -> None:
        for order in [self._memory.orders[each] for each in self._memory.live]:
            if order.instrument.underlying == underlying:
                self._exchange.cancel(order, at, _NOW)  # its terms do not exist any more
        touched: dict[str, list[BrokerPosition]] = {}
        for held in self._positions():
            if held.instrument.underlying == underlying:
                touched.setdefault(held.sub_account, []).append(held)
        whole = whole_number(split.to, split.of)
        for sub_account, positions in touched.items():
            renamed: list[tuple[str, Instrument]] = []
            for held in positions:
                self._memory.hold(sub_account, held.instrument, -held.quantity)
                if held.instrument.option is None:
                    shares, part = divmod(held.quantity * split.to, split.of)
                    self._memory.hold(sub_account, held.instrument, shares)
                    self._in_lieu(held, split, Decimal(part) / split.of, before, at)
                else:
                    new = adjusted(held.instrument, split.to, split.of, self._rules)
                    self._memory.hold(sub_account, new, held.quantity * (whole or 1))
                    renamed.append((held.instrument.symbol, new))
            event = SplitDone(
                at=self._teller.shown(at),
                event_id=f"{sub_account} {underlying} {split.ex_on.isoformat()} split",
                sub_account=sub_account,
                underlying=underlying,
                to=split.to,
                of=split.of,
                renamed=tuple(renamed),
            )
            self._teller.tell(event, _NOW)

    def _in_lieu(self, held: BrokerPosition, split: Split, part: Decimal, before: Hours | None, at: datetime) -> None:
        """Cash for a part of a share, at the last close as the split restates it."""
        close = None if before is None else self._market.close(held.instrument.underlying, before)
        if not part or close is None:
            return
        amount = (part * close * split.of / split.to).quantize(self._rules.strike_step, rounding=ROUND_HALF_EVEN)
        self._memory.pay(held.sub_account, amount)
        event = CashMoved(
            at=self._teller.shown(at),
            event_id=_event(held, split.ex_on.isoformat(), "part of a share"),
            sub_account=held.sub_account,
            amount=amount,
            why="interest",  # of the words for money that comes in, the one that leaves the capital base alone
        )
        self._teller.tell(event, _NOW)

    # --- what is there ---------------------------------------------------------------------------
    def _positions(self) -> list[BrokerPosition]:
        return [self._memory.positions[each] for each in sorted(self._memory.positions)]

    def _options(self) -> list[BrokerPosition]:
        return [each for each in self._positions() if each.instrument.option is not None]

    def _underlyings(self) -> list[str]:
        held = {each.instrument.underlying for each in self._memory.positions.values()}
        ordered = {self._memory.orders[each].instrument.underlying for each in self._memory.live}
        return sorted(held | ordered)


def _falls(event: Dividend | Split, before: Hours | None, session: Hours) -> bool:
    """Whether an ex-date comes after one session and not after the next."""
    return event.ex_on <= session.on and (before.on < event.ex_on if before is not None else event.ex_on == session.on)


def _event(held: BrokerPosition, on: str, what: str) -> str:
    return f"{held.sub_account} {held.instrument.symbol} {on} {what}"


class Agenda:
    """When the evenings and mornings of sessions are."""

    def __init__(self, sessions: Sessions, model: Model) -> None:
        self._sessions, self._rules = sessions, model.settlement
        self._from: datetime | None = None
        self._found: tuple[datetime, Hours, bool] | None = None

    def next(self, after: datetime) -> tuple[datetime, Hours, bool] | None:
        """The first one after an instant: when, of which session, and whether it is an evening."""
        if self._from is None or self._found is None or not self._from <= after < self._found[0]:
            self._from, self._found = after, self._look(after)
        return self._found

    def _look(self, after: datetime) -> tuple[datetime, Hours, bool] | None:
        today = after.date()
        found: list[tuple[datetime, Hours, bool]] = []
        day = self._sessions.previous(today)
        for session in (day, self._sessions.session(today), self._sessions.next(today)):
            if session is not None:
                morning = session.opens.astimezone(after.tzinfo) - seconds(self._rules.before_open)
                evening = session.closes.astimezone(after.tzinfo) + seconds(self._rules.after_close)
                found += [(morning, session, False), (evening, session, True)]
        return min((each for each in found if each[0] > after), key=lambda each: each[0], default=None)
