"""Tables of the books, rebuilt from a ledger: the same from the ledger and from its export."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from engine.trading.events import CycleDecided, TaxReserved
from ledger.books.projections import rebuilt
from ledger.books.rows import TABLES, cells
from ledger.database import Unreadable
from ledger.export import read_export, to_json
from ledger.store import Ledger
from ledger.tables import table_to_csv, table_to_json, tables_of
from tests.ledger.books.world import GEN, opened
from tests.ledger.desk import ACCOUNT, fill
from tests.ledger.events import AT


def test_decisions_are_in_the_tables_where_contents_are_there(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    records = {
        each.sequence: json.loads(ledger.content(each.event.record))
        for each in ledger.entries(ACCOUNT)
        if isinstance(each.event, CycleDecided)
    }
    live = rebuilt((each, records.get(each.sequence)) for each in ledger.entries(ACCOUNT)).tables()
    assert tables_of(ledger, ACCOUNT) == live
    assert live["protocol_events"]
    for contents in (True, False):
        file = tmp_path / f"{contents}.json"
        file.write_text("".join(to_json(ledger, (ACCOUNT,), contents)), encoding="utf-8")
        found = tables_of(read_export(file), ACCOUNT)
        assert found == (live if contents else {**live, "protocol_events": (), "week_classifications": ()})


def test_a_table_is_written_row_by_row(ledger: Ledger) -> None:
    ledger.journal("A", "session", AT).append(AT, [opened(), TaxReserved(sleeve=GEN, amount=Decimal("12.34"))])
    tables = tables_of(ledger, "A")
    assert set(tables) == set(TABLES)
    told = json.loads("".join(table_to_json("transactions", tables["transactions"])))
    assert told["rows"] == [cells(each) for each in tables["transactions"]]
    lines = "".join(table_to_csv("transactions", tables["transactions"])).splitlines()
    assert len(lines) == 1 + len(tables["transactions"])
    assert "".join(table_to_csv("lots", ())) == f"{','.join(TABLES['lots'].__dataclass_fields__)}\n"


def test_what_the_books_refuse_is_told(ledger: Ledger) -> None:
    ledger.journal("A", "session", AT).append(AT, [TaxReserved(sleeve=GEN, amount=Decimal(1))])
    with pytest.raises(Unreadable, match="the books of A refuse an entry"):
        tables_of(ledger, "A")
