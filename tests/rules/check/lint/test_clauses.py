"""What is said of a condition and its parts, against evaluating them for every value of a grid."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compile.compiler import Compiled, compile_sources
from rules.source.load import load_text
from tests.rules.diagnostics.law import prelude

LAW = """\
constitution: small
version: 1.0
---
types:
  level: { unit: none, step: 1, range: 0 to 4 }
  colour: { one_of: [red, green, blue] }
---
scopes:
  day: { one: true }
---
facts: day
given:
  level: { type: level }
  other: { type: level }
  colour: { type: colour }
---
rule: FOUND-01
section: §1
derive: day.found
type: flag
for: day
when:
"""

COLOURS = ("red", "green", "blue")
POINTS = list(itertools.product(range(5), range(5), COLOURS))
Point = tuple[int, int, str]
Part = tuple[str, frozenset[Point]]

ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "is": lambda one, other: one == other,
    "is not": lambda one, other: one != other,
}


def where(holds: Callable[[Point], bool]) -> frozenset[Point]:
    return frozenset(each for each in POINTS if holds(each))


def number_of(point: Point, what: str) -> int:
    return point[0] if what == "level" else point[1]


@st.composite
def parts(draw: st.DrawFn) -> Part:
    what = draw(st.sampled_from(["level", "other", "colour"]))
    if what == "colour":
        words = draw(st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3, unique=True))
        denied = draw(st.booleans())
        text = f"day.colour {'not in' if denied else 'in'} [{', '.join(words)}]"
        return text, where(lambda each: (each[2] in words) is not denied)
    sign, number = draw(st.sampled_from(sorted(ORDERS))), draw(st.integers(0, 4))
    left = f"day.{what} {sign} {number}"
    if draw(st.booleans()):
        return f"not ({left})", where(lambda each: not ORDERS[sign](number_of(each, what), number))
    return left, where(lambda each: ORDERS[sign](number_of(each, what), number))


LISTS = st.lists(parts(), min_size=2, max_size=3, unique_by=lambda part: part[0])


def codes_of(word: str, conditions: list[Part]) -> set[str]:
    written = "".join(f"    - {text}\n" for text, _ in conditions)
    compiled = compile_sources([load_text(f"{LAW}  {word}:\n{written}", "law.yaml")])
    assert compiled.law is not None, compiled.findings
    return {each.code for each in compiled.findings if each.code[0] == "R"}


@settings(max_examples=200, deadline=None)
@given(LISTS, st.sampled_from(["all", "any"]))
def test_conditions_are_judged_as_their_values_are(conditions: list[Part], word: str) -> None:
    everything = frozenset(POINTS)
    sets = [points for _, points in conditions]
    whole = frozenset.intersection(*sets) if word == "all" else frozenset.union(*sets)
    found = codes_of(word, conditions)
    if any(not points for points in sets) or any(points == everything for points in sets):
        # A part is wrong in itself: it is told, and nothing that follows from it.
        assert found <= {"R705", "R706"}
        assert found
    elif not whole:
        assert found == {"R705"}
    elif whole == everything:
        assert found == {"R706"}
    else:
        idle = any(
            one <= other for (here, one), (there, other) in itertools.permutations(enumerate(sets), 2) if here != there
        )
        assert found == ({"R707"} if idle else set())


def law(text: str) -> Compiled:
    return compile_sources([prelude(), load_text(text, "law.yaml")])


def forbid(when: str) -> list[str]:
    compiled = law(f"rule: ENTRY-02\nsection: §1\nforbid: open_csp\nfor: candidate\nwhen: {when}\n")
    assert compiled.law is not None, compiled.findings
    return [each.code for each in compiled.findings]


@pytest.mark.parametrize(
    "when",
    [
        "contract.delta > 0.4 delta or contract.delta < 0.2 delta",
        "contract.bid > contract.ask or contract.bid is contract.ask",
        "contract.expires_on < clock.date + 1 month and contract.expires_on > clock.date + 31 days",
        "clock.time < 09:45 or clock.time > 15:30",
        "underlying is SPY or underlying is AAPL",
        "any position in line where (position.side is short and position.contract.right is put)",
        "contract.delta is unknown or contract.delta > 0.4 delta",
        "entry.delta_low for gen > 0.4 delta",
        "25% of contract.mid < $1 per share and contract.mid > $3 per share",
        "true",
    ],
)
def test_what_may_hold_and_may_fail_is_not_reported(when: str) -> None:
    assert forbid(when) == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("contract.mid > $5 per share and 25% of contract.mid < $1 per share", "R705"),
        ("contract.mid - $1 per share > $5 per share and contract.mid < $6 per share", "R705"),
        ("-contract.mid > $5 per share and contract.mid > $0 per share", "R705"),
        ("contract.bid > contract.ask and contract.ask >= contract.bid", "R705"),
        ("clock.time < 09:45 and clock.time > 15:30", "R705"),
        ("clock.date < 2026-01-05 and clock.date > 2026-01-04", "R705"),
        ("clock.date > 9999-12-31", "R705"),
        ("clock.date >= 0001-01-01", "R706"),
        ("clock.time > 23:59:59", "R705"),
        ("clock.time > 09:45 and clock.time < 09:45:01", "R705"),
        ("underlying is SPY and underlying in [AAPL, NVDA]", "R705"),
        ("contract.delta is known and contract.delta is unknown", "R705"),
        ("underlying.ex_dividend_on exists and underlying.ex_dividend_on is none", "R705"),
        ("entry.delta_low for gen > 0.5 delta", "R705"),
        ("hedge.vix_above is 30 vix_points", "R706"),
        ("clock.session_open or not clock.session_open", "R706"),
        ("market.vix > 20 vix_points or market.vix <= 20 vix_points", "R706"),
    ],
)
def test_what_no_value_can_change_is_reported(when: str, code: str) -> None:
    assert forbid(when) == [code]


def test_a_condition_of_very_many_cases_is_left_alone() -> None:
    pairs = [f"(contract.strike is not ${n} per share or sleeve.cash is not ${n})" for n in range(1, 14)]
    assert forbid(" and ".join(pairs)) == []


def test_a_condition_that_is_no_flag_is_looked_through_as_well() -> None:
    """`none` fits where any value fits; what it stands for as a condition is not judged here."""
    compiled = compile_sources([load_text(LAW + "  all: [none, day.level > 1]\n", "law.yaml")])
    assert all(each.code != "R706" for each in compiled.findings)
