"""The books: equity, cash, what was realised and what was not, by sleeve; positions and shares that are held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from console.reports import content as c
from console.reports.marks import Worth
from console.reports.reading import Gathered
from console.reports.sums import Amount, gains, of_account, premiums, summed
from engine.trading.events import FillBooked
from ledger.books.account import NEW_YORK
from ledger.books.chart import LedgerAccount as A
from ledger.books.projections import lots, positions

ZERO = Decimal(0)

GAINS = (
    (A.GAINS_OPTIONS, "Options closed, expired or settled"),
    (A.GAINS_SHARES, "Shares, first in first out"),
    (A.DIVIDENDS, "Dividends"),
    (A.INTEREST, "Interest"),
    (A.FEES, "Fees"),
    (A.COMMISSIONS, "Commissions"),
)


def section(found: Gathered) -> c.Section:
    """All of it. Without an opened account there are no books."""
    if not found.books.sleeves:
        return c.Section("books", "The books", ("No account was opened in this ledger, so there are no books.",))
    charts = (*_equity_charts(found), *_gain_chart(found), *_premium_chart(found))
    tables = (_balances(found), _realised(found), _premium(found), _held(found), _shares(found))
    return c.Section("books", "The books", tuple(_marks_told(found)), charts, tables)


def _marks_told(found: Gathered) -> Iterator[str]:
    used = [each for sleeve in found.books.sleeves.values() for each in found.marks.used(sleeve)]
    if used:
        symbol, oldest = min(used, key=lambda each: each[1].at)
        yield (
            "Marks are the last prices that were decided on: of an option the middle of bid and ask. "
            f"The oldest in use at the end is that of {symbol}, of {oldest.at:%Y-%m-%d %H:%M} (entry {oldest.entry})."
        )
    missing = sorted({symbol for each in found.end.values() for symbol in each.missing})
    if missing:
        yield f"No mark or no cost is known of {', '.join(missing)}: what hangs on it is unknown, and not nothing."


# --- tables -----------------------------------------------------------------------------------------------------------
def _columns(found: Gathered, first: str) -> tuple[c.Column, ...]:
    sleeves = found.books.sleeves
    account = (c.Column("account", "Account", number=True),) if len(sleeves) > 1 else ()
    return (c.Column("figure", first), *(c.Column(key, key, number=True) for key in sleeves), *account)


def _row(found: Gathered, title: str, of: Callable[[str], c.Cell], strong: bool = False) -> c.Row:
    """A row with a cell for each sleeve, and their sum for the account; unknown where one of them is."""
    cells = [of(key) for key in found.books.sleeves]
    if len(cells) > 1:
        known = [Decimal(str(each.value)) for each in cells if each.value is not None]
        total = sum(known, ZERO) if len(known) == len(cells) else None
        cells.append(c.money(total, sorted({entry for each in cells for entry in each.entries})))
    return c.Row((c.text(title), *cells), strong=strong)


def _sums(found: Gathered, title: str, amounts: list[Amount], strong: bool = False) -> c.Row:
    """A row of sums of amounts."""
    return _row(found, title, lambda key: summed(amounts, key), strong)


def _balances(found: Gathered) -> c.Table:
    start, end, last = found.opening, found.end, found.points[-1].entry if found.points else None
    first = (found.opened_after,) if found.opened_after else ()
    marked = (last,) if last is not None else ()

    def then(of: Callable[[Worth], Decimal | None]) -> Callable[[str], c.Cell]:
        return lambda key: c.money(of(start[key]) if key in start else ZERO, first)

    def now(of: Callable[[Worth], Decimal | None]) -> Callable[[str], c.Cell]:
        return lambda key: c.money(of(end[key]), marked)

    def change(key: str) -> c.Cell:
        before = start[key].equity if key in start else ZERO
        after = end[key].equity
        if before is None or after is None:
            return c.money(None, marked)
        moved = sum((each.amount for each in _capital(found) if each.sleeve == key), ZERO)
        reserved = sum((each.amount for each in of_account(found.booked, A.TAX_RESERVE) if each.sleeve == key), ZERO)
        return c.money(after - before - moved - reserved, (*first, *marked))

    def balance(account: A) -> Callable[[str], c.Cell]:
        def cell(key: str) -> c.Cell:
            booked = found.last_booked.get(key)
            return c.money(found.books.sleeves[key].balances[account], () if booked is None else (booked,))

        return cell

    rows = (
        _row(found, f"Equity at marks when the {found.period.kind} began", then(lambda each: each.equity)),
        _row(found, "Capital that came in, less what went out", lambda key: summed(_capital(found), key)),
        _row(found, "Set apart for tax", lambda key: summed(of_account(found.booked, A.TAX_RESERVE), key)),
        _row(found, "Gained or lost", change),
        _row(found, "Equity at marks at the end", now(lambda each: each.equity), strong=True),
        _row(found, "Unrealised when it began", then(lambda each: each.unrealised)),
        _row(found, "Unrealised at the end", now(lambda each: each.unrealised)),
        _row(found, "Cash at the end", balance(A.CASH)),
        _row(found, "Tax reserve at the end", balance(A.TAX_RESERVE)),
        _row(found, "Realised since the ledger began", now(lambda each: each.realised)),
    )
    note = "Equity counts cash, options and shares, and not the tax reserve."
    return c.Table("balances", "Equity, cash and reserve", _columns(found, ""), rows, "Nothing.", note)


def _capital(found: Gathered) -> list[Amount]:
    """Capital that moved in the period. What the account was opened with was there before."""
    return [each for each in of_account(found.booked, A.CAPITAL) if each.amount]


def _realised(found: Gathered) -> c.Table:
    amounts = list(gains(found.booked))
    rows = [_sums(found, title, [each for each in amounts if each.of == account]) for account, title in GAINS]
    rows.append(_sums(found, "Realised", amounts, strong=True))
    title = f"Realised in this {found.period.kind}"
    return c.Table("realised", title, _columns(found, ""), tuple(rows), "Nothing.", "Losses and expenses are negative.")


_PREMIUMS = (
    ("written", "Received for options written"),
    ("bought_back", "Paid to buy them back"),
    ("bought", "Paid for options bought"),
    ("sold", "Received for options sold"),
)


def _premium(found: Gathered) -> c.Table:
    all_of = list(premiums(found.of(FillBooked)))
    rows = [_sums(found, title, [amount for of, amount in all_of if of == kind]) for kind, title in _PREMIUMS]
    note = "Before commissions. Premium is no gain yet: it is realised when the option is gone, or goes into shares."
    return c.Table("premium", f"Premium in this {found.period.kind}", _columns(found, ""), tuple(rows), "None.", note)


def _held(found: Gathered) -> c.Table:
    columns = (
        c.Column("position", "Position"),
        c.Column("symbol", "Contract"),
        c.Column("side", "Side"),
        c.Column("purpose", "For"),
        c.Column("quantity", "Contracts", number=True),
        c.Column("credit", "Credit per share", number=True),
        c.Column("mark", "Mark", number=True),
        c.Column("marked_at", "Marked at"),
        c.Column("unrealised", "Unrealised", number=True),
    )
    rows = []
    for each in positions(found.books):
        if not each.quantity:
            continue
        mark = found.marks.of.get(each.symbol)
        gain = None
        if mark is not None and each.premium is not None:
            value = mark.price * each.multiplier * each.quantity
            gain = each.premium + (value if each.side == "long" else -value)
        rests_on = () if mark is None else (mark.entry,)
        rows.append(
            c.Row(
                (
                    c.text(each.position),
                    c.text(each.symbol),
                    c.text(each.side),
                    c.Cell(c.words(each.purpose or "–"), each.purpose),
                    c.whole(each.quantity),
                    c.price(each.credit),
                    c.price(None if mark is None else mark.price, rests_on),
                    c.NOTHING if mark is None else c.moment(mark.at),
                    c.money(gain, rests_on),
                )
            )
        )
    return c.Table("positions", "Options held at the end", columns, tuple(rows), "None.")


def _shares(found: Gathered) -> c.Table:
    columns = (
        c.Column("sleeve", "Sleeve"),
        c.Column("underlying", "Shares of"),
        c.Column("shares", "Shares", number=True),
        c.Column("cost", "Cost", number=True),
        c.Column("mark", "Mark", number=True),
        c.Column("unrealised", "Unrealised", number=True),
    )
    sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for each in lots(found.books):
        shares, cost = sums.get((each.sleeve, each.underlying), (0, ZERO))
        sums[each.sleeve, each.underlying] = shares + each.quantity, cost + each.cost_left
    rows = []
    for (sleeve, underlying), (shares, cost) in sums.items():
        mark = found.marks.of.get(underlying)
        rests_on = () if mark is None else (mark.entry,)
        gain = None if mark is None else mark.price * shares - cost
        cells = (
            c.text(sleeve),
            c.text(underlying),
            c.whole(shares),
            c.money(cost),
            c.price(None if mark is None else mark.price, rests_on),
            c.money(gain, rests_on),
        )
        rows.append(c.Row(cells))
    return c.Table("shares", "Shares held at the end", columns, tuple(rows), "None.")


# --- pictures ---------------------------------------------------------------------------------------------------------
def _equity_charts(found: Gathered) -> Iterator[c.Chart]:
    for key in found.books.sleeves:
        marked = [each for each in found.points if key in each.sleeves]
        equity = [(each.at, each.sleeves[key].equity) for each in marked]
        series = [c.Series("equity", tuple(equity))]
        moves = [each for each in _capital(found) if each.sleeve == key and each.entry > marked[0].entry]
        if moves:
            # What a fork takes out is no loss, and a merge no gain: beside the line stands what it were without.
            moved = [sum((move.amount for move in moves if move.entry <= each.entry), ZERO) for each in marked]
            rest = [
                (at, None if value is None else value - out) for (at, value), out in zip(equity, moved, strict=True)
            ]
            series.append(c.Series("without the capital that moved", tuple(rest)))
        yield _chart(found, f"equity {key}", f"Equity of {key} at marks", "lines", series, zero=False)


def _gain_chart(found: Gathered) -> Iterator[c.Chart]:
    before = sum((each.realised for each in found.opening.values()), ZERO)
    realised = tuple(
        (each.at, sum((worth.realised for worth in each.sleeves.values()), ZERO) - before) for each in found.points
    )
    unrealised = tuple((each.at, _sum(worth.unrealised for worth in each.sleeves.values())) for each in found.points)
    series = [c.Series(f"realised in this {found.period.kind}", realised), c.Series("unrealised", unrealised)]
    yield _chart(found, "gains", "Realised against unrealised", "lines", series, zero=True)


def _premium_chart(found: Gathered) -> Iterator[c.Chart]:
    by_day = found.period.kind == "week"
    bars: dict[str, dict[datetime, Decimal]] = {"written": {}, "bought_back": {}}
    for kind, amount in premiums(found.of(FillBooked)):
        if kind in bars:
            day = amount.at.astimezone(NEW_YORK).date()
            start = max(day if by_day else day - timedelta(days=day.weekday()), found.period.first)
            at = datetime.combine(start, time(), NEW_YORK)
            bars[kind][at] = bars[kind].get(at, ZERO) + amount.amount
    title = f"Premium of options written, by {'day' if by_day else 'week'}"
    names = {"written": "received", "bought_back": "paid to buy back"}
    series = [c.Series(names[kind], tuple(sorted(found_bars.items()))) for kind, found_bars in bars.items()]
    yield _chart(found, "premium", title, "bars", series, zero=True)


def _chart(found: Gathered, id: str, title: str, form: str, series: Iterable[c.Series], zero: bool) -> c.Chart:
    shape: c.Form = "bars" if form == "bars" else "lines"
    return c.Chart(id, title, shape, found.period.first, found.period.last, tuple(series), zero)


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for each in values:
        if each is None:
            return None
        total += each
    return total
