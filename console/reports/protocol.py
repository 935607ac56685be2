"""The type of the week, and what the law recorded: protocol, forks, hedges, LEAPs, tax, shortfalls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from console.reports import content as c
from console.reports.reading import ByLaw, Gathered
from engine.trading.events import AccountClosed, AccountOpened, CapitalMoved, Reinvested, TaxReserved
from ledger.books.projections import LADDER, WEEK_CLOSED, positions

FLAGS = {
    "preservation": "protocol_executed",
    "hedged": "hedge_bought",
    "roll": "protocol_executed",
    "assignment": "pivoted_to_calls",
    "earnings_filter": "earnings_skip",
}
"""The flags of a week, and the event of the law from which each follows (§12)."""

GROUPS = {
    "protocol": (
        "The protocol",
        ("level_crossed", "protocol_executed", "breaker_tripped", "pivoted_to_calls", "assignment_logged"),
    ),
    "forks": ("Forks and merges", ("capital_forked", "fork_pending", "merged")),
    "hedges": ("Hedges", ("hedge_bought", "hedge_released")),
    "leaps": ("LEAPs bought and matured", ("leap_bought", "leap_matured")),
    "tax": ("Tax and reinvestment", ("tax_reserved", "gains_reinvested")),
    "shortfalls": (
        "Shortfalls, and what was left undone",
        ("shortfall", "above_cap", "entry_missed", "earnings_skip", "order_given_up", "order_rejected", "clip_failed"),
    ),
}
"""Events of the law that belong together, in the order in which they are told; all others are counted."""

_OF_AN_EVENT = frozenset({"event", "key", "in", "at"})


def week(found: Gathered) -> c.Section:
    """Each week that was closed in the period: its label, its flags, and the events that they follow from."""
    recorded = list(found.recorded())
    closings = [each for each in recorded if each.content["event"]["event"] == WEEK_CLOSED]
    columns = (
        c.Column("week", "Closed"),
        c.Column("label", "Label"),
        c.Column("flags", "All that happened"),
        c.Column("because", "It follows from"),
    )
    rows = []
    after = 0
    for closing in closings:
        event = closing.content["event"]
        of_week = [each for each in recorded if after < each.cycle.entry <= closing.cycle.entry]
        after = closing.cycle.entry
        flags = [flag for flag in FLAGS if event.get(flag) is True]
        doubtful = [f"{c.words(flag)} cannot be told" for flag in FLAGS if not isinstance(event.get(flag), bool)]
        causes = [each for each in of_week if each.content["event"]["event"] in {FLAGS[flag] for flag in flags}]
        why = "; ".join(_event_text(found, each) for each in causes)
        rows.append(
            c.Row(
                (
                    c.moment(closing.cycle.at),
                    c.Cell(c.words(str(event["label"])), str(event["label"])),
                    c.text(", ".join([*map(c.words, flags), *doubtful]) or "nothing of note", (closing.cycle.entry,)),
                    c.text(why or "none of these events", [each.cycle.entry for each in causes]),
                ),
                (closing.cycle.entry,),
            )
        )
    title = "The week" if found.period.kind == "week" else "The weeks"
    empty = "No week was closed in this period: the ledger has no cut of it."
    return c.Section("weeks", title, (), (), (c.Table("week_labels", "Label and flags", columns, tuple(rows), empty),))


def section(found: Gathered) -> c.Section:
    """What the law recorded and which machines moved, group by group, the ladder, and the rest counted."""
    tables = []
    for id, (title, names) in GROUPS.items():
        told = [each for each in found.recorded() if each.content["event"]["event"] in names]
        tables.append(_events(found, id, title, told))
        if id == "forks":
            tables.append(_capital(found))
        if id == "leaps":
            tables.append(_ladder(found))
        if id == "tax":
            tables.append(_tax(found))
    tables += [_machines(found), _others(found)]
    return c.Section("protocol", "What the law recorded", (), (), tuple(tables))


# --- events of the law ------------------------------------------------------------------------------------------------
def _events(found: Gathered, id: str, title: str, told: list[ByLaw]) -> c.Table:
    columns = (
        c.Column("at", "When"),
        c.Column("of", "Of"),
        c.Column("event", "What"),
        c.Column("fields", "In numbers"),
        c.Column("rule", "Rule"),
    )
    rows = tuple(
        c.Row(
            (
                c.moment(each.cycle.at),
                c.text(each.content["subject"]),
                c.Cell(
                    found.words.event(each.cycle.event.law_text, each.content["event"]["event"]),
                    each.content["event"]["event"],
                ),
                c.text(_fields(found, each)),
                c.text(each.content["rule"]),
            ),
            (each.cycle.entry,),
        )
        for each in told
    )
    return c.Table(id, title, columns, rows, "None.")


def _fields(found: Gathered, told: ByLaw) -> str:
    event: Mapping[str, Any] = told.content["event"]
    digest = told.cycle.event.law_text
    return ", ".join(
        f"{c.words(name)} {found.words.field(digest, event['event'], name, value)}"
        for name, value in event.items()
        if name not in _OF_AN_EVENT
    )


def _event_text(found: Gathered, told: ByLaw) -> str:
    name = found.words.event(told.cycle.event.law_text, told.content["event"]["event"])
    fields = _fields(found, told)
    return f"{name} of {told.content['subject']}{f' ({fields})' if fields else ''}, entry {told.cycle.entry}"


def _machines(found: Gathered) -> c.Table:
    columns = (
        c.Column("fact", "Machine of"),
        c.Column("from", "From"),
        c.Column("to", "To"),
        c.Column("times", "Times", number=True),
        c.Column("because", "Because of"),
    )
    moves: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for cycle in found.cycles:
        for each in cycle.record.get("transitions", ()):
            key = each["fact"], each["from"], each["to"]
            moves.setdefault(key, []).append((cycle.entry, " ".join(each["because"])))
    rows = tuple(
        c.Row(
            (
                c.text(fact),
                c.text(c.words(str(before))),
                c.text(c.words(str(to))),
                c.whole(len(of)),
                c.text(", ".join(dict.fromkeys(why for _, why in of))),
            ),
            tuple(dict.fromkeys(entry for entry, _ in of)),
        )
        for (fact, before, to), of in sorted(moves.items())
    )
    return c.Table("machines", "Machines that moved", columns, rows, "None.")


def _others(found: Gathered) -> c.Table:
    columns = (c.Column("event", "What"), c.Column("times", "Times", number=True), c.Column("rule", "Rules"))
    known = {WEEK_CLOSED, *(name for _, names in GROUPS.values() for name in names)}
    counted: dict[str, list[ByLaw]] = {}
    for each in found.recorded():
        name = each.content["event"]["event"]
        if name not in known:
            counted.setdefault(name, []).append(each)
    rows = tuple(
        c.Row(
            (
                c.Cell(found.words.event(of[0].cycle.event.law_text, name), name),
                c.whole(len(of)),
                c.text(", ".join(sorted({each.content["rule"] for each in of}))),
            ),
            tuple(dict.fromkeys(each.cycle.entry for each in of)),
        )
        for name, of in sorted(counted.items())
    )
    return c.Table("others", "Other events that the law recorded", columns, rows, "None.")


# --- what the books have of it ----------------------------------------------------------------------------------------
def _capital(found: Gathered) -> c.Table:
    columns = (
        c.Column("at", "When"),
        c.Column("what", "What"),
        c.Column("amount", "Amount", number=True),
        c.Column("why", "By"),
    )
    rows = []
    for each in found.of(AccountOpened, CapitalMoved, AccountClosed):
        event = each.event
        if isinstance(event, AccountOpened):
            cash = sum((sleeve.cash for sleeve in event.sleeves), start=type(event.sleeves[0].cash)(0))
            parent = f", forked from {event.parent}" if event.parent else ""
            cells = (c.text(f"account {event.account} opened{parent}"), c.money(cash), c.text(event.account_kind))
        elif isinstance(event, CapitalMoved):
            cells = (
                c.text(f"{event.from_sleeve} to {event.to_sleeve}"),
                c.money(event.amount),
                c.text(c.words(event.why)),
            )
        else:
            cells = (c.text("account closed"), c.NOTHING, c.text(event.why))
        rows.append(c.Row((c.moment(each.at), *cells), (each.entry,)))
    return c.Table("capital", "Accounts opened and closed, capital moved", columns, tuple(rows), "None.")


def _tax(found: Gathered) -> c.Table:
    columns = (
        c.Column("at", "When"),
        c.Column("sleeve", "Sleeve"),
        c.Column("what", "Booked"),
        c.Column("amount", "Amount", number=True),
    )
    rows = []
    for each in found.of(TaxReserved, Reinvested):
        event = each.event
        parts = (
            (("reserved for tax", event.amount),)
            if isinstance(event, TaxReserved)
            else (("put into contracts", event.into_contracts), ("put into LEAPs", event.into_leaps))
        )
        for what, amount in parts:
            rows.append(c.Row((c.moment(each.at), c.text(event.sleeve), c.text(what), c.money(amount)), (each.entry,)))
    return c.Table("tax_booked", "Tax reserve and reinvestment, as booked", columns, tuple(rows), "None.")


def _ladder(found: Gathered) -> c.Table:
    columns = (
        c.Column("position", "Position"),
        c.Column("symbol", "Contract"),
        c.Column("purpose", "For"),
        c.Column("expires_on", "Expires"),
        c.Column("quantity", "Contracts", number=True),
        c.Column("cost", "Cost per share", number=True),
        c.Column("mark", "Mark", number=True),
    )
    rows = []
    for each in _leaps(found):
        mark = found.marks.of.get(each.symbol)
        rows.append(
            c.Row(
                (
                    c.text(each.position),
                    c.text(each.symbol),
                    c.Cell(c.words(each.purpose or ""), each.purpose),
                    c.day(each.expires_on),
                    c.whole(each.quantity),
                    c.price(None if each.credit is None else -each.credit),
                    c.price(None if mark is None else mark.price, () if mark is None else (mark.entry,)),
                )
            )
        )
    return c.Table("ladder", "The LEAP ladder at the end", columns, tuple(rows), "No LEAP is held.")


def _leaps(found: Gathered) -> Iterator[Any]:
    held = [each for each in positions(found.books) if each.quantity and each.purpose in LADDER]
    yield from sorted(held, key=lambda each: (str(each.purpose), str(each.expires_on), each.position))
