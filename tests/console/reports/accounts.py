"""A week of a small account, made by hand: each figure of its report can be told in advance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from console.reports.build import report_of
from console.reports.content import Report, Table
from console.reports.period import Kind, read_period
from engine.trading.contents import canonical, digest_of
from engine.trading.events import (
    AccountEvent,
    AlertRaised,
    CycleDecided,
    CyclesUnchanged,
    LawAdopted,
    LotBrought,
    OperatorActed,
    OrderEnded,
    TaxReserved,
)
from engine.trading.lawtext import compile_content, law_content
from ledger.store import Ledger
from rules.versions.overlay import read_whole
from tests.ledger.books.world import (
    CALL,
    COM,
    GEN,
    NEW_YORK,
    PUT,
    assigned,
    cash,
    commission,
    fill,
    opened,
    order,
    stepped,
)

ROOT = Path(__file__).parents[3]
MODELLED = {"id": "MODELLED-CHAINS", "states": "Every quote is modelled.", "reason": "None was recorded."}
HOSTILE = "<script>alert(1)</script> & more"


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of April 2026 at the exchange."""
    return datetime(2026, 4, day, hour, minute, tzinfo=NEW_YORK)


@cache
def law() -> tuple[bytes, LawAdopted]:
    """The text of ALL-USE 1.3, and its adoption."""
    text = law_content(read_whole(ROOT / "constitution" / "all-use" / "1.3"))
    compiled = compile_content(text).law
    adopted = LawAdopted(
        constitution=compiled.name,
        version=compiled.version,
        logic_digest=compiled.logic_digest,
        text_digest=digest_of(text),
    )
    return text, adopted


class Writer:
    """Appends to the ledger of an account."""

    def __init__(self, ledger: Ledger, account: str = "A") -> None:
        self.journal = ledger.journal(account, "test", at(1))
        self.sequence = 0

    def add(self, when: datetime, *events: AccountEvent, contents: Sequence[bytes] = ()) -> int:
        """The number of the last entry."""
        self.sequence += len(self.journal.append(when, events, contents))
        return self.sequence

    def cycle(
        self,
        when: datetime,
        *,
        options: dict[str, tuple[str, str]] | None = None,
        shares: dict[str, str] | None = None,
        attempt: int = 1,
        **record: Any,
    ) -> int:
        """A decision on quotes: of options bid and ask, of shares a price; with parts of its record."""
        text, _ = law()
        facts = {
            "contract": {symbol: {"bid": bid, "ask": ask} for symbol, (bid, ask) in (options or {}).items()},
            "underlying": {symbol: {"spot": {"age": "0", "value": spot}} for symbol, spot in (shares or {}).items()},
        }
        told = {
            "format": "alluse/decision-record/1",
            "at": when.isoformat(),
            "constitution": {"name": "all-use", "version": "1.3"},
            "assumptions": [],
            "waivers": [],
            "judged_as_if_in_force": None,
            **{name: [] for name in ("transitions", "recorded", "reports", "stopped", "alarms")},
            **record,
        }
        parts = (
            canonical({"at": when.isoformat(), "assumptions": [], "facts": facts}),
            canonical([]),
            canonical({}),
            canonical(told) + b"\n",
        )
        facts_digest, told_digest, kept, record_digest = map(digest_of, parts)
        event = CycleDecided(
            scheduled=when,
            attempt=attempt,
            law_text=digest_of(text),
            facts=facts_digest,
            told=told_digest,
            kept_before=kept,
            record=record_digest,
        )
        return self.add(when, event, contents=parts)


def recorded(event: str, rule: str, subject: str = f"sleeve {GEN}", **fields: Any) -> dict[str, Any]:
    """An event that the law recorded, as records have it."""
    key = {"event": event, "key": f"{event} {rule}", "in": subject.partition(" ")[2], "at": at(17, 16, 30).isoformat()}
    return {"rule": rule, "subject": subject, "event": {**key, **fields}}


def told(report: str, kind: str, shows: dict[str, Any], subject: str = "account A") -> dict[str, Any]:
    """A report of the law, as records have it."""
    return {"report": report, "kind": kind, "subject": subject, "shows": shows, "forms": ["csv"]}


WEEKLY = {"opened": "1", "income": "-0.65", "week_type": "hedged", "undeployed": "1234.5"}
CLOSED = {
    "label": "hedged",
    "preservation": False,
    "hedged": True,
    "roll": False,
    "assignment": False,
    "earnings_filter": {"unknown": ["nobody knows"]},
}


def fill_week(ledger: Ledger, *, modelled: bool = True, with_marks: bool = True) -> None:
    """Opened on Friday the 10th; the week from the 13th on writes puts, of which one part is bought back."""
    writer = Writer(ledger)
    text, adopted = law()
    quotes = {PUT.symbol: ("1.00", "1.20")} if with_marks else {}
    assumed = [MODELLED] if modelled else []
    writer.add(at(10), opened(), adopted, contents=[text])
    writer.add(
        at(10),
        LotBrought(sleeve=COM, underlying="ABC", shares=100, cost=Decimal(90), acquired_on=at(10).date()),
    )
    writer.cycle(at(10, 15), shares={"ABC": "95"}, assumptions=assumed)
    # Monday: three puts are written at 1.50 and 1.40, and a call order is denied.
    writer.cycle(at(13), options=quotes, shares={"ABC": "96"}, assumptions=assumed)
    writer.add(at(13), order(quantity=3), stepped("planned"), stepped("approved"), stepped("sending"))
    o1 = f"{GEN} o1"
    writer.add(
        at(13, 10, 1),
        fill("e1", "sell", 2, "1.50", order=o1, slice=f"{o1}.1", commission="1.30", purpose="csp", at=at(13, 10, 1)),
        fill("e2", "sell", 1, "1.40", order=o1, slice=f"{o1}.1", commission=None, purpose="csp", at=at(13, 10, 1)),
        stepped("filled"),
        OrderEnded(order=o1, status="filled"),
    )
    writer.add(at(13, 10, 2), commission("e2", "0.65"))
    o2 = f"{GEN} o2"
    denied = stepped("denied", f"{o2}.1").model_copy(update={"why": "the window is over"})
    writer.add(
        at(13, 10, 3), order(o2, CALL), stepped("planned", f"{o2}.1"), denied, OrderEnded(order=o2, status="denied")
    )
    # Tuesday: a hedge is recorded, a deposit comes in, tax is reserved, people and alarms.
    writer.cycle(
        at(14),
        attempt=2,
        options=quotes,
        shares={"ABC": "97"},
        assumptions=assumed,
        recorded=[
            recorded("hedge_bought", "HEDGE-20", cost="1500", cause="market"),
            recorded("shortfall", "SHORTFALL-01", amount="5000"),
            recorded("trades_done", "REPORT-04", opened="1", closed="0", rolled="0"),
        ],
        transitions=[
            {"machine": "STATE-01", "fact": "account.state", "subject": "A", "from": "safe", "to": "scanning"}
            | {"because": ["STATE-M1"], "at": at(14).isoformat(), "causes": []}
        ],
        alarms=[{"rule": "ATR-02", "subject": "underlying ABC", "what": "cannot be judged", "causes": []}],
        stopped=[{"action": "open_csp", "subject": "A gen/X", "of": {"account": "A"}, "stopped_by": ["CAP-01"]}],
        waivers=[
            {"id": "W", "in_force": True, "suspends": ["LIQUID-01"], "approved_by": "Ann", "reason": "Not known."},
            {"id": "V", "in_force": False, "suspends": ["LIQUID-02"], "approved_by": "Ann", "reason": "Over."},
        ],
    )
    writer.add(
        at(14, 12),
        cash("1000", "deposit"),
        TaxReserved(sleeve=GEN, amount=Decimal(200)),
        OperatorActed(verb="stop", who="Ann", reason=HOSTILE),
        AlertRaised(code="STALE", text="quotes are old"),
        AlertRaised(code="STALE", text="quotes are older"),
        CyclesUnchanged(first=at(14), last=at(14, 12), count=24),
    )
    # Wednesday: one put is bought back.
    writer.cycle(at(15), options=quotes, shares={"ABC": "97"}, assumptions=assumed)
    writer.add(
        at(15),
        fill("e3", "buy", 1, "0.50", opens=False, position=f"{GEN} 1", commission="0.65", at=at(15)),
    )
    # Friday: the law tells its report; after that, two puts are assigned.
    writer.cycle(
        at(17, 16, 30),
        options=quotes,
        shares={"ABC": "98"},
        assumptions=assumed,
        reports=[told("REPORT-WEEKLY", "weekly", WEEKLY)],
        recorded=[recorded("week_closed", "WEEK-07", "account A", **CLOSED)],
    )
    writer.add(at(17, 18), assigned(2, at=at(17, 18)))


def report(ledger: Ledger, kind: Kind = "week", which: str = "2026-04-17") -> Report:
    """The report of account A."""
    return report_of(ledger, "A", read_period(kind, which), lambda what, done, of: None)


def table(made: Report, id: str) -> Table:
    """One of its tables."""
    return next(each for _, each in made.tables() if each.id == id)


def rows(made: Report, id: str) -> list[dict[str, str]]:
    """What a table shows, by the ids of its columns."""
    of = table(made, id)
    return [{column.id: cell.shown for column, cell in zip(of.columns, row.cells, strict=True)} for row in of.rows]


def figures(made: Report, id: str, column: str) -> dict[str, str]:
    """A column of a table, by what its rows are about."""
    first = table(made, id).columns[0].id
    return {each[first]: each[column] for each in rows(made, id)}


def rest_on(made: Report, id: str) -> dict[str, tuple[int, ...]]:
    """The entries of a table's rows, by what they are about."""
    return {row.cells[0].shown: row.rests_on for row in table(made, id).rows}


def every_entry(made: Any) -> Iterator[int]:
    """Every entry that the JSON of a report names."""
    if isinstance(made, dict):
        for name, value in made.items():
            if name == "entries":
                yield from value
            else:
                yield from every_entry(value)
    elif isinstance(made, list):
        for each in made:
            yield from every_entry(each)


def later(days: int) -> datetime:
    """So many days after Friday the 17th."""
    return at(17) + timedelta(days=days)


def exact(text: str) -> Decimal:
    """Dollars as they are shown, as a number."""
    return Decimal(text.replace("$", "").replace(",", ""))
