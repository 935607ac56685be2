"""What a backend finds out: plain data, the same for every backend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from engine.memory import Event
from engine.values import Subject, Value
from rules.language.typed import FactId


@dataclass(frozen=True, slots=True)
class OnLeg:
    """Where a forbid stands against an action of legs: which leg, and about whom; None where nobody knows whom."""

    rule: str
    leg: str
    about: Subject | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of an action before sizing.

    `granted` permits that hold, `failed` permits that apply and do not hold, `applied` forbids that stand;
    `doubtful` are those among the last two that could not be judged, for `causes`; `waived` are suspended.
    `on_legs` says of an action of legs where its forbids stand.
    """

    granted: tuple[str, ...]
    failed: tuple[str, ...]
    applied: tuple[str, ...]
    doubtful: tuple[str, ...]
    waived: tuple[str, ...]
    causes: tuple[str, ...]
    on_legs: tuple[OnLeg, ...] = ()

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
    """A duty: an action with its fields; the occasion that it uses up, and which attempt it is, where there are any."""

    action: str
    subject: Subject
    because: tuple[str, ...]
    fields: tuple[tuple[str, Value], ...]
    occasion: str | None = None
    attempt: int | None = None


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
class Alone:
    """That one leg is judged alone, as another action, since forbids stop the whole.

    `verdict` is that of the leg before sizing. `refused_by` are the forbids that stop the whole, before sizing or as
    `sized`, `on_legs` where they stand, `causes` why some of them could not be judged.
    """

    action: str
    verdict: str
    sized: bool
    refused_by: tuple[str, ...]
    on_legs: tuple[OnLeg, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """What would be sent. `stopped_by` are forbids that stop it as sized; then nothing is sent.

    `legs` are the legs that it speaks of: all legs of its action, or one that is judged `alone`, and then `stopped_by`
    is what stops that leg, or fails to permit it. `on_legs` says where forbids stand against the whole.
    """

    action: str
    subject: Subject
    fields: tuple[tuple[str, Value], ...]
    because: tuple[str, ...]
    stopped_by: tuple[str, ...]
    causes: tuple[str, ...]
    unknown_fields: tuple[str, ...]
    occasion: str | None = None
    attempt: int | None = None
    legs: tuple[str, ...] = ()
    on_legs: tuple[OnLeg, ...] = ()
    alone: Alone | None = None

    @property
    def stands(self) -> bool:
        """True when nothing stops it as sized, and of a leg alone when it is permitted."""
        granted = self.alone is None or self.alone.verdict == "permitted"
        return granted and not self.stopped_by and not self.unknown_fields

    def as_sized(self) -> tuple[tuple[str, tuple[str, ...], tuple[OnLeg, ...]], ...]:
        """As which action it was judged as sized, by what that is stopped, and on which legs: the whole goes first."""
        if self.alone is None:
            return ((self.action, self.stopped_by, self.on_legs),)
        whole = (self.action, self.alone.refused_by, self.alone.on_legs)
        leg = (self.alone.action, self.stopped_by, self.on_legs)
        return (*([whole] if self.alone.sized else []), *([leg] if self.alone.verdict == "permitted" else []))


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


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of a machine; `because` are the moves that led there, `causes` why one of them could not be judged."""

    machine: str
    fact: FactId
    subject: Subject
    source: str
    to: str
    because: tuple[str, ...]
    at: datetime
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptUnknown:
    """A kept fact whose value could not be worked out, and the value that it has instead."""

    rule: str
    fact: FactId
    subject: Subject
    value: Value
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """What was kept of a subject that is gone."""

    fact: FactId
    subject: Subject
    value: Value


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that the law records; it happens in the next evaluation."""

    rule: str
    subject: Subject
    event: Event
    occasion: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty or record that does not arise again, since its occasion is used up.

    `does` is the action or event. `outcome` is what is last known of an attempt: `sent`, `in_doubt`, `confirmed`.
    """

    rule: str
    does: str
    subject: Subject
    occasion: str
    since: datetime
    attempt: int | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Yielded:
    """A duty that gives way to another one of the same subject, by an `exclusive`."""

    action: str
    subject: Subject
    to: str
    rule: str


@dataclass(frozen=True, slots=True)
class GuaranteeOutcome:
    """For whom a guarantee was checked, held, is violated, and could not be judged."""

    id: str
    form: str
    checked: int
    held: int
    violated: tuple[Subject, ...]
    unknown: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """What a report tells of a subject."""

    report: str
    kind: str
    subject: Subject
    shows: tuple[tuple[str, Value], ...]
    forms: tuple[str, ...]
