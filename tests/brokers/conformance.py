"""What any adapter to a broker must do. A suite for an adapter is a subclass that says how its bench is set up.

A bench is an account at that broker, real or simulated, with one put, one call and one share to trade, whose market the
test can set. What a bench cannot bring about (a lost answer, say) it skips, and says so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

import pytest

from engine.trading.broker import (
    Acknowledged,
    Act,
    Broker,
    BrokerEvent,
    BrokerState,
    BrokerUnavailable,
    Cancelled,
    CommissionReported,
    Filled,
    OutcomeUnknown,
    Refused,
    Rejected,
    Ticket,
)
from engine.trading.instrument import Instrument

Trouble = Literal[
    "submit not handed over",
    "submit handed over, no answer",
    "cancel handed over, no answer",
    "filled before the cancel",
    "no connection",
    "commission later",
    "everything told twice",
    "told out of order",
    "fill never told",
]


class Bench(ABC):
    """An account at a broker that a test can play with. Both sub-accounts have cash enough for what is done here."""

    sub_account = "A gen"
    other_sub_account = "A rev"
    put: Instrument
    call: Instrument
    since: date

    @property
    @abstractmethod
    def broker(self) -> Broker:
        """The adapter."""

    @abstractmethod
    def market(self, bid: str, ask: str) -> None:
        """Sets bid and ask of the put, in size for twenty contracts and more."""

    @abstractmethod
    def let_pass(self, seconds: int) -> None:
        """Time passes."""

    @abstractmethod
    def trouble(self, what: Trouble) -> None:
        """What goes wrong from here on, once; skips the test if it cannot be brought about here."""

    @abstractmethod
    def reconnect(self) -> None:
        """The client is gone, and another one connects."""

    def heard(self, seconds: int = 5) -> list[BrokerEvent]:
        """What is heard in some seconds."""
        found: list[BrokerEvent] = []
        for _ in range(seconds):
            self.let_pass(1)
            found += self.broker.poll()
        return found

    def state(self) -> BrokerState:
        """Of both sub-accounts."""
        return self.broker.state((self.sub_account, self.other_sub_account), self.since)

    def held(self, sub_account: str | None = None) -> int:
        """Puts held."""
        wanted = sub_account or self.sub_account
        found = [
            each.quantity
            for each in self.state().positions
            if (each.sub_account, each.instrument) == (wanted, self.put)
        ]
        return found[0] if found else 0

    def ticket(
        self, client_id: str = "A gen o1.1", version: int = 1, act: Act = "sell", quantity: int = 3, limit: str = "1.00"
    ) -> Ticket:
        """A ticket for puts."""
        return Ticket(
            reference=f"{client_id}/v{version}",
            sub_account=self.sub_account,
            instrument=self.put,
            act=act,
            quantity=quantity,
            limit=Decimal(limit),
        )


Kind = TypeVar("Kind")


def of(kind: type[Kind], events: Iterable[object]) -> list[Kind]:
    """The events of one kind."""
    return [each for each in events if isinstance(each, kind)]


class BrokerConformance:
    """Subclasses give the fixture `bench`, with nothing held and nothing working."""

    # --- an order's way --------------------------------------------------------------------------
    def test_what_is_taken_is_acknowledged_and_works(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        acknowledged = of(Acknowledged, bench.heard(2))
        assert [each.reference for each in acknowledged] == ["A gen o1.1/v1"]
        (order,) = bench.state().open_orders
        assert (order.reference, order.permanent_id) == ("A gen o1.1/v1", acknowledged[0].permanent_id)
        assert (order.act, order.quantity, order.filled, order.limit) == ("sell", 3, 0, Decimal("1.19"))
        assert order.sub_account == bench.sub_account and order.instrument == bench.put

    def test_what_was_handed_over_is_in_the_state_at_once(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        assert [each.reference for each in bench.state().open_orders] == ["A gen o1.1/v1"]

    def test_a_fill_names_everything_that_matches_it(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.broker.submit(bench.ticket())
        events = bench.heard()
        (permanent_id,) = {each.permanent_id for each in of(Acknowledged, events)}
        fills = of(Filled, events)
        assert sum(each.quantity for each in fills) == 3
        for fill in fills:
            assert (fill.reference, fill.permanent_id) == ("A gen o1.1/v1", permanent_id)
            assert (fill.sub_account, fill.instrument, fill.act) == (bench.sub_account, bench.put, "sell")
            assert fill.price >= Decimal("1.00")
            assert fill.at.tzinfo is not None
        assert bench.held() == -3
        assert bench.state().open_orders == ()

    def test_cash_moves_by_price_and_commission(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        before = dict(bench.state().cash)
        bench.broker.submit(bench.ticket())
        events = bench.heard()
        state = bench.state()
        commissions = [each.commission for each in state.executions]
        assert all(each is not None and each >= 0 for each in commissions)
        received = sum(each.price * each.instrument.units * each.quantity for each in of(Filled, events))
        paid = sum((each for each in commissions if each is not None), Decimal(0))
        assert dict(state.cash)[bench.sub_account] == before[bench.sub_account] + received - paid

    def test_no_fill_is_worse_than_its_limit(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.broker.submit(bench.ticket(limit="1.05"))
        bench.heard(2)
        bench.market("1.30", "1.40")
        bench.heard(5)
        fills = bench.state().executions
        assert sum(each.quantity for each in fills) == 3
        assert all(each.price >= Decimal("1.05") for each in fills)

    def test_executions_are_told_apart_by_their_ids(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        for number in range(1, 4):
            bench.broker.submit(bench.ticket(f"A gen o{number}.1"))
        bench.heard(10)
        ids = [each.execution_id for each in bench.state().executions]
        assert len(ids) == len(set(ids)) >= 3

    def test_a_ticket_that_breaks_the_rules_is_rejected_with_a_code(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        naked = bench.ticket().model_copy(update={"instrument": bench.call})
        bench.broker.submit(naked)
        (rejected,) = of(Rejected, bench.heard(2))
        assert rejected.reference == naked.reference and rejected.code and rejected.text
        assert bench.state().open_orders == () and bench.held() == 0
        assert [each.reference for each in of(Rejected, bench.state().ended)] == [naked.reference]

    # --- a reference is taken once (incident 14) -------------------------------------------------
    def test_a_known_reference_is_never_taken_twice(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(2)
        bench.broker.submit(bench.ticket(limit="1.19"))
        assert len({each.permanent_id for each in of(Acknowledged, bench.heard(2))}) == 1
        assert len(bench.state().open_orders) == 1

    def test_nor_after_it_was_filled(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.broker.submit(bench.ticket())
        bench.heard()
        bench.broker.submit(bench.ticket())
        bench.heard()
        assert bench.held() == -3 and bench.state().open_orders == ()

    def test_nor_by_another_client(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.reconnect()
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(2)
        assert len(bench.state().open_orders) == 1

    # --- replace ---------------------------------------------------------------------------------
    def test_a_replace_keeps_one_order_and_its_permanent_id(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        (first,) = of(Acknowledged, bench.heard(2))
        bench.broker.replace("A gen o1.1/v1", bench.ticket(version=2, limit="1.18"))
        events = bench.heard(3)
        (second,) = of(Acknowledged, events)
        assert (second.reference, second.permanent_id) == ("A gen o1.1/v2", first.permanent_id)
        assert of(Cancelled, events) == []
        (order,) = bench.state().open_orders
        assert (order.reference, order.limit) == ("A gen o1.1/v2", Decimal("1.18"))

    def test_a_replace_a_second_time_changes_nothing(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        for _ in range(2):
            bench.broker.replace("A gen o1.1/v1", bench.ticket(version=2, limit="1.18"))
        bench.heard(3)
        bench.broker.replace("A gen o1.1/v1", bench.ticket(version=2, limit="1.18"))
        assert of(Refused, bench.heard(3)) == []
        assert [each.reference for each in bench.state().open_orders] == ["A gen o1.1/v2"]

    def test_a_replace_of_something_filled_is_refused(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.broker.submit(bench.ticket())
        bench.heard()
        bench.broker.replace("A gen o1.1/v1", bench.ticket(version=2, limit="1.05"))
        (refused,) = of(Refused, bench.heard(3))
        assert refused.what == "replace" and refused.code
        assert bench.held() == -3 and bench.state().open_orders == ()

    def test_a_replace_of_nothing_makes_no_order(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.replace("A gen o1.1/v1", bench.ticket(version=2, limit="1.18"))
        assert [each.what for each in of(Refused, bench.heard(3))] == ["replace"]
        assert bench.state().open_orders == ()

    # --- cancel ----------------------------------------------------------------------------------
    def test_a_cancel_is_confirmed(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(2)
        bench.broker.cancel("A gen o1.1/v1")
        (cancelled,) = of(Cancelled, bench.heard(3))
        assert cancelled.reference == "A gen o1.1/v1"
        state = bench.state()
        assert state.open_orders == ()
        assert [each.reference for each in of(Cancelled, state.ended)] == ["A gen o1.1/v1"]
        bench.market("2.00", "2.10")
        bench.heard(3)
        assert bench.held() == 0

    def test_a_cancel_that_comes_too_late_is_refused_and_the_fill_stands(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.trouble("filled before the cancel")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(1)
        bench.broker.cancel("A gen o1.1/v1")
        events = bench.heard()
        assert [each.what for each in of(Refused, events)] == ["cancel"]
        assert of(Cancelled, events) == [] and of(Cancelled, bench.state().ended) == []
        assert bench.held() == -3

    def test_a_cancel_of_nothing_is_refused(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.cancel("A gen o9.1/v1")
        (refused,) = of(Refused, bench.heard(3))
        assert (refused.what, refused.reference) == ("cancel", "A gen o9.1/v1") and refused.code

    # --- what is not known -----------------------------------------------------------------------
    def test_unavailable_means_that_nothing_was_handed_over(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.trouble("no connection")
        with pytest.raises(BrokerUnavailable):
            bench.broker.submit(bench.ticket(limit="1.19"))
        bench.let_pass(60)
        assert bench.state().open_orders == ()

    def test_an_unknown_outcome_is_settled_by_the_state(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.trouble("submit handed over, no answer")
        with pytest.raises(OutcomeUnknown):
            bench.broker.submit(bench.ticket(limit="1.19"))
        assert [each.reference for each in bench.state().open_orders] == ["A gen o1.1/v1"]
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(2)
        assert len(bench.state().open_orders) == 1

    def test_also_if_nothing_was_handed_over(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.trouble("submit not handed over")
        with pytest.raises(OutcomeUnknown):
            bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(3)
        assert bench.state().open_orders == () and bench.state().ended == ()
        bench.broker.submit(bench.ticket(limit="1.19"))
        assert len(bench.state().open_orders) == 1

    def test_a_cancel_without_answer_is_settled_by_the_state(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.trouble("cancel handed over, no answer")
        bench.heard(1)
        with pytest.raises(OutcomeUnknown):
            bench.broker.cancel("A gen o1.1/v1")
        bench.heard(3)
        assert bench.state().open_orders == ()
        assert [each.reference for each in of(Cancelled, bench.state().ended)] == ["A gen o1.1/v1"]

    # --- what is heard ---------------------------------------------------------------------------
    def test_a_poll_that_repeats_itself_says_the_same(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.trouble("everything told twice")
        bench.broker.submit(bench.ticket())
        fills = of(Filled, bench.heard(10))
        by_id = {each.execution_id: each for each in fills}
        assert len(fills) > len(by_id) and all(each == by_id[each.execution_id] for each in fills)
        assert sum(each.quantity for each in by_id.values()) == 3 and bench.held() == -3

    def test_order_of_telling_does_not_matter(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.trouble("told out of order")
        bench.broker.submit(bench.ticket())
        events = bench.heard(10)
        assert sum(each.quantity for each in of(Filled, events)) == 3
        assert len(of(Acknowledged, events)) == 1

    def test_a_fill_that_was_never_told_is_in_the_state(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.trouble("fill never told")
        bench.broker.submit(bench.ticket())
        assert of(Filled, bench.heard(10)) == []
        assert sum(each.quantity for each in bench.state().executions) == 3 and bench.held() == -3

    def test_a_commission_that_is_not_known_is_pending_and_no_number(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.trouble("commission later")
        bench.broker.submit(bench.ticket())
        early = bench.heard(2)
        (fill,) = of(Filled, early)
        assert fill.commission is None
        assert [each.commission for each in bench.state().executions] == [None]
        (report,) = of(CommissionReported, bench.heard(60))
        assert report.execution_id == fill.execution_id and report.commission >= 0
        assert [each.commission for each in bench.state().executions] == [report.commission]

    # --- the whole state -------------------------------------------------------------------------
    def test_another_client_finds_everything_in_the_state(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        bench.broker.submit(bench.ticket())
        bench.heard()
        bench.broker.submit(bench.ticket("A gen o2.1", limit="5.00"))
        bench.broker.submit(bench.ticket("A gen o3.1", limit="6.00"))
        bench.heard(2)
        bench.broker.cancel("A gen o3.1/v1")
        bench.heard(3)
        before = bench.state()
        bench.reconnect()
        after = bench.state()
        assert after.model_copy(update={"at": before.at}) == before
        assert [each.reference for each in after.open_orders] == ["A gen o2.1/v1"]
        assert {each.reference for each in after.executions} == {"A gen o1.1/v1"}
        assert [each.reference for each in after.ended] == ["A gen o3.1/v1"]

    def test_sub_accounts_are_apart(self, bench: Bench) -> None:
        bench.market("1.00", "1.10")
        mine = bench.ticket()
        other = bench.ticket("A rev o1.1").model_copy(update={"sub_account": bench.other_sub_account})
        before = dict(bench.state().cash)
        bench.broker.submit(mine)
        bench.heard()
        assert bench.held() == -3 and bench.held(bench.other_sub_account) == 0
        assert dict(bench.state().cash)[bench.other_sub_account] == before[bench.other_sub_account]
        bench.broker.submit(other)
        events = bench.heard()
        assert {each.sub_account for each in of(Filled, events)} == {bench.other_sub_account}
        assert bench.held() == -3 and bench.held(bench.other_sub_account) == -3
        one = bench.broker.state((bench.sub_account,), bench.since)
        assert {each.sub_account for each in one.executions} == {bench.sub_account}
        assert [each for each, _ in one.cash] == [bench.sub_account]

    def test_to_ask_changes_nothing(self, bench: Bench) -> None:
        bench.market("0.90", "1.20")
        bench.broker.submit(bench.ticket(limit="1.19"))
        bench.heard(2)
        assert bench.state() == bench.state()
        assert list(bench.broker.poll()) == []
