"""What is timed of single quotes is what deciding everything gives, and what was decided as a whole is counted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks import worlds
from benchmarks.whole_law.quotes import HELD, OFFERED, THIN, Quotes
from benchmarks.whole_law.run import told_of
from engine.backends.fast.incremental import Incremental


def quotes() -> Quotes:
    return Quotes(worlds.law(), worlds.facts_of(worlds.snapshot(positions=2, candidates=6)))


def test_every_contract_is_quoted_up_and_back() -> None:
    found = quotes()
    before = found.following.facts
    found.same()
    found.follow()
    for kind in (HELD, OFFERED):
        taken = found.taken[kind]
        assert taken.contracts > 0
        assert len(taken.first) == len(taken.after) == 2 * taken.contracts
    assert len(found.taken[THIN].after) == 2 * found.taken[THIN].contracts
    assert found.taken[THIN].changed > 0
    assert found.following.facts.given == before.given
    told = found.taken[HELD].told()
    assert told["quotes"] == 4
    assert told["median"] <= told["worst"]


def test_each_quote_moves_what_is_known_by_its_step() -> None:
    found = quotes()
    (contract, values, _), *_ = found._pass()
    assert values
    for name, given in values.items():
        was = found.given[contract][name].value
        assert isinstance(given.value, Fraction)
        assert isinstance(was, Fraction)
        assert given.value - was == found.steps[name]


def test_decisions_that_differ_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    found = quotes()
    monkeypatch.setattr(Incremental, "decisions", lambda _: [])
    with pytest.raises(SystemExit, match="are not those from scratch"):
        found.same()


def test_what_was_decided_as_a_whole_is_told_with_its_reason() -> None:
    found = quotes()
    found.same()
    found.follow()
    found.taken[HELD].whole["it is so"] += 3
    told = told_of(HELD, found.taken[HELD].told(), 1.0)
    assert "as a whole 3 of 4\n    3 times: it is so" in told
