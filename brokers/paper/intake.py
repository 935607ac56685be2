"""What comes in: tickets that are taken or rejected, and messages that change or end an order."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from brokers.paper.acceptance import refusal
from brokers.paper.codes import Asked, Codes
from brokers.paper.exchange import Exchange
from brokers.paper.faults import CallFault
from brokers.paper.memory import Memory, Message, Order
from brokers.paper.model import Model, seconds
from brokers.paper.quotes import Hours, Quotes, Sessions
from brokers.paper.telling import Teller
from engine.trading.broker import Acknowledged, Refused, Rejected, Ticket

_NUMBER = len("00000000")


class Intake:
    """The broker's side of the three commands. It acts at the broker's time."""

    def __init__(
        self,
        memory: Memory,
        market: Quotes,
        sessions: Sessions,
        model: Model,
        codes: Codes,
        exchange: Exchange,
        teller: Teller,
    ) -> None:
        self._memory, self._market, self._sessions, self._model = memory, market, sessions, model
        self._codes, self._exchange, self._teller = codes, exchange, teller

    def take(self, ticket: Ticket, reject: str | None = None) -> None:
        """The broker has a ticket in its hands: it takes it, or rejects it."""
        at = self._memory.ledger.at
        if ticket.reference in self._memory.by_reference:
            self.tell_again(ticket.reference)
            return
        session = self._session(at)
        code = reject or (
            "no_session" if session is None else refusal(self._memory, ticket, session.on, self._price_step(ticket))
        )
        order = self._enter(ticket, (ticket.reference,), session, code)
        self.tell_again(order.reference)

    def by_hand(self, ticket: Ticket) -> Order | None:
        """Takes what somebody places at the desk: an order without a reference of ours, or None if it is rejected."""
        session = self._session(self._memory.ledger.at)
        if session is None or refusal(self._memory, ticket, session.on, self._price_step(ticket)) is not None:
            return None
        return self._enter(ticket, (), session, None)

    def _enter(self, ticket: Ticket, references: tuple[str, ...], session: Hours | None, code: str | None) -> Order:
        """Puts an order into the books, also one that ends at once."""
        at, number = self._memory.ledger.at, self._memory.ledger.orders + 1
        self._memory.change(orders=number)
        permanent_id = f"P{str(number).zfill(_NUMBER)}"
        works = at + seconds(self._model.latency.to_exchange)
        order = Order(
            permanent_id=permanent_id,
            reference=references[-1] if references else permanent_id,
            references=references,
            sub_account=ticket.sub_account,
            instrument=ticket.instrument,
            act=ticket.act,
            quantity=ticket.quantity,
            limit=ticket.limit,
            works_from=works if session is None else max(works, session.opens.astimezone(UTC)),
            until=at if session is None else session.closes.astimezone(UTC),
            ended=None if code is None else "rejected",
            code=code,
        )
        self._memory.put_order(order)
        if code is not None:
            self._memory.put_ended(permanent_id, self._rejected(order, code))
        return order

    def tell_again(self, reference: str) -> None:
        """The broker's answer to a reference that it knows."""
        order = self._memory.orders[self._memory.by_reference[reference]]
        wait = self._model.latency.acknowledgement
        if order.code is not None and order.ended == "rejected":
            self._teller.tell(self._rejected(order, order.code), wait, reference)
            return
        at = self._teller.shown(self._memory.ledger.at)
        event = Acknowledged(at=at, reference=order.reference, permanent_id=order.permanent_id)
        self._teller.tell(event, wait, reference)

    def _rejected(self, order: Order, code: str) -> Rejected:
        at = self._teller.shown(self._memory.ledger.at)
        return Rejected(at=at, reference=order.reference, code=code, text=self._codes[code].text)

    def send(
        self,
        asks: Asked,
        reference: str,
        wait: Decimal,
        ticket: Ticket | None,
        fault: CallFault | None = None,
    ) -> None:
        """Puts something on its way to the exchange; it acts after `wait` seconds."""
        number = self._memory.ledger.messages + 1
        self._memory.change(messages=number)
        self._memory.put_message(
            Message(
                number=number,
                due=self._memory.ledger.at + seconds(wait),
                asks=asks,
                reference=reference,
                ticket=ticket,
                refuse=fault.code if fault is not None else None,
                fill_first=fault is not None and fault.fault == "fill_first",
            )
        )

    def arrive(self, message: Message) -> None:
        """A message acts at the exchange."""
        if message.asks == "submit":
            assert message.ticket is not None
            self.take(message.ticket)
            return
        at = self._memory.ledger.at
        order = self._memory.orders.get(self._memory.by_reference.get(message.reference, message.reference))
        if order is not None and order.ended is None and message.fill_first:
            self._exchange.fill_whole(order, at)
            order = self._memory.orders[order.permanent_id]
        code = message.refuse or _cannot(order)
        if code is None and order is not None:
            if message.ticket is None:
                self._exchange.cancel(order, at, self._model.latency.report)
            else:
                code = self._renew(order, message.ticket, at)
        if code is not None:
            asked = message.reference if message.ticket is None else message.ticket.reference
            refused = Refused(
                at=self._teller.shown(at),
                reference=asked,
                what="cancel" if message.ticket is None else "replace",
                code=code,
                text=self._codes[code].text,
            )
            self._teller.tell(refused, self._model.latency.report, asked)

    def _renew(self, order: Order, ticket: Ticket, at: datetime) -> str | None:
        """Puts an order on new terms, or tells with a code why not; then the old ones stand."""
        same = (order.sub_account, order.instrument, order.act) == (ticket.sub_account, ticket.instrument, ticket.act)
        session = self._session(at)
        if not same or session is None:
            return "new_terms_rejected"
        if refusal(self._memory, ticket, session.on, self._price_step(ticket), order) is not None:
            return "new_terms_rejected"
        self._memory.put_order(
            order.model_copy(
                update={
                    "reference": ticket.reference,
                    "references": (*order.references, ticket.reference),
                    "quantity": ticket.quantity,
                    "limit": ticket.limit,
                    "hazard": Decimal(0),
                    "rested": False,
                    "waits_until": None,
                }
            )
        )
        self.tell_again(ticket.reference)
        return None

    def _session(self, at: datetime) -> Hours | None:
        """The session in which an order would work that comes at an instant."""
        today = self._teller.shown(at).date()
        session = self._sessions.session(today)
        return session if session is not None and at < session.closes else self._sessions.next(today)

    def _price_step(self, ticket: Ticket) -> Decimal:
        quote = self._market.quote(ticket.instrument, self._memory.ledger.at)
        step = quote.step if quote is not None else None
        return step if step is not None and step > 0 else self._model.shares.step


def _cannot(order: Order | None) -> str | None:
    """Why an order can be neither cancelled nor replaced."""
    if order is None:
        return "not_there"
    if order.ended is None:
        return None
    return "too_late" if order.ended == "filled" else "ended_before"
