"""The books of one account: events in, journal entries and the view of the account out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal, Inexact, localcontext
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from engine.trading.books import AccountView, BooksRefused, OrderView
from engine.trading.broker import OptionAssigned, OptionExercised
from engine.trading.events import (
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AssignmentBooked,
    CapitalMoved,
    CashBooked,
    CommissionBooked,
    DividendBooked,
    ExerciseBooked,
    ExpiryBooked,
    FillBooked,
    Interrupted,
    LotBrought,
    OrderEnded,
    OrderPlanned,
    PositionBrought,
    Reconciled,
    Reinvested,
    Side,
    SliceStepped,
    SplitBooked,
    TaxReserved,
)
from engine.trading.instrument import Instrument, Option
from ledger.books.chart import LedgerAccount
from ledger.books.contracts import Contracts
from ledger.books.draft import Draft, positive
from ledger.books.executions import Executions
from ledger.books.journal import ZERO, JournalEntry
from ledger.books.money import EXACT
from ledger.books.order_book import OrderBook
from ledger.books.orders import OrderKept
from ledger.books.positions import Ending, OptionPosition
from ledger.books.sleeve import SleeveBooks, Unrealised

A = LedgerAccount
NEW_YORK = ZoneInfo("America/New_York")


class AccountBooks:
    """The books of one account, folded from its events one by one.

    Days are those of the exchange, in `zone`. Raises BooksRefused for an event that does not fit, and then nothing has
    changed. OutOfBalance would mean that the books themselves are wrong; they are checked after every event.
    """

    def __init__(self, zone: tzinfo = NEW_YORK) -> None:
        self._zone = zone
        self._opened: AccountOpened | None = None
        self._closed: AccountClosed | None = None
        self._matches: bool | None = None
        self._sleeves: dict[str, SleeveBooks] = {}
        self._orders = OrderBook()
        self._contracts = Contracts()
        self._executions = Executions()
        self._told: dict[tuple[str, str, str], object] = {}
        self._last = JournalEntry(datetime.min.replace(tzinfo=zone), "nothing", None, ())
        self._day = date.min
        self._seen: AccountView | None = None
        self._handlers: dict[type, Callable[[Draft, Any], None]] = {
            AccountOpened: self._account_opened,
            PositionBrought: self._position_brought,
            LotBrought: self._lot_brought,
            OrderPlanned: self._order_planned,
            OrderEnded: self._orders.end,
            SliceStepped: self._orders.step,
            FillBooked: self._fill,
            CommissionBooked: self._commission,
            AssignmentBooked: self._assignment,
            ExerciseBooked: self._exercise,
            ExpiryBooked: self._expiry,
            DividendBooked: self._dividend,
            SplitBooked: self._split,
            CashBooked: self._cash,
            TaxReserved: self._tax,
            Reinvested: self._reinvested,
            CapitalMoved: self._capital,
            AccountClosed: self._account_closed,
            Reconciled: self._reconciled,
            Interrupted: self._interrupted,
        }

    # --- the port -----------------------------------------------------------------------------------------------------
    def apply(self, event: AccountEvent, at: datetime) -> None:
        """Books one event. Raises BooksRefused for one that cannot follow what is booked; then nothing changed.

        An execution or another event of the broker that is known already, with the same content, changes nothing.
        """
        draft = self._draft(event, at)
        entry = JournalEntry(at, draft.event, draft.reference, tuple(draft.postings))
        self._turn(draft.today)
        if draft.writes or draft.touched:
            with localcontext(EXACT):
                for write in draft.writes:
                    write()
                for posting in draft.postings:
                    self._sleeves[posting.sleeve].balances[posting.account] += posting.amount
                for sleeve in draft.touched.values():
                    sleeve.seen = None
                    sleeve.check()
            self._seen = None
        self._last = entry

    def check(self, event: AccountEvent, at: datetime) -> None:
        """Raises BooksRefused if the event could not be booked now; changes nothing."""
        self._draft(event, at)

    def view(self) -> AccountView:
        """The account as it stands. Raises BooksRefused before it was opened.

        Of orders it has the open ones, those of which something may be at the broker, those that ended on the running
        day, and those for which an open one waits.
        """
        if self._seen is None:
            opened = self._account()
            self._seen = AccountView(
                account=opened.account,
                user=opened.user,
                kind=opened.account_kind,
                opened_on=opened.opened_on,
                parent=opened.parent,
                stress_test=opened.stress_test,
                matches_broker=self._matches,
                sleeves=tuple(sleeve.view(self._day) for sleeve in self._sleeves.values()),
                orders=tuple(self._orders.seen()),
            )
        return self._seen

    # --- more that can be asked ---------------------------------------------------------------------------------------
    @property
    def last(self) -> JournalEntry:
        """What the last event did to the accounts."""
        return self._last

    @property
    def closed(self) -> bool:
        """Whether the account has ended."""
        return self._closed is not None

    @property
    def sleeves(self) -> Mapping[str, SleeveBooks]:
        """The books of each sub-account; to be read only."""
        return MappingProxyType(self._sleeves)

    @property
    def orders(self) -> Mapping[str, OrderKept]:
        """Every order that ever was, in the order of planning."""
        return self._orders.all

    def order(self, key: str) -> OrderView | None:
        """An order, open or ended; None if there never was one of that key."""
        kept = self._orders.all.get(key)
        return None if kept is None else kept.view

    def orders_made(self, sleeve: str) -> int:
        """The highest running number of the sleeve's orders, `{sleeve} o{n}`; 0 where there is none yet."""
        return self._orders.made(sleeve)

    def knows_intent(self, intent_key: str) -> str | None:
        """The order that was planned for an intent; None if none was."""
        return self._orders.of_intent(intent_key)

    def knows_execution(self, execution_id: str) -> bool:
        """Whether an execution is booked."""
        return self._executions.knows(execution_id)

    def commission(self, execution_id: str) -> Decimal | None:
        """The commission of an execution; None while it is pending."""
        return self._executions.commission(execution_id)

    def pending_commissions(self) -> tuple[str, ...]:
        """The executions whose commission the broker has not told yet, in the order of booking."""
        return self._executions.pending()

    def position_of(self, order: str) -> str | None:
        """The position that an order of ours opened last, open or gone."""
        return self._contracts.opened_by(order)

    def positions(self) -> Iterator[OptionPosition]:
        """Every option position that ever was: those that ended, in the order of ending, then the open ones."""
        yield from self._contracts.ended()
        for sleeve in self._sleeves.values():
            yield from sleeve.positions.values()

    def cash_at_broker(self, sleeve: str) -> Decimal:
        """What a broker should show as cash of a sub-account: the tax reserve lies there as well."""
        balances = self._sleeve(sleeve).balances
        return balances[A.CASH] + balances[A.TAX_RESERVE]

    def unrealised(self, marks: Mapping[str, Decimal]) -> Mapping[str, Unrealised]:
        """What each sleeve would gain if all it holds left at `marks`: by symbol, in dollars per share."""
        return {key: sleeve.unrealised(marks) for key, sleeve in self._sleeves.items()}

    # --- the machinery ------------------------------------------------------------------------------------------------
    def _draft(self, event: AccountEvent, at: datetime) -> Draft:
        """What an event would do. Nothing is changed yet."""
        if at.tzinfo is None:
            raise BooksRefused(f"{event.kind}: an instant without a zone")
        draft = Draft(at, self._zone, max(self._day, at.astimezone(self._zone).date()), event.kind)
        handler = self._handlers.get(type(event))
        if handler is not None:
            try:
                with localcontext(EXACT):
                    handler(draft, event)
            except Inexact:
                raise BooksRefused(f"{event.kind}: an amount has more digits than books hold") from None
            if self._closed is not None and draft.writes and type(event) in _ENDS_WITH_THE_ACCOUNT:
                raise BooksRefused(f"{event.kind}: the account has ended")
        return draft

    def _turn(self, day: date) -> None:
        """To another day: what ended yesterday is no longer seen, and with a year go its sales."""
        if day == self._day:
            return
        if self._orders.another_day():
            self._seen = None
        if day.year != self._day.year:
            self._seen = None
            for sleeve in self._sleeves.values():
                sleeve.seen = None
        self._day = day

    def _account(self) -> AccountOpened:
        if self._opened is None:
            raise BooksRefused("the account has not been opened")
        return self._opened

    def _sleeve(self, key: str) -> SleeveBooks:
        self._account()
        sleeve = self._sleeves.get(key)
        if sleeve is None:
            raise BooksRefused(f"the account has no sleeve {key}")
        return sleeve

    def _known(self, draft: Draft, heard: str, sleeve: str, event_id: str, content: object) -> bool:
        """Whether what the broker tells is booked already. Raises BooksRefused if it was told otherwise."""
        key = (heard, sleeve, event_id)
        draft.reference = event_id
        known = self._told.get(key)
        if known is None:
            draft.put(self._told, key, content)
            return False
        if known != content:
            raise BooksRefused(f"{heard} {event_id} of {sleeve} is booked already, with other content")
        return True

    # --- how an account begins and ends -------------------------------------------------------------------------------
    def _account_opened(self, draft: Draft, event: AccountOpened) -> None:
        if self._opened is not None:
            raise BooksRefused(f"the account was opened before, as {self._opened.account}")
        draft.reference = event.account
        draft.set(self, "_opened", event)
        for each in event.sleeves:
            if each.name in draft.touched:
                raise BooksRefused(f"two sleeves have the key {each.name}")
            sleeve = SleeveBooks(each.name, each.sleeve_kind, each.base, each.reinvested, each.high_water)
            draft.put(self._sleeves, each.name, sleeve)
            draft.post(sleeve, A.CASH, each.cash)
            draft.post(sleeve, A.CAPITAL, -each.cash)

    def _position_brought(self, draft: Draft, event: PositionBrought) -> None:
        self._contracts.bring(draft, self._sleeve(event.sleeve), event)

    def _lot_brought(self, draft: Draft, event: LotBrought) -> None:
        sleeve = self._sleeve(event.sleeve)
        positive(event.shares, event.underlying)
        if event.cost < 0:
            raise BooksRefused(f"a lot of {event.underlying} cannot cost {event.cost}")
        cost = event.cost * event.shares
        _shares_in(draft, sleeve, event.underlying, event.shares, cost, event.acquired_on, assigned=event.assigned)
        draft.post(sleeve, A.CAPITAL, -cost)

    def _account_closed(self, draft: Draft, event: AccountClosed) -> None:
        draft.reference = self._account().account
        for sleeve in self._sleeves.values():
            held = [*sleeve.positions, *(name for name, shares in sleeve.shares.items() if shares.held)]
            if held:
                raise BooksRefused(f"{sleeve.key} still holds {', '.join(held)}")
            if sleeve.balances[A.CASH]:
                raise BooksRefused(f"{sleeve.key} still has {sleeve.balances[A.CASH]} in cash")
        draft.set(self, "_closed", event)

    # --- orders and executions ----------------------------------------------------------------------------------------
    def _order_planned(self, draft: Draft, event: OrderPlanned) -> None:
        self._sleeve(event.sleeve)
        self._orders.plan(draft, event)

    def _fill(self, draft: Draft, event: FillBooked) -> None:
        fill = event.fill
        draft.reference = fill.execution_id
        sleeve = self._sleeve(event.sleeve)
        if not self._executions.same(event):
            positive(fill.quantity, fill.execution_id)
            if fill.price < 0:
                raise BooksRefused(f"execution {fill.execution_id}: a price of {fill.price}")
            if fill.sub_account != event.sleeve:
                raise BooksRefused(f"execution {fill.execution_id} is of {fill.sub_account}, not of {event.sleeve}")
            order = self._orders.fill(draft, event)
            paid = fill.price * fill.instrument.units * fill.quantity
            cash = paid if fill.act == "sell" else -paid
            draft.post(sleeve, A.CASH, cash)
            on, underlying = draft.day_of(fill.at), fill.instrument.underlying
            if fill.instrument.option is not None and event.opens:
                self._contracts.open(draft, sleeve, event, cash)
            elif fill.instrument.option is not None:
                self._contracts.close(draft, sleeve, event, order, cash)
            elif fill.act == "buy":
                _shares_in(draft, sleeve, underlying, fill.quantity, paid, on, assigned=False)
            else:
                _shares_out(draft, sleeve, underlying, fill.quantity, paid, on)
        self._executions.book(draft, sleeve, event)

    def _commission(self, draft: Draft, event: CommissionBooked) -> None:
        sleeve = self._executions.report(draft, event)
        self._executions.book_commission(draft, None if sleeve is None else self._sleeve(sleeve), event)

    # --- what becomes of options --------------------------------------------------------------------------------------
    def _assignment(self, draft: Draft, booked: AssignmentBooked) -> None:
        self._delivered(draft, booked.sleeve, booked.event, "short", "assigned")

    def _exercise(self, draft: Draft, booked: ExerciseBooked) -> None:
        self._delivered(draft, booked.sleeve, booked.event, "long", "exercised")

    def _delivered(
        self, draft: Draft, key: str, event: OptionAssigned | OptionExercised, side: Side, by: Ending
    ) -> None:
        """Shares and cash change hands at the strike, or the settlement alone; the premium goes where the shares go."""
        sleeve = self._sleeve(key)
        if self._known(draft, event.heard, key, event.event_id, event):
            return
        option, on = _option(event.instrument), draft.day_of(event.at)
        leaving = self._contracts.oldest(sleeve, event.instrument, side, event.quantity)
        if option.cash_settled:
            if event.settlement is None or event.settlement < 0:
                raise BooksRefused(f"{event.instrument.symbol} is settled in cash, and nobody told for how much")
            paid = event.settlement * option.multiplier * event.quantity
            cash = paid if side == "long" else -paid
            draft.post(sleeve, A.CASH, cash)
            self._contracts.leave(draft, sleeve, leaving, cash, on, by)
            return
        strike = option.strike * option.multiplier * event.quantity
        premium = self._contracts.leave(draft, sleeve, leaving, None, on, by)
        shares, underlying = option.deliverable * event.quantity, event.instrument.underlying
        if (option.right == "put") == (side == "short"):
            draft.post(sleeve, A.CASH, -strike)
            _shares_in(draft, sleeve, underlying, shares, strike - premium, on, assigned=side == "short")
        else:
            draft.post(sleeve, A.CASH, strike)
            _shares_out(draft, sleeve, underlying, shares, strike + premium, on)

    def _expiry(self, draft: Draft, booked: ExpiryBooked) -> None:
        event = booked.event
        sleeve = self._sleeve(booked.sleeve)
        if self._known(draft, event.heard, booked.sleeve, event.event_id, event):
            return
        leaving = self._contracts.oldest(sleeve, event.instrument, event.side, event.quantity)
        self._contracts.leave(draft, sleeve, leaving, ZERO, draft.day_of(event.at), "expired")

    # --- what becomes of shares, and cash -----------------------------------------------------------------------------
    def _dividend(self, draft: Draft, booked: DividendBooked) -> None:
        event = booked.event
        sleeve = self._sleeve(booked.sleeve)
        if self._known(draft, event.heard, booked.sleeve, event.event_id, event):
            return
        positive(event.shares, event.event_id)
        amount = event.per_share * event.shares
        draft.post(sleeve, A.CASH, amount)
        draft.post(sleeve, A.DIVIDENDS, -amount, event.underlying)

    def _split(self, draft: Draft, booked: SplitBooked) -> None:
        event = booked.event
        sleeve = self._sleeve(booked.sleeve)
        if self._known(draft, event.heard, booked.sleeve, event.event_id, event):
            return
        if event.to <= 0 or event.of <= 0:
            raise BooksRefused(f"a split of {event.underlying} {event.to} for {event.of}")
        if event.underlying in sleeve.shares:
            before = sleeve.held(event.underlying).as_of(draft.today)
            after = before.split(event.to, event.of)
            draft.put(sleeve.shares, event.underlying, after)
            draft.post(sleeve, A.SHARES, ZERO, event.underlying, after.held - before.held)
        renamed = dict(event.renamed)
        for position in sleeve.positions.values():
            if position.instrument.underlying != event.underlying:
                continue
            terms = renamed.get(position.instrument.symbol)
            if terms is None:
                raise BooksRefused(f"nobody told the new terms of {position.instrument.symbol} after the split")
            # As the Options Clearing Corporation does it: either there are more contracts, or each delivers more.
            more = _option(position.instrument).deliverable == _option(terms).deliverable
            to, of = (event.to, event.of) if more else (1, 1)
            self._contracts.rename(draft, sleeve, position, terms, to, of)
        draft.touched[sleeve.key] = sleeve

    def _cash(self, draft: Draft, booked: CashBooked) -> None:
        event = booked.event
        sleeve = self._sleeve(booked.sleeve)
        if self._known(draft, event.heard, booked.sleeve, event.event_id, event):
            return
        if (event.why == "deposit" and event.amount < 0) or (event.why == "withdrawal" and event.amount > 0):
            raise BooksRefused(f"a {event.why} of {event.amount}: money that came in is positive")
        draft.post(sleeve, A.CASH, event.amount)
        if event.why in {"deposit", "withdrawal"}:
            draft.post(sleeve, A.CAPITAL, -event.amount)
            draft.set(sleeve, "base", sleeve.base + event.amount)
        else:
            draft.post(sleeve, A.INTEREST if event.why == "interest" else A.FEES, -event.amount)

    # --- what the law does to the books -------------------------------------------------------------------------------
    def _tax(self, draft: Draft, event: TaxReserved) -> None:
        sleeve = self._sleeve(event.sleeve)
        if event.amount <= 0:
            raise BooksRefused(f"a tax reserve of {event.amount}")
        draft.reference = event.sleeve
        draft.post(sleeve, A.TAX_RESERVE, event.amount)
        draft.post(sleeve, A.CASH, -event.amount)

    def _reinvested(self, draft: Draft, event: Reinvested) -> None:
        sleeve = self._sleeve(event.sleeve)
        if event.into_contracts < 0 or event.into_leaps < 0:
            raise BooksRefused(f"{event.sleeve} cannot reinvest less than nothing")
        draft.reference = event.sleeve
        draft.set(sleeve, "reinvested", sleeve.reinvested + event.into_contracts + event.into_leaps)
        draft.touched[sleeve.key] = sleeve

    def _capital(self, draft: Draft, event: CapitalMoved) -> None:
        """Only the side of it that is ours. What comes in raises the base; what goes to another account leaves it."""
        self._account()
        giving, taking = self._sleeves.get(event.from_sleeve), self._sleeves.get(event.to_sleeve)
        moved = f"{event.amount} from {event.from_sleeve} to {event.to_sleeve}"
        if (giving is None and taking is None) or giving is taking:
            raise BooksRefused(f"{moved}: no other sleeve of the account gives or takes it")
        if event.amount <= 0:
            raise BooksRefused(f"{moved}: nothing is moved")
        draft.reference = event.why
        if giving is not None:
            if giving.balances[A.CASH] < event.amount:
                raise BooksRefused(f"{moved}: there are {giving.balances[A.CASH]} in cash")
            draft.post(giving, A.CAPITAL, event.amount)
            draft.post(giving, A.CASH, -event.amount)
            if taking is not None:
                draft.set(giving, "base", giving.base - event.amount)
        if taking is not None:
            draft.post(taking, A.CASH, event.amount)
            draft.post(taking, A.CAPITAL, -event.amount)
            draft.set(taking, "base", taking.base + event.amount)

    # --- how far the books are trusted --------------------------------------------------------------------------------
    def _reconciled(self, draft: Draft, event: Reconciled) -> None:
        draft.set(self, "_matches", event.clean)

    def _interrupted(self, draft: Draft, _: Interrupted) -> None:
        draft.set(self, "_matches", None)


_ENDS_WITH_THE_ACCOUNT = frozenset(
    {
        PositionBrought,
        LotBrought,
        OrderPlanned,
        FillBooked,
        AssignmentBooked,
        ExerciseBooked,
        ExpiryBooked,
        SplitBooked,
        Reinvested,
        CapitalMoved,
        AccountClosed,
    }
)
"""What cannot happen any more to an account that has ended. Late dividends, interest, fees and commissions can."""


def _shares_in(
    draft: Draft, sleeve: SleeveBooks, underlying: str, shares: int, cost: Decimal, on: date, assigned: bool
) -> None:
    positive(shares, underlying)
    draft.put(sleeve.shares, underlying, sleeve.held(underlying).bought(shares, cost, on, assigned))
    draft.post(sleeve, A.SHARES, cost, underlying, shares)


def _shares_out(draft: Draft, sleeve: SleeveBooks, underlying: str, shares: int, proceeds: Decimal, on: date) -> None:
    positive(shares, underlying)
    after = sleeve.held(underlying).sold(shares, proceeds, on)
    cost = after.sales[-1].cost
    draft.put(sleeve.shares, underlying, after)
    draft.post(sleeve, A.SHARES, -cost, underlying, -shares)
    draft.post(sleeve, A.GAINS_SHARES, cost - proceeds, underlying)


def _option(instrument: Instrument) -> Option:
    if instrument.option is None:
        raise BooksRefused(f"{instrument.symbol} is no option")
    return instrument.option
