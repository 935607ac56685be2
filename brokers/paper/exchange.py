"""Where orders meet the market: what fills, when, and at which price."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from brokers.paper.commissions import Commissions
from brokers.paper.draws import waiting
from brokers.paper.memory import Basis, Execution, Memory, Order
from brokers.paper.model import Model, seconds
from brokers.paper.quotes import Quote, Quotes
from brokers.paper.telling import Teller
from engine.trading.broker import Cancelled, Expired, Filled

_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)


class Exchange:
    """Matches the orders that the broker has there against the quotes of the market."""

    def __init__(
        self, memory: Memory, market: Quotes, model: Model, schedule: Commissions, teller: Teller, seed: int
    ) -> None:
        self._memory, self._market, self._model = memory, market, model
        self._schedule, self._teller, self._seed = schedule, teller, seed

    def working(self, at: datetime) -> list[Order]:
        """Orders that stand in the market at an instant, oldest first."""
        live = [self._memory.orders[each] for each in self._memory.live]
        return [each for each in live if each.works_from <= at < each.until]

    def match(self, at: datetime) -> None:
        """Fills what meets the other side of the market at an instant."""
        for order in self.working(at):
            if order.waits_until is not None and at < order.waits_until:
                continue
            quote = self._usable(order, at)
            if quote is None:
                continue
            touch = quote.ask if order.act == "buy" else quote.bid
            meets = touch is not None and touch > 0
            if touch is not None and meets:
                meets = order.limit >= touch if order.act == "buy" else order.limit <= touch
            if touch is not None and meets:
                price = order.limit if order.rested else touch
                size = quote.ask_size if order.act == "buy" else quote.bid_size
                self._fill(order, at, price, size, "limit" if order.rested else "touch", quote)
            elif not order.rested:
                self._memory.drift(order.model_copy(update={"rested": True, "waits_until": None}))

    def pass_time(self, at: datetime, until: datetime) -> datetime:
        """Lets orders inside the spread wait from one instant to another, at the quotes of the first one.

        If somebody takes one of them before, it fills, and the instant at which it did is returned.
        """
        rates: list[tuple[Order, Decimal, Quote]] = []
        first: tuple[datetime, Order, Quote] | None = None
        for order in self.working(at):
            quote = self._usable(order, at) if order.rested else None
            if quote is None or quote.bid is None or quote.ask is None:
                continue
            rate = self._model.fills.rate(order.act, order.limit, quote.bid, quote.ask)
            if not rate:
                continue
            rates.append((order, rate, quote))
            survives = waiting(self._seed, "inside", order.reference, str(order.executions)) - order.hazard
            ticks = (survives / rate * (_SECOND // _MICROSECOND)).to_integral_value(ROUND_CEILING)
            crossing = at + max(int(ticks), 1) * _MICROSECOND if ticks <= (until - at) // _MICROSECOND else None
            if crossing is not None and (first is None or crossing < first[0]):
                first = crossing, order, quote
        reached = until if first is None else first[0]
        passed = Decimal((reached - at) // _MICROSECOND) / (_SECOND // _MICROSECOND)
        for order, rate, _ in rates:
            self._memory.drift(order.model_copy(update={"hazard": order.hazard + rate * passed}))
        if first is not None and reached < first[1].until:
            order = self._memory.orders[first[1].permanent_id]
            self._fill(order, reached, order.limit, None, "model", first[2])
        return reached

    def fill_whole(self, order: Order, at: datetime) -> None:
        """Fills the rest of an order at its limit, because a fault plan wants it so."""
        quote = self._market.quote(order.instrument, at) or Quote(None, None, None)
        self._fill(order, at, order.limit, order.left, "fault", quote)

    def expire(self, at: datetime) -> None:
        """Ends the day orders whose session is over."""
        for order in [self._memory.orders[each] for each in self._memory.live]:
            if order.until <= at:
                self._memory.put_order(order.model_copy(update={"ended": "expired"}))
                event = Expired(
                    at=self._teller.shown(order.until), reference=order.reference, permanent_id=order.permanent_id
                )
                self._memory.put_ended(order.permanent_id, event)
                self._teller.tell(event, self._model.latency.report, order.reference)

    def cancel(self, order: Order, at: datetime, delay: Decimal) -> None:
        """Ends an order; it is told after a delay in seconds."""
        self._memory.put_order(order.model_copy(update={"ended": "cancelled"}))
        event = Cancelled(at=self._teller.shown(at), reference=order.reference, permanent_id=order.permanent_id)
        self._memory.put_ended(order.permanent_id, event)
        self._teller.tell(event, delay, order.reference)

    def _usable(self, order: Order, at: datetime) -> Quote | None:
        quote = self._market.quote(order.instrument, at)
        fresh = quote is not None and quote.age is not None and quote.age <= self._model.fills.oldest_quote
        return quote if fresh else None

    def _fill(self, order: Order, at: datetime, price: Decimal, size: int | None, how: str, quote: Quote) -> None:
        if size is None or size <= 0:
            size = self._model.fills.size(self._seed, order.reference, str(order.executions))
            if order.instrument.option is None:
                size *= self._model.fills.shares_for_one
        quantity = min(size, order.left)
        run = self._schedule.after(order.run, order.instrument, order.act, quantity, price)
        executions = order.executions + 1
        commission = run.cost - order.run.cost
        fill = Filled(
            at=self._teller.shown(at),
            execution_id=f"{order.permanent_id}.{executions}",
            reference=order.reference,
            permanent_id=order.permanent_id,
            sub_account=order.sub_account,
            instrument=order.instrument,
            act=order.act,
            quantity=quantity,
            price=price,
            commission=commission,
        )
        filled = order.filled + quantity
        self._memory.put_order(
            order.model_copy(
                update={
                    "filled": filled,
                    "executions": executions,
                    "run": run,
                    "hazard": Decimal(0),
                    "waits_until": at + seconds(self._model.fills.refreshed_after),
                    "ended": "filled" if filled >= order.quantity else None,
                }
            )
        )
        sign = 1 if order.act == "buy" else -1
        self._memory.hold(order.sub_account, order.instrument, sign * quantity)
        self._memory.pay(order.sub_account, -sign * price * order.instrument.units * quantity - commission)
        basis = Basis.model_validate({"how": how, "bid": quote.bid, "ask": quote.ask, "modelled": quote.modelled})
        self._teller.execution(Execution(fill=fill, basis=basis), self._model.latency.report)
