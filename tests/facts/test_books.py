from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.facts import Typing, read_facts
from engine.snapshot import Snapshot
from engine.trading.books import (
    AccountView,
    Holding,
    Lot,
    OrderView,
    Position,
    Sale,
    SleeveView,
    SliceView,
    instruments_of,
)
from engine.trading.events import AccountOpened, LotBrought, PositionBrought, SleeveOpened
from engine.trading.health import Health
from engine.trading.instrument import Instrument, Option
from engine.trading.orders import SliceState
from facts.accounts import read_account, with_accounts
from facts.books import BooksFacts, asked_by, opened_from
from facts.errors import FactsError
from facts.traded import listed, traded
from rules.compile.law import Law
from tests.facts.world import EXAMPLES, recording, snapshot
from tests.laws import all_use

HEARD = datetime(2026, 4, 16, 14, 0, 0, 250_000, tzinfo=UTC)
WELL = Health(True, True, True, True, True, True, True)


@cache
def morning() -> Snapshot:
    """The market of a recorded morning."""
    return snapshot("2026-04-16", "at_10")


@cache
def law() -> Law:
    return all_use()


@cache
def typing() -> Typing:
    """What of the market was typed already: every test types what its books add to it, or change."""
    return Typing(law())


def put(symbol: str = "SPY260417P00701000", **terms: Any) -> Instrument:
    found = listed(symbol, recording().world.instruments)
    assert found is not None and found.option is not None
    return found.model_copy(update={"option": found.option.model_copy(update=terms)})


def slice_(state: SliceState, quantity: int = 50, filled: int = 0, number: int = 1) -> SliceView:
    key = f"A gen o1.{number}"
    return SliceView(key, key, 1, quantity, filled, Decimal("1.62"), state, HEARD, None)


def order(*slices: SliceView, **changed: Any) -> OrderView:
    found = OrderView(
        key="A gen o1",
        sleeve="A gen",
        instrument=put(),
        side="short",
        opens=True,
        urgent=False,
        origin="law",
        quantity=60,
        filled=10,
        mean_price=None,
        limit=Decimal("1.62"),
        action="open_csp",
        subject="A gen/SPY260417P00701000",
        position=None,
        purpose=None,
        after=None,
        status=None,
        slices=slices,
    )
    return replace(found, **changed)


def sleeve(kind: str = "gen", **changed: Any) -> SleeveView:
    found = SleeveView(
        key=f"A {kind}",
        kind=kind,
        cash=Decimal("400000.005"),
        base=Decimal(400000),
        reinvested=Decimal("12.5"),
        tax_reserve=Decimal(70),
        realised=Decimal(3),
        high_water=None,
        positions=(),
        holdings=(),
    )
    return replace(found, **changed)


def account(*sleeves: SleeveView, orders: Sequence[OrderView] = (), **changed: Any) -> AccountView:
    found = AccountView(
        "A", "demo", "full", date(2026, 4, 10), None, False, True, tuple(sleeves or (sleeve(),)), tuple(orders)
    )
    return replace(found, **changed)


def of(*accounts: AccountView, health: Health = WELL, market: Snapshot | None = None) -> dict[str, Any]:
    """The facts, after the law has read them without a complaint."""
    found = BooksFacts(recording().world, asked_by(law())).of(morning() if market is None else market, accounts, health)
    read = read_facts(law(), found, typing())
    assert read.facts is not None, read.findings
    return dict(found.facts)


# --- account files and books say the same --------------------------------------------------------
@pytest.mark.parametrize("name", ["fresh", "holding"])
def test_books_that_begin_with_an_account_file_give_the_facts_of_the_file(name: str) -> None:
    read = read_account(EXAMPLES / "accounts" / f"{name}.yaml")
    [opened, *brought] = opened_from(read, recording().world)
    assert isinstance(opened, AccountOpened)
    lots: dict[tuple[str, str], list[Lot]] = {}
    for event in brought:
        assert isinstance(event, LotBrought)
        held = lots.setdefault((event.sleeve, event.underlying), [])
        held.append(Lot(len(held) + 1, event.shares, event.cost, event.acquired_on, event.assigned))
    view = AccountView(
        account=opened.account,
        user=opened.user,
        kind=opened.account_kind,
        opened_on=opened.opened_on,
        parent=opened.parent,
        stress_test=opened.stress_test,
        matches_broker=True,
        sleeves=tuple(
            SleeveView(
                each.name, each.sleeve_kind, each.cash, each.base, each.reinvested, Decimal(0), Decimal(0),
                each.high_water, (),
                tuple(Holding(symbol, tuple(held)) for (of, symbol), held in lots.items() if of == each.name),
            )
            for each in opened.sleeves
        ),
        orders=(),
    )  # fmt: skip
    told = of(view)
    written = with_accounts(morning(), [read], recording().world).facts
    for scope in ("user", "account", "sleeve", "holding", "lot", "purchase", "underlying", "contract", "expiry"):
        assert told.get(scope) == written.get(scope), scope


def test_a_ledger_begins_with_positions_by_their_terms(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "account: A\nuser: u\nkind: full\nopened: 2026-04-10\nsleeves:\n  gen:\n    cash: 1\n    base: 2\n"
        "    high_water: 3\n    reinvested: 4\n    positions:\n"
        "      - { contract: SPY260417P00701000, side: long, quantity: 2, credit: -1.62, opened: 2026-04-16,"
        " purpose: hedge }\n"
    )
    [opened, brought] = opened_from(read_account(path), recording().world)
    assert isinstance(opened, AccountOpened) and isinstance(brought, PositionBrought)
    [begins] = opened.sleeves
    assert begins == SleeveOpened(
        name="A gen",
        sleeve_kind="gen",
        cash=Decimal(1),
        base=Decimal(2),
        reinvested=Decimal(4),
        high_water=Decimal(3),
    )
    assert (brought.position, brought.sleeve, brought.credit, brought.purpose) == (
        "A gen 1",
        "A gen",
        Decimal("-1.62"),
        "hedge",
    )
    assert brought.instrument.option == Option(
        expires_on=date(2026, 4, 17), right="put", strike=Decimal(701), multiplier=100, deliverable=100
    )


def test_a_ledger_does_not_begin_with_orders_or_assumed_fills(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "account: A\nuser: u\nkind: full\nopened: 2026-04-10\nsleeves:\n"
        "  gen:\n    cash: 1\n    base: 2\n    positions:\n"
        "      - { contract: SPY260417P00701000, side: short, quantity: 2, opened: 2026-04-16, hypothetical: true }\n"
        "      - { contract: ZZZ260417P00701000, side: short, quantity: 2, opened: 2026-04-16 }\n"
        "    orders:\n      - { contract: SPY260417P00701000, side: short, quantity: 2, state: working }\n"
    )
    with pytest.raises(FactsError) as error:
        opened_from(read_account(path), recording().world)
    assert sorted(each.code for each in error.value.findings) == ["F601", "F601", "F607"]


# --- sleeves, positions, shares -------------------------------------------------------------------
def test_money_is_in_whole_cents_and_the_tax_reserve_is_not_cash_any_more() -> None:
    assert of(account())["sleeve"]["A gen"] == {
        "account": "A",
        "kind": "gen",
        "cash": "400000",
        "base": "400000",
        "reinvested": "12.5",
    }
    high = sleeve(high_water=Decimal("410000.50"))
    assert of(account(high))["sleeve"]["A gen"]["opening_high_water"] == "410000.5"


def test_a_short_position_has_a_credit_and_a_long_one_a_cost() -> None:
    short = Position("A gen 1", put(), "short", 2, Decimal("1.62"), date(2026, 4, 16), "income")
    long = Position("A gen 2", put(), "long", 3, Decimal("-0.15"), date(2026, 4, 16), "hedge")
    unknown = Position("A gen 3", put(), "long", 1, None, date(2026, 4, 16), None)
    found = of(account(sleeve(positions=(short, long, unknown))))
    common = {"sleeve": "A gen", "contract": "SPY260417P00701000", "opened_on": "2026-04-16", "hypothetical": "false"}
    assert found["position"] == {
        "A gen 1": {**common, "side": "short", "quantity": "2", "purpose": "income", "original_credit": "1.62"},
        "A gen 2": {**common, "side": "long", "quantity": "3", "purpose": "hedge", "cost": "0.15"},
        "A gen 3": {**common, "side": "long", "quantity": "1"},
    }
    assert found["exposure"]["A gen 2"] == {
        "sleeve": "A gen", "contract": "SPY260417P00701000", "side": "long", "quantity": "3", "source": "held",
    }  # fmt: skip


def test_lots_are_as_bought_and_sales_take_the_oldest_shares() -> None:
    lots = (
        Lot(4, 100, Decimal("200.33335"), date(2026, 1, 12), True),
        Lot(5, 200, Decimal(220), date(2026, 2, 9), False),
    )
    sales = (Sale(2, 150, Decimal(230), date(2026, 4, 1)),)
    found = of(account(sleeve("com", holdings=(Holding("AAPL", lots, sales),))))
    assert found["holding"]["A com AAPL"] == {
        "sleeve": "A com", "underlying": "AAPL", "shares": "150", "assigned": "false",
    }  # fmt: skip
    assert found["lot"]["A com AAPL 4"]["cost"] == "200.3334"
    assert found["lot"]["A com AAPL 5"]["shares"] == "200"
    assert found["sale"] == {"A com AAPL 2": {"holding": "A com AAPL", "number": "2", "shares": "150", "price": "230"}}
    part = (Sale(2, 50, Decimal(230), date(2026, 4, 1)),)
    assert of(account(sleeve("com", holdings=(Holding("AAPL", lots, part),))))["holding"]["A com AAPL"] == {
        "sleeve": "A com", "underlying": "AAPL", "shares": "250", "assigned": "true",
    }  # fmt: skip


def test_shares_of_what_the_market_does_not_know_can_be_bought_as_well() -> None:
    holding = Holding("IWM", (Lot(1, 100, Decimal(200), date(2026, 4, 10), False),))
    bare = Snapshot(morning().at, (), {"clock": morning().facts["clock"], "underlying": {}}, "")
    found = of(account(sleeve("com", holdings=(holding,))), market=bare)
    assert found["purchase"] == {"A com IWM": {"sleeve": "A com", "underlying": "IWM"}}
    assert found["underlying"]["IWM"] == {"instrument": "fund", "has_chain": "false"}


def test_a_contract_that_is_held_and_not_quoted_has_its_own_terms() -> None:
    adjusted = put(multiplier=100, deliverable=10).model_copy(
        update={"symbol": "GOOGL1260417P00701000", "underlying": "GOOGL"}
    )
    held = Position("A gen 1", adjusted, "short", 2, Decimal(1), date(2026, 4, 16), None)
    found = of(account(sleeve(positions=(held,))))
    assert found["contract"]["GOOGL1260417P00701000"] == {
        "expiry": "GOOGL 2026-04-17",
        "right": "put",
        "strike": "701",
        "expires_on": "2026-04-17",
        "days_to_expiry": "1",
        "sessions_to_expiry": "2",
        "multiplier": "100",
    }
    assert found["expiry"]["GOOGL 2026-04-17"] == {"underlying": "GOOGL", "date": "2026-04-17"}


def test_a_contract_that_the_market_knows_is_left_alone() -> None:
    held = Position("A gen 1", put(multiplier=10), "short", 2, Decimal(1), date(2026, 4, 16), None)
    assert of(account(sleeve(positions=(held,))))["contract"] == morning().facts["contract"]
    assert "position" not in morning().facts


# --- orders and what they may still become ---------------------------------------------------------
def exposure(*slices: SliceView, **changed: Any) -> list[tuple[str, str, str]]:
    found = of(account(orders=[order(*slices, **changed)])).get("exposure", {})
    return [(key, each["quantity"], each["source"]) for key, each in found.items()]


def test_an_order_that_opens_counts_whole_from_when_it_was_planned() -> None:
    assert exposure() == [("A gen o1", "50", "working")]
    assert exposure(slice_(SliceState.SENDING)) == [("A gen o1", "50", "working")]
    assert exposure(slice_(SliceState.PARTIAL, filled=10)) == [("A gen o1", "50", "working")]
    assert exposure(slice_(SliceState.CANCELLED, filled=10)) == [("A gen o1", "50", "working")]


def test_an_unknown_slice_is_in_doubt_and_the_rest_works() -> None:
    unknown = slice_(SliceState.UNKNOWN, quantity=30, filled=10)
    assert exposure(unknown) == [("A gen o1", "30", "working"), ("A gen o1 in doubt", "20", "in_doubt")]
    whole = slice_(SliceState.UNKNOWN, quantity=60)
    assert exposure(whole) == [("A gen o1 in doubt", "50", "in_doubt")]


def test_an_order_that_has_ended_binds_what_may_still_be_at_the_broker() -> None:
    assert exposure(slice_(SliceState.CANCELLED), status="cancelled") == []
    late = slice_(SliceState.UNKNOWN, quantity=20, filled=5)
    assert exposure(late, status="given_up") == [("A gen o1 in doubt", "15", "in_doubt")]
    assert "order" not in of(account(orders=[order(late, status="given_up")]))


def test_an_order_that_closes_is_no_exposure() -> None:
    assert exposure(opens=False, side="long") == []


def test_an_order_is_told_as_the_law_asks() -> None:
    found = of(account(orders=[order()]))["order"]["A gen o1"]
    assert found == {
        "sleeve": "A gen",
        "contract": "SPY260417P00701000",
        "origin": "law",
        "side": "short",
        "opens": "true",
        "urgent": "false",
        "quantity": "60",
        "filled": "10",
    }
    external = of(account(orders=[order(origin="external")]))["order"]["A gen o1"]
    assert (external["origin"], external["limit"]) == ("external", "1.62")


def test_an_order_that_waits_for_another_binds_and_is_not_told_yet() -> None:
    closing = order(key="A gen o2", side="long", opens=False, filled=59)
    waiting = order(after="A gen o2")
    found = of(account(orders=[closing, waiting]))
    assert set(found["order"]) == {"A gen o2"}
    assert found["exposure"]["A gen o1"]["quantity"] == "50"
    done = replace(closing, filled=60)
    assert set(of(account(orders=[done, waiting]))["order"]) == {"A gen o1", "A gen o2"}
    assert set(of(account(orders=[replace(done, status="filled"), waiting]))["order"]) == {"A gen o1"}


AAPL = Instrument(symbol="AAPL", underlying="AAPL")


def buying(*slices: SliceView, **changed: Any) -> dict[str, Any]:
    """What is told of an order for 60 shares at $200, of which 10 are filled."""
    told = {"instrument": AAPL, "side": "long", "limit": Decimal(200)} | changed
    found = of(account(orders=[order(*slices, **told)]))
    assert not {"order", "slice", "exposure"} & set(found)
    shares: dict[str, Any] = found.get("share_order", {})
    return shares


def test_of_an_order_for_shares_the_law_hears_what_it_may_still_buy() -> None:
    common = {"sleeve": "A gen", "underlying": "AAPL", "limit": "200"}
    assert buying() == {"A gen o1": {**common, "shares": "50"}}
    assert buying(slice_(SliceState.WORKING)) == {"A gen o1": {**common, "shares": "50"}}
    assert buying(slice_(SliceState.PARTIAL, filled=20), filled=20) == {"A gen o1": {**common, "shares": "40"}}
    assert buying(slice_(SliceState.FILLED, quantity=60, filled=60), filled=60) == {}


def test_an_order_for_shares_that_is_over_binds_what_may_still_be_at_the_broker() -> None:
    assert buying(slice_(SliceState.CANCELLED), status="given_up") == {}
    late = buying(slice_(SliceState.UNKNOWN, quantity=20, filled=5), status="given_up")
    assert [each["shares"] for each in late.values()] == ["15"]


def test_shares_that_are_being_sold_are_bought_by_no_order() -> None:
    assert buying(side="short", opens=False) == {}


def test_what_an_order_for_shares_without_a_limit_may_cost_is_unknown() -> None:
    assert [each.get("limit") for each in buying(limit=None).values()] == [None]


S = SliceState


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (S.PLANNED, None),
        (S.APPROVED, None),
        (S.DENIED, None),
        (S.SENDING, "false false false missing"),
        (S.ACKNOWLEDGED, "true false false true"),
        (S.WORKING, "true false false true"),
        (S.PARTIAL, "true false false true"),
        (S.FILLED, "true false false true"),
        (S.CANCELLED, "true true false true"),
        (S.EXPIRED, "true true false true"),
        (S.REJECTED, "false false true true"),
        (S.UNKNOWN, "false false false missing"),
    ],
)
def test_what_is_told_of_a_slice(state: SliceState, told: str | None) -> None:
    found = of(account(orders=[order(slice_(state))])).get("slice", {}).get("A gen o1.1")
    if told is None:
        assert found is None
        return
    flags = ("acknowledged", "cancelled", "rejected", "known_to_broker")
    assert " ".join(found.get(name, "missing") for name in flags) == told
    assert (found["order"], found["client_id"], found["version"]) == ("A gen o1", "A gen o1.1", "1")
    assert found["last_heard_at"] == "2026-04-16T10:00:00.250000-04:00"
    assert found["limit"] == "1.62"
    assert datetime.fromisoformat(found["last_heard_at"]) - HEARD == timedelta(0)


def test_what_accounts_hold_or_have_ordered() -> None:
    call = put("SPY260417C00710000")
    held = Position("A gen 1", call, "short", 2, Decimal(1), date(2026, 4, 16), None)
    holding = Holding("AAPL", (Lot(1, 100, Decimal(200), date(2026, 4, 10), False),))
    sleeves = (sleeve(positions=(held,)), sleeve("com", holdings=(holding,)))
    share = Instrument(symbol="AAPL", underlying="AAPL")
    assert instruments_of([account(*sleeves, orders=[order()])]) == (share, call, put())
    assert instruments_of([account(*sleeves, orders=[order(status="filled")])]) == (share, call)
    late = order(slice_(SliceState.UNKNOWN), status="given_up")
    assert instruments_of([account(orders=[late])]) == (put(),)


# --- health, and what is asked ----------------------------------------------------------------------
def test_health_replaces_what_a_recording_assumed() -> None:
    assert morning().facts["broker"] == {"is_up": "true", "state_fetched": "true"}
    found = of(account(), health=Health(broker_up=False, ledger_current=True))
    assert found["broker"] == {"is_up": "false"}
    assert found["system"] == {"ledger_current": "true"}
    assert not {"broker", "system"} & set(of(account(), health=Health()))
    assert of(account())["system"] == {
        "healthy": "true",
        "snapshot_loaded": "true",
        "schedule_rebuilt": "true",
        "ledger_current": "true",
        "reports_written": "true",
    }


def test_only_what_is_asked_is_told() -> None:
    asked = {"sleeve": ["cash"], "account": [], "slice": ["version"], "broker": ["is_up"]}
    books = BooksFacts(recording().world, asked)
    view = account(orders=[order(slice_(SliceState.WORKING))])
    found = books.of(Snapshot(morning().at, (), {}, ""), [view], WELL).facts
    assert found["sleeve"] == {"A gen": {"account": "A", "cash": "400000"}}
    assert found["account"] == {"A": {"user": "demo"}}
    assert found["slice"] == {"A gen o1.1": {"order": "A gen o1", "version": "1"}}
    assert found["broker"] == {"is_up": "true"}
    assert "system" not in found


def test_every_scope_of_the_law_is_named() -> None:
    asked = asked_by(law())
    assert asked["purchase"] == asked["user"] == frozenset()
    assert asked["slice"] >= {"client_id", "known_to_broker"}


# --- instruments ------------------------------------------------------------------------------------
def test_an_instrument_is_made_from_a_symbol_and_the_facts_of_its_contract() -> None:
    found = traded("SPY260417P00701000", morning().facts)
    assert found == put()
    assert (put().underlying, put().units) == ("SPY", 100)
    assert traded("SPY", morning().facts) == Instrument(symbol="SPY", underlying="SPY")
    assert traded("SPY260417P09999000", morning().facts) is None
    with_deliverable = traded("SPY260417P00701000", morning().facts, deliverable=10)
    assert with_deliverable is not None
    assert with_deliverable.option is not None
    assert (with_deliverable.option.multiplier, with_deliverable.option.deliverable) == (100, 10)


def test_an_option_of_an_index_is_settled_in_cash() -> None:
    facts = {
        "underlying": {"SPX": {"instrument": "index"}},
        "expiry": {"SPX 2026-04-17": {"underlying": "SPX", "date": "2026-04-17"}},
        "contract": {"SPXW260417P05000000": {"expiry": "SPX 2026-04-17", "multiplier": "100"}},
    }
    found = traded("SPXW260417P05000000", facts)
    assert found is not None and found.option is not None
    assert (found.underlying, found.option.cash_settled) == ("SPX", True)
    facts["contract"]["SPXW260417P05000000"]["multiplier"] = "unknown"
    assert traded("SPXW260417P05000000", facts) is None
