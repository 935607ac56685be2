"""Functions and words of spreadsheets and programs: each is told how the language says it."""

from __future__ import annotations

import pytest

from rules.language import borrowed
from rules.language.lexer import LeafError
from rules.language.parser import parse_leaf


@pytest.mark.parametrize(
    "name", ["IF", "SUM", "AVERAGE", "CountIf", "round", "ISBLANK", "coalesce", "TODAY", "VLOOKUP"]
)
def test_a_function_is_told_how_it_is_written(name: str) -> None:
    with pytest.raises(LeafError) as told:
        parse_leaf(f"contract.bid > {name}(contract.ask)")
    assert told.value.code == "E116"
    assert (told.value.start, told.value.end) == (15, 15 + len(name))
    assert told.value.help == borrowed.function_help(name)[1]


@pytest.mark.parametrize("name", borrowed.OWN_FUNCTIONS)
def test_a_function_of_the_language_is_read_small_and_told_large(name: str) -> None:
    arguments = "(contract.bid)" if name == "abs" else "(contract.bid, contract.ask)"
    parse_leaf(f"{name}{arguments} > $1 per share")
    with pytest.raises(LeafError, match="written small"):
        parse_leaf(f"{name.upper()}{arguments} > $1 per share")


@pytest.mark.parametrize(
    "leaf",
    [
        "not(clock.session_open)",
        "clock.session_open and(broker.is_up)",
        "sum of(position.quantity) over position in sleeve",
        "any position in sleeve where(position.side is short)",
        "total of contract.bid > $1 per share",
        "(contract.right) in [put, call]",
        "contract.strike in (entry.strikes)",
        "if(clock.session_open) then 1 else 2",
    ],
)
def test_brackets_behind_words_of_the_language_are_no_calls(leaf: str) -> None:
    parse_leaf(leaf)


@pytest.mark.parametrize(
    ("word", "own"), [("average", "mean"), ("avg", "mean"), ("max", "highest"), ("number", "count")]
)
def test_an_aggregate_by_another_name(word: str, own: str) -> None:
    with pytest.raises(LeafError) as told:
        parse_leaf(f"{word} of market.vix_close over the last 5 sessions")
    assert told.value.help == f"Write `{own} of`."


def test_and_in_capitals_between_conditions_is_a_word_and_before_a_bracket_a_function() -> None:
    codes = []
    for leaf in ("a is b AND (c is d)", "AND(a is b, c is d)", "a is b and OR(c, d)", "NOT (a is b)", "(AND(a, b))"):
        with pytest.raises(LeafError) as told:
            parse_leaf(leaf)
        codes.append(told.value.code)
    assert codes == ["E104", "E116", "E116", "E104", "E116"]


def test_only_what_is_known_elsewhere_has_a_help() -> None:
    assert borrowed.word_elsewhere("NULL") == borrowed.word_elsewhere("null")
    assert borrowed.word_elsewhere("delta") is None
    assert borrowed.unit_elsewhere("weeks") is not None
    assert borrowed.unit_elsewhere("hrs") == "Write `hours`."
    assert borrowed.unit_elsewhere("Secs", "30") == "Write `30 seconds`."
    assert borrowed.unit_elsewhere("vix_point") is None
    assert borrowed.type_elsewhere("Boolean") == "Write `flag`."
    assert borrowed.type_elsewhere("money") is None


@pytest.mark.parametrize("leaf", ["age of order.bid > 2 min", "(clock.now - 2 min) > clock.now", "x in [2 min, 3 min]"])
def test_minutes_are_not_the_function_of_that_name(leaf: str) -> None:
    with pytest.raises(LeafError) as told:
        parse_leaf(leaf)
    assert (told.value.code, told.value.help) == ("E303", "Write `2 minutes`.")
    assert leaf[told.value.start : told.value.end] == "min"


@pytest.mark.parametrize(
    ("leaf", "written"),
    [
        ("highest of a before and b", "max(a before, b)"),
        ("(lowest of a, b + 1, c) > 3", "min(a, b + 1, c)"),
        ("sum of a and b < 3", "a + b"),
        ("mean of a, b, c < 3", "(a + b + c) / 3"),
    ],
)
def test_an_aggregate_of_a_few_values_is_told_how_these_are_written(leaf: str, written: str) -> None:
    with pytest.raises(LeafError) as told:
        parse_leaf(leaf)
    assert told.value.code == "E110"
    assert told.value.help is not None
    assert told.value.help.startswith(f"Write `{written}`;")


@pytest.mark.parametrize("leaf", ["highest of a", "highest of a and", "highest of a and b over c", "sum of a in b"])
def test_nothing_is_guessed_where_no_few_values_stand(leaf: str) -> None:
    with pytest.raises(LeafError, match="`over` is missing") as told:
        parse_leaf(leaf)
    assert "is about many subjects" not in (told.value.help or "")


def test_what_since_is_reckoned_from_stands_in_brackets() -> None:
    parse_leaf("any fill since (clock.now - 2 minutes) where fill.size > 3")
    parse_leaf("(count of fill since clock.date) - 2 > 3")
    parse_leaf("count of fill since clock.date - 2 > 3")
    for leaf in ("any fill since clock.now - 2 minutes where x", "(no fill since clock.now + a.b where x) and y"):
        with pytest.raises(LeafError, match="takes only what stands before") as told:
            parse_leaf(leaf)
        assert told.value.help == f"Write `since ({leaf[told.value.start : told.value.end]})`."
