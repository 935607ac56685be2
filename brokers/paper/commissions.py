"""What an execution costs, by a published schedule."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Self

from pydantic import model_validator

from brokers.paper.data import shipped
from engine.trading.broker import Act
from engine.trading.instrument import Instrument, Strict


class Rate(Strict):
    """Dollars per contract where the premium is `below` a price; the last rate of a table has no `below`."""

    rate: Decimal
    below: Decimal | None = None


class Fee(Strict):
    """What others charge: dollars per contract or share, or a part of the money, on sales only or on both."""

    name: str
    per_unit: Decimal = Decimal(0)
    of_value: Decimal = Decimal(0)
    sales_only: bool = False


class OptionCosts(Strict):
    """Of options. `least_per_order` is for the broker's own part, not for the fees of others."""

    per_contract: tuple[Rate, ...]
    least_per_order: Decimal
    fees: tuple[Fee, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = [each.below for each in self.per_contract]
        known = [each for each in steps if each is not None]
        if not steps or steps[-1] is not None or len(known) != len(steps) - 1 or known != sorted(set(known)):
            raise ValueError("the premiums have to rise, and only the last row is without `below`")
        return self

    def rate(self, premium: Decimal) -> Decimal:
        """Dollars per contract at a premium per share."""
        for each in self.per_contract:
            if each.below is None or premium < each.below:
                return each.rate
        raise AssertionError("the last row has no `below`")


class ShareCosts(Strict):
    """Of shares. The most is a part of the money and goes before the least."""

    per_share: Decimal
    least_per_order: Decimal
    most_of_value: Decimal
    fees: tuple[Fee, ...] = ()


class Run(Strict):
    """What was executed of one order so far, as far as its costs depend on it."""

    units: int = 0
    value: Decimal = Decimal(0)
    charged: Decimal = Decimal(0)
    """The broker's own part before the least and the most of an order."""
    cost: Decimal = Decimal(0)
    """What was asked for so far, rounded."""


class Commissions(Strict):
    """A schedule. `as_of` is the day on which it was so; `left_out` says in words what it does not hold."""

    source: str
    as_of: date
    left_out: str
    rounded_to: Decimal
    options: OptionCosts
    shares: ShareCosts

    def after(self, run: Run, instrument: Instrument, act: Act, quantity: int, price: Decimal) -> Run:
        """The costs of an order after one more execution; that one costs `cost` after less `cost` before."""
        units, value = run.units + quantity, run.value + price * instrument.units * quantity
        costs: OptionCosts | ShareCosts
        if instrument.option is None:
            costs = self.shares
            charged = run.charged + costs.per_share * quantity
            own = min(max(charged, costs.least_per_order), costs.most_of_value * value)
        else:
            costs = self.options
            charged = run.charged + costs.rate(price) * quantity
            own = max(charged, costs.least_per_order)
        fees = sum(
            (
                each.per_unit * units + each.of_value * value
                for each in costs.fees
                if act == "sell" or not each.sales_only
            ),
            Decimal(0),
        )
        cost = (own + fees).quantize(self.rounded_to, rounding=ROUND_HALF_UP)
        return Run(units=units, value=value, charged=charged, cost=cost)


@cache
def published() -> Commissions:
    """The schedule that is shipped."""
    return shipped(Commissions, "commissions.yaml")
