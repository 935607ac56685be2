"""Initial margin by the published formula (R-28). Money in dollars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from brokers.paper.data import shipped
from brokers.paper.terms import moneyness, spot_of
from engine.trading.broker import BrokerPosition
from engine.trading.instrument import Option, Strict


class Uncovered(Strict):
    """The parts of the formula for an uncovered short option."""

    of_underlying: Decimal
    least: Decimal


class Kinds(Strict):
    """By kind of underlying."""

    equity: Uncovered
    broad_index: Uncovered


class MarginRule(Strict):
    """The formula. `shares` is the part of their value that has to be one's own."""

    source: str
    left_out: str
    shares: Decimal
    uncovered: Kinds

    def uncovered_option(self, option: Option, mark: Decimal, underlying: Decimal) -> Decimal:
        """Dollars for one short contract that nothing covers, from prices per share."""
        kind = self.uncovered.broad_index if option.cash_settled else self.uncovered.equity
        spot = spot_of(option, underlying)
        out = max(-moneyness(option, underlying), Decimal(0))
        least = kind.least * (option.strike if option.right == "put" else spot)
        return (mark + max(kind.of_underlying * spot - out, least)) * option.multiplier


@dataclass(frozen=True, slots=True)
class Margin:
    """What a sub-account's positions ask for, and what it is worth."""

    initial: Decimal
    net_liquidation: Decimal

    @property
    def use(self) -> Decimal | None:
        """Initial margin ÷ net liquidation value; None where there is nothing to divide by."""
        return self.initial / self.net_liquidation if self.net_liquidation > 0 else None


def margin(
    rule: MarginRule,
    cash: Decimal,
    positions: Sequence[BrokerPosition],
    marks: Mapping[str, Decimal],
    prices: Mapping[str, Decimal],
) -> Margin | None:
    """The margin of one sub-account; None where a mark (per symbol) or a price (per underlying) is missing."""
    initial, worth = Decimal(0), cash
    free = {each.instrument.underlying: each.quantity for each in positions if each.instrument.option is None}
    for each in positions:
        mark = marks.get(each.instrument.symbol)
        if mark is None:
            return None
        worth += mark * each.instrument.units * each.quantity
        option, underlying = each.instrument.option, each.instrument.underlying
        if option is None:
            initial += rule.shares * mark * abs(each.quantity)
        elif each.quantity < 0:
            short = -each.quantity
            if option.right == "call" and not option.cash_settled and option.deliverable:
                covered = min(short, max(free.get(underlying, 0), 0) // option.deliverable)
                free[underlying] = free.get(underlying, 0) - covered * option.deliverable
                short -= covered
            if short:
                price = prices.get(underlying)
                if price is None:
                    return None
                initial += rule.uncovered_option(option, mark, price) * short
    return Margin(initial, worth)


@cache
def published_rule() -> MarginRule:
    """The formula that is shipped."""
    return shipped(MarginRule, "margin.yaml")
