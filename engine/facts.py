"""Typed facts of one instant: subjects, their links, and what is given about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from engine.boundary import Given, Reader, Refused, exact, none_or_unknown, read_instant
from engine.snapshot import NAME, Assumption, Snapshot
from engine.values import JOINT, NONE, Subject, Unknown, Value, value_text
from rules.compile.law import Fact, Law, Scope
from rules.diagnostics.diagnostic import Diagnostic, Related, finding
from rules.diagnostics.names import nearest
from rules.language.typed import FactId
from rules.language.types import DateType, EnumType, InstantType, RefType, TimeType

_NOW = Fraction(0)


class Row:
    """What is given of one subject: as it was written, its links, its facts by name."""

    __slots__ = ("_text", "given", "links", "raw")

    def __init__(self, raw: Mapping[str, object], links: Mapping[str, Subject], given: Mapping[str, Given]) -> None:
        self.raw, self.links, self.given = raw, links, given
        self._text: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and (self.links, self.given) == (other.links, other.given)

    __hash__ = None  # type: ignore[assignment]

    @property
    def text(self) -> str:
        """Links and facts in canonical JSON."""
        if self._text is None:
            told: dict[str, object] = {scope: link.key for scope, link in self.links.items()}
            for name, given in self.given.items():
                value = _canonical_value(given.value)
                told[name] = value if given.age is None else [value, _canonical_value(given.age)]
            self._text = _canonical(told)
        return self._text


@dataclass(frozen=True)
class Facts:
    """Everything an evaluation is given. Subjects of a scope come in the order of their keys."""

    at: datetime
    assumptions: tuple[Assumption, ...]
    subjects: Mapping[str, tuple[Subject, ...]]
    rows: Mapping[Subject, Row]

    @cached_property
    def links(self) -> Mapping[Subject, Mapping[str, Subject]]:
        """To whom each subject belongs or refers, by scope."""
        return {subject: row.links for subject, row in self.rows.items()}

    @cached_property
    def given(self) -> Mapping[Subject, Mapping[str, Given]]:
        """What is given of each subject, by the names of facts."""
        return {subject: row.given for subject, row in self.rows.items()}

    def with_fact(self, subject: Subject, name: str, given: Given) -> Facts:
        """The same facts but for one."""
        row = self.rows[subject]
        changed = Row({**row.raw, name: None}, row.links, {**row.given, name: given})
        return replace(self, rows={**self.rows, subject: changed})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the facts in canonical JSON: the same facts give the same digest, however they were written."""
        assumptions = _canonical([[each.id, each.states, each.reason] for each in self.assumptions])
        facts = _joined(
            (scope, _joined((subject.key, self.rows[subject].text) for subject in subjects))
            for scope, subjects in sorted(self.subjects.items())
            if subjects
        )
        text = _joined([("assumptions", assumptions), ("at", _canonical(self.at.isoformat())), ("facts", facts)])
        return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _joined(parts: Iterable[tuple[str, str]]) -> str:
    """An object in canonical JSON, of keys in order and values that are canonical."""
    return "{" + ",".join(f"{_canonical(key)}:{text}" for key, text in parts) + "}"


def _canonical_value(value: Value) -> object:
    if isinstance(value, tuple) and not isinstance(value, Subject):
        return [_canonical_value(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value_text(item) for item in value)
    return value_text(value)


@dataclass(frozen=True, slots=True)
class FactsRead:
    """Typed facts (None when an error was found) and findings."""

    facts: Facts | None
    findings: tuple[Diagnostic, ...]


def read_facts(law: Law, snapshot: Snapshot, typing: Typing | None = None) -> FactsRead:
    """Types raw facts by a law's vocabulary. A missing fact is unknown; where it must be known, that is an error.

    With the `typing` of the law, what was typed before is not typed again. What it gives is the same.
    """
    return _FactReader(Typing(law) if typing is None or typing.law is not law else typing, snapshot).read()


class Typing:
    """A law's vocabulary for given facts, and what of them was typed already: single values, and the last rows."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.reader = Reader(law.units)
        self.declared: dict[str, dict[str, Fact]] = {scope: {} for scope in law.scopes}
        self.values: dict[str, dict[str, dict[str, Given]]] = {scope: {} for scope in law.scopes}
        self.rows: dict[Subject, Row] = {}
        for id, fact in law.facts.items():
            if fact.origin == "given":
                self.declared[id.scope][id.name] = fact
                self.values[id.scope][id.name] = {}
        self.timely = {
            scope for scope, facts in self.declared.items() if any(fact.source == "at" for fact in facts.values())
        }
        self.referring = {
            scope: tuple(name for name, fact in facts.items() if isinstance(fact.type, RefType))
            for scope, facts in self.declared.items()
        }
        self._not_given: dict[FactId, Given] = {}
        self._known = 0

    def not_given(self, fact: Fact) -> Given:
        """The one unknown value of a fact that nobody gave."""
        if fact.id not in self._not_given:
            self._not_given[fact.id] = Given(Unknown((f"{fact.id} is not given",)))
        return self._not_given[fact.id]

    def remember(self, fact: Fact, raw: str, found: Given) -> None:
        """A value that was typed. Prices never end, so that all is forgotten when there are very many."""
        if self._known >= MOST_KNOWN:
            self.reader, self._known = Reader(self.law.units), 0
            for each in self.values.values():
                for known in each.values():
                    known.clear()
        self.values[fact.id.scope][fact.id.name][raw] = found
        self._known += 1


MOST_KNOWN = 200_000
"""Values that are kept typed."""


class _FactReader:
    def __init__(self, typing: Typing, snapshot: Snapshot) -> None:
        self.typing = typing
        self.law = typing.law
        self.snapshot = snapshot
        self.findings: list[Diagnostic] = []
        self.told: dict[tuple[str, ...], list[int]] = {}
        self.declared = typing.declared

    def report(
        self,
        code: str,
        path: tuple[str, ...],
        message: str,
        help: str | None = None,
        fact: Fact | None = None,
        same: tuple[str, ...] = (),
    ) -> None:
        """Adds a finding. Of those that are the `same` but for the subject, the first is told and the rest counted."""
        if same in self.told:
            self.told[same][1] += 1
        elif len(self.findings) < 200:
            if same:
                self.told[same] = [len(self.findings), 0]
            related = (Related(fact.span, f"`{fact.id}` is declared here"),) if fact is not None else ()
            place = self.snapshot.place(*path)
            self.findings.append(finding(code, place, message, help=help, related=related))

    def read(self) -> FactsRead:
        try:
            at = read_instant(self.snapshot.at)
        except Refused as refused:
            self.report("F616", ("at",), refused.message, refused.help)
            return FactsRead(None, tuple(self.findings))
        subjects: dict[str, tuple[Subject, ...]] = {}
        typed: dict[Subject, Row] = {}
        for scope in self.snapshot.facts:
            if scope not in self.law.scopes:
                close = nearest(scope, self.law.scopes)
                help = f"Did you mean `{close}`?" if close else None
                self.report("F621", (scope, NAME), f"The law has no scope `{scope}`", help)
            elif self.law.scopes[scope].event:
                help = "Take it away: what happens is told under `events:`, each with its instant."
                self.report("F625", (scope, NAME), f"`{scope}` happens: it is an event, and no fact", help)
        for name, declared in self.law.scopes.items():
            if declared.event:
                continue
            raw = self.snapshot.facts.get(name)
            if raw is not None and not isinstance(raw, Mapping):
                self.report("F622", (name,), f"`{name}` must be a map, not one value", self.rows_help(declared))
                raw = None
            rows: dict[str, object] = {"": raw or {}} if declared.one else dict(raw or {})
            subjects[name] = tuple(Subject(name, key) for key in sorted(rows))
            for subject in subjects[name]:
                row = rows[subject.key]
                if not isinstance(row, Mapping):
                    message = f"`{subject}` must be a map of facts, not one value"
                    self.report("F622", self.path(subject, NAME), message, self.rows_help(declared))
                    continue
                before = None if name in self.typing.timely else self.typing.rows.get(subject)
                if before is not None and before.raw == row:
                    typed[subject] = before
                else:
                    # A copy, for whoever gave the row may go on to change it.
                    typed[subject] = Row(dict(row), *self.row(declared, subject, row, at))
        self.ends(subjects, typed)
        if self.findings:
            return FactsRead(None, self.counted())
        self.typing.rows = typed
        return FactsRead(Facts(at, self.snapshot.assumptions, subjects, typed), ())

    def counted(self) -> tuple[Diagnostic, ...]:
        """The findings, each with the number of others that are the same but for the subject."""
        for place, more in self.told.values():
            if more:
                first = self.findings[place]
                self.findings[place] = replace(first, message=f"{first.message} (and so for {more} more)")
        return tuple(self.findings)

    def rows_help(self, scope: Scope) -> str:
        """How subjects of a scope and what is known of them are written."""
        facts = "{ FACT: VALUE }"
        return f"Write `{scope.name}: {facts}`." if scope.one else f"Write `{scope.name}: {{ KEY: {facts} }}`."

    def path(self, subject: Subject, *names: str) -> tuple[str, ...]:
        return (subject.scope, *((subject.key,) if subject.key else ()), *names)

    def row(
        self, scope: Scope, subject: Subject, row: Mapping[str, object], at: datetime
    ) -> tuple[dict[str, Subject], dict[str, Given]]:
        """Links and given facts of one subject."""
        declared, values = self.declared[scope.name], self.typing.values[scope.name]
        links: dict[str, Subject] = {}
        given: dict[str, Given] = {}
        direct = scope.links
        for name, raw in row.items():
            if type(raw) is str and name in values and raw in values[name]:
                given[name] = values[name][raw]
                continue
            if name in direct:
                if isinstance(raw, str):
                    links[name] = Subject(name, raw)
                else:
                    message = f"`{name}` must name one {name}, by its key"
                    self.report("F622", self.path(subject, name), message)
                continue
            fact = declared.get(name)
            if fact is None:
                self.unknown_fact(scope, subject, name)
                continue
            found = self.value(subject, fact, raw)
            if found is not None:
                given[name] = found
                if type(raw) is str:
                    self.typing.remember(fact, raw, found)
        for name, fact in declared.items():
            if fact.source == "at":
                self.from_instant(subject, fact, given, at)
            elif name not in given:
                if not fact.may_be_missing and name not in row:
                    message = f"`{subject}` has no `{name}`, and it may not be missing"
                    same = ("F623", scope.name, name)
                    self.report("F623", self.path(subject, NAME), message, f"Add `{name}:`.", fact, same)
                given[name] = self.typing.not_given(fact)
        if scope.compound:
            self.compound(scope, subject, links)
        else:
            for link in direct:
                if link not in links:
                    message = f"`{subject}` does not say its {link}"
                    same = ("F624", scope.name, link)
                    help = f"Add `{link}:` with its key."
                    self.report("F624", self.path(subject, NAME), message, help, None, same)
        return links, given

    def unknown_fact(self, scope: Scope, subject: Subject, name: str) -> None:
        known = (*self.declared[scope.name], *scope.links)
        close = nearest(name, known)
        help = f"Did you mean `{close}`?" if close else None
        written = self.law.facts.get(FactId(scope.name, name))
        if written is not None:
            does = "carries it on" if written.origin == "kept" else "derives it"
            help = f"Take it away: the law {does} itself, in `{written.writer}`."
        message = f"The law is given no fact `{scope.name}.{name}`"
        same = ("F625", scope.name, name)
        self.report("F625", self.path(subject, name, NAME), message, help, written, same)

    def compound(self, scope: Scope, subject: Subject, links: dict[str, Subject]) -> None:
        """A compound subject may be given facts; its key spells its parts."""
        missing = [part for part in scope.key if part not in links]
        if missing:
            message = f"`{subject}` does not say its {' and '.join(missing)}"
            self.report("F624", self.path(subject, NAME), message, f"Add `{missing[0]}:` with its key.")
            return
        spelled = JOINT.join(links[part].key for part in scope.key)
        if subject.key != spelled:
            message = f"The key `{subject.key}` does not spell the parts of the {scope.name}"
            self.report("F624", self.path(subject, NAME), message, f"Write `{spelled}`.")

    def value(self, subject: Subject, fact: Fact, raw: object) -> Given | None:
        """One given value; None when it was refused."""
        age: Fraction | Unknown | None = _NOW if fact.stale_after is not None else None
        if isinstance(raw, dict):
            if fact.stale_after is None or raw.keys() - {"value", "age"} or "value" not in raw:
                help = "Only a fact declared with `stale_after:` has an age: write the value alone."
                if fact.stale_after is not None:
                    help = "Write `{ value: X, age: SECONDS }`."
                message = f"`{fact.id}` must be one value, not a map"
                self.report("F622", self.path(subject, fact.id.name), message, help, fact)
                return None
            age = self.age(fact, raw.get("age", "unknown"), subject)
            raw = raw["value"]
        special = none_or_unknown(raw)
        if special is NONE:
            if not fact.may_be_none:
                path = self.path(subject, fact.id.name)
                help = "Write `unknown` for what nobody told us."
                self.report("F626", path, f"`{fact.id}` may not be `none`", help, fact)
                return None
            return Given(NONE, age)
        if special is not None:
            if not fact.may_be_missing:
                path = self.path(subject, fact.id.name)
                message = f"`{fact.id}` is unknown, and it may not be missing"
                self.report("F623", path, message, "Write its value.", fact)
                return None
            return self.typing.not_given(fact)
        try:
            return Given(self.typing.reader.read(raw, fact.type, fact.id), age)
        except Refused as refused:
            path = self.path(subject, fact.id.name)
            self.report("F627", path, f"`{fact.id}`: {refused.message}", refused.help, fact)
            return None

    def age(self, fact: Fact, raw: object, subject: Subject) -> Fraction | Unknown:
        if raw in ("unknown", None):
            return Unknown((f"the age of {fact.id} is not known",))
        try:
            age = exact(str(raw))
            if age < 0:
                raise ValueError(raw)
            return age
        except ValueError:
            path = self.path(subject, fact.id.name, "age")
            message = f"The age of `{fact.id}` is not a number of seconds: `{raw}`"
            self.report("F627", path, message, "Write whole seconds, or `unknown`.")
            return Unknown((f"the age of {fact.id} is not known",))

    def from_instant(self, subject: Subject, fact: Fact, given: dict[str, Given], at: datetime) -> None:
        """Facts that follow from the instant itself: date, time, weekday, now."""
        value: Value
        match fact.type:
            case InstantType():
                value = at
            case DateType():
                value = at.date()
            case TimeType():
                value = at.time()
            case EnumType():
                value = fact.type.words[at.weekday()]
            case _:
                return
        told = given.get(fact.id.name)
        if told is not None and told.value != value:
            path = self.path(subject, fact.id.name)
            message = f"`{fact.id}` is `{value_text(told.value)}`, but by `at` it is `{value_text(value)}`"
            self.report("F628", path, message, "Take it away: it follows from `at`.", fact)
        given[fact.id.name] = Given(value)

    def ends(self, subjects: Mapping[str, Iterable[Subject]], rows: Mapping[Subject, Row]) -> None:
        """Every link, and every fact that names a subject, ends at a subject that is there."""
        known = {subject for each in subjects.values() for subject in each}
        for subject, row in rows.items():
            ends = row.links
            referring = self.typing.referring[subject.scope]
            if referring:
                values = ((name, row.given[name].value) for name in referring if name in row.given)
                ends = {**ends, **{name: value for name, value in values if isinstance(value, Subject)}}
            for name, end in ends.items():
                if end not in known:
                    keys = (each.key for each in subjects.get(end.scope, ()))
                    close = nearest(end.key, keys) if len(known) < 2000 else None
                    help = f"Did you mean `{close}`?" if close else None
                    message = f"There is no {end.scope} `{end.key}` among the facts"
                    self.report("F629", self.path(subject, name), message, help)
