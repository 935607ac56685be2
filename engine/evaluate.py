"""The one door to a decision: compiled law and facts in, decision record out. No clock, no chance, no side effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.registry import DEFAULT, decider_of
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory, has_memory, not_possible, read_kept
from engine.record import USUAL, DecisionRecord, Trace, record_of
from engine.validity import in_force, require_in_force
from engine.values import Subject
from rules.compile.law import Law
from rules.diagnostics.diagnostic import Diagnostic
from rules.language.typed import Literal

NOTHING_KEPT: Mapping[str, Any] = MappingProxyType({})


class MemoryNotSupported(ValueError):
    """Events or kept facts were handed over to a law that declares none."""


class MemoryRefused(ValueError):
    """Events or kept facts do not fit the law or the facts; `findings` say how."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(each.message for each in self.findings))


def decider_for(
    law: Law,
    facts: Facts,
    memory: Memory = NO_MEMORY,
    events: Sequence[Event] = (),
    make: Callable[..., Decider] = Decider,
) -> Decider:
    """A decider, with the law's waivers and the terms in force at the instant of the facts.

    `memory` is what the law carries from before, `events` what has happened since. `make` makes it, the reference
    engine's unless somebody is named; whoever watches a decision makes a decider of his own.
    """
    terms: dict[tuple[str, str], dict[tuple[str, str | None], Literal]] = {}
    for each in law.terms:
        if in_force(each.first_day, each.day_after, facts.at):
            own = terms.setdefault((each.scope, each.key), {})
            own.update({(name, word): value for name, word, value in each.values})
    return make(law, facts, terms, law.waivers, memory, events)


def evaluate(
    law: Law,
    facts: Facts,
    events: Sequence[Event] = (),
    kept: Mapping[str, Any] | Memory = NOTHING_KEPT,
    at: datetime | None = None,
    trace: Trace = USUAL,
    as_if_in_force: bool = False,
    engine: str = DEFAULT,
    decided_for: Subject | None = None,
) -> DecisionRecord:
    """Decides everything the law can decide on these facts.

    `events` are those from outside that have not been seen, and `kept` is what the record of the evaluation before
    has under that name, as plain data or read already. Law without memory takes neither (MemoryNotSupported); what
    does not fit the law or the facts is refused (MemoryRefused). `at` must equal the instant of the facts
    (ValueError). Law that is not in force at that instant judges only if it shall do so `as_if_in_force`, else
    NotInForce is raised; the record says that it did. `engine` is the backend that decides (CannotDecide where it
    does not decide whole evaluations): every one gives the same record. With `decided_for`, nothing is decided of
    what belongs to another subject of its scope.
    """
    if at is not None and at != facts.at:
        raise ValueError("the facts are of another instant")
    require_in_force(law, facts.at, as_if_in_force)
    if decided_for is not None and decided_for.scope not in law.scopes:
        raise ValueError(f"{law.name} has no scope `{decided_for.scope}`")
    memory = _memory(law, facts, kept)
    told = _events(law, facts, events, memory)
    make = partial(decider_of(engine), decided_for=decided_for)
    decider = decider_for(law, facts, memory, told, make)
    try:
        return record_of(decider, trace)
    finally:
        decider.release()


def _events(law: Law, facts: Facts, events: Sequence[Event], memory: Memory) -> Sequence[Event]:
    """Events from outside. Raises MemoryNotSupported and MemoryRefused."""
    if events and not has_memory(law):
        raise MemoryNotSupported("this law declares no events")
    findings = not_possible(law, facts, events, memory=memory)
    if findings:
        raise MemoryRefused(findings)
    return events


def _memory(law: Law, facts: Facts, kept: Mapping[str, Any] | Memory) -> Memory:
    """What the law carries. Raises MemoryNotSupported and MemoryRefused; ValueError if it is of a later instant."""
    if not isinstance(kept, Memory):
        if kept and not has_memory(law):
            raise MemoryNotSupported("this law keeps no facts")
        read = read_kept(law, kept)
        if read.memory is None:
            raise MemoryRefused(read.findings)
        kept = read.memory
    if kept.at is not None and kept.at > facts.at:
        raise ValueError(f"what is kept is of {kept.at.isoformat()}, after the facts of {facts.at.isoformat()}")
    return kept
