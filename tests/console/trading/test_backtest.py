"""`alluse backtest`: years on a modelled market, traded through session, paper broker and ledger."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from console.trading import years
from console.trading.laws import LawBook
from engine.session.desk import LawText
from engine.trading.contents import record_from
from engine.trading.events import CycleDecided, OrderPlanned
from facts.errors import FactsError
from facts.modelled.backtest import read_backtest
from ledger.store import Ledger
from rules.compile.law import Law
from tests.console.running import ROOT, run
from tests.console.test_schemas import check

FIVE = "examples/five-years/backtest.yaml"


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A Thursday in July 2019, on which Gen's puts are opened."""
    ledger = tmp_path_factory.mktemp("ledger") / "day.db"
    words = ["--from", "2019-07-11", "--until", "2019-07-11", "--quiet", "--format", "json"]
    told = run("backtest", FIVE, "--ledger", ledger, *words)
    assert told.code == 0, told.err
    found: dict[str, Any] = json.loads(told.out)
    return ledger, found


def test_orders_are_sent_and_filled(traded: tuple[Path, dict[str, Any]]) -> None:
    _, told = traded
    check("backtest", told)
    assert told["modelled"] is True
    [account] = told["accounts"]
    puts = [each for each in account["orders"] if each["action"] == "open_csp"]
    assert {each["sleeve"] for each in puts} == {"A gen"}
    assert all(0 < each["filled"] <= each["quantity"] for each in puts if each["status"] == "filled")
    assert any(each["status"] == "filled" for each in puts)
    assert account["alerts"] == []


def test_what_was_gained_is_what_the_sleeves_realised(traded: tuple[Path, dict[str, Any]]) -> None:
    _, told = traded
    [account] = told["accounts"]
    for sleeve in account["sleeves"]:
        held = [each for each in account["positions"] if each["sleeve"] == sleeve["sleeve"]]
        gained = sum(float(each["realised"]) for each in held)
        assert float(sleeve["realised"]) == pytest.approx(gained - float(sleeve["commissions"]))


def test_its_ledger_is_proved_and_every_decision_is_made_again(traded: tuple[Path, dict[str, Any]]) -> None:
    ledger, told = traded
    [account] = told["accounts"]
    proved = run("ledger", "verify", "--ledger", ledger, "--head", account["head"])
    assert proved.code == 0, proved.out + proved.err
    assert "ok: proved" in proved.out


def test_status_shows_figures_that_stand_in_no_record(traded: tuple[Path, dict[str, Any]]) -> None:
    """Records of a backtest leave out what the law derived; it is derived again for who asks."""
    ledger, told = traded
    (account,) = run("status", "--ledger", ledger, "--format", "json").json["accounts"]
    bound = sum(
        100 * int(each["quantity"]) * float(each["strike"])
        for each in told["accounts"][0]["positions"]
        if each["sleeve"] == "A gen" and each["side"] == "short"
    )
    gen = next(each for each in account["sleeves"] if each["sleeve"] == "A gen")
    assert float(gen["figures"]["put_capital"]) == bound > 0


def test_records_explain_nothing_and_each_can_be_explained(traded: tuple[Path, dict[str, Any]]) -> None:
    ledger, _ = traded
    with Ledger(ledger, read_only=True) as opened:
        entries = list(opened.entries("A"))
        order = next(each for each in entries if isinstance(each.event, OrderPlanned))
        planned = order.event
        assert isinstance(planned, OrderPlanned)
        record = next(each.event for each in reversed(entries) if isinstance(each.event, CycleDecided))
        content = record_from(opened.content(record.record)).content
    assert (content["trace"], content["derived"]) == ("none", {})
    told = run("explain", "--ledger", ledger, "--entry", str(order.sequence), "--format", "json")
    assert told.code == 0, told.err
    [found] = json.loads(told.out)["explanations"]
    assert (found["subject"], found["verdict"]) == (planned.subject, "permitted")
    assert set(planned.because) == set(found["done"][0]["because"])
    clauses = [clause for rule in found["rules"] for clause in rule["clauses"]]
    assert any(clause["margin"] is not None for clause in clauses)


def test_a_day_on_which_rungs_of_hedges_are_due_buys_one_for_each_sleeve(tmp_path: Path) -> None:
    """A law may pass all its scenarios and still do nothing on a market, for want of a fact that no scenario misses."""
    told = run(
        "backtest", FIVE, "--ledger", tmp_path / "day.db", "--until", "2019-01-02", "--quiet", "--format", "json"
    )
    assert told.code == 0, told.err
    [account] = json.loads(told.out)["accounts"]
    bought = [
        (each["sleeve"], each["symbol"][:3], each["status"])
        for each in account["orders"]
        if each["action"] == "buy_leap"
    ]
    assert bought == [(sleeve, "SPX", "filled") for sleeve in ("A com", "A gen", "A rev")]
    assert {each["action"] for each in account["orders"]} == {"buy_leap", "open_csp"}


def test_what_the_law_does_not_have_stops_a_run_before_it_begins(tmp_path: Path) -> None:
    folder = tmp_path / "examples" / "five-years"
    shutil.copytree(ROOT / "examples" / "five-years", folder)
    for each in ("data", "constitution"):
        (tmp_path / each).symlink_to(ROOT / each)
    operator = folder / "operator.yaml"
    operator.write_text(operator.read_text(encoding="utf-8").replace("protocol:", "protocoll:"), encoding="utf-8")
    told = run("backtest", folder / "backtest.yaml", "--ledger", tmp_path / "slip.db", "--until", "2019-01-02")
    assert told.code == 2
    assert "error[F631]: `protocoll` is no fact that the law keeps of each `sleeve`" in told.err
    assert not list(tmp_path.glob("slip.db*"))


def test_law_that_comes_into_force_on_the_way_is_checked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day, checked, own = date(2019, 1, 2), list[str](), LawBook.at
    others: list[LawText] = []

    def at(book: LawBook, instant: datetime) -> LawText:
        text = own(book, instant)
        if not checked:
            return text
        if not others:
            others.append(replace(text, law=replace(text.law, logic_digest="0" * 64)))
        return others[0]

    def check_names(law: Law, *named: object) -> None:
        checked.append(law.logic_digest)
        if len(checked) == 2:
            raise FactsError([])

    monkeypatch.setattr(years, "check_names", check_names)
    monkeypatch.setattr(LawBook, "at", at)
    with Ledger(tmp_path / "day.db", create=True, durability="none") as ledger:
        ready = years.years(read_backtest(ROOT / FIVE), ledger, day, day)
        assert len(checked) == 1
        with pytest.raises(FactsError):
            ready.run()
    assert checked[1] == "0" * 64


def test_a_ledger_is_never_written_over(traded: tuple[Path, dict[str, Any]]) -> None:
    ledger, _ = traded
    told = run("backtest", FIVE, "--ledger", ledger)
    assert told.code == 2
    assert f"`{ledger}` is there already, and a ledger is never written over" in told.err
    assert "or go on with the run of this one with `--resume`" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2019-07-11", "--until", "2019-07-10"], "`--from` lies after `--until`"),
        (["--from", "2019-01-01", "--until", "2019-01-02"], "the market is from 2019-01-02 to 2023-12-29"),
        (["--from", "2023-12-29", "--until", "2023-12-30"], "asked for is 2023-12-29 to 2023-12-30"),
        (["--from", "yesterday"], "does not match the format"),
        (["--faults", "there/is/nothing.yaml"], "nothing.yaml"),
        (["--alert-webhook", "nowhere"], "is not a web address"),
        (["--alert-file", "examples"], "is a directory"),
    ],
)
def test_words_that_cannot_be(words: list[str], said: str, tmp_path: Path) -> None:
    told = run("backtest", FIVE, "--ledger", tmp_path / "new.db", *words)
    assert told.code == 2
    assert said in told.err


def test_a_plan_that_is_none(tmp_path: Path) -> None:
    told = run("backtest", "examples/five-years/account.yaml", "--ledger", tmp_path / "new.db")
    assert told.code == 2
    assert "examples/five-years/account.yaml" in told.err
