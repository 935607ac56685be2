"""From when and until when something holds, in words."""

from __future__ import annotations

from datetime import date


def times(first: date | None, after: date | None, day: date) -> str:
    """From when and until when, and how that stands on a day: `2026-01-01 until 2026-07-01 (ended)`."""
    if first is None and after is None:
        return "always"
    text = f"from {first.isoformat()}" if first is not None else "ever since"
    text += f" until {after.isoformat()}" if after is not None else ""
    if first is not None and day < first:
        return f"{text}, not yet in force"
    return f"{text}, no longer in force" if after is not None and day >= after else text


def holds(first: date | None, after: date | None, day: date) -> bool:
    """Whether something that begins with `first` and ends before `after` holds on a day."""
    return (first is None or day >= first) and (after is None or day < after)
