"""The case that a scenario puts together: facts, terms, waivers; and what the law decided on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engine.backends.reference.aftermath import memory_after, not_repeat_safe
from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Evaluator
from engine.backends.reference.world import World
from engine.boundary import Reader, Refused, read_instant
from engine.evaluate import decider_for
from engine.explain import Explainer
from engine.facts import Facts, read_facts
from engine.memory import Event, Memory, has_memory, read_events, read_kept
from engine.outcome import Alarm
from engine.record import DecisionRecord, record_of
from engine.snapshot import Assumption, Snapshot
from engine.values import Subject
from rules.compile.law import Fact, Law, TermsOf, WaiverOf
from rules.diagnostics.diagnostic import Diagnostic
from rules.diagnostics.names import nearest, quoted
from rules.language.typed import FactId
from rules.language.types import FlagType
from rules.source.span import Span
from scenarios.call import Call
from scenarios.effects import Effects
from scenarios.naming import Naming
from scenarios.problem import SHOWN, Problem, problem
from scenarios.running.port import Stage
from scenarios.running.script import Script
from scenarios.values import ValueReader
from scenarios.words import LINKING, Words, tokens_at

VERBS = ("is", "are", "has", "have")
LoadFacts = Callable[[Path], Snapshot]
"""Reads a fact file. What it raises for one that it cannot read carries `findings`: diagnostics."""
Judging = Callable[[Law, Facts, Memory, Sequence[Event]], AbstractContextManager[Decider]]
"""Gives the decider of a decision, for as long as it decides; whoever watches decisions gives one of his own."""


@contextmanager
def plainly(law: Law, facts: Facts, memory: Memory, events: Sequence[Event]) -> Iterator[Decider]:
    """The decider that nobody watches."""
    yield decider_for(law, facts, memory, events)


class Make(Protocol):
    """Makes the deciders of a scenario, of whose decisions only what steps ask for is worked out."""

    def __call__(self, law: Law, facts: Facts, memory: Memory, events: Sequence[Event], first: bool = False) -> Decider:
        """The decider of a decision; `first` where it is the one that steps ask, and nothing was decided before."""


def as_asked(law: Law, facts: Facts, memory: Memory, events: Sequence[Event], first: bool = False) -> Decider:
    """The decider that anybody may ask."""
    del first
    return decider_for(law, facts, memory, events)


@dataclass
class Decided:
    """What the law decided. The record, which explains everything, is made when somebody asks for it.

    What is not `whole` is worked out as far as it is asked for.
    """

    decider: Decider
    naming: Naming
    again: Callable[[], Decider]
    whole: bool = True
    watched: set[Subject] = field(default_factory=set)

    @cached_property
    def effects(self) -> Effects:
        """Which documents took effect, for whom."""
        return Effects.of(self.decider) if self.whole else Effects.asked(self.decider)

    @cached_property
    def explainer(self) -> Explainer:
        """Explains what was decided."""
        return Explainer(self.decider)

    @cached_property
    def after(self) -> Memory:
        """What the law carries on; nothing for law without memory."""
        return memory_after(self.decider)

    @cached_property
    def alarms(self) -> tuple[Alarm, ...]:
        """Everything that could not be judged, and what is not safe to repeat."""
        if not self.whole:
            everything = Decided(self.again(), self.naming, self.again)
            everything.settle()
            return everything.alarms
        told = tuple(alarm for _, alarm in sorted(self.decider.alarms.items()))
        return (*told, *not_repeat_safe(self.decider, self.after)) if has_memory(self.decider.law) else told

    @cached_property
    def recorded(self) -> tuple[Event, ...]:
        """What the law has written down."""
        if not has_memory(self.decider.law):
            return ()
        return tuple(each.event for each in self.decider.recording.recorded())

    def settle(self) -> None:
        """Works everything out, in the one order in which a whole decision is made."""
        assert self.effects is not None
        assert self.alarms is not None
        assert self.recorded is not None

    @cached_property
    def record(self) -> DecisionRecord:
        """The decision record, by a decider that nobody has asked anything else."""
        return record_of(self.again())

    def watch(self, subject: Subject) -> Subject:
        """A step looks at this subject: what rules did for it, and for what it belongs to, is shown."""
        self.watched.update(self.naming.around(subject))
        return subject

    def shown(self, effect: bool) -> list[str]:
        """The documents that took effect, or were asked and did not, for what the steps look at."""
        found = self.effects.took if effect else self.effects.did_not
        return [
            document
            for document, subjects in found.items()
            if any(not subject.key or subject in self.watched for subject in subjects)
        ]


@dataclass(frozen=True, slots=True)
class Statement:
    """`the spot of SPY is 701.20`: which fact, of whom, what is said and where. `denied` for `is not`."""

    fact: Fact
    subject: Subject
    value: str
    span: Span
    denied: bool = False


class Case:
    """One scenario while it is run. Facts are text until the law decides; places say which step gave them."""

    def __init__(
        self,
        law: Law,
        words: Words,
        folder: Path,
        load_facts: LoadFacts,
        judging: Judging = plainly,
        asked: Make | None = None,
        stage: Stage | None = None,
    ) -> None:
        """With `asked`, of a decision only what steps ask for is worked out, by deciders that it makes.

        `stage` puts accounts on their feet; without one, no account runs.
        """
        self.law = law
        self.script = Script(stage)
        self.judging = judging
        self.asked = asked
        self.words = words
        self.folder = folder
        self.load_facts = load_facts
        self.at: str | None = None
        self.zone: ZoneInfo | None = None
        self.assumptions: tuple[Assumption, ...] = ()
        self.facts: dict[str, dict[str, Any]] = {}
        self.events: list[tuple[dict[str, Any], Span]] = []
        self._kept: dict[str, Any] = {}
        self._carried: Decided | None = None
        self.places: dict[tuple[str, ...], Span] = {}
        self.source = "the scenario"
        self.loaded = False
        self.terms: list[TermsOf] = []
        self.waivers: list[WaiverOf] = []
        self.decided: Decided | None = None
        self.decisions: list[Decided] = []
        self.current = False
        self._later: Callable[[Span], None] | None = None
        self.boundary = Reader(law.units)
        self._typed: Evaluator | None = None
        self._facts: Facts | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What the law carries on, as plain data: from the decision before, where it has made one."""
        if self._carried is not None:
            self._kept, self._carried = self._carried.after.told(), None
        return self._kept

    @kept.setter
    def kept(self, told: dict[str, Any]) -> None:
        self._kept, self._carried = told, None

    # --- what is given --------------------------------------------------------------------------
    def load(self, path: Path, span: Span) -> None:
        """Takes the facts of a file. Raises Problem with what is wrong in it."""
        if self.loaded or self.facts or self.at is not None:
            raise problem(
                "B107",
                span,
                "There are facts already",
                "Take the facts of a file first, and of one file only.",
            )
        try:
            snapshot = self.load_facts(path)
        except Exception as error:
            findings: Sequence[Diagnostic] | None = getattr(error, "findings", None)
            if not findings:
                raise
            raise Problem(findings) from None
        self.loaded = True
        self.at = snapshot.at
        self.assumptions = snapshot.assumptions
        self.facts = {scope: dict(content) for scope, content in snapshot.facts.items()}
        self.places = dict(snapshot.places)
        self.source = snapshot.source
        self.events = [(dict(each), span) for each in snapshot.events]
        self.kept = deepcopy(dict(snapshot.kept))
        self.changed()

    def happen(self, event: dict[str, Any], span: Span) -> None:
        """Tells of an event that is new when the law decides next."""
        self.events.append((event, span))
        self.changed()

    def remember(self, event: dict[str, Any], span: Span) -> None:
        """Tells of an event that the law was told of before, or recorded itself."""
        self._typed_events([(event, span)], self.typed(), self._memory(span), past=True)
        self.kept.setdefault("events", []).append(event)
        self.changed()

    def keep(self, fact: FactId, subject: Subject, raw: object, since: datetime | None) -> None:
        """Says what the law kept at the end of the last evaluation."""
        parts = [("facts", raw)] + ([("since", since.isoformat())] if since is not None else [])
        for part, value in parts:
            rows = self.kept.setdefault(part, {}).setdefault(fact.scope, {})
            rows.setdefault(subject.key, {})[fact.name] = value
        self.changed()

    def changed(self) -> None:
        """Something was given: what was decided before does not hold any more."""
        self.current = False
        self._typed = None
        self._facts = None
        self.__dict__.pop("given", None)

    def before(self, law: Law, asked: Make) -> Case:
        """The same case, to be decided by another law of the same vocabulary. Raises Problem with wrong facts."""
        if self.at is not None:
            self.typed()
        other = copy(self)
        other.law, other.asked = law, asked
        other.facts = {scope: dict(content) for scope, content in self.facts.items()}
        other.kept = deepcopy(self.kept)
        other.events, other.terms, other.waivers = list(self.events), list(self.terms), list(self.waivers)
        other.places, other.decisions = dict(self.places), list(self.decisions)
        other._typed = None  # noqa: SLF001 - a copy of its own class
        other.__dict__.pop("given", None)
        return other

    def moment(self) -> datetime | None:
        """The instant of the facts, where it is known."""
        try:
            return read_instant(self.at) if self.at is not None else None
        except Refused:
            return None

    def set_moment(self, at: datetime, span: Span) -> None:
        """Sets the instant; facts that follow from it are forgotten."""
        self.at = at.isoformat()
        self.places["at",] = span
        for id, fact in self.law.facts.items():
            if fact.source == "at":
                for row in self.rows(id.scope).values():
                    row.pop(id.name, None)
        self.changed()

    def rows(self, scope: str) -> dict[str, dict[str, Any]]:
        """The facts of each subject of a scope, to read and to change; a single subject has the key ``."""
        content = self.facts.setdefault(scope, {})
        if self.law.scopes[scope].one:
            return {"": content}
        for key, row in content.items():
            content[key] = dict(row) if isinstance(row, Mapping) else {}
        return content

    def set(self, subject: Subject, name: str, raw: object, span: Span) -> None:
        """Gives one fact or link."""
        content = self.facts.setdefault(subject.scope, {})
        path = (subject.scope, *((subject.key,) if subject.key else ()), name)
        if subject.key:
            row = content.get(subject.key)
            content[subject.key] = {**row, name: raw} if isinstance(row, Mapping) else {name: raw}
        else:
            content[name] = raw
        self.places[path] = span
        self.changed()

    def add(self, scope: str, key: str, span: Span) -> None:
        """Adds a subject, unless it is there."""
        self.facts.setdefault(scope, {}).setdefault(key, {})
        self.places[scope, key] = span
        self.changed()

    def remove(self, subject: Subject) -> None:
        """Takes a subject away."""
        self.facts.get(subject.scope, {}).pop(subject.key, None)
        self.changed()

    def raw(self, subject: Subject, name: str) -> object:
        """What is given of a fact, as text; None when nothing is."""
        content = self.facts.get(subject.scope, {})
        row = content.get(subject.key, {}) if subject.key else content
        return row.get(name) if isinstance(row, Mapping) else None

    @cached_property
    def given(self) -> Naming:
        """Names of the subjects that are given."""
        return Naming(self.words, self._given_subjects, self._given_links, self._given_is_of)

    def _given_subjects(self, scope: str) -> tuple[Subject, ...]:
        if self.law.scopes[scope].one:
            return (Subject(scope, ""),)
        return tuple(Subject(scope, key) for key in sorted(self.facts.get(scope, {})))

    def _given_links(self, subject: Subject) -> Mapping[str, Subject]:
        found = {}
        for link in self.law.scopes[subject.scope].links:
            key = self.raw(subject, link)
            if isinstance(key, str):
                found[link] = Subject(link, key)
        return found

    def _given_is_of(self, subject: Subject, kind: str) -> bool:
        """Kinds read facts: those that were given so far must be complete enough."""
        if self._typed is None:
            self._typed = Evaluator(World(self.law, self.typed()), {})
        return self._typed.is_of(subject, kind)

    def typed(self) -> Facts:
        """The facts as they are, typed: once, while nothing changes. Raises Problem."""
        if self._facts is None:
            snapshot = Snapshot(self.at or "", self.assumptions, self.facts, self.source, self.places)
            read = read_facts(self.law, snapshot, self.words.typing)
            if read.facts is None:
                raise Problem(read.findings)
            self._facts = read.facts
        return self._facts

    # --- the decision ---------------------------------------------------------------------------
    def decide(self, span: Span) -> None:
        """Has the law decide. Raises Problem with what is wrong with the facts."""
        if self.at is None:
            help = "Begin with the facts of a file, or say `it is Thursday 2026-04-16 at 10:00`."
            raise problem("B107", span, "The law cannot decide: nothing says when it is", help)
        facts = self.typed()
        memory = self._memory(span)
        events = self._typed_events(self.events, facts, memory)
        law = replace(self.law, terms=(*self.law.terms, *self.terms), waivers=(*self.law.waivers, *self.waivers))
        self.decide_on(law, facts, memory, events)

    def decide_on(self, law: Law, facts: Facts, memory: Memory, events: Sequence[Event]) -> None:
        """Has a law decide on facts that were put together elsewhere: expectations are about this decision."""
        make = self.asked or as_asked

        def again() -> Decider:
            return make(law, facts, memory, events)

        if self.asked is not None:
            self.decided = self._decided(make(law, facts, memory, events, not self.decisions), again)
        else:
            with self.judging(law, facts, memory, events) as decider:
                self.decided = self._decided(decider, again)
                self.decided.settle()
        if has_memory(law):
            self._carried = self.decided
            self.events = []
        self.decisions.append(self.decided)
        self.current = True

    def decide_later(self, decide: Callable[[Span], None]) -> None:
        """Names a decision that is made once somebody expects something of it."""
        self._later = decide

    def _decided(self, decider: Decider, again: Callable[[], Decider]) -> Decided:
        """What a decider decides, with the names of those for whom it does."""
        law, world = decider.law, decider.world

        def links(subject: Subject) -> Mapping[str, Subject]:
            return {link: world.link(subject, link) for link in law.scopes[subject.scope].links}

        naming = Naming(self.words, world.subjects, links, decider.is_of)
        return Decided(decider, naming, again, whole=self.asked is None)

    def _typed_events(
        self, told: Sequence[tuple[dict[str, Any], Span]], facts: Facts, memory: Memory, past: bool = False
    ) -> list[Event]:
        """Events as the law reads them. Raises Problem at the step that tells of one."""
        found: list[Event] = []
        for raw, span in told:
            read = read_events(self.law, [raw], facts, memory=memory, past=past)
            if read.events is None:
                raise Problem([replace(each, span=span) for each in read.findings])
            found += read.events
        return found

    def _memory(self, span: Span) -> Memory:
        """What the law carries. Raises Problem."""
        read = read_kept(self.law, self.kept)
        if read.memory is None:
            raise Problem([replace(each, span=span) for each in read.findings])
        return read.memory

    def decision(self, span: Span) -> Decided:
        """What the law decided on the facts as they are. Raises Problem when it was not asked."""
        if self._later is not None:
            later, self._later = self._later, None
            later(span)
        if self.decided is None or not self.current:
            told = "Nothing is decided yet" if self.decided is None else "The facts changed after the law decided"
            raise problem(
                "B107", span, f"{told}, so there is nothing to expect", "Add the step `When the law decides`."
            )
        return self.decided

    # --- statements -----------------------------------------------------------------------------
    def reader(self, naming: Naming, span: Span, near: Subject | None = None) -> ValueReader:
        """Reads values; a subject that is named in one is looked for in `naming`, first around `near`."""

        def subject(scope: str, text: str) -> Subject:
            return naming.one([scope], text, span, near)

        return ValueReader(self.law.units, self.boundary, subject)

    def statement(self, call: Call, naming: Naming, given: bool) -> Statement:
        """Reads the statement of a step about a fact. Raises Problem.

        Facts that a step may speak about go first: given ones where facts are given, others where the law's
        decision is looked at.
        """
        text, span = call.text("statement"), call.at("statement")
        placed = tokens_at(text)
        words = [word for word, _ in placed]
        found: list[Statement] = []
        trouble: list[Callable[[], Problem]] = []
        for at in range(1, len(words) - 1):
            if words[at] not in VERBS:
                continue
            left, right = words[:at], words[at + 1 :]
            denied = right[0] in ("not", "no") and len(right) > 1
            start = placed[at + 1 + denied][1]
            value, place = text[start:], call.inside("statement", start)
            found = [
                Statement(fact, subject, value, place, denied)
                for fact, subject in self._named(left, span, naming, given, trouble)
            ] or [
                Statement(fact, subject, "true", place, denied)
                for fact, subject in self._flag(left, words[at], right[denied:], naming)
            ]
            if found:
                break
        statements = [each for each in found if (each.fact.origin == "given") is given] or found
        if len(statements) == 1:
            return statements[0]
        if statements:
            shown = ", ".join(quoted(f"{each.fact.id} of {naming.shown(each.subject)}") for each in statements[:SHOWN])
            one = len({each.fact.id for each in statements}) == 1
            help = "Say of whom: to what it belongs, or its whole key." if one else "Put its scope before the fact."
            raise problem("B109", span, f"{quoted(text)} could be about {shown}", help)
        if trouble:
            first = trouble[0]()
            raise first
        raise problem("B108", span, f"{quoted(text)} names no fact of this law", self._hint(words))

    def named(self, text: str, span: Span, naming: Naming) -> tuple[Fact, Subject]:
        """The one conclusion and subject in `the state of account A`. Raises Problem."""
        trouble: list[Callable[[], Problem]] = []
        found = self._named([word for word, _ in tokens_at(text)], span, naming, given=False, trouble=trouble)
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(quoted(f"{fact.id} of {naming.shown(each)}") for fact, each in found[:SHOWN])
            raise problem("B109", span, f"{quoted(text)} could be {shown}", "Say of whom: to what it belongs.")
        raise trouble[0]() if trouble else problem("B108", span, f"{quoted(text)} names no fact of this law")

    def _named(
        self, words: Sequence[str], span: Span, naming: Naming, given: bool, trouble: list[Callable[[], Problem]]
    ) -> list[tuple[Fact, Subject]]:
        """The facts and subjects that `spot of SPY` or `SPY's spot` names."""
        for at, word in enumerate(words):
            if word.endswith(("'s", "’s")) and not word.startswith('"'):
                words = [*words[at + 1 :], "of", *words[:at], word[:-2]]
                break
        found: list[tuple[Fact, Subject, bool]] = []
        for end, ids in self.words.facts.at(words):
            rest = list(words[end:])
            if rest and rest[0] not in LINKING:
                continue
            name = " ".join(rest[1:])
            parts = naming.parts(rest[1:])
            for id in self._spoken(ids, given):
                fact = self.law.facts[id]
                if not rest and not self.law.scopes[id.scope].one:
                    owner = self.words.of_scope(id.scope)
                    message = f"The {self.words.of_fact(id)} is a fact of each {owner}, and no {owner} is named"
                    trouble.append(partial(problem, "B108", span, message, f"Write `… of {owner} …`."))
                    continue
                members = [
                    subject
                    for subject in naming.matching(id.scope, parts)
                    if fact.kind is None or fact.origin == "given" or naming.is_of(subject, fact.kind)
                ]
                found += [(fact, each, bool(parts) and naming.is_own(parts[0], each)) for each in members]
                if not members:
                    trouble.append(partial(self._nobody, id, name, span, naming))
            if found:
                break
        own = [(fact, subject) for fact, subject, exact in found if exact]
        return own or [(fact, subject) for fact, subject, _ in found]

    def _spoken(self, ids: Sequence[FactId], given: bool) -> list[FactId]:
        """Of several facts with the same words, those a step may speak about."""
        fitting = [id for id in ids if (self.law.facts[id].origin == "given") is given]
        return fitting or list(ids)

    def _nobody(self, id: FactId, name: str, span: Span, naming: Naming) -> Problem:
        """A fact was named, but nobody who has it."""
        fact = self.law.facts[id]
        if fact.origin != "given" and naming is self.given:
            return conclusion(fact, self.words, span)
        try:
            naming.one([id.scope], name, span)
        except Problem as found:
            return found
        message = f"{quoted(name)} has no {self.words.of_fact(id)}: it is no {fact.kind}"
        return problem("B108", span, message)

    def _flag(self, left: Sequence[str], verb: str, right: Sequence[str], naming: Naming) -> list[tuple[Fact, Subject]]:
        """The flags and subjects that `the desk is open` names.

        The words of the flag stand behind the subject, with or without the verb (`open`, `is open`); or the
        whole sentence is the words of the flag (`session open`, `session is open`).
        """
        facts = self.words.facts
        found = [
            (self.law.facts[id], Subject(id.scope, ""))
            for id in facts.exactly([*left, verb, *right]) or facts.exactly([*left, *right])
            if self.law.scopes[id.scope].one and isinstance(self.law.facts[id].type, FlagType)
        ]
        if found:
            return found
        parts = naming.parts(left)
        for id in facts.exactly(right) or facts.exactly([verb, *right]):
            fact = self.law.facts[id]
            if isinstance(fact.type, FlagType) and parts:
                members = naming.matching(id.scope, parts)
                found += [
                    (fact, each)
                    for each in members
                    if fact.kind is None or fact.origin == "given" or naming.is_of(each, fact.kind)
                ]
        return found

    def _hint(self, words: Sequence[str]) -> str | None:
        """The fact that was probably meant."""
        known = self.words.facts.texts()
        for end in range(len(words), 0, -1):
            close = nearest(" ".join(words[:end]).casefold(), known)
            if close:
                return f"Did you mean `{close}`?"
        return "A statement names a fact and whose it is: `the score of customer C-1 is 640`."


def conclusion(fact: Fact, words: Words, span: Span) -> Problem:
    """A step that states what the law concludes."""
    message = f"`{words.of_fact(fact.id)}` is not given: `{fact.writer}` concludes it"
    return problem("B110", span, message, "Give the facts that lead to it; expect it in a `Then` step.")
