"""A law with memory evaluated again and again: each evaluation gets what the one before has kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.evaluate import evaluate
from engine.memory import read_events
from rules.compile.law import Law
from tests.engine.worlds import facts_of, law_of

Told = dict[str, Any]

DAY = "2026-04-16"

BEGINNING = """\
constitution: memory
version: "1"
---
units: { base: [usd], currency: usd }
---
types:
  money: { unit: usd, step: 0.01, range: -1000 to 1000 }
  level: { unit: none, step: 1, range: 0 to 3 }
---
scopes: { clock: { one: true }, desk: { key: text }, box: { key: text, in: desk } }
---
facts: clock
given:
  now: { type: instant, source: at }
  time: { type: time, source: at }
  date: { type: date, source: at }
---
facts: box
given:
  price: { type: money, may_be_missing: true }
  red: { type: flag, may_be_missing: true }
  blue: { type: flag, may_be_missing: true }
"""


def law_with(*documents: str) -> Law:
    """The vocabulary of these tests and further documents."""
    return law_of("---\n".join((BEGINNING, *documents)))


class Story:
    """Evaluations one after the other, each with what the last one has kept."""

    def __init__(self, law: Law, kept: Mapping[str, Any] | None = None) -> None:
        self.law = law
        self.kept: Mapping[str, Any] = kept or {}
        self.record: Told = {}

    def look(self, at: str, boxes: Mapping[str, Told] | None = None, events: Sequence[Told] = ()) -> Told:
        """One evaluation: at a time of the day or an instant, with facts of boxes and events; the record's content."""
        instant = at if "T" in at else f"{DAY}T{at}-04:00"
        rows = {key: {"desk": "D", **row} for key, row in (boxes or {"A": {}}).items()}
        facts = facts_of(self.law, {"at": instant, "facts": {"clock": {}, "desk": {"D": {}}, "box": rows}})
        told = [{**event, "at": event.get("at", instant)} for event in events]
        read = read_events(self.law, told, facts)
        assert read.events is not None, [each.message for each in read.findings]
        self.record = dict(evaluate(self.law, facts, read.events, self.kept).content)
        self.kept = self.record["kept"]
        return self.record

    def fact(self, name: str, box: str = "A") -> Any:
        """A kept fact of a box after the last evaluation; None where nothing is kept."""
        return self.kept["facts"].get("box", {}).get(box, {}).get(name)
