"""The extracts in data/ are the ones that were reviewed, small, and each has a source and a licence."""

from __future__ import annotations

import csv
import hashlib

import pyarrow.parquet as parquet

from tests.facts.world import ROOT

DATA = ROOT / "data"
LISTED = list(csv.DictReader((DATA / "manifest.csv").read_text("utf-8").splitlines()))


def test_the_manifest_lists_every_file() -> None:
    stored = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.suffix in {".csv", ".parquet"}}
    assert {row["file"] for row in LISTED} == stored - {"manifest.csv"}
    assert len(LISTED) == len({row["file"] for row in LISTED}) > 0


def test_every_file_is_the_one_that_was_listed() -> None:
    for row in LISTED:
        path = DATA / row["file"]
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert len(content) == int(row["bytes"])
        rows = parquet.read_metadata(path).num_rows if path.suffix == ".parquet" else content.count(b"\n") - 1
        assert rows == int(row["rows"])


def test_the_extracts_stay_small() -> None:
    assert sum(int(row["bytes"]) for row in LISTED) < 3_000_000


def test_every_file_has_a_notice() -> None:
    notice = (DATA / "NOTICE.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in notice.splitlines() if line.startswith("| `")]
    patterns = [part.strip().strip("`") for row in rows for part in row.split(",")]
    for row in LISTED:
        assert any((DATA / row["file"]).match(pattern) for pattern in patterns), row["file"]


def test_the_licences_are_here() -> None:
    licences = {path.name for path in (DATA / "licences").iterdir()}
    assert licences == {"Apache-2.0.txt", "MIT.txt"}
