"""What holds of the paper broker whatever is asked of it, in whatever market."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.trading.broker import Act, BrokerState, BrokerUnavailable, OutcomeUnknown
from engine.trading.instrument import Instrument
from tests.brokers.world import CALL, PUT, SHARE, World, option, ticket

INSTRUMENTS = (PUT, CALL, SHARE, option("put", "95"))
FAULTS = """\
faults:
  - { name: before, fault: unknown_before, on: [submit, replace, cancel], chance: 0.05 }
  - { name: after, fault: unknown_after, on: [submit, replace, cancel], chance: 0.05 }
  - { name: later, fault: unknown_after, on: [submit], chance: 0.05, seconds: 4 }
  - { name: away, fault: outage, on: [submit, poll], chance: 0.03, seconds: 20 }
  - { name: refused, fault: refuse, on: [cancel, replace], code: refused_now, chance: 0.05 }
  - { name: filled, fault: fill_first, on: [cancel, replace], chance: 0.1 }
  - { name: twice, fault: duplicate, told: [filled, cancelled], chance: 0.2, seconds: 1 }
  - { name: lost, fault: lose, told: [filled, acknowledged], chance: 0.1 }
  - { name: late, fault: late, told: [filled, cancelled, expired], chance: 0.1, seconds: 3 }
  - { name: pending, fault: pending_commission, told: [filled], chance: 0.2, seconds: 5 }
"""


@dataclass(frozen=True)
class Step:
    """One thing that is done."""

    what: str
    client: int = 0
    version: int = 1
    act: Act = "sell"
    quantity: int = 1
    cents: int = 100
    instrument: Instrument = PUT
    seconds: float = 1


_CENTS = st.integers(80, 130)
_STEPS = st.lists(
    st.one_of(
        st.builds(
            Step,
            what=st.sampled_from(["submit", "submit", "replace"]),
            client=st.integers(0, 5),
            version=st.integers(1, 3),
            act=st.sampled_from(["buy", "sell"]),
            quantity=st.integers(1, 60),
            cents=_CENTS,
            instrument=st.sampled_from(INSTRUMENTS),
        ),
        st.builds(Step, what=st.just("cancel"), client=st.integers(0, 5), version=st.integers(1, 3)),
        st.builds(Step, what=st.just("quote"), cents=_CENTS, instrument=st.sampled_from(INSTRUMENTS)),
        st.builds(Step, what=st.just("wait"), seconds=st.sampled_from([0.1, 0.4, 1, 3, 30, 7200])),
    ),
    max_size=30,
)


def _do(world: World, step: Step) -> None:
    reference = f"A gen o{step.client}.1/v{step.version}"
    limit = f"{step.cents / 100:.2f}"
    try:
        match step.what:
            case "submit":
                world.broker.submit(ticket(reference, step.act, step.quantity, limit, step.instrument))
            case "replace":
                world.broker.replace(
                    reference,
                    ticket(
                        f"A gen o{step.client}.1/v{step.version + 1}", step.act, step.quantity, limit, step.instrument
                    ),
                )
            case "cancel":
                world.broker.cancel(reference)
            case "quote":
                world.quote(limit, f"{(step.cents + 8) / 100:.2f}", step.instrument)
            case _:
                world.wait(step.seconds)
    except (BrokerUnavailable, OutcomeUnknown):
        pass


def _state(world: World) -> BrokerState:
    while True:
        try:
            return world.state()
        except BrokerUnavailable:
            world.wait_silently(10)


def _world(seed: int, path: Path | None = None, faults: str | None = FAULTS) -> World:
    world = World(cash="200000", positions=[(SHARE, 500)], faults=faults, seed=seed, path=path)
    world.tape.price_from(world.clock.at, "99.5")
    for each in INSTRUMENTS:
        world.quote("1.00", "1.08", each)
    return world


@given(_STEPS, st.integers(0, 1000))
@settings(max_examples=150, deadline=None)
def test_the_books_balance_and_every_order_is_one(steps: list[Step], seed: int) -> None:
    world = _world(seed)
    for step in steps:
        _do(world, step)
        state = _state(world)
        held: Counter[str] = Counter({"XYZ": 500})
        cash = Decimal(200_000)
        for each in state.executions:
            sign = 1 if each.act == "buy" else -1
            held[each.instrument.symbol] += sign * each.quantity
            cash -= sign * each.quantity * each.price * each.instrument.units
        assert {each.instrument.symbol: each.quantity for each in state.positions} == {
            symbol: quantity for symbol, quantity in held.items() if quantity
        }
        known = [each.commission for each in state.executions if each.commission is not None]
        commissions = sum(known, Decimal(0))
        if len(known) == len(state.executions):
            assert dict(state.cash)["A gen"] == cash - commissions
        for order in state.open_orders:
            assert 0 <= order.filled < order.quantity
            done = [each.quantity for each in state.executions if each.permanent_id == order.permanent_id]
            assert sum(done) == order.filled
        # Never a call without shares, never a share short.
        calls = max(-held[CALL.symbol], 0)
        working = [each for each in state.open_orders if each.act == "sell"]
        calls_about = sum(each.quantity - each.filled for each in working if each.instrument == CALL)
        shares_about = sum(each.quantity - each.filled for each in working if each.instrument == SHARE)
        about = max(calls_about - max(held[CALL.symbol], 0), 0)
        assert held["XYZ"] - shares_about >= 100 * (calls + about) or held[CALL.symbol] > 0
        # A reference is one order, and each end is told of an order that is not open.
        live = {each.permanent_id for each in state.open_orders}
        assert len(live) == len(state.open_orders)
        assert not live & {each.permanent_id for each in state.ended if each.heard != "rejected"}


@given(_STEPS, st.integers(0, 1000), st.sets(st.integers(0, 30)))
@settings(max_examples=40, deadline=None)
def test_a_client_that_comes_and_goes_finds_the_same_market(steps: list[Step], seed: int, leaves: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stays, goes = _world(seed, None, None), _world(seed, Path(folder) / "broker.db", None)
        for number, step in enumerate(steps):
            for world in (stays, goes):
                _do(world, step)
            if number in leaves:
                goes.connect()
            assert goes.state() == stays.state()


@given(_STEPS, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_who_looks_more_often_sees_the_same(steps: list[Step], seed: int) -> None:
    seldom, often = _world(seed, None, None), _world(seed, None, None)
    for step in steps:
        _do(seldom, step)
        if step.what == "wait":
            for _ in range(10):
                often.wait(step.seconds / 10)
            often.clock.at = seldom.clock.at
        else:
            _do(often, step)
        assert often.state() == seldom.state()


@given(_STEPS, st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_no_fill_is_worse_than_its_limit_nor_better_than_the_market(steps: list[Step], seed: int) -> None:
    world = _world(seed, None, None)
    limits: dict[tuple[str, str], Decimal] = {}
    for step in steps:
        _do(world, step)
        for order in world.state().open_orders:
            limits[order.permanent_id, str(order.reference)] = order.limit
    for each in world.state().executions:
        limit = limits.get((each.permanent_id, each.reference))
        basis = world.broker.basis(each.execution_id)
        if limit is not None:
            assert each.price <= limit if each.act == "buy" else each.price >= limit
        assert basis.bid is not None and basis.ask is not None
        assert basis.bid <= each.price <= basis.ask or basis.how == "limit"
