"""What goes wrong, and when: a plan as data, the same every time that it is run."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Protocol, Self

from pydantic import AwareDatetime, Field, model_validator

from brokers.paper.codes import Codes
from brokers.paper.data import PaperDataError, read
from brokers.paper.draws import draw
from engine.trading.instrument import Strict

Call = Literal["submit", "replace", "cancel", "poll", "state"]
Told = Literal["acknowledged", "filled", "commission", "cancelled", "rejected", "refused", "expired", "account"]


class When(Strict):
    """Which calls or events a fault is for: all that match everything that is given.

    `nth` counts those that match the rest, from 1; `chance` is drawn from the seed; `times` ends it.
    """

    name: str
    nth: int | None = Field(default=None, gt=0)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    reference: str | None = None
    chance: Decimal | None = Field(default=None, gt=0, le=1)
    times: int | None = Field(default=None, gt=0)

    def covers(self, at: datetime, reference: str | None) -> bool:
        """Whether the instant and our reference match; `until` is the first instant that does not."""
        return (
            (self.since is None or self.since <= at)
            and (self.until is None or at < self.until)
            and (self.reference is None or (reference is not None and fnmatchcase(reference, self.reference)))
        )


class CallFault(When):
    """A call that goes wrong.

    `unavailable`: nothing is handed over, and said so. `unknown_before`: nothing is handed over, and nobody knows.
    `unknown_after`: it is handed over, after `seconds` if there are any, and nobody knows. `reject` (submit), `refuse`
    (cancel, replace): with `code`. `fill_first` (cancel, replace): the market takes the order before. `slow`: it acts
    `seconds` later. `reorder` (poll): what is told at once is told in another order.
    """

    fault: Literal[
        "unavailable", "unknown_before", "unknown_after", "reject", "refuse", "fill_first", "slow", "reorder"
    ]
    on: tuple[Call, ...] = Field(min_length=1)
    seconds: Decimal = Field(default=Decimal(0), ge=0)
    code: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        fit = _FITS[self.fault]
        if not set(self.on) <= fit:
            raise ValueError(f"{self.fault} is for {', '.join(sorted(fit))}")
        if (self.code is not None) != (self.fault in ("reject", "refuse")):
            raise ValueError("`code` goes with reject and refuse, and only with them")
        if self.seconds and self.fault not in ("unknown_after", "slow"):
            raise ValueError("`seconds` goes with unknown_after and slow")
        return self


_COMMANDS = frozenset({"submit", "replace", "cancel"})
_FITS: dict[str, frozenset[str]] = {
    "unavailable": _COMMANDS | {"poll", "state"},
    "unknown_before": _COMMANDS,
    "unknown_after": _COMMANDS,
    "reject": frozenset({"submit"}),
    "refuse": frozenset({"cancel", "replace"}),
    "fill_first": frozenset({"cancel", "replace"}),
    "slow": _COMMANDS,
    "reorder": frozenset({"poll"}),
}


class Outage(When):
    """No call gets through. It lasts from `since` until `until`, or from a call that matches for `seconds`.

    What happens meanwhile to orders is told afterwards (`late`) or never (`lost`); only state() shows it then. What
    happens to accounts overnight, and commissions, are told in any case.
    """

    fault: Literal["outage"]
    on: tuple[Call, ...] = ()
    seconds: Decimal | None = Field(default=None, gt=0)
    events: Literal["late", "lost"] = "lost"

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.on:
            if self.seconds is None:
                raise ValueError("an outage that begins with a call needs `seconds`")
        elif self.since is None or self.until is None or self.seconds is not None:
            raise ValueError("an outage without a call needs `since` and `until`, and no `seconds`")
        return self


class EventFault(When):
    """Something that is told wrongly.

    `duplicate`: told again after `seconds`. `late`: told `seconds` later, after what followed it. `lose`: never told,
    while state() knows it; not for what happens to an account. `pending_commission` (filled): the commission follows
    `seconds` later.
    """

    fault: Literal["duplicate", "late", "lose", "pending_commission"]
    told: tuple[Told, ...] = Field(min_length=1)
    seconds: Decimal = Field(default=Decimal(0), ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.fault == "pending_commission" and self.told != ("filled",):
            raise ValueError("pending_commission is for filled")
        if self.fault == "lose" and "account" in self.told:
            raise ValueError("what happens to an account is told late, never lost")
        return self


Fault = Annotated[CallFault | Outage | EventFault, Field(discriminator="fault")]


class FaultPlan(Strict):
    """Faults in order: of several that match a call, the first is taken; of those that match an event, all."""

    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _names(self) -> Self:
        names = [each.name for each in self.faults]
        if len(names) != len(set(names)):
            raise ValueError("each fault has a name of its own")
        return self


class Count(Strict):
    """How often something matched a fault, and how often it happened."""

    seen: int = 0
    done: int = 0


class Counting(Protocol):
    """Where counts are kept, so that they outlive a client."""

    def count(self, name: str) -> Count:
        """The count of a fault."""

    def put_count(self, name: str, count: Count) -> None:
        """Keeps it."""


class Faults:
    """A plan at work; how often what happened is kept in the broker's memory."""

    def __init__(self, plan: FaultPlan, seed: int, codes: Codes, memory: Counting) -> None:
        self._plan, self._seed, self._memory = plan, seed, memory
        for each in plan.faults:
            if isinstance(each, CallFault) and each.code is not None:
                if each.code not in codes:
                    raise PaperDataError(f"{each.name}: no code {each.code!r} is in the table")
                if not set(each.on) <= set(codes[each.code].to):
                    raise PaperDataError(f"{each.name}: {each.code} is no answer to {' or '.join(each.on)}")

    def outage(self, at: datetime) -> Outage | None:
        """An outage of stated hours that holds at an instant."""
        return next(
            (each for each in self._plan.faults if isinstance(each, Outage) and not each.on and each.covers(at, None)),
            None,
        )

    def of_call(self, call: Call, at: datetime, reference: str | None) -> CallFault | Outage | None:
        """The fault of this call, counted."""
        for each in self._plan.faults:
            if isinstance(each, EventFault) or call not in each.on or not self._happens(each, at, reference):
                continue
            return each
        return None

    def of_event(self, told: Told, at: datetime, reference: str | None) -> list[EventFault]:
        """The faults of telling this event, counted."""
        return [
            each
            for each in self._plan.faults
            if isinstance(each, EventFault) and told in each.told and self._happens(each, at, reference)
        ]

    def _happens(self, fault: When, at: datetime, reference: str | None) -> bool:
        if not fault.covers(at, reference):
            return False
        before = self._memory.count(fault.name)
        seen = before.seen + 1
        happens = (
            (fault.nth is None or fault.nth == seen)
            and (fault.times is None or before.done < fault.times)
            and (fault.chance is None or draw(self._seed, "fault", fault.name, str(seen)) < fault.chance)
        )
        self._memory.put_count(fault.name, Count(seen=seen, done=before.done + happens))
        return happens


def read_plan(path: Path) -> FaultPlan:
    """A plan from a file. Raises PaperDataError."""
    return read(FaultPlan, path)
