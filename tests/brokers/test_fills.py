"""When an order fills on paper, at what price, how much of it, and what it costs."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from brokers.paper.commissions import Run, published
from brokers.paper.data import PaperDataError, read_text
from brokers.paper.model import Fills, Model, stated
from engine.trading.broker import Act, Filled
from tests.brokers.conformance import of
from tests.brokers.world import FRIDAY, PUT, SHARE, THURSDAY, World, heard, option, ticket, without_latency


def _inside(per_second: str) -> Model:
    model = without_latency()
    inside = model.fills.inside[0].model_copy(update={"per_second": Decimal(per_second)})
    return model.model_copy(update={"fills": model.fills.model_copy(update={"inside": (inside,)})})


# --- the other side of the market ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("act", "limit", "price"),
    [("buy", "1.20", "1.10"), ("buy", "1.10", "1.10"), ("sell", "1.00", "1.00"), ("sell", "0.50", "1.00")],
)
def test_a_limit_that_meets_the_market_fills_at_the_markets_price(act: Act, limit: str, price: str) -> None:
    world = World(model=without_latency())
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(act=act, limit=limit))
    (fill,) = of(Filled, world.wait(1))
    assert (fill.price, fill.at) == (Decimal(price), world.opening.at)
    assert world.broker.basis(fill.execution_id).how == "touch"


@pytest.mark.parametrize(("act", "limit"), [("buy", "0.99"), ("sell", "1.11")])
def test_a_limit_behind_the_market_waits_all_day(act: Act, limit: str) -> None:
    world = World()
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(act=act, limit=limit))
    assert heard(world.until(THURSDAY, time(15, 59, 59))) == ["acknowledged"]
    assert heard(world.wait(10)) == ["expired"]


def test_a_resting_limit_fills_at_its_own_price_when_the_market_comes_to_it() -> None:
    world = World(model=_inside("0"))
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(limit="1.05"))
    assert of(Filled, world.wait(60)) == []
    world.quote("1.08", "1.18")
    (fill,) = of(Filled, world.wait(1))
    assert fill.price == Decimal("1.05")
    assert world.broker.basis(fill.execution_id).how == "limit"


def test_between_two_looks_the_market_is_worked_through() -> None:
    world = World(model=_inside("0"))
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(limit="1.05"))
    world.tape.set(PUT, world.opening.at.replace(minute=7), "1.05", "1.10")
    world.tape.set(PUT, world.opening.at.replace(minute=8), "0.50", "0.60")
    (fill,) = of(Filled, world.wait(3600))
    assert fill.at == world.opening.at.replace(minute=7)


@pytest.mark.parametrize(("bid", "ask"), [(None, "1.10"), ("0", "1.10"), (None, None)])
def test_nothing_is_sold_where_nobody_bids(bid: str | None, ask: str | None) -> None:
    world = World()
    world.quote(bid, ask)
    world.broker.submit(ticket(limit="0.01"))
    if bid is None:
        assert of(Filled, world.wait(3600)) == []
    assert all(each.price == Decimal("0.01") for each in of(Filled, world.wait(3600)))


@pytest.mark.parametrize(("age", "fills"), [("300", 1), ("301", 0), (None, 0)])
def test_an_old_quote_fills_nothing(age: str | None, fills: int) -> None:
    world = World()
    world.quote("1.00", "1.10", age=None if age is None else Decimal(age))
    world.broker.submit(ticket())
    assert len(of(Filled, world.wait(5))) == fills


def test_a_contract_without_a_market_does_not_fill() -> None:
    world = World()
    world.broker.submit(ticket())
    assert heard(world.wait(5)) == ["acknowledged"]


def test_what_comes_before_the_open_works_from_the_open() -> None:
    world = World(model=without_latency(), at=World().opening.at.replace(hour=8))
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    assert of(Filled, world.until(THURSDAY, time(9, 29, 59))) == []
    (fill,) = of(Filled, world.until(THURSDAY, time(9, 31)))
    assert fill.at == world.opening.at.replace(hour=9, minute=30)


def test_what_comes_after_the_close_works_the_next_day() -> None:
    world = World(model=without_latency(), at=World().opening.at.replace(hour=16))
    world.quote("1.00", "1.10")
    world.broker.submit(ticket())
    (fill,) = of(Filled, world.until(FRIDAY, time(9, 31)))
    assert fill.at.date() == FRIDAY


# --- inside the spread -----------------------------------------------------------------------------
def test_a_limit_at_mid_fills_by_the_seeded_model_the_same_every_time() -> None:
    def when(seed: int) -> list[Filled]:
        world = World(seed=seed)
        world.quote("1.00", "1.10")
        world.broker.submit(ticket(limit="1.05"))
        return of(Filled, world.wait(3600))

    first = [when(seed) for seed in range(8)]
    assert first == [when(seed) for seed in range(8)]
    instants = {fills[0].at for fills in first}
    assert len(instants) == 8
    assert {fills[0].price for fills in first} == {Decimal("1.05")}


def test_the_model_keeps_its_rate() -> None:
    fills = 0
    for seed in range(400):
        world = World(seed=seed, model=without_latency())
        world.quote("1.00", "1.10")
        world.broker.submit(ticket(limit="1.05"))
        fills += len(of(Filled, world.wait(10)))
    # 4% a second for ten seconds: 1 - exp(-0.4) = 33%; three standard deviations of 400 draws are 7%.
    assert 0.26 < fills / 400 < 0.40


@pytest.mark.parametrize(
    ("act", "limit", "rate"),
    [
        ("buy", "1.00", "0.001"),
        ("buy", "0.99", "0"),
        ("buy", "1.05", "0.04"),
        ("buy", "1.09", "0.3"),
        ("buy", "1.10", "0"),
        ("sell", "1.10", "0.001"),
        ("sell", "1.05", "0.04"),
        ("sell", "1.01", "0.3"),
        ("sell", "1.11", "0"),
    ],
)
def test_the_chance_rises_toward_the_other_side(act: Act, limit: str, rate: str) -> None:
    assert stated().fills.rate(act, Decimal(limit), Decimal("1.00"), Decimal("1.10")) == Decimal(rate)


@pytest.mark.parametrize(("bid", "ask"), [("1.00", "1.00"), ("1.10", "1.00")])
def test_a_locked_or_crossed_market_has_no_inside(bid: str, ask: str) -> None:
    assert stated().fills.rate("buy", Decimal("1.00"), Decimal(bid), Decimal(ask)) == 0


def test_how_often_time_is_looked_at_changes_nothing() -> None:
    def run(step: float) -> tuple[object, ...]:
        world = World(cash="2000000", seed=5)
        world.quote("1.00", "1.10")
        world.broker.submit(ticket(quantity=120, limit="1.05"))
        for _ in range(round(600 / step)):
            world.wait(step)
        return world.state().executions

    assert run(600) == run(1) == run(0.75) and len(run(600)) > 1


# --- how much at once ------------------------------------------------------------------------------
def test_a_quoted_size_is_not_exceeded_and_comes_again() -> None:
    world = World(model=without_latency())
    world.quote("1.00", "1.10", bid_size=4)
    world.broker.submit(ticket(quantity=10))
    fills = of(Filled, world.wait(5))
    assert [each.quantity for each in fills] == [4, 4, 2]
    assert [(each.at - world.opening.at).seconds for each in fills] == [0, 1, 2]
    assert {each.price for each in fills} == {Decimal("1.00")}


def test_without_a_quoted_size_it_is_drawn() -> None:
    sizes = {stated().fills.size(seed, "A gen o1.1/v1", "0") for seed in range(100)}
    assert sizes == {5, 10, 25, 50}
    world = World(cash="100000000")
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(quantity=500))
    fills = of(Filled, world.wait(600))
    assert sum(each.quantity for each in fills) == 500 and {each.quantity for each in fills} <= {5, 10, 25, 50}


def test_shares_fill_in_hundreds() -> None:
    world = World(model=without_latency())
    world.quote("99.99", "100.01", SHARE)
    world.broker.submit(ticket(act="buy", quantity=300, limit="100.01", instrument=SHARE))
    fills = of(Filled, world.wait(60))
    assert sum(each.quantity for each in fills) == 300 and {each.price for each in fills} == {Decimal("100.01")}
    assert world.held() == {"XYZ": 300}


# --- day orders ------------------------------------------------------------------------------------
def test_a_day_order_in_part_filled_expires_with_the_session() -> None:
    world = World(model=_inside("0"))
    world.quote("1.00", "1.10", bid_size=4)
    world.broker.submit(ticket(quantity=10))
    world.clock.at = world.clock.at.replace(microsecond=1)
    world.quote("0.90", "1.10")
    events = world.until(THURSDAY, time(16, 1))
    assert heard(events) == ["acknowledged", "filled", "expired"]
    assert events[-1].at == world.opening.at.replace(hour=16)
    assert heard(world.state().ended) == ["expired"] and world.held() == {PUT.symbol: -4}


# --- what it costs ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("act", "quantity", "price", "cost"),
    [
        # The broker's own 0.65, 0.50 or 0.25 a contract, at least a dollar, and the fees of others.
        ("buy", 1, "2", "1.04"),
        ("buy", 2, "5", "1.39"),
        ("buy", 3, "0.075", "1.63"),
        ("buy", 5, "0.03", "1.47"),
        ("buy", 100, "0.10", "69.40"),
        # On sales 0.00279 a contract and 0.0000278 of the money besides.
        ("sell", 1, "2", "1.05"),
        ("sell", 100, "2.00", "70.23"),
    ],
)
def test_options_cost_what_the_schedule_says(act: Act, quantity: int, price: str, cost: str) -> None:
    schedule = published()
    assert schedule.after(_run(), PUT, act, quantity, Decimal(price)).cost == Decimal(cost)


@pytest.mark.parametrize(
    ("quantity", "price", "cost"),
    [(1000, "100", "5.00"), (100, "50", "1.00"), (10, "0.20", "0.02"), (1, "500", "1.00")],
)
def test_shares_cost_what_the_schedule_says(quantity: int, price: str, cost: str) -> None:
    assert published().after(_run(), SHARE, "buy", quantity, Decimal(price)).cost == Decimal(cost)


def test_many_executions_of_an_order_cost_as_much_as_one() -> None:
    schedule, whole, parts = published(), _run(), _run()
    whole = schedule.after(whole, PUT, "sell", 10, Decimal("1.23"))
    for _ in range(10):
        parts = schedule.after(parts, PUT, "sell", 1, Decimal("1.23"))
    assert whole == parts


def test_a_schedule_whose_premiums_do_not_rise_is_refused() -> None:
    rows = published().options.model_copy(update={"per_contract": published().options.per_contract[::-1]})
    with pytest.raises(ValueError, match="premiums have to rise"):
        type(rows).model_validate(rows.model_dump())


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("[{from: 0.5, per_second: 1}, {from: 0.2, per_second: 1}]", "have to rise"),
        ("[{from: 2, per_second: 1}]", "less than or equal to 1"),
        ("[{from: 0, per_second: often}]", "decimal"),
        ("[{from: 0, per_second: 1, per_minute: 2}]", "per_minute"),
    ],
)
def test_a_model_that_makes_no_sense_is_refused_with_its_place(inside: str, why: str) -> None:
    text = (
        f"oldest_quote: 1\nsizes: [{{size: 1, weight: 1}}]\nshares_for_one: 1\nrefreshed_after: 1\ninside: {inside}\n"
    )
    with pytest.raises(PaperDataError, match=f"^model.yaml:[15]: .*{why}"):
        read_text(Fills, text, "model.yaml")


def test_a_modelled_quote_is_marked_on_its_fills() -> None:
    world = World()
    world.quote("1.00", "1.10", modelled=True)
    world.broker.submit(ticket())
    (fill,) = of(Filled, world.wait(2))
    basis = world.broker.basis(fill.execution_id)
    assert basis.modelled and (basis.bid, basis.ask) == (Decimal("1.00"), Decimal("1.10"))


def test_a_price_off_the_contracts_step_is_rejected() -> None:
    world = World()
    world.quote("3.00", "3.20", step=Decimal("0.05"))
    world.broker.submit(ticket(limit="3.12"))
    world.broker.submit(ticket("A gen o2.1/v1", limit="3.15"))
    assert heard(world.wait(1)) == ["rejected", "acknowledged"]


def test_contracts_have_their_own_multiplier() -> None:
    ten = option("put", multiplier=10, deliverable=10)
    world = World()
    world.quote("1.00", "1.10", ten)
    world.broker.submit(ticket(instrument=ten))
    world.wait(2)
    (execution,) = world.state().executions
    assert execution.commission is not None
    assert world.cash() == Decimal(1_000_000) + Decimal("10.00") - execution.commission


def _run() -> Run:
    return Run()


def test_after_an_execution_the_rest_waits_anew() -> None:
    world = World(cash="100000000", model=without_latency())
    world.quote("1.00", "1.10")
    world.broker.submit(ticket(quantity=9000, limit="1.05"))
    # 4% a second for a thousand seconds: 40 executions, give or take three times the root of it.
    assert 21 <= len(of(Filled, world.wait(1000))) <= 59
