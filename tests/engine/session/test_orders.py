"""Orders on their way: written first, judged again, in slices, with a better price for the other side, and given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine.session.desk import SessionOver
from engine.trading.broker import Broker, BrokerEvent, BrokerState, Ticket
from engine.trading.events import (
    AccountOpened,
    ActionEnded,
    ActionSent,
    AlertRaised,
    CapitalMoved,
    CycleDecided,
    OrderEnded,
    OrderPlanned,
    SliceStepped,
)
from engine.trading.journal import NotRecorded
from engine.trading.orders import SliceState
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
"""One put that Rev may sell on Wednesday."""


def widening() -> StillMarket:
    """For some seconds the spread is so wide that its bid is worse than the worst price that is accepted."""
    market = StillMarket.of(ONE)
    market.quote(WEDNESDAY + timedelta(seconds=1), NVDA_PUT, "1.90", "2.20", "0.33")
    market.quote(WEDNESDAY + timedelta(seconds=8), NVDA_PUT, "2.08", "2.12", "0.33")
    return market


class Spy:
    """A broker between, that notes what the ledger held when it was called."""

    def __init__(self, broker: Broker, on_call: Callable[[str, Any], None]) -> None:
        self.broker, self.on_call = broker, on_call

    def submit(self, ticket: Ticket) -> None:
        self.on_call("submit", ticket)
        self.broker.submit(ticket)

    def replace(self, reference: str, ticket: Ticket) -> None:
        self.on_call("replace", ticket)
        self.broker.replace(reference, ticket)

    def cancel(self, reference: str) -> None:
        self.on_call("cancel", reference)
        self.broker.cancel(reference)

    def poll(self) -> Sequence[BrokerEvent]:
        return self.broker.poll()

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        self.on_call("state", None)
        return self.broker.state(sub_accounts, since)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Benches of a test, closed at its end."""
    made: list[Bench] = []

    def make(quotes: dict[str, tuple[str, str, str]] | None = None, **options: Any) -> Bench:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        market = options.pop("market", None) or StillMarket.of(quotes)
        made.append(Bench(folder, market=market, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


Make = Callable[..., Bench]


def test_an_order_is_in_the_ledger_before_the_broker_hears_of_it(bench: Make) -> None:
    calls: list[tuple[str, SliceState | None]] = []

    def note(call: str, what: Any) -> None:
        if call in {"submit", "replace"}:
            entries = [each for each in desk.entries() if isinstance(each.event, SliceStepped)]
            last = [each.event for each in entries if each.event.reference == what.reference]  # type: ignore[union-attr]
            calls.append((call, last[-1].state if last else None))  # type: ignore[union-attr]

    desk = bench(ONE, around=lambda broker: Spy(broker, note))
    desk.seconds(10)
    assert ("submit", S.SENDING) in calls
    assert [call for call, state in calls if state is None] == [], "the ledger knew nothing of what was sent"


def test_the_steps_of_a_slice_are_written_one_after_the_other(bench: Make) -> None:
    desk = bench(ONE)
    desk.seconds(10)
    states = [each.state for each in desk.steps("A rev o1.1")]
    assert states[:3] == [S.PLANNED, S.APPROVED, S.SENDING]
    assert states[-1] is S.FILLED
    assert desk.positions()[NVDA_PUT] < 0


def test_what_the_law_no_longer_permits_is_not_sent_and_the_reason_stands_there(bench: Make) -> None:
    """Between the decision and the sending the price leaves the band; the broker hears nothing."""
    market = StillMarket.of(ONE)
    asked: list[str] = []
    desk = bench(market=market, around=lambda broker: Spy(broker, lambda call, _: asked.append(call)))
    judge = desk.session.judge
    again = judge.again

    def moved(orders: Any) -> dict[str, str]:
        market.quotes[NVDA_PUT].append((desk.clock.now(), ("1.00", "1.04", "0.20")))
        return again(orders)

    judge.again = moved  # type: ignore[method-assign]
    desk.seconds(5)
    denied = [each for each in desk.steps() if each.state is S.DENIED]
    assert len(denied) == 1
    assert denied[0].why is not None and "not permitted" in denied[0].why
    assert "submit" not in asked
    ends = [each for each in desk.events(ActionEnded) if each.action == "open_csp"]
    assert [(each.outcome, each.why) for each in ends] == [("rejected", denied[0].why)]
    assert desk.positions() == {}


def test_one_intent_is_one_order_however_often_it_is_looked_at(bench: Make) -> None:
    desk = bench(market=widening(), model=nobody())
    for second in range(6):
        desk.run(WEDNESDAY + timedelta(seconds=second))
        desk.session.look(desk.clock.now())
    assert len(desk.orders(NVDA_PUT)) == 1
    keys = [each.intent_key for each in desk.events(OrderPlanned)]
    assert len(set(keys)) == len(keys)


def test_a_second_order_of_one_intent_is_refused_by_the_database(bench: Make) -> None:
    desk = bench(ONE)
    desk.seconds(3)
    twin = desk.orders(NVDA_PUT)[0].model_copy(update={"order": "A rev o99"})
    with pytest.raises(NotRecorded):
        desk.session.desk.ports.journal.append(desk.clock.now(), [twin])


def test_slices_have_fifty_contracts_at_most(bench: Make) -> None:
    desk = bench(ONE, events=opened(cash="12000000"))
    desk.seconds(60)
    order = desk.orders(NVDA_PUT)[0]
    assert order.quantity > 100
    steps = [each for each in desk.steps() if each.state is S.SENDING and each.order == order.order]
    assert len(steps) >= 3
    assert max(each.quantity for each in steps) == 50
    filled = {each.key: each.filled for each in desk.order(order.order).slices}
    assert [filled[each.slice] for each in steps] == [each.quantity for each in steps]


def test_what_is_left_of_an_order_is_judged_by_the_size_that_the_law_would_have_now(bench: Make) -> None:
    """The first slices sold for less than the middle of the market, and so a contract less fits under the cap."""
    desk = bench(ONE, events=opened(cash="12000000"))
    desk.seconds(60)
    denied = [each for each in desk.steps() if each.state is S.DENIED]
    assert [each.why for each in denied] == ["the law would now have 9, not 10"]
    assert len(desk.orders(NVDA_PUT)) == 2, "and the law has those nine as an order of their own"


def test_an_order_for_which_the_law_would_now_have_nothing_is_not_sent(bench: Make) -> None:
    """Between the decision and the sending some money goes elsewhere: permitted, but not one contract fits any more."""
    desk = bench(ONE, events=opened(cash="75000"))
    judge = desk.session.judge
    again = judge.again

    def spent(orders: Any) -> dict[str, str]:
        judge.again = again  # type: ignore[method-assign]
        moved = CapitalMoved(from_sleeve="A rev", to_sleeve="A com", amount=Decimal(3000), why="elsewhere")
        desk.session.desk.write([moved])
        return again(orders)

    judge.again = spent  # type: ignore[method-assign]
    desk.seconds(5)
    denied = [each for each in desk.steps() if each.state is S.DENIED]
    assert [each.why for each in denied] == ["the law would now have none"]
    assert desk.positions() == {}


def test_never_are_two_slices_of_an_order_at_the_broker(bench: Make) -> None:
    most: list[int] = []

    def note(call: str, what: Any) -> None:
        if call == "submit":
            state = desk.broker.state(["A gen", "A rev", "A com"], WEDNESDAY.date())
            most.append(len(state.open_orders))

    desk = bench(ONE, events=opened(cash="12000000"), around=lambda broker: Spy(broker, note))
    desk.seconds(60)
    assert most and set(most) == {0}


def test_an_order_is_given_up_when_its_clips_are_used_up(bench: Make) -> None:
    """Rejected again and again: each clip is half of the one before, and after three retries nothing more is sent."""
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"
    desk = bench(ONE, events=opened(cash="2000000"), faults=faults)
    desk.seconds(30)
    order = desk.orders(NVDA_PUT)[0]
    clips = [each.quantity for each in desk.steps() if each.order == order.order and each.state is S.SENDING]
    assert len(clips) == 4
    assert clips[1:] == [before // 2 for before in clips[:-1]]
    ends = [each for each in desk.events(OrderEnded) if each.order == order.order]
    assert [each.status for each in ends] == ["given_up"]
    why = ends[0].why
    assert why is not None
    assert why.startswith(f"4 slices came to nothing; the last, {order.order}.4 was rejected, rejected_by_exchange: ")
    told = next(each for each in desk.events(ActionEnded) if each.action == "open_csp")
    assert (told.outcome, told.why) == ("rejected", why)
    [alert] = desk.alerts
    what = f"{order.order}, open_csp of {order.quantity} {NVDA_PUT}"
    assert alert.code == "orders_rejected"
    assert alert.text == f"the broker rejected all of 1 order today; the last is {what}: {why}"


def test_a_broker_that_rejects_everything_gets_an_order_in_five_minutes(bench: Make) -> None:
    """What is given up would mean nothing if the next order followed in the same second (R-96)."""
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"
    desk = bench(ONE, events=opened(cash="2000000"), faults=faults)
    desk.run(at(10, 10, 10))
    planned = [each.at for each in desk.entries() if isinstance(each.event, OrderPlanned)]
    given_up = [each.at for each in desk.entries() if isinstance(each.event, OrderEnded)]
    assert planned == [at(10, 10), given_up[0] + timedelta(minutes=5)]
    submitted = [each for each in desk.steps() if each.state is S.SENDING]
    assert len(submitted) == 2 * 4, "a clip, and three retries, each time"


def test_a_person_hears_of_rejected_orders_ever_more_rarely(bench: Make) -> None:
    """The permission of a sub-account is missing, say: an order in five minutes, and nobody would know."""
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"
    desk = bench(ONE, events=opened(cash="2000000"), faults=faults)
    desk.run(at(10, 11))
    given_up = [each for each in desk.entries() if isinstance(each.event, OrderEnded)]
    told = [each.at for each in desk.entries() if isinstance(each.event, AlertRaised)]
    assert len(given_up) > 8
    assert told == [given_up[number - 1].at for number in (1, 2, 4, 8)]
    assert {each.code for each in desk.alerts} == {"orders_rejected"}
    assert desk.alerts[-1].text.startswith(
        "the broker rejected all of 8 orders today; the last is A rev o8, open_csp of "
    )


def test_orders_that_are_rejected_together_are_told_of_together(bench: Make) -> None:
    """Gen's two puts of Thursday end at the same instant."""
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"
    desk = bench(start=THURSDAY, faults=faults)
    desk.seconds(30)
    assert len({each.order for each in desk.events(OrderEnded)}) == 2
    assert [each.text[: each.text.index(";")] for each in desk.alerts] == ["the broker rejected all of 2 orders today"]


def test_an_order_of_which_one_slice_was_rejected_is_nothing_to_tell(bench: Make) -> None:
    faults = "faults: [{ name: once, fault: reject, on: [submit], code: rejected_by_exchange, times: 1 }]"
    desk = bench(ONE, events=opened(cash="2000000"), faults=faults)
    desk.seconds(30)
    assert S.REJECTED in {each.state for each in desk.steps()}
    assert desk.alerts == []


def test_what_an_order_for_shares_may_still_take_is_not_spent_on_others(bench: Make) -> None:
    """Two lots of NVDA are ordered and not filled; AAPL is the cheapest then, but the money is bound (R-97)."""
    market = StillMarket.of({})
    market.price(at(8, 10, 0, 5), "NVDA", "220.00")
    [account, *others] = opened(cash="300000", lots=[lot("TSLA", 900, "270")])
    assert isinstance(account, AccountOpened)
    sleeves = [
        each.model_copy(update={"cash": Decimal(40000)}) if each.sleeve_kind == "com" else each
        for each in account.sleeves
    ]
    events = [account.model_copy(update={"sleeves": tuple(sleeves)}), *others]
    desk = bench(market=market, start=at(8, 10), events=events, model=nobody())
    desk.seconds(30)
    assert [(each.action, each.instrument.symbol, each.quantity) for each in desk.orders()] == [
        ("buy_shares", "NVDA", 200)
    ]
    assert desk.order("A com o1").status is None


def test_an_exit_that_the_broker_rejects_goes_on_and_a_person_hears_of_it_ever_more_rarely(bench: Make) -> None:
    """The law has no bound for leaving at market: a clip a second, and four clips are an order."""
    market = StillMarket.of({SPY_PUT: ("27.00", "27.40", "0.99")})
    market.prices["SPY"] = [(at(2, 9), "288.00"), (at(9, 10), "260.00")]
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange, until: %s }]"
    desk = bench(
        market=market,
        start=at(9, 9, 59, 59),
        events=opened(positions=[held(SPY_PUT, quantity=8)]),
        faults=faults % "2019-04-09T10:00:30-04:00",
    )
    desk.run(at(9, 10, 0, 30))
    given_up = [each for each in desk.events(OrderEnded) if each.status == "given_up"]
    assert len(given_up) == 7
    told = [each.text for each in desk.alerts]
    assert {each.code for each in desk.alerts} == {"exit_failed"}
    assert [each.rpartition(" time today")[0].rpartition(" ")[2] for each in told] == ["first", "second", "4th"]
    assert told[0].startswith(f"exit_at_market of A gen 1 was given up with 8 of 8 {SPY_PUT} left, ")
    assert "rejected_by_exchange" in told[0]
    submitted = [each.at for each in desk.entries() if getattr(each.event, "state", None) is S.SENDING]
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(submitted))
    desk.run(at(9, 10, 0, 45))
    assert desk.positions() == {}, "once the broker takes it, it is out"


def test_a_slice_that_nobody_fills_is_replaced_once_and_then_cancelled(bench: Make) -> None:
    desk = bench(market=widening(), model=nobody())
    desk.seconds(60)
    steps = desk.steps("A rev o1.1")
    versions = [each.version for each in steps if each.why == "replaced"]
    assert versions == [2]
    assert steps[-1].state is S.CANCELLED
    when = {
        (each.event.state, each.event.version): each.at - WEDNESDAY
        for each in desk.entries()
        if isinstance(each.event, SliceStepped) and each.event.slice == "A rev o1.1"
    }
    assert when[S.ACKNOWLEDGED, 2] == timedelta(seconds=4), "three seconds after it was acknowledged"
    assert when[S.CANCELLED, 2] == timedelta(seconds=8)
    assert steps[-1].limit == Decimal("1.95"), "5% worse than the middle of the market"
    assert desk.steps("A rev o1.2")[-1].state is S.FILLED
    replaced = [each for each in desk.events(ActionSent) if each.action == "replace_slice"]
    assert replaced, "the ledger says that a new price was asked for"


def test_what_cannot_be_recorded_is_not_sent(bench: Make) -> None:
    asked: list[str] = []
    desk = bench(ONE, around=lambda broker: Spy(broker, lambda call, _: asked.append(call)))
    asked.clear()
    journal = desk.session.desk.ports.journal

    def full(*_: Any) -> Any:
        raise NotRecorded("database or disk is full")

    journal.append = full  # type: ignore[method-assign, assignment]
    with pytest.raises(SessionOver, match="disk is full"):
        desk.seconds(5)
    assert asked == []
    with pytest.raises(SessionOver):
        desk.session.look(desk.clock.now())
    assert asked == [], "a session that is over sends nothing any more"


def test_the_sending_that_cannot_be_recorded_is_no_sending(bench: Make) -> None:
    """The record of the cycle is taken, the step of the slice is not."""
    asked: list[str] = []
    desk = bench(ONE, around=lambda broker: Spy(broker, lambda call, _: asked.append(call)))
    asked.clear()
    journal = desk.session.desk.ports.journal
    append = journal.append

    def nearly(when: Any, events: Sequence[Any], stored: Sequence[bytes] = ()) -> Any:
        if any(isinstance(each, SliceStepped) for each in events):
            raise NotRecorded("database is locked")
        return append(when, events, stored)

    journal.append = nearly  # type: ignore[method-assign, assignment]
    with pytest.raises(SessionOver, match="locked"):
        desk.seconds(5)
    assert "submit" not in asked
    assert desk.orders(NVDA_PUT), "the order is planned, and nothing of it was sent"


def test_shares_are_bought_once(bench: Make) -> None:
    desk = bench({}, start=at(8, 10), events=opened(cash="100000"))
    desk.seconds(600)
    bought = [each for each in desk.orders() if each.instrument.option is None]
    assert bought
    assert len({each.subject for each in bought}) == len(bought)
    for each in bought:
        assert desk.positions()[each.instrument.symbol] <= each.quantity


def test_never_more_is_closed_than_there_is(bench: Make) -> None:
    """The last session's close and a Level 3 in the middle of it: one position, one end."""
    market = StillMarket.of({SPY_PUT: ("1.58", "1.62", "0.43")})
    position = held(SPY_PUT, quantity=3, credit="1.50")
    desk = bench(market=market, start=at(12, 14, 29, 55), events=opened(positions=[position]), model=nobody())
    market.price(at(12, 14, 30, 2), "SPY", "260.00")
    market.quote(at(12, 14, 30, 2), SPY_PUT, "27.00", "27.10", "0.99")
    desk.run(at(12, 14, 31))
    asked = [each for each in desk.orders(SPY_PUT) if not each.opens]
    open_now = [each for each in desk.view.orders if each.status is None and each.position == "A gen 1"]
    assert sum(each.quantity - each.filled for each in open_now) <= 3
    assert len(open_now) <= 1
    assert any(each.urgent for each in asked), "Level 3 goes before a close at a good price"


def _profitable(since: datetime) -> StillMarket:
    """A call of which more than 65% of the premium is earned from an instant on."""
    market = StillMarket.of({AAPL_CALL: ("1.40", "1.44", "0.40")})
    market.quote(since, AAPL_CALL, "0.20", "0.30", "0.10")
    return market


COVERED: dict[str, Any] = {
    "positions": [held(AAPL_CALL, quantity=2, sleeve="A com", credit="1.50")],
    "lots": [lot("AAPL", 200, "200.00")],
}


def test_what_is_decided_at_the_close_is_not_closed(bench: Make) -> None:
    """The contract expires at this instant: an order could only be refused."""
    desk = bench(market=_profitable(at(12, 16)), start=at(12, 15, 59, 50), events=opened(**COVERED))
    desk.run(at(12, 16, 0, 30))
    assert desk.orders() == []


def test_an_order_ends_with_its_contract(bench: Make) -> None:
    """Sent a second before its contract expires, and filled by nobody: the account goes on without it on Monday."""
    desk = bench(
        market=_profitable(at(12, 15, 59, 59)), start=at(12, 15, 59, 50), events=opened(**COVERED), model=nobody()
    )
    desk.run(at(12, 17))
    (order,) = desk.orders()
    assert (order.action, order.instrument.symbol) == ("close", AAPL_CALL)
    assert desk.events(OrderEnded) == []
    desk.run(at(15, 9, 46))
    assert [(each.order, each.status) for each in desk.events(OrderEnded)][:1] == [(order.order, "cancelled")]
    assert AAPL_CALL not in desk.positions()
    told = next(each for each in desk.events(ActionEnded) if each.action == "close")
    assert (told.subject, told.outcome) == (order.position, "rejected")
    assert desk.session.last is not None
    assert desk.session.last["kept"]["facts"]["account"]["A"]["state"] != "closing"


def test_a_person_is_told_each_day_of_an_order_that_waits(bench: Make) -> None:
    """Nobody quotes the call any more: the next slice has no price, and the order goes on waiting."""
    market = _profitable(at(8, 15, 59, 50))
    market.silent(at(8, 15, 59, 52), AAPL_CALL)
    desk = bench(market=market, start=at(8, 15, 59, 45), events=opened(**COVERED), model=nobody())
    desk.run(at(8, 17))
    (order,) = desk.orders()
    assert [each.code for each in desk.alerts] == []
    desk.run(at(10, 17))
    told = [each.text for each in desk.alerts]
    assert [each.code for each in desk.alerts] == ["order_waits"] * 2
    assert told[0].startswith(f"{order.order} (close) waits with 2 of 2 {AAPL_CALL} left: ")
    assert [each.rpartition(" ")[2] for each in told] == ["2019-04-08", "2019-04-09"]


def test_level_three_exits_at_the_far_side(bench: Make) -> None:
    market = StillMarket.of({SPY_PUT: ("1.58", "1.62", "0.43")})
    desk = bench(market=market, start=at(9, 10), events=opened(positions=[held(SPY_PUT, quantity=2)]))
    market.price(at(9, 10, 5), "SPY", "260.00")
    market.quote(at(9, 10, 5), SPY_PUT, "27.00", "27.40", "0.99")
    desk.run(at(9, 10, 6))
    exits = [each for each in desk.orders(SPY_PUT) if each.urgent]
    assert [each.limit for each in exits] == [Decimal("27.4")]
    assert SPY_PUT not in desk.positions()
    assert desk.positions_at_broker() == {}


def test_only_the_intents_of_its_own_account_are_carried_out(bench: Make) -> None:
    desk = bench(ONE)
    planner = desk.session._planner(desk.session.judge.decide(desk.clock.now()), desk.clock.now())
    foreign = {"action": "open_csp", "subject": "B rev/X", "of": {"account": "B"}, "fields": {}, "because": []}
    assert planner.plan([foreign]).events == ()


def test_the_same_prices_at_another_instant_are_counted_not_recorded(bench: Make) -> None:
    desk = bench({}, start=at(9, 10))
    desk.seconds(1)
    before = len(desk.events(CycleDecided))
    for second in range(1, 6):
        desk.session.look(desk.clock.wait_until(at(9, 10, 0, second)))
    assert len(desk.events(CycleDecided)) == before
    desk.session.rest()
    assert sum(each.count for each in desk.events() if each.kind == "cycles_unchanged") == 5


def test_gen_sells_on_thursday_both_of_its_puts(bench: Make) -> None:
    desk = bench({SPY_PUT: ("1.58", "1.62", "0.43"), AAPL_PUT: ("1.18", "1.22", "0.42")}, start=THURSDAY)
    desk.seconds(30)
    assert {each.instrument.symbol for each in desk.orders()} == {SPY_PUT, AAPL_PUT}
    assert desk.positions() == desk.positions_at_broker()
    assert option(TSLA_PUT).option is not None
