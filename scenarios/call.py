"""A step of a scenario, taken apart by the pattern that it matches."""

from __future__ import annotations

from dataclasses import dataclass

from rules.source.span import Span
from scenarios.feature import Step
from scenarios.patterns import Place


@dataclass(frozen=True, slots=True)
class Call:
    """A step with what it says at the places of its pattern."""

    step: Step
    places: dict[str, Place]

    @property
    def span(self) -> Span:
        """The place of the whole step."""
        return self.step.span

    def has(self, name: str) -> bool:
        """Whether the step says something at this place."""
        return name in self.places

    def text(self, name: str) -> str:
        """What the step says at this place."""
        return self.places[name].text

    def at(self, name: str) -> Span:
        """Where it says so."""
        place = self.places[name]
        return self.step.at(place.start, place.end)

    def inside(self, name: str, offset: int) -> Span:
        """Where the rest of it stands, from a character on."""
        place = self.places[name]
        return self.step.at(place.start + offset, place.end)
