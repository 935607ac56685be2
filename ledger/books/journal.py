"""Journal entries: what one event does to the accounts, debits and credits that sum to zero in every sleeve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ledger.books.chart import REALISED, LedgerAccount

ZERO = Decimal(0)


class OutOfBalance(RuntimeError):
    """Books that do not balance. They are wrong, and must not be used any further."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a journal entry: `amount` in dollars is a debit where it is positive, else a credit.

    `instrument`, `quantity` (signed: what came in is positive) and `position` say what it is about.
    """

    sleeve: str
    account: LedgerAccount
    amount: Decimal
    instrument: str | None = None
    quantity: int | None = None
    position: str | None = None

    @property
    def debit(self) -> Decimal:
        """The amount, if it is a debit."""
        return max(self.amount, ZERO)

    @property
    def credit(self) -> Decimal:
        """The amount, if it is a credit."""
        return max(-self.amount, ZERO)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What one event did to the accounts; without postings it moved neither money nor value.

    `event` is its kind, `reference` the broker's own key of what happened, or the order or sleeve it is about.
    """

    at: datetime
    event: str
    reference: str | None
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        """Raises OutOfBalance unless debits equal credits in every sleeve."""
        for sleeve, rest in _sums(self.postings).items():
            if rest:
                raise OutOfBalance(f"{self.event} {self.reference}: debits less credits of {sleeve} are {rest}")

    def gains(self) -> Mapping[str, Decimal]:
        """What the event realised, by sleeve: gains less losses, fees and commissions. Empty if it realised nothing."""
        realised = _sums(each for each in self.postings if each.account in REALISED)
        return {sleeve: -amount for sleeve, amount in realised.items()}


def _sums(postings: Iterable[Posting]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in postings:
        found[each.sleeve] = found.get(each.sleeve, ZERO) + each.amount
    return found
