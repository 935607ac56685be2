from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.diagnostics.names import nearest, quoted

KNOWN = ["clock.weekday", "underlying.spot", "underlying.atr", "position.worst_level", "gen", "rev", "com"]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("clock.weekdya", "clock.weekday"),
        ("clock.wekday", "clock.weekday"),
        ("Clock.Weekday", "clock.weekday"),
        ("weekday", "clock.weekday"),
        ("spot", "underlying.spot"),
        ("position.level_worst", "position.worst_level"),
        ("gn", "gen"),
        ("geb", "gen"),
        ("xyz", None),
        ("account.base", None),
        ("clock", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_one_name_that_was_meant(name: str, suggestion: str | None) -> None:
    assert nearest(name, KNOWN) == suggestion


def test_equally_near_names_give_the_first_in_the_alphabet() -> None:
    assert nearest("cap", ["cat", "car", "can"]) == nearest("cap", ["can", "car", "cat"]) == "can"


def test_a_word_of_several_scopes_suggests_none_of_them() -> None:
    assert nearest("capital", ["sleeve.capital", "account.capital"]) is None


def test_a_name_is_no_suggestion_for_itself() -> None:
    assert nearest("gen", ["gen"]) is None


@settings(deadline=None)
@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_known_names_does_not_matter(name: str, known: list[str], random: object) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = nearest(name, known)
    assert found == nearest(name, shuffled)
    assert found is None or found in known


def test_many_names_are_searched_quickly() -> None:
    known = [f"scope_{number % 40}.some_fact_{number}" for number in range(1_000)]
    start = time.process_time()
    assert nearest("scope_7.sme_fact_47", known) == "scope_7.some_fact_47"
    assert time.process_time() - start < 1


def test_quoted_text_is_one_short_line() -> None:
    assert quoted("a\n  b") == "`a b`"
    assert quoted("x" * 60) == f"`{'x' * 60}`"
    assert quoted("x" * 61) == f"`{'x' * 59}…`"


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("scope_7.sme_fact_47", "scope_7.some_fact_47"),
        ("scope_7.somee_fact_47", "scope_7.some_fact_47"),
        ("scope_7.some_fatc_47", "scope_7.some_fact_47"),
        ("scope_7.same_fact_47", "scope_7.some_fact_47"),
        ("SCOPE_7.some_fact_47", "scope_7.some_fact_47"),
        ("scope_7.sm_fact_47", None),
        ("x", None),
    ],
)
def test_among_very_many_names_one_slip_is_forgiven(name: str, suggestion: str | None) -> None:
    assert nearest(name, [f"scope_{number % 40}.some_fact_{number}" for number in range(5_000)]) == suggestion


def test_among_very_many_names_the_first_in_the_alphabet_wins() -> None:
    many = [f"fact_{number}" for number in range(2_000)]
    assert nearest("aa", [*many, "ab", "ac", "aaa"]) == "aaa"
