"""What an account did, as its ledger tells: orders, what became of them, what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.table import table
from console.words import count, short
from engine.trading.events import AlertRaised, CyclesUnchanged, OrderEnded, SliceStepped
from engine.trading.journal import Journal
from ledger.books.projections import Projections

NOT_EVIDENCE = "Quotes are modelled: what was gained or lost here is evidence of nothing."


@dataclass(frozen=True, slots=True)
class Blotter:
    """One account after a run. `tables` are the ledger's own projections, `events` counts entries by their kind.

    `denied` and `why` tell of orders, by their keys, why they were denied here, and why they ended unfilled.
    """

    account: str
    tables: Mapping[str, Sequence[Any]]
    events: Mapping[str, int]
    unchanged: int
    alerts: tuple[tuple[str, str, str], ...]
    denied: Mapping[str, str]
    why: Mapping[str, str]
    head: str

    def told(self) -> dict[str, Any]:
        """The blotter as plain data."""
        return {
            "account": self.account,
            "head": self.head,
            "events": dict(self.events),
            "cycles_unchanged": self.unchanged,
            "orders": [
                _row(each) | {"denied": self.denied.get(each.order_key), "why": self.why.get(each.order_key)}
                for each in self.tables["orders"]
            ],
            "positions": [_row(each) for each in self.tables["positions"]],
            "lots": [_row(each) for each in self.tables["lots"]],
            "sleeves": [_row(each) for each in self.tables["accounts"]],
            "alerts": [{"at": at, "code": code, "text": text} for at, code, text in self.alerts],
        }


def blotter(account: str, journal: Journal) -> Blotter:
    """Reads it from a ledger."""
    projections = Projections()
    events: Counter[str] = Counter()
    alerts: list[tuple[str, str, str]] = []
    denied: dict[str, str] = {}
    whys: dict[str, str] = {}
    unchanged, head = 0, ""
    for entry in journal.entries():
        projections.take(entry)
        events[entry.event.kind] += 1
        head = f"{entry.sequence}:{entry.hash}"
        match entry.event:
            case AlertRaised():
                alerts.append((entry.at.isoformat(), entry.event.code, entry.event.text))
            case CyclesUnchanged():
                unchanged += entry.event.count
            case SliceStepped(state="denied", why=str(why)):
                denied[entry.event.order] = why
            case OrderEnded(why=str(why)):
                whys[entry.event.order] = why
    counted = dict(sorted(events.items()))
    return Blotter(account, projections.tables(), counted, unchanged, tuple(alerts), denied, whys, head)


def blotter_text(found: Blotter, words: Mapping[str, str], width: int) -> str:
    """The blotter as text. `words` are those of the law for its actions."""
    return "\n".join(_lines(found, words, width))


def _lines(found: Blotter, words: Mapping[str, str], width: int) -> Iterator[str]:
    yield found.account
    orders = found.tables["orders"]
    if orders:
        rows = [
            (
                f"{each.planned_at:%a %d %b %H:%M:%S}",
                each.sleeve.removeprefix(f"{found.account} "),
                words.get(each.action, each.action),
                each.symbol,
                f"{each.filled} of {each.quantity}",
                "" if each.mean_price is None else f"${_plain(each.mean_price)}",
                _status(each, found.why),
            )
            for each in orders
        ]
        yield from table(rows, width, indent=2)
    else:
        yield "  no order was planned"
    yield ""
    yield from _held(found, width)
    looked = found.events.get("cycle_decided", 0)
    yield f"  {count(looked, 'decision record')}; {count(found.unchanged, 'look')} that found nothing new"
    number, _, digest = found.head.partition(":")
    entries = count(sum(found.events.values()), "ledger entry", "ledger entries")
    yield f"  {entries}, the last is {number}:{short(digest)}"
    for at, code, text in found.alerts:
        yield f"  alert {at} {code}: {text}"


def _held(found: Blotter, width: int) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for each in found.tables["accounts"]:
        sleeve = each.sleeve
        positions = [p for p in found.tables["positions"] if p.sleeve == sleeve and p.quantity]
        lots = [lot for lot in found.tables["lots"] if lot.sleeve == sleeve]
        shares: Counter[str] = Counter()
        for lot in lots:
            shares[lot.underlying] += lot.quantity
        held = [f"{'-' if p.side == 'short' else ''}{p.quantity} {p.symbol}" for p in positions]
        held += [f"{number} {symbol}" for symbol, number in sorted(shares.items())]
        rows.append(
            (
                sleeve.removeprefix(f"{found.account} "),
                f"cash ${each.cash:,.2f}",
                f"realised ${each.realised:,.2f}",
                ", ".join(held) or "nothing held",
            )
        )
    yield from table(rows, width, indent=2)


def _status(order: Any, whys: Mapping[str, str]) -> str:
    if order.status is None:
        return "open"
    why = whys.get(order.order_key)
    status = str(order.status).replace("_", " ")
    return status if why is None else f"{status}: {why}"


def _row(row: Any) -> dict[str, Any]:
    return {name: _told(getattr(row, name)) for name in row.__dataclass_fields__}


def _told(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    return _plain(value) if isinstance(value, Decimal) else value.isoformat()


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
