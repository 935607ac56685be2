"""A simulated operator: what a person would do, as data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from facts.modelled.description import WEEK, Weekday
from facts.sessions import Calendar
from facts.shape import Checked, Clock, Some, Text


class Reset(Checked):
    """A lock is looked at and reset on the next such weekday, or the first session after it, at a time of day.

    `locks` names the facts that the law keeps and that say so, by scope, with the value that means locked.
    """

    locks: Annotated[dict[Literal["account", "sleeve"], Annotated[dict[Text, Text], Some]], Some]
    weekday: Weekday
    at: Clock
    reason: Text


class OperatorModel(Checked):
    """Who acts, and how. Who it is is asserted, and here it is nobody."""

    operator: Text
    doc: Text | None = None
    who: Text
    reset: Reset


def next_reset(model: OperatorModel, calendar: Calendar, locked_at: datetime) -> datetime | None:
    """When a lock of that instant is reset: never on the same day; None where the calendar ends before."""
    locked = calendar.local(locked_at).date()
    away = (WEEK.index(model.reset.weekday) - locked.weekday()) % len(WEEK) or len(WEEK)
    day = locked + timedelta(days=away)
    session = calendar.session(day) or calendar.next(day)
    return None if session is None else calendar.instant(session.on, model.reset.at)
