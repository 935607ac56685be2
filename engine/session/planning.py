"""From what stands in a decision record to what is done: orders, bookkeeping, and steps of slices.

The law says of each action, under `does:`, what becomes of the books when it is done. These words, and the names of
the fields of such actions, are the whole contract between a law and the session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.trading.books import AccountView, OrderView, Position, SleeveView
from engine.trading.events import (
    AccountEvent,
    ActionEnded,
    ActionSent,
    OrderPlanned,
    Reinvested,
    Side,
    TaxReserved,
)
from engine.trading.instrument import Instrument
from engine.values import JOINT
from rules.compile.law import Law

OPENS_SHORT, OPENS_LONG, BUYS_SHARES = "opens_short", "opens_long", "buys_shares"
CLOSES, EXITS, ROLLS = "closes", "exits", "rolls"
SENDS, REPLACES, CANCELS, ACCEPTS = "sends", "replaces", "cancels", "accepts"
RESERVES_TAX, REINVESTS = "reserves_tax", "reinvests"
FORKS_MINI, FORKS_FULL, LIQUIDATES, MERGES = "forks_mini", "forks_full", "liquidates", "merges"

ORDERS = frozenset({OPENS_SHORT, OPENS_LONG, BUYS_SHARES, CLOSES, EXITS, ROLLS})
STEPS = frozenset({SENDS, REPLACES, CANCELS})
BOOKS = frozenset({RESERVES_TAX, REINVESTS})
LIFE = frozenset({FORKS_MINI, FORKS_FULL, MERGES})

Intent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from one record: events to be written with it, steps of slices, and what concerns other accounts.

    `not_done` pairs an intent with the reason for which the session does nothing about it.
    """

    events: tuple[AccountEvent, ...]
    steps: tuple[tuple[str, Intent], ...]
    life: tuple[tuple[str, Intent], ...]
    not_done: tuple[tuple[Intent, str], ...]


NOTHING = Plan((), (), (), ())


@dataclass(frozen=True, slots=True)
class _Leg:
    """One order of an intent; `limit` and `bound` name the fields that hold its prices."""

    instrument: Instrument
    side: Side
    opens: bool
    quantity: int
    limit: str
    bound: str
    purpose: str | None = None
    position: str | None = None


@dataclass(slots=True)
class Planner:
    """Plans for one account.

    `lot_size` tells the shares of a lot of an underlying, `price` what one costs, None where nobody knows; `number`
    gives the next order of a sleeve its key; `planned` holds the keys of all intents that were planned before.
    """

    law: Law
    account: AccountView
    instrument: Callable[[str], Instrument]
    lot_size: Callable[[str], int | None]
    scheduled: datetime
    planned: Collection[str]
    number: Callable[[str], str]
    events: list[AccountEvent] = field(default_factory=list)
    steps: list[tuple[str, Intent]] = field(default_factory=list)
    life: list[tuple[str, Intent]] = field(default_factory=list)
    not_done: list[tuple[Intent, str]] = field(default_factory=list)
    price: Callable[[str], Decimal | None] = lambda _: None
    _last: str | None = None

    def plan(self, intents: Iterable[Intent]) -> Plan:
        """What is to be done of the intents of a record, in their order; intents of other accounts are theirs."""
        for intent in intents:
            if self._in(intent, "account") in {None, self.account.account}:
                self._one(intent)
        return Plan(tuple(self.events), tuple(self.steps), tuple(self.life), tuple(self.not_done))

    def _one(self, intent: Intent) -> None:
        alone = intent.get("alone")
        action = intent["action"] if alone is None else alone["as"]
        does = self.law.actions[action].does
        if does in STEPS:
            self.steps.append((str(does), intent))
        elif does in LIFE:
            self.life.append((str(does), intent))
        elif does == LIQUIDATES:
            self._liquidate(action, intent)
        elif does in ORDERS:
            self._order(str(does), action, intent)
        elif does == ACCEPTS or does is None:
            self._done(action, intent)
        elif does == RESERVES_TAX:
            amount = Decimal(intent["fields"]["amount"])
            self.events.append(TaxReserved(sleeve=self._sleeve(intent), amount=amount))
            self._done(action, intent)
        elif does == REINVESTS:
            fields = intent["fields"]
            into = Decimal(fields["into_contracts"]), Decimal(fields["into_leaps"])
            sleeve = self._sleeve(intent)
            self.events.append(Reinvested(sleeve=sleeve, into_contracts=into[0], into_leaps=into[1]))
            self._done(action, intent)
        else:
            self.not_done.append((intent, f"nobody knows how to do what `{does}`"))

    def _in(self, intent: Intent, scope: str) -> str | None:
        """The subject of a scope that an intent is about or belongs to; None if it belongs to none."""
        own: str | None = intent["subject"] if self.law.actions[intent["action"]].on == scope else None
        return own or intent["of"].get(scope)

    def _sleeve(self, intent: Intent) -> str:
        return self._in(intent, "sleeve") or intent["subject"]

    def _done(self, action: str, intent: Intent) -> None:
        """An action that needs nobody else: it is done by being written down."""
        subject, fields = intent["subject"], fields_of(intent)
        self.events.append(ActionSent(action=action, subject=subject, fields=fields))
        self.events.append(ActionEnded(action=action, subject=subject, outcome="confirmed", fields=fields))

    def _liquidate(self, action: str, intent: Intent) -> None:
        """Everything is sold and bought back: options at the far side of the market, shares at the price seen.

        What closes already is left to its order, and shares that cover a call wait until it is bought back: what is
        left then, and what is not filled, is asked for again when the law proposes it again.
        """
        key = self.intent_key(intent)
        if key in self.planned or any(each.status is None for each in self.account.orders):
            return
        number = 0
        for sleeve in self.account.sleeves:
            for position in sleeve.positions:
                left = self._left(position)
                if left < 1:
                    continue
                away: Side = "long" if position.side == "short" else "short"
                leg = _Leg(position.instrument, away, False, left, "", "", position=position.key)
                self.events.append(self._planned(leg, action, intent, sleeve.key, f"{key}|{number}", urgent=True))
                number += 1
            for holding in sleeve.holdings:
                left = sum(each.shares for each in holding.lots) - sum(each.shares for each in holding.sales)
                price = self.price(holding.underlying)
                if left and price is not None and not _cover(sleeve, holding.underlying):
                    share = Instrument(symbol=holding.underlying, underlying=holding.underlying)
                    leg = _Leg(share, "short", False, left, "", "")
                    order = self._planned(leg, action, intent, sleeve.key, f"{key}|{number}")
                    self.events.append(order.model_copy(update={"limit": price}))
                    number += 1
        self._done(action, intent)

    # --- orders ---------------------------------------------------------------------------------
    def _order(self, does: str, action: str, intent: Intent) -> None:
        key = self.intent_key(intent)
        if key in self.planned or self._under_way(action, intent["subject"], does):
            return
        legs = self._legs(does, intent)
        if isinstance(legs, str):
            self.not_done.append((intent, legs))
            return
        for number, leg in enumerate(legs):
            own = key if number == 0 else f"{key}|{number}"
            order = self._planned(leg, action, intent, self._sleeve(intent), own, urgent=does == EXITS)
            if number:
                order = order.model_copy(update={"after": self._last})
            self._last = order.order
            self.events.append(order)
        self.events.append(ActionSent(action=action, subject=intent["subject"], fields=fields_of(intent)))

    def _planned(
        self, leg: _Leg, action: str, intent: Intent, sleeve: str, key: str, *, urgent: bool = False
    ) -> OrderPlanned:
        fields = intent["fields"]
        return OrderPlanned(
            order=self.number(sleeve),
            intent_key=key,
            sleeve=sleeve,
            instrument=leg.instrument,
            side=leg.side,
            opens=leg.opens,
            urgent=urgent,
            origin="law",
            quantity=leg.quantity,
            limit=_price(fields, leg.limit),
            bound=_price(fields, leg.bound),
            action=action,
            subject=intent["subject"],
            because=tuple(intent["because"]),
            purpose=leg.purpose,
            position=leg.position,
        )

    def _under_way(self, action: str, subject: str, does: str) -> bool:
        """Whether an order for the same shares is open: the law hears of shares only when they are bought."""
        return does == BUYS_SHARES and any(
            each.status is None and (each.action, each.subject) == (action, subject) for each in self.account.orders
        )

    def intent_key(self, intent: Intent) -> str:
        """One intent, once: the account, the scheduled cycle, the action and its subject."""
        return "|".join((self.account.account, self.scheduled.isoformat(), intent["action"], intent["subject"]))

    def _legs(self, does: str, intent: Intent) -> tuple[_Leg, ...] | str:
        fields = intent["fields"]
        quantity = int(fields["quantity"])
        if does == BUYS_SHARES:
            underlying = intent["of"]["underlying"]
            size = self.lot_size(underlying)
            if size is None:
                return f"nobody knows the lot of {underlying}"
            share = Instrument(symbol=underlying, underlying=underlying)
            return (_Leg(share, "long", True, quantity * size, "limit", "bound"),)
        if does in {OPENS_SHORT, OPENS_LONG}:
            contract = self.instrument(intent["of"]["contract"])
            side: Side = "short" if does == OPENS_SHORT else "long"
            return (_Leg(contract, side, True, quantity, "limit", "bound", fields.get("purpose")),)
        position = self._position(intent["subject"])
        if position is None:
            return "the position is gone"
        left = self._left(position)
        if left < 1:
            return "all of the position is being closed already"
        away: Side = "long" if position.side == "short" else "short"
        closing = _Leg(position.instrument, away, False, min(quantity, left), "limit", "bound", position=position.key)
        if does != ROLLS:
            return (closing,)
        to = self.instrument(_contract_of(fields["to"], self._sleeve(intent)))
        return (closing, _Leg(to, position.side, True, quantity, "to_limit", "to_bound", position.purpose))

    def _left(self, position: Position) -> int:
        """How much of a position no order closes yet, those planned by the same record among them."""
        open_orders = [each for each in self.account.orders if each.position == position.key and each.status is None]
        planned = [each for each in self.events if isinstance(each, OrderPlanned) and each.position == position.key]
        under_way = sum(each.quantity - each.filled for each in open_orders) + sum(each.quantity for each in planned)
        return position.quantity - under_way

    def _position(self, key: str) -> Position | None:
        for sleeve in self.account.sleeves:
            for position in sleeve.positions:
                if position.key == key:
                    return position
        return None


def order_of(account: AccountView, key: str) -> OrderView | None:
    """An order by its key."""
    return next((each for each in account.orders if each.key == key), None)


def sleeve_of(account: AccountView, key: str) -> SleeveView | None:
    """A sleeve by its key."""
    return next((each for each in account.sleeves if each.key == key), None)


def _cover(sleeve: SleeveView, underlying: str) -> bool:
    """Whether shares of an underlying in a sleeve cover a short call, or may."""
    return any(
        each.side == "short" and option.right == "call" and each.instrument.underlying == underlying
        for each in sleeve.positions
        if (option := each.instrument.option) is not None
    )


def _contract_of(candidate: str, sleeve: str) -> str:
    """The contract of a candidate: its key is that of the sleeve and that of the contract."""
    return candidate.removeprefix(f"{sleeve}{JOINT}")


def fields_of(intent: Intent) -> dict[str, str]:
    """The fields of an intent as text, as the law takes them back."""
    return {name: _text(value) for name, value in intent["fields"].items()}


def _price(fields: Mapping[str, Any], name: str) -> Decimal | None:
    told = fields.get(name)
    return None if told is None else Decimal(told)


def _fields(intent: Intent) -> dict[str, str]:
    return {name: _text(value) for name, value in intent["fields"].items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
