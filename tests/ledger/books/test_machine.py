"""Any sequence of events: books balance, agree with a naive count, and are the same when rebuilt from the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.trading.books import BooksRefused
from engine.trading.broker import (
    CashMoved,
    CommissionReported,
    DividendPaid,
    Filled,
    OptionAssigned,
    OptionExercised,
    OptionExpired,
    SplitDone,
)
from engine.trading.events import (
    ACCOUNT_EVENT,
    AccountEvent,
    AssignmentBooked,
    CapitalMoved,
    CashBooked,
    CommissionBooked,
    CyclesUnchanged,
    DividendBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    Interrupted,
    LotBrought,
    OrderEnded,
    Reconciled,
    Reinvested,
    SplitBooked,
    TaxReserved,
)
from engine.trading.instrument import Instrument
from engine.trading.journal import Entry
from engine.trading.orders import ENDED, SliceState
from ledger.books.projections import Projections, rebuilt
from ledger.books.rows import TransactionRow
from tests.ledger.books.world import AT, COM, GEN, SHARE, opened, option, order, stepped

SLEEVES = st.sampled_from([GEN, COM])
CASH_SETTLED = option("put", 4000, underlying="IDX", deliverable=0, cash_settled=True)
CONTRACTS = (option("put", 96), option("call", 104), option("put", 96, expires_on=date(2027, 1, 15)), CASH_SETTLED)
INSTRUMENTS = st.sampled_from([SHARE, *CONTRACTS])
PRICES = st.integers(0, 9999).map(lambda each: Decimal(each) / 100)
COUNTS = st.integers(1, 4)
COMMISSIONS = st.sampled_from([None, "-1", "0.65"])
TOLD_AGAIN = (FillBooked, AssignmentBooked, ExerciseBooked, ExpiryBooked, DividendBooked, SplitBooked, CashBooked)


class Books(RuleBasedStateMachine):
    """Live books, what was written of them, and a count that knows nothing of double entry."""

    def __init__(self) -> None:
        super().__init__()
        self.at: datetime = AT
        self.live = Projections()
        self.written: list[Entry] = []
        self.held: Counter[tuple[str, str]] = Counter()
        self.paid: dict[str, Decimal] = {GEN: Decimal(0), COM: Decimal(0)}
        self.filled: Counter[str] = Counter()
        self.commissions: dict[str, tuple[str, Decimal]] = {}
        self.contracts = {each.symbol: each for each in CONTRACTS}
        self.number = 0

    # --- what every step does -----------------------------------------------------------------------------------------
    def book(self, event: AccountEvent) -> bool:
        """Books an event and writes it down; one that is refused must have changed nothing."""
        entry = Entry(len(self.written) + 1, "A", self.at, event, "", "")
        before = (self.live.tables(), self.live.books.view(), self.known()) if self.written else None
        try:
            self.live.take(entry)
        except BooksRefused:
            assert before == (self.live.tables(), self.live.books.view(), self.known())
            return False
        again = ACCOUNT_EVENT.validate_json(ACCOUNT_EVENT.dump_json(event))
        self.written.append(Entry(entry.sequence, "A", self.at, again, "", ""))
        return True

    def known(self) -> tuple[object, ...]:
        books = self.live.books
        return books.pending_commissions(), dict(books.orders), books.orders_made(GEN), books.closed

    def next(self, what: str) -> str:
        self.number += 1
        return f"{what}{self.number}"

    def quantity(self, sleeve: str, instrument: Instrument, side: str) -> int:
        """What the naive count has of one side of an instrument."""
        return self.held[sleeve, f"{instrument.symbol} {side}"]

    def hold(self, sleeve: str, instrument: Instrument, side: str, change: int) -> None:
        self.held[sleeve, f"{instrument.symbol} {side}"] += change

    def pay(self, sleeve: str, amount: Decimal) -> None:
        self.paid[sleeve] += amount

    @initialize()
    def open(self) -> None:
        assert self.book(opened())
        for sleeve in (GEN, COM):
            self.pay(sleeve, Decimal(50_000))

    # --- trading ------------------------------------------------------------------------------------------------------
    @rule(sleeve=SLEEVES, instrument=INSTRUMENTS, sells=st.booleans(), opens=st.booleans(), quantity=COUNTS)
    def plan(self, sleeve: str, instrument: Instrument, sells: bool, opens: bool, quantity: int) -> None:
        key = f"{sleeve} o{self.live.books.orders_made(sleeve) + 1}"
        instrument = self.contracts.get(instrument.symbol, instrument)
        side: Any = "short" if sells else "long"
        assert self.book(order(key, instrument, side, opens=opens, quantity=quantity))

    @precondition(lambda self: self.live.books.orders)
    @rule(data=st.data(), state=st.sampled_from(list(SliceState)), replaced=st.booleans(), quantity=COUNTS)
    def step(self, data: st.DataObject, state: SliceState, replaced: bool, quantity: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.live.books.orders)))
        slices = self.live.books.orders[key].view.slices
        if not slices or slices[-1].state in ENDED:
            name, version = f"{key}.{len(slices) + 1}", 1
        else:
            name, version = slices[-1].key, slices[-1].version + replaced
        self.book(stepped(state, name, version=version, quantity=quantity))

    @precondition(lambda self: self.live.books.orders)
    @rule(data=st.data(), status=st.sampled_from(["filled", "cancelled"]))
    def end(self, data: st.DataObject, status: str) -> None:
        self.book(OrderEnded(order=data.draw(st.sampled_from(sorted(self.live.books.orders))), status=status))

    @precondition(lambda self: any(kept.view.slices for kept in self.live.books.orders.values()))
    @rule(data=st.data(), quantity=COUNTS, price=PRICES, commission=COMMISSIONS)
    def fill(self, data: st.DataObject, quantity: int, price: Decimal, commission: str | None) -> None:
        sliced = sorted(key for key, kept in self.live.books.orders.items() if kept.view.slices)
        view = self.live.books.orders[data.draw(st.sampled_from(sliced))].view
        act = "sell" if view.side == "short" else "buy"
        self.trade(view.sleeve, view.instrument, act, quantity, price, view.opens, commission, view.key)

    @rule(
        sleeve=SLEEVES,
        instrument=INSTRUMENTS,
        act=st.sampled_from(["buy", "sell"]),
        quantity=COUNTS,
        price=PRICES,
        opens=st.sampled_from([True, True, False]),
        commission=COMMISSIONS,
    )
    def external(
        self,
        sleeve: str,
        instrument: Instrument,
        act: str,
        quantity: int,
        price: Decimal,
        opens: bool,
        commission: str | None,
    ) -> None:
        instrument = self.contracts.get(instrument.symbol, instrument)
        size = quantity * (1 if instrument.option else 50)
        self.trade(sleeve, instrument, act, size, price, opens, commission, None)

    @rule(
        sleeve=SLEEVES,
        instrument=INSTRUMENTS,
        side=st.sampled_from(["short", "long"]),
        parts=st.lists(COUNTS, min_size=1, max_size=3),
        price=PRICES,
        commission=COMMISSIONS,
    )
    def order_filled_in_parts(
        self, sleeve: str, instrument: Instrument, side: Any, parts: list[int], price: Decimal, commission: str | None
    ) -> None:
        key = f"{sleeve} o{self.live.books.orders_made(sleeve) + 1}"
        if instrument.option is None:
            side, parts = "long", [50 * each for each in parts]
        assert self.book(order(key, instrument, side, quantity=sum(parts)))
        for state in ("planned", "approved", "sending", "acknowledged"):
            assert self.book(stepped(state, f"{key}.1", quantity=sum(parts)))
        for cents, part in enumerate(parts):
            act = "sell" if side == "short" else "buy"
            self.trade(sleeve, instrument, act, part, price + Decimal(cents) / 100, True, commission, key)

    def trade(
        self,
        sleeve: str,
        instrument: Instrument,
        act: str,
        quantity: int,
        price: Decimal,
        opens: bool,
        commission: str | None,
        key: str | None,
    ) -> None:
        execution = self.next("f")
        told = Filled.model_validate(
            {
                "at": self.at,
                "execution_id": execution,
                "reference": "r",
                "permanent_id": "p",
                "sub_account": sleeve,
                "instrument": instrument,
                "act": act,
                "quantity": quantity,
                "price": price,
                "commission": commission,
            }
        )
        slice_ = None if key is None else self.live.books.orders[key].view.slices[-1].key
        booked = self.book(FillBooked(fill=told, sleeve=sleeve, order=key, slice=slice_, opens=opens))
        if instrument.option is None:
            side, change = "long", quantity if act == "buy" else -quantity
        elif opens:
            side, change = ("short" if act == "sell" else "long"), quantity
        else:
            side, change = ("long" if act == "sell" else "short"), -quantity
        missing = max(-self.quantity(sleeve, instrument, side) - change, 0)
        assert booked == (not missing or instrument.option is not None)
        if booked:
            self.hold(sleeve, instrument, side, change + missing)
            if missing:
                self.hold(sleeve, instrument, "long" if side == "short" else "short", missing)
            self.pay(sleeve, (1 if act == "sell" else -1) * price * quantity * instrument.units)
            if key is not None:
                self.filled[key] += quantity
            if commission in {None, "-1"}:
                self.commissions[execution] = (sleeve, Decimal("0.65"))
            else:
                self.pay(sleeve, -Decimal(str(commission)))

    @precondition(lambda self: self.commissions)
    @rule(data=st.data())
    def commission(self, data: st.DataObject) -> None:
        execution = data.draw(st.sampled_from(sorted(self.commissions)))
        sleeve, amount = self.commissions.pop(execution)
        report = CommissionReported(at=self.at, execution_id=execution, commission=amount)
        assert self.book(CommissionBooked(report=report))
        self.pay(sleeve, -amount)

    # --- what becomes of options --------------------------------------------------------------------------------------
    def some_held(self, data: st.DataObject) -> tuple[str, Instrument, Any]:
        """A sleeve, and contracts that are held in it on one side."""
        held = [(sleeve, *what.split()) for (sleeve, what), quantity in self.held.items() if quantity]
        options = sorted(each for each in held if each[1] in self.contracts)
        sleeve, symbol, side = data.draw(st.sampled_from(options or [(GEN, CONTRACTS[0].symbol, "short")]))
        return sleeve, self.contracts[symbol], side

    @rule(data=st.data(), quantity=COUNTS)
    def expire(self, data: st.DataObject, quantity: int) -> None:
        sleeve, instrument, side = self.some_held(data)
        event = OptionExpired(
            at=self.at,
            event_id=self.next("e"),
            sub_account=sleeve,
            instrument=instrument,
            side=side,
            quantity=quantity,
        )
        booked = self.book(ExpiryBooked(sleeve=sleeve, event=event))
        assert booked == (self.quantity(sleeve, instrument, side) >= quantity)
        if booked:
            self.hold(sleeve, instrument, side, -quantity)

    @rule(data=st.data(), quantity=COUNTS)
    def deliver(self, data: st.DataObject, quantity: int) -> None:
        sleeve, instrument, side = self.some_held(data)
        terms = instrument.option
        assert terms is not None
        short = side == "short"
        told = {
            "at": self.at,
            "event_id": self.next("a"),
            "sub_account": sleeve,
            "instrument": instrument,
            "quantity": quantity,
            "settlement": Decimal("12.5") if terms.cash_settled else None,
        }
        event: AccountEvent = (
            AssignmentBooked(sleeve=sleeve, event=OptionAssigned.model_validate(told))
            if short
            else ExerciseBooked(sleeve=sleeve, event=OptionExercised.model_validate(told))
        )
        booked = self.book(event)
        shares = terms.deliverable * quantity
        comes = (terms.right == "put") == short
        enough = self.quantity(sleeve, instrument, side) >= quantity
        if terms.cash_settled:
            assert booked == enough
            cash = (-1 if short else 1) * Decimal("12.5") * terms.multiplier * quantity
        else:
            assert booked == (enough and (comes or self.quantity(sleeve, SHARE, "long") >= shares))
            cash = (-1 if comes else 1) * terms.strike * terms.multiplier * quantity
        if booked:
            self.hold(sleeve, instrument, side, -quantity)
            self.pay(sleeve, cash)
            if shares:
                self.hold(sleeve, SHARE, "long", shares if comes else -shares)

    @rule(sleeve=SLEEVES, to=st.sampled_from([2, 3]), back=st.booleans())
    def split(self, sleeve: str, to: int, back: bool) -> None:
        """Both ways; contracts keep their symbols, for what is tested is how many there are."""
        renamed = tuple((symbol, each) for symbol, each in self.contracts.items() if each.underlying == "ABC")
        to, of = (1, to) if back else (to, 1)
        event = SplitDone(
            at=self.at,
            event_id=self.next("s"),
            sub_account=sleeve,
            underlying="ABC",
            to=to,
            of=of,
            renamed=renamed,
        )
        if self.book(SplitBooked(sleeve=sleeve, event=event)):
            for (owner, what), quantity in self.held.items():
                if owner == sleeve and what.startswith("ABC"):
                    assert quantity * to % of == 0
                    self.held[owner, what] = quantity * to // of

    # --- money --------------------------------------------------------------------------------------------------------
    @rule(sleeve=SLEEVES, why=st.sampled_from(["deposit", "withdrawal", "interest", "fee"]), amount=PRICES)
    def cash(self, sleeve: str, why: str, amount: Decimal) -> None:
        amount = -amount if why in {"withdrawal", "fee"} else amount
        told = {"at": self.at, "event_id": self.next("c"), "sub_account": sleeve, "amount": amount, "why": why}
        assert self.book(CashBooked(sleeve=sleeve, event=CashMoved.model_validate(told)))
        self.pay(sleeve, amount)

    @rule(sleeve=SLEEVES, per_share=PRICES)
    def dividend(self, sleeve: str, per_share: Decimal) -> None:
        paid = DividendPaid(
            at=self.at,
            event_id=self.next("d"),
            sub_account=sleeve,
            underlying="ABC",
            shares=50,
            per_share=per_share,
        )
        assert self.book(DividendBooked(sleeve=sleeve, event=paid))
        self.pay(sleeve, 50 * per_share)

    @rule(sleeve=SLEEVES, amount=PRICES)
    def reserve(self, sleeve: str, amount: Decimal) -> None:
        """What is reserved stays at the broker: the naive count does not move."""
        assert self.book(TaxReserved(sleeve=sleeve, amount=amount)) == (amount > 0)

    @rule(sleeve=SLEEVES, amount=PRICES)
    def reinvest(self, sleeve: str, amount: Decimal) -> None:
        assert self.book(Reinvested(sleeve=sleeve, into_contracts=amount, into_leaps=amount))

    @rule(giving=st.sampled_from([GEN, "B gen"]), taking=st.sampled_from([COM, "C com"]), amount=st.integers(0, 60_000))
    def move(self, giving: str, taking: str, amount: int) -> None:
        moved = CapitalMoved(from_sleeve=giving, to_sleeve=taking, amount=Decimal(amount), why="fork_mini")
        if self.book(moved):
            assert {giving, taking} & {GEN, COM}
            for sleeve, signed in ((giving, -amount), (taking, amount)):
                if sleeve in {GEN, COM}:
                    self.pay(sleeve, Decimal(signed))

    @rule(sleeve=SLEEVES, lots=COUNTS, cost=PRICES)
    def bring(self, sleeve: str, lots: int, cost: Decimal) -> None:
        event = LotBrought(
            sleeve=sleeve, underlying="ABC", shares=50 * lots, cost=cost, acquired_on=date(2025, 5, 5), assigned=True
        )
        assert self.book(event)
        self.hold(sleeve, SHARE, "long", 50 * lots)

    # --- time, repetition, and what is none of the books' business ----------------------------------------------------
    @rule(days=st.sampled_from([1, 40, 300]))
    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)
        assert self.book(CyclesUnchanged(first=self.at, last=self.at, count=1))

    @rule(clean=st.booleans())
    def reconcile(self, clean: bool) -> None:
        assert self.book(Reconciled(clean=clean, differences=()))
        assert self.book(Interrupted(last_alive=None, found=()))

    @precondition(lambda self: any(isinstance(each.event, TOLD_AGAIN) for each in self.written))
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        told = [each.event for each in self.written if isinstance(each.event, TOLD_AGAIN)]
        before = self.live.books.view().sleeves
        # A fill told again without its commission is the same execution.
        assert self.book(data.draw(st.sampled_from(told)))
        assert self.live.books.view().sleeves == before

    # --- what is always so --------------------------------------------------------------------------------------------
    @invariant()
    def nothing_is_lost_or_made(self) -> None:
        books = self.live.books
        found: Counter[tuple[str, str]] = Counter()
        for sleeve in books.view().sleeves if self.written else ():
            assert sum(books.sleeves[sleeve.key].balances.values()) == 0
            assert books.cash_at_broker(sleeve.key) == self.paid[sleeve.key]
            for position in sleeve.positions:
                assert position.quantity > 0
                found[sleeve.key, f"{position.instrument.symbol} {position.side}"] += position.quantity
            for holding in sleeve.holdings:
                held = sum(lot.shares for lot in holding.lots) - sum(sale.shares for sale in holding.sales)
                assert held >= 0
                found[sleeve.key, f"{holding.underlying} long"] += held
        assert +found == +self.held
        assert {key: kept.view.filled for key, kept in books.orders.items() if kept.view.filled} == dict(self.filled)

    def teardown(self) -> None:
        again = rebuilt((entry, None) for entry in self.written)
        assert again.tables() == self.live.tables()
        if self.written:
            assert again.books.view() == self.live.books.view()
            totals: dict[tuple[str, str], Decimal] = {}
            for row in self.live.tables()["transactions"]:
                assert isinstance(row, TransactionRow)
                key = (row.sleeve, row.ledger_account)
                totals[key] = totals.get(key, Decimal(0)) + row.debit - row.credit
            for sleeve in again.books.sleeves.values():
                for account, balance in sleeve.balances.items():
                    assert totals.get((sleeve.key, str(account)), Decimal(0)) == balance


Books.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestBooks = Books.TestCase
