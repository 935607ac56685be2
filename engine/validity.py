"""When terms and waivers are in force."""

from __future__ import annotations

from datetime import date, datetime


def in_force(first: date | None, after: date | None, at: datetime) -> bool:
    """Whether a day lies in a time that begins with `first` and ends before `after`."""
    day = at.date()
    return (first is None or day >= first) and (after is None or day < after)
