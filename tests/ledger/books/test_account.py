"""An account: opening, cash, capital, tax, what is told twice, and what is refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from engine.trading.books import BooksRefused
from engine.trading.broker import DividendPaid
from engine.trading.events import (
    AccountClosed,
    AccountEvent,
    AlertRaised,
    CapitalMoved,
    DividendBooked,
    Interrupted,
    LotBrought,
    PositionBrought,
    Reconciled,
    Reinvested,
    TaxReserved,
)
from ledger.books import REALISED, AccountBooks, JournalEntry, LedgerAccount, OutOfBalance, Posting
from tests.ledger.books.world import (
    AT,
    COM,
    GEN,
    PUT,
    SHARE,
    assigned,
    books,
    cash,
    commission,
    exercised,
    expired,
    fill,
    opened,
    order,
    split,
)


def dividend(per_share: str, key: str = "d1") -> DividendBooked:
    paid = DividendPaid(
        at=AT, event_id=key, sub_account=GEN, underlying="ABC", shares=100, per_share=Decimal(per_share)
    )
    return DividendBooked(sleeve=GEN, event=paid)


def moved(from_sleeve: str, to_sleeve: str, amount: str) -> CapitalMoved:
    return CapitalMoved(from_sleeve=from_sleeve, to_sleeve=to_sleeve, amount=Decimal(amount), why="fork_mini")


def balances(made: AccountBooks, sleeve: str = GEN) -> dict[LedgerAccount, Decimal]:
    return {account: amount for account, amount in made.sleeves[sleeve].balances.items() if amount}


def test_an_account_opens_against_capital() -> None:
    made = books()
    assert balances(made) == {LedgerAccount.CASH: Decimal(50000), LedgerAccount.CAPITAL: Decimal(-50000)}
    view = made.view()
    assert (view.account, view.user, view.matches_broker) == ("A", "pat", None)
    assert [(each.key, each.kind, each.base) for each in view.sleeves] == [
        (GEN, "gen", Decimal(50000)),
        (COM, "com", Decimal(50000)),
    ]


def test_deposits_and_withdrawals_move_the_base_and_interest_and_fees_do_not() -> None:
    made = books(cash("1000", "deposit"), cash("-300", "withdrawal", key="c2"))
    assert made.last.gains() == {}
    made.apply(cash("12.34", "interest", key="c3"), AT)
    made.apply(cash("-2", "fee", key="c4"), AT)
    assert made.last.gains() == {GEN: Decimal(-2)}
    sleeve = made.view().sleeves[0]
    assert (sleeve.base, sleeve.cash, sleeve.realised) == (Decimal(50700), Decimal("50710.34"), Decimal("10.34"))


def test_a_tax_reserve_leaves_the_cash_but_not_the_broker() -> None:
    made = books(TaxReserved(sleeve=GEN, amount=Decimal("300.01")))
    sleeve = made.view().sleeves[0]
    assert (sleeve.cash, sleeve.tax_reserve, sleeve.realised) == (Decimal("49699.99"), Decimal("300.01"), Decimal(0))
    assert made.cash_at_broker(GEN) == Decimal(50000)


def test_what_is_reinvested_adds_up() -> None:
    made = books(Reinvested(sleeve=COM, into_contracts=Decimal("52.50"), into_leaps=Decimal("17.50")))
    assert made.view().sleeves[1].reinvested == Decimal(70)


def test_capital_that_moves_is_booked_on_the_side_that_is_ours() -> None:
    made = books(moved(GEN, "B gen", "20000"))
    assert (made.view().sleeves[0].cash, made.view().sleeves[0].base) == (Decimal(30000), Decimal(50000))
    assert set(balances(made, COM).values()) == {Decimal(50000), Decimal(-50000)}
    made.apply(moved("C gen", COM, "7000"), AT)
    assert (made.view().sleeves[1].cash, made.view().sleeves[1].base) == (Decimal(57000), Decimal(57000))
    made.apply(moved(GEN, COM, "1000"), AT)
    assert [each.base for each in made.view().sleeves] == [Decimal(49000), Decimal(58000)]


def test_dividends_are_realised() -> None:
    made = books(dividend("0.25"))
    assert made.last.gains() == {GEN: Decimal(25)}


def test_a_commission_is_an_expense_of_its_own() -> None:
    made = books(fill("f1", "sell", 1, "1.00", commission="0.65"))
    assert made.last.gains() == {GEN: Decimal("-0.65")}
    assert made.view().sleeves[0].positions[0].credit == Decimal("1.00")
    assert balances(made)[LedgerAccount.CASH] == Decimal("50099.35")


@pytest.mark.parametrize("told", [None, "-1", "1.7976931348623157E+308"])
def test_what_stands_for_no_commission_is_pending_and_never_money(told: str | None) -> None:
    made = books(fill("f1", "sell", 1, "1.00", commission=told))
    assert made.pending_commissions() == ("f1",)
    assert made.commission("f1") is None
    assert balances(made)[LedgerAccount.CASH] == Decimal(50100)
    made.apply(commission("f1", "-1"), AT)
    assert made.pending_commissions() == ("f1",)
    made.apply(commission("f1", "0.65"), AT)
    made.apply(commission("f1", "0.65"), AT)
    assert made.pending_commissions() == ()
    assert balances(made)[LedgerAccount.COMMISSIONS] == Decimal("0.65")
    with pytest.raises(BooksRefused, match=r"is 0\.65, now it is told as 0\.70"):
        made.apply(commission("f1", "0.70"), AT)


def test_a_commission_may_come_before_its_execution_or_with_it_told_again() -> None:
    made = books(commission("f1", "0.65"), fill("f1", "sell", 1, "1.00", commission=None))
    assert balances(made)[LedgerAccount.COMMISSIONS] == Decimal("0.65")
    made.apply(fill("f2", "sell", 1, "1.00", commission=None), AT)
    made.apply(fill("f2", "sell", 1, "1.00", commission="0.70"), AT)
    assert balances(made)[LedgerAccount.COMMISSIONS] == Decimal("1.35")
    assert made.pending_commissions() == ()


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (fill("f1", "sell", 1, "1.00"), fill("f1", "sell", 1, "1.01")),
        (fill("f1", "sell", 1, "1.00"), fill("f1", "sell", 1, "1.00", sleeve=COM)),
        (fill("f1", "sell", 1, "1.00"), fill("f1", "sell", 1, "1.00", commission="1")),
        (dividend("0.25"), dividend("0.26")),
        (cash("100", "deposit"), cash("101", "deposit")),
        (assigned(1), assigned(2)),
        (expired(1), expired(2)),
        (exercised(1, PUT), exercised(2, PUT)),
        (split(2, 1), split(3, 1)),
    ],
)
def test_told_again_it_is_nothing_and_told_otherwise_it_is_refused(first: AccountEvent, other: AccountEvent) -> None:
    lot = LotBrought(sleeve=GEN, underlying="ABC", shares=100, cost=Decimal(90), acquired_on=AT.date())
    held = (lot, fill("s1", "sell", 2, "1.00"), fill("l1", "buy", 2, "1.00"))
    made = books(*(held[:1] if first.kind == "split_booked" else held), first)
    before = made.view()
    made.apply(first, AT)
    assert (made.view(), made.last.postings) == (before, ())
    with pytest.raises(BooksRefused):
        made.apply(other, AT)
    assert made.view() == before


def test_whether_books_and_broker_agree_is_known_until_something_intervenes() -> None:
    made = books(Reconciled(clean=True, differences=()))
    assert made.view().matches_broker is True
    made.apply(Reconciled(clean=False, differences=("one contract more",)), AT)
    assert made.view().matches_broker is False
    made.apply(Interrupted(last_alive=AT, found=()), AT)
    assert made.view().matches_broker is None


def test_an_account_ends_when_nothing_is_left_in_it() -> None:
    made = books(fill("f1", "sell", 1, "1.00"), TaxReserved(sleeve=GEN, amount=Decimal(10)))
    for why, event in (
        ("still holds A gen 1", fill("f2", "buy", 1, "1.00", opens=False)),
        ("still has 49990", moved(GEN, "B com", "49990")),
        ("still has 50000", moved(COM, "B com", "50000")),
    ):
        with pytest.raises(BooksRefused, match=why):
            made.apply(AccountClosed(why="merge"), AT)
        made.apply(event, AT)
    made.apply(AccountClosed(why="merge"), AT)
    assert made.closed
    made.apply(fill("f1", "sell", 1, "1.00"), AT)
    made.apply(cash("0.10", "interest"), AT)
    with pytest.raises(BooksRefused, match="the account has ended"):
        made.apply(fill("f9", "sell", 1, "1.00"), AT)


@pytest.mark.parametrize(
    "event",
    [
        opened(),
        cash("-1", "deposit"),
        cash("1", "withdrawal"),
        TaxReserved(sleeve=GEN, amount=Decimal(0)),
        TaxReserved(sleeve="A rev", amount=Decimal(1)),
        Reinvested(sleeve=GEN, into_contracts=Decimal(-1), into_leaps=Decimal(0)),
        moved(GEN, GEN, "1"),
        moved(GEN, COM, "0"),
        moved(GEN, COM, "50000.01"),
        moved("B gen", "C gen", "1"),
        order("A rev o1"),
        fill("f1", "sell", 1, "1.00", sleeve=GEN).model_copy(update={"sleeve": COM}),
        fill("f1", "sell", 1, "1." + "0" * 60 + "1", instrument=SHARE),
        LotBrought(sleeve=GEN, underlying="ABC", shares=1, cost=Decimal(-1), acquired_on=AT.date()),
        dividend("0." + "0" * 60 + "1"),
        dividend("1e15"),
        split(0, 1),
        PositionBrought(
            position=f"{GEN} 1",
            sleeve=GEN,
            instrument=SHARE,
            side="long",
            quantity=1,
            credit=None,
            opened_on=AT.date(),
        ),
        exercised(1, SHARE),
        TaxReserved(sleeve=GEN, amount=Decimal("1e-21")),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(event: AccountEvent) -> None:
    made = books()
    before = made.view(), balances(made)
    with pytest.raises(BooksRefused):
        made.apply(event, AT)
    assert (made.view(), balances(made)) == before


def test_nothing_happens_before_an_account_was_opened() -> None:
    made = AccountBooks()
    made.apply(AlertRaised(code="X", text="before"), AT)
    with pytest.raises(BooksRefused, match="has not been opened"):
        made.view()
    with pytest.raises(BooksRefused, match="has not been opened"):
        made.apply(cash("1", "deposit"), AT)
    with pytest.raises(BooksRefused, match="without a zone"):
        made.apply(opened(), datetime(2026, 4, 16))  # noqa: DTZ001


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(OutOfBalance, match="debits less credits of A gen are 1"):
        JournalEntry(AT, "test", None, (Posting(GEN, LedgerAccount.CASH, Decimal(1)),))
    halves = (Posting(GEN, LedgerAccount.CASH, Decimal(1)), Posting(COM, LedgerAccount.CASH, Decimal(-1)))
    with pytest.raises(OutOfBalance):
        JournalEntry(AT, "test", None, halves)


def test_books_that_are_wrong_say_so_at_the_next_event() -> None:
    made = books(fill("f1", "sell", 1, "1.00"))
    made.sleeves[GEN].balances[LedgerAccount.OPTIONS_WRITTEN] += 1
    made.sleeves[GEN].balances[LedgerAccount.CAPITAL] -= 1
    with pytest.raises(OutOfBalance, match="options_written of A gen is -99"):
        made.apply(cash("1", "interest"), AT)


def test_the_view_is_made_anew_only_where_something_changed() -> None:
    made = books()
    first = made.view()
    made.apply(AlertRaised(code="X", text="nothing of the books"), AT)
    assert made.view() is first
    made.apply(cash("1", "interest"), AT)
    assert made.view() is not first
    assert made.view().sleeves[1] is first.sleeves[1]


def test_profit_and_loss_has_all_its_accounts() -> None:
    assert {str(each) for each in REALISED} == {
        "gains_options",
        "gains_shares",
        "dividends",
        "interest",
        "fees",
        "commissions",
    }
