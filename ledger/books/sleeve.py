"""The books of one sub-account: balances, open positions and shares, and what others may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.trading.books import SleeveView
from ledger.books.chart import REALISED, LedgerAccount
from ledger.books.journal import ZERO, OutOfBalance
from ledger.books.lots import Shares
from ledger.books.positions import OptionPosition

A = LedgerAccount


@dataclass(frozen=True, slots=True)
class Unrealised:
    """What a sleeve would gain at given marks; None where a mark or a cost is not known. `missing`: such symbols."""

    options: Decimal | None
    shares: Decimal | None
    missing: tuple[str, ...]


@dataclass(slots=True)
class SleeveBooks:
    """The books of one sub-account. `balances` are debits less credits; `positions` are the open ones, oldest first."""

    key: str
    kind: str
    base: Decimal
    reinvested: Decimal
    high_water: Decimal | None
    balances: dict[LedgerAccount, Decimal] = field(default_factory=lambda: dict.fromkeys(LedgerAccount, ZERO))
    positions: dict[str, OptionPosition] = field(default_factory=dict)
    shares: dict[str, Shares] = field(default_factory=dict)
    numbered: int = 0
    seen: SleeveView | None = None

    def held(self, underlying: str) -> Shares:
        """Its shares of an underlying, also where it has none."""
        return self.shares.get(underlying) or Shares(underlying)

    def number_of(self, key: str) -> int:
        """The running number in the key of a position; 0 where the key is of another form."""
        start, _, number = key.rpartition(" ")
        return int(number) if start == self.key and number.isdecimal() else 0

    @property
    def realised(self) -> Decimal:
        """Gains less losses, fees and commissions since the ledger began."""
        return -sum((self.balances[account] for account in REALISED), ZERO)

    def check(self) -> None:
        """Raises OutOfBalance unless debits equal credits, and positions and lots equal their accounts."""
        carried = {A.OPTIONS_LONG: ZERO, A.OPTIONS_WRITTEN: ZERO, A.SHARES: ZERO}
        for position in self.positions.values():
            carried[position.account] += position.carried
        for shares in self.shares.values():
            carried[A.SHARES] += shares.cost
        rest = sum(self.balances.values(), ZERO)
        if rest:
            raise OutOfBalance(f"debits less credits of {self.key} are {rest}")
        for account, total in carried.items():
            if self.balances[account] != total:
                raise OutOfBalance(f"{account} of {self.key} is {self.balances[account]}, its parts are {total}")

    def view(self, day: date) -> SleeveView:
        """What others see of it."""
        if self.seen is None:
            holdings = (shares.as_of(day).holding() for _, shares in sorted(self.shares.items()))
            self.seen = SleeveView(
                key=self.key,
                kind=self.kind,
                cash=self.balances[A.CASH],
                base=self.base,
                reinvested=self.reinvested,
                tax_reserve=self.balances[A.TAX_RESERVE],
                realised=self.realised,
                high_water=self.high_water,
                positions=tuple(position.view for position in self.positions.values()),
                holdings=tuple(holding for holding in holdings if holding is not None),
            )
        return self.seen

    def unrealised(self, marks: Mapping[str, Decimal]) -> Unrealised:
        """What it would gain if all it holds left at `marks`: by symbol, in dollars per share."""
        options: Decimal | None = ZERO
        shares: Decimal | None = ZERO
        missing: list[str] = []
        for position in self.positions.values():
            symbol = position.instrument.symbol
            if symbol not in marks or position.premium is None:
                options = None
                missing.append(symbol)
            elif options is not None:
                value = marks[symbol] * position.instrument.units * position.quantity
                options += position.premium + (value if position.side == "long" else -value)
        for underlying, held in self.shares.items():
            if held.held and underlying not in marks:
                shares = None
                missing.append(underlying)
            elif held.held and shares is not None:
                shares += marks[underlying] * held.held - held.cost
        return Unrealised(options, shares, tuple(dict.fromkeys(missing)))
