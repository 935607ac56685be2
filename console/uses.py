"""Who reads and who makes what in a law: facts, parameters, actions, events and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rules.compile import law as c
from rules.compile.graph import expressions
from rules.language import typed as x
from rules.language.types import EnumType, SetType, Type

What = Literal["fact", "parameter", "action", "event", "scope", "kind", "word"]


@dataclass(frozen=True, slots=True)
class Name:
    """Something that is named: `fact contract.delta`, `word right.put`."""

    what: What
    name: str

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


class Uses:
    """What every reader of a law reads, and what every document makes.

    A reader is the id of a document, `kind NAME` for the condition of a kind, `fact NAME` for what says when a fact
    is stale or how far back it looks, or `schedule NAME`.
    """

    def __init__(self, law: c.Law) -> None:
        self.law = law
        self._reads: dict[str, dict[Name, None]] = {}
        self._readers: dict[Name, dict[str, None]] = {}
        self._makes: dict[str, dict[Name, None]] = {}
        self._makers: dict[Name, dict[str, None]] = {}
        for reader, part in _parts(law):
            for each in x.walk(part):
                for name in _named(each):
                    self._reads.setdefault(reader, {})[name] = None
                    self._readers.setdefault(name, {})[reader] = None
        for document in sorted(law.documents(), key=lambda each: each.id):
            for name in _made(document):
                self._makes.setdefault(document.id, {})[name] = None
                self._makers.setdefault(name, {})[document.id] = None

    def reads(self, reader: str, what: What) -> tuple[str, ...]:
        """The names of one sort that a reader reads, in the order in which they stand in it."""
        return tuple(each.name for each in self._reads.get(reader, ()) if each.what == what)

    def readers(self, what: What, name: str) -> tuple[str, ...]:
        """Who reads a name: documents by their ids, then what is declared."""
        return tuple(self._readers.get(Name(what, name), ()))

    def makes(self, id: str) -> tuple[Name, ...]:
        """What a document writes, decides about, records or makes subjects of."""
        return tuple(self._makes.get(id, ()))

    def makers(self, what: What, name: str) -> tuple[str, ...]:
        """The ids of the documents that make something."""
        return tuple(self._makers.get(Name(what, name), ()))


def effect(document: c.Document) -> str:
    """What a document does, by the word with which the law says so."""
    if isinstance(document, c.TypedPermit):
        return document.effect
    if isinstance(document, c.TypedGuarantee):
        return "guarantee"
    return _EFFECTS[type(document)]


_EFFECTS: dict[type[c.Document], str] = {
    c.Derivation: "derive",
    c.TypedTable: "table",
    c.TypedChoice: "choose",
    c.TypedProposal: "propose",
    c.TypedAllocation: "allocate",
    c.TypedUniverse: "universe",
    c.TypedRecord: "record",
    c.TypedState: "state",
    c.TypedLatch: "latch",
    c.TypedMachine: "machine",
    c.TypedExclusive: "exclusive",
    c.TypedReport: "report",
}


def named(expression: x.Expression) -> tuple[Name, ...]:
    """What an expression names, each once."""
    return tuple(dict.fromkeys(name for part in x.walk(expression) for name in _named(part)))


def _parts(law: c.Law) -> Iterator[tuple[str, x.Expression]]:
    """Every expression of the law, with the reader it belongs to."""
    for document in sorted(law.documents(), key=lambda each: each.id):
        for part in expressions(document):
            yield document.id, part
    for kind in law.kinds.values():
        yield f"kind {kind.name}", kind.where
    for fact in law.facts.values():
        for expression in (fact.stale_after, fact.window):
            if expression is not None:
                yield f"fact {fact.id}", expression
    for schedule in law.schedules.values():
        for expression in (schedule.at, schedule.every, schedule.on):
            if expression is not None:
                yield f"schedule {schedule.name}", expression


def _named(part: x.Expression) -> Iterator[Name]:
    """What one node of an expression names by itself."""
    match part:
        case x.ReadFact():
            yield Name("fact", str(part.fact))
        case x.ReadParameter():
            yield Name("parameter", part.name)
        case x.VerdictIs():
            yield Name("action", part.action)
        case x.WouldBePermitted():
            for action in part.actions:
                yield Name("action", action)
        case x.Items():
            yield Name("scope", part.scope)
            if part.kind is not None:
                yield Name("kind", part.kind)
        case x.Constant():
            yield from _words(part.value, part.type)


def _words(value: x.Literal, of: Type) -> Iterator[Name]:
    if isinstance(of, SetType) and isinstance(value, tuple):
        for each in value:
            yield from _words(each, of.of)
    elif isinstance(of, EnumType) and isinstance(value, str):
        yield Name("word", f"{of.name}.{value}")


def _made(document: c.Document) -> Iterator[Name]:
    match document:
        case c.TypedPermit():
            for action in document.actions:
                yield Name("action", action)
        case c.TypedProposal():
            yield Name("action", document.action)
        case c.TypedAllocation():
            yield Name("action", document.action)
            yield Name("fact", str(document.fact))
        case c.Derivation() | c.TypedTable() | c.TypedChoice() | c.TypedState() | c.TypedMachine():
            yield Name("fact", str(document.fact))
        case c.TypedLatch():
            yield Name("fact", str(document.fact))
            for fact, _ in document.remembers:
                yield Name("fact", str(fact))
        case c.TypedUniverse():
            yield Name("scope", document.of)
        case c.TypedRecord():
            for _, telling in document.cases:
                yield Name("event", telling.event)
        case c.TypedExclusive():
            for action, _ in document.order:
                yield Name("action", action)
    if isinstance(document, c.TypedMachine):
        for move in document.moves:
            if move.tells is not None:
                yield Name("event", move.tells.event)
