"""Growth and ratios by hand: exact where they are round, unknown where there is too little to say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from facts.performance import Point, conventions, equity_of, measured

BEGINS = date(2025, 4, 30)


def points(*equities: str | None, days: int = 365, moved_in: dict[int, str] | None = None) -> list[Point]:
    """Month ends, evenly over some days; capital by the number of the point until which it came in."""
    last = len(equities) - 1
    capital = Decimal(0)
    found = []
    for number, equity in enumerate(equities):
        capital += Decimal((moved_in or {}).get(number, "0"))
        on = BEGINS + timedelta(days=days * number // last)
        found.append(Point(on, None if equity is None else Decimal(equity), capital))
    return found


def months(*returns: str) -> list[Point]:
    """An opening, a month end, and months with these returns."""
    equities = [Decimal(100000), Decimal(100000)]
    for each in returns:
        equities.append(equities[-1] * (1 + Decimal(each)))
    return points(*map(str, equities))


def test_growth_of_a_year_is_what_was_gained() -> None:
    assert measured(points("100000", "110000", "121000"), conventions())["cagr"] == "0.21"


def test_growth_of_two_years_is_that_of_one() -> None:
    assert measured(points("100000", "110000", "121000", days=730), conventions())["cagr"] == "0.1"


def test_a_day_less_than_a_year_says_nothing_of_growth() -> None:
    assert "cagr" in measured(points("100000", "121000", days=365), conventions())
    assert measured(points("100000", "121000", days=364), conventions()) == {}


def test_capital_that_came_in_is_no_gain_and_what_left_no_loss() -> None:
    came = points("100000", "160000", "176000", moved_in={1: "50000"})
    assert measured(came, conventions())["cagr"] == "0.21"
    left = points("100000", "10000", "11000", moved_in={1: "-100000"})
    assert measured(left, conventions())["cagr"] == "0.21"


def test_sharpe_is_the_mean_over_the_spread_of_twelve_months() -> None:
    """Twelve months of 2% and 0%: mean 1%, sample deviation 1% × √(12/11); a year of it is √11."""
    assert measured(months(*["0.02", "0"] * 6), conventions())["sharpe"] == "3.3166"


def test_sortino_counts_only_what_was_lost() -> None:
    """Twelve months of 3% and -1%: mean 1%, downside deviation 1% × √½; a year of it is √24."""
    found = measured(months(*["0.03", "-0.01"] * 6), conventions())
    assert found["sortino"] == "4.899"


def test_without_a_loss_there_is_no_sortino_and_without_a_spread_no_sharpe() -> None:
    assert "sortino" not in measured(months(*["0.02", "0"] * 6), conventions())
    assert "sharpe" not in measured(months(*["0"] * 12), conventions())


def test_eleven_months_are_too_few_for_a_ratio() -> None:
    assert set(measured(months(*["0.03", "-0.01"] * 5, "0.03"), conventions())) == {"cagr"}
    assert set(measured(months(*["0.03", "-0.01"] * 6), conventions())) == {"cagr", "sharpe", "sortino"}


def test_one_month_end_without_a_mark_makes_all_unknown() -> None:
    assert measured(points("100000", None, "121000"), conventions()) == {}


def test_an_account_that_has_lost_everything_has_no_growth_to_tell() -> None:
    assert "cagr" not in measured(points("100000", "0"), conventions())


def facts(**contract: Any) -> dict[str, Any]:
    return {
        "sleeve": {"A gen": {"account": "A", "cash": "1000"}, "B gen": {"account": "B", "cash": "7"}},
        "contract": {"P": {"multiplier": "100", "bid": "1.00", "ask": "1.10", **contract}},
        "position": {"A gen 1": {"sleeve": "A gen", "contract": "P", "side": "short", "quantity": "2"}},
        "holding": {"A gen X": {"sleeve": "A gen", "underlying": "X", "shares": "10"}},
        "underlying": {"X": {"spot": {"value": "5.50", "age": "3"}}},
    }


def test_equity_is_cash_options_in_the_middle_and_shares() -> None:
    assert equity_of(facts(), "A") == Decimal("1000") - Decimal("210") + Decimal("55")
    assert equity_of(facts(), "B") == Decimal("7")


def test_without_a_price_there_is_no_equity() -> None:
    assert equity_of(facts(bid="unknown"), "A") is None
    assert equity_of(facts(), "C") is None
