"""The heads of versions that lie beside one another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules.model.times import WrongTimes, read_times, times_of
from rules.versions.heads import read_version, successor, twins, versions_beside, versions_in


def _head(home: Path, version: str, *says: str, name: str = "desk") -> Path:
    folder = home / "desk" / version
    folder.mkdir(parents=True)
    lines = (f"constitution: {name}", f'version: "{version}"', *says)
    (folder / "law.yaml").write_text("# a head\n---\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_a_head_and_its_places(tmp_path: Path) -> None:
    found = read_version(_head(tmp_path, "2", "in_force: 2026-01-05 until 2026-07-01", 'amends: "1"'))
    assert found is not None
    assert (found.name, found.version, found.amends, found.draft) == ("desk", "2", "1", False)
    assert (found.first_day, found.day_after) == (date(2026, 1, 5), date(2026, 7, 1))
    assert (found.place.line, found.in_force_place.line, found.in_force_place.column) == (3, 5, 11)


def test_days_that_are_none(tmp_path: Path) -> None:
    found = read_version(_head(tmp_path, "2", "in_force: soon"))
    assert found is not None
    assert not found.dated
    assert isinstance(found.times, WrongTimes)
    with pytest.raises(ValueError, match="`soon` does not say from when"):
        assert found.first_day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tomorrow", "E129"),
        ("2026-02-30", "E129"),
        ("2026-01-05 until", "E129"),
        ("2026-01-05 until 2026-01-06 until 2026-01-07", "E129"),
        ("2026-01-05 until 2026-01-05", "E227"),
        ("2026-01-05 until 2026-01-04", "E227"),
    ],
)
def test_times_that_cannot_be_read(text: str, code: str) -> None:
    found = read_times(text)
    assert isinstance(found, WrongTimes)
    assert found.code == code
    with pytest.raises(ValueError, match=text):
        times_of(text)


def test_times() -> None:
    assert times_of(None) == (None, None)
    assert read_times("2026-01-05") == (date(2026, 1, 5), None)
    assert read_times("2026-01-05 until 2026-01-06") == (date(2026, 1, 5), date(2026, 1, 6))


def test_the_next_first_day_ends_a_version(tmp_path: Path) -> None:
    own = _head(tmp_path, "1", "in_force: 2026-01-05")
    _head(tmp_path, "2", "in_force: 2026-07-01")
    _head(tmp_path, "3", "in_force: 2026-04-01")
    _head(tmp_path, "4", "in_force: 2026-02-01", "draft: true")
    _head(tmp_path, "5", "in_force: 2026-02-01", name="another")
    _head(tmp_path, "6", "in_force: soon")
    _head(tmp_path, ".hidden", "in_force: 2026-02-01")
    beside = list(versions_beside(own))
    assert [each.version for each in beside] == ["2", "3", "4", "6"]
    ends = {first: successor(first, beside) for first in (None, date(2026, 1, 5), date(2026, 4, 1), date(2026, 7, 1))}
    assert [each and each.version for each in ends.values()] == ["3", "3", "2", None]
    assert [each.version for each in versions_beside(own / "law.yaml")] == ["2", "3", "4", "6"]


def test_folders_of_another_name_are_not_searched(tmp_path: Path) -> None:
    own = _head(tmp_path, "1")
    _head(tmp_path, "2")
    moved = (tmp_path / "desk").rename(tmp_path / "home") / own.name
    assert list(versions_beside(moved)) == []


def test_twins(tmp_path: Path) -> None:
    for version, says in (("1", []), ("2", []), ("3", ["draft: true"]), ("4", ["in_force: 2026-01-05"])):
        _head(tmp_path, version, *says)
    versions = [each for each in map(read_version, versions_in(tmp_path / "desk")) if each is not None]
    (found,) = twins(versions)
    assert (found.code, found.message) == ("E322", "`2` and `1` are both in force from the beginning")
