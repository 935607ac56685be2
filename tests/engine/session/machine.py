"""Random mornings: markets that move and fall silent, a broker that fails, people who intervene, processes that end.

Whatever comes, what is required here holds at every call of the broker and after every step.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.backends.registry import DEFAULT, REFERENCE
from engine.session.recovery import differences
from engine.trading.books import AccountView, OrderView, SleeveView
from engine.trading.broker import Broker, BrokerEvent, BrokerState, BrokerUnavailable, Ticket
from engine.trading.events import SliceStepped
from engine.trading.orders import MAY_BE_AT_BROKER, SliceState
from ledger.books import AccountBooks
from tests.engine.session.world import (
    AAPL_CALL,
    AAPL_PUT,
    NVDA_PUT,
    SPY_PUT,
    TSLA_PUT,
    Bench,
    StillMarket,
    at,
    lot,
    opened,
)

SLEEVES = ("A gen", "A rev", "A com")
QUOTES = {
    SPY_PUT: ("1.58", "1.62", "0.43"),
    AAPL_PUT: ("1.18", "1.22", "0.42"),
    NVDA_PUT: ("2.08", "2.12", "0.33"),
    TSLA_PUT: ("3.98", "4.02", "0.32"),
    AAPL_CALL: ("1.10", "1.14", "0.22"),
}
ENGINES = (DEFAULT, REFERENCE)
"""Who decides in random mornings: as many by each."""
CAP = Decimal("0.25")
LATELY = 12
"""How many entries of the ledger are looked at for a step that has to have been written just now."""
FAULTS = (
    "name: lost before, fault: unknown_before, on: [submit, cancel, replace], chance: 0.15",
    "name: lost after, fault: unknown_after, on: [submit, cancel, replace], chance: 0.15, seconds: 2",
    "name: very late, fault: unknown_after, on: [submit], chance: 0.1, seconds: 9",
    "name: no, fault: refuse, on: [cancel, replace], code: refused_now, chance: 0.2",
    "name: too late, fault: fill_first, on: [cancel, replace], chance: 0.2",
    "name: away, fault: unavailable, on: [submit, replace, cancel, state], chance: 0.1",
    "name: rejected, fault: reject, on: [submit], code: rejected_by_exchange, chance: 0.15",
    "name: link, fault: outage, on: [poll, submit], seconds: 20, chance: 0.04, events: lost",
    "name: slow link, fault: outage, on: [poll, cancel], seconds: 30, chance: 0.04, events: late",
    "name: twice, fault: duplicate, told: [filled, cancelled, acknowledged], chance: 0.3, seconds: 2",
    "name: late, fault: late, told: [filled, acknowledged], chance: 0.3, seconds: 4",
    "name: lost, fault: lose, told: [filled, cancelled, acknowledged], chance: 0.1",
    "name: mixed, fault: reorder, on: [poll], chance: 0.5",
    "name: pending, fault: pending_commission, told: [filled], chance: 0.5, seconds: 30",
)
STARTS = (at(8, 9, 50), at(10, 9, 50), at(11, 9, 50), at(12, 14, 25))


class Guard:
    """Between session and broker: what must be true whenever something is handed over."""

    def __init__(self, broker: Broker, machine: Account) -> None:
        self.broker, self.machine = broker, machine

    def submit(self, ticket: Ticket) -> None:
        self.machine.before_submit(ticket)
        self.broker.submit(ticket)

    def replace(self, reference: str, ticket: Ticket) -> None:
        self.machine.before_replace(ticket)
        self.broker.replace(reference, ticket)

    def cancel(self, reference: str) -> None:
        self.broker.cancel(reference)

    def poll(self) -> Sequence[BrokerEvent]:
        return self.broker.poll()

    def state(self, sub_accounts: Sequence[str], since: date) -> BrokerState:
        return self.broker.state(sub_accounts, since)


class Account(RuleBasedStateMachine):
    """One account, its market, its broker, and everything that may happen to them."""

    counts: ClassVar[Counter[str]] = Counter()
    engine: ClassVar[str] = DEFAULT

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.bench: Bench | None = None
        self.day_over = False

    @initialize(
        start=st.sampled_from(STARTS),
        faults=st.lists(st.sampled_from(FAULTS), max_size=4, unique=True),
        seed=st.integers(0, 1000),
        cash=st.sampled_from(("100000", "410000", "8000000")),
    )
    def open(self, start: datetime, faults: list[str], seed: int, cash: str) -> None:
        text = "faults:\n" + "".join(f"  - {{ {each} }}\n" for each in faults) if faults else None
        self.bench = Bench(
            self.folder,
            start=start,
            market=StillMarket.of(QUOTES),
            events=opened(cash, lots=[lot("AAPL", 200, "205.00")]),
            faults=text,
            seed=seed,
            around=lambda broker: Guard(broker, self),
            trace="none",
            engine=self.engine,
        )
        self.counts["machines"] += 1

    @property
    def at_work(self) -> Bench:
        assert self.bench is not None
        return self.bench

    # --- what may happen ------------------------------------------------------------------------
    @rule(seconds=st.sampled_from((1, 2, 3, 5, 20, 120)))
    def time_passes(self, seconds: int) -> None:
        self.at_work.seconds(seconds)

    @rule(symbol=st.sampled_from(("SPY", "AAPL", "NVDA", "TSLA")), percent=st.integers(-12, 8))
    def a_price_moves(self, symbol: str, percent: int) -> None:
        market, now = self.at_work.market, self.at_work.clock.now()
        before = Decimal(market.prices[symbol][-1][1])
        after = (before * (100 + percent) / 100).quantize(Decimal("0.01"))
        market.price(now, symbol, str(after))
        for contract in QUOTES:
            if contract.startswith(symbol):
                _requote(market, contract, now, after)

    @rule(contract=st.sampled_from(sorted(QUOTES)))
    def nobody_quotes(self, contract: str) -> None:
        self.at_work.market.silent(self.at_work.clock.now(), contract)

    @rule(contract=st.sampled_from(sorted(QUOTES)))
    def it_is_quoted_again(self, contract: str) -> None:
        self.at_work.market.quote(self.at_work.clock.now(), contract, *QUOTES[contract])

    @rule(verb=st.sampled_from(("stop", "kill", "reset")), scope=st.sampled_from((None, "A rev")))
    def a_person_acts(self, verb: str, scope: str | None) -> None:
        self.at_work.session.operator(verb, "somebody", "because", scope)

    @rule()
    def the_process_ends_and_comes_back(self) -> None:
        self.at_work.restart()
        self.counts["restarts"] += 1

    @precondition(lambda self: self.bench is not None and not self.day_over)
    @rule()
    def the_day_ends(self) -> None:
        now = self.at_work.clock.now()
        self.at_work.run((now + timedelta(days=1)).replace(hour=9, minute=46, second=0))
        self.day_over = True
        self.counts["days"] += 1

    # --- what must be true ----------------------------------------------------------------------
    def before_submit(self, ticket: Ticket) -> None:
        self.counts["submitted"] += 1
        bench = self.at_work
        steps = self._written(ticket.reference)
        assert [each.state for each in steps][-1:] == [SliceState.SENDING], "sent before it was written"
        view = bench.view
        order = next(each for each in view.orders if any(own.client_id in ticket.reference for own in each.slices))
        live = [each for each in order.slices if each.state in MAY_BE_AT_BROKER]
        assert len(live) == 1, "two slices of one order"
        assert ticket.quantity <= order.quantity - order.filled
        if order.instrument.option is not None:
            assert ticket.quantity <= 50
        sleeve = next(each for each in view.sleeves if each.key == ticket.sub_account)
        if order.opens and order.side == "short":
            _covered(bench.market, view, sleeve, order)
        if not order.opens:
            _not_more_than_there_is(view, sleeve, order)

    def before_replace(self, ticket: Ticket) -> None:
        self.counts["replaced"] += 1
        found = self._written(ticket.reference)
        assert found, "replaced before it was written"
        assert found[-1].limit == ticket.limit

    def _written(self, reference: str) -> list[SliceStepped]:
        """The steps of a slice among the newest entries of the ledger."""
        after = max(self.at_work.ledger.head("A").sequence - LATELY, 0)
        newest = [each.event for each in self.at_work.ledger.entries("A", after)]
        return [each for each in newest if isinstance(each, SliceStepped) and each.reference == reference]

    @invariant()
    def no_money_is_spent_that_is_not_there(self) -> None:
        if self.bench is not None:
            assert all(sleeve.cash >= 0 for sleeve in self.bench.view.sleeves)

    def _the_ledger_tells_the_same_books(self, bench: Bench) -> None:
        books = AccountBooks()
        for entry in bench.entries():
            books.apply(entry.event, entry.at)
        assert books.view() == bench.view

    @invariant()
    def the_broker_works_no_slice_twice(self) -> None:
        if self.bench is None:
            return
        with suppress(BrokerUnavailable):
            state = self.bench.broker.state(SLEEVES, self.bench.clock.now().date())
            orders = Counter((each.reference or "").rpartition(".")[0] for each in state.open_orders)
            self.counts["looked at the broker"] += 1
            doubled = [key for key, count in orders.items() if count > 1]
            for key in doubled:
                order = next(each for each in self.bench.view.orders if each.key == key)
                alive = [each for each in order.slices if each.state in MAY_BE_AT_BROKER]
                assert len(alive) <= 1, "what is given up by the books is cancelled once it is seen"

    def teardown(self) -> None:
        bench = self.bench
        if bench is None:
            return
        try:
            self._the_ledger_tells_the_same_books(bench)
            self._settles(bench)
        finally:
            bench.close()
            shutil.rmtree(self.folder)

    def _settles(self, bench: Bench) -> None:
        """Once the broker answers again, books and broker agree to the cent, and nothing is left in doubt."""
        for _ in range(12):
            bench.seconds(60)
            bench.restart()
            if not bench.session.desk.health.state_fetched:
                continue
            with suppress(BrokerUnavailable):
                state = bench.broker.state(SLEEVES, bench.clock.now().date())
                found = list(differences(bench.view, state))
                pending = any(each.commission is None for each in state.executions)
                if not found and not pending:
                    self.counts["agreed"] += 1
                    self.counts["filled contracts or shares"] += sum(
                        own.filled for order in bench.view.orders for own in order.slices
                    )
                    return
        raise AssertionError(f"books and broker do not come together: {found}")


def _requote(market: StillMarket, contract: str, now: datetime, price: Decimal) -> None:
    """A market in a contract that goes with its underlying: what it is worth at once, and a little more."""
    strike, put = Decimal(contract[-8:]) / 1000, contract[-9] == "P"
    worth = max(strike - price if put else price - strike, Decimal(0))
    mid = worth + Decimal("0.60")
    delta = "0.90" if worth else "0.30"
    market.quote(now, contract, f"{mid - Decimal('0.02'):.2f}", f"{mid + Decimal('0.02'):.2f}", delta)


def _exposed(view: AccountView, sleeve: SleeveView, right: str, underlying: str) -> list[tuple[Decimal, int]]:
    """Strike and contracts sold of a right: held, and of orders that open what is or may be at the broker.

    What is planned and not sent yet is judged again when its own slice is sent.
    """
    found = [
        (each.instrument.option.strike, each.quantity)
        for each in sleeve.positions
        if each.instrument.option is not None
        and (each.side, each.instrument.option.right, each.instrument.underlying) == ("short", right, underlying)
    ]
    for order in view.orders:
        option = order.instrument.option
        if option is None or order.sleeve != sleeve.key or not order.opens or order.side != "short":
            continue
        if option.right != right or order.instrument.underlying != underlying:
            continue
        alive = sum(each.quantity - each.filled for each in order.slices if each.state in MAY_BE_AT_BROKER)
        found.append((option.strike, alive))
    return found


def _shares(sleeve: SleeveView, underlying: str) -> int:
    return sum(
        sum(each.shares for each in holding.lots) - sum(each.shares for each in holding.sales)
        for holding in sleeve.holdings
        if holding.underlying == underlying
    )


def _covered(market: StillMarket, view: AccountView, sleeve: SleeveView, order: OrderView) -> None:
    """No naked call, no uncovered put, no cap exceeded, with everything that is in flight."""
    underlying = order.instrument.underlying
    calls = sum(count for _, count in _exposed(view, sleeve, "call", underlying))
    assert calls * 100 <= _shares(sleeve, underlying), "a naked call"
    puts = [(strike, count) for symbol in market.prices for strike, count in _exposed(view, sleeve, "put", symbol)]
    bound = sum((strike * count * 100 for strike, count in puts), Decimal(0))
    assert bound <= sleeve.cash, "an uncovered put"
    own = sum((strike * count * 100 for strike, count in _exposed(view, sleeve, "put", underlying)), Decimal(0))
    price = Decimal(market.prices[underlying][-1][1])
    if order.instrument.option is not None and order.instrument.option.right == "put":
        assert own + price * _shares(sleeve, underlying) <= CAP * _equity(market, sleeve), "more than the cap"


def _equity(market: StillMarket, sleeve: SleeveView) -> Decimal:
    """By the newest prices, as the law has it; a contract that nobody quotes counts as nothing."""
    found = sleeve.cash
    for holding in sleeve.holdings:
        found += Decimal(market.prices[holding.underlying][-1][1]) * _shares(sleeve, holding.underlying)
    for each in sleeve.positions:
        quote = market.quotes[each.instrument.symbol][-1][1]
        if quote is not None:
            worth = (Decimal(quote[0]) + Decimal(quote[1])) / 2 * 100 * each.quantity
            found += worth if each.side == "long" else -worth
    return found


def _not_more_than_there_is(view: AccountView, sleeve: SleeveView, order: OrderView) -> None:
    held = sum(each.quantity for each in sleeve.positions if each.key == order.position)
    closing = sum(
        each.quantity - each.filled
        for one in view.orders
        if one.position == order.position and not one.opens
        for each in one.slices
        if each.state in MAY_BE_AT_BROKER
    )
    assert closing <= held, "more is being closed than there is"
