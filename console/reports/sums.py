"""Sums over what was booked: gains, premium, capital, each with the entries that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from console.reports.content import Cell, money
from console.reports.reading import Happened
from engine.trading.events import FillBooked
from ledger.books.chart import REALISED
from ledger.books.rows import TransactionRow

Premium = Literal["written", "bought_back", "bought", "sold"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Dollars of one entry: positive where they came in."""

    entry: int
    at: datetime
    sleeve: str
    of: str
    amount: Decimal


def gains(booked: Iterable[TransactionRow]) -> Iterator[Amount]:
    """What was realised, by account of the chart: gains and income positive, losses and expenses negative."""
    for each in booked:
        if each.ledger_account in REALISED:
            yield Amount(each.sequence, each.at, each.sleeve, each.ledger_account, each.credit - each.debit)


def of_account(booked: Iterable[TransactionRow], account: str) -> Iterator[Amount]:
    """What moved on one account of the chart: credits positive."""
    for each in booked:
        if each.ledger_account == account:
            yield Amount(each.sequence, each.at, each.sleeve, account, each.credit - each.debit)


def premiums(fills: Iterable[Happened]) -> Iterator[tuple[Premium, Amount]]:
    """What executions of options brought and cost, before commissions."""
    for each in fills:
        event: FillBooked = each.event
        if event.fill.instrument.option is None:
            continue
        sells = event.fill.act == "sell"
        kind: Premium = ("written" if sells else "bought") if event.opens else ("sold" if sells else "bought_back")
        value = event.fill.price * event.fill.quantity * event.fill.instrument.units
        yield kind, Amount(each.entry, each.at, event.sleeve, kind, value if sells else -value)


def summed(amounts: Iterable[Amount], sleeve: str | None = None) -> Cell:
    """The sum, of one sleeve or of all, with the entries that it comes from."""
    chosen = [each for each in amounts if sleeve is None or each.sleeve == sleeve]
    total = sum((each.amount for each in chosen), Decimal(0))
    return money(total, tuple(sorted({each.entry for each in chosen})))
