"""What has happened and what the law kept before, as a person hands it to a verb."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.trouble import BadInput
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import quoted
from rules.source.span import Span

if TYPE_CHECKING:
    from console.reading import Request
    from engine.facts import Facts
    from engine.memory import Event, Memory
    from engine.snapshot import Snapshot
    from rules.compile.law import Law

_HELP = "`alluse dry-run … --format json` writes such a record."


def read_memory(
    request: Request, law: Law, snapshot: Snapshot, facts: Facts
) -> tuple[tuple[Event, ...], Memory | None]:
    """The new events of the facts, and what was kept: in the facts themselves, or in the record before.

    Raises BadInput with everything that does not fit the law or the facts.
    """
    from engine.memory import NO_MEMORY, has_memory, read_events, read_kept

    findings: list[Diagnostic] = []
    kept, place = snapshot.kept, snapshot.place("kept")
    if request.kept is not None:
        place = Span(request.kept.as_posix(), 1, 1, 1, 1)
        if kept:
            help = "Take `kept:` out of the facts, or leave the option away."
            findings.append(
                finding("F605", place, "What was kept is told twice: by the facts and by a record", help=help)
            )
        kept = _of_record(request.kept, place, request.as_json)
    memory = read_kept(law, kept, snapshot.place if request.kept is None else lambda *_: place)
    told = read_events(law, snapshot.events, facts, snapshot.place, memory.memory or NO_MEMORY)
    findings += [*told.findings, *memory.findings]
    events = told.events or ()
    if (kept or events) and not has_memory(law):
        message = "This law keeps nothing and is told of no events"
        findings.append(finding("F621", place, message, help="Take `events:` and `kept:` away."))
        raise BadInput(findings, _texts(snapshot), request.as_json)
    if memory.memory is not None and memory.memory.at is not None and memory.memory.at > facts.at:
        message = f"What was kept is of {memory.memory.at.isoformat()}, after the facts of {facts.at.isoformat()}"
        findings.append(finding("F608", place, message, help="Take the record of an earlier evaluation."))
    if findings:
        raise BadInput(findings, _texts(snapshot), request.as_json)
    return events, memory.memory


def _of_record(path: Path, place: Span, as_json: bool) -> Mapping[str, Any]:
    """What a record has under `kept`. Raises BadInput."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        message = f"{quoted(path.as_posix())} cannot be read: {reason}"
        raise BadInput([finding("F615", place, message, help=_HELP)], {}, as_json) from None
    kept = record.get("kept") if isinstance(record, dict) else None
    if not isinstance(kept, dict):
        message = f"{quoted(path.as_posix())} is not the record of an evaluation: it has no `kept`"
        raise BadInput([finding("F602", place, message, help=_HELP)], {}, as_json)
    return kept


def _texts(snapshot: Snapshot) -> dict[str, str]:
    if snapshot.source.endswith(".json"):
        return {}
    try:
        return {snapshot.source: Path(snapshot.source).read_text("utf-8", errors="replace")}
    except OSError:
        return {}
