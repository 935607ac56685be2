"""Shares: first in, first out; what the law sees of lots and sales; splits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.trading.books import BooksRefused, Holding
from engine.trading.events import LotBrought
from engine.trading.instrument import Instrument
from ledger.books import AccountBooks
from tests.ledger.books.world import AT, CALL, GEN, NEW_YORK, PUT, SHARE, assigned, books, fill, option, split

NEXT_YEAR = datetime(2027, 1, 4, 10, 0, tzinfo=NEW_YORK)


def lot(shares: int, cost: str) -> LotBrought:
    return LotBrought(
        sleeve=GEN, underlying="ABC", shares=shares, cost=Decimal(cost), acquired_on=date(2026, 1, 5), assigned=True
    )


def holding(made: AccountBooks) -> Holding:
    (found,) = made.view().sleeves[0].holdings
    return found


def left(found: Holding) -> list[tuple[int, int]]:
    """What the law leaves of each lot: by its own words, LOTS-01 to LOTS-05."""
    sold = sum(sale.shares for sale in found.sales)
    result = []
    for each in found.lots:
        before = sum(earlier.shares for earlier in found.lots if earlier.number < each.number)
        result.append((each.number, each.shares - min(each.shares, max(sold - before, 0))))
    return result


def test_shares_leave_first_in_first_out() -> None:
    made = books(lot(100, "90"), lot(100, "95"), fill("f1", "sell", 150, "100", instrument=SHARE, opens=False))
    assert made.last.gains() == {GEN: Decimal(1250)}
    found = holding(made)
    assert [(each.number, each.shares, each.cost) for each in found.lots] == [
        (1, 100, Decimal("90.00")),
        (2, 100, Decimal("95.00")),
    ]
    assert [(each.number, each.shares, each.price) for each in found.sales] == [(1, 150, Decimal("100.00"))]
    assert left(found) == [(1, 0), (2, 50)]


def test_the_sales_of_a_year_go_with_it_and_so_does_what_they_took() -> None:
    made = books(lot(100, "90"), lot(100, "95"), fill("f1", "sell", 150, "100", instrument=SHARE, opens=False))
    made.apply(fill("f2", "buy", 10, "100", instrument=SHARE, at=NEXT_YEAR), NEXT_YEAR)
    found = holding(made)
    assert [(each.number, each.shares) for each in found.lots] == [(2, 50), (3, 10)]
    assert found.sales == ()
    made.apply(fill("f3", "sell", 60, "100", instrument=SHARE, opens=False, at=NEXT_YEAR), NEXT_YEAR)
    found = holding(made)
    assert [each.number for each in found.sales] == [2]
    assert left(found) == [(2, 0), (3, 0)]
    assert made.last.gains() == {GEN: Decimal(250)}


def test_a_year_turns_without_anything_being_traded() -> None:
    made = books(lot(100, "90"), fill("f1", "sell", 100, "100", instrument=SHARE, opens=False))
    assert left(holding(made)) == [(1, 0)]
    made.check(fill("f2", "buy", 10, "100", instrument=SHARE), NEXT_YEAR)
    assert left(holding(made)) == [(1, 0)]
    made.apply(fill("f2", "buy", 10, "100", instrument=Instrument(symbol="XYZ", underlying="XYZ")), NEXT_YEAR)
    assert [each.underlying for each in made.view().sleeves[0].holdings] == ["XYZ"]


def test_no_more_shares_are_sold_than_there_are() -> None:
    made = books(lot(100, "90"))
    with pytest.raises(BooksRefused, match="101 shares of ABC cannot leave: 100 are there"):
        made.apply(fill("f1", "sell", 101, "100", instrument=SHARE, opens=False), AT)


def test_a_split_into_whole_shares_leaves_the_money_as_it_is() -> None:
    new_put, new_call = option("put", 25), option("call", "27.5")
    made = books(
        lot(100, "90"),
        lot(50, "91"),
        fill("f1", "sell", 50, "100", instrument=SHARE, opens=False),
        fill("f2", "sell", 2, "2.00"),
        fill("f3", "sell", 1, "1.00", instrument=CALL),
        fill("f4", "buy", 1, "1.00", opens=False),
    )
    made.apply(split(4, 1, (PUT, new_put), (CALL, new_call)), AT)
    found = holding(made)
    assert [(each.shares, each.cost) for each in found.lots] == [(400, Decimal("22.50")), (200, Decimal("22.75"))]
    assert [(each.shares, each.price) for each in found.sales] == [(200, Decimal("25.00"))]
    assert left(found) == [(1, 200), (2, 200)]
    held = [(each.instrument, each.quantity, each.credit) for each in made.view().sleeves[0].positions]
    assert held == [(new_put, 4, Decimal("0.50")), (new_call, 4, Decimal("0.25"))]
    made.apply(fill("f5", "buy", 4, "0.10", instrument=new_put, opens=False), AT)
    assert made.last.gains() == {GEN: Decimal(160)}


def test_a_contract_that_delivers_more_after_a_split_stays_one_contract() -> None:
    adjusted = option("put", 100, underlying="ABC", deliverable=150)
    adjusted = adjusted.model_copy(update={"symbol": "ABC1260417P00100000"})
    made = books(fill("f1", "sell", 3, "2.00"), split(3, 2, (PUT, adjusted)))
    (position,) = made.view().sleeves[0].positions
    assert (position.quantity, position.instrument, position.credit) == (3, adjusted, Decimal("2.00"))


def test_a_split_that_leaves_a_fraction_of_a_share_is_refused() -> None:
    made = books(lot(25, "90"))
    before = made.view()
    with pytest.raises(BooksRefused, match="fraction of a share"):
        made.apply(split(1, 10), AT)
    assert made.view() == before


def test_what_was_sold_before_does_not_stand_in_the_way_of_a_split() -> None:
    made = books(lot(35, "90"), fill("f1", "sell", 15, "100", instrument=SHARE, opens=False), split(1, 10))
    found = holding(made)
    assert [(each.number, each.shares, each.cost) for each in found.lots] == [(1, 2, Decimal("900.00"))]
    assert found.sales == ()


def test_a_split_without_the_new_terms_of_an_option_is_refused() -> None:
    made = books(lot(100, "90"), fill("f1", "sell", 1, "2.00"))
    with pytest.raises(BooksRefused, match=f"new terms of {PUT.symbol}"):
        made.apply(split(4, 1), AT)
    assert left(holding(made)) == [(1, 100)]


def test_contracts_that_do_not_become_whole_ones_are_refused() -> None:
    made = books(fill("f1", "sell", 3, "2.00"))
    with pytest.raises(BooksRefused, match="do not become whole ones"):
        made.apply(split(1, 2, (PUT, option("put", 200))), AT)


def test_a_cost_that_cannot_be_divided_is_not_lost() -> None:
    adjusted = option("put", 60, deliverable=150)
    made = books(fill("f1", "sell", 1, "1.00", instrument=adjusted), assigned(1, adjusted))
    gains = []
    for number in range(3):
        made.apply(fill(f"s{number}", "sell", 50, "40", instrument=SHARE, opens=False), AT)
        gains.append(made.last.gains()[GEN])
    assert gains == [Decimal("33.3333"), Decimal("33.3334"), Decimal("33.3333")]
    assert sum(gains) == Decimal(100)
