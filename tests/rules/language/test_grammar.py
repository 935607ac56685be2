"""grammar.txt is what the parser reads: its sentences parse, and it derives the leaves that are written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from rules.language.lexer import KEYWORDS, LeafError
from rules.language.parser import PERIODS, parse_leaf
from rules.language.printer import show
from tests.engine.quick import THOROUGH
from tests.rules.language.grammar import PATH, SAMPLES, Grammar, Part, derives, read, sentences
from tests.rules.language.trees import leaves_of, same

ROOT = Path(__file__).parents[3]
GRAMMAR = read(PATH.read_text("utf-8"))


def parts(part: Part) -> Iterator[Part]:
    yield part
    for each in part.parts:
        yield from parts(each)


def everything(grammar: Grammar) -> list[Part]:
    return [each for part in grammar.values() for each in parts(part)]


def test_the_grammar_is_whole() -> None:
    assert len(GRAMMAR) > 20
    named = {part.text for part in everything(GRAMMAR) if part.kind == "name"}
    assert named <= set(GRAMMAR), "a production is missing"
    assert set(GRAMMAR) <= {*named, "leaf"}, "a production is never used"
    assert {part.text for part in everything(GRAMMAR) if part.kind == "token"} == set(SAMPLES)


def test_the_words_of_the_grammar_are_the_words_of_the_lexer() -> None:
    written = {part.text for part in everything(GRAMMAR) if part.kind == "text" and part.text.isalpha()}
    assert written == KEYWORDS | set(PERIODS)


@THOROUGH
@given(sentences(GRAMMAR))
def test_every_sentence_parses(sentence: str) -> None:
    parse_leaf(sentence)


@THOROUGH
@given(sentences(GRAMMAR))
def test_a_sentence_is_derived(sentence: str) -> None:
    assert derives(GRAMMAR, sentence)


@THOROUGH
@given(sentences(GRAMMAR))
def test_what_is_printed_parses_to_the_same_tree_and_is_derived(sentence: str) -> None:
    tree = parse_leaf(sentence)
    printed = show(tree)
    assert same(parse_leaf(printed), tree), printed
    assert show(parse_leaf(printed)) == printed
    assert derives(GRAMMAR, printed), printed


@pytest.mark.parametrize("name", sorted(GRAMMAR))
def test_every_production_has_sentences_that_parse_inside_a_leaf(name: str) -> None:
    """Each production is tried from its own start, where a leaf may begin with it."""
    if name in {"leaf", "or", "and", "not", "ranged", "test", "value", "sum", "product", "post", "atom"}:

        @THOROUGH
        @given(sentences(GRAMMAR, start=name, fuel=15))
        def parses(sentence: str) -> None:
            parse_leaf(sentence)

        parses()


@pytest.mark.parametrize(
    "leaf",
    [
        "a b",
        "a <",
        "not",
        "(a",
        "a)",
        "a is",
        "if a then b",
        "any",
        "5 5",
        "[a, (b)]",
        "5 before",
        "a before before",
        "count of a this day",
        "(a) happens",
        "a in b enters",
        "count of a that",
    ],
)
def test_what_is_not_derived_does_not_parse(leaf: str) -> None:
    assert not derives(GRAMMAR, leaf)
    with pytest.raises(LeafError):
        parse_leaf(leaf)


@cache
def leaves_of_law() -> list[str]:
    return sorted({leaf for path in (ROOT / "constitution").rglob("*.yaml") for leaf in leaves_of(path)})


def test_there_is_law_to_look_at() -> None:
    assert len(leaves_of_law()) > 100


def test_the_grammar_derives_every_leaf_of_the_law() -> None:
    assert [leaf for leaf in leaves_of_law() if not derives(GRAMMAR, leaf)] == []


def test_every_leaf_of_the_law_prints_and_parses_to_the_same_tree() -> None:
    wrong = [leaf for leaf in leaves_of_law() if not same(parse_leaf(show(parse_leaf(leaf))), parse_leaf(leaf))]
    assert wrong == []
