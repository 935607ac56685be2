"""Each step against a small law: what it gives, what it expects, what it refuses."""

from __future__ import annotations

import pytest

from tests.scenarios.world import passes, run, told


# --- giving ---------------------------------------------------------------------------------------
def test_series_and_sets_are_given() -> None:
    passes("""
        Given the visitors are 1, 4 and 7
        And the genres of reader A are poetry and science fiction
        When the law decides
        Then the crowd is 4
        And it is permitted to lend a book on Odes to reader A
        And it is not permitted to lend a book on Emma to reader A
    """)


def test_a_hole_in_a_series_makes_it_unknown() -> None:
    passes("""
        Given the visitors are 1, unknown, 7
        When the law decides
        Then the crowd is unknown
    """)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("the door is open", "not permitted"),
        ("the door is not open", "permitted"),
        ("the door is open is false", "permitted"),
        ("the library door is open is true", "not permitted"),
    ],
)
def test_the_words_of_a_flag_may_be_a_sentence(sentence: str, verdict: str) -> None:
    passes(f"""
        Given {sentence}
        When the law decides
        Then it is {verdict} to close the house
    """)


@pytest.mark.parametrize(
    "sentence",
    ["reader A has a card", "A has card", "the has card of reader A is true", "reader A's has card is yes"],
)
def test_a_flag_is_said_with_its_verb(sentence: str) -> None:
    passes(f"""
        Given these readers:
          | reader | has card |
          | A      | no       |
        And {sentence}
        When the law decides
        Then it is permitted to lend a book on Emma to reader A
    """)


@pytest.mark.parametrize("sentence", ["reader A has no card", "reader A has not a card"])
def test_a_flag_is_denied_with_its_verb(sentence: str) -> None:
    passes(f"""
        Given {sentence}
        When the law decides
        Then it is not permitted to lend a book on Emma to reader A because of LEND-01
    """)


def test_several_facts_of_one_subject_stand_in_a_table() -> None:
    passes("""
        Given the facts of the library are:
          | door is open | no      |
          | visitors     | 1, 2, 6 |
        And the facts of loan 2 are:
          | reader | A          |
          | late   | yes        |
          | since  | 2026-04-01 |
        When the law decides
        Then it is permitted to close the house
        And the crowd is 3
        And the days of loan 2 is 15
    """)
    assert told("""
        Given the facts of loan 2 are:
          | days | 3 |
        When the law decides
        Then no alarm is raised
    """) == [("B110", "`days` is not given: `DAYS-01` concludes it")]


def test_a_fact_goes_stale() -> None:
    passes("""
        Given the temperature is 2, 60 seconds old
        When the law decides
        Then the library is hot
        And the temperature is not unknown
        Given the temperature is 61 seconds old
        When the law decides
        Then the temperature is unknown
        And the hot is unknown
        Given the temperature is 2 of unknown age
        When the law decides
        Then the temperature is unknown
    """)


def test_a_later_step_changes_an_earlier_one() -> None:
    passes("""
        Given the price of Emma is $20 per book
        And the price of title Emma is $10.01
        And the rating of Emma is unknown
        When the law decides
        Then the level of Emma is unknown, 1 to 3
        Given the price of Emma is $10
        And the rating of Emma is 1
        When the law decides
        Then the level of Emma is 0
    """)


def test_kinds_are_words_too() -> None:
    passes("""
        Given the since of the late loan is 10 April 2026
        When the law decides
        Then the days of the late loan is 6 days
        And the days of loan 1 is 6
    """)
    assert (
        told("""
        Given loan 2 is late
        And the since of the late loan is 10 April 2026
        When the law decides
        Then the days of loan 1 is 6
    """)[0][0]
        == "B109"
    )


def test_a_kind_that_cannot_be_judged_says_why() -> None:
    (found,) = told("""
        Given these loans:
          | loan | reader |
          | 3    | A      |
        And the since of the late loan is 10 April 2026
        When the law decides
        Then the days of loan 1 is 6
    """)[:1]
    assert found == ("F623", "`loan 3` has no `is_late`, and it may not be missing")


def test_what_is_missing_in_a_new_subject_is_shown_in_the_feature() -> None:
    result = run("""
        Given these loans:
          | loan | reader |
          | 3    | A      |
        When the law decides
        Then no alarm is raised
    """)
    assert result.state == "error"
    assert {each.code for each in result.findings} == {"F623", "F624"}
    assert {(each.span.file, each.span.line) for each in result.findings} == {("f.feature", 7)}


def test_subjects_are_added_with_their_links_in_plain_words() -> None:
    passes("""
        Given these readers:
          | reader | reading room  | genres | debt | has card |
          | C      | East in Ulm   | poetry | $1   | yes      |
        And these loans:
          | key | reader     | title | late | since      |
          | 9   | C of East  | Odes  | yes  | 2026-04-01 |
        When the law decides
        Then the days of loan 9 is 15
        And it is proposed to remind loan 9 with:
          | days | 15 days |
        And it is permitted to lend a book on Odes to C
    """)


def test_subjects_are_taken_away() -> None:
    passes("""
        Given there is no late loan
        When the law decides
        Then REMIND-01 does not decide
        And DAYS-01 does not decide
    """)
    passes("""
        Given there are no loans in "Ulm in Peace"
        When the law decides
        Then it is proposed to remind the loan
    """)


def test_a_subject_that_others_refer_to_cannot_just_vanish() -> None:
    assert told("""
        Given there is no title Emma
        When the law decides
        Then no alarm is raised
    """) == [("F629", "There is no title `Emma` among the facts")]


def test_terms_are_one_subject_s_own() -> None:
    passes("""
        Given the terms of reader A set policy liked to [science fiction]
        And the genres of A are science fiction
        And the genres of B are science fiction
        And the genre of Emma is science fiction
        When the law decides
        Then it is permitted to lend a book on Emma to reader A
        And it is not permitted to lend a book on Emma to reader B
    """)
    passes("""
        Given the terms of reader A set policy.most to 1 book
        And the genres of A are novel and poetry
        When the law decides
        Then 1 book of Odes to A is allocated
        And 0 books of Emma to A are allocated
        And the limit MOST binds for reader A
    """)


def test_a_waiver_is_for_everybody_or_for_one() -> None:
    base = """
        Given the rating of Odes is 3
        And the price of Odes is $1
        {}
        When the law decides
        Then it is {} to lend a book on Odes to B
    """
    passes(base.format("", "forbidden"))
    passes(base.format("And a waiver suspends LEND-02", "permitted"))
    passes(base.format('And a waiver suspends LEND-02 for town "Ulm in Peace"', "permitted"))
    passes(base.format('And a waiver suspends LEND-02 for town "Ulm"', "forbidden"))


def test_the_moment_moves_and_what_follows_from_it_with_it() -> None:
    passes("""
        Given it is 15 April 2026
        When the law decides
        Then the days of loan 1 is 6
        And it is not proposed to remind loan 1
    """)


# --- expecting ------------------------------------------------------------------------------------
def test_a_chosen_subject_is_named_from_where_one_stands() -> None:
    passes("""
        When the law decides
        Then the favourite of reader A is Odes
        And the favourite of reader B is B/Odes
        And the favourite of reader B is not Emma
        And the favourite of reader B is not none
    """)


def test_an_unknown_number_may_have_bounds() -> None:
    passes("""
        Given the rating of Emma is unknown
        When the law decides
        Then the level of Emma is unknown
        And the level of Emma is unknown, 0 to 3
    """)
    assert told("""
        Given the rating of Emma is unknown
        When the law decides
        Then the level of Emma is unknown, 1 to 3
        And the level of Emma is 0
        And the level of Odes is unknown
        And the level of Odes is unknown, 0 to 1
    """) == [
        ("B120", "The level of title Emma is unknown, 0 to 3; `unknown, 1 to 3` is expected"),
        ("B120", "The level of title Emma is unknown, 0 to 3; `0` is expected"),
        ("B120", "The level of title Odes is 1; `unknown` is expected"),
        ("B120", "The level of title Odes is 1; `unknown, 0 to 1` is expected"),
    ]


def test_to_deny_a_value_it_must_be_known() -> None:
    found = told("""
        Given the rating of Emma is unknown
        When the law decides
        Then the level of Emma is not 0
    """)
    assert found == [("B120", "The level of title Emma is unknown, 0 to 3; `not 0` is expected")]


def test_about_compares_the_digits_that_are_written() -> None:
    base = """
        Given the visitors are 1, 1, 2
        When the law decides
        Then the crowd is about {}
    """
    for text in ("1", "1.3", "1.33", "1.333 books"):
        passes(base.format(text))
    for text in ("1.4", "1.34", "2"):
        assert told(base.format(text))[0][0] == "B120"


def test_a_number_that_is_no_decimal_is_shown_exactly_where_it_matters() -> None:
    assert told("""
        Given the visitors are 1, 1, 2
        When the law decides
        Then the crowd is 1.3333
    """) == [("B120", "The crowd of library is 1.3333 books (exactly 4/3); `1.3333` is expected")]


def test_a_verdict_on_something_that_is_one_only() -> None:
    passes("""
        Given the door is not open
        When the law decides
        Then it is permitted to close the house because of CLOSE-01
        And CLOSE-01 decides
    """)


def test_sized_actions_have_their_fields() -> None:
    passes("""
        When the law decides
        Then it is intended to lend a book on Emma to A because of ALLOC-01 and LEND-01 with:
          | quantity | 2 books |
          | fee      | $9.50   |
        And 2 books of Emma to reader A are allocated
    """)


def test_every_unmet_expectation_is_shown() -> None:
    found = told("""
        When the law decides
        Then the crowd is 3
        And the favourite of reader A is none
        And nothing is allocated
    """)
    assert [code for code, _ in found] == ["B120", "B120", "B120"]


def test_what_comes_after_a_given_that_fails_is_not_reported() -> None:
    found = told("""
        Given the price of Emma is free
        When the law decides
        Then the crowd is 77
    """)
    assert [code for code, _ in found] == ["B111"]


def test_what_a_scenario_shows_is_about_the_subjects_it_names() -> None:
    result = run("""
        When the law decides
        Then it is permitted to lend a book on Emma to A
    """)
    assert "LEND-01" in result.shows_deciding
    assert "LEND-01" not in result.shows_not_deciding
    assert "LEND-01" in result.did_not
    assert "CLOSE-01" in result.shows_not_deciding
    other = run("""
        When the law decides
        Then it is not permitted to lend a book on Emma to B
    """)
    assert "LEND-01" in other.shows_not_deciding
    assert "LEND-01" not in other.shows_deciding
