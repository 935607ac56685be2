"""The second opinion of CLIPS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backends.clips.oracle import ask
from engine.backends.clips.translation import translate
from engine.backends.oracles import opinion
from engine.backends.oracles.opinion import Difference, Opined, Opinion, differences
from engine.backends.oracles.translation import Translation
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from rules.compile.law import Law

__all__ = ["Difference", "Opined", "Opinion", "decide", "differences", "opinions", "record"]

ENGINE = "CLIPS 6.4.2"


def decide(law: Law, facts: Facts) -> Opinion:
    """The engine's opinion on one set of facts. Raises CannotExpress, OracleFailed."""
    return opinions(translate(law), [decider_for(law, facts)])[0]


def opinions(translation: Translation, deciders: Sequence[Decider]) -> list[Opinion]:
    """The engine's opinions on many sets of facts of one law. Raises OracleFailed."""
    return opinion.opinions(translation, deciders, ask)


def record(law: Law, facts: Facts, memory: Memory = NO_MEMORY, events: Sequence[Event] = ()) -> dict[str, Any]:
    """The second opinion as plain data, with where the reference engine differs. Raises CannotExpress, OracleFailed."""
    translation = translate(law)
    decider = decider_for(law, facts, memory, events)
    return opinion.record("clips", ENGINE, translation, decider, opinions(translation, [decider])[0], facts)
