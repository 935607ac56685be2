"""Values in words, exact to the last digit; plurals and articles."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction

import pytest

from rules.english.names import a, is_several, listed, several
from rules.english.prose import Grid, Piece, begun, in_one_line, item, joined, lines, plain, prose
from rules.english.values import bounds_text, grouped, value_text
from rules.language.typed import Word
from rules.language.types import DATE, FLAG, TIME, EnumType, NumberType, SetType
from rules.language.units import Unit, UnitTable

UNITS = UnitTable()
for _base in ("usd", "share", "session", "delta"):
    UNITS.declare_base(_base)
UNITS.currency = "usd"
UNITS.scales = {"delta": None}
USD, SESSION, DELTA = Unit.base("usd"), Unit.base("session"), Unit.base("delta")
SECOND = Unit.base("second")


@pytest.mark.parametrize(
    ("value", "of", "written", "text"),
    [
        (Fraction(1, 4), NumberType(name="ratio"), "", "25%"),
        (Fraction(1, 8000), NumberType(name="ratio"), "", "0.0125%"),
        (Fraction(1, 8), NumberType(), "%", "12.5%"),
        (Fraction("0.123456789"), NumberType(), "", "0.123456789"),
        (Fraction(1, 3), NumberType(), "", "1/3"),
        (Fraction(1234567), NumberType(), "", "1,234,567"),
        (Fraction(-1500), NumberType(USD), "usd", "-$1,500"),
        (Fraction("0.01"), NumberType(USD / Unit.base("share")), "", "$0.01 per share"),
        (Fraction(1), NumberType(SESSION), "sessions", "1 session"),
        (Fraction(5), NumberType(SESSION), "sessions", "5 sessions"),
        (Fraction(90), NumberType(SECOND), "minutes", "1.5 minutes"),
        (Fraction(60), NumberType(SECOND), "minutes", "1 minute"),
        (Fraction(2, 5), NumberType(DELTA, "delta"), "delta", "0.4"),
        (True, FLAG, "", "true"),
        (time(9, 45), TIME, "", "09:45"),
        (time(9, 45, 30), TIME, "", "09:45:30"),
        (date(2026, 1, 5), DATE, "", "2026-01-05"),
        ("deep_blue", EnumType("colour", ("deep_blue",)), "", "deep blue"),
        (Word("unknown"), FLAG, "", "unknown"),
        ((Fraction(1), Fraction(2)), SetType(NumberType(SESSION)), "", "1 session, 2 sessions"),
        ((), SetType(DATE), "", "nothing"),
    ],
)
def test_values(value: object, of: NumberType, written: str, text: str) -> None:
    assert value_text(value, of, UNITS, written) == text  # type: ignore[arg-type]


def test_bounds() -> None:
    ratio = NumberType(name="ratio")
    assert bounds_text(Fraction(0), Fraction(1), ratio, UNITS) == "0% to 100%"
    assert bounds_text(Fraction(0), None, ratio, UNITS) == "at least 0%"
    assert bounds_text(None, Fraction(1), ratio, UNITS) == "at most 100%"
    assert bounds_text(None, None, ratio, UNITS) == ""
    assert grouped(Fraction(-1, 3)) == "-1/3"


def test_words() -> None:
    assert [a(noun) for noun in ("order", "plant", "“order”")] == ["an order", "a plant", "an “order”"]
    assert [several(noun) for noun in ("box", "entry", "day", "plant")] == ["boxes", "entries", "days", "plants"]
    assert several("order for “cut”") == "orders for “cut”"
    assert several("clip failed") == "events “clip failed”"
    assert [is_several(words) for words in ("shares held", "sessions to expiry", "value of shares", "gross loss")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_prose() -> None:
    piece = Piece("delta", "fact", "contract.delta")
    assert prose("the ", "", piece, " of ", "it") == (Piece("the "), piece, Piece(" of it"))
    assert begun((piece,)) == (Piece("Delta", "fact", "contract.delta"),)
    assert begun(()) == ()
    assert plain(joined([prose("a"), (piece,), prose("c")], "or")) == "a, delta or c"
    told = item("all of:", below=[item("one"), item("some:", below=[item("two")])])
    grid = Grid("Rows", ("where", "what"), ((told, item("3")),))
    assert lines((told, grid)) == [
        "all of:", "  one", "  some:", "    two", "Rows: where | what", "  all of: one; some: two | 3",
    ]  # fmt: skip
    assert in_one_line(told) == "all of: one; some: two"
