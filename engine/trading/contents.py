"""What events name by digest: facts, events told, what was kept and decision records as bytes, and back.

Every content is canonical JSON in UTF-8, so that equal contents have equal digests and are stored once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.record import DecisionRecord
from engine.snapshot import Assumption, Snapshot

_RECORD = "kept_in_record"
"""A content that says: what was kept stands in the record of this digest."""

_FACTS = ("at", "assumptions", "facts")


class NotAContent(ValueError):
    """Bytes that are not what they should be: other JSON, or none."""


def canonical(value: object) -> bytes:
    """Canonical JSON: keys sorted, no blanks, UTF-8, no line feed at the end. Raises ValueError for nan and inf."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest_of(content: bytes) -> str:
    """SHA-256 of a content, as 64 hexadecimal digits: the name under which it is stored."""
    return hashlib.sha256(content).hexdigest()


# --- facts -------------------------------------------------------------------------------------------------------
def facts_content(snapshot: Snapshot) -> bytes:
    """The facts of a snapshot, in the structure of a fact file. Events told and what was kept are contents of their
    own.
    """
    assumptions = [{"id": each.id, "states": each.states, "reason": each.reason} for each in snapshot.assumptions]
    return canonical({"at": snapshot.at, "assumptions": assumptions, "facts": snapshot.facts})


def snapshot_from(content: bytes, source: str) -> Snapshot:
    """The snapshot in such bytes; `source` names them in messages. Raises NotAContent."""
    raw = _json(content)
    if not isinstance(raw, dict) or set(raw) != set(_FACTS) or not isinstance(raw["facts"], dict):
        raise NotAContent("these are not facts: an object with `at`, `assumptions` and `facts`")
    at, told = raw["at"], raw["assumptions"]
    if not isinstance(at, str) or not isinstance(told, list):
        raise NotAContent("`at` of facts is text, and `assumptions` a list")
    try:
        assumptions = tuple(Assumption(each["id"], each["states"], each["reason"]) for each in told)
    except (TypeError, KeyError):
        raise NotAContent("an assumption has the texts `id`, `states` and `reason`") from None
    return Snapshot(at, assumptions, raw["facts"], source)


# --- events told -------------------------------------------------------------------------------------------------
def told_content(events: Sequence[Mapping[str, Any]]) -> bytes:
    """The events that an evaluation is told, each as plain data as `engine.memory.read_events` takes it."""
    return canonical([dict(each) for each in events])


def told_from(content: bytes) -> tuple[Mapping[str, Any], ...]:
    """The events in such bytes. Raises NotAContent."""
    raw = _json(content)
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise NotAContent("these are not events told: a list of objects")
    return tuple(raw)


# --- what was kept -----------------------------------------------------------------------------------------------
def kept_content(kept: Mapping[str, Any]) -> bytes:
    """What the law kept before, as plain data. Where it is that of a stored record, `kept_of_record` is shorter."""
    return canonical(dict(kept))


def kept_of_record(record: str) -> bytes:
    """Says that what was kept is that of the stored record with this digest, so that it is not stored twice."""
    return canonical({_RECORD: record})


def kept_from(content: bytes, stored: Callable[[str], bytes]) -> Mapping[str, Any]:
    """What was kept, looked up in its record by `stored` if it stands there.

    Raises NotAContent, and whatever `stored` raises for a digest that it does not know.
    """
    named = record_named(content)
    if named is None:
        raw: dict[str, Any] = _json(content)
        return raw
    record = record_from(stored(named))
    kept = record.content.get("kept")
    if not isinstance(kept, dict):
        raise NotAContent("the record named keeps nothing")
    return kept


def record_named(content: bytes) -> str | None:
    """The record in which what was kept stands, by its digest; None if it stands here. Raises NotAContent."""
    raw = _json(content)
    if not isinstance(raw, dict):
        raise NotAContent("this is not what was kept: an object")
    return str(raw[_RECORD]) if set(raw) == {_RECORD} else None


# --- decision records --------------------------------------------------------------------------------------------
def record_content(record: DecisionRecord) -> bytes:
    """A decision record, in its canonical spelling: as it ends, with a line feed."""
    return record.canonical().encode("utf-8")


def record_from(content: bytes) -> DecisionRecord:
    """The record in such bytes. Raises NotAContent."""
    raw = _json(content)
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), str):
        raise NotAContent("this is not a decision record: an object with a `format`")
    return DecisionRecord(raw)


def _json(content: bytes) -> Any:
    """Reads canonical JSON. Raises NotAContent for what is none, and for a number that is not whole."""
    try:
        return json.loads(content.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except NotAContent:
        raise
    except (ValueError, RecursionError) as error:
        raise NotAContent(f"this is not JSON: {error}") from None


def _no_float(text: str) -> Any:
    raise NotAContent(f"`{text}` is a number that is not exact; contents hold such numbers as text")
