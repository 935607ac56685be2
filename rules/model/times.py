"""From when and until when: `2026-01-05`, or `2026-01-05 until 2026-07-01`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_UNTIL = " until "
_TWO = 2

Times = tuple[date | None, date | None]
"""The first day, and the first on which it no longer holds. None: from the beginning, without end."""


@dataclass(frozen=True, slots=True)
class WrongTimes:
    """What is wrong with a text that should say from when until when."""

    code: str
    message: str
    help: str | None


def read_times(text: str) -> Times | WrongTimes:
    """The two days of a text."""
    parts = [part.strip() for part in text.split(_UNTIL)]
    try:
        days = [date.fromisoformat(part) for part in parts]
    except ValueError:
        help = "Write `2026-01-05 until 2026-07-01`."
        return WrongTimes("E129", f"`{text}` does not say from when until when", help)
    if len(days) == 1:
        return days[0], None
    if len(days) > _TWO:
        return WrongTimes("E129", f"`{text}` names more than two days", "Write `2026-01-05 until 2026-07-01`.")
    if days[1] <= days[0]:
        return WrongTimes("E227", f"`{text}` ends before it begins", f"Write `{parts[1]} until {parts[0]}`.")
    return days[0], days[1]


def times_of(text: str | None) -> Times:
    """The same for a text that was checked; None holds always. Raises ValueError for a wrong one."""
    times = (None, None) if text is None else read_times(text)
    if isinstance(times, tuple):
        return times
    raise ValueError(times.message)
