"""Shares in lots, first in, first out, with the sales that took from them.

What is seen of a holding is what the law computes from: lots as they were bought, and the sales of the running year.
With the turn of the year the sales are settled: lots that were sold out go, a lot that was sold in part begins anew
with what is left of it, and the sales go with them. Numbers of lots and sales are never used again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from engine.trading.books import BooksRefused, Holding, Lot, Sale
from ledger.books.money import part_of, per_unit

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ShareLot:
    """`bought` shares for `cost` dollars, of which `left` shares at `cost_left` are still there."""

    number: int
    bought: int
    cost: Decimal
    left: int
    cost_left: Decimal
    acquired_on: date
    assigned: bool


@dataclass(frozen=True, slots=True)
class ShareSale:
    """Shares that left for `proceeds` dollars; `cost` is what they had cost."""

    number: int
    shares: int
    proceeds: Decimal
    cost: Decimal
    sold_on: date


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one underlying in one sleeve."""

    underlying: str
    lots: tuple[ShareLot, ...] = ()
    sales: tuple[ShareSale, ...] = ()
    lots_made: int = 0
    sales_made: int = 0

    @property
    def held(self) -> int:
        """How many shares are there."""
        return sum(lot.left for lot in self.lots)

    @property
    def cost(self) -> Decimal:
        """What the shares that are there have cost."""
        return sum((lot.cost_left for lot in self.lots), _ZERO)

    def bought(self, shares: int, cost: Decimal, on: date, assigned: bool) -> Shares:
        """With another lot."""
        before = self.as_of(on)
        number = self.lots_made + 1
        lot = ShareLot(number, shares, cost, shares, cost, on, assigned)
        return replace(before, lots=(*before.lots, lot), lots_made=number)

    def sold(self, shares: int, proceeds: Decimal, on: date) -> Shares:
        """Without the oldest shares. Raises BooksRefused where fewer are there."""
        if shares > self.held:
            raise BooksRefused(f"{shares} shares of {self.underlying} cannot leave: {self.held} are there")
        before = self.as_of(on)
        rest, cost, lots = shares, _ZERO, []
        for lot in before.lots:
            taken = min(rest, lot.left)
            if taken:
                its_cost = part_of(lot.cost_left, taken, lot.left)
                cost += its_cost
                rest -= taken
                lots.append(replace(lot, left=lot.left - taken, cost_left=lot.cost_left - its_cost))
            else:
                lots.append(lot)
        number = self.sales_made + 1
        sale = ShareSale(number, shares, proceeds, cost, on)
        return replace(before, lots=tuple(lots), sales=(*before.sales, sale), sales_made=number)

    def as_of(self, day: date) -> Shares:
        """As it is seen on a day: settled, once all its sales are of an earlier year."""
        if self.sales and max(sale.sold_on.year for sale in self.sales) < day.year:
            return self.settled()
        return self

    def settled(self) -> Shares:
        """Without its sales, and without what they took."""
        if not self.sales:
            return self
        lots = tuple(replace(lot, bought=lot.left, cost=lot.cost_left) for lot in self.lots if lot.left)
        return replace(self, lots=lots, sales=())

    def split(self, to: int, of: int) -> Shares:
        """After a split, the money unchanged. Raises BooksRefused where a fraction of a share would be left.

        Sales that do not become whole numbers of shares are settled before.
        """
        counts = [count for lot in self.lots for count in (lot.bought, lot.left)]
        if any(count * to % of for count in (*counts, *(sale.shares for sale in self.sales))) and self.sales:
            return self.settled().split(to, of)
        if any(count * to % of for count in counts):
            raise BooksRefused(f"a split of {self.underlying} {to} for {of} would leave a fraction of a share in a lot")
        lots = tuple(replace(lot, bought=lot.bought * to // of, left=lot.left * to // of) for lot in self.lots)
        sales = tuple(replace(sale, shares=sale.shares * to // of) for sale in self.sales)
        return replace(self, lots=lots, sales=sales)

    def holding(self) -> Holding | None:
        """What others see of it; None where nothing is held and nothing was sold this year."""
        if not self.lots:
            return None
        lots = tuple(
            Lot(lot.number, lot.bought, per_unit(lot.cost, lot.bought), lot.acquired_on, lot.assigned)
            for lot in self.lots
        )
        sales = tuple(
            Sale(sale.number, sale.shares, per_unit(sale.proceeds, sale.shares), sale.sold_on) for sale in self.sales
        )
        return Holding(self.underlying, lots, sales)
