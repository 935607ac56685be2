"""A short run of what `python -m tests.differential` does at length, and that it would notice a difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import worlds
from engine.backends.fast.decider import FastDecider
from engine.facts import Facts
from engine.outcome import Verdict
from engine.values import NONE, Subject
from tests.differential.__main__ import main
from tests.differential.boundaries import Boundaries, changed
from tests.differential.comparing import Difference, compare_facts, compare_laws, minimal


@pytest.fixture(scope="module")
def facts() -> Facts:
    return worlds.facts_of(worlds.snapshot(positions=2, candidates=6))


def test_facts_next_to_the_boundaries_of_the_law(facts: Facts) -> None:
    found = list(compare_facts(worlds.law(), facts, "fast", seed=1, most=12, trace="full"))
    assert found == [None] * 12


@pytest.mark.parametrize("seed", range(3))
def test_random_constitutions(seed: int) -> None:
    assert list(compare_laws("fast", seed, most=12, facts=3)) == [None] * 12


def test_a_difference_is_noticed_and_cut_down(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = FastDecider._judge

    def forgetful(self: FastDecider, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Verdict:
        found = judge(self, action, subject, but_for, sized)
        return Verdict(found.granted, found.failed, (), (), (), ()) if found.doubtful else found

    monkeypatch.setattr(FastDecider, "_judge", forgetful)
    (found,) = compare_facts(worlds.law(), facts, "fast", seed=3, most=1)
    assert isinstance(found, Difference)
    assert "decisions" in found.parts


def test_what_is_not_needed_is_left_out() -> None:
    assert minimal([1, 2, 3, 4, 5], lambda left: {2, 5} <= set(left)) == [2, 5]


def test_values_lie_at_thresholds_and_a_step_beside_them(facts: Facts) -> None:
    law = worlds.law()
    boundaries = Boundaries(law)
    fact = next(each for each in law.facts.values() if str(each.id) == "market.vix")
    (kill,) = (value for _, value in law.parameters["breaker.kill"].values)
    step = getattr(fact.type, "step", None)
    assert step is not None
    values = boundaries.values(fact, NONE)
    assert {kill - step, kill, kill + step} <= set(values)


def test_a_change_is_in_the_facts_and_nothing_else_is(facts: Facts) -> None:
    from random import Random

    changes = Boundaries(worlds.law()).changes(facts, Random(5))
    after = changed(facts, changes)
    there = {(each.subject, each.name): each.given for each in changes}
    assert there
    for subject, own in after.given.items():
        for name, given in own.items():
            assert given == there.get((subject, name), facts.given[subject].get(name))


def test_the_command_says_how_many_it_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--facts", "1", "--constitutions", "2", "--out", str(tmp_path / "found")]) == 0
    assert capsys.readouterr().out.startswith("1 fact sets compared, 0 differ\n2 constitutions compared, 0 differ\n")
    assert not (tmp_path / "found").exists()
