"""Tables: rebuilt from entries that were written and read back, they are those of the account that runs."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.trading.books import BooksRefused
from engine.trading.events import ACCOUNT_EVENT, AccountEvent, CycleDecided, OrderEnded, TaxReserved
from engine.trading.journal import Entry
from ledger.books import NATURE
from ledger.books.projections import Projections, rebuilt
from ledger.books.rows import TABLES, LotRow, ProtocolRow, Row, RungRow, TransactionRow, WeekRow, cells, columns
from ledger.books.sqlite import write_sqlite
from tests.ledger.books.world import AT, COM, GEN, SHARE, assigned, fill, later, opened, option, order, stepped

PAGE = Path(__file__).parents[3] / "docs/books.md"
LEAP = option("call", 150, expires_on=date(2027, 6, 18))
LATER_LEAP = option("call", 160, expires_on=date(2027, 9, 17))
CYCLE = CycleDecided(scheduled=AT, attempt=1, law_text="l", facts="f", told="t", kept_before="k", record="r")
RECORD: dict[str, Any] = {
    "transitions": [
        {
            "machine": "LEVEL-01",
            "fact": "position.level",
            "subject": "A gen 1",
            "from": "normal",
            "to": "recovery",
            "because": ["LEVEL-M2", "LEVEL-M3"],
            "at": AT.isoformat(),
            "causes": [],
        }
    ],
    "recorded": [
        {
            "rule": "LEVEL-09",
            "subject": "position A gen 1",
            "event": {"event": "level_crossed", "key": "k1", "in": "A gen 1", "at": AT.isoformat(), "level": "2"},
        },
        {
            "rule": "WEEK-07",
            "subject": "account A",
            "event": {
                "event": "week_closed",
                "key": "k2",
                "in": "A",
                "at": later(1).isoformat(),
                "label": "roll",
                "preservation": False,
                "hedged": "unknown",
                "roll": True,
                "assignment": False,
                "earnings_filter": False,
            },
        },
    ],
}
STORY: tuple[AccountEvent, ...] = (
    opened(),
    order(),
    stepped("sending"),
    fill("f1", "sell", 3, "1.20", order=f"{GEN} o1", slice=f"{GEN} o1.1", purpose="csp", commission="1.95"),
    OrderEnded(order=f"{GEN} o1", status="filled"),
    CYCLE,
    assigned(1),
    fill("f2", "buy", 1, "4.00", instrument=LEAP, sleeve=COM, purpose="leap_growth"),
    fill("f3", "buy", 2, "4.10", instrument=LATER_LEAP, sleeve=COM, purpose="leap_growth"),
    fill("f4", "buy", 1, "5.00", instrument=LATER_LEAP, sleeve=COM, purpose="leap_growth"),
    fill("f5", "sell", 1, "6.00", instrument=LEAP, sleeve=COM, opens=False),
    TaxReserved(sleeve=COM, amount=Decimal(60)),
)


def entries(story: tuple[AccountEvent, ...] = STORY) -> list[tuple[Entry, Mapping[str, Any] | None]]:
    return [
        (Entry(number, "A", AT, event, "", ""), RECORD if event is CYCLE else None)
        for number, event in enumerate(story, 1)
    ]


def live() -> Projections:
    made = Projections()
    for entry, record in entries():
        made.take(entry, record)
    return made


def test_what_is_rebuilt_from_written_entries_is_what_was_live() -> None:
    written = [
        (
            Entry(
                each.sequence,
                each.account,
                each.at,
                ACCOUNT_EVENT.validate_json(ACCOUNT_EVENT.dump_json(each.event)),
                "",
                "",
            ),
            record,
        )
        for each, record in entries()
    ]
    again = rebuilt(written)
    assert again.tables() == live().tables()
    assert again.books.view() == live().books.view()


def test_every_table_has_rows_of_its_own_kind() -> None:
    tables = live().tables()
    assert set(tables) == set(TABLES)
    for name, rows in tables.items():
        assert rows, name
        assert {type(row) for row in rows} == {TABLES[name]}
        assert tuple(cells(rows[0])) == columns(name)


def test_accounts_tell_every_balance_on_the_side_on_which_it_grows() -> None:
    gen, com = (cells(row) for row in live().tables()["accounts"])
    assert (gen["cash"], gen["options_written"], gen["shares"]) == ("40358.05", "240.00", "9880.00")
    assert (gen["commissions"], gen["realised"], gen["book_equity"]) == ("1.95", "-1.95", "49998.05")
    assert (com["options_long"], com["gains_options"], com["tax_reserve"]) == ("1320.00", "200.00", "60")
    assert com["book_equity"] == "50140.00"


def test_transactions_balance_entry_by_entry() -> None:
    sums: dict[tuple[int, str], Decimal] = {}
    for row in live().tables()["transactions"]:
        assert isinstance(row, TransactionRow)
        assert min(row.debit, row.credit) == 0
        sums[row.sequence, row.sleeve] = sums.get((row.sequence, row.sleeve), Decimal(0)) + row.debit - row.credit
    assert set(sums.values()) == {Decimal(0)}
    assert len(sums) == 9


def test_orders_and_positions_tell_what_became_of_them() -> None:
    tables = live().tables()
    (ordered,) = (cells(row) for row in tables["orders"])
    assert (ordered["filled"], ordered["mean_price"], ordered["status"]) == (3, "1.20", "filled")
    found = {row["position"]: row for row in map(cells, tables["positions"])}
    assert (found[f"{GEN} 1"]["quantity"], found[f"{GEN} 1"]["opened"]) == (2, 3)
    assert found[f"{GEN} 1"]["order_key"] == f"{GEN} o1"
    assert (found[f"{COM} 1"]["ended_by"], found[f"{COM} 1"]["realised"]) == ("closed", "200.00")


def test_lots_tell_what_is_left() -> None:
    story = (*STORY, fill("f9", "sell", 40, "101", instrument=SHARE, opens=False))
    (lot,) = rebuilt(entries(story)).tables()["lots"]
    assert isinstance(lot, LotRow)
    assert (lot.bought, lot.cost, lot.quantity, lot.cost_left) == (100, Decimal("9880.00"), 60, Decimal("5928.00"))


def test_rungs_are_the_expiries_that_are_held() -> None:
    rows = live().tables()["leap_ladder"]
    found = [(row.symbol, row.rung, row.cost) for row in rows if isinstance(row, RungRow)]
    assert found == [
        (LEAP.symbol, None, Decimal("4.00")),
        (LATER_LEAP.symbol, 1, Decimal("4.10")),
        (LATER_LEAP.symbol, 1, Decimal("5.00")),
    ]
    both = rebuilt(entries(STORY[:-2])).tables()["leap_ladder"]
    assert [row.rung for row in both if isinstance(row, RungRow)] == [1, 2, 2]


def test_the_protocol_comes_from_the_records() -> None:
    moved, crossed, closed = live().tables()["protocol_events"]
    assert isinstance(moved, ProtocolRow)
    assert isinstance(crossed, ProtocolRow)
    assert (moved.source, moved.name, moved.from_state, moved.to_state) == (
        "transition",
        "LEVEL-01",
        "normal",
        "recovery",
    )
    assert (moved.because, moved.sequence, moved.line) == ("LEVEL-M2 LEVEL-M3", 6, 1)
    assert (crossed.name, crossed.subject, crossed.fields) == ("level_crossed", "position A gen 1", '{"level":"2"}')
    assert isinstance(closed, ProtocolRow)
    assert (closed.name, closed.line) == ("week_closed", 3)
    (week,) = live().tables()["week_classifications"]
    assert week == WeekRow(
        sequence=6,
        at=later(1),
        account="A",
        label="roll",
        preservation=False,
        hedged=None,
        roll=True,
        assignment=False,
        earnings_filter=False,
    )


def test_an_entry_that_the_books_refuse_is_no_entry() -> None:
    with pytest.raises(BooksRefused):
        rebuilt(entries((STORY[0], assigned(1))))


def test_cells_can_be_written_as_csv_and_read_back() -> None:
    rows = [cells(row) for row in live().tables()["transactions"]]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns("transactions"))
    writer.writeheader()
    writer.writerows(rows)
    back = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [Decimal(each["debit"]) for each in back] == [Decimal(str(each["debit"])) for each in rows]


def test_tables_become_a_database_that_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    tables = live().tables()
    write_sqlite(path, [tables])
    with closing(sqlite3.connect(path)) as database:
        for name, rows in tables.items():
            found = database.execute(f'SELECT {", ".join(columns(name))} FROM "{name}"').fetchall()
            assert found == [tuple(cells(row).values()) for row in rows]
    with pytest.raises(FileExistsError):
        write_sqlite(path, [tables])


def test_a_database_that_cannot_be_finished_is_not_there(tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield live().tables()["accounts"][0]
        raise BooksRefused("the rest")

    with pytest.raises(BooksRefused, match="the rest"):
        write_sqlite(tmp_path / "books.sqlite", [{"accounts": rows()}])
    assert list(tmp_path.iterdir()) == []


def test_the_queries_of_the_page_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    write_sqlite(path, [live().tables()])
    queries = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    with closing(sqlite3.connect(path)) as database:
        answers = [database.execute(query).fetchall() for query in queries]
    assert answers == [
        [(COM, "2026-04", 200.0), (GEN, "2026-04", -1.95)],
        [(f"{GEN} o1", "filled", f"{GEN} 1", "1.20", None, "0")],
    ]


# --- the page ---------------------------------------------------------------------------------------------------------
def table_under(heading: str) -> list[str]:
    """The first cells of the first table under a heading of the page."""
    text = PAGE.read_text("utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading}"
    rows = re.findall(r"^\| (`[^|]*`) \|", found[1], re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("table", TABLES)
def test_the_page_explains_every_column(table: str) -> None:
    assert table_under(f"`{table}`") == list(columns(table))


def test_the_page_explains_every_account_of_the_chart() -> None:
    assert table_under("Chart of accounts") == [str(account) for account in NATURE]
    text = PAGE.read_text("utf-8")
    for account, nature in NATURE.items():
        assert re.search(rf"^\| `{account}` \| {nature} \|", text, re.MULTILINE), account
