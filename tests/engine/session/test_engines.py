"""On the wall clock the reference decides what is to be done as well; a difference ends in the law's own halt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.backends.fast.decider import FastDecider
from engine.backends.reference.decider import Decider
from engine.outcome import Verdict
from engine.trading.books import OrderView
from engine.trading.events import AlertRaised, SliceStepped
from engine.values import Subject
from tests.engine.session.world import Bench


def on_the_wall_clock(path: Path) -> Bench:
    bench = Bench(path, engine="fast")
    bench.session.judge.periodic = True
    return bench


def decided_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which classes make decisions from now on."""
    made: list[str] = []
    begin = Decider.__init__

    def remember(self: Decider, *arguments: object, **named: object) -> None:
        made.append(type(self).__name__)
        begin(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Decider, "__init__", remember)
    return made


def test_what_is_to_be_done_is_decided_by_the_reference_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = on_the_wall_clock(tmp_path)
    made = decided_by(monkeypatch)
    bench.seconds(3)
    assert bench.orders()
    assert "FastDecider" in made
    assert "Decider" in made
    assert [each for each in bench.events(AlertRaised) if each.code == "engines_differ"] == []
    assert bench.session.judge.engine == "fast"


@pytest.mark.parametrize(("periodic", "judges"), [(True, {"Decider"}), (False, {"FastDecider"})])
def test_what_is_sent_on_the_wall_clock_is_judged_again_by_the_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, periodic: bool, judges: set[str]
) -> None:
    bench = Bench(tmp_path, engine="fast")
    judge = bench.session.judge
    judge.periodic = periodic
    made, by = decided_by(monkeypatch), set[str]()
    again = judge.again

    def watched(orders: Sequence[tuple[OrderView, int]]) -> dict[str, str]:
        before = len(made)
        found = again(orders)
        by.update(made[before:])
        return found

    monkeypatch.setattr(judge, "again", watched)
    bench.seconds(3)
    assert bench.events(SliceStepped)
    assert by == judges


def test_engines_that_differ_are_an_alert_and_nothing_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = FastDecider._judge

    def lenient(self: FastDecider, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Verdict:
        found = judge(self, action, subject, but_for, sized)
        return Verdict(found.granted, found.failed, (), found.doubtful, found.waived, found.causes)

    monkeypatch.setattr(FastDecider, "_judge", lenient)
    bench = on_the_wall_clock(tmp_path)
    bench.seconds(3)
    alerts = [each.text for each in bench.events(AlertRaised) if each.code == "engines_differ"]
    assert len(alerts) == 1
    assert "the engines fast and reference differ in" in alerts[0]
    assert bench.session.judge.engine == "reference"
    assert bench.session.desk.health.healthy is False
    assert bench.events(SliceStepped) == []


def test_simulated_time_is_decided_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, engine="fast")
    made = decided_by(monkeypatch)
    bench.seconds(3)
    assert set(made) == {"FastDecider"}
