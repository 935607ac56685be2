"""Where kept facts come from: which latch, state or machine keeps them, since when, and what it remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.backends.reference.decider import Decider
from engine.backends.reference.evaluator import Environment
from engine.values import Subject, Value
from rules.compile import law as c
from rules.language import typed as x


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A kept fact of a subject after an evaluation, and its keeper.

    `since` is the instant of its last change. `remembered` is what a latch that is set copied when it was set.
    """

    keeper: c.Keeper
    subject: Subject
    value: Value
    since: datetime | None
    remembered: tuple[tuple[x.FactId, Value], ...]


def kept_fact(decider: Decider, fact: x.FactId, subject: Subject) -> KeptFact | None:
    """What keeps a fact of a subject; None where nothing does."""
    declared = decider.law.facts.get(fact)
    if declared is None or declared.origin != "kept":
        return None
    root = declared.kept_with or fact
    keeper = decider.law.kept[root]
    if not decider.keeping.applies(keeper, subject):
        return None
    after = decider.keeping.after(root, subject)
    remembered = tuple(after.remembered.items()) if after.value is True else ()
    return KeptFact(keeper, subject, after.value, after.since, remembered)


def kept_reads(decider: Decider, part: x.Expression, environment: Environment) -> Iterator[tuple[x.ReadFact, KeptFact]]:
    """The kept facts that an expression reads as they are now, with their keepers; nothing inside an aggregate."""
    for read in _reads(part):
        if decider.law.facts[read.fact].origin != "kept":
            continue
        subject = decider.subject(read.subject, environment)
        found = kept_fact(decider, read.fact, subject) if isinstance(subject, Subject) else None
        if found is not None:
            yield read, found


def _reads(part: x.Expression) -> Iterator[x.ReadFact]:
    if isinstance(part, x.ReadFact):
        yield part
    elif not isinstance(part, x.Before | x.Enters | x.Aggregate | x.SeriesAggregate):
        for child in x.children(part):
            yield from _reads(child)
