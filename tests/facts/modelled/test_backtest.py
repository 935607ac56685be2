"""What a backtest rests on: of every file that its plan names, each byte counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facts.modelled.backtest import read_backtest, rests_on
from facts.modelled.description import MarketFile, load_market
from tests.console.running import ROOT


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the five years, with the tables that it shares with others."""
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    folder = tmp_path / "examples" / "five-years"
    shutil.copytree(ROOT / "examples" / "five-years", folder)
    return folder / "backtest.yaml"


def digests(plan: Path, market: MarketFile | None = None) -> dict[str, str]:
    read = read_backtest(plan)
    return rests_on(read, market or load_market(read.folder / read.backtest.market))


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("market.yaml", "market"),
        ("recording.yaml", "market"),
        ("surface.yaml", "market"),
        ("listings.yaml", "market"),
        ("mapping.yaml", "market"),
        ("data/bars_daily.parquet", "market"),
        ("data/dividends.csv", "market"),
        ("../../data/reference/splits.csv", "market"),
        ("instants.yaml", "choice of instants"),
        ("operator.yaml", "operator"),
        ("account.yaml", "account"),
        ("waiver.yaml", "waiver"),
    ],
)
def test_a_byte_of_a_file_changes_what_that_file_is_part_of(plan: Path, file: str, what: str) -> None:
    market = load_market(plan.with_name("market.yaml"))
    before = digests(plan, market)
    changed = plan.parent / file
    changed.write_bytes(changed.read_bytes() + b"\n")
    after = digests(plan, market)
    assert [name for name in before if before[name] != after[name]] == [what]


def test_a_plan_that_names_something_else_is_another(plan: Path) -> None:
    before = digests(plan)
    text = plan.read_text(encoding="utf-8")
    assert text.count("operator: operator.yaml\n") == 1
    plan.write_text(text.replace("operator: operator.yaml\n", ""), encoding="utf-8")
    after = digests(plan)
    assert sorted(name for name in before if before[name] != after[name]) == ["operator", "plan"]


def test_where_the_files_lie_does_not_count(plan: Path) -> None:
    assert digests(plan) == digests(ROOT / "examples" / "five-years" / "backtest.yaml")
