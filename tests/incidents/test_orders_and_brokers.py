"""What went wrong in other trading systems, each as a scenario of its own: here it must not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from brokers.paper import Dividend
from brokers.paper.codes import table
from engine.session.desk import SessionOver
from engine.session.recovery import differences
from engine.trading.broker import Broker, BrokerEvent, BrokerState, Ticket
from engine.trading.events import (
    ActionEnded,
    AlertRaised,
    AssignmentBooked,
    CommissionBooked,
    CycleDecided,
    ExpiryBooked,
    FillBooked,
    OrderPlanned,
    SliceStepped,
)
from engine.trading.orders import ENDED, SliceState
from ledger.leases import LeaseRefused
from tests.engine.session.world import (
    AAPL_CALL,
    AAPL_PUT,
    NVDA_PUT,
    SPY_PUT,
    THURSDAY,
    TSLA_PUT,
    WEDNESDAY,
    Bench,
    StillMarket,
    at,
    held,
    lot,
    nobody,
    opened,
    option,
)

S = SliceState
ONE = {NVDA_PUT: ("2.08", "2.12", "0.33")}
TWO = {SPY_PUT: ("1.58", "1.62", "0.43"), AAPL_PUT: ("1.18", "1.22", "0.42")}
SLEEVES = ("A gen", "A rev", "A com")


class Watched:
    """The broker, with what it was asked in order, and what it answers about its state as a test wants it."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.calls: list[tuple[str, str]] = []
        self.tells: Callable[[BrokerState], BrokerState] = lambda state: state

    def submit(self, ticket: Ticket) -> None:
        self.calls.append(("submit", ticket.reference))
        self.broker.submit(ticket)

    def replace(self, reference: str, ticket: Ticket) -> None:
        self.calls.append(("replace", ticket.reference))
        self.broker.replace(reference, ticket)

    def cancel(self, reference: str) -> None:
        self.calls.append(("cancel", reference))
        self.broker.cancel(reference)

    def poll(self) -> Sequence[BrokerEvent]:
        return self.broker.poll()

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        self.calls.append(("state", ""))
        return self.tells(self.broker.state(sub_accounts, since))

    def named(self, call: str) -> list[str]:
        return [what for name, what in self.calls if name == call]


class Desk(Bench):
    """A bench whose broker is watched."""

    watched: Watched

    def __init__(self, path: Path, **options: Any) -> None:
        super().__init__(path, **(options | {"around": self._watch}))

    def _watch(self, broker: Broker) -> Broker:
        self.watched = Watched(broker)
        return self.watched

    def agrees(self) -> bool:
        """Whether books and broker say the same."""
        state = self.broker.state(SLEEVES, self.clock.now().date())
        return not list(differences(self.view, state))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(quotes: dict[str, tuple[str, str, str]] | None = None, **options: Any) -> Desk:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        market = options.pop("market", None) or StillMarket.of(ONE if quotes is None else quotes)
        made.append(Desk(folder, market=market, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


Make = Callable[..., Desk]


def faults(*lines: str) -> str:
    return "faults:\n" + "\n".join(f"  - {{ {each} }}" for each in lines)


def filled(desk: Desk, symbol: str = NVDA_PUT) -> int:
    """Contracts that were sold by the executions in the ledger."""
    return sum(each.fill.quantity for each in desk.events(FillBooked) if each.fill.instrument.symbol == symbol)


def test_01_after_a_restart_no_reference_is_used_again_and_old_executions_find_their_order(desk: Make) -> None:
    bench = desk(ONE)
    bench.seconds(20)
    bench.restart()
    bench.market.quote(THURSDAY, SPY_PUT, "1.58", "1.62", "0.43")
    bench.run(THURSDAY + timedelta(seconds=30))
    references = [each.reference for each in bench.steps() if each.state is S.SENDING]
    assert len(references) >= 2
    assert len(set(references)) == len(references)
    assert all(each.order is not None for each in bench.events(FillBooked))
    assert bench.agrees()


def test_02_fills_during_a_lost_connection_are_booked_before_anything_is_commanded(desk: Make) -> None:
    bench = desk(
        ONE,
        faults=faults(
            "name: down, fault: outage, events: lost, "
            "since: 2019-04-10T10:00:01-04:00, until: 2019-04-10T10:03:00-04:00"
        ),
    )
    bench.run(WEDNESDAY + timedelta(minutes=2))
    assert bench.session.desk.health.broker_up is False
    asked = len(bench.watched.calls)
    bench.run(WEDNESDAY + timedelta(minutes=10))
    commands = [call for call, _ in bench.watched.calls[asked:]]
    assert "state" in commands
    first = next((number for number, call in enumerate(commands) if call in {"submit", "replace", "cancel"}), None)
    assert first is None or commands.index("state") < first
    assert filled(bench) == bench.orders(NVDA_PUT)[0].quantity
    assert bench.agrees()
    assert [each.code for each in bench.alerts] == ["broker_down"]


def test_03_a_replace_on_a_degraded_link_leaves_one_order_at_the_broker(desk: Make) -> None:
    bench = desk(
        ONE,
        model=nobody(),
        faults=faults("name: torn, fault: outage, on: [replace], seconds: 20, events: lost, times: 1"),
    )
    most = 0
    for second in range(1, 120):
        bench.run(WEDNESDAY + timedelta(seconds=second))
        if bench.session.desk.health.broker_up:
            most = max(most, len(bench.broker.state(SLEEVES, WEDNESDAY.date()).open_orders))
    assert most == 1
    assert filled(bench) == bench.orders(NVDA_PUT)[0].quantity
    assert bench.agrees()


def test_03_two_orders_for_one_reference_are_both_cancelled(desk: Make) -> None:
    bench = desk(ONE, model=nobody())
    bench.seconds(2)

    def doubled(state: BrokerState) -> BrokerState:
        twins = tuple(each.model_copy(update={"permanent_id": "P99"}) for each in state.open_orders)
        return state.model_copy(update={"open_orders": (*state.open_orders, *twins)})

    bench.watched.tells = doubled
    bench.session.desk.health = replace_health(bench, state_fetched=False)
    bench.session.look(bench.clock.now())
    assert set(bench.watched.named("cancel")) == {"P00000001", "P99"}
    assert {each.code for each in bench.alerts} >= {"doubled"}
    assert bench.session.desk.health.state_fetched is False, "it is asked again what became of them"


def replace_health(bench: Desk, **flags: bool) -> Any:
    return replace(bench.session.desk.health, **flags)


def test_04_a_refused_cancel_leaves_the_order_unknown_until_the_broker_is_asked(desk: Make) -> None:
    market = StillMarket.of(ONE)
    market.quote(WEDNESDAY + timedelta(seconds=1), NVDA_PUT, "1.90", "2.20", "0.33")
    bench = desk(
        market=market,
        model=nobody(),
        faults=faults("name: no, fault: refuse, on: [cancel], code: refused_now, times: 1"),
    )
    bench.seconds(9)
    states = [each.state for each in bench.steps("A rev o1.1")]
    assert S.UNKNOWN in states
    after = states[states.index(S.UNKNOWN) + 1 :]
    assert after[0] is S.WORKING, "the broker was asked, and works it still"
    bench.seconds(20)
    assert bench.steps("A rev o1.1")[-1].state is S.CANCELLED, "and the law cancelled it again"
    assert len(bench.watched.named("cancel")) == 2
    assert bench.agrees()


def test_05_a_state_that_does_not_come_is_not_read_as_nothing(desk: Make) -> None:
    """The account holds something; the broker does not tell its state; so nothing is opened and nothing is lost."""
    bench = desk(
        ONE | {SPY_PUT: ("1.58", "1.62", "0.43")},
        events=opened(positions=[held(SPY_PUT, quantity=2)]),
        faults=faults("name: silent, fault: unavailable, on: [state], until: 2019-04-10T10:05:00-04:00"),
    )
    bench.run(WEDNESDAY + timedelta(minutes=4))
    assert bench.positions() == {SPY_PUT: -2}
    assert bench.watched.named("submit") == []
    state = bench.session.desk.memory.told()["facts"]["account"]["A"]["state"]
    assert state == "safe"
    bench.run(WEDNESDAY + timedelta(minutes=15))
    assert bench.positions()[NVDA_PUT] < 0, "and goes on when it is told"


def test_06_a_broker_that_does_not_answer_is_asked_ever_more_slowly_and_a_person_is_told_once(desk: Make) -> None:
    bench = desk(
        {},
        faults=faults(
            "name: down, fault: outage, events: late, "
            "since: 2019-04-10T10:01:00-04:00, until: 2019-04-10T14:00:00-04:00"
        ),
    )
    polled: list[Any] = []
    poll = bench.broker.poll

    def noted() -> Sequence[BrokerEvent]:
        polled.append(bench.clock.now())
        return poll()

    bench.broker.poll = noted  # type: ignore[method-assign]
    bench.run(at(10, 11))
    bench.session.look(bench.clock.now())
    polled.clear()
    bench.run(at(10, 13, 59))
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(polled)]
    assert max(gaps) == 300, "at least every five minutes"
    assert gaps.count(300) > len(gaps) // 2, "and soon no more often than that"
    assert len(polled) < 60
    assert [each.code for each in bench.alerts] == ["broker_down"]


def test_07_quotes_that_stop_do_not_touch_the_way_to_the_broker(desk: Make) -> None:
    bench = desk(ONE, model=nobody())
    bench.seconds(2)
    fetched = len(bench.watched.named("state"))
    bench.market.silent(WEDNESDAY + timedelta(seconds=2), NVDA_PUT)
    bench.seconds(2)
    assert bench.session.desk.health.broker_up is True
    assert bench.session.desk.health.state_fetched is True
    assert len(bench.watched.named("state")) == fetched
    assert bench.watched.named("cancel") == []
    assert len(bench.broker.state(SLEEVES, WEDNESDAY.date()).open_orders) == 1


def test_08_an_assignment_overnight_is_booked_with_shares_and_cash(desk: Make) -> None:
    market = StillMarket.of({TSLA_PUT: ("1.00", "1.10", "0.90")})
    market.price(at(12, 15, 55), "TSLA", "264.00")
    position = held(TSLA_PUT, quantity=2, sleeve="A rev", credit="4.00")
    bench = desk(market=market, start=at(12, 15, 50), events=opened(positions=[position]))
    bench.run(at(15, 9, 31))
    assert [each.event.quantity for each in bench.events(AssignmentBooked)] == [2]
    assert bench.positions() == {"TSLA": 200}
    told = [each for each in _told(bench) if each["event"] == "shares_assigned"]
    assert [(each["in"], each["shares"], each["price"]) for each in told] == [("A rev", "200", "265")]
    assert bench.agrees()
    assert not [each for each in bench.alerts if each.code == "differs_from_broker"]


def _told(bench: Desk) -> list[dict[str, Any]]:
    """What the law was told, of all cycles."""
    return [
        each for cycle in bench.events(CycleDecided) for each in json.loads(bench.ledger.content(cycle.told).decode())
    ]


def test_09_an_early_assignment_before_a_dividend_takes_the_shares_and_is_booked(desk: Make) -> None:
    """A call deep in the money with less extrinsic value than the dividend of tomorrow."""
    deep = "AAPL190412C00150000"
    market = StillMarket.of({deep: ("50.00", "50.10", "0.99")})
    bench = desk(
        market=market,
        start=at(10, 15, 58),
        events=opened(
            positions=[held(deep, quantity=1, sleeve="A com", credit="1.00")], lots=[lot("AAPL", 100, "160.00")]
        ),
        dividends={"AAPL": [Dividend(date(2019, 4, 11), Decimal("0.73"))]},
        model=nobody(),
        faults=faults("name: no, fault: reject, on: [submit], code: rejected_by_exchange"),
    )
    bench.run(at(11, 9, 31))
    assert [each.event.quantity for each in bench.events(AssignmentBooked)] == [1]
    assert "AAPL" not in bench.positions()
    assert bench.agrees()


def test_10_a_second_run_counts_what_is_working_and_orders_nothing_again(desk: Make) -> None:
    bench = desk(ONE, model=nobody())
    bench.seconds(2)
    assert len(bench.broker.state(SLEEVES, WEDNESDAY.date()).open_orders) == 1
    bench.restart()
    bench.seconds(1)
    assert len(bench.orders(NVDA_PUT)) == 1
    assert bench.watched.named("submit") == []
    bench.seconds(60)
    assert filled(bench) == bench.orders(NVDA_PUT)[0].quantity
    assert bench.agrees()


def test_10_no_call_is_sold_a_second_time_on_the_same_shares(desk: Make) -> None:
    market = StillMarket.of({AAPL_CALL: ("1.10", "1.14", "0.22")})
    events = opened(lots=[lot("AAPL", 200, "205.00")])
    bench = desk(market=market, start=at(8, 10), events=events, model=nobody())
    for second in range(1, 20, 3):
        bench.run(at(8, 10, 0, second))
        bench.restart()
    bench.seconds(60)
    assert -bench.positions().get(AAPL_CALL, 0) <= 2
    assert sum(each.quantity for each in bench.orders(AAPL_CALL)) <= 2
    assert bench.agrees()


def test_11_no_contract_in_the_band_is_no_trade_and_the_record_says_why(desk: Make) -> None:
    bench = desk({NVDA_PUT: ("12.00", "12.10", "0.85")})
    bench.seconds(30)
    assert bench.orders() == []
    content = bench.session.last
    assert content is not None
    verdicts = [
        each for each in content["decisions"] if (each["action"], each["subject"]) == ("open_csp", f"A rev/{NVDA_PUT}")
    ]
    assert [each["verdict"] for each in verdicts] == ["not_permitted"]
    assert verdicts[0]["because"] == ["REV-ENTRY-01"]


def test_12_executions_that_come_late_and_twice_and_in_another_order_find_their_own_orders(desk: Make) -> None:
    bench = desk(
        TWO,
        start=THURSDAY,
        faults=faults(
            "name: twice, fault: duplicate, told: [filled, acknowledged], seconds: 2",
            "name: late, fault: late, told: [acknowledged], seconds: 6",
            "name: mixed, fault: reorder, on: [poll]",
        ),
    )
    bench.seconds(60)
    for fill in bench.events(FillBooked):
        order = next(each for each in bench.orders() if each.order == fill.order)
        assert fill.fill.instrument == order.instrument
        assert fill.fill.reference.startswith(f"{order.order}.")
    executions = [each.fill.execution_id for each in bench.events(FillBooked)]
    assert executions
    assert len(set(executions)) == len(executions)
    assert bench.agrees()


def test_13_an_unknown_outcome_is_no_failure_and_its_exposure_is_reserved(desk: Make) -> None:
    bench = desk(
        ONE,
        model=nobody(),
        faults=faults("name: lost answer, fault: unknown_after, on: [submit], seconds: 3, times: 1"),
    )
    bench.seconds(1)
    order = bench.orders(NVDA_PUT)[0]
    assert bench.order(order.order).slices[0].state is S.UNKNOWN
    decided = bench.events(CycleDecided)[-1]
    facts = bench.ledger.content(decided.facts).decode()
    assert '"source":"in_doubt"' in facts
    bench.seconds(60)
    assert filled(bench) == order.quantity
    assert bench.agrees()


@pytest.mark.parametrize("seconds", [0, 1, 3, 8])
@pytest.mark.parametrize("kind", ["unknown_after", "unknown_before"])
def test_14_an_order_whose_answer_is_missing_is_looked_up_and_never_sent_twice(
    desk: Make, kind: str, seconds: int
) -> None:
    """Also where it comes to the broker after it was looked for: what had been given up is cancelled then."""
    delay = f", seconds: {seconds}" if kind == "unknown_after" else ""
    bench = desk(ONE, model=nobody(), faults=faults(f"name: lost, fault: {kind}, on: [submit]{delay}, times: 1"))
    bench.seconds(120)
    order = bench.orders(NVDA_PUT)[0]
    assert filled(bench) == order.quantity
    assert -bench.positions()[NVDA_PUT] == order.quantity
    assert bench.agrees()


@pytest.mark.parametrize("code", sorted(name for name, each in table().codes.items() if "submit" in each.to))
def test_15_whatever_an_order_is_rejected_with_it_ends(desk: Make, code: str) -> None:
    bench = desk(ONE, faults=faults(f"name: no, fault: reject, on: [submit], code: {code}, times: 1"))
    bench.seconds(20)
    first = bench.steps("A rev o1.1")
    assert first[-1].state is S.REJECTED
    assert first[-1].why is not None and first[-1].why.startswith(code)
    assert bench.agrees()
    assert -bench.positions()[NVDA_PUT] == bench.orders(NVDA_PUT)[0].quantity, "the next clip went through"


def test_16_expired_contracts_are_settled_before_anything_is_looked_at_on_monday(desk: Make) -> None:
    position = held(SPY_PUT, quantity=2, credit="1.60")
    bench = desk({SPY_PUT: ("0.01", "0.02", "0.01")}, start=at(12, 15, 59), events=opened(positions=[position]))
    bench.run(at(12, 16, 45))
    bench.clock.moves = None
    bench.clock.wait_until(at(15, 9, 0))
    bench.restart()
    assert bench.positions() == {}, "by the end of recovery, before the first look"
    assert [each.event.quantity for each in bench.events(ExpiryBooked)] == [2]
    assert bench.agrees()


def test_17_a_commission_that_is_not_known_yet_is_pending_and_not_money(desk: Make) -> None:
    bench = desk(ONE, faults=faults("name: later, fault: pending_commission, told: [filled], seconds: 120"))
    bench.seconds(60)
    fills = bench.events(FillBooked)
    assert fills and all(each.fill.commission is None for each in fills)
    assert bench.events(CommissionBooked) == []
    assert bench.agrees(), "neither side counts it"
    bench.seconds(300)
    assert len(bench.events(CommissionBooked)) == len(fills)
    assert all(Decimal(0) < each.report.commission < 100 for each in bench.events(CommissionBooked))
    assert bench.agrees()


def test_18_a_second_worker_gets_neither_the_account_nor_the_same_intent(desk: Make) -> None:
    bench = desk(ONE)
    bench.seconds(5)
    with pytest.raises(LeaseRefused):
        bench.ledger.journal("A", "somebody else", bench.clock.now())
    keys = [each.intent_key for each in bench.events(OrderPlanned)]
    assert len(set(keys)) == len(keys)


def test_19_a_ledger_that_cannot_be_written_ends_the_session_and_nothing_is_sent(desk: Make) -> None:
    bench = desk(ONE)
    bench.watched.calls.clear()
    blocker = sqlite3.connect(bench.path / "a.ledger", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(SessionOver, match="does not take"):
            bench.seconds(5)
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert bench.watched.named("submit") == []
    bench.restart()
    bench.seconds(20)
    assert -bench.positions()[NVDA_PUT] == bench.orders(NVDA_PUT)[0].quantity, "and goes on from what was written"
    assert bench.agrees()


def test_an_order_that_somebody_placed_by_hand_is_found_and_cancelled(desk: Make) -> None:
    """An orphan: until it is gone the account does not leave SAFE."""
    bench = desk({NVDA_PUT: ("2.08", "2.12", "0.10")}, model=nobody(), start=at(10, 9, 20))
    ticket = Ticket(
        reference="nobody/v1",
        sub_account="A rev",
        instrument=option(NVDA_PUT),
        act="sell",
        quantity=1,
        limit=Decimal("9.00"),
    )
    bench.broker.place_by_hand(ticket)
    bench.session.desk.health = replace_health(bench, state_fetched=False)
    bench.run(at(10, 9, 40))
    assert [each.code for each in bench.alerts][:1] == ["orphan"]
    assert bench.broker.state(SLEEVES, WEDNESDAY.date()).open_orders == ()
    orphan = next(each for each in bench.orders() if each.origin == "orphan")
    assert bench.order(orphan.order).status == "cancelled"
    assert bench.session.desk.memory.told()["facts"]["account"]["A"]["state"] != "safe"
    assert bench.agrees()
    ends = [each for each in bench.events(ActionEnded) if each.action == "cancel_order"]
    assert [each.outcome for each in ends] == ["confirmed"]


def test_every_slice_ends_whatever_goes_wrong(desk: Make) -> None:
    """Everything at once, for a morning; at the end nothing is left hanging."""
    bench = desk(
        TWO | ONE,
        start=at(10, 9, 45),
        seed=7,
        faults=faults(
            "name: lost before, fault: unknown_before, on: [submit, cancel, replace], chance: 0.2",
            "name: lost after, fault: unknown_after, on: [submit, cancel, replace], chance: 0.2, seconds: 1",
            "name: no, fault: refuse, on: [cancel, replace], code: refused_now, chance: 0.2",
            "name: link, fault: outage, on: [poll], seconds: 15, chance: 0.02",
            "name: twice, fault: duplicate, told: [filled, cancelled, acknowledged], chance: 0.3, seconds: 2",
        ),
    )
    bench.run(at(11, 16, 30))
    assert bench.positions()
    assert all(own.state in ENDED for order in bench.view.orders for own in order.slices)
    assert bench.positions() == bench.positions_at_broker()
    assert not [each for each in bench.events(AlertRaised) if each.code in {"no_end", "differs_from_broker"}]
    assert bench.events(SliceStepped)
