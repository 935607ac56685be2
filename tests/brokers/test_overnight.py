"""Expiry, exercise, assignment, dividends and splits on paper."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from brokers.paper import Dividend, Model, Split
from brokers.paper.model import stated
from brokers.paper.overnight import Agenda
from brokers.paper.terms import adjusted, moneyness
from engine.trading.broker import (
    CashMoved,
    DividendPaid,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    SplitDone,
)
from engine.trading.instrument import Instrument
from tests.brokers.conformance import of
from tests.brokers.world import (
    CALL,
    FRIDAY,
    NEW_YORK,
    PUT,
    SHARE,
    THURSDAY,
    Weekdays,
    World,
    heard,
    option,
    ticket,
)

MONDAY = date(2026, 4, 20)
LATER = date(2026, 4, 24)
EVENING = time(18)


def _at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, NEW_YORK)


def _closing(world: World, price: str, on: date = FRIDAY) -> None:
    world.tape.price_from(_at(on, time(15, 59)), price)


@pytest.mark.parametrize(
    ("right", "quantity", "close", "event", "shares", "cash"),
    [
        ("put", -2, "99.99", OptionAssigned, 200, "-20000"),
        ("put", -2, "100", OptionExpired, 0, "0"),
        ("put", -2, "100.01", OptionExpired, 0, "0"),
        ("put", 2, "99.99", OptionExercised, -200, "20000"),
        ("put", 2, "100", OptionExpired, 0, "0"),
        ("call", -2, "100.01", OptionAssigned, -200, "20000"),
        ("call", -2, "100", OptionExpired, 0, "0"),
        ("call", 2, "100.01", OptionExercised, 200, "-20000"),
        ("call", 2, "100.009", OptionExpired, 0, "0"),
    ],
)
def test_expiry(
    right: str,
    quantity: int,
    close: str,
    event: type[OptionAssigned | OptionExercised | OptionExpired],
    shares: int,
    cash: str,
) -> None:
    held = PUT if right == "put" else CALL
    world = World(positions=[(held, quantity)])
    _closing(world, close)
    before = world.cash()
    assert world.until(FRIDAY, time(17, 59)) == []
    assert world.held() == {held.symbol: quantity}
    (told,) = world.until(FRIDAY, EVENING)
    assert isinstance(told, event) and told.quantity == 2 and told.instrument == held
    assert told.at == _at(FRIDAY, EVENING)
    assert world.held() == ({"XYZ": shares} if shares else {})
    assert world.cash() - before == Decimal(cash)
    assert world.until(LATER, time(12)) == []


@pytest.mark.parametrize(("quantity", "cash"), [(-3, "-1500"), (3, "1500")])
def test_a_cash_settled_option_moves_cash_alone(quantity: int, cash: str) -> None:
    index = option("put", cash_settled=True, deliverable=0)
    world = World(positions=[(index, quantity)])
    _closing(world, "95")
    before = world.cash()
    (told,) = world.until(FRIDAY, EVENING)
    assert isinstance(told, OptionAssigned | OptionExercised) and told.settlement == Decimal(5)
    assert world.held() == {} and world.cash() - before == Decimal(cash)


def test_an_adjusted_option_delivers_what_its_terms_say() -> None:
    """150 shares for 100 times the strike: in the money by what the deliverable is worth, not by the price."""
    held = option("put", deliverable=150)
    assert held.option is not None
    assert moneyness(held.option, Decimal(60)) == Decimal(10)
    assert moneyness(held.option, Decimal(70)) == Decimal(-5)
    world = World(positions=[(held, -1)])
    _closing(world, "60")
    before = world.cash()
    assert heard(world.until(FRIDAY, EVENING)) == ["assigned"]
    assert world.held() == {"XYZ": 150} and world.cash() - before == Decimal(-10000)


def test_without_a_closing_price_it_waits_for_one() -> None:
    world = World(positions=[(PUT, -1)])
    assert world.until(FRIDAY, time(23)) == []
    assert world.held() == {PUT.symbol: -1}
    _closing(world, "101")
    assert heard(world.until(MONDAY, EVENING)) == ["option_expired"]


def test_an_order_in_what_expires_is_over_before_it_does() -> None:
    world = World(positions=[(PUT, -1)], at=_at(FRIDAY, time(15)))
    _closing(world, "90")
    world.quote("9.00", "10.50")
    world.broker.submit(ticket(act="buy", limit="8.99"))
    assert heard(world.until(FRIDAY, EVENING)) == ["acknowledged", "expired", "assigned"]


def test_sub_accounts_expire_apart() -> None:
    world = World(positions=[(PUT, -1)])
    world.quote("1.00", "1.10")
    world.broker.submit(ticket("A rev o1.1/v1", sub_account="A rev"))
    world.wait(5)
    _closing(world, "90")
    told = of(OptionAssigned, world.until(FRIDAY, EVENING))
    assert {each.sub_account for each in told} == {"A gen", "A rev"} and len({each.event_id for each in told}) == 2


# --- early assignment ------------------------------------------------------------------------------
def _ex_friday(close: str, bid: str, ask: str, model: Model | None = None, **dates: date) -> World:
    """A covered call that expires later, on the eve of a dividend of 1.00."""
    call = option("call", expires_on=LATER)
    world = World(positions=[(SHARE, 300), (call, -3)], model=model)
    world.tape.paid = (Dividend(dates.get("ex", FRIDAY), Decimal("1.00"), dates.get("pays")),)
    world.quote(bid, ask, call)
    _closing(world, close, THURSDAY)
    return world


@pytest.mark.parametrize(
    ("close", "bid", "ask", "assigned"),
    [
        ("110", "10.90", "11.08", True),  # extrinsic 0.99, below the dividend
        ("110", "10.90", "11.10", False),  # extrinsic 1.00
        ("99", "0.10", "0.20", False),  # out of the money
        ("100", "0.10", "0.20", False),  # at the money
    ],
)
def test_a_call_is_assigned_before_a_dividend_that_is_worth_more_than_its_time(
    close: str, bid: str, ask: str, assigned: bool
) -> None:
    world = _ex_friday(close, bid, ask)
    told = of(OptionAssigned, world.until(THURSDAY, EVENING))
    assert [each.quantity for each in told] == ([3] if assigned else [])
    assert ("XYZ" in world.held()) is not assigned
    # Who was called away before the ex-date gets no dividend.
    assert len(of(DividendPaid, world.until(FRIDAY, time(12)))) == (0 if assigned else 1)


def test_only_on_the_eve() -> None:
    world = _ex_friday("110", "10.90", "11.00", ex=LATER)
    assert of(OptionAssigned, world.until(THURSDAY, EVENING)) == []


def test_a_share_of_holders_forgets_by_the_seeded_model() -> None:
    model = stated()
    rules = model.settlement.model_copy(update={"early_assignment": Decimal("0.5")})
    found = set()
    for seed in range(20):
        world = _ex_friday("110", "10.90", "11.00", model.model_copy(update={"settlement": rules}))
        world.seed = seed
        world.connect()
        found.add(sum(each.quantity for each in of(OptionAssigned, world.until(THURSDAY, EVENING))))
    assert found == {0, 1, 2, 3}


# --- dividends -------------------------------------------------------------------------------------
def test_a_dividend_is_earned_on_the_ex_date_and_paid_on_its_day() -> None:
    world = World(positions=[(SHARE, 300)])
    world.tape.paid = (Dividend(FRIDAY, Decimal("0.25"), LATER),)
    before = world.cash()
    assert world.until(FRIDAY, time(9, 31)) == []
    world.quote("99.99", "100.01", SHARE)
    world.broker.submit(ticket(quantity=300, limit="99.99", instrument=SHARE))
    world.until(FRIDAY, time(15))
    assert world.held() == {}
    proceeds = world.cash() - before
    (paid,) = of(DividendPaid, world.until(LATER, time(9)))
    assert (paid.shares, paid.per_share, paid.underlying) == (300, Decimal("0.25"), "XYZ")
    assert world.cash() - before == proceeds + Decimal(75)
    assert of(DividendPaid, world.until(date(2026, 5, 8), time(12))) == []


def test_who_buys_on_the_ex_date_gets_none() -> None:
    world = World()
    world.tape.paid = (Dividend(THURSDAY, Decimal("0.25")), Dividend(FRIDAY, Decimal("0.50")))
    world.quote("99.99", "100.01", SHARE)
    world.broker.submit(ticket(act="buy", quantity=100, limit="100.01", instrument=SHARE))
    paid = of(DividendPaid, world.until(FRIDAY, time(12)))
    assert [each.per_share for each in paid] == [Decimal("0.50")]


def test_an_ex_date_without_a_session_counts_on_the_next_one() -> None:
    world = World(positions=[(SHARE, 100)])
    world.tape.paid = (Dividend(date(2026, 4, 18), Decimal("0.25")),)
    assert world.until(FRIDAY, time(23)) == []
    assert heard(world.until(MONDAY, time(9))) == ["dividend"]


# --- splits ----------------------------------------------------------------------------------------
def test_a_split_into_a_whole_number_multiplies_contracts_and_divides_strikes() -> None:
    world = World(positions=[(SHARE, 100), (option("call", "120", LATER), -1), (option("put", "90", LATER), 2)])
    world.tape.parted = (Split(FRIDAY, 4),)
    (done,) = of(SplitDone, world.until(FRIDAY, time(9)))
    assert (done.to, done.of, done.underlying) == (4, 1, "XYZ")
    assert world.held() == {"XYZ": 400, "XYZ260424C00030000": -4, "XYZ260424P00022500": 8}
    new = dict(done.renamed)["XYZ260424C00120000"]
    assert new.option is not None
    assert (new.option.strike, new.option.multiplier, new.option.deliverable) == (Decimal(30), 100, 100)
    assert of(SplitDone, world.until(LATER, time(9))) == []


def test_any_other_split_changes_what_is_delivered() -> None:
    held = option("put", "100", LATER)
    world = World(positions=[(SHARE, 101), (held, -1)])
    world.tape.parted = (Split(FRIDAY, 3, 2),)
    _closing(world, "90", THURSDAY)
    before = world.cash()
    events = world.until(FRIDAY, time(9))
    (done,) = of(SplitDone, events)
    ((_, new),) = done.renamed
    assert new.symbol == "XYZ1260424P00100000" and new.option is not None
    assert (new.option.strike, new.option.multiplier, new.option.deliverable) == (Decimal(100), 100, 150)
    assert world.held() == {"XYZ": 151, new.symbol: -1}
    # Half a share at 90 before, 60 after the split.
    assert [each.amount for each in of(CashMoved, events)] == [Decimal("30.00")]
    assert world.cash() - before == Decimal("30.00")


@pytest.mark.parametrize(
    ("to", "of_", "strike", "deliverable"),
    [(20, 1, "35.05", 100), (3, 1, "233.67", 100), (1, 10, "701", 10), (6, 2, "233.67", 100), (3, 2, "701", 150)],
)
def test_terms_after_a_split(to: int, of_: int, strike: str, deliverable: int) -> None:
    new = adjusted(option("put", "701"), to, of_, stated().settlement).option
    assert new is not None and (new.strike, new.deliverable, new.multiplier) == (Decimal(strike), deliverable, 100)


def test_a_split_cancels_what_waits_for_the_open() -> None:
    world = World(positions=[(SHARE, 100)], at=_at(THURSDAY, time(17)))
    world.tape.parted = (Split(FRIDAY, 4),)
    world.broker.submit(ticket(quantity=100, limit="99", instrument=SHARE))
    assert heard(world.until(FRIDAY, time(9))) == ["acknowledged", "cancelled", "split"]


def test_worth_is_kept_by_a_split() -> None:
    held: Instrument = option("call", "100", LATER)
    for to, of_ in ((4, 1), (3, 2), (1, 2)):
        new = adjusted(held, to, of_, stated().settlement)
        assert held.option is not None and new.option is not None
        contracts = to if of_ == 1 else 1
        before = moneyness(held.option, Decimal(120)) * held.option.multiplier
        after = moneyness(new.option, Decimal(120) * of_ / to) * new.option.multiplier * contracts
        assert before == after


# --- when ------------------------------------------------------------------------------------------
def test_each_evening_and_morning_comes_once_also_over_a_change_of_the_clocks() -> None:
    agenda, at = Agenda(Weekdays(), stated()), _at(date(2026, 3, 5), time(12)).astimezone()
    found = []
    for _ in range(8):
        following = agenda.next(at)
        assert following is not None
        at = following[0]
        found.append((following[0].astimezone(NEW_YORK).isoformat(timespec="minutes"), following[2]))
    assert found == [
        ("2026-03-05T18:00-05:00", True),
        ("2026-03-06T05:30-05:00", False),
        ("2026-03-06T18:00-05:00", True),
        ("2026-03-09T05:30-04:00", False),
        ("2026-03-09T18:00-04:00", True),
        ("2026-03-10T05:30-04:00", False),
        ("2026-03-10T18:00-04:00", True),
        ("2026-03-11T05:30-04:00", False),
    ]
