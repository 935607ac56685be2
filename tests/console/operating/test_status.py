"""`alluse status`: how an account stands, as text and as data."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.operating.standing import Reading, standing
from console.operating.standing_text import standing_text
from engine.trading.events import AccountOpened, LotBrought
from tests.console.golden import approved
from tests.console.operating.floor import LONG_AFTER, Place
from tests.console.running import run
from tests.console.test_schemas import check
from tests.engine.session.world import NVDA_PUT, WEDNESDAY, Bench, StillMarket, lot, nobody, opened

_HASH = re.compile(r"[0-9a-f]{64}")
_HOLDER = re.compile(r"\S+ process \d+")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder to run in."""
    return Place(tmp_path, monkeypatch)


def steady(text: str) -> str:
    """Without what differs from one machine to the next."""
    return _HOLDER.sub("HOST process 1", _HASH.sub("HASH", text))


def test_how_an_account_stands(place: Place) -> None:
    shown: list[str] = []
    place.keep_dropping(0, 30)
    place.then(2, lambda: shown.append(run("status", "--ledger", place.ledger).out))
    place.then(26, lambda: place.ask("kill", reason="the end of the test"))
    place.then(29, lambda: shown.append(run("status", "--ledger", place.ledger).out))
    assert place.run(30).code == 0
    shown.append(run("status", "--ledger", place.ledger).out)
    assert approved("status.txt", "\n\n".join(steady(each).rstrip("\n") for each in shown) + "\n")
    check("status", run("status", "--ledger", place.ledger, "--format", "json").json)


def test_an_order_that_works_and_what_it_may_add(place: Place) -> None:
    found: list[dict[str, Any]] = []

    def look() -> None:
        (account,) = run("status", "--ledger", place.ledger, "--format", "json").json["accounts"]
        check("status", {"format": "alluse/status/1", "accounts": [account]})
        found.append(account)

    place.drop(WEDNESDAY)
    place.then(2, look)
    assert place.run(3).code == 0
    (account,) = found
    (order,) = account["orders"]
    assert order["state"] in {"sending", "acknowledged", "working"}
    rev = next(each for each in account["sleeves"] if each["sleeve"] == "A rev")
    assert rev["exposure"] == [{"symbol": order["symbol"], "working": order["quantity"]}]
    assert account["health"]["ages"] is None or account["health"]["ages"]["newest"] >= 0


def test_a_session_that_died_is_stale(place: Place) -> None:
    from ledger.store import Ledger

    place.drop(WEDNESDAY)
    assert place.run(2).code == 0
    with Ledger(place.ledger) as ledger:
        ledger.journal("A", "somebody", WEDNESDAY)
    assert place.clock is not None
    place.clock._now = WEDNESDAY + LONG_AFTER
    assert (
        "somebody, not heard of since 2019-04-10T10:00:00-04:00: stale" in run("status", "--ledger", place.ledger).out
    )


def test_it_is_shown_again_and_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop(WEDNESDAY)
    assert place.run(2).code == 0
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("console.status.time.sleep", sleep)
    told = run("status", "--ledger", place.ledger, "--watch", "3")
    assert slept == [3, 3]
    assert told.out.count("UTC: 1 account, 0 of them running") == 2
    assert "\x1b" not in told.out, "plain text where there is no terminal"


def test_nothing_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from console.main import main

    assert main(["status", "--ledger", str(tmp_path / "none")]) == 2
    assert main(["status", "--ledger", "examples/loan-desk/ledger.json", "--account", "B"]) == 2
    assert "no account `B`" in capsys.readouterr().err


def test_the_feed_falls_silent(place: Place) -> None:
    place.drop(WEDNESDAY)
    told = place.run(15, "--silent-after", "5")
    assert told.code == 0
    (account,) = run("status", "--ledger", place.ledger, "--format", "json").json["accounts"]
    assert [(each["code"], each["at"]) for each in account["alerts"]] == [
        ("feed_silent", (WEDNESDAY + timedelta(seconds=5)).isoformat())
    ]


@pytest.mark.parametrize(("lots", "told"), [([], True), ([lot("AAPL", 100, "200", "A rev")], False)])
def test_a_pivoted_sleeve_without_shares_says_that_only_a_reset_helps(
    tmp_path: Path, lots: list[LotBrought], told: bool
) -> None:
    """Of $400,000 $200,000 are left in Rev, with $20,000 in shares or without (R-05)."""
    [account, *others] = opened(lots=lots)
    assert isinstance(account, AccountOpened)
    sleeves = tuple(
        each.model_copy(update={"cash": Decimal(200000)}) if each.sleeve_kind == "rev" else each
        for each in account.sleeves
    )
    bench = Bench(
        tmp_path, events=[account.model_copy(update={"sleeves": sleeves}), *others], market=StillMarket.of({})
    )
    bench.seconds(1)
    reading = Reading("A")
    reading.update(bench.ledger)
    found = standing(reading, bench.ledger, bench.clock.now())
    does = {each["sleeve"]: [one["name"] for one in each["does"]] for each in found["sleeves"]}
    assert "pivoted" in does["A rev"]
    assert ("needs_reset" in does["A rev"]) is told
    assert ("needs reset" in standing_text([found], 120, color=False)) is told
    assert "needs_reset" not in [*does["A gen"], *does["A com"]]
    bench.close()


def test_what_is_in_doubt_is_shown_with_what_is_held(tmp_path: Path) -> None:
    """The broker's answer is missing: all of the order counts, and is named for what it is."""
    faults = "faults: [{ name: lost, fault: unknown_after, on: [submit], seconds: 3, times: 1 }]"
    bench = Bench(tmp_path, market=StillMarket.of({NVDA_PUT: ("2.08", "2.12", "0.33")}), model=nobody(), faults=faults)
    bench.seconds(1)
    reading = Reading("A")
    reading.update(bench.ledger)
    found = standing(reading, bench.ledger, bench.clock.now())
    (order,) = bench.orders(NVDA_PUT)
    rev = next(each for each in found["sleeves"] if each["sleeve"] == "A rev")
    assert rev["exposure"] == [{"symbol": NVDA_PUT, "unknown": order.quantity}]
    assert [each["state"] for each in found["orders"]] == ["unknown"]
    bench.close()
