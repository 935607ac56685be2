"""States: values that the law carries, typed and on their grid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules.check.deciding.repeat import counting
from rules.compile.law import TypedState
from rules.language import typed as x
from tests.rules.check.desk import codes, errors, flag, kept, machine, sound, state


def _state(law_text: str, fact: str = "desk.peak") -> TypedState:
    found = kept(sound(law_text), fact)
    assert isinstance(found, TypedState)
    return found


def test_a_state_reads_its_own_value_before() -> None:
    found = _state(state("max(desk.peak before, desk.cash)"))
    assert found.if_unknown == "keep"
    assert isinstance(found.starts, x.Constant)
    assert found.starts.value == Fraction(0)
    assert [str(part.fact.fact) for part in x.walk(found.becomes) if isinstance(part, x.Before)] == ["desk.peak"]


def test_what_an_unknown_does_is_said() -> None:
    assert _state(state("desk.cash", more="if_unknown: reset\n")).if_unknown == "reset"
    assert codes(state("desk.cash", more="if_unknown: ignore\n")) == ["E128"]


def test_others_read_it_now_and_before() -> None:
    assert codes(state("desk.cash"), flag("desk.peak > desk.peak before")) == []
    assert codes(state("desk.cash"), flag("desk.peak_since is known")) == ["E301"]


@pytest.mark.parametrize(
    ("starts", "becomes", "of", "keeps"),
    [
        ("red", "if desk.open then desk.colour else desk.colours before", "colour", "desk.colours"),
        ("false", "desk.seen before or desk.open", "flag", "desk.seen"),
        ("clock.date", "max(desk.day before, clock.date)", "date", "desk.day"),
        ("book", "book", "book", "ticket.own_book"),
        ("0 lots", "ticket.lots / 3 rounded down to 1 lot", "lots", "ticket.some"),
        ("0 lots", "min(ticket.some before, ticket.lots) + 2 lots", "lots", "ticket.some"),
    ],
)
def test_every_sort_of_value_can_be_kept(starts: str, becomes: str, of: str, keeps: str) -> None:
    expected = ["S410"] if "+ 2 lots" in becomes else []
    assert codes(state(becomes, starts, of, keeps)) == expected


@pytest.mark.parametrize(
    ("law", "code"),
    [
        (state("desk.cash", of="monney"), "E308"),
        (state("desk.open"), "E210"),
        (state("5"), "E203"),
        (state("desk.cash", starts="5"), "E203"),
        (state("desk.cash / 3"), "E256"),
        (state("desk.cash", starts="desk.cash / 3"), "E256"),
        (state("desk.cash before"), "E250"),
        (state("desk.cash", starts="desk.peak before"), "E250"),
        (state("max(desk.peak, desk.cash)"), "S401"),
        (state("200 lots", "0 lots", "lots", "ticket.most"), "E226"),
        (state("ticket.lots", "200 lots", "lots", "ticket.most"), "E226"),
        (state("desk.cash").replace("for: desk", "for: desk where desk.open"), "E230"),
        (state("desk.cash").replace("for: desk", "for: book"), "E315"),
        (state("desk.cash", keeps="desk.cash"), "S402"),
        (state("desk.cash").replace("starts: $0\n", ""), "E122"),
    ],
)
def test_what_cannot_be_kept_is_refused(law: str, code: str) -> None:
    assert code in codes(law)


def test_a_fact_has_one_keeper() -> None:
    (found,) = errors(state("desk.cash"), state("desk.cash").replace("PEAK-01", "PEAK-02"))
    assert (found.code, found.message) == ("S402", "`desk.peak` has two writers")
    derived = "rule: PEAK-02\nsection: §1\nderive: desk.peak\ntype: money\nfor: desk\nas: $1\n"
    assert codes(state("desk.cash"), derived) == ["S402"]


def test_a_state_of_a_kind_is_there_for_that_kind_only() -> None:
    most = state("max(ticket.most before, ticket.lots)", "0 lots", "lots", "ticket.most")
    narrow = most.replace("for: ticket", "for: big_ticket")
    assert codes(narrow, flag("any ticket in desk where ticket.most > 1 lot")) == ["E221"]
    assert codes(narrow, flag("any big_ticket in desk where ticket.most > 1 lot")) == []


def test_circles_are_broken_by_before() -> None:
    one = state("max($1, desk.two)")
    other = "state: TWO-01\nsection: §1\nkeeps: desk.two\ntype: money\nfor: desk\nstarts: $0\nbecomes: {}\n"
    assert codes(one, other.format("desk.peak")) == ["S401"]
    assert codes(one, other.format("desk.peak before")) == []


def test_the_part_that_counts_is_marked() -> None:
    (found,) = errors(state("if desk.open then desk.peak before + $1 else desk.peak before"))
    assert found.code == "S410"
    assert found.span.column == len("becomes: if desk.open then ") + 1
    assert found.help is not None
    assert "else desk.peak before" in found.help
    law = sound(state("desk.peak before"))
    own = kept(law, "desk.peak")
    assert isinstance(own, TypedState)
    assert counting(own.becomes, own.fact, law.derivations) is None


def test_a_kept_subject_may_be_none_and_is_asked_for_before_it_is_read() -> None:
    own = state("book", "none", "book", "ticket.own_book")
    more = "facts: book\ngiven:\n  size: { type: lots }\n"
    assert codes(own, more, flag("ticket.own_book.size > 2 lots", "ticket")) == ["E220"]
    assert codes(own, more, flag("ticket.own_book exists and ticket.own_book.size > 2 lots", "ticket")) == []
    assert codes(own, flag("ticket.own_book before is none", "ticket")) == []
    assert codes(machine(), flag("ticket.life is none", "ticket")) == ["E212"]
    assert codes(machine(), flag("ticket.life_since exists", "ticket")) == ["E212"]
