"""`alluse backtest --resume`: a run that was ended, by whatever, goes on as if it had never been."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from brokers.paper import PaperBroker
from console import backtest
from console.operating import places
from console.trading import holding
from engine.session.session import Session
from engine.trading.broker import Ticket
from engine.trading.events import OperatorActed, OrderPlanned, Recovered
from ledger.store import Ledger
from tests.console.running import ROOT, Ran, run

FIVE = "examples/five-years/backtest.yaml"
FIRST, LAST = "2019-07-11", "2019-07-12"


EXPIRED = datetime.fromisoformat("2019-07-12T18:00:00-04:00")
"""When the broker settles what has expired on the last day."""


class Killed(BaseException):
    """What no part of the product handles, as none handles a process that is gone."""


def trade(ledger: Path, *words: str) -> Ran:
    return run("backtest", FIVE, "--ledger", ledger, "--until", LAST, "--quiet", "--format", "json", *words)


def came_to(told: Ran) -> dict[str, Any]:
    """What orders, sleeves and positions came to. When a process dies, it hears of the end of an order later."""
    assert told.code == 0, told.err
    [account] = json.loads(told.out)["accounts"]
    orders = [{name: value for name, value in each.items() if name != "ended_at"} for each in account["orders"]]
    return {"orders": orders, "positions": account["positions"], "sleeves": account["sleeves"]}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A Thursday and a Friday in July 2019, in one go."""
    found = came_to(trade(tmp_path_factory.mktemp("whole") / "two.db", "--from", FIRST))
    assert len(found["orders"]) > 1
    return found


def killed_at_submit(number: int, after: bool) -> Callable[[PaperBroker, Ticket], None]:
    """A submit that ends the process at the `number`-th order, before the broker has it or after."""
    calls: list[Ticket] = []
    submit = PaperBroker.submit

    def call(self: PaperBroker, ticket: Ticket) -> None:
        calls.append(ticket)
        if len(calls) == number and not after:
            raise Killed
        submit(self, ticket)
        if len(calls) == number:
            raise Killed

    return call


@pytest.mark.parametrize("after", [False, True], ids=["before the broker has it", "after"])
def test_a_process_that_died_while_it_sent_an_order(
    whole: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """The lease is still held by who died; nobody renews it, so it is taken over, and that is recorded."""
    ledger = tmp_path / "killed.db"
    with monkeypatch.context() as patch:
        patch.setattr(PaperBroker, "submit", killed_at_submit(2, after))
        patch.setattr(holding.Holding, "release", lambda self: None)
        with pytest.raises(Killed):
            trade(ledger, "--from", FIRST)
    refused = trade(ledger, "--resume")
    assert refused.code == 2
    assert "the lease of A is not stale" in refused.err
    assert "if its process is dead, try again in a minute" in refused.err
    monkeypatch.setattr(places, "STALE", timedelta(0))
    found = came_to(trade(ledger, "--resume"))
    assert [each["symbol"] for each in found["positions"]] == [each["symbol"] for each in whole["positions"]]
    if after:
        assert found == whole
    with Ledger(ledger, read_only=True) as opened:
        events = [each.event for each in opened.entries("A")]
    planned = [each.order for each in events if isinstance(each, OrderPlanned)]
    assert len(planned) == len(set(planned))
    [taken] = [each for each in events if isinstance(each, OperatorActed)]
    assert (taken.verb, taken.who, taken.reason) == (
        "take_over", "backtest", "the run is resumed; the process that ran it is gone",
    )  # fmt: skip
    assert sum(isinstance(each, Recovered) and each.step == "scheduled" for each in events) == 2
    proved = run("ledger", "verify", "--chain-only", "--ledger", ledger)
    assert proved.code == 0, proved.out + proved.err


def test_a_run_that_somebody_ended_goes_on_as_if_it_had_never_been(
    whole: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "ended.db"
    looks: list[object] = []

    def ends(session: object, looked: object) -> None:
        looks.append(looked)
        if len(looks) == 12:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(backtest, "progress", ends)
        told = run("backtest", FIVE, "--ledger", ledger, "--from", FIRST, "--until", LAST)
    assert (told.code, len(looks)) == (1, 12)
    assert came_to(trade(ledger, "--resume")) == whole


def test_a_run_goes_on_from_where_its_broker_is(
    whole: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Puts have expired at the broker, and the process ends before anybody hears of it: time does not go back."""
    ledger, news = tmp_path / "evening.db", Session.news

    def dies(session: Session) -> bool:
        if session.desk.now() >= EXPIRED:
            raise Killed
        return news(session)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "news", dies)
        with pytest.raises(Killed):
            trade(ledger, "--from", FIRST)
    with Ledger(ledger, read_only=True) as opened:
        assert max(each.at for each in opened.entries("A")) < EXPIRED
    assert came_to(trade(ledger, "--resume")) == whole
    with Ledger(ledger, read_only=True) as opened:
        recovered = [each.at for each in opened.entries("A") if isinstance(each.event, Recovered)]
    assert recovered[-1] >= EXPIRED


def test_a_run_goes_on_to_a_later_day(whole: dict[str, Any], tmp_path: Path) -> None:
    ledger = tmp_path / "longer.db"
    assert run("backtest", FIVE, "--ledger", ledger, "--from", FIRST, "--until", FIRST, "--quiet").code == 0
    assert came_to(trade(ledger, "--resume")) == whole
    earlier = run("backtest", FIVE, "--ledger", ledger, "--until", FIRST, "--resume")
    assert earlier.code == 2
    assert "the ledger has come to 2019-07-12T" in earlier.err


def test_what_cannot_be_resumed(tmp_path: Path) -> None:
    missing = trade(tmp_path / "none.db", "--resume")
    assert (missing.code, list(tmp_path.iterdir())) == (2, [])
    assert "none.db` is not there, so there is no run to resume" in missing.err
    with_from = trade(tmp_path / "none.db", "--resume", "--from", FIRST)
    assert with_from.code == 2
    assert "`--from` does not go with `--resume`" in with_from.err
    empty = tmp_path / "empty.db"
    Ledger(empty, create=True).close()
    without_books = trade(empty, "--resume")
    assert without_books.code == 2
    assert "empty.db.paper` is not there: without the books of its broker" in without_books.err
    assert "with another ledger" in without_books.err
    (tmp_path / "empty.db.paper").touch()
    nothing = trade(empty, "--resume")
    assert nothing.code == 2
    assert "nothing was begun" in nothing.err


def test_a_run_is_resumed_with_what_it_was_begun_with(tmp_path: Path) -> None:
    """Another seed, other faults, another market or another law would make a run that nobody can repeat."""
    five, law = tmp_path / "examples" / "five-years", tmp_path / "constitution"
    shutil.copytree(ROOT / "examples" / "five-years", five)
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    shutil.copytree(ROOT / "constitution", law)
    ledger, words = tmp_path / "one.db", ("backtest", five / "backtest.yaml", "--ledger", tmp_path / "one.db")

    def refused(*more: str | Path) -> str:
        told = run(*words, "--until", LAST, "--quiet", "--resume", *more)
        assert (told.code, told.out) == (2, "")
        return told.err

    begun = run(*words, "--from", FIRST, "--until", FIRST)
    assert begun.code == 0, begun.err
    assert f"the books of its broker: {ledger}.paper; `--resume` needs both\n" in begun.err
    with Ledger(ledger, read_only=True) as opened:
        before = opened.head("A")
    assert refused("--seed", "1") == f"alluse: `{ledger}.paper`: it was begun with another seed\n"
    faults = tmp_path / "faults.yaml"
    faults.write_text("faults: [{ name: down, fault: unavailable, on: [submit], times: 1 }]\n", encoding="utf-8")
    assert "begun with another fault plan and another seed" in refused("--seed", "1", "--faults", faults)
    surface, text = five / "surface.yaml", (five / "surface.yaml").read_text(encoding="utf-8")
    surface.write_text(f"{text}\n", encoding="utf-8")
    assert "begun with another market" in refused()
    surface.write_text(text, encoding="utf-8")
    hedging = law / "all-use" / "1.3" / "05-hedging.yaml"
    lower = hedging.read_text(encoding="utf-8").replace("vix_above: { is: 30,", "vix_above: { is: 29,")
    hedging.write_text(lower, encoding="utf-8")
    assert refused() == "alluse: the ledger was begun under another text of the law\n"
    with Ledger(ledger, read_only=True) as opened:
        assert opened.head("A") == before


def test_books_of_another_broker_are_not_gone_on_from_by_chance(tmp_path: Path) -> None:
    (tmp_path / "new.db.paper").touch()
    told = trade(tmp_path / "new.db", "--from", FIRST)
    assert told.code == 2
    assert "new.db.paper` is there already" in told.err
    assert not (tmp_path / "new.db").exists()
