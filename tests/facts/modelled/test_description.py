from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facts.accounts import read_account
from facts.errors import FactsError
from facts.modelled.description import load_market
from rules.diagnostics.diagnostic import Diagnostic
from tests.facts.modelled.five_years import FOLDER, described, market
from tests.facts.world import ROOT, calendar

FILES = ("market.yaml", "surface.yaml", "listings.yaml", "recording.yaml", "mapping.yaml")


def complaints(folder: Path, file: str, old: str, new: str) -> list[Diagnostic]:
    """What is wrong with the five years once one text in one of their files is another."""
    own = folder / "examples" / "five-years"
    shutil.copytree(FOLDER, own)
    (folder / "data").symlink_to(ROOT / "data")
    text = (own / file).read_text("utf-8")
    assert old in text
    (own / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(FactsError) as error:
        load_market(own / "market.yaml")
    return list(error.value.findings)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "says"),
    [
        ("market.yaml", "seed: 20190102", "sed: 20190102", "F601", "has no key"),
        ("market.yaml", "second_extreme: 0.7", "second_extreme: 0.2", "F606", "after the first"),
        ("market.yaml", "surface: surface.yaml", "surface: surface.yaml\n---\nx: 1", "F609", "one document"),
        ("market.yaml", "from: 2019-01-02", "from: 2017-11-30", "F617", "`bars` has nothing of 2017-11-30"),
        ("market.yaml", "from: 2019-01-02", "from: 2018-10-31", "F617", "`vix` has nothing of 2018-10-31"),
        ("market.yaml", "until: 2023-12-29", "until: 2023-12-30", "F617", "it goes from 2017-12-01 to 2023-12-29"),
        ("surface.yaml", "[SPX]", "[SPXX]", "F617", "does not speak of `SPX`"),
        ("surface.yaml", "underlyings: [QQQ]", "underlyings: [QQQ, SPY]", "F617", "speaks twice of `SPY`"),
        ("surface.yaml", "cap: 1.5", "cap: 0", "F606", "not above zero"),
        ("listings.yaml", "underlyings: [SPX], right", "underlyings: [IBM], right", "F607", "not in the table"),
        ("listings.yaml", "weekdays: [friday]", "weekdays: [sunday]", "F603", "is none of"),
        ("recording.yaml", "  vix: data/vix_daily.csv\n", "", "F602", "needs the table `vix`"),
        (
            "recording.yaml",
            "announced.\n",
            "announced.\n    gives:\n      broker: { is_up: true }\n",
            "F601",
            "gives facts",
        ),
    ],
)
def test_a_flaw_is_named_with_its_place(tmp_path: Path, file: str, old: str, new: str, code: str, says: str) -> None:
    found = complaints(tmp_path, file, old, new)
    assert code in {each.code for each in found}
    assert any(says in each.message for each in found)
    assert all(each.span.file.endswith(".yaml") for each in found)


def test_every_optionable_name_has_a_surface() -> None:
    assert set(described().optionable()) == {
        "AAPL", "MSFT", "AMZN", "GOOG", "GOOGL", "NVDA", "TSLA", "META", "SPY", "QQQ", "IWM", "SPX",
    }  # fmt: skip


def test_the_account_is_as_large_as_its_file_says_and_no_larger() -> None:
    """A quarter of each sleeve holds one contract of the dearest name; with a million less Com's would not."""
    sleeves = read_account(FOLDER / "account.yaml").account.sleeves
    names = [symbol for symbol in described().optionable() if symbol != "SPX"]
    ends = [session.closes for on in market().sessions() if (session := calendar().session(on)) is not None]
    closes = [market().price(symbol, at) for at in ends for symbol in names]
    lot = 100 * max(close for close in closes if close is not None)
    assert lot == 373141
    smallest = min(sleeve.base for sleeve in sleeves.values())
    whole = sum(sleeve.base for sleeve in sleeves.values())
    assert whole == 5_000_000
    assert smallest / 4 >= lot
    assert smallest / 4 * 4 / 5 < lot


def test_the_data_stay_small() -> None:
    assert sum(each.stat().st_size for each in (FOLDER / "data").iterdir()) < 3_000_000
