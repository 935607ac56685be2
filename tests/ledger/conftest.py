"""Ledgers to test with: SQLite files, and databases of a PostgreSQL server where one is installed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from ledger.store import Ledger
from tests.ledger.server import NoServer, running

Where = Callable[[], str]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server, with `{name}` for the database; skips where there is none."""
    try:
        with running() as url:
            yield url
    except NoServer as reason:
        pytest.skip(f"the ledger is not tested on PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def new_database(server: str) -> Where:
    """Makes an empty database on the server, and gives its URL."""
    numbers = itertools.count(1)

    def make() -> str:
        name = f"ledger_{next(numbers)}"
        engine = create_engine(
            server.format(name="postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return server.format(name=name)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a file that is not there yet, or an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "a.ledger")
    made: Where = request.getfixturevalue("new_database")
    return made()


@pytest.fixture
def new_ledger(where: str, tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """Opens the ledger of a test, as often as wanted, and closes it at the end."""
    opened: list[Ledger] = []

    def make(**options: Any) -> Ledger:
        options = {"create": True, "heads": tmp_path / "heads", "wait": 0.1, **options}
        opened.append(Ledger(where, **options))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def ledger(new_ledger: Callable[..., Ledger]) -> Ledger:
    """A new ledger without entries."""
    return new_ledger()
