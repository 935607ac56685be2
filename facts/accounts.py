"""Accounts as typed files: what each sleeve holds, and nothing that law decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.snapshot import Snapshot
from facts import occ
from facts.description import World
from facts.errors import FactsError
from facts.shape import (
    Amount,
    Checked,
    Contract,
    Count,
    Day,
    Flag,
    NotNegative,
    Places,
    Some,
    Text,
    check,
    load,
    place_of,
    places,
)
from facts.subjects import Raw, Side, Subjects
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest, quoted
from rules.source.load import Document
from rules.source.span import Span


class Position(Checked):
    """An option position. `credit`: received per share at the opening, negative if paid; may be unknown."""

    contract: Contract
    side: Side
    quantity: Count
    opened: Day
    credit: Amount | None = None
    purpose: Text | None = None
    hypothetical: Flag = False


class Order(Checked):
    """An order for an option, not done: `working`, or `in_doubt` when nobody knows what became of it."""

    contract: Contract
    side: Side
    quantity: Count
    state: Literal["working", "in_doubt"]


class Lot(Checked):
    """Shares bought at one time. `cost` is in dollars per share."""

    shares: Count
    cost: NotNegative
    acquired: Day
    assigned: Flag = False


class Holding(Checked):
    """The shares of one underlying, lot by lot, oldest first."""

    lots: Annotated[tuple[Lot, ...], Some]


class Sleeve(Checked):
    """One sub-account. Money is in dollars.

    `cash`: free and bound alike. `base`: capital at the start plus deposits less withdrawals (R-16).
    `reinvested`: what was put back on quarter days (R-32). `high_water`: the highest value before the law began to keep
    it (R-30); left out where there was none.
    """

    cash: NotNegative
    base: NotNegative
    high_water: NotNegative | None = None
    reinvested: NotNegative = Decimal(0)
    positions: tuple[Position, ...] = ()
    orders: tuple[Order, ...] = ()
    holdings: dict[str, Holding] = Field(default_factory=dict)


class Account(Checked):
    """One account of one user. `matches_broker`: whether its books were compared with the broker's, and are equal.

    `parent`: of a mini, the account from which it was forked.
    """

    account: Text
    user: Text
    kind: Text
    opened: Day
    sleeves: Annotated[dict[str, Sleeve], Some]
    stress_test: Flag = False
    matches_broker: Flag | None = None
    parent: Text | None = None


@dataclass(frozen=True, slots=True)
class AccountFile:
    """An account, where each part of it stands, and the documents of its own terms, untouched."""

    account: Account
    file: str
    places: Places
    terms: tuple[Document, ...] = ()

    def place(self, *path: str) -> Span:
        """Where a part of the account stands."""
        return place_of(path, self.places, self.file)


def read_account(path: Path, shown_as: str | None = None) -> AccountFile:
    """The account of a file, and its terms. Raises FactsError with everything that is wrong in it."""
    source = load(path, shown_as)
    own: list[Document] = []
    terms: list[Document] = []
    findings: list[Diagnostic] = []
    for document in source.documents:
        if document.root.get("account") is not None:
            own.append(document)
        elif document.root.get("terms") is not None:
            terms.append(document)
        else:
            first = document.root.entries[0][0] if document.root.entries else None
            message = "An account file holds one `account:` and its `terms:`, nothing else"
            place = first.span if first else document.span
            close = nearest(first.value, ("account", "terms")) if first else None
            help = f"Did you mean `{close}`?" if close else None
            findings.append(finding("F609", place, message, help=help))
    if not own and not findings:
        message = "The file holds no `account:`"
        findings.append(finding("F610", Span(source.file, 1, 1, 1, 1), message, help="Begin it with `account: NAME`."))
    for second in own[1:]:
        message = "The file holds a second account"
        related = (Related(own[0].span, "the first one"),)
        findings.append(finding("F609", _named(second), message, help="Give it a file of its own.", related=related))
    read: AccountFile | None = None
    if own:
        try:
            account = check(own[0], Account, "An account")
            read = AccountFile(account, source.file, dict(places(own[0].root)), tuple(terms))
        except FactsError as error:
            findings += error.findings
    if findings or read is None:
        raise FactsError(findings)
    return read


def read_accounts(paths: Iterable[Path]) -> tuple[AccountFile, ...]:
    """The accounts of several files. Raises FactsError if one cannot be read, or two have one name."""
    found: dict[str, AccountFile] = {}
    findings: list[Diagnostic] = []
    for path in paths:
        try:
            read = read_account(path)
        except FactsError as error:
            findings += error.findings
            continue
        first = found.setdefault(read.account.account, read)
        if first is not read:
            message = f"There is another account {quoted(read.account.account)}"
            related = (Related(first.place("account"), "the other one"),)
            findings.append(finding("F605", read.place("account"), message, related=related))
    if findings:
        raise FactsError(findings)
    return tuple(found.values())


# --- facts --------------------------------------------------------------------------------------
def with_accounts(snapshot: Snapshot, accounts: Iterable[AccountFile], world: World | None) -> Snapshot:
    """The snapshot with the facts of accounts added.

    Contracts, expiries and underlyings that an account holds but the snapshot lacks are added with what their
    symbol and the calendar tell; their quotes are unknown. Without a `world` lots, multipliers and days to
    expiry are unknown. Raises FactsError if an account does not fit the instant or the world.
    """
    facts: Raw = {scope: dict(content) for scope, content in snapshot.facts.items()}
    places: Places = dict(snapshot.places)
    findings: list[Diagnostic] = []
    at = datetime.fromisoformat(snapshot.at)
    underlyings = list(facts.get("underlying", {}))
    for read in accounts:
        findings += _fits(read, at.date(), world)
        adder = _Adder(read, facts, places, at, world)
        adder.add(underlyings)
    if findings:
        raise FactsError(findings)
    return replace(snapshot, facts=facts, places=places)


def _fits(read: AccountFile, today: date, world: World | None) -> Iterator[Diagnostic]:
    account = read.account
    if account.opened > today:
        yield _later(read, account.opened, today, "opened")
    for kind, sleeve in account.sleeves.items():
        for number, position in enumerate(sleeve.positions):
            own = ("sleeves", kind, "positions", str(number))
            if position.opened > today:
                yield _later(read, position.opened, today, *own, "opened")
            yield from _listed(read, _terms(position.contract).root, world, *own, "contract")
        for number, order in enumerate(sleeve.orders):
            ordered = ("sleeves", kind, "orders", str(number), "contract")
            yield from _listed(read, _terms(order.contract).root, world, *ordered)
        for symbol, holding in sleeve.holdings.items():
            yield from _listed(read, symbol, world, "sleeves", kind, "holdings", symbol)
            for number, lot in enumerate(holding.lots):
                if lot.acquired > today:
                    bought = ("sleeves", kind, "holdings", symbol, "lots", str(number), "acquired")
                    yield _later(read, lot.acquired, today, *bought)


def _later(read: AccountFile, on: date, today: date, *path: str) -> Diagnostic:
    message = f"{on.isoformat()} lies after {today.isoformat()}, the day of the facts"
    return finding("F608", read.place(*path), message, path=path)


def _listed(read: AccountFile, symbol: str, world: World | None, *path: str) -> Iterator[Diagnostic]:
    if world is not None and symbol not in world.instruments:
        message = f"{quoted(symbol)} is not in the table of instruments"
        close = nearest(symbol, world.instruments.symbols())
        help = f"Did you mean `{close}`?" if close else "Add it to the table of instruments."
        yield finding("F607", read.place(*path), message, path=path, help=help)


class _Adder(Subjects):
    """Puts one account's facts into a snapshot, and notes where in its file each stands."""

    def __init__(self, read: AccountFile, facts: Raw, places: Places, at: datetime, world: World | None) -> None:
        super().__init__(facts, at, world)
        self.read = read
        self.places = places

    def put(self, scope: str, key: str, facts: Raw, *path: str) -> None:
        """One subject; what nobody knows is left out."""
        super().put(scope, key, facts, *path)
        self.places[scope, key] = self.read.place(*path)
        for name in self.facts[scope][key]:
            self.places[scope, key, name] = self.read.place(*path, _WRITTEN.get(name, name))

    def add(self, underlyings: Iterable[str]) -> None:
        """Everything of the account."""
        account = self.read.account
        name = account.account
        self.account(
            name,
            account.user,
            account.kind,
            account.opened,
            stress_test=account.stress_test,
            matches_broker=account.matches_broker,
            parent=account.parent,
        )
        held = {symbol for sleeve in account.sleeves.values() for symbol in sleeve.holdings}
        for symbol in sorted(held):
            self.underlying(symbol)
        buyable = [*underlyings, *sorted(held.difference(underlyings))]
        for kind, sleeve in account.sleeves.items():
            self.add_sleeve(f"{name} {kind}", kind, sleeve, buyable)

    def add_sleeve(self, key: str, kind: str, sleeve: Sleeve, buyable: list[str]) -> None:
        """One sleeve and what it holds."""
        path = ("sleeves", kind)
        money = (sleeve.cash, sleeve.base, sleeve.reinvested, sleeve.high_water)
        self.sleeve(key, self.read.account.account, kind, *money, *path)
        for number, position in enumerate(sleeve.positions):
            at = (*path, "positions", str(number))
            self.contract(position.contract, _terms(position.contract), None, *at, "contract")
            what = (position.contract, position.side, position.quantity, position.credit, position.opened)
            own = f"{key} {number + 1}"
            self.position(own, key, *what, position.purpose, *at, hypothetical=position.hypothetical)
        for number, order in enumerate(sleeve.orders):
            at = (*path, "orders", str(number))
            self.contract(order.contract, _terms(order.contract), None, *at, "contract")
            ordered = (order.contract, order.side, order.quantity, order.state)
            self.exposure(f"{key} order {number + 1}", key, *ordered, *at)
        for symbol, holding in sleeve.holdings.items():
            self.add_holding(f"{key} {symbol}", key, symbol, holding, *path, "holdings", symbol)
        self.purchases(key, buyable, *path)

    def add_holding(self, key: str, sleeve: str, symbol: str, holding: Holding, *path: str) -> None:
        """Shares, and the lots that they are."""
        shares = sum(lot.shares for lot in holding.lots)
        assigned = any(lot.assigned for lot in holding.lots)
        self.holding(key, sleeve, symbol, shares, *path, assigned=assigned)
        for number, lot in enumerate(holding.lots):
            self.lot(key, number + 1, lot.shares, lot.cost, lot.acquired, *path, "lots", str(number))


# Facts whose name in the account file is another.
_WRITTEN = {
    "opened_on": "opened",
    "original_credit": "credit",
    "cost": "credit",
    "acquired_on": "acquired",
    "opening_high_water": "high_water",
}


def _terms(symbol: str) -> occ.Terms:
    read = occ.read(symbol)
    assert read is not None  # an account's symbols were checked when it was read
    return read


def _named(document: Document) -> Span:
    key = document.root.key("account")
    return key.span if key else document.span
