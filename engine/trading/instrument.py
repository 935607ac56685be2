"""What is traded: a share, or an option with its terms as facts, for splits and mergers change them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Right = Literal["put", "call"]


class Strict(BaseModel):
    """Plain data that is written to the ledger and read back: nothing unnamed, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Strict):
    """The terms of a listed option.

    `multiplier` turns a price per share into money for one contract; `deliverable` is how many shares change hands
    for one contract, which an adjusted contract may have different from its multiplier. `strike` is in dollars per
    share. A `cash_settled` one delivers no shares.
    """

    expires_on: date
    right: Right
    strike: Decimal
    multiplier: int
    deliverable: int
    cash_settled: bool = False


class Instrument(Strict):
    """A share (`option` is None) or an option, by its symbol: a ticker, or an option symbol without blanks."""

    symbol: str
    underlying: str
    option: Option | None = None

    @property
    def units(self) -> int:
        """What turns a price per share into money for one: 1 for a share, the multiplier for a contract."""
        return 1 if self.option is None else self.option.multiplier
