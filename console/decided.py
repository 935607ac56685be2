"""One evaluation, with what is needed to explain it; and the engines that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from engine.backends.reference.decider import Decider
from engine.backends.registry import REFERENCE, decider_of
from engine.evaluate import decider_for
from engine.explain import Explainer
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from engine.outcome import Decision
from engine.record import USUAL, DecisionRecord, record_of
from engine.validity import require_in_force
from engine.values import Subject
from rules.compile.law import Law


@dataclass(frozen=True)
class Decided:
    """The record of an evaluation, and the decider and explainer that made it."""

    law: Law
    decider: Decider
    record: DecisionRecord

    @property
    def content(self) -> Mapping[str, Any]:
        """The record as plain data."""
        return self.record.content

    @property
    def json(self) -> str:
        """The record in canonical JSON."""
        return self.record.canonical()

    def text(self, width: int, color: bool) -> str:
        """The record as a page."""
        from console.record_text import Page, render_record

        return render_record(self.content, self.law, Page(width, color))

    @cached_property
    def explainer(self) -> Explainer:
        """Tells why."""
        return Explainer(self.decider)

    def subject(self, action: str, key: str) -> Subject:
        """The subject of a decision of the record."""
        return Subject(self.law.actions[action].on, key)

    def group(self, action: str, key: str) -> Subject | None:
        """Where the near misses of a decision are counted; None if the action has no groups."""
        scope = self.law.actions[action].nearest_in
        return None if scope is None else self.decider.world.reach(self.subject(action, key), scope)

    def decision(self, action: str, subject: Subject) -> Decision:
        """The verdict on an action for a subject."""
        return Decision(action, subject, self.decider.verdict(action, subject))


def decide(
    law: Law,
    facts: Facts,
    full_trace: bool = False,
    as_if_in_force: bool = False,
    events: Sequence[Event] = (),
    memory: Memory | None = None,
    engine: str = REFERENCE,
    decided_for: Subject | None = None,
) -> Decided:
    """Decides, by the reference engine unless another is named. Raises NotInForce as `evaluate` does."""
    require_in_force(law, facts.at, as_if_in_force)
    decider = decider_for(law, facts, memory or NO_MEMORY, events, partial(decider_of(engine), decided_for=decided_for))
    return Decided(law, decider, record_of(decider, "full" if full_trace else USUAL))
