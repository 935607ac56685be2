"""Tables rebuilt from the entries of the ledger: the same as those of the account that is running."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from engine.trading.events import CycleDecided
from engine.trading.journal import Entry
from ledger.books.account import NEW_YORK, AccountBooks
from ledger.books.chart import NATURE, LedgerAccount
from ledger.books.positions import OptionPosition
from ledger.books.rows import (
    AccountRow,
    LotRow,
    OrderRow,
    PositionRow,
    ProtocolRow,
    Row,
    RungRow,
    TransactionRow,
    WeekRow,
)

WEEK_CLOSED = "week_closed"
"""The law's event that closes a week, with its label and flags."""

LADDER = ("leap_growth", "leap_hedge")
"""The purposes, in the law's words, of what belongs to the ladder of LEAPs."""

_OF_AN_EVENT = frozenset({"event", "key", "in", "at"})
A = LedgerAccount


class Projections:
    """The tables of one account. Entries come in order, each once; a cycle's entry with its decision record.

    What an entry says that the books refuse is raised as BooksRefused: a ledger holds no such entry.
    """

    def __init__(self, zone: tzinfo = NEW_YORK) -> None:
        self.books = AccountBooks(zone)
        self._transactions: list[TransactionRow] = []
        self._protocol: list[ProtocolRow] = []
        self._weeks: list[WeekRow] = []

    def take(self, entry: Entry, record: Mapping[str, Any] | None = None) -> None:
        """One more entry, and what was decided in it, if it is a cycle and the record is at hand."""
        self.books.apply(entry.event, entry.at)
        self._transactions += transactions(self.books, entry)
        if record is not None and isinstance(entry.event, CycleDecided):
            self._protocol += protocol_events(entry, record)
            self._weeks += weeks(entry, record)

    def tables(self) -> Mapping[str, tuple[Row, ...]]:
        """Every table with its rows, by name."""
        return {
            "accounts": tuple(accounts(self.books)),
            "positions": tuple(positions(self.books)),
            "lots": tuple(lots(self.books)),
            "transactions": tuple(self._transactions),
            "orders": tuple(orders(self.books)),
            "protocol_events": tuple(self._protocol),
            "week_classifications": tuple(self._weeks),
            "leap_ladder": tuple(ladder(self.books)),
        }


def rebuilt(entries: Iterable[tuple[Entry, Mapping[str, Any] | None]], zone: tzinfo = NEW_YORK) -> Projections:
    """The tables that the entries of one account tell, each entry with the record of its cycle where there is one."""
    projections = Projections(zone)
    for entry, record in entries:
        projections.take(entry, record)
    return projections


# --- from the books ---------------------------------------------------------------------------------------------------
def accounts(books: AccountBooks) -> Iterator[AccountRow]:
    """One row a sub-account, as it stands."""
    if not books.sleeves:
        return
    view = books.view()
    for sleeve in books.sleeves.values():
        grown = {
            str(account): sleeve.balances[account] if nature in {"asset", "expense"} else -sleeve.balances[account]
            for account, nature in NATURE.items()
        }
        yield AccountRow(
            account=view.account,
            sleeve=sleeve.key,
            user=view.user,
            account_kind=view.kind,
            sleeve_kind=sleeve.kind,
            parent=view.parent,
            opened_on=view.opened_on,
            closed=books.closed,
            base=sleeve.base,
            reinvested=sleeve.reinvested,
            realised=sleeve.realised,
            book_equity=grown[A.CAPITAL] + sleeve.realised - grown[A.TAX_RESERVE],
            **grown,
        )


def positions(books: AccountBooks) -> Iterator[PositionRow]:
    """One row an option position: those that ended, in the order of ending, then the open ones."""
    for each in books.positions():
        option = each.instrument.option
        yield PositionRow(
            position=each.key,
            sleeve=each.sleeve,
            symbol=each.instrument.symbol,
            underlying=each.instrument.underlying,
            right=None if option is None else option.right,
            strike=None if option is None else option.strike,
            expires_on=None if option is None else option.expires_on,
            multiplier=each.instrument.units,
            deliverable=None if option is None else option.deliverable,
            side=each.side,
            purpose=each.purpose,
            order_key=each.order,
            opened_on=each.opened_on,
            opened=each.opened,
            quantity=each.quantity,
            credit=each.credit,
            premium=each.premium,
            realised=each.realised,
            ended_on=each.ended_on,
            ended_by=each.ended_by,
        )


def lots(books: AccountBooks) -> Iterator[LotRow]:
    """One row a lot of which shares are left, oldest first."""
    for sleeve in books.sleeves.values():
        for underlying, shares in sorted(sleeve.shares.items()):
            for lot in shares.lots:
                if lot.left:
                    yield LotRow(
                        sleeve=sleeve.key,
                        underlying=underlying,
                        lot=lot.number,
                        bought=lot.bought,
                        cost=lot.cost,
                        quantity=lot.left,
                        cost_left=lot.cost_left,
                        acquired_on=lot.acquired_on,
                        assigned=lot.assigned,
                    )


def orders(books: AccountBooks) -> Iterator[OrderRow]:
    """One row an order, in the order of planning."""
    for kept in books.orders.values():
        view = kept.view
        yield OrderRow(
            order_key=view.key,
            sleeve=view.sleeve,
            symbol=view.instrument.symbol,
            side=view.side,
            opens=view.opens,
            urgent=view.urgent,
            origin=view.origin,
            action=view.action,
            subject=view.subject,
            because=" ".join(kept.planned.because),
            quantity=view.quantity,
            filled=view.filled,
            mean_price=view.mean_price,
            limit_price=view.limit,
            bound=kept.planned.bound,
            purpose=view.purpose,
            position=view.position,
            after=view.after,
            slices=len(view.slices),
            status=view.status,
            planned_at=kept.planned_at,
            ended_at=kept.ended_at,
        )


def ladder(books: AccountBooks) -> Iterator[RungRow]:
    """One row a LEAP of the ladder; rungs are numbered by expiry, those of one sleeve, purpose and underlying apart."""
    leaps = [each for each in books.positions() if each.purpose in LADDER]
    rungs: dict[tuple[str, str | None, str], list[str]] = {}
    for each in leaps:
        if each.quantity:
            rungs.setdefault(_ladder_of(each), []).append(_expiry(each))
    numbers = {of: {expiry: n for n, expiry in enumerate(sorted(set(found)), 1)} for of, found in rungs.items()}
    for each in leaps:
        option = each.instrument.option
        yield RungRow(
            sleeve=each.sleeve,
            purpose=str(each.purpose),
            underlying=each.instrument.underlying,
            rung=numbers[_ladder_of(each)][_expiry(each)] if each.quantity else None,
            position=each.key,
            symbol=each.instrument.symbol,
            right=None if option is None else option.right,
            strike=None if option is None else option.strike,
            expires_on=None if option is None else option.expires_on,
            quantity=each.quantity,
            cost=None if each.credit is None else -each.credit,
            cost_left=None if each.premium is None else -each.premium,
            opened_on=each.opened_on,
            realised=each.realised,
            ended_on=each.ended_on,
            ended_by=each.ended_by,
        )


def _ladder_of(position: OptionPosition) -> tuple[str, str | None, str]:
    return position.sleeve, position.purpose, position.instrument.underlying


def _expiry(position: OptionPosition) -> str:
    option = position.instrument.option
    return "" if option is None else option.expires_on.isoformat()


# --- from one entry ---------------------------------------------------------------------------------------------------
def transactions(books: AccountBooks, entry: Entry) -> Iterator[TransactionRow]:
    """The lines of the journal entry that the books made of an entry just now."""
    booked = books.last
    for line, posting in enumerate(booked.postings, 1):
        yield TransactionRow(
            account=entry.account,
            sequence=entry.sequence,
            line=line,
            at=entry.at,
            event=booked.event,
            reference=booked.reference,
            sleeve=posting.sleeve,
            ledger_account=str(posting.account),
            debit=posting.debit,
            credit=posting.credit,
            instrument=posting.instrument,
            quantity=posting.quantity,
            position=posting.position,
        )


def protocol_events(entry: Entry, record: Mapping[str, Any]) -> Iterator[ProtocolRow]:
    """What a decision record tells of machines that moved and of events that the law recorded."""
    line = 0
    for each in record.get("transitions", ()):
        line += 1
        yield ProtocolRow(
            sequence=entry.sequence,
            line=line,
            at=datetime.fromisoformat(each["at"]),
            account=entry.account,
            source="transition",
            name=each["machine"],
            subject=each["subject"],
            from_state=each["from"],
            to_state=each["to"],
            because=" ".join(each["because"]),
            fields=_json({"fact": each["fact"], "causes": each["causes"]}),
        )
    for each in record.get("recorded", ()):
        line += 1
        event = each["event"]
        yield ProtocolRow(
            sequence=entry.sequence,
            line=line,
            at=datetime.fromisoformat(event["at"]),
            account=entry.account,
            source="recorded",
            name=event["event"],
            subject=each["subject"],
            from_state=None,
            to_state=None,
            because=each["rule"],
            fields=_json({name: value for name, value in event.items() if name not in _OF_AN_EVENT}),
        )


def weeks(entry: Entry, record: Mapping[str, Any]) -> Iterator[WeekRow]:
    """The weeks that a decision record closes."""
    for each in record.get("recorded", ()):
        event = each["event"]
        if event["event"] == WEEK_CLOSED:
            yield WeekRow(
                sequence=entry.sequence,
                at=datetime.fromisoformat(event["at"]),
                account=entry.account,
                label=event["label"],
                preservation=_flag(event["preservation"]),
                hedged=_flag(event["hedged"]),
                roll=_flag(event["roll"]),
                assignment=_flag(event["assignment"]),
                earnings_filter=_flag(event["earnings_filter"]),
            )


def _flag(told: object) -> bool | None:
    return told if isinstance(told, bool) else None


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
