"""Subjects in plain words: exactly one is meant, or it is an error."""

from __future__ import annotations

import pytest

from engine.values import Subject
from rules.source.span import Span
from scenarios.naming import Naming, holds
from scenarios.problem import Problem
from scenarios.words import Phrases, Words, phrase, singulars, tokens
from tests.scenarios.world import library

HERE = Span("f.feature", 1, 1, 1, 1)
LAW, WORDS = library()
BELONGS: dict[str, dict[str, dict[str, str]]] = {
    "town": {"Ulm": {}, "Bonn": {}, "Ulm in Peace": {}},
    "branch": {"East": {"town": "Ulm"}, "West": {"town": "Bonn"}, "A": {"town": "Ulm in Peace"}},
    "reader": {
        "1": {"branch": "East"},
        "2": {"branch": "East"},
        "3": {"branch": "West"},
        "A": {"branch": "A"},
    },
    "title": {"Emma": {}, "Odes": {}},
    "loan": {"1": {"reader": "2", "title": "Emma"}, "7": {"reader": "3", "title": "Odes"}},
    "wish": {
        f"{reader}/{title}": {"reader": reader, "title": title}
        for reader in ("1", "2", "3", "A")
        for title in ("Emma", "Odes")
    },
}


def naming(words: Words = WORDS) -> Naming:
    return Naming(
        words,
        lambda scope: tuple(Subject(scope, key) for key in sorted(BELONGS.get(scope, {}))),
        lambda subject: {name: Subject(name, key) for name, key in BELONGS[subject.scope][subject.key].items()},
        lambda subject, kind: subject.key == "1",
    )


@pytest.mark.parametrize(
    ("scope", "name", "key"),
    [
        ("reader", "reader 3", "3"),
        ("reader", "3", "3"),
        ("reader", "the reader of West", "3"),
        ("reader", "reader 1 of the East reading room", "1"),
        ("reader", "2 in Ulm", "2"),
        ("reader", "the reader in reading room West of town Bonn", "3"),
        ("wish", "3/Emma", "3/Emma"),
        ("wish", "Emma for reader 3", "3/Emma"),
        ("wish", "title Odes for reader 2 in Ulm", "2/Odes"),
        ("wish", "reader 2 for Odes", "2/Odes"),
        ("wish", "A/Odes", "A/Odes"),
        ("wish", "Odes for A", "A/Odes"),
        ("loan", "the loan of reader 2", "1"),
        ("loan", "the late loan", "1"),
        ("loan", "loan on Odes", "7"),
        ("loan", "loan 1", "1"),
        ("town", '"Ulm in Peace"', "Ulm in Peace"),
        ("town", "Ulm", "Ulm"),
        ("branch", 'reading room in "Ulm in Peace"', "A"),
        ("branch", "the East reading room", "East"),
    ],
)
def test_one_subject_is_meant(scope: str, name: str, key: str) -> None:
    assert naming().one([scope], name, HERE) == Subject(scope, key)


@pytest.mark.parametrize(
    ("scope", "name", "code", "message"),
    [
        ("reader", "reader", "B109", "`reader` could be `reader 1`, `reader 2`, `reader 3` and 1 more"),
        ("reader", "reader of East", "B109", "`reader of East` could be `reader 1`, `reader 2`"),
        ("wish", "Emma for East", "B109", "`Emma for East` could be `wish 1/Emma`, `wish 2/Emma`"),
        ("reader", "reader 9", "B108", "There is no reader `reader 9`"),
        ("wish", "Ema for reader 3", "B108", "There is no wish `Ema for reader 3`"),
        ("wish", "Emma for reader West", "B108", "There is no wish `Emma for reader West`"),
        ("town", "Ulm in Peace", "B108", "There is no town `Ulm in Peace`"),
    ],
)
def test_no_subject_or_several(scope: str, name: str, code: str, message: str) -> None:
    with pytest.raises(Problem) as caught:
        naming().one([scope], name, HERE)
    (found,) = caught.value.findings
    assert (found.code, found.message) == (code, message)


def test_a_slip_is_told() -> None:
    with pytest.raises(Problem) as caught:
        naming().one(["wish"], "Ema for reader 3", HERE)
    assert caught.value.findings[0].help == "Did you mean `Emma`?"


def test_the_whole_key_goes_before_pieces() -> None:
    # `A` is the key of a reader and of a branch: a reader's own key goes first.
    assert naming().one(["reader"], "A", HERE) == Subject("reader", "A")
    assert naming().one(["branch", "reader"], "reader A", HERE) == Subject("reader", "A")
    with pytest.raises(Problem, match="B109"):
        naming().one(["branch", "reader"], "A", HERE)


def test_of_several_the_one_nearby_is_meant() -> None:
    near = Subject("loan", "7")
    assert naming().one(["wish"], "Emma", HERE, near) == Subject("wish", "3/Emma")
    with pytest.raises(Problem, match="B109"):
        naming().one(["wish"], "Emma", HERE, Subject("town", "Ulm"))


def test_pieces_are_whole() -> None:
    assert holds("A/gen/SPY", "gen")
    assert holds("A/gen/SPY", "A/gen")
    assert not holds("A/gen/SPY", "ge")
    assert not holds("A/gen/SPY", "A/SPY")


def test_words_are_compared_without_capitals_and_articles() -> None:
    assert phrase("open a Cash-secured put") == ("open", "cash-secured", "put")
    assert tokens('The price of "the blue one"') == ["price", "of", '"the blue one"']
    assert tokens("account A") == ["account", "A"]
    assert phrase("in_the_money") == ("in", "money")


def test_plurals() -> None:
    assert [singulars(word)[0] for word in ("loans", "branches", "bodies", "dies")] == [
        "loan",
        "branche",
        "body",
        "dy",
    ]
    assert singulars("branches")[1] == "branch"
    assert singulars("glass") == singulars("loan") == []
    words: Phrases[str] = Phrases([("branch", "b"), ("reading room", "r"), ("body", "o")])
    assert words.plural(["branches"]) == ["b"]
    assert words.plural(["reading", "rooms"]) == ["r"]
    assert words.plural(["bodies"]) == ["o"]
    assert words.plural(["boats"]) == []
