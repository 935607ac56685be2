"""The blotter of an account tells why an order came to nothing, as text and as data."""

from __future__ import annotations

from pathlib import Path

from console.trading.blotter import blotter, blotter_text
from tests.engine.session.world import NVDA_PUT, Bench, StillMarket, opened

ONE = {NVDA_PUT: ("2.08", "2.12", "0.33")}


def test_an_order_that_was_given_up_says_why(tmp_path: Path) -> None:
    faults = "faults: [{ name: no, fault: reject, on: [submit], code: rejected_by_exchange }]"
    bench = Bench(tmp_path, market=StillMarket.of(ONE), events=opened(cash="2000000"), faults=faults)
    bench.seconds(30)
    found = blotter("A", bench.session.desk.ports.journal)
    bench.close()
    first = found.told()["orders"][0]
    assert first["status"] == "given_up"
    assert first["why"].startswith("4 slices came to nothing; the last, A rev o1.4 was rejected, rejected_by_exchange")
    assert first["denied"] is None
    line = " ".join(blotter_text(found, {}, 400).split())
    assert "given up: 4 slices came to nothing; the last, A rev o1.4 was rejected" in line


def test_an_order_that_was_denied_says_why_in_both_places(tmp_path: Path) -> None:
    """What is left of it would be more than the law would have now."""
    bench = Bench(tmp_path, market=StillMarket.of(ONE), events=opened(cash="12000000"))
    bench.seconds(60)
    found = blotter("A", bench.session.desk.ports.journal)
    bench.close()
    first = found.told()["orders"][0]
    assert first["why"] == first["denied"] == "the law would now have 9, not 10"
