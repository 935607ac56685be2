"""How accounts have grown, as their ledger tells: what decisions at the last close of each month were made on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from facts.performance import Facts, Point, conventions, equity_of, measured
from facts.sessions import Calendar
from ledger.store import Ledger

_CAPITAL = frozenset({"deposit", "withdrawal"})


@dataclass(slots=True)
class _Read:
    """What was read of one account so far: its first decision, and the last ones of months by their days.

    Each with the digest of its facts, and the capital that had come in until then.
    """

    sequence: int = 0
    moved_in: Decimal = Decimal(0)
    first: tuple[date, str, Decimal] | None = None
    ends: dict[date, tuple[str, Decimal]] = field(default_factory=dict)
    worth: dict[str, Decimal | None] = field(default_factory=dict)


class LedgerGrowth:
    """Tells at the last close of a month, the instant at which the law asks; of the months before, from the ledger.

    Nothing but the ledger and the facts of the instant counts, so a process that comes back tells the same.
    """

    def __init__(self, ledger: Ledger, calendar: Calendar) -> None:
        self._ledger, self._calendar = ledger, calendar
        self._read: dict[str, _Read] = {}

    def of(self, account: str, at: datetime, facts: Facts) -> Mapping[str, str]:
        """Growth to date, Sharpe and Sortino ratio, as far as there is history for them."""
        today = self._calendar.local(at).date()
        session = self._calendar.session(today)
        if session is None or at < session.closes or not self._calendar.closes_month(today):
            return {}
        read = self._read.setdefault(account, _Read())
        self._go_on(account, read)
        before = [(on, digest, moved_in) for on, (digest, moved_in) in sorted(read.ends.items()) if on < today]
        points = [
            Point(on, self._worth(account, read, digest), moved_in)
            for on, digest, moved_in in (*(() if read.first is None else (read.first,)), *before)
        ]
        return measured([*points, Point(today, equity_of(facts, account), read.moved_in)], conventions())

    def _go_on(self, account: str, read: _Read) -> None:
        """Reads what the ledger has got since the last time: the first decision, month ends, capital that moved."""
        for row in self._ledger.rows(account, read.sequence):
            read.sequence = row.sequence
            if row.kind == "cycle_decided":
                at = datetime.fromisoformat(row.at)
                on = self._calendar.local(at).date()
                if read.first is None:
                    read.first = on, json.loads(row.body)["facts"], read.moved_in
                elif self._ends_month(on, at):
                    read.ends[on] = json.loads(row.body)["facts"], read.moved_in
            elif row.kind == "capital_moved":
                told = json.loads(row.body)
                amount = Decimal(told["amount"])
                read.moved_in += amount if _of(told["to_sleeve"], account) else Decimal(0)
                read.moved_in -= amount if _of(told["from_sleeve"], account) else Decimal(0)
            elif row.kind == "cash_booked":
                cash = json.loads(row.body)["event"]
                read.moved_in += Decimal(cash["amount"]) if cash["why"] in _CAPITAL else Decimal(0)

    def _ends_month(self, on: date, at: datetime) -> bool:
        session = self._calendar.session(on)
        return session is not None and at <= session.closes and bool(self._calendar.closes_month(on))

    def _worth(self, account: str, read: _Read, digest: str) -> Decimal | None:
        if digest not in read.worth:
            read.worth[digest] = equity_of(json.loads(self._ledger.content(digest))["facts"], account)
        return read.worth[digest]


def _of(sleeve: str, account: str) -> bool:
    return sleeve.rpartition(" ")[0] == account
