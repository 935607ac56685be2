"""Recorded sessions as a market that time goes on in: what was seen at one instant grows old from there.

A recording knows each session at one instant. Before it nothing of the session is known but the calendar; after it the
same quotes stand, older by every second that has passed, until the law calls them stale. Nothing is carried overnight.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.snapshot import Assumption, Snapshot
from engine.trading.instrument import Instrument
from facts.description import Recording
from facts.exact import UNKNOWN
from facts.files import from_dict
from facts.recording import Request, build_snapshot
from facts.sessions import seconds_between, written
from facts.traded import listed, traded
from rules.compile.law import Law

Ages = Mapping[str, Collection[str]]


def aging(law: Law) -> dict[str, frozenset[str]]:
    """The given facts of a law that can go stale, by scope."""
    found: dict[str, set[str]] = {}
    for fact in law.facts.values():
        if fact.origin == "given" and fact.stale_after is not None:
            found.setdefault(fact.id.scope, set()).add(fact.id.name)
    return {scope: frozenset(names) for scope, names in found.items()}


def aged(facts: Mapping[str, Any], ages: Ages, passed: int) -> dict[str, Any]:
    """Facts as so many seconds later: what can go stale is older by as much, the rest is as it was."""
    return {scope: _aged(content, ages.get(scope, ()), passed) for scope, content in facts.items()}


OF_OURS = frozenset({"broker", "system"})
"""What a session tells of itself, and no market does."""


class RecordedMarket:
    """The recorded sessions under one reading. `ages` names the facts that grow old.

    With `within_days`, contracts that expire later than in so many calendar days are not offered unless they are
    watched; the snapshots say so.
    """

    def __init__(
        self, recording: Recording, reading: str, request: Request, ages: Ages, within_days: int | None = None
    ) -> None:
        self.recording, self.reading, self.request, self.ages = recording, reading, request, ages
        self.within_days = within_days
        self._watched: frozenset[str] = frozenset()
        self._seen: dict[date, tuple[datetime, Snapshot] | None] = {}

    def snapshot(self, at: datetime) -> Snapshot:
        """What is known at an instant."""
        calendar = self.recording.world.calendar
        seen = self._session(calendar.local(at).date())
        told = written(at, calendar.zone)
        clock = calendar.facts(at)
        if seen is None or at < seen[0]:
            return Snapshot(told, (), {"clock": clock}, self.recording.file)
        since, first = seen
        passed = seconds_between(since, at)
        facts = aged(first.facts, self.ages, passed)
        facts["clock"] = {name: value for name, value in clock.items() if name in first.facts["clock"]}
        return replace(first, at=told, facts=facts)

    def instrument(self, symbol: str, snapshot: Snapshot) -> Instrument:
        """The terms of a contract or share. Raises KeyError for one that nobody knows."""
        found = traded(symbol, snapshot.facts) or listed(symbol, self.recording.world.instruments)
        if found is None:
            raise KeyError(symbol)
        return found

    def watch(self, instruments: Collection[Instrument]) -> None:
        """A recording quotes what it quotes."""
        self._watched = frozenset(each.symbol for each in instruments)

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """The next instant that was recorded."""
        zone = self.recording.world.calendar.zone
        first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
        found = (self.seen_at(on) for on in self.recording.sessions() if first <= on <= last)
        return next((at for at in found if at is not None and after < at <= until), None)

    def seen_at(self, on: date) -> datetime | None:
        """The instant at which a session was recorded; None for one that was not."""
        seen = self._session(on)
        return None if seen is None else seen[0]

    def _session(self, on: date) -> tuple[datetime, Snapshot] | None:
        if on not in self._seen:
            self._seen[on] = None
            if on in self.recording.sessions() and self.reading in self.recording.readings(on):
                raw = build_snapshot(self.recording, on, self.reading, self.request)
                found = self._without_stand_ins(from_dict(raw, self.recording.file))
                self._seen[on] = datetime.fromisoformat(raw["at"]), self._offered(found)
        return self._seen[on]

    def _without_stand_ins(self, snapshot: Snapshot) -> Snapshot:
        """Without assumptions that only stand in for a broker and for machinery of ours: where it trades, both are
        there, and tell of themselves.
        """
        kept = []
        for each in snapshot.assumptions:
            model = self.recording.assumption(each.id)
            if not model.gives or model.stands or model.gives.keys() - OF_OURS:
                kept.append(each)
        return replace(snapshot, assumptions=tuple(kept))

    def _offered(self, snapshot: Snapshot) -> Snapshot:
        """Without contracts that expire too late, and with the assumption that says so."""
        if self.within_days is None:
            return snapshot
        contracts = {
            symbol: facts
            for symbol, facts in snapshot.facts.get("contract", {}).items()
            if symbol in self._watched or int(facts["days_to_expiry"]) <= self.within_days
        }
        states = f"Nobody offers a contract that expires in more than {self.within_days} days."
        assumption = Assumption("OFFERED-SOON", states, "The week file leaves them out of what is traded.")
        facts = {**snapshot.facts, "contract": contracts}
        return replace(snapshot, facts=facts, assumptions=(*snapshot.assumptions, assumption))


def _aged(content: Mapping[str, Any], names: Collection[str], passed: int) -> Mapping[str, Any]:
    if not names or not passed:
        return content
    if any(name in content for name in names) or not all(isinstance(each, Mapping) for each in content.values()):
        return _older(content, names, passed)
    return {key: _older(each, names, passed) for key, each in content.items()}


def _older(facts: Mapping[str, Any], names: Collection[str], passed: int) -> dict[str, Any]:
    return {name: _age(value, passed) if name in names else value for name, value in facts.items()}


def _age(value: Any, passed: int) -> Any:
    if isinstance(value, Mapping):
        age = value["age"]
        return value if age == UNKNOWN else {"value": value["value"], "age": str(int(age) + passed)}
    return value if value == UNKNOWN else {"value": value, "age": str(passed)}
