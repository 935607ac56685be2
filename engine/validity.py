"""When law, terms and waivers are in force, and the word for judging facts by law that is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.compile.law import Law


def in_force(first: date | None, after: date | None, at: datetime) -> bool:
    """Whether a day lies in a time that begins with `first` and ends before `after`."""
    day = at.date()
    return (first is None or day >= first) and (after is None or day < after)


@dataclass(frozen=True, slots=True)
class OutOfForce:
    """Law that is not in force at the instant of the facts."""

    law: Law
    at: datetime

    @property
    def why(self) -> str:
        """`draft`, `later_law` (the facts are older than the law), or `earlier_law` (it had ended before)."""
        if self.law.draft:
            return "draft"
        first = self.law.in_force
        return "later_law" if first is not None and self.at.date() < first else "earlier_law"

    @property
    def says(self) -> str:
        """The same in a sentence, without a full stop."""
        name, day = f"{self.law.name} {self.law.version}", self.at.date().isoformat()
        if self.law.draft:
            return f"{name} is a draft, which is never in force"
        if self.why == "later_law":
            return f"{name} is in force from {self.law.in_force} on, and the facts are of {day}"
        return f"{name} was in force until {self.law.in_force_until}, and the facts are of {day}"

    def told(self) -> Mapping[str, Any]:
        """The label that everything carries which was judged nevertheless."""
        first, after = self.law.in_force, self.law.in_force_until
        return {
            "version": self.law.version,
            "in_force": None if first is None else first.isoformat(),
            "until": None if after is None else after.isoformat(),
            "draft": self.law.draft,
            "facts_at": self.at.isoformat(),
            "why": self.why,
            "says": self.says,
        }


class NotInForce(ValueError):
    """Law that is not in force at the instant of the facts was to judge them, and nobody said that it should."""

    def __init__(self, out: OutOfForce) -> None:
        self.out = out
        super().__init__(out.says)


def out_of_force(law: Law, at: datetime) -> OutOfForce | None:
    """What keeps law from being in force at an instant: that it is a draft, has not begun or has ended; else None."""
    if law.draft or not in_force(law.in_force, law.in_force_until, at):
        return OutOfForce(law, at)
    return None


def require_in_force(law: Law, at: datetime, as_if_in_force: bool = False) -> None:
    """Raises NotInForce for law that is not in force at an instant, unless it shall judge as if it were."""
    out = out_of_force(law, at)
    if out is not None and not as_if_in_force:
        raise NotInForce(out)
