"""Machine paths and package indexes are found, and ordinary text is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_repository.paths import check_paths

SLASH = "/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"open('{SLASH}home/ann/data.csv')", True),
        (f"cache: {SLASH}root/.cache", True),
        (f"see {SLASH}work/main for more", True),
        (f"path={SLASH}Users/ann", True),
        ("index = https://" + "pypi" + ".org/simple", True),
        ("files." + "pythonhosted" + ".org", True),
        ("https://example.org/work/plans", False),
        ("#!/usr/bin/env bash", False),
        ("../../data/home/rows.csv", False),
        ("home/work/rows, $HOME/work/x, ~/work/x", False),
    ],
)
def test_machine_paths_and_indexes_are_found(tmp_path: Path, text: str, found: bool) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(f"first line\n{text}\n", encoding="utf-8")
    report = check_paths([file], tmp_path)
    assert bool(report.findings) is found
    assert all(finding.startswith("notes.txt:2: ") for finding in report.findings)


def test_binary_files_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "table.parquet").write_bytes(b"PAR1\xff\xfe")
    report = check_paths([tmp_path / "table.parquet"], tmp_path)
    assert report.notes == ["not text: 1 files"]
    assert report.findings == ["looked at no text files"]
