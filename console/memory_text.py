"""What happened, what was kept and recorded, what waits, and when to look again: the part of a record about time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from console.table import Cell, Row
from console.values import told
from console.words import few
from rules.compile.law import Law
from rules.language.typed import FactId

Told = Mapping[str, Any]

_MANY = 3
_OWN = ("event", "key", "in", "at")


def time_rows(record: Told, law: Law) -> Iterator[tuple[str, list[Row]]]:
    """Titles with their rows; nothing for law without memory."""
    yield "Happened", [(each["event"], each.get("in", ""), _fields(each, law)) for each in record["events"]]
    yield "Moved", [_move(each) for each in record["transitions"]]
    yield "Kept", list(_kept(record, law))
    yield "Recorded", [(each["rule"], each["subject"], _recorded(each, law)) for each in record["recorded"]]
    yield "Done already, and not again", [_standing(each) for each in record["standing"]]
    yield (
        "Waiting for another duty",
        [(each["action"], each["subject"], f"first {each['to']}, by {each['rule']}") for each in record["yielded"]],
    )
    yield "Promised", [_guarantee(each) for each in record["guarantees"] if each["form"] != "reachable"]
    yield "Reported", list(_reports(record, law))
    wake = record["wake_up"]
    if wake is not None:
        yield "To be looked at again", [(_clock(wake["at"], record), few(wake["because"], _MANY))]


def _clock(instant: str, record: Told) -> str:
    """An instant as its time, with the date where it is another day's than the record's."""
    at, now = datetime.fromisoformat(instant), datetime.fromisoformat(record["at"])
    time = f"{at:%H:%M}{f':{at:%S}' if at.second else ''}"
    return f"at {time}" if at.date() == now.date() else f"on {at:%Y-%m-%d} at {time}"


def _fields(event: Told, law: Law) -> str:
    known = dict(law.events[event["event"]].fields) if event["event"] in law.events else {}
    return ", ".join(
        f"{name.replace('_', ' ')} {told(value, known.get(name), law.units)}"
        for name, value in event.items()
        if name not in _OWN
    )


def _recorded(each: Told, law: Law) -> str:
    fields = _fields(each["event"], law)
    return f"{each['event']['event']}{f': {fields}' if fields else ''}"


def _move(each: Told) -> Row:
    doubt = f" in doubt: {'; '.join(each['causes'])}" if each["causes"] else ""
    way = f"{each['from']} → {each['to']}"
    return (each["fact"], each["subject"], Cell(way + doubt, "doubt") if doubt else way, few(each["because"], _MANY))


def _kept(record: Told, law: Law) -> Iterator[Row]:
    """What has changed of what is kept, and where nobody could tell what it becomes; the rest is only counted."""
    as_before = 0
    in_doubt = {(each["fact"], each["subject"]): "; ".join(each["causes"]) for each in record["kept_unknown"]}
    for scope, subjects in record["kept"].get("facts", {}).items():
        for key, facts in subjects.items():
            for name, value in facts.items():
                fact = FactId(scope, name)
                of = law.facts[fact].type if fact in law.facts else None
                cause = in_doubt.get((str(fact), key))
                if cause is None and not _changed(record, law, fact, key):
                    as_before += 1
                    continue
                shown = told(value, of, law.units)
                yield str(fact), key, Cell(f"{shown}, as it was: {cause}", "doubt") if cause else shown
    for each in record["ended"]:
        yield each["fact"], each["subject"], "ended: it is no longer among the facts"
    if as_before:
        yield f"{as_before:,} as before", "", ""


def _changed(record: Told, law: Law, fact: FactId, key: str) -> bool:
    """Whether a kept fact has changed in this evaluation; what is remembered changes with what it is kept with."""
    declared = law.facts.get(fact)
    main = declared.kept_with if declared is not None and declared.kept_with is not None else fact
    since = record["kept"]["since"].get(main.scope, {}).get(key, {}).get(main.name)
    return bool(since == record["at"])


def _standing(each: Told) -> Row:
    outcome = each["outcome"] or "nothing heard of it"
    what = outcome.replace("_", " ") if each.get("attempt") else f"since {each['since']}"
    return each["rule"], each["subject"], each["does"], what


def _guarantee(each: Told) -> Row:
    says = f"holds for {each['held']} of {each['checked']}"
    if each["violated"]:
        return each["id"], Cell(f"{says}; does not hold for {few(each['violated'], _MANY)}", "bad")
    if each["unknown"]:
        return each["id"], Cell(f"{says}; cannot be told for {few(each['unknown'], _MANY)}", "doubt")
    return each["id"], says


def _reports(record: Told, law: Law) -> Iterator[Row]:
    for each in record["reports"]:
        document = next((report for report in law.reports if report.id == each["report"]), None)
        types = {name: value.type for name, value in document.shows} if document is not None else {}
        shows = ", ".join(
            f"{name.replace('_', ' ')} {told(value, types.get(name), law.units)}"
            for name, value in each["shows"].items()
        )
        yield each["report"], each["subject"], shows
