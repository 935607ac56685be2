"""What the law keeps and what happens to it: latches that stay set for good, events that nobody reads or tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.check.lint.regions import Regions, TooMany
from rules.compile import law as c
from rules.compile.graph import expressions
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.language import typed as x

# Outcomes of actions and ticks are there by themselves.
_BY_THEMSELVES = frozenset({"action", "schedule"})


@dataclass(slots=True)
class Memory:
    """Looks through the memory of one law."""

    law: c.Law
    regions: Regions
    findings: list[Diagnostic] = field(default_factory=list)

    def read(self) -> None:
        """Every check of this module."""
        for keeper in self.law.kept.values():
            if isinstance(keeper, c.TypedLatch) and self.stays_set(keeper):
                assert keeper.reset_when is not None
                place = keeper.reset_when.span or keeper.span
                if place is not None:
                    message = f"Nothing ever resets `{keeper.fact}`: this condition can never hold"
                    help = "Change the condition; if it is to stay set for good, write `reset_when: never`."
                    self.findings.append(finding("R712", place, message, rule=keeper.id, help=help))
        self.events()

    def stays_set(self, latch: c.TypedLatch) -> bool:
        """Whether a latch says when it is reset, and that never comes."""
        try:
            return latch.reset_when is not None and not self.regions.boxes(latch.reset_when)
        except TooMany:
            return False

    def events(self) -> None:
        """Reports events that people tell and nothing reads, and events of the law that no document tells of."""
        read = {part.scope for root in self.roots() for part in x.walk(root) if isinstance(part, x.Items)}
        told = {telling.event for telling in self.tellings()}
        for event in self.law.events.values():
            if event.by in _BY_THEMSELVES:
                continue
            if event.by == "law" and event.name not in told:
                message = f"The law never records the event `{event.name}`, so that it never happens"
                help = f"Write `record: {event.name}` in a rule, or take the event away."
                self.findings.append(finding("R713", event.span, message, help=help))
            elif event.by != "law" and event.name not in read:
                message = f"No rule reads the event `{event.name}`"
                help = "Take it away, unless it is told for the record only."
                self.findings.append(finding("L906", event.span, message, help=help))

    def roots(self) -> Iterator[x.Expression]:
        """Every expression of the law."""
        for document in self.law.documents():
            yield from expressions(document)
        for schedule in self.law.schedules.values():
            yield from (each for each in (schedule.at, schedule.every, schedule.on) if each is not None)

    def tellings(self) -> Iterator[c.Telling]:
        """Whatever the law tells of."""
        for record in self.law.records:
            yield from (telling for _, telling in record.cases)
        for keeper in self.law.kept.values():
            if isinstance(keeper, c.TypedMachine):
                yield from (move.tells for move in keeper.moves if move.tells is not None)
