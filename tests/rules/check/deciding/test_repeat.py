"""Whether a state changes by being looked at: what the check finds, what it lets pass, and that it is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check.deciding.repeat import counting
from rules.compile.law import TypedState
from rules.language import typed as x
from rules.language.typed import FactId
from tests.rules.check.desk import codes, kept, sound, state

FILL = "fill in ticket happens"


def _found(becomes: str, *more: str) -> list[str]:
    return codes(state(becomes, "0 lots", "lots", "ticket.seen"), *more)


@pytest.mark.parametrize(
    "becomes",
    [
        "ticket.lots",
        "ticket.seen before",
        "max(ticket.seen before, ticket.lots)",
        "min(ticket.seen before, ticket.lots)",
        "first known of ticket.lots, ticket.seen before",
        "if ticket.bad then ticket.lots else ticket.seen before",
        f"if {FILL} then ticket.seen before + 1 lot else ticket.seen before",
        f"if not {FILL} then ticket.seen before else ticket.seen before + 1 lot",
        f"if {FILL} and ticket.bad then ticket.seen before + 1 lot else ticket.seen before",
        "if noon happens then ticket.seen before + 1 lot else ticket.seen before",
        "ticket.seen before + (sum of fill.lots over fill in ticket that happens)",
        "(sum of fill.lots over fill in ticket that happens) + ticket.seen before",
        "ticket.seen before - (sum of fill.lots over fill in ticket that happens)",
        "ticket.seen before + (count of fill in ticket that happens) * 1 lot",
        "max(ticket.seen before - (sum of fill.lots over fill in ticket that happens), 0 lots)",
        f"ticket.seen before + (if {FILL} then 1 lot else 0 lots)",
        f"ticket.seen before * (if {FILL} then 2 else 1)",
        "if ticket.seen before < 10 lots then ticket.seen before + 10 lots else ticket.seen before",
        "max(ticket.seen before, ticket.seen before - 1 lot)",
    ],
)
def test_what_changes_with_an_event_only_is_accepted(becomes: str) -> None:
    assert _found(becomes) == []


@pytest.mark.parametrize(
    "becomes",
    [
        "ticket.seen before + 1 lot",
        "1 lot + ticket.seen before",
        "ticket.seen before - 1 lot",
        "ticket.seen before + ticket.lots",
        "ticket.seen before * 2",
        "ticket.seen before + (count of fill in ticket this week) * 1 lot",
        "ticket.seen before + (sum of fill.lots over fill in ticket)",
        "max(ticket.seen before + 1 lot, ticket.lots)",
        "min(ticket.lots, ticket.seen before + 1 lot)",
        "if ticket.bad then ticket.seen before + 1 lot else ticket.seen before",
        f"if {FILL} then ticket.seen before else ticket.seen before + 1 lot",
        f"if {FILL} or ticket.bad then ticket.seen before + 1 lot else ticket.seen before",
        f"if {FILL} then 0 lots else if ticket.bad then ticket.seen before - 1 lot else 0 lots",
        "first known of ticket.seen before + 1 lot, 0 lots",
    ],
)
def test_what_counts_without_an_event_is_refused(becomes: str) -> None:
    assert _found(becomes) == ["S410"]


def test_a_flag_that_turns_round_is_refused() -> None:
    assert codes(state("not desk.odd before", "false", "flag", "desk.odd")) == ["S410"]


def test_cases_are_read_like_a_choice() -> None:
    text = "\n  cases:\n    - when: {}\n      then: ticket.seen before + 1 lot\n  otherwise: ticket.seen before"
    assert _found(text.format(FILL)) == []
    assert _found(text.format("ticket.bad")) == ["S410"]


def test_a_derived_fact_is_looked_into() -> None:
    derived = "rule: NEW-01\nsection: §1\nderive: ticket.new_fill\ntype: flag\nfor: ticket\nwhen: {}\n"
    counted = "if ticket.new_fill then ticket.seen before + 1 lot else ticket.seen before"
    assert _found(counted, derived.format(FILL)) == []
    assert _found(counted, derived.format("ticket.bad")) == ["S410"]


# --- that what is found does change ---------------------------------------------------------------
@dataclass(frozen=True)
class Formula:
    """An expression as it is written, and the same as a function of the value before and of facts; nothing happens."""

    text: str
    value: Mapping[tuple[int, int, bool], int]


_BEFORE, _LOTS = range(9), range(9)
_PLACES = tuple(product(_BEFORE, _LOTS, (True, False)))


def _formula(text: str, value: Mapping[tuple[int, int, bool], int]) -> Formula:
    return Formula(text, value)


OWN = _formula("ticket.seen before", {place: place[0] for place in _PLACES})
READ = _formula("ticket.lots", {place: place[1] for place in _PLACES})


def _constant(number: int) -> Formula:
    return _formula(f"{number} lots", dict.fromkeys(_PLACES, number))


def _either(word: str, one: Formula, other: Formula) -> Formula:
    pick = max if word == "max" else min
    return _formula(
        f"{word}({one.text}, {other.text})", {place: pick(one.value[place], other.value[place]) for place in _PLACES}
    )


def _if(condition: str, one: Formula, other: Formula) -> Formula:
    holds = {place: place[2] if condition == "ticket.bad" else False for place in _PLACES}
    return _formula(
        f"(if {condition} then {one.text} else {other.text})",
        {place: (one if holds[place] else other).value[place] for place in _PLACES},
    )


_STEADY = st.one_of(st.just(READ), st.builds(_constant, st.integers(0, 8)))
_KEEPING = st.recursive(
    st.one_of(st.just(OWN), _STEADY),
    lambda inner: st.one_of(
        st.builds(_either, st.sampled_from(["max", "min"]), inner, inner),
        st.builds(_if, st.sampled_from(["ticket.bad", FILL]), inner, inner),
    ),
    max_leaves=6,
)


def _added(number: int) -> Formula:
    return _formula(f"(ticket.seen before + {number} lots)", {place: place[0] + number for place in _PLACES})


_GROWING = st.builds(_added, st.integers(1, 2))
_COUNTING = st.one_of(
    _GROWING,
    st.builds(_either, st.just("max"), _GROWING, _STEADY),
    st.builds(_if, st.just("ticket.bad"), _GROWING, st.one_of(st.just(OWN), _STEADY)),
    st.builds(_if, st.just(FILL), st.just(OWN), _GROWING),
)


@settings(max_examples=60, deadline=None)
@given(_KEEPING)
def test_what_only_picks_among_values_passes(formula: Formula) -> None:
    assert _found(formula.text) == []


@settings(max_examples=40, deadline=None)
@given(_COUNTING)
def test_what_is_refused_does_change_again(formula: Formula) -> None:
    assert _found(formula.text) == ["S410"]
    again = [
        place
        for place, once in formula.value.items()
        if (once, *place[1:]) in formula.value and formula.value[once, place[1], place[2]] != once
    ]
    assert again, formula.text


def test_only_its_own_value_counts() -> None:
    law = sound(state("ticket.seen before", "0 lots", "lots", "ticket.seen"))
    own = kept(law, "ticket.seen")
    assert isinstance(own, TypedState)
    one = x.Constant(type=own.becomes.type, value=Fraction(1))
    more = x.Arithmetic(type=own.becomes.type, operator="+", left=own.becomes, right=one)
    assert counting(more, own.fact, law.derivations) is more
    assert counting(more, FactId("ticket", "other"), law.derivations) is None
