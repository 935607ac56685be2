"""What a backend finds out: plain data, the same for every backend."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.values import Subject, Value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of an action before sizing.

    `granted` permits that hold, `failed` permits that apply and do not hold, `applied` forbids that stand;
    `doubtful` are those among the last two that could not be judged, for `causes`; `waived` are suspended.
    """

    granted: tuple[str, ...]
    failed: tuple[str, ...]
    applied: tuple[str, ...]
    doubtful: tuple[str, ...]
    waived: tuple[str, ...]
    causes: tuple[str, ...]

    @property
    def word(self) -> str:
        """`permitted`, `forbidden` or `not_permitted`: default deny, one forbid beats every permit."""
        if self.applied:
            return "forbidden"
        return "permitted" if self.granted else "not_permitted"

    @property
    def because(self) -> tuple[str, ...]:
        """The rules that make the verdict."""
        return self.applied or self.granted or self.failed


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one action for one subject."""

    action: str
    subject: Subject
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """A duty: an action with its fields."""

    action: str
    subject: Subject
    because: tuple[str, ...]
    fields: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class GoalOutcome:
    """What a group reached of its goal, between the ends that the law sets."""

    group: Subject
    reached: Fraction
    at_least: Value | None
    at_most: Value | None
    binding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllocationOutcome:
    """How many of each item one subject of an allocation takes, and which limits bind."""

    rule: str
    action: str
    subject: Subject
    chosen: tuple[tuple[Subject, int], ...]
    binding: tuple[str, ...]
    goals: tuple[GoalOutcome, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """What would be sent. `stopped_by` are forbids that read the sized action; then nothing is sent."""

    action: str
    subject: Subject
    fields: tuple[tuple[str, Value], ...]
    because: tuple[str, ...]
    stopped_by: tuple[str, ...]
    causes: tuple[str, ...]
    unknown_fields: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """True when nothing stops it as sized."""
        return not self.stopped_by and not self.unknown_fields


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that could not be judged and that a person should know."""

    rule: str
    subject: Subject
    what: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many combinations of an owner became subjects, and how many were left out for each reason."""

    universe: str
    owner: Subject
    kept: int
    reasons: tuple[tuple[str, int], ...]
