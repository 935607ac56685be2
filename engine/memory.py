"""What the law carries from one evaluation to the next, and the events that an evaluation is told of.

Both come as plain data: events from people, brokers and whoever carries orders out, memory from the record of the
evaluation before. Here they are typed by the law's vocabulary; what the law no longer knows is a finding, never lost.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from engine.boundary import Reader, Refused, exact, none_or_unknown, read_instant
from engine.facts import Facts
from engine.values import JOINT, NONE, Subject, Unknown, Value, because, value_text
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import nearest
from rules.language.typed import FactId
from rules.language.types import NumberType, Type
from rules.source.span import Span

if TYPE_CHECKING:
    from engine.past import Past

PROPOSED, SENT, IN_DOUBT, REJECTED, CONFIRMED = "proposed", "sent", "in_doubt", "rejected", "confirmed"
TOLD = (SENT, IN_DOUBT, REJECTED, CONFIRMED)
"""What whoever carries orders out tells of an action; that it was proposed, the engine knows itself."""

_DIGITS_OF_KEY = 16
_OWN_KEYS = ("event", "key", "in", "at")

T = TypeVar("T")
Place = Callable[..., Span]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `key` is its identity: what has the same name and key happened once.

    `within` is the key of the subject it happens in, None where it happens in none; `refers_to` pairs a scope with
    the key of a subject. `at` is an instant of the exchange's local time with its offset.
    """

    name: str
    key: str
    at: datetime
    within: str | None = None
    refers_to: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()

    @property
    def subject(self) -> Subject:
        """The event as a subject of its scope."""
        return Subject(self.name, self.key)

    def told(self) -> dict[str, Any]:
        """The event as plain data, as `read_events` takes it."""
        told: dict[str, Any] = {"event": self.name, "key": self.key}
        if self.within is not None:
            told["in"] = self.within
        told["at"] = self.at.isoformat()
        told.update(self.refers_to)
        told.update({name: told_value(value) for name, value in self.fields})
        return told


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept value, the instant of its last change, and for a latch the number of its episode."""

    value: Value
    since: datetime | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion of a duty or record that is used up: by which rule, for whom, since when.

    For a duty that is tried until it succeeds, `attempt` is the number of the last attempt, and `seen` how many
    outcomes of its action on the subject were known when that attempt was made.
    """

    rule: str
    subject: Subject
    since: datetime
    attempt: int | None = None
    seen: int = 0

    def told(self) -> dict[str, Any]:
        """The occasion as plain data."""
        told: dict[str, Any] = {"rule": self.rule, "scope": self.subject.scope, "subject": self.subject.key}
        told["since"] = self.since.isoformat()
        if self.attempt is not None:
            told.update({"attempt": self.attempt, "seen": self.seen})
        return told


@dataclass(frozen=True, slots=True)
class Memory:
    """What the law carries. `history` holds what has happened, in the order in which it became known.

    What happened before that is the `past`, if there is any: closed, and kept with its own links. `links` tells to what
    subjects belong that events speak of: what happened to a subject that is gone still happened in its account.
    """

    at: datetime | None = None
    kept: Mapping[tuple[FactId, Subject], Kept] = field(default_factory=dict)
    history: tuple[Event, ...] = ()
    pending: tuple[Event, ...] = ()
    occasions: Mapping[str, Occasion] = field(default_factory=dict)
    ticks: Mapping[str, datetime] = field(default_factory=dict)
    links: Mapping[Subject, Mapping[str, Subject]] = field(default_factory=dict)
    past: Past | None = None

    def told(self, brief: bool = False) -> dict[str, Any]:
        """The memory as plain data, as `read_kept` takes it; the same memory gives the same data.

        What is `brief` only names its past, under `before`.
        """
        history, known, occasions = self.history, self.links, self.occasions
        if self.past is not None and not brief:
            history, known = (*self.past.history(), *history), {**self.past.index.links, **known}
            occasions = {**self.past.index.occasions, **occasions}
        before = {BEFORE: self.past.digest} if self.past is not None and brief else {}
        facts: dict[str, Any] = {}
        since: dict[str, Any] = {}
        episodes: dict[str, Any] = {}
        for (fact, subject), kept in sorted(self.kept.items(), key=lambda each: (str(each[0][0]), each[0][1])):
            _put(facts, fact, subject, told_value(kept.value))
            if kept.since is not None:
                _put(since, fact, subject, kept.since.isoformat())
            if kept.episode is not None:
                _put(episodes, fact, subject, kept.episode)
        return {
            **before,
            "at": None if self.at is None else self.at.isoformat(),
            "facts": facts,
            "since": since,
            "episodes": episodes,
            "events": events_told(history),
            "pending": [event.told() for event in self.pending],
            "occasions": occasions_told(occasions),
            "ticks": {key: self.ticks[key].isoformat() for key in sorted(self.ticks)},
            "links": links_told(known),
        }


NO_MEMORY = Memory()

BEFORE = "before"
"""In memory told in brief: the digest of what happened before its events."""


def events_told(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as plain data."""
    return [event.told() for event in events]


def occasions_told(occasions: Mapping[str, Occasion]) -> dict[str, Any]:
    """Occasions that are used up, as plain data."""
    return {key: occasions[key].told() for key in sorted(occasions)}


def links_told(links: Mapping[Subject, Mapping[str, Subject]]) -> dict[str, Any]:
    """To what subjects belong, as plain data: by scope, key, and scope of the end."""
    told: dict[str, Any] = {}
    for subject in sorted(links):
        ends = links[subject]
        told.setdefault(subject.scope, {})[subject.key] = {name: ends[name].key for name in sorted(ends)}
    return told


def _put(told: dict[str, Any], fact: FactId, subject: Subject, value: Any) -> None:
    told.setdefault(fact.scope, {}).setdefault(subject.key, {})[fact.name] = value


def told_value(value: Value) -> Any:
    """A value as plain data: text, a flag, or a list; what is not known is `unknown`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, frozenset):
        return sorted(value_text(item) for item in value)
    return value_text(value)


def has_memory(law: c.Law) -> bool:
    """Whether a law carries anything from one evaluation to the next, or is told of events."""
    once = any(proposal.once is not None for proposal in law.proposals)
    return bool(law.events or law.schedules or law.kept or law.records or once)


@dataclass(frozen=True, slots=True)
class EventsRead:
    """Typed events (None when an error was found) and findings."""

    events: tuple[Event, ...] | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class MemoryRead:
    """Typed memory (None when an error was found) and findings."""

    memory: Memory | None
    findings: tuple[Diagnostic, ...]


def _nowhere(source: str) -> Place:
    """The places of data that stands in no text."""
    return lambda *_: Span(source, 1, 1, 1, 1)


_AMONG_EVENTS, _AMONG_KEPT = _nowhere("events"), _nowhere("kept")


def read_events(
    law: c.Law,
    raw: Sequence[object],
    facts: Facts | None = None,
    place: Place = _AMONG_EVENTS,
    memory: Memory = NO_MEMORY,
    past: bool = False,
) -> EventsRead:
    """Types events that others tell of: `{event: NAME, in: KEY, at: INSTANT, FIELD: value, SCOPE: key}`, maybe `key`.

    Without a `key`, what is told is its own identity. With `facts`, an event of a later instant is a finding, and so is
    one of a subject that is neither there nor known from `memory`: what was closed is gone when the closing is
    confirmed. What becomes of an action that no rule asks about is passed over. Of the `past`, the law's own records
    may be told as well. `place` says where a path such as `("events", "0", "in")` stands (`Snapshot.place`).
    """
    reader = _MemoryReader(law, place)
    found: list[Event] = []
    for number, each in enumerate(raw):
        reader.path = ("events", str(number))
        if _nobody_asks(law, each):
            continue
        event = reader.event(each, number + 1, outside=True, past=past)
        if event is not None:
            found.append(event)
            if facts is not None:
                reader.findings += not_possible(
                    law, facts, [event], lambda *path: reader.place(*reader.path, *path), memory
                )
    findings = tuple(reader.findings)
    return EventsRead(None if findings else tuple(found), findings)


def read_kept(law: c.Law, raw: Mapping[str, Any], place: Place = _AMONG_KEPT, past: Past | None = None) -> MemoryRead:
    """Types what the record before has under `kept`. An empty map is no memory. For `place`, see `read_events`.

    What was told in brief needs the `past` that it names.
    """
    reader = _MemoryReader(law, place)
    reader.path = ("kept",)
    if raw.get(BEFORE) != (None if past is None else past.digest):
        help = "Only a ledger has it: `alluse explain --ledger` begins from there."
        reader.report("F601", "What is kept goes on from what happened before, which is not here", help, BEFORE)
    memory = reader.memory({name: value for name, value in raw.items() if name != BEFORE})
    memory = memory if past is None else replace(memory, past=past)
    findings = tuple(reader.findings)
    return MemoryRead(None if findings else memory, findings)


def _nobody_asks(law: c.Law, raw: object) -> bool:
    """Whether this is what became of an action of the law, and no rule asks about it."""
    name = raw.get("event") if isinstance(raw, Mapping) else None
    if not isinstance(name, str) or name in law.events:
        return False
    action, _, outcome = name.partition(".")
    return action in law.actions and outcome in TOLD


def not_possible(
    law: c.Law,
    facts: Facts,
    events: Sequence[Event],
    place: Place = _AMONG_EVENTS,
    memory: Memory = NO_MEMORY,
) -> list[Diagnostic]:
    """Findings about events that cannot be: of a later instant, or of a subject that nobody knows."""
    found: list[Diagnostic] = []
    remembered = _subjects_of(law, memory)
    for event in events:
        if event.at > facts.at:
            message = f"`{event.name}` happens at {event.at.isoformat()}, after the facts of {facts.at.isoformat()}"
            found.append(finding("F608", place("at"), message, help="Tell of it with facts of that instant or later."))
        scope = law.events[event.name].within
        ends = [(end, end, key) for end, key in event.refers_to]
        if scope is not None and event.within is not None:
            ends.append((scope, "in", event.within))
        for end, name, key in ends:
            known = Subject(end, key) in remembered or (
                memory.past is not None and Subject(end, key) in memory.past.index.named
            )
            if not known and not _is_there(law, facts, end, key):
                close = nearest(key, (each.key for each in facts.subjects.get(end, ())))
                message = f"`{event.name}` happens to the {end} `{key}`, which is not among the facts"
                help = f"Did you mean `{close}`?" if close else None
                found.append(finding("F629", place(name), message, help=help))
    return found


def _subjects_of(law: c.Law, memory: Memory) -> set[Subject]:
    """The subjects that memory knows: of kept facts, of occasions, of what happened, and of what may be told next."""
    found = {subject for _, subject in memory.kept} | {each.subject for each in memory.occasions.values()}
    found |= memory.links.keys()
    for event in (*memory.history, *memory.pending):
        scope = law.events[event.name].within if event.name in law.events else None
        if scope is not None and event.within is not None:
            found.add(Subject(scope, event.within))
        found.update(Subject(end, key) for end, key in event.refers_to)
    return found


def _is_there(law: c.Law, facts: Facts, scope: str, key: str) -> bool:
    declared = law.scopes[scope]
    if declared.event or declared.one or Subject(scope, key) in facts.given:
        return True
    return declared.compound and parts_of(key, [_keys(facts, part) for part in declared.key]) is not None


def _keys(facts: Facts, scope: str) -> frozenset[str]:
    return frozenset(each.key for each in facts.subjects.get(scope, ()))


def parts_of(key: str, known: Sequence[frozenset[str]]) -> tuple[str, ...] | None:
    """The keys that make up a compound key, where each is known; None where the key is not made up of known ones."""
    if len(known) == 1:
        return (key,) if key in known[0] else None
    words = key.split(JOINT)
    for count in range(1, len(words)):
        first = JOINT.join(words[:count])
        if first in known[0]:
            rest = parts_of(JOINT.join(words[count:]), known[1:])
            if rest is not None:
                return (first, *rest)
    return None


class _MemoryReader:
    """Reads plain data by a law's vocabulary and collects what is wrong with it."""

    def __init__(self, law: c.Law, place: Place) -> None:
        self.law = law
        self.place = place
        self.path: tuple[str, ...] = ()
        self.reader = Reader(law.units)
        self.findings: list[Diagnostic] = []

    def report(self, code: str, message: str, help: str | None = None, *path: str) -> None:
        self.findings.append(finding(code, self.place(*self.path, *path), message, help=help))

    # --- values ---------------------------------------------------------------------------------
    def value(self, raw: object, of: Type, fact: FactId, what: str, *path: str) -> Value | None:
        """One value; None when it was refused. The law's own quotients (`1/3`) come back as they were."""
        special = none_or_unknown(raw)
        if special is NONE:
            return NONE
        if special is not None:
            return because(f"{fact} is unknown")
        try:
            if isinstance(raw, str) and isinstance(of, NumberType) and "/" in raw and self.path[:1] == ("kept",):
                over, _, under = raw.partition("/")
                return exact(over) / exact(under)
            return self.reader.read(self.plain(raw), of, fact)
        except (ValueError, ZeroDivisionError):
            self.report("F627", f"{what}: `{raw}` is not a number", None, *path)
        except Refused as refused:
            self.report("F627", f"{what}: {refused.message}", refused.help, *path)
        return None

    def plain(self, raw: object) -> object:
        """Flags and whole numbers as the text that the boundary reads. Raises Refused."""
        if isinstance(raw, bool):
            return "true" if raw else "false"
        if isinstance(raw, int):
            return str(raw)
        if isinstance(raw, str | list):
            return raw
        raise Refused(f"`{raw}` must be text, a flag or a list", "Write a number as text: it is exact then.")

    def instant(self, raw: object, what: str) -> datetime | None:
        if not isinstance(raw, str):
            self.report("F616", f"{what} has no instant `at`", "Write `at: 2026-04-16T10:00:00-04:00`.")
            return None
        try:
            return read_instant(raw)
        except Refused as refused:
            self.report("F616", f"{what}: {refused.message}", refused.help)
            return None

    # --- events ---------------------------------------------------------------------------------
    def event(self, raw: object, place: int, outside: bool, past: bool = False) -> Event | None:
        """One event; None when it was refused."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("event"), str):
            self.report("F622", f"Event {place} is not a map with `event: NAME`", "Write `event:`, `in:` and `at:`.")
            return None
        name = raw["event"]
        declared = self.law.events.get(name)
        if declared is None:
            close = nearest(name, self.law.events)
            self.report(
                "F621", f"The law has no event `{name}`", f"Did you mean `{close}`?" if close else None, "event"
            )
            return None
        teller = self.own_teller(declared) if outside and not past else None
        if teller is not None:
            self.report("F625", f"Nobody tells the law of `{name}`: {teller}", "Take it away.", "event")
            return None
        known = len(self.findings)
        at = self.instant(raw.get("at"), f"`{name}`")
        within = self.within(declared, raw)
        refers_to = tuple((scope, self.reference(name, scope, raw)) for scope in declared.refers_to)
        fields = self.fields(declared, raw, outside)
        if at is None or len(self.findings) > known:
            return None
        key = raw.get("key")
        if key is not None and (not isinstance(key, str) or not key):
            self.report("F622", f"The key of `{name}` must be text", "Take it away: it follows from what is told.")
            return None
        event = Event(name, key or "", at, within, refers_to, fields)
        return event if key else Event(name, _identity(event), at, within, refers_to, fields)

    def own_teller(self, declared: c.Event) -> str | None:
        """Why an event cannot come from outside; None where it can."""
        if declared.by == "law":
            return "its own rules record it"
        if declared.by == "schedule":
            return "it is a tick of a schedule"
        if declared.by == "action" and declared.name.endswith(f".{PROPOSED}"):
            return "it is recorded when the action is proposed"
        return None

    def within(self, declared: c.Event, raw: Mapping[str, object]) -> str | None:
        """The key of the subject that an event happens in."""
        told = raw.get("in")
        if declared.within is None:
            if told is not None:
                self.report("F622", f"`{declared.name}` happens in no subject", "Take `in:` away.", "in")
            return None
        if self.law.scopes[declared.within].one:
            return ""
        if not isinstance(told, str) or not told:
            help = f"Add `in:` with the key of the {declared.within}."
            self.report("F624", f"`{declared.name}` does not say its {declared.within}", help)
            return None
        return told

    def reference(self, name: str, scope: str, raw: Mapping[str, object]) -> str:
        """The key of a subject that an event refers to."""
        told = raw.get(scope)
        if self.law.scopes[scope].one:
            return ""
        if not isinstance(told, str) or not told:
            self.report("F624", f"`{name}` does not say its {scope}", f"Add `{scope}:` with its key.")
            return ""
        return told

    def fields(self, declared: c.Event, raw: Mapping[str, object], outside: bool) -> tuple[tuple[str, Value], ...]:
        """The fields of an event, each declared one: what is not told is unknown, where that may be.

        Whoever carries an action out need not repeat what it was told.
        """
        strict = outside and declared.by != "action"
        known = dict(declared.fields)
        for name in raw:
            if name not in known and name not in _OWN_KEYS and name not in declared.refers_to:
                close = nearest(str(name), (*known, *declared.refers_to))
                help = f"Did you mean `{close}`?" if close else None
                self.report("F625", f"`{declared.name}` has no field `{name}`", help, str(name), "")
        found: list[tuple[str, Value]] = []
        for name, of in declared.fields:
            fact = self.law.facts.get(FactId(declared.name, name))
            value = self.value(raw.get(name), of, FactId(declared.name, name), f"`{declared.name}.{name}`", name)
            if strict and isinstance(value, Unknown) and (fact is None or not fact.may_be_missing):
                self.report("F623", f"`{declared.name}` has no `{name}`, and it may not be missing", f"Add `{name}:`.")
            if strict and value is NONE and (fact is None or not fact.may_be_none):
                self.report("F626", f"`{declared.name}.{name}` may not be `none`", None, name)
            if value is not None:
                found.append((name, value))
        return tuple(found)

    # --- memory ---------------------------------------------------------------------------------
    def memory(self, raw: Mapping[str, Any]) -> Memory:
        """All that is kept."""
        if not raw:
            return NO_MEMORY
        parts = ("at", "facts", "since", "episodes", "events", "pending", "occasions", "ticks", "links")
        for name in raw:
            if name not in parts:
                self.report("F601", f"What is kept has no part `{name}`")
        at = raw.get("at")
        return Memory(
            at=None if at is None else self.instant(at, "What is kept"),
            kept=self.kept(raw),
            history=self.events(raw, "events"),
            pending=self.events(raw, "pending"),
            occasions=self.entries(raw, "occasions", self.occasion),
            ticks=self.entries(raw, "ticks", lambda key, told: self.instant(told, f"The last tick of `{key}`")),
            links=self.links(raw),
        )

    def links(self, raw: Mapping[str, Any]) -> dict[Subject, dict[str, Subject]]:
        """To what subjects belonged. A scope or link that the law no longer has leads nowhere."""
        found: dict[Subject, dict[str, Subject]] = {}
        for cell, told in self.cells(raw, "links").items():
            (fact, subject), scope = cell, self.law.scopes.get(cell[0].scope)
            if not isinstance(told, str):
                self.report("F622", f"`{fact.name}` of `{subject.key}` in `links` must be a key")
            elif scope is not None and fact.name in scope.links:
                found.setdefault(subject, {})[fact.name] = Subject(fact.name, told)
        return found

    def events(self, raw: Mapping[str, Any], part: str) -> tuple[Event, ...]:
        told = raw.get(part, [])
        if not isinstance(told, list | tuple):
            self.report("F622", f"`{part}` of what is kept must be a list")
            return ()
        found = [self.event(each, place, outside=False) for place, each in enumerate(told, 1)]
        return tuple(event for event in found if event is not None)

    def entries(self, raw: Mapping[str, Any], part: str, read: Callable[[str, object], T | None]) -> dict[str, T]:
        """A map of what is kept, entry by entry."""
        told = raw.get(part, {})
        if not isinstance(told, Mapping):
            self.report("F622", f"`{part}` of what is kept must be a map")
            return {}
        found = {str(key): read(str(key), value) for key, value in told.items()}
        return {key: value for key, value in found.items() if value is not None}

    def occasion(self, key: str, told: object) -> Occasion | None:
        what = f"The occasion `{key}`"
        if not isinstance(told, Mapping) or not all(isinstance(told.get(n), str) for n in ("rule", "scope", "subject")):
            self.report("F622", f"{what} must be a map with its rule, scope and subject")
            return None
        since = self.instant(told.get("since"), what)
        attempt, seen = told.get("attempt"), told.get("seen", 0)
        if not isinstance(attempt, int | None) or not isinstance(seen, int):
            self.report("F622", f"{what} must count its attempts in whole numbers")
            return None
        if self.law.document(told["rule"]) is None:
            close = nearest(told["rule"], self.law.rule_ids())
            message = f"{what} is of the rule `{told['rule']}`, which the law does not have"
            self.report("F625", message, f"Did you mean `{close}`?" if close else None)
        if since is None:
            return None
        return Occasion(told["rule"], Subject(told["scope"], told["subject"]), since, attempt, seen)

    def kept(self, raw: Mapping[str, Any]) -> dict[tuple[FactId, Subject], Kept]:
        """Kept facts with the instants of their last change and their episodes."""
        known = len(self.findings)
        values = self.cells(raw, "facts")
        whole = len(self.findings) == known
        since, episodes = self.cells(raw, "since"), self.cells(raw, "episodes")
        found: dict[tuple[FactId, Subject], Kept] = {}
        for (fact, subject), told in values.items():
            declared = self.law.facts.get(fact)
            if declared is None or declared.origin != "kept" or declared.since:
                names = [str(each.id) for each in self.law.facts.values() if each.origin == "kept"]
                close = nearest(str(fact), names)
                help = f"Did the law call it `{close}` since?" if close else "A law carries on what its facts keep."
                self.report("F625", f"`{fact}` was kept for `{subject.key}`, and the law keeps no such fact", help)
                continue
            value = self.value(told, declared.type, fact, f"`{fact}` of `{subject.key}`")
            keeper = self.law.kept.get(fact)
            if isinstance(value, Unknown) and isinstance(keeper, c.TypedLatch | c.TypedMachine):
                self.report("F623", f"`{fact}` of `{subject.key}` is unknown, and what keeps it always knows")
                continue
            changed = since.get((fact, subject))
            episode = episodes.get((fact, subject))
            if isinstance(episode, str) and _WHOLE.fullmatch(episode):  # a fact file has text only
                episode = int(episode)
            if episode is not None and not isinstance(episode, int):
                self.report("F622", f"The episode of `{fact}` of `{subject.key}` must be a whole number")
                continue
            instant = None if changed is None else self.instant(changed, f"`{fact}` of `{subject.key}`")
            if value is not None:
                found[fact, subject] = Kept(value, instant, episode)
        for key in {**since, **episodes} if whole else ():
            if key not in values:
                self.report("F622", f"`{key[0]}` of `{key[1].key}` has an instant or an episode, and no value")
        return found

    def cells(self, raw: Mapping[str, Any], part: str) -> dict[tuple[FactId, Subject], object]:
        """A map of scopes to keys to names, flat."""
        found: dict[tuple[FactId, Subject], object] = {}
        scopes = raw.get(part, {})
        for scope, rows in scopes.items() if isinstance(scopes, Mapping) else [(part, None)]:
            if not isinstance(rows, Mapping) or not all(isinstance(row, Mapping) for row in rows.values()):
                self.report("F622", f"`{part}` of what is kept must map scopes to keys to names")
                continue
            for key, row in rows.items():
                for name, value in row.items():
                    found[FactId(str(scope), str(name)), Subject(str(scope), str(key))] = value
        return found


_WHOLE = re.compile(r"[0-9]{1,9}")


def _identity(event: Event) -> str:
    """The key of an event that was told without one: a digest of all that was told."""
    text = json.dumps(event.told(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS_OF_KEY]
