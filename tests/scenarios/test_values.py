from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from engine.boundary import Reader, Refused
from engine.values import Subject
from rules.language.types import (
    DATE,
    FLAG,
    TEXT,
    TIME,
    EnumType,
    NumberType,
    RefType,
    SeriesType,
    SetType,
    Type,
)
from rules.language.units import DAY, PLAIN, SECOND, Unit
from scenarios.values import Said, ValueReader, bounds, said
from tests.scenarios.world import library

UNITS = library()[0].units
READER = ValueReader(UNITS, Reader(UNITS), lambda scope, text: Subject(scope, text.upper()))
MONEY = NumberType(Unit.base("usd"), "fee", Fraction(1, 100))
PRICE = NumberType(Unit.base("usd") / Unit.base("book"))
PLAIN_NUMBER = NumberType(PLAIN)
DAYS = NumberType(DAY)
GENRE = EnumType("genre", ("novel", "science_fiction"))


@pytest.mark.parametrize(
    ("text", "of", "raw"),
    [
        ("640", PLAIN_NUMBER, "640"),
        ("-0.5", PLAIN_NUMBER, "-0.5"),
        ("−3", PLAIN_NUMBER, "-3"),
        ("5.063%", PLAIN_NUMBER, "0.05063"),
        ("$1,000,000", MONEY, "1000000"),
        ("-$5.25", MONEY, "-5.25"),
        ("100 usd", MONEY, "100"),
        ("$9.50", PRICE, "9.5"),
        ("$9.50 per book", PRICE, "9.5"),
        ("9.5 usd per book", PRICE, "9.5"),
        ("3 weeks", DAYS, "21"),
        ("1 day", DAYS, "1"),
        ("2 minutes", NumberType(SECOND), "120"),
        ("science fiction", GENRE, "science_fiction"),
        ("Novel", GENRE, "novel"),
        ("yes", FLAG, "true"),
        ("false", FLAG, "false"),
        ("2026-04-16", DATE, "2026-04-16"),
        ("16 April 2026", DATE, "2026-04-16"),
        ("9:45", TIME, "09:45"),
        ('"the blue one"', TEXT, "the blue one"),
        ("ulm", RefType("town"), "ULM"),
        ("1, 2, unknown and 4", SeriesType(PLAIN_NUMBER, DAY), ["1", "2", "unknown", "4"]),
        ("1,000, 2,000", SeriesType(PLAIN_NUMBER, DAY), ["1000", "2000"]),
        ("[novel, science fiction]", SetType(GENRE), ["novel", "science_fiction"]),
        ("novel", SetType(GENRE), ["novel"]),
    ],
)
def test_values_are_read_as_people_write_them(text: str, of: Type, raw: object) -> None:
    assert READER.raw(text, of) == raw


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("many", PLAIN_NUMBER),
        ("1,00", PLAIN_NUMBER),
        ("1000,000", PLAIN_NUMBER),
        ("1e3", PLAIN_NUMBER),
        ("nan", PLAIN_NUMBER),
        ("$5", PLAIN_NUMBER),
        ("5%", MONEY),
        ("3 weeks", MONEY),
        ("3 moons", DAYS),
        ("$5 per day", PRICE),
        ("2026-02-30", DATE),
        ("30 Febtober 2026", DATE),
        ("16 April", DATE),
    ],
)
def test_what_is_none_of_the_type_is_refused(text: str, of: Type) -> None:
    with pytest.raises(Refused):
        READER.raw(text, of)


def test_a_value_passes_the_boundary_of_the_engine() -> None:
    assert READER.value("16 April 2026", DATE) == date(2026, 4, 16)
    assert READER.value("novel", SetType(GENRE)) == frozenset(["novel"])
    with pytest.raises(Refused, match="step"):
        READER.value("$0.005", MONEY)
    with pytest.raises(Refused, match="not a word"):
        READER.value("poems", GENRE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.25", Said("1.25")),
        ("1.25, 45 seconds old", Said("1.25", "45")),
        ("45 seconds old", Said(None, "45")),
        ("2 hours old", Said(None, "7200")),
        ("1.5 minutes old", Said(None, "90")),
        ("1.25 of unknown age", Said("1.25", "unknown")),
        ("unknown", Said("unknown")),
        ("1, 2, 3", Said("1, 2, 3")),
    ],
)
def test_an_age_may_stand_behind_a_value(text: str, expected: Said) -> None:
    assert said(text, UNITS) == expected


@pytest.mark.parametrize("text", ["1.25, 3 days old", "3 books old"])
def test_an_age_has_a_unit_of_time_of_day(text: str) -> None:
    with pytest.raises(Refused):
        said(text, UNITS)


def test_bounds_of_an_unknown_number() -> None:
    assert bounds("unknown, 1 to 3") == ("1", "3")
    assert bounds("unknown") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("5", 1), ("0.25", Fraction(1, 100)), ("5.1%", Fraction(1, 1000)), ("2 weeks", 7)]
)
def test_about_means_the_digits_that_are_written(text: str, expected: Fraction) -> None:
    assert READER.fineness(text) == expected
