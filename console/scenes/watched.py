"""The way to the broker as a scenario sees it: what was asked, in order, and where the process ends on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from brokers.paper import PaperBroker
from engine.trading.broker import BrokerEvent, BrokerState, Ticket
from engine.trading.clock import Clock
from scenarios.running.port import Asked


class Killed(BaseException):
    """The process ends here: nobody may catch it on the way, as nobody catches a SIGKILL."""


@dataclass(slots=True)
class Trap:
    """Where the process is killed: right before or after so many more orders were handed over."""

    orders: int
    before: bool


@dataclass(slots=True)
class Log:
    """What all connections to the broker were asked, one after the other."""

    asked: list[Asked] = field(default_factory=list)
    trap: Trap | None = None

    @property
    def orders(self) -> int:
        """How many orders reached the broker, or were on their way when the process ended."""
        return sum(each.call == "submit" for each in self.asked)


class WatchedBroker:
    """A broker that is asked through a log."""

    def __init__(self, broker: PaperBroker, clock: Clock, log: Log) -> None:
        self.broker, self.clock, self.log = broker, clock, log

    def submit(self, ticket: Ticket) -> None:
        """As the broker, unless the process ends before or after."""
        trap = self.log.trap
        here = trap is not None and self.log.orders + 1 == trap.orders
        if trap is not None and here and trap.before:
            raise Killed
        self._note("submit", ticket.reference)
        self.broker.submit(ticket)
        if here:
            raise Killed

    def replace(self, reference: str, ticket: Ticket) -> None:
        """As the broker."""
        self._note("replace", ticket.reference)
        self.broker.replace(reference, ticket)

    def cancel(self, reference: str) -> None:
        """As the broker."""
        self._note("cancel", reference)
        self.broker.cancel(reference)

    def poll(self) -> Sequence[BrokerEvent]:
        """As the broker; it commands nothing, and is not noted."""
        return self.broker.poll()

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        """As the broker."""
        self._note("state", "")
        return self.broker.state(sub_accounts, since)

    def move(self, move_id: str, source: str, target: str, amount: Decimal) -> None:
        """As the broker, which is the bank of its accounts."""
        self.broker.move(move_id, source, target, amount)

    def _note(self, call: str, reference: str) -> None:
        self.log.asked.append(Asked(self.clock.now(), call, reference))
