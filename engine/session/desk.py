"""What a session has at hand, and the one door to the ledger: nothing counts before it is written.

Writing comes first. What cannot be written is not done, and then the session is over: what is in the ledger is loaded
again before anything else happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine.memory import BEFORE, NO_MEMORY, Memory, MemoryRead, read_kept
from engine.past import NoPast, Past, Pasts
from engine.record import DecisionRecord
from engine.session import hearing, planning, telling
from engine.session.life import Life
from engine.trading import contents
from engine.trading.books import AccountView, Books, BooksRefused
from engine.trading.broker import Broker
from engine.trading.clock import Clock
from engine.trading.events import (
    AccountEvent,
    AlertRaised,
    AssignmentBooked,
    CashBooked,
    CommissionBooked,
    CycleDecided,
    DividendBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    LawAdopted,
    OrderPlanned,
    SliceStepped,
    SplitBooked,
)
from engine.trading.facts import AccountFacts
from engine.trading.health import Health
from engine.trading.journal import Entry, Journal, NotRecorded
from engine.trading.market import Market
from rules.compile.law import Law

_ORDER = " o"
"""Between the key of a sleeve and the number of its order."""

_MOVES_MONEY = (
    FillBooked,
    CommissionBooked,
    AssignmentBooked,
    ExerciseBooked,
    ExpiryBooked,
    DividendBooked,
    SplitBooked,
    CashBooked,
)


class SessionOver(Exception):
    """The session cannot go on: the ledger does not take what happened. Nothing is sent; start again to recover."""


@dataclass(frozen=True)
class LawText:
    """Law as it is compiled from its canonical text, and that text, as the ledger stores it."""

    law: Law
    text: bytes
    as_if_in_force: bool = False

    @cached_property
    def digest(self) -> str:
        """Under which the text is stored."""
        return contents.digest_of(self.text)


@dataclass(frozen=True, slots=True)
class Ports:
    """The world of a session. `siblings` are the views of the user's other accounts, as the law counts them."""

    law: Callable[[datetime], LawText]
    market: Market
    facts: AccountFacts
    broker: Broker
    journal: Journal
    clock: Clock
    books: Callable[[], Books]
    siblings: Callable[[], Sequence[AccountView]] = tuple
    alert: Callable[[datetime, AlertRaised], None] | None = None
    life: Life | None = None


@dataclass(slots=True)
class Desk:
    """One account at work: its books, what the law keeps of it, and what it has not been told yet.

    `taken_back`: what the law keeps is no longer word for word that of the last record. `ask_at`: when the broker has
    to be asked again about what is in doubt. `failed`: how often in a row it did not answer. `withdrawn`: orders
    whose cancel was asked for since the broker's state was last fetched. `kept_in_brief`: whether the last record only
    names what happened long ago. `whys`: the last reason that was told of a slice.
    """

    account: str
    ports: Ports
    books: Books
    in_force: LawText
    memory: Memory = NO_MEMORY
    last: CycleDecided | None = None
    adopted: str | None = None
    seen: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    untold: list[Mapping[str, Any]] = field(default_factory=list)
    health: Health = field(default_factory=Health)
    planned: set[str] = field(default_factory=set)
    at_broker: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    stirred: bool = False
    taken_back: bool = False
    ask_at: datetime | None = None
    failed: int = 0
    withdrawn: set[str] = field(default_factory=set)
    over: str | None = None
    kept_in_brief: bool = False
    whys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, account: str, ports: Ports) -> Desk:
        """The desk as the ledger tells. Raises SessionOver for a ledger that holds nothing of the account."""
        desk = cls(account, ports, ports.books(), ports.law(ports.clock.now()))
        any_entry = False
        for entry in ports.journal.entries():
            any_entry = True
            desk.take(entry)
        if not any_entry:
            raise SessionOver(f"the ledger knows no account {account}")
        if desk.last is not None:
            kept = contents.record_from(ports.journal.content(desk.last.record)).content["kept"]
            try:
                before = kept.get(BEFORE)
                past = None if before is None else Pasts(desk.law).of(before, ports.journal.content)
            except NoPast as error:
                raise SessionOver(str(error)) from None
            desk.remember(kept, past)
        return desk

    @property
    def law(self) -> Law:
        """The law that decides now."""
        return self.in_force.law

    def view(self) -> AccountView:
        """The account as it stands."""
        return self.books.view()

    def now(self) -> datetime:
        """This instant."""
        return self.ports.clock.now()

    def names(self) -> hearing.StepNames:
        """What the law calls the steps of slices."""
        found = {each.does: each.name for each in self.law.actions.values() if each.on == "slice"}
        return hearing.StepNames(found.get(planning.CANCELS), found.get(planning.REPLACES))

    def remember(self, kept: Mapping[str, Any], past: Past | None = None) -> None:
        """What the law keeps from here on, as a record tells it. Raises SessionOver if this law cannot read it.

        With the `past` that it names.
        """
        self._remember(read_kept(self.law, kept, past=past))
        self.kept_in_brief = BEFORE in kept

    def go_on(self, record: DecisionRecord) -> None:
        """Goes on from a record that was just made; what happened was read when it was told, and is not read again.

        Raises SessionOver if this law cannot read what it keeps.
        """
        after, kept = record.after, record.content["kept"]
        if after is None or not kept:
            self.remember(kept)
        elif after.past is not None and any(each.law is not self.law for each in after.past.chunks()):
            chunks = {each.digest: each.content for each in after.past.chunks()}
            self.remember(after.told(brief=True), Pasts(self.law).of(after.past.digest, chunks.__getitem__))
        else:
            read = read_kept(self.law, {**kept, "events": [], "links": {}} | _named(after.past), past=after.past)
            self._remember(read)
            self.memory = replace(self.memory, history=after.history, links=after.links)
        self.kept_in_brief = BEFORE in kept

    def _remember(self, read: MemoryRead) -> None:
        if read.memory is None:
            raise SessionOver("; ".join(each.message for each in read.findings))
        self.memory = read.memory

    # --- the ledger -----------------------------------------------------------------------------
    def write(self, events: Sequence[AccountEvent], stored: Sequence[bytes] = ()) -> None:
        """Writes events and takes them into the books. Raises SessionOver where that cannot be done."""
        if self.over is not None:
            raise SessionOver(self.over)
        if not events:
            return
        try:
            entries = self.ports.journal.append(self.now(), events, stored)
        except NotRecorded as error:
            self.over = f"the ledger does not take it: {error}"
            raise SessionOver(self.over) from error
        for entry in entries:
            self.take(entry)
            if isinstance(entry.event, AlertRaised) and self.ports.alert is not None:
                self.ports.alert(entry.at, entry.event)

    def take(self, entry: Entry) -> None:
        """Folds an entry into books and memory of what was planned; what it means to the law waits to be told."""
        event = entry.event
        before = self._realised() if isinstance(event, _MOVES_MONEY) else {}
        try:
            self.books.apply(event, entry.at)
        except BooksRefused as refused:
            self.over = f"entry {entry.sequence} does not fit the books: {refused}"
            raise SessionOver(self.over) from refused
        match event:
            case CycleDecided():
                self.last, self.untold = event, []
            case LawAdopted():
                self.adopted = event.text_digest
            case OrderPlanned():
                self.planned.add(event.intent_key)
                number = int(event.order.removeprefix(f"{event.sleeve}{_ORDER}"))
                self.numbers[event.sleeve] = max(self.numbers.get(event.sleeve, 0), number)
            case SliceStepped(why=str(why)):
                self.whys[event.slice] = why
            case FillBooked():
                self.seen.add(event.fill.execution_id)
                if event.fill.commission is None:
                    self.pending.add(event.fill.execution_id)
            case CommissionBooked():
                self.seen.add(f"{event.report.execution_id} commission")
                self.pending.discard(event.report.execution_id)
            case AssignmentBooked() | ExerciseBooked() | ExpiryBooked() | DividendBooked() | SplitBooked():
                self.seen.add(event.event.event_id)
            case CashBooked():
                self.seen.add(event.event.event_id)
        self.untold += telling.told_of(event, entry.at, entry.sequence, self.law, self.account)
        for sleeve, gain in self._gains(before):
            told = telling.realised(sleeve, gain, entry.at, entry.sequence, self.law, self.account)
            if told is not None:
                self.untold.append(told)

    def number(self, sleeve: str) -> str:
        """The key of the next order of a sleeve. Keys of orders that are planned together follow one another."""
        self.numbers[sleeve] = self.numbers.get(sleeve, 0) + 1
        return f"{sleeve}{_ORDER}{self.numbers[sleeve]}"

    def _realised(self) -> dict[str, Decimal]:
        return {each.key: each.realised for each in self.books.view().sleeves}

    def _gains(self, before: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
        if not before:
            return []
        after = self._realised()
        return [(key, after[key] - was) for key, was in before.items() if key in after and after[key] != was]


def _named(past: Past | None) -> dict[str, str]:
    return {} if past is None else {BEFORE: past.digest}
