"""From when until when a document beside the law is in force."""

from __future__ import annotations

from datetime import date

from rules.check.deciding.context import Deciding
from rules.model import documents as d
from rules.model.times import WrongTimes, read_times


def in_force(deciding: Deciding, text: d.Text | None, owner: str) -> tuple[date | None, date | None] | None:
    """`2026-01-05 until 2026-07-01`: first day, and the day after the last."""
    if text is None:
        return None, None
    times = read_times(text.value)
    if isinstance(times, WrongTimes):
        deciding.report(times.code, text.span, times.message, owner, times.help)
        return None
    return times
