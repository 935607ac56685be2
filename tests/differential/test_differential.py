"""A short run of what `python -m tests.differential` does at length, and that it would notice a difference."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks import worlds
from engine.backends.columnar.verdicts import Verdicts
from engine.backends.fast.decider import FastDecider
from engine.boundary import Given
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Kept, Memory
from engine.outcome import Verdict
from engine.values import NONE, Subject, Unknown, because
from rules.language.typed import FactId
from tests.differential.__main__ import main
from tests.differential.boundaries import Boundaries, Change, Length, changed, moved
from tests.differential.chunks import SIZES, chunks, results
from tests.differential.comparing import Difference, compare_facts, minimal
from tests.differential.constitutions import Constitutions, law_of
from tests.differential.crowd import DAYS, crowd
from tests.differential.stories import LOOKS, Look, Otherwise, Stories
from tests.differential.subjects import Columns, Comparison
from tests.differential.tally import Tally
from tests.differential.watching import COMPARED, STALE, THRESHOLDS, UNKNOWN, Places, Watching
from tests.differential.worlds import World


@pytest.fixture(scope="module")
def facts() -> Facts:
    return worlds.facts_of(worlds.snapshot(positions=2, candidates=6))


@pytest.fixture(scope="module")
def small() -> list[Facts]:
    return [crowd(worlds.law(), day, small=True) for day in range(DAYS)]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return Comparison(worlds.law(), Columns(worlds.law(), ("numpy",)), small=True)


# --- subjects -----------------------------------------------------------------------------------
def test_subjects_next_to_the_boundaries_of_the_law(comparison: Comparison) -> None:
    tally = comparison.run("test", 100)
    assert tally.differences == []
    counts = tally.counts
    assert counts["fact sets"] == counts["fact sets of numpy"] >= 100
    assert counts["verdicts of numpy"] > counts["fact sets"]
    for scope in ("candidate", "position", "purchase", "hedge_offer", "leap_offer", "order", "slice", "sleeve"):
        assert counts[f"fact sets, each a {scope}"], scope
    assert all(counts[f"verdicts {word}"] for word in ("permitted", "not_permitted", "forbidden"))
    assert counts["verdicts in doubt"]
    assert all(tally.hits(kind) for kind in (THRESHOLDS, UNKNOWN, STALE, COMPARED))


def test_columns_claim_all_actions_but_those_that_ask_what_happened(comparison: Comparison) -> None:
    assert comparison.columns.refused == ["follow_suggestion", "send_slice"]


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the fast engine forget its doubts."""
    judge = FastDecider._judge

    def without(self: FastDecider, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Verdict:
        found = judge(self, action, subject, but_for, sized)
        return Verdict(found.granted, found.failed, (), (), (), ()) if found.doubtful else found

    monkeypatch.setattr(FastDecider, "_judge", without)


def test_a_subject_that_differs_is_noticed_and_cut_down(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = next(each for each in comparison.worlds.bases[3].subjects["contract"])
    plain = World(comparison.law, 3, comparison.worlds.bases[3], ())
    unknown = Change(contract, "volume", Given(because("contract.volume is not given"), None))
    otherwise = Change(contract, "open_interest", Given(Fraction(500), None))
    forgetful(monkeypatch)
    assert not comparison.differs(plain)
    tally = Tally()
    comparison.compare([plain.but_for([otherwise, unknown])], tally)
    (found,) = tally.differences
    assert found.parts[0] == "decisions"
    assert found.what == f"the crowd of day 3\n{unknown}"


def test_columns_that_differ_are_noticed(comparison: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    word = Verdicts.word

    def generous(self: Verdicts, row: int, place: int = 0) -> str:
        found = word(self, row, place)
        return "permitted" if found == "not_permitted" else found

    monkeypatch.setattr(Verdicts, "word", generous)
    tally = Tally()
    comparison.compare([World(comparison.law, 2, comparison.worlds.bases[2], ())], tally)
    assert "write_call by numpy" in {part for each in tally.differences for part in each.parts}


# --- whole records ------------------------------------------------------------------------------
def test_facts_next_to_the_boundaries_of_the_law(facts: Facts) -> None:
    found = list(compare_facts(worlds.law(), facts, "fast", seed=1, most=8, trace="full"))
    assert found == [None] * 8


def test_a_difference_is_noticed_and_cut_down(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful(monkeypatch)
    tried = list(compare_facts(worlds.law(), facts, "fast", seed=3, most=5))
    found = next(each for each in tried if each is not None)
    assert isinstance(found, Difference)
    assert "decisions" in found.parts


# --- memory and events --------------------------------------------------------------------------
def test_stories_with_memory_and_events(small: list[Facts]) -> None:
    tally = Tally()
    Stories(worlds.law(), small, Random(5)).run(LOOKS, tally)
    assert tally.differences == []
    assert tally.counts["whole records"] == LOOKS
    assert tally.counts["whole records with memory"] == LOOKS - 1
    assert tally.counts["events happening"] and tally.counts["kept values"]


def test_a_story_that_differs_is_noticed_and_cut_down(small: list[Facts], monkeypatch: pytest.MonkeyPatch) -> None:
    read = FastDecider.read_kept

    def muddled(self: FastDecider, fact: Any, row: Any, place: int, scale: int) -> Any:
        found = read(self, fact, row, place, scale)
        return not found if str(fact.id) == "account.killed" else found

    monkeypatch.setattr(FastDecider, "read_kept", muddled)
    tally = Tally()
    Stories(worlds.law(), small, Random(5)).run(1, tally)
    (found,) = tally.differences
    assert "decisions" in found.parts
    assert found.what.startswith("look 1 of a story") and "\n" not in found.what


def test_what_was_kept_is_otherwise_or_forgotten(small: list[Facts]) -> None:
    law, base = worlds.law(), small[0]
    account = base.subjects["account"][0]
    killed, hedged = FactId("account", "killed"), FactId("account", "hedge_mode")
    kept = {(killed, account): Kept(False, None, 1), (hedged, account): Kept(True, None, 1)}
    pieces = (Otherwise((killed, account), True), Otherwise((hedged, account), None))
    _, memory, _ = Look(law, base, replace(NO_MEMORY, kept=kept), pieces, "none").asked()
    assert memory.kept == {(killed, account): Kept(True, None, 1)}


def test_events_are_of_every_kind_that_others_tell_of(small: list[Facts]) -> None:
    stories = Stories(worlds.law(), small, Random(2))
    known = decider_for(worlds.law(), small[3]).world
    subjects = {scope: known.subjects(scope) for scope in worlds.law().scopes}
    made = [stories.event(small[3].at, Memory(), subjects) for _ in range(1500)]
    events = [each for each in made if each is not None]
    assert {each.name for each in events} == {each.name for each in stories.told}
    assert all(each.at <= small[3].at for each in events)
    assert any(isinstance(value, Unknown) for each in events for _, value in each.fields)


# --- constitutions ------------------------------------------------------------------------------
def test_random_constitutions() -> None:
    tally = Constitutions().run("test", 10)
    assert tally.differences == []
    assert tally.counts["constitutions"] == 10
    assert tally.counts["constitutions of numpy"] and tally.counts["verdicts of numpy"]
    assert tally.counts["values of numpy"]
    assert tally.counts["whole records with memory"] and tally.counts["events happening"]


def test_a_constitution_that_differs_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful(monkeypatch)
    found = Constitutions().run("test", 10).differences
    assert any("decisions" in each.parts and "constitution: random" in each.what for each in found)


def test_random_constitutions_have_all_that_a_law_may_have() -> None:
    laws = [found for found, _ in map(law_of, range(12)) if found is not None]
    assert len(laws) == 12
    for part in ("permits", "proposals", "records", "events", "kept"):
        assert any(getattr(law, part) for law in laws), part
    keepers = {type(keeper).__name__ for law in laws for keeper in law.kept.values()}
    assert keepers == {"TypedLatch", "TypedState", "TypedMachine"}


# --- boundaries ---------------------------------------------------------------------------------
def test_what_is_not_needed_is_left_out() -> None:
    assert minimal([1, 2, 3, 4, 5], lambda left: {2, 5} <= set(left)) == [2, 5]
    assert minimal(range(100), lambda left: {17, 63, 64} <= set(left)) == [17, 63, 64]
    assert minimal([1], lambda left: True) == []


def test_values_lie_at_thresholds_and_a_step_beside_them() -> None:
    law = worlds.law()
    fact = next(each for each in law.facts.values() if str(each.id) == "market.vix")
    (kill,) = (value for _, value in law.parameters["breaker.kill"].values)
    step = getattr(fact.type, "step", None)
    assert step is not None
    values = Boundaries(law).values(fact, NONE)
    assert {kill - step, kill, kill + step} <= set(values)


def test_moments_lie_so_far_from_now_as_the_law_looks(small: list[Facts]) -> None:
    law, at = worlds.law(), small[3].at
    boundaries = Boundaries(law)
    dates = boundaries.values(law.facts[FactId("contract", "expires_on")], NONE, at)
    (months,) = (value for _, value in law.parameters["llms.roll_months"].values)
    assert isinstance(months, Fraction) and months < 12
    edge = at.date().replace(month=at.month + int(months))
    assert {edge - timedelta(days=1), edge, edge + timedelta(days=1)} <= set(dates)
    opens = dict(law.parameters["entry.opens"].values)["gen"]
    assert isinstance(opens, time)
    assert opens in {each.time() for each in boundaries.instants(at)}


def test_months_end_where_they_end() -> None:
    last = datetime(2026, 10, 31, 10, 0, tzinfo=UTC)
    before, after = Length(8, timedelta(days=1)).before_and_after(last)
    assert before == datetime(2026, 2, 27, 10, 0, tzinfo=UTC)
    assert after == datetime(2027, 7, 1, 10, 0, tzinfo=UTC)


def test_a_change_is_in_the_facts_and_nothing_else_is(facts: Facts) -> None:
    changes = Boundaries(worlds.law()).changes(facts, Random(5))
    after = changed(facts, changes)
    there = {(each.subject, each.name): each.given for each in changes}
    assert there
    for subject, own in after.given.items():
        for name, given in own.items():
            assert given == there.get((subject, name), facts.given[subject].get(name))


def test_the_clock_goes_with_the_instant(small: list[Facts]) -> None:
    later = small[3].at + timedelta(days=1, hours=1)
    clock = moved(small[3], later, worlds.law()).given[Subject("clock", "")]
    told = {name: clock[name].value for name in ("now", "date", "time", "weekday")}
    assert told == {"now": later, "date": later.date(), "time": later.time(), "weekday": "friday"}


def test_a_place_counts_when_it_was_read(small: list[Facts]) -> None:
    law = worlds.law()
    places, tally = Places(law), Tally()
    places.name(tally)
    (safe,) = (value for _, value in law.parameters["breaker.safe"].values)
    assert isinstance(safe, Fraction)
    facts = changed(small[3], [Change(Subject("market", ""), "vix", Given(safe, Fraction(30)))])
    decider = decider_for(law, facts, make=Watching)
    assert isinstance(decider, Watching)
    places.note(decider, facts, tally)
    assert f"market.vix {safe}" not in tally.hits(THRESHOLDS)
    decider.decisions()
    places.note(decider, facts, tally)
    assert f"market.vix {safe}" in tally.hits(THRESHOLDS)
    assert f"market.vix {safe + Fraction('0.01')}" not in tally.hits(THRESHOLDS)
    assert "market.vix at the limit" in tally.hits(STALE)
    assert any(each.endswith(": at") and "market.vix > breaker.safe" in each for each in tally.hits(COMPARED))


# --- the command --------------------------------------------------------------------------------
def test_a_run_in_pieces_is_the_same_whoever_does_them() -> None:
    wanted = chunks("constitutions", 3, SIZES["constitutions"] + 3, ("numpy",))
    assert [each.size for each in wanted] == [SIZES["constitutions"], 3]
    few = [replace(each, size=2) for each in wanted]
    alone, together = ({chunk.name: tally.counts for chunk, tally in results(few, jobs)} for jobs in (1, 2))
    assert alone == together
    assert len(alone) == 2


def wanting(*words: str) -> list[str]:
    """Words for the command that ask for nothing but this."""
    nothing = [(f"--{part}", "0") for part in SIZES]
    return [*(word for pair in nothing for word in pair), *words]


def test_the_command_says_how_many_it_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(wanting("--records", "1", "--constitutions", "2", "--json", "told.json")) == 0
    told = capsys.readouterr().out
    assert "records:\n  1 whole records\n" in told and "  2 constitutions\n" in told
    assert "seed 0: 0 differences" in told
    assert json.loads(Path("told.json").read_text(encoding="utf-8"))["constitutions"]["counts"]["constitutions"] == 2
    assert not (tmp_path / "differences").exists()


def test_a_run_that_compares_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(wanting()) == 1
    assert main(wanting("--constitutions", "2", "--minutes", "0")) == 1
    assert "no constitutions were compared" in capsys.readouterr().out
