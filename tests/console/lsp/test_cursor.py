"""Which name and which key a place in a file is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.lsp.cursor import names_at, place_at, token_at
from console.lsp.offers import offers

TEXT = """\
# A remark about contract.delta.
constitution: desk
---
facts: loan
given:
  balance: { type: money, doc: "What is owed, and when", one_of: [a, b] }
---
parameters: lending
values:
  floor: { is: 620, of: score, within: 600 to 700, rests_on: R-01 }
---
rule: LEND-01
section: §3
title: All of it, loan by loan, is customer.owed
rests_on: [R-01, R-02]
permit: lend
for: application where application.purpose is study
when:
  all:
    - clock.time between lending.opens and lending.closes
    - not to.balance > $0
---
table: T-01
hit_policy: unique
rows:
  - when: loan.balance > $0
    then: good
"""
LINES = TEXT.split("\n")


def at(text: str, after: int) -> tuple[int, int]:
    line = next(number for number, each in enumerate(LINES) if text in each)
    return line, LINES[line].index(text) + after


@pytest.mark.parametrize(
    ("text", "after", "names"),
    [
        ("lending.opens", 3, ["lending.opens", "lending"]),
        ("lending.opens", 13, ["lending.opens", "lending"]),
        ("balance: {", 2, ["loan.balance"]),
        ("floor: {", 2, ["lending.floor"]),
        ("LEND-01", 3, ["LEND-01"]),
        ("§3", 1, ["§3"]),
        ("R-02", 2, ["R-02"]),
        ("permit: lend", 2, []),
        ("permit: lend", 9, ["lend"]),
        ("by loan, is customer.owed", 4, []),
        ("by loan, is customer.owed", 15, []),
        ("What is owed", 8, []),
        ("# A remark about contract.delta", 20, []),
        ("is study", 4, ["study"]),
        ("> $0", 0, []),
        ("---", 1, []),
    ],
)
def test_names(text: str, after: int, names: list[str]) -> None:
    assert names_at(LINES, *at(text, after)) == names


@pytest.mark.parametrize(
    ("text", "after", "key"),
    [
        ("for: application where", 10, "for"),
        ("by loan, is", 5, "title"),
        ("type: money", 8, "type"),
        ("What is owed, and when", 15, "doc"),
        ("[a, b]", 4, "one_of"),
        ("within: 600 to 700", 12, "within"),
        ("- clock.time", 6, "all"),
        ("- when: loan.balance", 10, "when"),
        ("then: good", 7, "then"),
        ("rests_on: [R-01, R-02]", 18, "rests_on"),
        ("  all:", 4, None),
    ],
)
def test_keys(text: str, after: int, key: str | None) -> None:
    assert place_at(LINES, *at(text, after)).key == key


def test_parts() -> None:
    def part(text: str, after: int = 0) -> str | None:
        found = place_at(LINES, *at(text, after)).part()
        return found.name if found is not None else None

    assert part("permit: lend") == "permit"
    assert part("hit_policy: unique") == "table"
    assert part("then: good") == "a row"
    assert part("balance: {", 2) is None, "the names of facts are new"


def test_places_that_are_not_there() -> None:
    assert names_at(LINES, 999, 0) == []
    assert names_at([], 0, 0) == []
    assert place_at(LINES, 999, 5).before == ""
    assert place_at([""], 0, 0).head is None
    assert token_at("", 0) is None
    assert token_at("a.b.", 4) == token_at("a.b.", 0)


@given(
    st.lists(
        st.sampled_from([*LINES, "a: {b: ", "- - x: y", "---", "rows:", "   ", "\N{MONEY BAG}: §1", "{", "for: a."])
    ),
    st.integers(0, 30),
    st.integers(0, 60),
)
def test_no_place_is_too_strange(lines: list[str], line: int, column: int) -> None:
    place = place_at(lines, line, column)
    assert isinstance(offers(place, None), list)
    for name in names_at(lines, line, column):
        assert name in lines[line] or name.partition(".")[2] in lines[line]
