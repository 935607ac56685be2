"""The hand-made week, in a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from console.reports.content import Report
from engine.trading import lawtext
from ledger.store import Ledger
from tests.console.reports.accounts import fill_week, report


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """The same text of a law is compiled once for all tests here; laws never change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lawtext, "compile_content", cache(lawtext.compile_content))
        yield


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the week, on modelled quotes."""
    made = tmp_path_factory.mktemp("ledgers") / "week.db"
    with Ledger(made, create=True) as ledger:
        fill_week(ledger)
    return made


@pytest.fixture(scope="session")
def week(file: Path) -> Report:
    """The report on it."""
    with Ledger(file, read_only=True) as ledger:
        return report(ledger)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(tmp_path / "a.db", create=True) as made:
        yield made
