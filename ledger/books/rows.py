"""The tables that others read: one class a table, one field a column. Money in dollars, prices per share.

`docs/books.md` explains every column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A sub-account, with the balance of every account of the chart, each on the side on which it grows."""

    account: str
    sleeve: str
    user: str
    account_kind: str
    sleeve_kind: str
    parent: str | None
    opened_on: date
    closed: bool
    base: Decimal
    reinvested: Decimal
    cash: Decimal
    tax_reserve: Decimal
    options_long: Decimal
    options_written: Decimal
    shares: Decimal
    capital: Decimal
    gains_options: Decimal
    gains_shares: Decimal
    dividends: Decimal
    interest: Decimal
    fees: Decimal
    commissions: Decimal
    realised: Decimal
    book_equity: Decimal


@dataclass(frozen=True, slots=True)
class PositionRow:
    """An option position, open or gone."""

    position: str
    sleeve: str
    symbol: str
    underlying: str
    right: str | None
    strike: Decimal | None
    expires_on: date | None
    multiplier: int
    deliverable: int | None
    side: str
    purpose: str | None
    order_key: str | None
    opened_on: date
    opened: int
    quantity: int
    credit: Decimal | None
    premium: Decimal | None
    realised: Decimal
    ended_on: date | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class LotRow:
    """Shares bought at one time, and what is left of them."""

    sleeve: str
    underlying: str
    lot: int
    bought: int
    cost: Decimal
    quantity: int
    cost_left: Decimal
    acquired_on: date
    assigned: bool


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """One line of a journal entry."""

    account: str
    sequence: int
    line: int
    at: datetime
    event: str
    reference: str | None
    sleeve: str
    ledger_account: str
    debit: Decimal
    credit: Decimal
    instrument: str | None
    quantity: int | None
    position: str | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A parent order."""

    order_key: str
    sleeve: str
    symbol: str
    side: str
    opens: bool
    urgent: bool
    origin: str
    action: str
    subject: str
    because: str
    quantity: int
    filled: int
    mean_price: Decimal | None
    limit_price: Decimal | None
    bound: Decimal | None
    purpose: str | None
    position: str | None
    after: str | None
    slices: int
    status: str | None
    planned_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProtocolRow:
    """A transition of a machine of the law, or an event that the law recorded."""

    sequence: int
    line: int
    at: datetime
    account: str
    source: str
    name: str
    subject: str
    from_state: str | None
    to_state: str | None
    because: str
    fields: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """What a week was, with the flags of all that happened in it; None where a flag could not be judged."""

    sequence: int
    at: datetime
    account: str
    label: str
    preservation: bool | None
    hedged: bool | None
    roll: bool | None
    assignment: bool | None
    earnings_filter: bool | None


@dataclass(frozen=True, slots=True)
class RungRow:
    """A LEAP of the ladder, held or gone. `rung` numbers the expiries held on one underlying; None where it is gone."""

    sleeve: str
    purpose: str
    underlying: str
    rung: int | None
    position: str
    symbol: str
    right: str | None
    strike: Decimal | None
    expires_on: date | None
    quantity: int
    cost: Decimal | None
    cost_left: Decimal | None
    opened_on: date
    realised: Decimal
    ended_on: date | None
    ended_by: str | None


Row = AccountRow | PositionRow | LotRow | TransactionRow | OrderRow | ProtocolRow | WeekRow | RungRow

TABLES: Mapping[str, type[Row]] = MappingProxyType(
    {
        "accounts": AccountRow,
        "positions": PositionRow,
        "lots": LotRow,
        "transactions": TransactionRow,
        "orders": OrderRow,
        "protocol_events": ProtocolRow,
        "week_classifications": WeekRow,
        "leap_ladder": RungRow,
    }
)
"""Every table by name."""


def columns(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    return tuple(each.name for each in fields(TABLES[table]))


def cells(row: Row) -> dict[str, Cell]:
    """A row as plain values: money and prices as exact text, days and instants in ISO 8601."""
    return {each.name: _cell(getattr(row, each.name)) for each in fields(row)}


def _cell(value: object) -> Cell:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
