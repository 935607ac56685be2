"""`alluse run`: a small account on an injected clock, over fact files that are dropped into a folder."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from engine.trading.events import (
    AlertRaised,
    CycleDecided,
    FillBooked,
    Interrupted,
    OperatorActed,
    OrderEnded,
    OrderPlanned,
    Reconciled,
    SliceStepped,
)
from engine.trading.journal import NotRecorded
from engine.trading.orders import SliceState
from ledger.store import AccountJournal, Ledger
from tests.console.operating.floor import BEGINS, LONG_AFTER, WORLD, Place
from tests.console.running import run
from tests.console.test_schemas import check
from tests.engine.session.world import WEDNESDAY


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder to run in."""
    return Place(tmp_path, monkeypatch)


def test_three_files_are_traded_on(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(5, lambda: place.drop(WEDNESDAY + timedelta(seconds=5)))
    place.then(10, lambda: place.drop(WEDNESDAY + timedelta(seconds=10)))
    told = place.run(15)
    assert (told.code, told.out) == (0, "stopped; the leases are given back\n"), told.err
    assert place.events(OrderPlanned)
    assert place.events(FillBooked)
    assert place.holder() is None
    assert place.events(AlertRaised) == []
    verified = run("ledger", "verify", "--ledger", place.ledger)
    assert verified.code == 0, verified.out


def test_a_run_goes_on_where_the_one_before_ended(place: Place) -> None:
    place.keep_dropping(0, 16)
    assert place.run(15).code == 0
    filled = len(place.events(FillBooked))
    place.drop(WEDNESDAY + timedelta(seconds=20))
    assert place.run(30, start=WEDNESDAY + timedelta(seconds=20)).code == 0
    assert len(place.events(FillBooked)) == filled > 0
    assert [each.clean for each in place.events(Reconciled)] == [True, True]
    assert place.events(Interrupted)


def test_without_a_file_only_the_clock_is_known(place: Place) -> None:
    told = place.run(3)
    assert told.code == 0, told.err
    assert place.events(CycleDecided)
    assert place.events(OrderPlanned) == []


def test_a_file_that_cannot_be_read_is_told_once(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(2, lambda: (place.feed / "broken.json").write_text("{", encoding="utf-8"))
    told = place.run(8, "--alert-file", place.path / "alerts.jsonl")
    assert told.code == 0, told.err
    assert [each.code for each in place.events(AlertRaised)] == ["feed_unreadable"]
    (line,) = (place.path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    alert = json.loads(line)
    assert (alert["account"], alert["code"]) == ("A", "feed_unreadable")
    assert alert["text"].startswith("broken.json, line 1: ")


# --- operators ----------------------------------------------------------------------------------
def test_a_kill_cancels_what_works_and_stops_new_risk(place: Place) -> None:
    place.keep_dropping(0, 12)
    place.then(2, lambda: place.ask("kill", reason="I do not like it"))
    told = place.run(12)
    assert told.code == 0, told.err
    acted = place.events(OperatorActed)
    assert [(each.verb, each.who, each.reason) for each in acted] == [("kill", "Ann", "I do not like it")]
    entries = place.entries()
    pressed = next(each.sequence for each in entries if isinstance(each.event, OperatorActed))
    sent = [
        each.sequence
        for each in entries
        if isinstance(each.event, SliceStepped) and each.event.state is SliceState.SENDING
    ]
    assert sent and max(sent) < pressed, "nothing was sent after it"
    assert [each.status for each in place.events(OrderEnded)] == ["cancelled"]
    assert list(place.inbox.glob("*.json")) == []
    (account,) = run("status", "--ledger", place.ledger, "--format", "json").json["accounts"]
    assert {"name": "killed", "value": "true"} in account["does"]
    assert {"name": "lock", "value": "kill_switch"} in account["does"]


def test_a_reset_takes_the_lock_off(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(-1, lambda: place.ask("kill"))
    place.then(4, lambda: place.ask("reset", reason="looked at"))
    assert place.run(12).code == 0
    fills = place.events(FillBooked)
    assert fills, "after the reset it trades"
    entries = place.entries()
    reset = [each.sequence for each in entries if isinstance(each.event, OperatorActed)][-1]
    first = next(each.sequence for each in entries if isinstance(each.event, OrderPlanned))
    assert first > reset


def test_reduce_is_an_emergency_and_a_stop_is_none(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(-1, lambda: place.ask("reduce"))
    place.then(4, lambda: place.ask("stop", reason="lunch"))
    told = place.run(60)
    assert told.code == 0, told.err
    assert place.clock is not None and place.clock.now() <= WEDNESDAY + timedelta(seconds=5)
    assert place.events(OrderPlanned) == []
    assert [each.verb for each in place.events(OperatorActed)] == ["reduce", "stop"]
    assert place.holder() is None
    (account,) = run("status", "--ledger", place.ledger, "--format", "json").json["accounts"]
    assert {"name": "state", "value": "emergency"} in account["does"]
    assert account["session"]["alive"] is False


def test_reconcile_audits_and_comes_back(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(10, lambda: place.ask("reconcile"))
    assert place.run(20).code == 0
    assert len(place.events(Reconciled)) == 2
    with Ledger(place.ledger, read_only=True) as ledger:
        states = []
        for each in place.events(CycleDecided):
            record = json.loads(ledger.content(each.record))
            states.append(record["kept"]["facts"]["account"]["A"]["state"])
    assert "audit" in states
    assert states[-1] not in {"audit", "safe"}


def test_a_request_that_cannot_be_read_is_kept_aside(place: Place) -> None:
    place.drop(WEDNESDAY)

    def leave() -> None:
        place.inbox.mkdir(exist_ok=True)
        (place.inbox / "1.json").write_text("kill it", encoding="utf-8")

    place.then(2, leave)
    place.then(3, lambda: place.ask("reset", "--sleeve", "A nothing"))
    assert place.run(8).code == 0
    assert [each.code for each in place.events(AlertRaised)] == ["request_unreadable", "request_refused"]
    assert place.events(OperatorActed) == []
    assert (place.inbox / "aside" / "1.json").read_text(encoding="utf-8") == "kill it"


def test_a_signal_ends_the_run_in_order(place: Place) -> None:
    place.drop(WEDNESDAY)
    before = signal.getsignal(signal.SIGTERM)
    place.then(2, lambda: os.kill(os.getpid(), signal.SIGTERM))
    told = place.run(60)
    assert told.code == 0, told.err
    assert [(each.verb, each.who) for each in place.events(OperatorActed)] == [("stop", "signal SIGTERM")]
    assert place.holder() is None
    assert signal.getsignal(signal.SIGTERM) is before


# --- who runs it --------------------------------------------------------------------------------
def test_an_account_that_somebody_runs_is_not_run_twice(place: Place) -> None:
    place.drop(WEDNESDAY)
    place.then(2, lambda: asked.append(place_again()))
    asked: list[int] = []

    def place_again() -> int:
        words: list[str | Path] = [
            "--feed",
            place.feed,
            "--world",
            WORLD,
            "--account",
            place.path / "a.yaml",
            "--ledger",
            place.ledger,
        ]
        return run_main("run", *words, "--take-over", "--who", "Bob", "--reason", "mine")

    assert place.run(6).code == 0
    assert asked == [2]


def run_main(*words: str | Path) -> int:
    """Runs a verb as the command line does, with its exit code."""
    from console.main import main

    return main([str(each) for each in words])


def test_a_stale_lease_is_taken_over_with_a_name_and_a_reason(place: Place) -> None:
    place.drop(WEDNESDAY)
    assert place.run(2).code == 0
    with Ledger(place.ledger) as ledger:
        ledger.journal("A", "somebody who died", BEGINS)
    later = BEGINS + LONG_AFTER
    refused = place.run(200, start=later)
    assert refused.code == 2
    told = place.run(200, "--take-over", "--who", "Bob", "--reason", "it died", start=later)
    assert told.code == 0, told.err
    assert [(each.verb, each.who) for each in place.events(OperatorActed)] == [("take_over", "Bob")]


def test_requests_to_nobody_wait_and_a_stop_does_not(place: Place) -> None:
    place.drop(WEDNESDAY)
    assert place.run(2).code == 0
    told = place.ask("kill", "--format", "json")
    assert told.code == 1
    check("asked", told.json)
    (outcome,) = told.json["accounts"]
    assert outcome["says"] == "nobody runs this account; nothing is recorded, and the request waits for the next start"
    stop = place.ask("stop", "--all")
    assert (stop.code, stop.out) == (1, "stop A: nobody runs this account\n")
    assert place.run(30, start=WEDNESDAY + timedelta(seconds=20)).code == 0
    assert [each.verb for each in place.events(OperatorActed)] == ["kill"]


def test_what_was_done_before_a_crash_is_not_done_again(place: Place) -> None:
    place.drop(WEDNESDAY)
    assert place.run(2).code == 0
    place.ask("reset")
    (request,) = place.inbox.glob("*.json")
    text = request.read_text(encoding="utf-8")
    place.then(24, lambda: None)
    assert place.run(25, start=WEDNESDAY + timedelta(seconds=20)).code == 0
    request.write_text(text, encoding="utf-8")
    assert place.run(45, start=WEDNESDAY + timedelta(seconds=40)).code == 0
    assert [each.verb for each in place.events(OperatorActed)] == ["reset"]
    assert not request.exists()


def test_the_heartbeat_tells_that_it_is_alive(place: Place) -> None:
    beats: list[dict[str, object]] = []
    leases: list[tuple[str | None, bool]] = []

    def look() -> None:
        beats.append(json.loads((place.path / "a.ledger.heartbeat").read_text(encoding="utf-8")))
        (account,) = run("status", "--ledger", place.ledger, "--format", "json").json["accounts"]
        leases.append((account["session"]["heartbeat"], account["session"]["alive"]))

    place.drop(WEDNESDAY)
    place.then(5, look)
    assert place.run(8).code == 0
    assert beats[0]["running"] is True
    assert beats[0]["newest_facts"] == WEDNESDAY.isoformat()
    assert leases == [((WEDNESDAY + timedelta(seconds=4)).isoformat(), True)]
    last = json.loads((place.path / "a.ledger.heartbeat").read_text(encoding="utf-8"))
    assert last["running"] is False


def test_what_cannot_be_recorded_ends_the_run_and_people_are_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotRecorded("the disk is full")

    place.drop(WEDNESDAY)
    place.then(2, lambda: monkeypatch.setattr(AccountJournal, "append", full))
    place.then(2, lambda: place.ask("kill"))
    told = place.run(60, "--alert-file", place.path / "alerts.jsonl")
    assert told.code == 2
    assert "the session is over: the ledger does not take it: the disk is full" in told.err
    (line,) = (place.path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["code"] == "session_over"
    assert place.holder() is None
    assert len(list(place.inbox.glob("*.json"))) == 1, "what was not recorded still waits"


def test_a_clock_that_goes_back_is_told_once(place: Place) -> None:
    place.drop(WEDNESDAY)

    def back() -> None:
        assert place.clock is not None
        place.clock._now -= timedelta(seconds=30)

    place.then(5, back)
    assert place.run(8).code == 0
    assert [each.code for each in place.events(AlertRaised)].count("clock_back") == 1


# --- wrong usage --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--take-over"], "`--take-over` needs `--who` and `--reason`"),
        (["--who", "Ann"], "go with `--take-over`"),
        (["--alert-webhook", "ftp://there"], "not a web address"),
    ],
)
def test_wrong_usage(place: Place, words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    base: list[str | Path] = [
        "run",
        "--feed",
        place.feed,
        "--world",
        WORLD,
        "--account",
        place.path / "a.yaml",
        "--ledger",
        place.ledger,
    ]
    assert run_main(*base, *words) == 2
    assert says in capsys.readouterr().err
    assert not place.ledger.exists()


def test_a_verb_of_operators_says_whom_it_means(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_main("kill", "--ledger", place.ledger, "--who", "Ann", "--reason", "x") == 2
    assert "Say which account is meant" in capsys.readouterr().err
