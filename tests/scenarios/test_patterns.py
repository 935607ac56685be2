from __future__ import annotations

import pytest

from scenarios.patterns import Pattern


def said(pattern: str, text: str) -> dict[str, str] | None:
    found = Pattern(pattern).match(text)
    return None if found is None else {name: place.text for name, place in found.items()}


def test_places_have_types() -> None:
    assert said("{count:number} {unit} go", "12 books go") == {"count": "12", "unit": "books"}
    assert said("{count:number} {unit} go", "few books go") is None


def test_parts_may_be_left_out_and_words_chosen() -> None:
    pattern = "it (is|was) {act}[ because of {rules}]"
    assert said(pattern, "it is done") == {"act": "done"}
    assert said(pattern, "it was done because of A-01, B-02 and C") == {
        "act": "done",
        "rules": "A-01, B-02 and C",
    }
    assert said(pattern, "it will be done") is None


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{rule} {decides:decides}[ for {subject}]", "{rule} (decides|does not decide)[ for {subject}]"),
        ("the facts of {file:quoted}", "the facts of {file}"),
        ("{count:number} {unit} (is|are) left", "{count} {unit} (is|are) left"),
    ],
)
def test_a_pattern_is_shown_with_the_words_of_its_places_and_never_with_their_types(pattern: str, shown: str) -> None:
    assert Pattern(pattern).shown == shown


def test_the_whole_text_must_match() -> None:
    assert said("the law decides", "the law decides today") is None


def test_a_place_knows_where_it_stands() -> None:
    found = Pattern("the facts of {file:quoted}").match('the facts of "a.yaml"')
    assert found is not None
    assert (found["file"].start, found["file"].end) == (13, 21)


@pytest.mark.parametrize(
    "text",
    [
        "it is permitted to go",
        "there is no loan",
        "nothing is allocated",
        "3 loans of X are allocated",
        "no alarm is raised",
        "an alarm names A-01",
        'the nearest miss to go says "it is far"',
        "the limit A is high",
        "times are those of Europe/Berlin",
    ],
)
def test_a_statement_begins_as_no_other_step_does(text: str) -> None:
    assert said("{statement}", text) is None


@pytest.mark.parametrize("text", ["a {b", "a } b", "{thing}", "{text} and {text}", "a [b"])
def test_a_pattern_must_be_well_formed(text: str) -> None:
    with pytest.raises((ValueError, Exception), match=r"."):
        Pattern(text)


def test_the_words_of_a_pattern_are_those_that_never_change() -> None:
    assert Pattern("the limit {limit:rule} (binds|holds)[ for {subject}]").words() == [
        "the",
        "limit",
        "binds",
        "holds",
        "for",
    ]
