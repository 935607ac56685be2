"""Small tables in memory, and the recordings of the repository, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.snapshot import Snapshot
from facts.files import from_dict
from facts.mapping import About, Column, Mapping
from facts.recording import Recording, Request, build_snapshot, load_recording
from facts.sessions import Calendar
from facts.tables import Table

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "april-2026"
REQUEST = Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20)


def table(name: str, rows: list[dict[str, Any]], **about: Any) -> Table:
    """A table as `read_table` would make it."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    columns = {key: [row.get(key) for row in rows] for key in names}
    mapping = Mapping(
        name, name, {key: Column.model_validate({"from": key}) for key in names}, About(**about), "m.yaml", {}
    )
    return Table(name, "t.csv", "t.csv", columns, mapping, tuple(range(2, len(rows) + 2)))


def utc(text: str) -> datetime:
    """An instant from ISO text with an offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


@cache
def recording(name: str = "recording") -> Recording:
    """One of the example recordings, read once."""
    return load_recording(EXAMPLES / f"{name}.yaml")


@cache
def calendar() -> Calendar:
    """The exchange's calendar of the repository."""
    return recording().world.calendar


@cache
def raw(day: str, reading: str, name: str = "recording") -> dict[str, Any]:
    """A built snapshot, as a fact file has it."""
    return build_snapshot(recording(name), date.fromisoformat(day), reading, REQUEST)


@cache
def snapshot(day: str, reading: str, name: str = "recording") -> Snapshot:
    """A built snapshot, expanded."""
    return from_dict(raw(day, reading, name), f"{name} {day} {reading}")
