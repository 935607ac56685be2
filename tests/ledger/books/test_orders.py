"""Orders and slices: what may follow what, what is filled, and which orders are seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.trading.books import BooksRefused
from engine.trading.events import AccountEvent, OrderEnded
from engine.trading.orders import SliceState
from tests.ledger.books.world import AT, CALL, GEN, books, fill, later, order, stepped

FIRST, SLICE = f"{GEN} o1", f"{GEN} o1.1"


def test_a_slice_goes_its_way_and_is_heard_of() -> None:
    made = books(order(), stepped("planned"))
    for minute, state in enumerate(("approved", "sending", "acknowledged", "working", "unknown"), 1):
        made.apply(stepped(state), AT + timedelta(minutes=minute))
    (slice_,) = made.view().orders[0].slices
    assert (slice_.state, slice_.heard_at) == (SliceState.UNKNOWN, AT + timedelta(minutes=4))
    made.apply(fill("f1", "sell", 1, "1.50", order=FIRST, slice=SLICE), AT + timedelta(minutes=9))
    (slice_,) = made.view().orders[0].slices
    assert (slice_.filled, slice_.heard_at, slice_.quantity) == (1, AT + timedelta(minutes=9), 3)


def test_a_new_version_is_heard_of_whatever_its_state() -> None:
    made = books(order(), stepped("sending"), stepped("partial"))
    made.apply(stepped("partial", version=2), later(1))
    assert made.view().orders[0].slices[0].heard_at == later(1)
    made.apply(stepped("partial", version=2), later(2))
    assert made.view().orders[0].slices[0].heard_at == later(1)


def test_a_replace_raises_the_version_and_takes_new_terms() -> None:
    made = books(order(), stepped("sending"), stepped("working"))
    made.apply(stepped("sending", version=2, quantity=2, limit="1.49"), later(1))
    (slice_,) = made.view().orders[0].slices
    assert (slice_.version, slice_.quantity, slice_.limit) == (2, 2, Decimal("1.49"))
    assert (slice_.state, slice_.heard_at) == (SliceState.SENDING, later(1))


@pytest.mark.parametrize(
    "event",
    [
        stepped("working"),
        stepped("filled", f"{GEN} o1.2"),
        stepped("sending", f"{GEN} o9.1"),
        stepped("sending", quantity=0),
        stepped("working", version=2),
        stepped("working", version=3),
        stepped("planned"),
        OrderEnded(order=f"{GEN} o9", status="filled"),
        order(f"{GEN} o2", intent=f"intent of {FIRST}"),
        order(FIRST, quantity=4),
        order(f"{GEN} o2", after=f"{GEN} o9"),
        fill("f1", "buy", 1, "1.50", order=FIRST, opens=False),
        fill("f1", "sell", 1, "1.50", order=FIRST, instrument=CALL),
        fill("f1", "sell", 1, "1.50", order=FIRST, slice=f"{GEN} o1.7"),
        fill("f1", "sell", 1, "1.50", order=FIRST, sleeve="A com"),
    ],
)
def test_what_cannot_follow_is_refused(event: AccountEvent) -> None:
    made = books(order(), stepped("sending"), stepped("rejected"))
    before = made.view()
    with pytest.raises(BooksRefused):
        made.check(event, AT)
    with pytest.raises(BooksRefused):
        made.apply(event, AT)
    assert made.view() == before
    assert made.orders_made(GEN) == 1


def test_a_slice_that_ended_stays_so_but_its_late_fill_is_booked() -> None:
    made = books(order(), stepped("sending"), stepped("working"), stepped("cancelled"))
    made.apply(fill("f1", "sell", 1, "1.50", order=FIRST, slice=SLICE), AT)
    (kept,) = made.view().orders
    assert (kept.filled, kept.slices[0].state) == (1, SliceState.CANCELLED)
    assert [each.quantity for each in made.view().sleeves[0].positions] == [1]


def test_the_same_plan_and_the_same_end_again_change_nothing() -> None:
    made = books(order(), OrderEnded(order=FIRST, status="filled"))
    before = made.view()
    made.apply(order(), AT)
    made.apply(OrderEnded(order=FIRST, status="filled"), AT)
    assert made.view() == before
    with pytest.raises(BooksRefused, match="ended before: filled"):
        made.apply(OrderEnded(order=FIRST, status="given up"), AT)
    with pytest.raises(BooksRefused, match="has ended: filled"):
        made.apply(stepped("sending"), AT)


def test_ended_orders_are_seen_until_the_day_is_over() -> None:
    second, third = f"{GEN} o2", f"{GEN} o3"
    made = books(order(), order(second, after=FIRST), order(third))
    for key in (FIRST, third):
        made.apply(OrderEnded(order=key, status="filled"), AT)
    assert [each.key for each in made.view().orders] == [FIRST, second, third]
    made.apply(stepped("sending", f"{second}.1"), later(1))
    # The first is seen as long as the second one waits for it.
    assert [(each.key, each.status) for each in made.view().orders] == [(FIRST, "filled"), (second, None)]
    made.apply(OrderEnded(order=second, status="cancelled"), later(1))
    made.apply(stepped("unknown", f"{second}.1"), later(2))
    # What may still be at the broker is seen as well.
    assert [each.key for each in made.view().orders][-1] == second
    made.apply(stepped("cancelled", f"{second}.1"), later(3))
    assert made.view().orders == ()
    kept = made.order(second)
    assert kept is not None
    assert kept.status == "cancelled"
    assert made.order("no such") is None


def test_what_an_order_is_known_by() -> None:
    made = books(order(f"{GEN} o7"))
    assert made.orders_made(GEN) == 7
    assert made.orders_made("A com") == 0
    assert made.knows_intent(f"intent of {GEN} o7") == f"{GEN} o7"
    assert made.knows_intent("another") is None


@pytest.mark.parametrize("version", [0, 1, 4])
def test_versions_follow_one_another(version: int) -> None:
    made = books(order(), stepped("sending"), stepped("working"), stepped("sending", version=2))
    made.apply(stepped("working", version=2), AT)
    with pytest.raises(BooksRefused, match="is at version 2"):
        made.apply(stepped("working", version=version), AT)


def test_a_clock_that_jumps_back_does_not_turn_the_day_back() -> None:
    made = books(order())
    made.apply(OrderEnded(order=FIRST, status="filled"), later(1))
    made.apply(order(f"{GEN} o2"), AT)
    assert [each.key for each in made.view().orders] == [FIRST, f"{GEN} o2"]
