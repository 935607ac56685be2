"""How a client gets to hear what happened: after a while, and as badly as the fault plan wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from brokers.paper.draws import draw
from brokers.paper.faults import EventFault, Faults, Told
from brokers.paper.memory import Execution, Memory, Telling
from brokers.paper.model import seconds
from engine.trading.broker import BrokerEvent, CommissionReported, Filled

_ORDERS: frozenset[str] = frozenset({"acknowledged", "filled", "cancelled", "rejected", "refused", "expired"})
"""What is lost with a connection. A commission is not: it comes again with the executions of the day."""


class Teller:
    """Puts events where polls find them."""

    def __init__(self, memory: Memory, faults: Faults, seed: int, zone: Callable[[], tzinfo]) -> None:
        self._memory, self._faults, self._seed, self._zone = memory, faults, seed, zone

    def shown(self, at: datetime) -> datetime:
        """An instant as the client's clock shows it."""
        return at.astimezone(self._zone())

    def execution(self, execution: Execution, delay: Decimal) -> None:
        """An execution; its commission may be told later."""
        fill = execution.fill
        told, pending = fill, None
        faults = self._faults.of_event("filled", fill.at, fill.reference)
        for each in faults:
            if each.fault == "pending_commission":
                pending = fill.at + seconds(delay + each.seconds)
                told = fill.model_copy(update={"commission": None})
        self._memory.put_execution(execution.model_copy(update={"commission_at": pending}))
        self._tell(told, delay, [each for each in faults if each.fault != "pending_commission"])
        if pending is not None and fill.commission is not None:
            report = CommissionReported(
                at=self.shown(pending), execution_id=fill.execution_id, commission=fill.commission
            )
            self.tell(report, Decimal(0), fill.reference)

    def tell(self, event: BrokerEvent, delay: Decimal, reference: str | None = None) -> None:
        """Anything but an execution."""
        assert not isinstance(event, Filled)
        self._tell(event, delay, self._faults.of_event(_kind(event), event.at, reference))

    def _tell(self, event: BrokerEvent, delay: Decimal, faults: Sequence[EventFault]) -> None:
        account = event.heard not in _ORDERS
        heard = (event.at + seconds(delay)).astimezone(self._memory.ledger.at.tzinfo)
        times = [heard]
        for each in faults:
            if each.fault == "lose":
                return
            if each.fault == "late":
                times[0] = times[0] + seconds(each.seconds)
        times += [times[0] + seconds(each.seconds) for each in faults if each.fault == "duplicate"]
        for at in times:
            if account or not self._lost(at):
                number = self._memory.ledger.tellings + 1
                self._memory.change(tellings=number)
                self._memory.put_telling(Telling(number=number, heard_at=at, event=event, account=account))

    def _lost(self, at: datetime) -> bool:
        outage = self._faults.outage(at)
        if outage is not None:
            return outage.events == "lost"
        until = self._memory.ledger.out_until
        return until is not None and at < until and self._memory.ledger.out_events == "lost"

    def shuffled(self, batch: list[Telling]) -> list[Telling]:
        """The same in another order."""
        return sorted(batch, key=lambda each: draw(self._seed, "order of telling", str(each.number)))


def _kind(event: BrokerEvent) -> Told:
    match event.heard:
        case "acknowledged" | "filled" | "commission" | "cancelled" | "rejected" | "refused" | "expired":
            return event.heard
        case _:
            return "account"
