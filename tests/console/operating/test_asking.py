"""What a verb of operators says: taken in, refused, waiting, or heard by nobody."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from console.operating import places
from console.operating.requests import Inbox, NotARequest, Request, aside, read_request
from ledger.store import Ledger
from tests.console.running import Ran, run
from tests.console.test_schemas import check
from tests.engine.session.world import WEDNESDAY
from tests.ledger.events import alert

FORMAT = (
    '{"format": "alluse/request/1", "verb": %s, "account": "A", "scope": null, "who": "Ann", "reason": "x", "at": %s}'
)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ledger of an account that somebody runs."""
    found = tmp_path / "a.ledger"
    with Ledger(found, create=True) as opened:
        opened.journal("A", "the desk", WEDNESDAY).append(WEDNESDAY, [alert("x")])
    monkeypatch.setattr(places, "now", lambda: WEDNESDAY)
    return found


def ask(ledger: Path, *further: str, wait: str = "0") -> Ran:
    words = ["--account", "A", "--who", "Ann", "--reason", "a test", "--wait", wait, "--format", "json"]
    return run("reset", "--ledger", ledger, *words, *further)


def test_nobody_takes_it_in_yet(ledger: Path) -> None:
    told = ask(ledger)
    check("asked", told.json)
    (outcome,) = told.json["accounts"]
    assert (told.code, outcome["taken_in"]) == (1, False)
    assert outcome["says"] == "not taken in yet by the desk; the request waits"
    request = read_request(Path(outcome["request"]))
    assert request == Request("reset", "A", None, "Ann", "a test", WEDNESDAY)


def _answer(inbox: Path, refuse: bool) -> None:
    """Takes the request in, or puts it aside, once it is there."""
    found = Inbox(inbox)
    for _ in range(10**6):
        for path in found.waiting():
            if refuse:
                found.aside(path)
            else:
                path.unlink()
            return


@pytest.mark.parametrize(
    ("refuse", "says"), [(False, "taken in by the desk"), (True, "refused by the desk: its alerts tell why")]
)
def test_it_waits_for_the_answer(ledger: Path, refuse: bool, says: str) -> None:
    session = threading.Thread(target=_answer, args=(ledger.with_name("a.ledger.inbox"), refuse))
    session.start()
    told = ask(ledger, wait="5")
    session.join()
    (outcome,) = told.json["accounts"]
    assert (outcome["says"], told.code) == (says, int(refuse))


def test_a_session_that_is_not_heard_of(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "now", lambda: WEDNESDAY + 2 * places.STALE)
    (outcome,) = ask(ledger, wait="5").json["accounts"]
    assert outcome["says"] == "the desk was last alive 120 seconds ago; the request waits until somebody runs it"


def test_an_inbox_elsewhere(ledger: Path, tmp_path: Path) -> None:
    ask(ledger, "--inbox", str(tmp_path / "elsewhere"))
    assert len(list(Inbox(tmp_path / "elsewhere").waiting())) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        FORMAT % ('"explode"', '"2026-04-16T10:00:00-04:00"'),
        FORMAT % ('"kill"', '"2026-04-16T10:00:00"'),
        FORMAT % ('"kill"', '"soon"'),
        FORMAT % ('"kill"', "5"),
        FORMAT % ('" "', '"2026-04-16T10:00:00-04:00"'),
    ],
)
def test_what_is_no_request(tmp_path: Path, text: str) -> None:
    path = tmp_path / "1.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotARequest):
        read_request(path)


def test_what_was_put_aside_waits_no_longer(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    path = inbox.put(Request("kill", "A", None, "Ann", "x", WEDNESDAY))
    assert list(inbox.waiting()) == [path]
    assert inbox.aside(path) == aside(path)
    assert list(inbox.waiting()) == []
