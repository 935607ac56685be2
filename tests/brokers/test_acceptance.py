"""What the paper broker takes and what it rejects, with which code."""

from __future__ import annotations

from datetime import date

import pytest

from brokers.paper.codes import table
from engine.trading.broker import Act, Rejected
from engine.trading.instrument import Instrument
from tests.brokers.conformance import of
from tests.brokers.world import CALL, FRIDAY, PUT, SHARE, THURSDAY, World, heard, option, ticket

NEXT = date(2026, 4, 24)
INDEX = option("put", cash_settled=True, deliverable=0)
INDEX_CALL = option("call", cash_settled=True, deliverable=0)

Order = tuple[Act, int, Instrument, str]


def _codes(world: World, *orders: Order) -> list[str]:
    """The code of each order, `taken` where it was taken; nothing fills."""
    found = []
    for number, (act, quantity, instrument, limit) in enumerate(orders):
        world.broker.submit(ticket(f"A gen o{number}.1/v1", act, quantity, limit, instrument))
        events = world.wait(1)
        rejected = of(Rejected, events)
        found.append(rejected[0].code if rejected else "taken" if heard(events) == ["acknowledged"] else "?")
    return found


@pytest.mark.parametrize(
    ("cash", "held", "orders", "codes"),
    [
        # Puts are secured by the whole strike.
        ("10000", [], [("sell", 1, PUT, "1")], ["taken"]),
        ("9999.99", [], [("sell", 1, PUT, "1")], ["uncovered_put"]),
        ("10000", [], [("sell", 1, PUT, "1"), ("sell", 1, option(strike="50"), "1")], ["taken", "uncovered_put"]),
        ("10000", [(PUT, -1)], [("sell", 1, PUT, "1")], ["uncovered_put"]),
        ("10000", [(PUT, 1)], [("sell", 1, PUT, "1")], ["taken"]),
        ("10000", [(PUT, 1)], [("sell", 2, PUT, "1"), ("sell", 1, PUT, "1")], ["taken", "uncovered_put"]),
        ("10000", [(PUT, 1)], [("sell", 1, PUT, "1"), ("sell", 1, PUT, "1")], ["taken", "taken"]),
        ("10000", [], [("sell", 1, INDEX, "1")], ["taken"]),
        # Calls are covered by shares, never by cash, and a cash-settled one by nothing.
        ("1000000", [], [("sell", 1, CALL, "1")], ["naked_call"]),
        ("0", [(SHARE, 100)], [("sell", 1, CALL, "1")], ["taken"]),
        ("0", [(SHARE, 199)], [("sell", 1, CALL, "1"), ("sell", 1, CALL, "1")], ["taken", "naked_call"]),
        ("0", [(SHARE, 100), (CALL, -1)], [("sell", 1, option("call", "110"), "1")], ["naked_call"]),
        ("0", [(SHARE, 100)], [("sell", 1, INDEX_CALL, "1")], ["naked_call"]),
        ("0", [(CALL, 2)], [("sell", 2, CALL, "1"), ("sell", 1, CALL, "1")], ["taken", "naked_call"]),
        ("0", [(SHARE, 149)], [("sell", 1, option("call", deliverable=150), "1")], ["naked_call"]),
        ("0", [(SHARE, 150)], [("sell", 1, option("call", deliverable=150), "1")], ["taken"]),
        # Shares that cover a call are not sold, and those that are not there neither.
        ("0", [(SHARE, 100)], [("sell", 100, SHARE, "99")], ["taken"]),
        ("0", [(SHARE, 100)], [("sell", 101, SHARE, "99")], ["not_enough_shares"]),
        ("0", [(SHARE, 100), (CALL, -1)], [("sell", 1, SHARE, "99")], ["not_enough_shares"]),
        ("0", [(SHARE, 100)], [("sell", 1, CALL, "1"), ("sell", 1, SHARE, "99")], ["taken", "not_enough_shares"]),
        ("0", [(SHARE, 100)], [("sell", 60, SHARE, "99"), ("sell", 60, SHARE, "99")], ["taken", "not_enough_shares"]),
        # What is opened is paid in full, from cash that secures nothing.
        ("100", [], [("buy", 1, CALL, "1")], ["taken"]),
        ("99.99", [], [("buy", 1, CALL, "1")], ["not_enough_cash"]),
        ("10100", [(PUT, -1)], [("buy", 1, CALL, "1"), ("buy", 1, CALL, "1")], ["taken", "not_enough_cash"]),
        ("10099", [(PUT, -1)], [("buy", 1, CALL, "1")], ["not_enough_cash"]),
        ("9900", [], [("buy", 100, SHARE, "99"), ("buy", 1, SHARE, "99")], ["taken", "not_enough_cash"]),
        # To close what is short needs no free cash: it takes risk away.
        ("10000", [(PUT, -1)], [("buy", 1, PUT, "5")], ["taken"]),
        ("10000", [(PUT, -1)], [("buy", 2, PUT, "5")], ["not_enough_cash"]),
        ("10000", [(PUT, -1)], [("buy", 1, PUT, "5"), ("buy", 1, PUT, "5")], ["taken", "not_enough_cash"]),
        # What a closing order frees is free once it filled.
        (
            "10000",
            [(PUT, -1)],
            [("buy", 1, PUT, "5"), ("sell", 1, option(strike="90"), "1")],
            ["taken", "uncovered_put"],
        ),
    ],
)
def test_cover_and_cash(cash: str, held: list[tuple[Instrument, int]], orders: list[Order], codes: list[str]) -> None:
    assert _codes(World(cash=cash, positions=held), *orders) == codes


@pytest.mark.parametrize(
    ("quantity", "limit", "instrument", "code"),
    [
        (0, "1", PUT, "bad_quantity"),
        (-1, "1", PUT, "bad_quantity"),
        (1, "0", PUT, "bad_price"),
        (1, "-1", PUT, "bad_price"),
        (1, "1.005", PUT, "bad_price"),
        (1, "1", option(expires_on=date(2026, 4, 15)), "expired_contract"),
        (1, "1", option(expires_on=THURSDAY), "taken"),
        (1, "1", option(multiplier=0), "bad_contract"),
        (1, "1", option(deliverable=0), "bad_contract"),
        (1, "1", option(strike="0"), "bad_contract"),
    ],
)
def test_terms(quantity: int, limit: str, instrument: Instrument, code: str) -> None:
    assert _codes(World(), ("sell", quantity, instrument, limit)) == [code]


def test_a_sub_account_that_is_not_there() -> None:
    world = World()
    world.broker.submit(ticket(sub_account="B gen"))
    assert [each.code for each in of(Rejected, world.wait(1))] == ["no_sub_account"]


def test_each_sub_account_has_cover_of_its_own() -> None:
    world = World(cash="0", positions=[(SHARE, 100)])
    world.broker.submit(ticket("A rev o1.1/v1", instrument=CALL, sub_account="A rev"))
    assert [each.code for each in of(Rejected, world.wait(1))] == ["naked_call"]


def test_a_replace_is_judged_without_what_it_replaces() -> None:
    world = World(cash="20000")
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(quantity=2, limit="1.15"))
    world.broker.replace("A gen o1.1/v1", ticket("A gen o1.1/v2", quantity=2, limit="1.16"))
    assert heard(world.wait(2)) == ["acknowledged", "acknowledged"]
    world.broker.replace("A gen o1.1/v2", ticket("A gen o1.1/v3", quantity=3, limit="1.16"))
    (refused,) = world.wait(2)
    assert refused.heard == "refused" and refused.code == "new_terms_rejected"
    (order,) = world.state().open_orders
    assert (order.reference, order.quantity) == ("A gen o1.1/v2", 2)


def test_the_quantity_of_a_replace_is_that_of_the_whole_slice() -> None:
    world = World()
    world.quote("1.00", "1.10", bid_size=4)
    world.broker.submit(ticket(quantity=10))
    world.wait(0.5)
    world.quote("0.90", "1.10", bid_size=50)
    world.wait(1)
    world.broker.replace("A gen o1.1/v1", ticket("A gen o1.1/v2", quantity=10, limit="0.90"))
    world.wait(3)
    assert world.held() == {PUT.symbol: -10}
    assert [(each.reference, each.quantity) for each in world.state().executions] == [
        ("A gen o1.1/v1", 4),
        ("A gen o1.1/v2", 6),
    ]


def test_a_replace_may_ask_for_less_but_not_for_less_than_is_filled() -> None:
    world = World()
    world.quote("1.00", "1.10", bid_size=4)
    world.broker.submit(ticket(quantity=10))
    world.wait(0.5)
    world.quote("0.90", "1.10")
    world.broker.replace("A gen o1.1/v1", ticket("A gen o1.1/v2", quantity=6, limit="1.09"))
    world.wait(1)
    (order,) = world.state().open_orders
    assert (order.quantity, order.filled) == (6, 4)
    world.broker.replace("A gen o1.1/v2", ticket("A gen o1.1/v3", quantity=4, limit="1.09"))
    assert [each.heard for each in world.wait(1)] == ["refused"]


def test_other_instrument_or_side_is_no_replace() -> None:
    world = World()
    world.broker.submit(ticket())
    for number, other in enumerate((ticket(instrument=option(expires_on=NEXT)), ticket(act="buy"))):
        world.broker.replace("A gen o1.1/v1", other.model_copy(update={"reference": f"A gen o1.1/v{number + 2}"}))
    refused = [each for each in world.wait(2) if each.heard == "refused"]
    assert [each.code for each in refused] == ["new_terms_rejected"] * 2


def test_the_table_of_codes_is_sound() -> None:
    codes = table()
    assert set(codes["too_late"].to) == {"cancel", "replace"}
    for code, entry in codes.codes.items():
        rejected = entry.outcome == "rejected"
        assert rejected == ("submit" in entry.to), code
        assert entry.text.endswith(".") and entry.like, code


def test_expiring_today_is_not_expired() -> None:
    assert _codes(World(), ("sell", 1, option(expires_on=FRIDAY), "1")) == ["taken"]
