"""One connection to a broker, shared by the sessions of several accounts: each hears only of its own sub-accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from engine.trading.broker import (
    Acknowledged,
    Broker,
    BrokerEvent,
    BrokerState,
    Cancelled,
    CommissionReported,
    Expired,
    Filled,
    Refused,
    Rejected,
    Ticket,
)


class Shared:
    """Hands what is heard to whom it concerns; what concerns nobody here goes to the first that shares."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self._shares: list[Share] = []
        self._executions: dict[str, str] = {}

    def share(self, owns: Callable[[str], bool]) -> Share:
        """The connection of one account; `owns` tells its sub-accounts."""
        found = Share(self, owns)
        self._shares.append(found)
        return found

    def hear(self) -> None:
        """Asks the broker once, for all."""
        for event in self.broker.poll():
            where = self._where(event)
            share = next((each for each in self._shares if each.owns(where)), self._shares[0])
            share.heard.append(event)

    def _where(self, event: BrokerEvent) -> str:
        match event:
            case Filled():
                self._executions[event.execution_id] = event.sub_account
                return event.sub_account
            case CommissionReported():
                return self._executions.get(event.execution_id, "")
            case Acknowledged() | Cancelled() | Rejected() | Refused() | Expired():
                return sub_account_of(event.reference)
        return event.sub_account


class Share:
    """The broker, as one account sees it."""

    def __init__(self, shared: Shared, owns: Callable[[str], bool]) -> None:
        self.shared, self.owns = shared, owns
        self.heard: list[BrokerEvent] = []

    def submit(self, ticket: Ticket) -> None:
        """As the broker."""
        self.shared.broker.submit(ticket)

    def replace(self, reference: str, ticket: Ticket) -> None:
        """As the broker."""
        self.shared.broker.replace(reference, ticket)

    def cancel(self, reference: str) -> None:
        """As the broker."""
        self.shared.broker.cancel(reference)

    def poll(self) -> Sequence[BrokerEvent]:
        """What was heard of the account's own sub-accounts."""
        self.shared.hear()
        found, self.heard = tuple(self.heard), []
        return found

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        """As the broker."""
        return self.shared.broker.state(sub_accounts, since)


def sub_account_of(reference: str) -> str:
    """The sleeve in whose name a reference of ours was given: what stands before the number of its order."""
    return reference.rpartition(" ")[0]
