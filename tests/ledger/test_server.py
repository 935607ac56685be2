"""The verbs about a ledger, on a PostgreSQL server; passwords are not shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger.store import Ledger
from tests.console.running import run
from tests.ledger.desk import EXPORT, fill


def test_verbs_read_a_server(new_database: Callable[[], str], tmp_path: Path) -> None:
    where = new_database()
    heads = tmp_path / "heads"
    with Ledger(where, create=True, heads=heads) as ledger:
        fill(ledger)
        head = ledger.head("desk")
    told = run("ledger", "verify", "--ledger", where, "--heads", heads, "--head", str(head))
    assert told.code == 0, told.out
    assert "\ndecisions  2 evaluated again\nheads      4 in heads\n" in told.out
    assert "\nheads      no file of heads\n" in run("ledger", "verify", "--ledger", where).out
    assert run("ledger", "show", "--ledger", where).out.count("\n") == 5
    assert run("ledger", "export", "--ledger", where, "--contents", "--out", tmp_path / "x.json").code == 0
    assert (tmp_path / "x.json").read_text("utf-8") == EXPORT.read_text("utf-8")


def test_a_database_without_a_ledger_is_told(new_database: Callable[[], str]) -> None:
    where = new_database().replace("ledger@", "ledger:secret@")
    told = run("ledger", "verify", "--ledger", where)
    assert told.code == 2
    assert "holds no ledger" in told.err
    assert "secret" not in told.err
    told = run("ledger", "verify", "--ledger", where.replace("ledger_", "no_such_"))
    assert told.code == 2
    assert "does not exist" in told.err
    assert "secret" not in told.err
