"""Executions and their commissions: each is booked once, whenever and however often a broker tells of it."""

from __future__ import annotations

from decimal import Decimal

from engine.trading.books import BooksRefused
from engine.trading.events import CommissionBooked, FillBooked
from ledger.books.chart import LedgerAccount
from ledger.books.draft import Draft
from ledger.books.money import commission_of
from ledger.books.sleeve import SleeveBooks


class Executions:
    """Executions by their id, and what is known of their commissions."""

    def __init__(self) -> None:
        self._booked: dict[str, FillBooked] = {}
        self._commissions: dict[str, Decimal] = {}

    def knows(self, execution_id: str) -> bool:
        """Whether an execution is booked."""
        return execution_id in self._booked

    def pending(self) -> tuple[str, ...]:
        """Those whose commission nobody has told yet, in the order of booking."""
        return tuple(key for key in self._booked if key not in self._commissions)

    def commission(self, execution_id: str) -> Decimal | None:
        """The commission of an execution; None while it is pending."""
        return self._commissions.get(execution_id)

    def same(self, event: FillBooked) -> bool:
        """Whether an execution is booked already. Raises BooksRefused if that had other content."""
        fill = event.fill
        known = self._booked.get(fill.execution_id)
        if known is None:
            return False
        # The commission may be told later, and is compared for itself.
        alike = known.fill.model_copy(update={"commission": fill.commission}) == fill
        if not alike or known.sleeve != event.sleeve or known.order != event.order:
            raise BooksRefused(f"execution {fill.execution_id} is booked already, with other content")
        return True

    def book(self, draft: Draft, sleeve: SleeveBooks, event: FillBooked) -> None:
        """Keeps an execution, and books its commission as far as it is known: also one that was told before it."""
        execution = event.fill.execution_id
        if execution not in self._booked:
            draft.put(self._booked, execution, event)
            early = self._commissions.get(execution)
            if early is not None:
                self._agree(execution, commission_of(event.fill.commission))
                _post(draft, sleeve, early)
                return
        self._told(draft, sleeve, execution, event.fill.commission)

    def report(self, draft: Draft, event: CommissionBooked) -> str | None:
        """Whose commission is told: the sleeve of the execution, or None where that is not booked yet."""
        draft.reference = event.report.execution_id
        known = self._booked.get(event.report.execution_id)
        return None if known is None else known.sleeve

    def book_commission(self, draft: Draft, sleeve: SleeveBooks | None, event: CommissionBooked) -> None:
        """A commission that was pending. Without a sleeve it is kept until its execution comes."""
        self._told(draft, sleeve, event.report.execution_id, event.report.commission)

    def _told(self, draft: Draft, sleeve: SleeveBooks | None, execution: str, told: Decimal | None) -> None:
        commission = commission_of(told)
        self._agree(execution, commission)
        if commission is None or execution in self._commissions:
            return
        draft.put(self._commissions, execution, commission)
        if sleeve is not None:
            _post(draft, sleeve, commission)

    def _agree(self, execution: str, commission: Decimal | None) -> None:
        before = self._commissions.get(execution)
        if before is not None and commission is not None and before != commission:
            raise BooksRefused(f"the commission of execution {execution} is {before}, now it is told as {commission}")


def _post(draft: Draft, sleeve: SleeveBooks, commission: Decimal) -> None:
    draft.post(sleeve, LedgerAccount.COMMISSIONS, commission)
    draft.post(sleeve, LedgerAccount.CASH, -commission)
