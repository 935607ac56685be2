from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from facts.errors import FactsError
from facts.mapping import Mapping, read_mappings
from facts.tables import Table, read_table
from rules.source.span import Span

MAPPING = """
mapping: chain
table: chain
columns:
  session: { from: Tag, format: "%d.%m.%Y" }
  captured_at: { from: Zeit, format: "%d.%m.%Y %H:%M", zone: America/New_York }
  underlying: Wert
  expires_on: Verfall
  right: { from: Art, values: { Kauf: call, Verkauf: put } }
  strike: { from: Basis, scale: 0.001 }
  bid: { from: Geld, scale: 0.01, missing: ["-", "n/a"] }
  ask: { from: Brief, scale: 0.01, missing: "-" }
"""
HEADER = "Tag,Zeit,Wert,Verfall,Art,Basis,Geld,Brief,Notiz"
GOOD = "16.04.2026,16.04.2026 16:09,SPY,2026-04-17,Verkauf,701000,161,163,x"


def mapping(folder: Path, text: str = MAPPING) -> Mapping:
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    [found] = read_mappings(path).values()
    return found


def read(folder: Path, name: str, text: str = MAPPING) -> Table:
    return read_table(folder / name, mapping(folder, text), Span("r.yaml", 3, 5, 3, 9), name)


def csv(folder: Path, *rows: str, header: str = HEADER) -> Table:
    (folder / "t.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return read(folder, "t.csv")


def first(table: Table) -> dict[str, Any]:
    return {name: column[0] for name, column in table.columns.items()}


def test_a_table_of_somebody_else_s_becomes_ours(tmp_path: Path) -> None:
    assert first(csv(tmp_path, GOOD)) == {
        "session": date(2026, 4, 16),
        "captured_at": datetime(2026, 4, 16, 20, 9, tzinfo=UTC),
        "underlying": "SPY",
        "expires_on": date(2026, 4, 17),
        "right": "put",
        "strike": "701",
        "bid": "1.61",
        "ask": "1.63",
    }


def test_what_stands_for_nothing_is_missing(tmp_path: Path) -> None:
    for cell in ("", "NaN", "-", "n/a"):
        assert first(csv(tmp_path, GOOD.replace(",161,", f",{cell},")))["bid"] is None
    # Zero is a number like others: nobody bids, which is something else than that nobody knows.
    assert first(csv(tmp_path, GOOD.replace(",161,", ",0,")))["bid"] == "0"


def test_decimals_stay_what_they_are_written_as(tmp_path: Path) -> None:
    written = "0.1234567890123456789"
    assert first(csv(tmp_path, GOOD.replace(",161,", f",{written},")))["bid"] == "0.001234567890123456789"


def test_csv_may_be_packed_and_begin_with_a_mark(tmp_path: Path) -> None:
    text = "\ufeff" + "\r\n".join([HEADER, GOOD, "", ""])
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert len(read(tmp_path, "t.csv.gz")) == 1


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    table = csv(tmp_path)
    assert len(table) == 0
    assert table.column("feed_delta") == []


def arrow_table(**change: Any) -> Any:
    columns: dict[str, Any] = {
        "Tag": arrow.array([date(2026, 4, 16)] * 2, arrow.date32()),
        "Zeit": arrow.array([datetime(2026, 4, 16, 20, 9, 14, 574000, tzinfo=UTC)] * 2, arrow.timestamp("ms", "UTC")),
        "Wert": arrow.array(["SPY", "SPY"]).dictionary_encode(),
        "Verfall": arrow.array([datetime(2026, 4, 17)] * 2, arrow.timestamp("us")),  # noqa: DTZ001
        "Art": arrow.array(["Verkauf", "Kauf"], arrow.large_string()),
        "Basis": arrow.array([701000, 701000], arrow.int64()),
        "Geld": arrow.array([161.0, float("nan")], arrow.float64()),
        "Brief": arrow.array([Decimal("163.50"), None], arrow.decimal128(9, 2)),
    }
    return arrow.table({**columns, **change})


def test_parquet_reads_like_csv(tmp_path: Path) -> None:
    parquet.write_table(arrow_table(), tmp_path / "t.parquet")
    table = read(tmp_path, "t.parquet")
    assert table.columns == {
        "session": [date(2026, 4, 16)] * 2,
        "captured_at": [datetime(2026, 4, 16, 20, 9, 14, 574000, tzinfo=UTC)] * 2,
        "underlying": ["SPY", "SPY"],
        "expires_on": [date(2026, 4, 17)] * 2,
        "right": ["put", "call"],
        "strike": ["701", "701"],
        "bid": ["1.61", None],
        "ask": ["1.635", None],
    }


def test_parquet_instants_without_a_zone_are_meant_in_the_mapping_s(tmp_path: Path) -> None:
    naive = arrow.array([datetime(2026, 4, 16, 16, 9)] * 2, arrow.timestamp("s"))  # noqa: DTZ001
    parquet.write_table(arrow_table(Zeit=naive), tmp_path / "t.parquet")
    assert read(tmp_path, "t.parquet").column("captured_at")[0] == datetime(2026, 4, 16, 20, 9, tzinfo=UTC)
    without = MAPPING.replace(", zone: America/New_York", "")
    with pytest.raises(FactsError, match="name its `zone`"):
        read(tmp_path, "t.parquet", without)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"Geld": arrow.array([161.0, float("inf")])},
            "Row 2 of `t.parquet`, column `Geld`: `Infinity` is not",
        ),
        ({"Geld": arrow.array([True, False])}, "Row 1 of `t.parquet`, column `Geld`: a column of bool"),
        ({"Tag": arrow.array([1, 2])}, "Row 1 of `t.parquet`, column `Tag`: `1` is not a date"),
        ({"Verfall": arrow.array([None, None], arrow.date32())}, "column `Verfall`: there is no value"),
        ({"Art": arrow.array(["Verkauf", "Tausch"])}, "Row 2 .* `Tausch` is none of `Kauf`, `Verkauf`"),
    ],
)
def test_what_cannot_be_read_in_parquet(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    parquet.write_table(arrow_table(**change), tmp_path / "t.parquet")
    with pytest.raises(FactsError, match=words) as error:
        read(tmp_path, "t.parquet")
    [found] = error.value.findings
    assert found.code == "F613"
    assert found.span.file.endswith("mapping.yaml")  # a Parquet file has no lines to point at


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.txt", b"", "neither"),
        ("t.csv", b"Tag\n\xff\n", "cannot be read as CSV"),
        ("t.csv", b'Tag\n"16', "has no column"),
        ("t.csv.gz", b"no gzip", "cannot be read as CSV"),
        ("t.parquet", b"no parquet", "cannot be read as Parquet"),
        ("t.csv", b"", "has no column"),
    ],
)
def test_files_that_are_not_what_they_seem(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FactsError, match=words) as error:
        read(tmp_path, name)
    assert {each.code for each in error.value.findings} <= {"F611", "F612"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"There is no file `t\.csv`") as error:
        read(tmp_path, "t.csv")
    assert error.value.findings[0].span.line == 3  # where it is named


def test_each_bad_column_is_reported_once_with_its_line(tmp_path: Path) -> None:
    bad = GOOD.replace("Verkauf", "Tausch").replace("701000", "many")
    with pytest.raises(FactsError) as error:
        csv(tmp_path, GOOD, "", bad, bad)
    assert [(each.code, each.span.line) for each in error.value.findings] == [("F613", 4), ("F613", 4)]


def test_the_rows_of_a_table_can_be_told_apart(tmp_path: Path) -> None:
    table = csv(tmp_path, GOOD, GOOD.replace("701000", "702000"))
    table.unique("underlying", "strike")
    with pytest.raises(FactsError, match=r"Line 3 of `t\.csv` speaks of SPY a second time"):
        table.unique("underlying")


@pytest.mark.parametrize("scale", ["0.001", "100", "1", "1000000", "0.1"])
def test_a_scale_changes_units(tmp_path: Path, scale: str) -> None:
    found = mapping(tmp_path, MAPPING.replace("scale: 0.001", f"scale: {scale}"))
    assert found.columns["strike"].scale == Decimal(scale)


@pytest.mark.parametrize("scale", ["0.99", "2", "0", "-1", "1.1", "1e2", "25"])
def test_no_other_number_can_hide_in_a_mapping(tmp_path: Path, scale: str) -> None:
    with pytest.raises(FactsError) as error:
        mapping(tmp_path, MAPPING.replace("scale: 0.001", f"scale: {scale}"))
    assert {each.code for each in error.value.findings} <= {"F603", "F606"}
