"""What pages are made of: tables, colors, numbers in words."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest

from console import output
from console.table import Cell, columns_of, table
from console.values import literal_text, margin, number
from console.words import count, few, listed
from rules.language.types import DATE, NumberType, SetType, TextType
from rules.language.units import PLAIN, Unit, UnitTable


# --- tables ---------------------------------------------------------------------------------------
def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    assert table([("a", "bb", "c"), ("aaa", "b", "cc")], 80, indent=0) == ["a    bb  c", "aaa  b   cc"]


def test_the_last_column_wraps_under_itself() -> None:
    lines = table([("name", "one two three four five six seven")], 42, indent=2)
    assert lines == ["  name  one two three four five six seven"]
    lines = table([("name", "one two three four five six seven eight")], 42, indent=2)
    assert lines == ["  name  one two three four five six seven", "        eight"]


def test_other_columns_wrap_where_they_are_told_to() -> None:
    lines = table([("one two three", "x")], 80, indent=0, most={0: 7})
    assert lines == ["one two  x", "three"]


def test_numbers_stand_on_the_right() -> None:
    assert table([("1", "a"), ("100", "b")], 80, indent=0, right=(0,)) == ["  1  a", "100  b"]


def test_wide_and_combining_signs_count_as_they_show() -> None:
    assert columns_of("日本") == 4
    assert columns_of("e\u0301") == 1
    assert table([("日本", "x"), ("ab", "y")], 80, indent=0) == ["日本  x", "ab    y"]


def test_nothing_steers_the_terminal() -> None:
    assert table([("a\x1b[31m\r", "b\nc")], 80, indent=0) == ["a\ufffd[31m\ufffd  b c"]


def test_no_rows_no_lines() -> None:
    assert table([], 80) == []


def test_colors_take_no_room() -> None:
    plain = table([(Cell("no", "bad"), "x"), ("yes", "y")], 80, indent=0)
    colored = table([(Cell("no", "bad"), "x"), ("yes", "y")], 80, indent=0, color=True)
    assert plain == ["no   x", "yes  y"]
    assert colored == ["\x1b[31mno\x1b[0m   x", "yes  y"]


# --- terminals ------------------------------------------------------------------------------------
class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "colored"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colors_are_for_terminals_that_want_them(
    variables: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", _Terminal())
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert output.color_on_stdout() is colored
    assert output.color_on_stderr() is False


def test_a_page_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert output.page_width() == output.PAGE
    monkeypatch.setattr("sys.stdout", _Terminal())
    monkeypatch.setenv("COLUMNS", "77")
    assert output.page_width() == 77


# --- numbers --------------------------------------------------------------------------------------
@pytest.fixture
def units() -> UnitTable:
    known = UnitTable()
    for base in ("usd", "share", "session", "delta"):
        known.declare_base(base)
    known.currency = "usd"
    known.scales["delta"] = None
    return known


def test_numbers_in_words(units: UnitTable) -> None:
    usd, share, day = Unit.base("usd"), Unit.base("share"), Unit.base("day")
    ratio = NumberType(PLAIN, "ratio")
    assert number(Fraction(1, 4), ratio, units) == "25%"
    assert number(Fraction(-1, 200), ratio, units) == "-0.5%"
    assert number(Fraction(1234567, 100), NumberType(usd), units) == "$12,345.67"
    assert number(Fraction(-1, 2), NumberType(usd), units) == "-$0.5"
    assert number(Fraction(1, 100), NumberType(usd / share), units, "usd per share") == "$0.01 per share"
    assert number(Fraction(1), NumberType(day), units) == "1 day"
    assert number(Fraction(2), NumberType(day), units) == "2 days"
    assert number(Fraction(600), NumberType(Unit.base("second")), units, "minutes") == "10 minutes"
    assert number(Fraction(60), NumberType(Unit.base("second")), units, "minutes") == "1 minute"
    assert number(Fraction(45, 100), NumberType(Unit.base("delta")), units, "delta") == "0.45"
    assert number(Fraction(620), NumberType(PLAIN, "score"), units) == "620"


def test_literals(units: UnitTable) -> None:
    from datetime import date, time

    assert literal_text(time(9, 45), DATE, units) == "09:45"
    assert literal_text(time(9, 45, 5), DATE, units) == "09:45:05"
    assert literal_text(date(2026, 4, 16), DATE, units) == "2026-04-16"
    assert literal_text(("b", "a"), SetType(TextType()), units) == "[b, a]"
    assert literal_text(True, DATE, units) == "true"


def test_margins() -> None:
    assert margin(None, "usd") == ""
    assert margin(Fraction(-22, 10000), "delta") == "-0.0022 delta"
    assert margin(Fraction(3), "day") == "+3 day"
    assert margin(Fraction(0), "usd") == "0 usd"
    assert margin(Fraction(-5400), "seconds") == "-1 h 30 min"
    assert margin(Fraction(45), "seconds") == "+45 s"
    assert margin(Fraction(-1, 100000), "ratio") == "-0.00001 ratio", "a miss is never told as none"


def test_small_words() -> None:
    assert [count(number, "rule") for number in (0, 1, 1200)] == ["0 rules", "1 rule", "1,200 rules"]
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert few(["a", "b", "c"], 3) == "a, b, c"
    assert few(["a", "b", "c", "d"], 3) == "a, b, c and 1 more"
