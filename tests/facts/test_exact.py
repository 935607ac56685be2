from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts import occ
from facts.exact import from_float, plain, rounded, rounded_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("175.0", "175"),
        ("0.050", "0.05"),
        ("-0.00", "0"),
        ("0", "0"),
        ("1E+3", "1000"),
        ("1e-7", "0.0000001"),
        ("100", "100"),
        ("-1.50", "-1.5"),
    ],
)
def test_plain_text(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_plain_text_is_the_number(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert plain(Decimal(text)) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_price_written_as_a_float_comes_back_exactly(units: int, places: int) -> None:
    price = Decimal(units).scaleb(-places)
    assert from_float(float(price)) == price


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.12345, "0.1234"),
        (0.12355, "0.1236"),
        (0.00005, "0"),
        (0.00015, "0.0002"),
        (1.0, "1"),
        (2.5e-9, "0"),
    ],
)
def test_half_goes_to_the_even_neighbour(number: float, text: str) -> None:
    assert rounded_text(number) == text


@given(st.fractions(-1000, 1000))
def test_fractions_and_decimals_round_alike(number: Fraction) -> None:
    near = rounded(number)
    assert abs(Fraction(near) - number) <= Fraction(1, 20000)
    if 10**8 % number.denominator == 0:
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
        assert rounded(decimal) == near


@pytest.mark.parametrize(
    ("symbol", "terms"),
    [
        ("SPY260417P00701000", occ.Terms("SPY", date(2026, 4, 17), "put", Decimal(701))),
        ("GOOG151224C00747500", occ.Terms("GOOG", date(2015, 12, 24), "call", Decimal("747.5"))),
        ("BRKB7260116C00500000", occ.Terms("BRKB7", date(2026, 1, 16), "call", Decimal(500))),
    ],
)
def test_option_symbols(symbol: str, terms: occ.Terms) -> None:
    assert occ.read(symbol) == terms
    assert occ.write(terms.root, terms.expires_on, terms.right, terms.strike) == symbol


@pytest.mark.parametrize(
    "symbol",
    ["", "SPY", "SPY   260417P00701000", "SPY260431P00701000", "SPY260417X00701000", "spy260417P00701000",
     "SPY260417P0701000", "TOOLONGROOT260417P00701000", "SPY260417P00701000 "],
)  # fmt: skip
def test_what_is_no_option_symbol(symbol: str) -> None:
    assert occ.read(symbol) is None


def test_the_highest_strike_that_a_symbol_holds() -> None:
    assert occ.strike_digits(Decimal("99999.999")) == "99999999"


@pytest.mark.parametrize("strike", ["0.0001", "123456.7890", "100000", "-5"])
def test_strikes_that_no_symbol_holds(strike: str) -> None:
    with pytest.raises(ValueError, match="not a strike"):
        occ.strike_digits(Decimal(strike))
