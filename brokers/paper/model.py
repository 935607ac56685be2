"""How the simulated market and broker behave: stated assumptions, as data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from brokers.paper.data import shipped
from brokers.paper.draws import draw
from engine.trading.broker import Act
from engine.trading.instrument import Strict

NotNegative = Annotated[Decimal, Field(ge=0)]
Positive = Annotated[Decimal, Field(gt=0)]


def seconds(count: Decimal) -> timedelta:
    """A duration, exact to the microsecond."""
    return timedelta(microseconds=int(count * _MICROSECONDS))


_MICROSECONDS = timedelta(seconds=1) // timedelta(microseconds=1)


class Latency(Strict):
    """Seconds that messages take."""

    to_exchange: NotNegative
    acknowledgement: NotNegative
    report: NotNegative
    cancel: NotNegative
    replace: NotNegative


class Inside(Strict):
    """From a place in the spread upward: the chance per second that somebody takes a limit there."""

    from_: Decimal = Field(alias="from", ge=0, le=1)
    per_second: NotNegative


class Size(Strict):
    """How many contracts one execution takes, with a weight."""

    size: int = Field(gt=0)
    weight: int = Field(gt=0)


class Fills(Strict):
    """When orders fill, and how much at once."""

    oldest_quote: NotNegative
    inside: tuple[Inside, ...]
    sizes: tuple[Size, ...] = Field(min_length=1)
    shares_for_one: int = Field(gt=0)
    refreshed_after: Positive

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        places = [each.from_ for each in self.inside]
        if places != sorted(set(places)):
            raise ValueError("the places inside the spread have to rise")
        return self

    def rate(self, act: Act, limit: Decimal, bid: Decimal, ask: Decimal) -> Decimal:
        """The chance per second of a limit inside the spread, 0 outside of it."""
        if not bid < ask:
            return Decimal(0)
        place = (limit - bid if act == "buy" else ask - limit) / (ask - bid)
        found = [each.per_second for each in self.inside if each.from_ <= place]
        return found[-1] if found and place < 1 else Decimal(0)

    def size(self, seed: int, *names: str) -> int:
        """Contracts of one execution where no size is quoted."""
        left = draw(seed, "size", *names) * sum(each.weight for each in self.sizes)
        for each in self.sizes:
            left -= each.weight
            if left < 0:
                return each.size
        return self.sizes[-1].size


class Shares(Strict):
    """How a quote of shares is made of a price."""

    spread: Positive
    step: Positive


class Settlement(Strict):
    """What happens overnight, and when; seconds and dollars."""

    after_close: NotNegative
    before_open: NotNegative
    in_the_money_by: Positive
    early_assignment: Decimal = Field(ge=0, le=1)
    strike_step: Positive
    adjusted_mark: str = Field(pattern="^[0-9]$")


class ToldAgain(Strict):
    """How far back a new connection is told what happened to an account, in days."""

    days: int = Field(ge=0)


class Model(Strict):
    """All of it."""

    latency: Latency
    fills: Fills
    shares: Shares
    settlement: Settlement
    told_again: ToldAgain


@cache
def stated() -> Model:
    """The model that is shipped."""
    return shipped(Model, "model.yaml")
