"""What the readers of this package find in a file or folder, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.snapshot import Snapshot
from facts.accounts import read_accounts, with_accounts
from facts.errors import FactsError
from facts.files import read_facts
from facts.mapping import read_mappings
from facts.recording import Request, build_snapshot, load_recording
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import load_path

EXAMPLES = Path(__file__).parents[2] / "examples" / "april-2026"
REQUEST = Request(true_range_sessions=5, vix_close_sessions=5, volume_sessions=20)


def findings(path: Path) -> Iterator[Diagnostic]:
    """Reads accounts as of 16 April 2026, mappings, recordings with all their readings, and fact files."""
    try:
        _read(path)
    except FactsError as error:
        yield from error.findings


def _read(path: Path) -> None:
    if path.is_dir():
        recording = path / "recording.yaml"
        return _recording(recording) if recording.exists() else _accounts(sorted(path.iterdir()))
    documents = load_path(path).documents if path.suffix == ".yaml" else ()
    keys = {key for document in documents for key in document.root.keys()}  # noqa: SIM118
    if "mapping" in keys:
        read_mappings(path)
    elif path.suffix == ".json" or keys & {"at", "facts", "assumptions"}:
        read_facts(path)
    else:
        _accounts([path])
    return None


def _accounts(paths: list[Path]) -> None:
    snapshot = Snapshot("2026-04-16T10:00:00-04:00", (), {}, "")
    with_accounts(snapshot, read_accounts(paths), load_recording(EXAMPLES / "recording.yaml").world)


def _recording(path: Path) -> None:
    recording = load_recording(path)
    for session in recording.sessions():
        for reading in recording.readings(session):
            build_snapshot(recording, session, reading, REQUEST)
