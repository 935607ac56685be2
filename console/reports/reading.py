"""One pass over the entries of an account: its books, and what happened in the period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from console.reports.law import Words
from console.reports.marks import Marks, Worth, worth
from console.reports.owners import of_account
from console.reports.period import OF_LAW, Kind, Period, period_of
from console.trouble import Trouble
from engine.trading.books import BooksRefused
from engine.trading.contents import NotAContent, record_from
from engine.trading.events import (
    AccountOpened,
    ActionEnded,
    CommissionBooked,
    CycleDecided,
    CyclesUnchanged,
    FillBooked,
    OrderEnded,
    OrderPlanned,
    SliceStepped,
)
from engine.trading.journal import Entry
from ledger.books.account import NEW_YORK, AccountBooks
from ledger.books.projections import transactions
from ledger.books.rows import TransactionRow
from ledger.chain import entry_of
from ledger.database import Unreadable

if TYPE_CHECKING:
    from ledger.evidence import Evidence

_AROUND = timedelta(weeks=1)
"""How long before a quarter, month or week marks are looked for, so that what it begins with has a worth; and how long
behind a quarter the law's report on it."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Cycle:
    """A decision: its entry, and its record without other accounts; an empty one where contents were left out."""

    entry: int
    at: datetime
    event: CycleDecided
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry, and its instant at the exchange."""

    entry: int
    at: datetime
    event: Any


@dataclass(frozen=True, slots=True)
class ByLaw:
    """Something that the law recorded, or told by a report of its own: in which cycle, and its content."""

    cycle: Cycle
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """What every sleeve was worth when a decision was made."""

    at: datetime
    entry: int
    sleeves: Mapping[str, Worth]


@dataclass(slots=True)
class Trade:
    """An order of the period, with the decision that it came from and what became of it in the period."""

    planned: OrderPlanned
    at: datetime
    decided: int | None
    entries: list[int]
    fills: list[Happened] = field(default_factory=list)
    status: str | None = None
    why: str | None = None


@dataclass(slots=True)
class Gathered:
    """Everything that a report is made of."""

    account: str
    period: Period
    head: str
    words: Words
    books: AccountBooks
    opened: AccountOpened | None = None
    opening: Mapping[str, Worth] = field(default_factory=dict)
    opened_after: int = 0
    cycles: list[Cycle] = field(default_factory=list)
    later: list[ByLaw] = field(default_factory=list)
    unchanged: list[Happened] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    booked: list[TransactionRow] = field(default_factory=list)
    trades: dict[str, Trade] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    law: str = ""
    without_contents: bool = False
    last_booked: dict[str, int] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[int, int]:
        """The first and the last entry of the period."""
        return self.happened[0].entry, self.happened[-1].entry

    def of(self, *kinds: type) -> Iterator[Happened]:
        """What happened of some kinds, in order."""
        return (each for each in self.happened if isinstance(each.event, kinds))

    @property
    def end(self) -> Mapping[str, Worth]:
        """What every sleeve is worth at the end of the period, at the last marks."""
        prices = self.marks.prices
        return {key: worth(each, prices) for key, each in self.books.sleeves.items()}

    def recorded(self) -> Iterator[ByLaw]:
        """The events that the law recorded in the period."""
        for cycle in self.cycles:
            for each in cycle.record.get("recorded", ()):
                yield ByLaw(cycle, each)

    def told(self) -> Iterator[ByLaw]:
        """What the law's own reports told in the period."""
        for cycle in self.cycles:
            for each in cycle.record.get("reports", ()):
                yield ByLaw(cycle, each)


def last_period(ledger: Evidence, account: str, kind: Kind) -> Period:
    """The last period in which the account has an entry. Raises Trouble and Unreadable."""
    head = ledger.head(account)
    last = next(ledger.rows(account, head.sequence - 1), None) if head.sequence else None
    if last is None:
        raise Trouble(f"the ledger has no entry of {account}")
    return period_of(kind, _local(_entry(last.account, last.sequence, last)).date())


def gather(ledger: Evidence, account: str, period: Period, progress: Progress) -> Gathered:
    """Reads the account up to the end of the period. Raises Trouble and Unreadable."""
    head = ledger.head(account)
    reader = _Reader(ledger, Gathered(account, period, str(head), Words(ledger.content), AccountBooks()))
    for row in ledger.rows(account):
        progress("entries read", row.sequence, head.sequence)
        if not reader.take(_entry(account, row.sequence, row)):
            break
    reader.close()
    if not reader.found.happened:
        last = last_period(ledger, account, period.kind)
        raise Trouble(f"the ledger has no entry of {account} in {period.title}", f"Its last one is in {last.title}.")
    return reader.found


class _Reader:
    def __init__(self, ledger: Evidence, found: Gathered) -> None:
        self.ledger, self.found = ledger, found
        self.before = True
        self.decided: int | None = None
        self.executed: dict[str, Trade] = {}
        self.own = OF_LAW[found.period.kind]

    def take(self, entry: Entry) -> bool:
        """One more entry; whether more have to be read."""
        period = self.found.period
        at = _local(entry)
        if at.date() > period.last:
            return self._after(entry, at)
        if self.before and at.date() >= period.first:
            self._begin()
        self._book(entry)
        if self.before:
            self.found.opened_after = entry.sequence
        if isinstance(entry.event, AccountOpened):
            self.found.opened = entry.event
        inside = at.date() >= period.first
        if inside:
            self._inside(entry, at)
        if isinstance(entry.event, CycleDecided) and at.date() >= period.first - _AROUND:
            self._marked(entry, entry.event, at, inside)
        return True

    def close(self) -> None:
        """The end of the period: what came after the last decision counts as well."""
        if self.before:
            self._begin()
        found = self.found
        if found.happened and found.books.sleeves:
            prices = found.marks.prices
            last = found.happened[-1]
            worths = {key: worth(each, prices) for key, each in found.books.sleeves.items()}
            found.points.append(Point(last.at, last.entry, worths))

    # --- parts ----------------------------------------------------------------------------------
    def _begin(self) -> None:
        """What there is when the period begins."""
        self.before = False
        prices = self.found.marks.prices
        self.found.opening = {key: worth(sleeve, prices) for key, sleeve in self.found.books.sleeves.items()}

    def _book(self, entry: Entry) -> None:
        try:
            self.found.books.apply(entry.event, entry.at)
        except BooksRefused as error:
            raise Unreadable(f"the books of {entry.account} refuse entry {entry.sequence}: {error}") from None
        for posting in self.found.books.last.postings:
            self.found.last_booked[posting.sleeve] = entry.sequence

    def _inside(self, entry: Entry, at: datetime) -> None:
        found, event = self.found, entry.event
        happened = Happened(entry.sequence, at, event)
        found.happened.append(happened)
        found.booked += transactions(found.books, entry)
        match event:
            case CycleDecided():
                self.decided = entry.sequence
                found.cycles.append(self._cycle(entry, event, at))
                found.law = event.law_text
            case CyclesUnchanged():
                found.unchanged.append(happened)
            case OrderPlanned():
                found.trades[event.order] = Trade(event, at, self.decided, [entry.sequence])
            case FillBooked() if event.order is not None:
                trade = self._trade(event.order)
                if trade is not None:
                    trade.fills.append(happened)
                    trade.entries.append(entry.sequence)
                    self.executed[event.fill.execution_id] = trade
            case CommissionBooked() if event.report.execution_id in self.executed:
                self.executed[event.report.execution_id].entries.append(entry.sequence)
            case SliceStepped() if event.why is not None and event.state in {"denied", "rejected"}:
                trade = self._trade(event.order)
                if trade is not None:
                    trade.why = event.why
                    trade.entries.append(entry.sequence)
            case ActionEnded() if event.why is not None:
                for each in found.trades.values():
                    if each.why is None and (each.planned.action, each.planned.subject) == (
                        event.action,
                        event.subject,
                    ):
                        each.why = event.why
            case OrderEnded():
                trade = self._trade(event.order)
                if trade is not None:
                    trade.status = event.status
                    trade.entries.append(entry.sequence)
            case _:
                pass

    def _trade(self, order: str) -> Trade | None:
        """The order, also if it was planned before the period."""
        if order not in self.found.trades:
            kept = self.found.books.orders.get(order)
            if kept is None:
                return None
            self.found.trades[order] = Trade(kept.planned, kept.planned_at.astimezone(NEW_YORK), None, [])
        return self.found.trades[order]

    def _marked(self, entry: Entry, event: CycleDecided, at: datetime, inside: bool) -> None:
        import json

        found = self.found
        try:
            content = self.ledger.content(event.facts)
        except KeyError:
            found.without_contents = True
            return
        try:
            facts = json.loads(content)["facts"]
        except (ValueError, TypeError, KeyError):
            raise Unreadable(f"the facts of entry {entry.sequence} of {entry.account} cannot be read") from None
        found.marks.take(facts, at, entry.sequence)
        if inside and found.books.sleeves:
            prices = found.marks.prices
            point = Point(at, entry.sequence, {key: worth(each, prices) for key, each in found.books.sleeves.items()})
            if found.points and found.points[-1].at == at:
                found.points[-1] = point
            else:
                found.points.append(point)

    def _after(self, entry: Entry, at: datetime) -> bool:
        """What comes behind the period: only the law's report on it, if the law tells it there."""
        found = self.found
        if found.period.kind != "quarter" or found.later or at.date() > found.period.last + _AROUND:
            return False
        if isinstance(entry.event, CycleDecided):
            cycle = self._cycle(entry, entry.event, at)
            reports = cycle.record.get("reports", ())
            found.later = [ByLaw(cycle, each) for each in reports if each.get("kind") == self.own]
        return not found.later

    def _cycle(self, entry: Entry, event: CycleDecided, at: datetime) -> Cycle:
        try:
            content = self.ledger.content(event.record)
        except KeyError:
            self.found.without_contents = True
            return Cycle(entry.sequence, at, event, {})
        try:
            record = of_account(record_from(content).content, entry.account)
        except NotAContent as error:
            raise Unreadable(
                f"the record of entry {entry.sequence} of {entry.account} cannot be read: {error}"
            ) from None
        return Cycle(entry.sequence, at, event, record)


def _entry(account: str, sequence: int, row: Any) -> Entry:
    try:
        return entry_of(row)
    except ValueError:
        raise Unreadable(f"the entry {sequence} of {account} cannot be read") from None


def _local(entry: Entry) -> datetime:
    return entry.at.astimezone(NEW_YORK)


def day_of(at: datetime) -> date:
    """The day of an instant at the exchange."""
    return at.astimezone(NEW_YORK).date()
