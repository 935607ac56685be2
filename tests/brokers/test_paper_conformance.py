"""The paper broker does what any adapter must do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from brokers.paper import PaperBroker
from tests.brokers.conformance import Bench, BrokerConformance, Trouble
from tests.brokers.world import CALL, PUT, THURSDAY, World, plan

_TROUBLES: dict[Trouble, str] = {
    "submit not handed over": "{name: t, fault: unknown_before, on: [submit], times: 1}",
    "submit handed over, no answer": "{name: t, fault: unknown_after, on: [submit], times: 1}",
    "cancel handed over, no answer": "{name: t, fault: unknown_after, on: [cancel], times: 1}",
    "filled before the cancel": "{name: t, fault: fill_first, on: [cancel], times: 1}",
    "no connection": "{name: t, fault: outage, on: [submit], seconds: 30, times: 1}",
    "commission later": "{name: t, fault: pending_commission, told: [filled], seconds: 30}",
    "everything told twice": "{name: t, fault: duplicate, told: [acknowledged, filled], seconds: 2}",
    "told out of order": "{name: t, fault: reorder, on: [poll]}",
    "fill never told": "{name: t, fault: lose, told: [filled]}",
}


class PaperBench(Bench):
    put, call, since = PUT, CALL, THURSDAY

    def __init__(self, path: Path) -> None:
        self.world = World(path=path)

    @property
    def broker(self) -> PaperBroker:
        return self.world.broker

    def market(self, bid: str, ask: str) -> None:
        self.world.quote(bid, ask, bid_size=20, ask_size=20)

    def let_pass(self, seconds: int) -> None:
        self.world.wait_silently(seconds)

    def trouble(self, what: Trouble) -> None:
        self.world.plan = plan(f"faults: [{_TROUBLES[what]}]")
        self.reconnect()

    def reconnect(self) -> None:
        self.world.connect()


@pytest.fixture
def bench(tmp_path: Path) -> PaperBench:
    return PaperBench(tmp_path / "broker.db")


class TestPaper(BrokerConformance):
    """On paper, with its books in a file."""


def test_every_trouble_of_the_suite_can_be_brought_about() -> None:
    for text in _TROUBLES.values():
        plan(f"faults: [{text}]")
    assert isinstance(THURSDAY, date)
