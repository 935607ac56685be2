"""Growth as the ledger tells: from what decisions at month ends were made on, whichever process asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.trading.growth import LedgerGrowth
from ledger.chain import Row
from tests.engine.session.world import world

NEW_YORK = ZoneInfo("America/New_York")


class Rows:
    """A ledger that holds what a test puts into it."""

    def __init__(self) -> None:
        self.held: list[Row] = []
        self.contents: dict[str, bytes] = {}

    def decided(self, at: datetime, cash: str) -> None:
        digest = f"facts {len(self.held)}"
        self.contents[digest] = json.dumps({"facts": facts(cash)}).encode()
        self.add(at, "cycle_decided", {"facts": digest})

    def add(self, at: datetime, kind: str, body: Mapping[str, Any]) -> None:
        self.held.append(Row("A", len(self.held) + 1, at.isoformat(), kind, json.dumps(body), "", ""))

    def rows(self, account: str, after: int = 0) -> Iterator[Row]:
        assert account == "A"
        yield from self.held[after:]

    def content(self, digest: str) -> bytes:
        return self.contents[digest]


def facts(cash: str) -> dict[str, Any]:
    return {"sleeve": {"A gen": {"account": "A", "cash": cash}}}


def at(day: str, hour: int = 16, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), NEW_YORK).replace(hour=hour, minute=minute)


@pytest.fixture
def ledger() -> Rows:
    """Opened on 29 March 2019 with $100,000; $110,000 at the end of April, and a little more a minute later."""
    found = Rows()
    found.decided(at("2019-03-29", 10), "100000")
    found.decided(at("2019-04-30", 15, 59), "105000")
    found.decided(at("2019-04-30"), "110000")
    found.decided(at("2019-04-30", 16, 30), "999999")
    found.decided(at("2019-05-15"), "1")
    return found


def growth(ledger: Any) -> LedgerGrowth:
    return LedgerGrowth(ledger, world().calendar)


END = at("2020-03-31")


def test_it_is_told_at_the_last_close_of_a_month_only(ledger: Rows) -> None:
    assert growth(ledger).of("A", END, facts("121000")) != {}
    assert growth(ledger).of("A", END.replace(hour=15, minute=59), facts("121000")) == {}
    assert growth(ledger).of("A", at("2020-03-30"), facts("121000")) == {}


def test_growth_goes_from_the_first_decision_over_month_ends_to_now(ledger: Rows) -> None:
    """21% in 368 days."""
    assert growth(ledger).of("A", END, facts("121000")) == {"cagr": "0.2081"}


def test_an_account_that_begins_on_the_last_day_of_a_month_grows_from_its_first_decision(ledger: Rows) -> None:
    """The close of the day on which it begins is a month end, and no other beginning."""
    ledger.decided(at("2019-03-29"), "50000")
    ledger.held.insert(1, ledger.held.pop())
    assert growth(ledger).of("A", END, facts("121000")) == {"cagr": "0.2081"}


def test_capital_of_the_ledger_is_no_gain(ledger: Rows) -> None:
    booked = {"event": {"amount": "50000", "why": "deposit"}}
    ledger.add(at("2019-05-20"), "cash_booked", booked)
    ledger.add(at("2019-05-21"), "cash_booked", {"event": {"amount": "9", "why": "interest"}})
    moved = {"from_sleeve": "A gen", "to_sleeve": "A-mini-1 gen", "amount": "20000"}
    ledger.add(at("2019-05-22"), "capital_moved", moved)
    assert growth(ledger).of("A", END, facts("151000")) == {"cagr": "0.2081"}


def test_a_process_that_comes_back_tells_the_same(ledger: Rows) -> None:
    lasting = growth(ledger)
    lasting.of("A", at("2019-04-30"), facts("110000"))
    lasting.of("A", at("2019-05-31"), facts("111000"))
    ledger.decided(at("2019-05-31"), "111000")
    assert lasting.of("A", END, facts("121000")) == growth(ledger).of("A", END, facts("121000")) != {}
