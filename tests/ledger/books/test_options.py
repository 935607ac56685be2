"""Options: partial fills make one position, closings realise, and the premium goes where the convention says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.trading.books import BooksRefused
from engine.trading.events import PositionBrought
from ledger.books import AccountBooks
from tests.ledger.books.world import (
    AT,
    CALL,
    GEN,
    PUT,
    SHARE,
    assigned,
    books,
    exercised,
    expired,
    fill,
    option,
    order,
    stepped,
)


def gen(made: AccountBooks) -> dict[str, object]:
    sleeve = made.view().sleeves[0]
    return {"cash": sleeve.cash, "realised": sleeve.realised}


def test_fills_of_one_order_are_one_position_at_their_weighted_mean() -> None:
    made = books(order(), stepped("sending"))
    made.apply(fill("f1", "sell", 1, "1.50", order=f"{GEN} o1", slice=f"{GEN} o1.1", purpose="csp"), AT)
    made.apply(fill("f2", "sell", 2, "1.51", order=f"{GEN} o1", slice=f"{GEN} o1.1", purpose="csp"), AT)
    (position,) = made.view().sleeves[0].positions
    assert (position.key, position.quantity, position.purpose) == (f"{GEN} 1", 3, "csp")
    assert position.credit == Decimal("1.5067")  # 4.52 / 3, half even
    assert made.position_of(f"{GEN} o1") == f"{GEN} 1"
    (kept,) = made.view().orders
    assert (kept.filled, kept.mean_price, kept.slices[0].filled) == (3, Decimal("1.5067"), 3)


def test_what_closing_realises_is_exact_though_the_mean_is_rounded() -> None:
    made = books(fill("f1", "sell", 1, "1.50", position=f"{GEN} 1"), fill("f2", "sell", 2, "1.51", position=f"{GEN} 1"))
    for number in range(3):
        made.apply(fill(f"b{number}", "buy", 1, "0.40", opens=False, position=f"{GEN} 1"), AT)
    assert gen(made) == {"cash": Decimal("50332.00"), "realised": Decimal("332.00")}
    assert made.view().sleeves[0].positions == ()
    (row,) = made.positions()
    assert (row.ended_by, row.ended_on, row.realised) == ("closed", AT.date(), Decimal("332.00"))


def test_a_part_of_a_position_leaves_with_its_part_of_the_premium() -> None:
    made = books(fill("f1", "sell", 3, "1.00"), fill("f2", "buy", 2, "0.25", opens=False))
    (position,) = made.view().sleeves[0].positions
    assert (position.quantity, position.credit) == (1, Decimal("1.00"))
    assert gen(made)["realised"] == Decimal(150)


def test_a_long_option_is_an_asset_and_its_credit_is_negative() -> None:
    made = books(fill("f1", "buy", 2, "3.00", purpose="hedge"))
    (position,) = made.view().sleeves[0].positions
    assert (position.side, position.credit) == ("long", Decimal("-3.00"))
    made.apply(fill("f2", "sell", 2, "10.00", opens=False), AT)
    assert gen(made) == {"cash": Decimal(51400), "realised": Decimal(1400)}


def test_an_expired_option_realises_its_premium() -> None:
    made = books(fill("f1", "sell", 2, "1.25"), fill("f2", "buy", 1, "0.75", instrument=CALL))
    made.apply(expired(2), AT)
    assert made.last.gains() == {GEN: Decimal(250)}
    made.apply(expired(1, CALL, "long", key="e2"), AT)
    assert made.last.gains() == {GEN: Decimal(-75)}


def test_the_premium_of_an_assigned_put_makes_its_shares_cheaper() -> None:
    made = books(fill("f1", "sell", 1, "1.20"), assigned(1))
    assert made.last.gains() == {}
    (holding,) = made.view().sleeves[0].holdings
    assert [(lot.shares, lot.cost, lot.assigned) for lot in holding.lots] == [(100, Decimal("98.80"), True)]
    assert gen(made) == {"cash": Decimal("40120"), "realised": Decimal(0)}


def test_the_premium_of_an_assigned_call_adds_to_what_the_shares_fetched() -> None:
    made = books(
        fill("f1", "buy", 100, "105", instrument=SHARE),
        fill("f2", "sell", 1, "0.80", instrument=CALL),
        assigned(1, CALL),
    )
    (holding,) = made.view().sleeves[0].holdings
    assert [(sale.shares, sale.price) for sale in holding.sales] == [(100, Decimal("110.80"))]
    assert made.last.gains() == {GEN: Decimal(580)}
    assert gen(made)["cash"] == Decimal(50580)


def test_what_a_long_option_cost_goes_into_the_shares_when_it_is_exercised() -> None:
    made = books(fill("f1", "buy", 1, "2.00", instrument=CALL), exercised(1, CALL))
    (holding,) = made.view().sleeves[0].holdings
    assert [(lot.cost, lot.assigned) for lot in holding.lots] == [(Decimal("112.00"), False)]
    made.apply(fill("f2", "buy", 1, "1.00"), AT)
    made.apply(exercised(1, PUT, key="x2"), AT)
    assert made.last.gains() == {GEN: Decimal("-1300.00")}  # 100 - 1 - 112 a share
    assert gen(made)["cash"] == Decimal(48700)


def test_a_cash_settled_option_moves_cash_alone() -> None:
    index = option("put", 4000, underlying="IDX", deliverable=0, cash_settled=True)
    made = books(fill("f1", "sell", 1, "5.00", instrument=index), assigned(1, index, settlement="12.50"))
    assert made.last.gains() == {GEN: Decimal(-750)}
    made.apply(fill("f2", "buy", 1, "5.00", instrument=index), AT)
    made.apply(exercised(1, index, settlement="12.50"), AT)
    assert made.last.gains() == {GEN: Decimal(750)}
    assert made.view().sleeves[0].holdings == ()
    made.apply(fill("f3", "buy", 1, "5.00", instrument=index), AT)
    with pytest.raises(BooksRefused, match="nobody told for how much"):
        made.apply(exercised(1, index, key="x2"), AT)


def test_an_adjusted_contract_pays_by_its_multiplier_and_delivers_what_it_says() -> None:
    adjusted = option("put", 60, deliverable=150)
    made = books(fill("f1", "sell", 1, "1.50", instrument=adjusted), assigned(1, adjusted))
    (holding,) = made.view().sleeves[0].holdings
    assert [(lot.shares, lot.cost) for lot in holding.lots] == [(150, Decimal("39.00"))]


def test_without_a_named_position_the_oldest_leaves_first() -> None:
    made = books(
        fill("f1", "sell", 2, "1.00"), fill("f2", "sell", 2, "2.00"), fill("f3", "buy", 3, "0.50", opens=False)
    )
    (position,) = made.view().sleeves[0].positions
    assert (position.key, position.quantity) == (f"{GEN} 2", 1)
    assert gen(made)["realised"] == Decimal(250)


def test_a_last_fill_after_its_position_was_closed_is_a_position_of_its_own() -> None:
    made = books(order(), stepped("sending"), fill("f1", "sell", 1, "1.00", order=f"{GEN} o1", position=f"{GEN} 7"))
    made.apply(fill("f2", "buy", 1, "0.50", opens=False, position=f"{GEN} 7"), AT)
    made.apply(fill("f3", "sell", 2, "1.00", order=f"{GEN} o1", position=f"{GEN} 7"), AT)
    assert [each.key for each in made.view().sleeves[0].positions] == [f"{GEN} 8"]


def test_a_position_that_was_brought_stands_against_capital() -> None:
    brought = PositionBrought(
        position=f"{GEN} 4",
        sleeve=GEN,
        instrument=PUT,
        side="short",
        quantity=1,
        credit=Decimal("2.00"),
        opened_on=AT.date(),
    )
    made = books(brought)
    assert gen(made) == {"cash": Decimal(50000), "realised": Decimal(0)}
    made.apply(fill("f1", "buy", 1, "0.50", opens=False), AT)
    assert gen(made) == {"cash": Decimal(49950), "realised": Decimal(150)}
    made.apply(fill("f2", "sell", 1, "1.00"), AT)
    assert [each.key for each in made.view().sleeves[0].positions] == [f"{GEN} 5"]


def test_what_nobody_knows_the_cost_of_gains_nothing() -> None:
    unknown = PositionBrought(
        position=f"{GEN} 1", sleeve=GEN, instrument=PUT, side="short", quantity=2, credit=None, opened_on=AT.date()
    )
    made = books(unknown, fill("f1", "buy", 1, "0.50", opens=False))
    assert gen(made) == {"cash": Decimal(49950), "realised": Decimal(0)}
    assert made.unrealised({PUT.symbol: Decimal("0.10")})[GEN].options is None
    made.apply(assigned(1), AT)
    (holding,) = made.view().sleeves[0].holdings
    assert holding.lots[0].cost == Decimal(100)


@pytest.mark.parametrize(
    "event",
    [
        fill("f2", "sell", 1, "1.00", opens=False, position=f"{GEN} 1"),
        fill("f2", "buy", 1, "1.00", opens=False, instrument=CALL, position=f"{GEN} 1"),
        fill("f2", "sell", 1, "1.00", instrument=CALL, position=f"{GEN} 1"),
        fill("f2", "sell", 0, "1.00"),
        fill("f2", "sell", 1, "-1.00"),
        fill("f2", "sell", 1, "1.00", order=f"{GEN} o9"),
        assigned(3),
        assigned(1, CALL),
        expired(1, PUT, "long"),
        exercised(1, PUT),
    ],
)
def test_what_is_not_there_cannot_leave(event: object) -> None:
    made = books(fill("f1", "sell", 2, "1.00"))
    before = made.view(), list(made.positions())
    with pytest.raises(BooksRefused):
        made.apply(event, AT)  # type: ignore[arg-type]
    assert (made.view(), list(made.positions())) == before


def test_a_call_that_nothing_covers_cannot_be_assigned() -> None:
    made = books(fill("f1", "sell", 1, "1.00", instrument=CALL))
    with pytest.raises(BooksRefused, match="100 shares of ABC cannot leave: 0 are there"):
        made.apply(assigned(1, CALL), AT)
    assert [each.quantity for each in made.view().sleeves[0].positions] == [1]


def test_realised_and_unrealised_are_kept_apart() -> None:
    made = books(
        fill("f1", "sell", 2, "1.00"),
        fill("f2", "buy", 1, "4.00", instrument=CALL),
        fill("f3", "buy", 100, "105", instrument=SHARE),
    )
    found = made.unrealised({PUT.symbol: Decimal("0.40"), CALL.symbol: Decimal("3.00"), "ABC": Decimal(104)})[GEN]
    assert (found.options, found.shares, found.missing) == (Decimal(20), Decimal(-100), ())
    assert made.unrealised({PUT.symbol: Decimal(0), CALL.symbol: Decimal(0)})[GEN].shares is None
    found = made.unrealised({"ABC": Decimal(104)})[GEN]
    assert (found.options, found.shares, found.missing) == (None, Decimal(-100), (PUT.symbol, CALL.symbol))
    assert gen(made)["realised"] == Decimal(0)


def test_an_assignment_takes_from_several_positions_with_their_premiums() -> None:
    made = books(fill("f1", "sell", 1, "1.00"), fill("f2", "sell", 2, "2.00"), assigned(2))
    (holding,) = made.view().sleeves[0].holdings
    assert [(lot.shares, lot.cost) for lot in holding.lots] == [(200, Decimal("98.50"))]
    assert [(each.key, each.quantity) for each in made.view().sleeves[0].positions] == [(f"{GEN} 2", 1)]


def test_what_an_execution_closes_beyond_what_is_there_opens_the_other_side() -> None:
    made = books(
        order(f"{GEN} o1", side="long", opens=False, position=f"{GEN} 2"),
        fill("f1", "sell", 1, "1.00"),
        fill("f2", "sell", 1, "2.00"),
    )
    made.apply(fill("f3", "buy", 1, "0.50", order=f"{GEN} o1", opens=False), AT)
    assert made.last.gains() == {GEN: Decimal(150)}  # the position that the order names, though it is not the oldest
    made.apply(fill("f4", "buy", 2, "0.50", order=f"{GEN} o1", opens=False), AT)
    assert made.last.gains() == {GEN: Decimal(50)}
    made.apply(fill("f5", "buy", 1, "0.60", order=f"{GEN} o1", opens=False), AT)
    (position,) = made.view().sleeves[0].positions
    assert (position.key, position.side, position.quantity) == (f"{GEN} 3", "long", 2)
    assert (position.credit, position.purpose) == (Decimal("-0.55"), None)
    assert made.view().sleeves[0].cash == Decimal(50000) + 100 + 200 - 50 - 100 - 60


def test_no_fraction_of_a_cent_is_lost_between_positions() -> None:
    made = books(
        fill("f1", "sell", 1, "1.00"), fill("f2", "sell", 2, "1.00"), fill("f3", "buy", 3, "0.0000001", opens=False)
    )
    assert gen(made)["realised"] == Decimal("299.99997")
    assert sum(each.realised for each in made.positions()) == Decimal("299.99997")
