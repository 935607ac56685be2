"""The one door to a decision: compiled law and facts in, decision record out. No clock, no chance, no side effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from engine.backends.reference.decider import Decider
from engine.facts import Facts
from engine.record import DecisionRecord, record_of
from engine.validity import in_force
from rules.compile.law import Law
from rules.language.typed import Literal

NOTHING_KEPT: Mapping[str, Any] = MappingProxyType({})


class MemoryNotSupported(ValueError):
    """Events or kept facts were handed over to a law that declares none."""


def decider_for(law: Law, facts: Facts) -> Decider:
    """A decider of the reference engine, with the law's waivers and the terms in force at the instant of the facts."""
    terms: dict[tuple[str, str], dict[tuple[str, str | None], Literal]] = {}
    for each in law.terms:
        if in_force(each.first_day, each.day_after, facts.at):
            own = terms.setdefault((each.scope, each.key), {})
            own.update({(name, word): value for name, word, value in each.values})
    return Decider(law, facts, terms, law.waivers)


def evaluate(
    law: Law,
    facts: Facts,
    events: Sequence[Any] = (),
    kept: Mapping[str, Any] = NOTHING_KEPT,
    at: datetime | None = None,
    full_trace: bool = False,
) -> DecisionRecord:
    """Decides everything the law can decide on these facts.

    `events` and `kept` are what happened since, and what the law carries from before; law without memory takes none
    (MemoryNotSupported). `at` must equal the instant of the facts (ValueError).
    """
    if at is not None and at != facts.at:
        raise ValueError("the facts are of another instant")
    if events or kept:
        raise MemoryNotSupported("this law declares no events and keeps no facts")
    return record_of(decider_for(law, facts), tuple(events), kept, full_trace)
