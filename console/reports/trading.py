"""Orders and what came of them, and what the broker did to the books without an order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.reports import content as c
from console.reports.reading import Gathered, Happened, Trade
from console.reports.sums import gains
from engine.trading.events import (
    AssignmentBooked,
    CashBooked,
    CommissionBooked,
    DividendBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    SplitBooked,
)
from ledger.books.projections import positions

ZERO = Decimal(0)
_DENIED = "denied"
_FILLED = "filled"


def section(found: Gathered) -> c.Section:
    """Orders by action, each trade, what was not done and why, what ended, what the broker booked."""
    trades = list(found.trades.values())
    tables = (
        _by_action(trades),
        _traded(found, [each for each in trades if each.fills]),
        _refused([each for each in trades if each.why is not None or each.status not in {None, _FILLED}]),
        _stopped(found),
        _ended(found),
        _booked(found),
    )
    return c.Section("trading", "Orders and trades", (), (), tables)


def _by_action(trades: list[Trade]) -> c.Table:
    columns = (
        c.Column("action", "Action"),
        c.Column("orders", "Orders", number=True),
        c.Column("filled", "Filled", number=True),
        c.Column("in_part", "In part", number=True),
        c.Column("denied", "Denied here", number=True),
        c.Column("other", "Else unfilled", number=True),
        c.Column("open", "Open", number=True),
    )
    actions: dict[str, list[Trade]] = {}
    for each in trades:
        actions.setdefault(each.planned.action, []).append(each)
    rows = []
    for action, of in sorted(actions.items()):
        groups = {
            "filled": [each for each in of if each.status == _FILLED],
            "in_part": [each for each in of if each.fills and each.status not in {None, _FILLED}],
            "denied": [each for each in of if not each.fills and each.status == _DENIED],
            "other": [each for each in of if not each.fills and each.status not in {None, _FILLED, _DENIED}],
            "open": [each for each in of if each.status is None],
        }
        counted = (
            c.whole(len(group), [entry for each in group for entry in each.entries]) for group in groups.values()
        )
        rows.append(c.Row((c.text(c.words(action)), c.whole(len(of)), *counted)))
    return c.Table("actions", "Orders by action", columns, tuple(rows), "No order was planned.")


def _traded(found: Gathered, trades: list[Trade]) -> c.Table:
    columns = (
        c.Column("at", "First execution"),
        c.Column("sleeve", "Sleeve"),
        c.Column("action", "Action"),
        c.Column("trade", "Trade"),
        c.Column("price", "Price", number=True),
        c.Column("money", "Money", number=True),
        c.Column("commission", "Costs", number=True),
        c.Column("because", "Because of"),
        c.Column("decided", "Decided in", number=True),
    )
    late = {each.event.report.execution_id: each.event.report.commission for each in found.of(CommissionBooked)}
    rows = []
    for trade in sorted(trades, key=lambda each: each.fills[0].entry):
        fills = [each.event.fill for each in trade.fills]
        quantity = sum(each.quantity for each in fills)
        traded = sum((each.price * each.quantity for each in fills), ZERO)
        sells = fills[0].act == "sell"
        value = traded * fills[0].instrument.units
        told = [each.commission if each.commission is not None else late.get(each.execution_id) for each in fills]
        known = [each for each in told if each is not None]
        commission = sum(known, ZERO) if len(known) == len(told) else None
        of = "" if quantity == trade.planned.quantity else f" of {trade.planned.quantity}"
        rows.append(
            c.Row(
                (
                    c.moment(trade.fills[0].at),
                    c.text(trade.planned.sleeve),
                    c.Cell(c.words(trade.planned.action), trade.planned.action),
                    c.text(f"{fills[0].act} {quantity}{of} {fills[0].instrument.symbol}"),
                    c.Cell(c.dollars(_rounded(traded / quantity)), c.plain(_rounded(traded / quantity))),
                    c.money(value if sells else -value),
                    c.Cell("pending") if commission is None else c.money(-commission),
                    c.text(" ".join(trade.planned.because)),
                    c.text(trade.decided),
                ),
                tuple(trade.entries),
            )
        )
    return c.Table(
        "trades", "Trades", columns, tuple(rows), "Nothing was executed.", _UNORDERED.get(_strange(found), "")
    )


_UNORDERED = {True: "There were executions of no order of ours; they stand under what the broker booked."}


def _strange(found: Gathered) -> bool:
    return any(each.event.order not in found.trades for each in found.of(FillBooked))


def _refused(trades: list[Trade]) -> c.Table:
    columns = (
        c.Column("at", "Planned"),
        c.Column("sleeve", "Sleeve"),
        c.Column("action", "Action"),
        c.Column("order", "Order"),
        c.Column("status", "Ended as"),
        c.Column("why", "Why"),
    )
    rows = tuple(
        c.Row(
            (
                c.moment(each.at),
                c.text(each.planned.sleeve),
                c.Cell(c.words(each.planned.action), each.planned.action),
                c.text(f"{each.planned.quantity} {each.planned.instrument.symbol}"),
                c.Cell(c.words(each.status or "open"), each.status),
                c.text(each.why),
            ),
            tuple(each.entries),
        )
        for each in trades
    )
    return c.Table("refused", "Orders denied, rejected or given up", columns, rows, "None.")


def _stopped(found: Gathered) -> c.Table:
    """What was chosen and then stopped by a rule when it was sized: no order ever came of it."""
    columns = (
        c.Column("action", "Action"),
        c.Column("stopped_by", "Stopped by"),
        c.Column("times", "Times", number=True),
        c.Column("first", "First of"),
    )
    seen: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for cycle in found.cycles:
        for each in cycle.record.get("stopped", ()):
            key = each["action"], ", ".join(each["stopped_by"]) or "what is not known"
            seen.setdefault(key, []).append((cycle.entry, each["subject"]))
    rows = tuple(
        c.Row(
            (c.Cell(c.words(action), action), c.text(by), c.whole(len(of)), c.text(of[0][1])),
            tuple(dict.fromkeys(entry for entry, _ in of)),
        )
        for (action, by), of in sorted(seen.items())
    )
    return c.Table("stopped", "Wanted, and stopped as sized", columns, rows, "None.")


def _ended(found: Gathered) -> c.Table:
    columns = (
        c.Column("position", "Position"),
        c.Column("symbol", "Contract"),
        c.Column("purpose", "For"),
        c.Column("contracts", "Contracts", number=True),
        c.Column("opened_on", "Opened"),
        c.Column("ended_on", "Ended"),
        c.Column("ended_by", "By"),
        c.Column("realised", "Realised", number=True),
    )
    entries: dict[str, list[int]] = {}
    for each in found.booked:
        if each.position is not None:
            entries.setdefault(each.position, []).append(each.sequence)
    rows = tuple(
        c.Row(
            (
                c.text(each.position),
                c.text(f"{each.side} {each.symbol}"),
                c.Cell(c.words(each.purpose or "–"), each.purpose),
                c.whole(each.opened),
                c.day(each.opened_on),
                c.day(each.ended_on),
                c.text(each.ended_by),
                c.money(each.realised),
            ),
            tuple(dict.fromkeys(entries.get(each.position, ()))),
        )
        for each in positions(found.books)
        if each.ended_on is not None and found.period.holds(each.ended_on)
    )
    note = "What was assigned or exercised realises nothing of its own: its premium went into the shares."
    return c.Table("ended", "Options that ended", columns, rows, "None.", note if rows else "")


def _booked(found: Gathered) -> c.Table:
    columns = (
        c.Column("at", "When"),
        c.Column("sleeve", "Sleeve"),
        c.Column("what", "What"),
        c.Column("realised", "Realised", number=True),
    )
    of_entry: dict[int, Decimal] = {}
    for each in gains(found.booked):
        of_entry[each.entry] = of_entry.get(each.entry, ZERO) + each.amount
    kinds = (AssignmentBooked, ExerciseBooked, ExpiryBooked, DividendBooked, SplitBooked, CashBooked, FillBooked)
    rows = []
    for happened in found.of(*kinds):
        told = next(_told(found, happened), None)
        if told is not None:
            realised = c.money(of_entry.get(happened.entry, ZERO))
            cells = (c.moment(happened.at), c.text(happened.event.sleeve), c.text(told), realised)
            rows.append(c.Row(cells, (happened.entry,)))
    return c.Table("broker", "What the broker booked without an order", columns, tuple(rows), "Nothing.")


def _told(found: Gathered, happened: Happened) -> Iterator[str]:
    match happened.event:
        case AssignmentBooked(event=told):
            yield f"{told.quantity} {told.instrument.symbol} assigned"
        case ExerciseBooked(event=told):
            yield f"{told.quantity} {told.instrument.symbol} exercised"
        case ExpiryBooked(event=told):
            yield f"{told.quantity} {told.side} {told.instrument.symbol} expired"
        case DividendBooked(event=told):
            yield f"dividend of {c.dollars(told.per_share)} on {told.shares:,} {told.underlying}"
        case SplitBooked(event=told):
            yield f"split of {told.underlying}, {told.to} for {told.of}"
        case CashBooked(event=told):
            yield f"{told.why} of {c.dollars(told.amount)}"
        case FillBooked(order=order, fill=fill) if order not in found.trades:
            yield f"{fill.act} {fill.quantity} {fill.instrument.symbol} at {c.dollars(fill.price)}, of no order of ours"
        case _:
            return


_STEP = Decimal("0.0001")


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_STEP)
