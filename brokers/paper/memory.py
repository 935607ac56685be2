"""What the broker knows, whoever is connected: its own books, kept in a file so that they outlive a client."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from brokers.paper.commissions import Run
from brokers.paper.data import PaperDataError
from brokers.paper.faults import Count
from engine.trading.broker import (
    Act,
    BrokerEvent,
    BrokerPosition,
    Cancelled,
    Expired,
    Filled,
    OpenOrder,
    Rejected,
    Ticket,
)
from engine.trading.instrument import Instrument, Strict


class Opening(Strict):
    """What there is at the start: cash of each sub-account, and positions. `at` has a zone.

    `rests_on`: what else decides how it goes on, by name, as text that differs wherever that differs. Books that rest
    on something else are not gone on from.
    """

    at: datetime
    cash: Mapping[str, Decimal]
    positions: tuple[BrokerPosition, ...] = ()
    rests_on: Mapping[str, str] = Field(default_factory=dict)


class Order(Strict):
    """An order at the broker. `reference` is the newest of `references`; one that a person placed at the desk has none
    of ours, and goes by its permanent id. `limit` and `quantity` are the newest terms.

    It works from `works_from` until `until`. `hazard` is what it has survived inside the spread since its last
    execution; `rested`: it has stood in the market, so that others come to its price; `waits_until`: the size that it
    took is not there again before.
    """

    permanent_id: str
    reference: str
    references: tuple[str, ...]
    sub_account: str
    instrument: Instrument
    act: Act
    quantity: int
    limit: Decimal
    works_from: datetime
    until: datetime
    filled: int = 0
    executions: int = 0
    run: Run = Run()
    hazard: Decimal = Decimal(0)
    rested: bool = False
    waits_until: datetime | None = None
    ended: Literal["filled", "cancelled", "rejected", "expired"] | None = None
    code: str | None = None

    @property
    def left(self) -> int:
        """What is not filled."""
        return self.quantity - self.filled

    def open_order(self) -> OpenOrder:
        """As it is told to who asks."""
        return OpenOrder(
            reference=self.reference if self.references else None,
            permanent_id=self.permanent_id,
            sub_account=self.sub_account,
            instrument=self.instrument,
            act=self.act,
            quantity=self.quantity,
            filled=self.filled,
            limit=self.limit,
        )


class Message(Strict):
    """Something on its way to the exchange; it acts at `due`. `ticket` of a submit or a replace."""

    number: int
    due: datetime
    asks: Literal["submit", "replace", "cancel"]
    reference: str
    ticket: Ticket | None = None
    refuse: str | None = None
    fill_first: bool = False


class Basis(Strict):
    """What an execution rests on: the quote at its instant, and how it came about.

    `touch`: the other side of the market was taken. `limit`: the market came to a resting limit. `model`: inside the
    spread, by the seeded model. `fault`: a fault plan wanted it. `modelled`: the quote itself was computed.
    """

    how: Literal["touch", "limit", "model", "fault"]
    bid: Decimal | None
    ask: Decimal | None
    modelled: bool


class Execution(Strict):
    """An execution with its commission, which is told only from `commission_at`, and what it rests on."""

    fill: Filled
    commission_at: datetime | None = None
    basis: Basis


class Telling(Strict):
    """An event, and when a client hears it. `account`: a new connection hears it again."""

    number: int
    heard_at: datetime
    event: BrokerEvent
    account: bool


class Due(Strict):
    """A dividend that was earned and is not paid."""

    event_id: str
    sub_account: str
    underlying: str
    shares: int
    per_share: Decimal
    pays_on: date


class Ledger(Strict):
    """The small rest: counters, cash, dividends, how far the broker's time has come, and what it was opened with."""

    at: datetime
    orders: int = 0
    messages: int = 0
    tellings: int = 0
    cash: dict[str, Decimal]
    dues: tuple[Due, ...] = ()
    moves: tuple[str, ...] = ()
    counts: dict[str, Count] = Field(default_factory=dict)
    out_until: datetime | None = None
    out_events: Literal["late", "lost"] | None = None
    rests_on: dict[str, str] = Field(default_factory=dict)


Ended = Cancelled | Rejected | Expired

_ENDED: TypeAdapter[Ended] = TypeAdapter(Ended)
_LEDGER = "ledger"
_TABLE = "CREATE TABLE IF NOT EXISTS item (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))"


class Memory:
    """The broker's books. What changes is marked, and written by `save` whole or not at all."""

    def __init__(self, opening: Opening, path: Path | None) -> None:
        self._path = path
        self._opening = opening
        self._written = False
        self.load()

    def load(self) -> None:
        """Takes what was saved last for true, or the opening if nothing was.

        Raises sqlite3.Error, and PaperDataError for books that rest on something else than the opening.
        """
        self._behind = True
        self.orders: dict[str, Order] = {}
        self.by_reference: dict[str, str] = {}
        self.live: dict[str, None] = {}
        self.messages: dict[int, Message] = {}
        self.positions: dict[tuple[str, str], BrokerPosition] = {}
        self.executions: dict[str, Execution] = {}
        self.pending: dict[str, None] = {}
        self.ended: dict[str, Ended] = {}
        self.tellings: dict[int, Telling] = {}
        self.ledger = Ledger(at=self._opening.at, cash=dict(self._opening.cash), rests_on=dict(self._opening.rests_on))
        self._changed: dict[tuple[str, str], str | None] = {}
        self._drifted: set[str] = set()
        rows = list(self._rows())
        if self._written and not rows:
            raise sqlite3.DatabaseError("they were there before, and now they are empty")
        self._behind = False
        self._written = bool(rows)
        if not rows:
            for each in self._opening.positions:
                self.hold(each.sub_account, each.instrument, each.quantity)
            self.save()
            return
        for kind, key, body in rows:
            self._take(kind, key, body)
        self._check_rests()
        # As they happened, which is how they were kept before they were written.
        self.executions = dict(sorted(self.executions.items(), key=lambda each: each[1].fill.at))
        self.ended = dict(sorted(self.ended.items(), key=lambda each: each[1].at))

    def _take(self, kind: str, key: str, body: str) -> None:
        match kind:
            case "order":
                self._index(Order.model_validate_json(body))
            case "message":
                self.messages[int(key)] = Message.model_validate_json(body)
            case "position":
                held = BrokerPosition.model_validate_json(body)
                self.positions[held.sub_account, held.instrument.symbol] = held
            case "execution":
                self._keep(Execution.model_validate_json(body))
            case "ended":
                self.ended[key] = _ENDED.validate_json(body)
            case "telling":
                self.tellings[int(key)] = Telling.model_validate_json(body)
            case _:
                self.ledger = Ledger.model_validate_json(body)

    def _check_rests(self) -> None:
        kept, given = self.ledger.rests_on, self._opening.rests_on
        others = sorted(name for name in kept.keys() | given.keys() if kept.get(name) != given.get(name))
        if others:
            raise PaperDataError(f"`{self._path}`: it was begun with another {' and another '.join(others)}")

    # --- changes ---------------------------------------------------------------------------------
    def put_order(self, order: Order) -> None:
        """Keeps an order as it is now."""
        self._index(order)
        self._mark("order", order.permanent_id, order)

    def _index(self, order: Order) -> None:
        self.orders[order.permanent_id] = order
        for each in order.references:
            self.by_reference[each] = order.permanent_id
        if order.ended is None:
            self.live[order.permanent_id] = None
        else:
            self.live.pop(order.permanent_id, None)

    def drift(self, order: Order) -> None:
        """Keeps what an order has survived; it follows from the rest and is written with the next real change."""
        self.orders[order.permanent_id] = order
        self._drifted.add(order.permanent_id)

    def put_message(self, message: Message) -> None:
        """Keeps something that is on its way."""
        self.messages[message.number] = message
        self._mark("message", _key(message.number), message)

    def drop_message(self, number: int) -> None:
        """It has arrived."""
        del self.messages[number]
        self._changed["message", _key(number)] = None

    def hold(self, sub_account: str, instrument: Instrument, change: int) -> None:
        """Adds to a position, or takes away from it; what comes to nothing is gone."""
        before = self.positions.get((sub_account, instrument.symbol))
        quantity = change + (before.quantity if before else 0)
        where = (sub_account, instrument.symbol)
        if quantity:
            self.positions[where] = BrokerPosition(sub_account=sub_account, instrument=instrument, quantity=quantity)
            self._mark("position", "\x1f".join(where), self.positions[where])
        else:
            self.positions.pop(where, None)
            self._changed["position", "\x1f".join(where)] = None

    def put_execution(self, execution: Execution) -> None:
        """Keeps an execution."""
        self._keep(execution)
        self._mark("execution", execution.fill.execution_id, execution)

    def _keep(self, execution: Execution) -> None:
        self.executions[execution.fill.execution_id] = execution
        if execution.commission_at is not None:
            self.pending[execution.fill.execution_id] = None

    def put_ended(self, permanent_id: str, ended: Ended) -> None:
        """Keeps how an order ended."""
        self.ended[permanent_id] = ended
        self._mark("ended", permanent_id, ended)

    def put_telling(self, telling: Telling) -> None:
        """Keeps what is told."""
        self.tellings[telling.number] = telling
        self._mark("telling", _key(telling.number), telling)

    def drop_telling(self, number: int) -> None:
        """Nobody has to be told any more."""
        del self.tellings[number]
        self._changed["telling", _key(number)] = None

    def change(self, **changes: object) -> None:
        """Changes the ledger."""
        self.ledger = self.ledger.model_copy(update=changes)
        self._mark(_LEDGER, _LEDGER, self.ledger)

    def pay(self, sub_account: str, amount: Decimal) -> None:
        """Money in (positive) or out."""
        cash = dict(self.ledger.cash)
        cash[sub_account] = cash.get(sub_account, Decimal(0)) + amount
        self.change(cash=cash)

    def count(self, name: str) -> Count:
        """How often a fault was met and happened."""
        return self.ledger.counts.get(name, Count())

    def put_count(self, name: str, count: Count) -> None:
        """Keeps it."""
        self.change(counts={**self.ledger.counts, name: count})

    def moved_to(self, at: datetime) -> None:
        """The broker's time; written with the next real change."""
        self.ledger = self.ledger.model_copy(update={"at": at})

    def quantity(self, sub_account: str, symbol: str) -> int:
        """Contracts or shares held, negative when short."""
        held = self.positions.get((sub_account, symbol))
        return held.quantity if held else 0

    def _mark(self, kind: str, key: str, what: Strict) -> None:
        # Without a file nothing is ever written, and so nothing need be put into text.
        if self._path is not None:
            self._changed[kind, key] = what.model_dump_json()

    # --- the file --------------------------------------------------------------------------------
    def recover(self) -> None:
        """Goes back to the file if what was not written has to be forgotten. Raises sqlite3.Error."""
        if self._behind:
            self.load()

    def save(self) -> None:
        """Writes what changed since the last time. Raises sqlite3.Error; nothing of it was written then."""
        self._behind = True
        self._write()
        self._behind = False

    def _write(self) -> None:
        if self._path is None or not self._changed:
            self._changed.clear()
            return
        for permanent_id in sorted(self._drifted):
            self._mark("order", permanent_id, self.orders[permanent_id])
        self._mark(_LEDGER, _LEDGER, self.ledger)
        with closing(self._connect()) as database, database:
            for (kind, key), body in self._changed.items():
                if body is None:
                    database.execute("DELETE FROM item WHERE kind = ? AND key = ?", (kind, key))
                else:
                    database.execute("INSERT OR REPLACE INTO item VALUES (?, ?, ?)", (kind, key, body))
        self._changed.clear()
        self._drifted.clear()
        self._written = True

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        if self._path is None:
            return
        with closing(self._connect()) as database:
            with database:
                database.execute(_TABLE)
            yield from database.execute("SELECT kind, key, body FROM item ORDER BY kind, key")

    def _connect(self) -> sqlite3.Connection:
        assert self._path is not None
        database = sqlite3.connect(self._path, timeout=0)
        # What is written outlives the process in any case; a simulator need not outlive a power cut.
        database.execute("PRAGMA synchronous = OFF")
        return database


def _key(number: int) -> str:
    # Keys are read back in their order as text.
    return str(number).zfill(_WIDTH)


_WIDTH = len("0000000000")
