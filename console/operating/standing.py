"""How an account stands, read from its ledger alone: what was decided last, what is held and ordered, who runs it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from console.operating.places import STALE
from engine.record import trace_of
from engine.trading import contents
from engine.trading.books import AccountView, BooksRefused, OrderView
from engine.trading.events import (
    AccountOpened,
    AlertRaised,
    CycleDecided,
    CyclesUnchanged,
    OperatorActed,
    Reconciled,
    Recovered,
)
from engine.trading.orders import ENDED, SliceState
from ledger.books import AccountBooks
from ledger.chain import entry_of
from ledger.cycles import NotEvaluable, cycle_of

if TYPE_CHECKING:
    from ledger.evidence import Evidence
    from ledger.leases import Lease

_SHOWN = 5
"""How many of the last alerts, and of what people asked, are shown."""

_FIGURES = {"account": ("equity", "margin_used"), "sleeve": ("equity", "free_cash", "put_capital", "share_value")}
"""Facts of the law that are shown, where it has them: a choice of what a person looks at first, as the columns of a
table are. What they mean and how much they may be is the law's; another law shows what it has by these names.
"""

_TOLD = ("lock", "needs_reset")
"""Facts that the law derives, told beside the states that it keeps: what stops, and what only a person ends."""

_USUAL = (None, False, "idle", "unknown")

_QUOTED = ("market", "underlying", "contract")


@dataclass(slots=True)
class Reading:
    """What is read of an account; `update` reads on from where it stands."""

    account: str
    books: AccountBooks = field(default_factory=AccountBooks)
    opened: bool = False
    sequence: int = 0
    hash: str = ""
    at: datetime | None = None
    last: CycleDecided | None = None
    looked_at: datetime | None = None
    reconciled: Reconciled | None = None
    fetched: Recovered | None = None
    alerts: deque[tuple[datetime, AlertRaised]] = field(default_factory=lambda: deque(maxlen=_SHOWN))
    asked: deque[tuple[datetime, OperatorActed]] = field(default_factory=lambda: deque(maxlen=_SHOWN))

    def update(self, ledger: Evidence) -> None:
        """Reads what is new. Raises Unreadable, and BooksRefused for entries that do not fit one another."""
        for row in ledger.rows(self.account, self.sequence):
            try:
                entry = entry_of(row)
            except ValueError:
                raise BooksRefused(f"the entry {row.sequence} of {self.account} cannot be read") from None
            self.opened |= isinstance(entry.event, AccountOpened)
            if self.opened:  # a ledger may hold decisions of an account without books
                self.books.apply(entry.event, entry.at)
            self.sequence, self.hash, self.at = entry.sequence, entry.hash, entry.at
            match entry.event:
                case CycleDecided():
                    self.last, self.looked_at = entry.event, entry.at
                case CyclesUnchanged():
                    self.looked_at = entry.event.last
                case AlertRaised():
                    self.alerts.append((entry.at, entry.event))
                case OperatorActed():
                    self.asked.append((entry.at, entry.event))
                case Reconciled():
                    self.reconciled = entry.event
                case Recovered(step="fetched"):
                    self.fetched = entry.event


def standing(reading: Reading, ledger: Evidence, now: datetime) -> dict[str, Any]:
    """How an account stands, as plain data."""
    record, facts = _decided(reading, ledger)
    view = reading.books.view() if reading.opened else None
    lease = _lease(ledger, reading.account)
    return {
        "account": reading.account,
        "does": _does(record, "account", reading.account),
        "figures": _figures(record, "account", reading.account),
        "sleeves": [] if view is None else [_sleeve(view, each, record) for each in view.sleeves],
        "orders": [] if view is None else [_order(each) for each in view.orders if each.status is None],
        "next": None if record is None else record["wake_up"],
        "last_look": None if reading.looked_at is None else reading.looked_at.isoformat(),
        "health": {
            "broker": None if facts is None else facts.get("broker", {}),
            "system": None if facts is None else facts.get("system", {}),
            "reconciled": None if reading.reconciled is None else reading.reconciled.clean,
            "differences": [] if reading.reconciled is None else list(reading.reconciled.differences),
            "ages": _ages(facts),
        },
        "session": _session(lease, now),
        "head": {"sequence": reading.sequence, "hash": reading.hash},
        "asked": [
            {"at": at.isoformat(), "verb": each.verb, "who": each.who, "reason": each.reason, "scope": each.scope}
            for at, each in reading.asked
        ],
        "alerts": [{"at": at.isoformat(), "code": each.code, "text": each.text} for at, each in reading.alerts],
    }


# --- what the law says --------------------------------------------------------------------------
def _decided(reading: Reading, ledger: Evidence) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The last record and its facts; None where there is none, or the ledger has no contents."""
    if reading.last is None:
        return None, None
    try:
        record = contents.record_from(ledger.content(reading.last.record)).content
        facts = contents.snapshot_from(ledger.content(reading.last.facts), "the ledger").facts
    except KeyError:
        return None, None
    if trace_of(record) == "none":  # what the law derived stands in no record of a backtest
        with suppress(NotEvaluable, KeyError):
            record = cycle_of(reading.last, ledger.content).decide().content
    return record, facts


def _does(record: Mapping[str, Any] | None, scope: str, key: str) -> list[dict[str, str]]:
    """What the law keeps of a subject that is not as usual: states, and everything that is switched on."""
    if record is None:
        return []
    found = [
        {"name": name, "value": "true" if value is True else str(value)}
        for name, value in _facts(record["kept"].get("facts", {}), scope, key).items()
        if value is True or _is_word(value)
    ]
    derived = _facts(record["derived"], scope, key)
    told = {name: derived.get(name) for name in _TOLD}
    return found + [
        {"name": name, "value": "true" if value is True else str(value)}
        for name, value in told.items()
        if value not in _USUAL
    ]


def _is_word(value: object) -> bool:
    """Whether a kept value is the name of a state."""
    return isinstance(value, str) and value.replace("_", "").isalpha() and value not in {"none", "unknown"}


def _figures(record: Mapping[str, Any] | None, scope: str, key: str) -> dict[str, str]:
    if record is None:
        return {}
    known = _facts(record["derived"], scope, key)
    return {name: known[name] for name in _FIGURES[scope] if isinstance(known.get(name), str)}


def _facts(content: Mapping[str, Any], scope: str, key: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = content.get(scope, {}).get(key, {})
    return found


def _ages(facts: Mapping[str, Any] | None) -> dict[str, int] | None:
    """How old prices and quotes were at the last look, in seconds; None where nothing tells."""
    known = {} if facts is None else {scope: facts[scope] for scope in _QUOTED if facts.get(scope)}
    found = [age for content in known.values() for age in _aged(content)]
    if not found:  # what tells no age is of the instant itself
        return {"newest": 0, "oldest": 0} if known else None
    return {"newest": min(found), "oldest": max(found)}


def _aged(content: Mapping[str, Any]) -> Iterator[int]:
    for value in content.values():
        if isinstance(value, Mapping):
            age = value.get("age")
            if "value" not in value:
                yield from _aged(value)
            elif isinstance(age, str) and age.isdecimal():
                yield int(age)


# --- what the books say -------------------------------------------------------------------------
def _sleeve(view: AccountView, sleeve: Any, record: Mapping[str, Any] | None) -> dict[str, Any]:
    exposed: dict[str, Counter[str]] = {}
    for position in sleeve.positions:
        exposed.setdefault(position.instrument.symbol, Counter())[position.side] += position.quantity
    for holding in sleeve.holdings:
        shares = sum(lot.shares for lot in holding.lots) - sum(sale.shares for sale in holding.sales)
        exposed.setdefault(holding.underlying, Counter())["shares"] += shares
    for order in view.orders:
        if order.sleeve == sleeve.key and order.opens and order.status is None:
            unknown = sum(each.quantity - each.filled for each in order.slices if each.state is SliceState.UNKNOWN)
            counted = exposed.setdefault(order.instrument.symbol, Counter())
            counted["unknown"] += unknown
            counted["working"] += max(order.quantity - order.filled - unknown, 0)
    return {
        "sleeve": sleeve.key,
        "does": _does(record, "sleeve", sleeve.key),
        "figures": _figures(record, "sleeve", sleeve.key),
        "cash": _plain(sleeve.cash),
        "tax_reserve": _plain(sleeve.tax_reserve),
        "realised": _plain(sleeve.realised),
        "exposure": [
            {"symbol": symbol, **{name: counted[name] for name in sorted(counted) if counted[name]}}
            for symbol, counted in sorted(exposed.items())
            if any(counted.values())
        ],
    }


def _order(order: OrderView) -> dict[str, Any]:
    live = [each for each in order.slices if each.state not in ENDED]
    return {
        "order": order.key,
        "action": order.action,
        "origin": order.origin,
        "side": order.side,
        "symbol": order.instrument.symbol,
        "quantity": order.quantity,
        "filled": order.filled,
        "limit": _plain(live[-1].limit) if live else None,
        "state": str(live[-1].state) if live else "waiting",
    }


def _session(lease: Lease | None, now: datetime) -> dict[str, Any]:
    if lease is None:
        return {"holder": None, "heartbeat": None, "alive": False}
    alive = lease.holder is not None and now - lease.heartbeat < STALE
    return {"holder": lease.holder, "heartbeat": lease.heartbeat.isoformat(), "alive": alive}


def _lease(ledger: Evidence, account: str) -> Lease | None:
    lease = getattr(ledger, "lease", None)
    found: Lease | None = None if lease is None else lease(account)
    return found


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
