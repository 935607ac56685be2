"""Orders of the law, and the slices of them that go to a broker, as a state machine that nothing passes by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class SliceState(StrEnum):
    """What is known of a slice. `unknown` reserves its whole exposure until the broker's own evidence ends it."""

    PLANNED = "planned"
    """The law wants it, and it is in the ledger."""
    APPROVED = "approved"
    """Judged again on the newest facts, right before it is sent."""
    SENDING = "sending"
    """Written down before the broker is called; found at a start, it is unknown until proven."""
    ACKNOWLEDGED = "acknowledged"
    WORKING = "working"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    DENIED = "denied"
    """Refused here, right before it was sent: the law does not permit it any more."""
    UNKNOWN = "unknown"


S = SliceState

ENDED = frozenset({S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED, S.DENIED})
"""Nothing of it is at the broker, by the broker's evidence or because it was never sent."""

MAY_BE_AT_BROKER = frozenset({S.SENDING, S.ACKNOWLEDGED, S.WORKING, S.PARTIAL, S.UNKNOWN})

STEPS: Mapping[SliceState, frozenset[SliceState]] = MappingProxyType(
    {
        S.PLANNED: frozenset({S.APPROVED, S.DENIED}),
        S.APPROVED: frozenset({S.SENDING, S.DENIED}),
        S.SENDING: frozenset({S.ACKNOWLEDGED, S.WORKING, S.PARTIAL, S.FILLED, S.REJECTED, S.CANCELLED, S.UNKNOWN}),
        S.ACKNOWLEDGED: frozenset({S.WORKING, S.PARTIAL, S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED, S.UNKNOWN}),
        S.WORKING: frozenset({S.PARTIAL, S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED, S.UNKNOWN}),
        S.PARTIAL: frozenset({S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED, S.UNKNOWN}),
        S.UNKNOWN: frozenset({S.ACKNOWLEDGED, S.WORKING, S.PARTIAL, S.FILLED, S.CANCELLED, S.REJECTED, S.EXPIRED}),
        **{each: frozenset() for each in ENDED},
    }
)
"""Which state may follow which. What has ended stays so: a late fill of a cancelled slice has to be reconciled."""


class NotAStep(ValueError):
    """A slice cannot go from one state to the other."""


def step(before: SliceState, after: SliceState) -> SliceState:
    """The state after a step; to stay is no step. Raises NotAStep where the machine has none."""
    if after is before or after in STEPS[before]:
        return after
    raise NotAStep(f"a slice that is {before} cannot become {after}")
