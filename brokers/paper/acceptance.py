"""What the broker takes: an order that leaves calls covered, puts secured by cash, and nothing unpaid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from brokers.paper.memory import Memory, Order
from engine.trading.broker import Ticket
from engine.trading.instrument import Instrument


def refusal(memory: Memory, ticket: Ticket, session: date, step: Decimal, replaces: Order | None = None) -> str | None:
    """The code with which an order for a session is refused, or None. `step` is the contract's price step.

    Whatever works already counts as if it will fill, but what it frees counts only once it has filled.
    """
    option = ticket.instrument.option
    left = ticket.quantity - (replaces.filled if replaces else 0)
    if ticket.quantity <= 0 or left <= 0:
        return "bad_quantity"
    if ticket.limit <= 0 or ticket.limit % step:
        return "bad_price"
    if ticket.sub_account not in memory.ledger.cash:
        return "no_sub_account"
    if option is not None:
        if option.multiplier <= 0 or option.strike <= 0 or (option.deliverable <= 0 and not option.cash_settled):
            return "bad_contract"
        if option.expires_on < session:
            return "expired_contract"
    return _Cover(memory, ticket, replaces).refusal(left)


class _Cover:
    """What of a sub-account is free for one more order."""

    def __init__(self, memory: Memory, ticket: Ticket, replaces: Order | None) -> None:
        self._memory, self._ticket = memory, ticket
        self._besides = replaces.permanent_id if replaces else None

    def refusal(self, left: int) -> str | None:
        ticket, instrument = self._ticket, self._ticket.instrument
        option = instrument.option
        held = self._memory.quantity(ticket.sub_account, instrument.symbol)
        same = sum(each.left for each in self._working(ticket.act) if each.instrument.symbol == instrument.symbol)
        closing = max((-held if ticket.act == "buy" else held) - same, 0)
        opens = max(left - closing, 0)
        if ticket.act == "buy":
            cost = ticket.limit * instrument.units * opens
            return "not_enough_cash" if opens and cost > self._cash() - self._secured() else None
        if option is None:
            return "not_enough_shares" if left > self._shares() else None
        if not opens:
            return None
        if option.right == "put":
            needed = option.strike * option.multiplier * opens
            return "uncovered_put" if needed > self._cash() - self._secured() else None
        covered = not option.cash_settled and option.deliverable * opens <= self._shares()
        return None if covered else "naked_call"

    def _cash(self) -> Decimal:
        """Cash less what works to spend it."""
        spent = (each.limit * each.instrument.units * each.left for each in self._working("buy"))
        return self._memory.ledger.cash[self._ticket.sub_account] - sum(spent, Decimal(0))

    def _secured(self) -> Decimal:
        """Cash that short puts hold, also those that are about to be sold."""
        found = Decimal(0)
        for instrument, contracts in self._short():
            option = instrument.option
            if option is not None and option.right == "put":
                found += option.strike * option.multiplier * contracts
        return found

    def _shares(self) -> int:
        """Shares of the underlying that neither cover a call nor are about to be sold."""
        underlying = self._ticket.instrument.underlying
        found = 0
        for each in self._memory.positions.values():
            if each.sub_account == self._ticket.sub_account and each.instrument.option is None:
                found += each.quantity if each.instrument.underlying == underlying else 0
        for order in self._working("sell"):
            if order.instrument.option is None and order.instrument.underlying == underlying:
                found -= order.left
        for instrument, contracts in self._short():
            option = instrument.option
            if option is not None and option.right == "call" and instrument.underlying == underlying:
                found -= option.deliverable * contracts
        return found

    def _short(self) -> Iterator[tuple[Instrument, int]]:
        """Options sold short, with those that are about to be."""
        held: dict[str, tuple[Instrument, int]] = {}
        for each in self._memory.positions.values():
            if each.sub_account == self._ticket.sub_account:
                held[each.instrument.symbol] = each.instrument, each.quantity
        for order in self._working("sell"):
            before = held.get(order.instrument.symbol, (order.instrument, 0))[1]
            held[order.instrument.symbol] = order.instrument, before - order.left
        for instrument, quantity in held.values():
            if instrument.option is not None and quantity < 0:
                yield instrument, -quantity

    def _working(self, act: str) -> list[Order]:
        live = (self._memory.orders[each] for each in self._memory.live if each != self._besides)
        return [each for each in live if each.sub_account == self._ticket.sub_account and each.act == act]
