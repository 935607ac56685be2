"""The seeded fault plan: what goes wrong on demand, the same every time, and what the broker knows all the same."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from brokers.paper import PaperDataError, read_plan
from brokers.paper.faults import CallFault, EventFault, Outage, Told
from brokers.paper.margin import published_rule
from engine.trading.broker import (
    Acknowledged,
    BrokerUnavailable,
    Cancelled,
    CommissionReported,
    Filled,
    OutcomeUnknown,
    Refused,
    Rejected,
)
from tests.brokers.conformance import of
from tests.brokers.world import CALL, FRIDAY, PUT, SHARE, World, heard, option, plan, ticket


def _one(fault: str) -> str:
    return f"faults: [{{name: t, {fault}}}]"


# --- calls -----------------------------------------------------------------------------------------
def test_a_refused_cancel_leaves_the_order_alive() -> None:
    """Incident 4: the answer is no proof that the order is gone."""
    world = World(faults=_one("fault: refuse, on: [cancel], code: refused_now, times: 1"))
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(limit="1.19"))
    world.broker.cancel("A gen o1.1/v1")
    (refused,) = of(Refused, world.wait(2))
    assert (refused.what, refused.code) == ("cancel", "refused_now")
    assert len(world.state().open_orders) == 1
    world.broker.cancel("A gen o1.1/v1")
    assert heard(world.wait(2)) == ["cancelled"]


def test_a_rejected_order_has_a_code_and_an_end() -> None:
    """Incident 15: a reject is terminal, whoever asks."""
    world = World(faults=_one("fault: reject, on: [submit], code: rejected_by_exchange, nth: 2"))
    world.quote("1.00", "1.10")
    for number in range(1, 4):
        world.broker.submit(ticket(f"A gen o{number}.1/v1"))
    assert [each.reference for each in of(Rejected, world.wait(5))] == ["A gen o2.1/v1"]
    assert world.held() == {PUT.symbol: -2}
    assert heard(world.state().ended) == ["rejected"]


def test_a_replace_that_comes_too_late_never_makes_a_second_order() -> None:
    """Incident 3."""
    world = World(faults=_one("fault: fill_first, on: [replace]"))
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(quantity=7, limit="1.19"))
    world.wait(1)
    world.broker.replace("A gen o1.1/v1", ticket("A gen o1.1/v2", quantity=7, limit="1.18"))
    events = world.wait(2)
    (refused,) = of(Refused, events)
    assert (refused.what, refused.code, refused.reference) == ("replace", "too_late", "A gen o1.1/v2")
    (fill,) = of(Filled, events)
    assert (fill.reference, fill.quantity, fill.price) == ("A gen o1.1/v1", 7, Decimal("1.19"))
    assert world.broker.basis(fill.execution_id).how == "fault"
    assert world.state().open_orders == ()


def test_an_order_that_arrives_late_is_not_in_the_state_before() -> None:
    world = World(faults=_one("fault: unknown_after, on: [submit], seconds: 10, times: 1"))
    world.quote("0.90", "1.20")
    with pytest.raises(OutcomeUnknown):
        world.broker.submit(ticket(limit="1.19"))
    assert world.state().open_orders == ()
    world.broker.submit(ticket(limit="1.19"))
    assert len(world.state().open_orders) == 1
    world.wait(20)
    assert len(world.state().open_orders) == 1


def test_and_a_second_try_while_it_is_on_its_way_is_not_taken_twice() -> None:
    world = World(faults=_one("fault: unknown_after, on: [submit], seconds: 10"))
    world.quote("0.90", "1.20")
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            world.broker.submit(ticket(limit="1.19"))
    world.wait(30)
    assert len(world.state().open_orders) == 1


@pytest.mark.parametrize("call", ["submit", "replace", "cancel"])
def test_slow_calls_act_later(call: str) -> None:
    world = World(faults=_one(f"fault: slow, on: [{call}], seconds: 10"))
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(limit="1.19"))
    assert heard(world.wait(5)) == ([] if call == "submit" else ["acknowledged"])
    if call == "submit":
        assert heard(world.wait(6)) == ["acknowledged"]
        return
    if call == "replace":
        world.broker.replace("A gen o1.1/v1", ticket("A gen o1.1/v2", limit="1.18"))
    else:
        world.broker.cancel("A gen o1.1/v1")
    assert world.wait(9) == []
    assert heard(world.wait(3)) == (["acknowledged"] if call == "replace" else ["cancelled"])


def test_a_cancel_on_its_way_loses_against_a_fill() -> None:
    world = World()
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(limit="1.19"))
    world.wait(5)
    world.broker.cancel("A gen o1.1/v1")
    world.tape.set(PUT, world.clock.at + timedelta(seconds=0.4), "1.19", "1.30")  # the instant at which it acts
    events = world.wait(2)
    assert heard(events) == ["filled", "refused"] and of(Refused, events)[0].code == "too_late"
    assert of(Cancelled, world.state().ended) == []


def test_references_can_be_picked() -> None:
    world = World(faults=_one("fault: unavailable, on: [submit], reference: '*/v2'"))
    world.broker.submit(ticket())
    with pytest.raises(BrokerUnavailable):
        world.broker.submit(ticket("A gen o2.1/v2"))


# --- outages ---------------------------------------------------------------------------------------
def _outage(events: str) -> World:
    world = World(
        faults=_one(
            f"fault: outage, since: '2026-04-16T10:00:10-04:00', until: '2026-04-16T10:05:00-04:00', events: {events}"
        )
    )
    world.quote("0.90", "1.20")
    world.broker.submit(ticket(limit="1.19"))
    world.wait(5)
    world.tape.set(PUT, world.clock.at + timedelta(seconds=30), "1.19", "1.30")
    world.wait_silently(60)
    for call in (world.broker.poll, world.state, lambda: world.broker.cancel("A gen o1.1/v1")):
        with pytest.raises(BrokerUnavailable):
            call()
    world.wait_silently(300)
    return world


def test_what_filled_in_an_outage_is_lost_but_in_the_state() -> None:
    """Incident 2."""
    world = _outage("lost")
    assert list(world.broker.poll()) == []
    assert len(world.state().executions) == 1 and world.held() == {PUT.symbol: -1}


def test_or_told_late() -> None:
    assert heard(list(_outage("late").broker.poll())) == ["filled"]


def test_an_outage_that_begins_with_a_call_lasts_as_long_as_it_says() -> None:
    world = World(faults=_one("fault: outage, on: [submit], nth: 2, seconds: 60"))
    world.broker.submit(ticket())
    with pytest.raises(BrokerUnavailable):
        world.broker.submit(ticket("A gen o2.1/v1"))
    world.wait_silently(59)
    with pytest.raises(BrokerUnavailable):
        world.state()
    world.wait_silently(1)
    assert [each.reference for each in world.state().open_orders] == ["A gen o1.1/v1"]


def test_an_assignment_during_an_outage_is_told_afterwards() -> None:
    world = World(
        faults=_one("fault: outage, since: '2026-04-17T15:00:00-04:00', until: '2026-04-17T20:00:00-04:00'"),
        positions=[(PUT, -1)],
    )
    world.tape.price_from(world.opening.at, "90")
    assert heard(world.until(FRIDAY, time(21))) == ["assigned"]


# --- what is told ----------------------------------------------------------------------------------
def test_an_acknowledgement_may_come_after_its_fill() -> None:
    world = World(faults=_one("fault: late, told: [acknowledged], seconds: 3"))
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    assert heard(world.wait(5)) == ["filled", "acknowledged"]


def test_reordered_and_late_and_twice_all_at_once() -> None:
    world = World(
        faults="""\
faults:
  - { name: again, fault: duplicate, told: [filled, acknowledged], seconds: 1, chance: 0.5 }
  - { name: late, fault: late, told: [filled, acknowledged, cancelled], seconds: 2, chance: 0.5 }
  - { name: mixed, fault: reorder, on: [poll] }
"""
    )
    world.quote("1.00", "1.10", bid_size=3)
    for number in range(10):
        world.broker.submit(ticket(f"A gen o{number}.1/v1", quantity=5))
    events = world.wait(20)
    assert {each.execution_id: each.quantity for each in of(Filled, events)} == {
        each.execution_id: each.quantity for each in world.state().executions
    }
    assert len(events) > len({each.model_dump_json() for each in events}) == 30
    kinds = [each.reference for each in of(Acknowledged, events)]
    assert kinds != sorted(kinds)


def test_chance_is_the_same_every_time_and_other_with_another_seed() -> None:
    def outcome(seed: int) -> list[bool]:
        world = World(seed=seed, faults=_one("fault: unavailable, on: [submit], chance: 0.3"))
        found = []
        for number in range(200):
            try:
                world.broker.submit(ticket(f"A gen o{number}.1/v1", limit="1000"))
                found.append(True)
            except BrokerUnavailable:
                found.append(False)
        return found

    assert outcome(1) == outcome(1) != outcome(2)
    # 30% of 200; three standard deviations are 19.
    assert 41 <= outcome(1).count(False) <= 79


def test_counts_outlive_the_client(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db", faults=_one("fault: unavailable, on: [submit], nth: 2"))
    world.broker.submit(ticket())
    world.connect()
    with pytest.raises(BrokerUnavailable):
        world.broker.submit(ticket("A gen o2.1/v1"))
    world.connect()
    world.broker.submit(ticket("A gen o2.1/v1"))


# --- plans that make no sense ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("fault: explode, on: [submit]", "explode"),
        ("fault: unavailable", "Field required"),
        ("fault: unavailable, on: []", "at least 1"),
        ("fault: reject, on: [cancel], code: naked_call", "reject is for submit"),
        ("fault: reject, on: [submit]", "`code` goes with"),
        ("fault: slow, on: [submit], code: naked_call, seconds: 1", "`code` goes with"),
        ("fault: refuse, on: [cancel], code: refused_now, seconds: 4", "`seconds` goes with"),
        ("fault: outage", "needs `since` and `until`"),
        ("fault: outage, on: [submit]", "needs `seconds`"),
        ("fault: outage, since: '2026-04-16T10:00:00', until: '2026-04-16T11:00:00'", "timezone"),
        ("fault: lose, told: [account]", "never lost"),
        ("fault: pending_commission, told: [cancelled]", "for filled"),
        ("fault: unavailable, on: [submit], chance: 2", "less than or equal to 1"),
        ("fault: unavailable, on: [submit], wher: 3", "wher"),
    ],
)
def test_a_plan_is_checked(fault: str, why: str) -> None:
    with pytest.raises(PaperDataError, match=why):
        plan(_one(fault))


def test_names_are_unique() -> None:
    with pytest.raises(PaperDataError, match="a name of its own"):
        plan("faults: [{name: a, fault: unavailable, on: [poll]}, {name: a, fault: slow, on: [submit]}]")


@pytest.mark.parametrize(("code", "why"), [("nonsense", "is in the table"), ("naked_call", "is no answer to cancel")])
def test_a_code_has_to_be_in_the_table(code: str, why: str) -> None:
    with pytest.raises(PaperDataError, match=why):
        World(faults=_one(f"fault: refuse, on: [cancel], code: {code}"))


def test_a_plan_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text("faults:\n  - { name: one, fault: unavailable, on: [poll] }\n  - { name: two }\n", encoding="utf-8")
    with pytest.raises(PaperDataError, match=r"faults.yaml:3: "):
        read_plan(file)
    with pytest.raises(PaperDataError, match=r"none.yaml:1: The file is not there"):
        read_plan(tmp_path / "none.yaml")
    file.write_text("faults: []\nfaults: []\n", encoding="utf-8")
    with pytest.raises(PaperDataError, match=r"faults.yaml:2: "):
        read_plan(file)


# --- margin ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("right", "strike", "spot", "mark", "initial"),
    [
        # Cboe's formula: mark + max(20% of the underlying - out of the money, 10% of strike or underlying).
        ("put", "100", "100", "2", "2200"),
        ("put", "100", "105", "2", "1800"),
        ("put", "100", "130", "0.05", "1005"),
        ("put", "100", "80", "20", "3600"),
        ("call", "100", "100", "2", "2200"),
        ("call", "100", "80", "0.05", "805"),
        ("call", "100", "120", "20", "4400"),
    ],
)
def test_an_uncovered_option_asks_what_the_formula_says(
    right: str, strike: str, spot: str, mark: str, initial: str
) -> None:
    instrument = option("put" if right == "put" else "call", strike)
    assert instrument.option is not None
    found = published_rule().uncovered_option(instrument.option, Decimal(mark), Decimal(spot))
    assert found == Decimal(initial)


def test_a_broad_index_asks_less() -> None:
    index = option("put", cash_settled=True, deliverable=0).option
    assert index is not None
    assert published_rule().uncovered_option(index, Decimal(2), Decimal(100)) == Decimal(1700)


def test_margin_of_a_sub_account() -> None:
    world = World(cash="10000", positions=[(SHARE, 150), (CALL, -2), (PUT, -1), (option(strike="90"), 3)])
    world.tape.price_from(world.clock.at, "100")
    world.quote("1.90", "2.10", CALL)
    world.quote("0.90", "1.10", PUT)
    assert world.broker.margin("A gen") is None
    world.quote("0.10", "0.20", option(strike="90"))
    found = world.broker.margin("A gen")
    assert found is not None
    # Half of the shares; one call is covered, the other asks 2200; the put asks 2100; what is long asks nothing.
    assert found.initial == Decimal(7500) + Decimal(2200) + Decimal(2100)
    assert found.net_liquidation == Decimal(10000) + 15000 - 400 - 100 + 45
    assert found.use == found.initial / found.net_liquidation
    empty = world.broker.margin("A rev")
    assert empty is not None and (empty.initial, empty.net_liquidation) == (Decimal(0), Decimal(10000))
    assert world.broker.margin("nobody") is None


# --- commissions that come later, and orders of somebody else ---------------------------------------
def test_cash_is_told_without_a_commission_that_is_pending(tmp_path: Path) -> None:
    """Incident 17."""
    world = World(path=tmp_path / "broker.db", faults=_one("fault: pending_commission, told: [filled], seconds: 60"))
    world.quote("1.00", "1.10")
    before = world.cash()
    world.broker.submit(ticket())
    assert of(Filled, world.wait(5))[0].commission is None
    assert world.cash() - before == Decimal(100)
    (report,) = of(CommissionReported, world.wait(60))
    assert world.cash() - before == Decimal(100) - report.commission
    world.connect()
    assert of(CommissionReported, world.wait(1)) == [report]
    assert of(CommissionReported, world.wait(60)) == []


def test_an_order_of_somebody_else_has_no_reference_and_goes_by_its_permanent_id() -> None:
    world = World()
    world.quote("0.90", "1.20")
    permanent_id = world.broker.place_by_hand(ticket(limit="1.19"))
    assert permanent_id is not None
    (order,) = world.state().open_orders
    assert (order.reference, order.permanent_id) == (None, permanent_id)
    assert world.wait(1) == []
    world.broker.cancel(permanent_id)
    (cancelled,) = of(Cancelled, world.wait(2))
    assert cancelled.permanent_id == permanent_id
    assert world.broker.place_by_hand(ticket(instrument=CALL)) is None


def test_and_it_fills_as_any_other(tmp_path: Path) -> None:
    world = World(path=tmp_path / "broker.db")
    world.quote("1.00", "1.10")
    permanent_id = world.broker.place_by_hand(ticket())
    (fill,) = of(Filled, world.wait(5))
    assert (fill.permanent_id, fill.reference) == (permanent_id, permanent_id)
    world.connect()
    assert world.held() == {PUT.symbol: -1}


def test_the_plan_in_the_docs_is_one_and_names_every_fault() -> None:
    page = (Path(__file__).parents[2] / "docs" / "paper-broker.md").read_text(encoding="utf-8")
    shown = plan(page.split("```text\n")[1].split("```")[0])
    assert [each.fault for each in shown.faults] == ["unknown_after", "outage", "duplicate"]
    kinds = [get_args(each.model_fields["fault"].annotation) for each in (CallFault, Outage, EventFault)]
    for kind in (kind for group in kinds for kind in group):
        assert f"| `{kind}` |" in page
    for told in get_args(Told):
        assert f"`{told}`" in page
