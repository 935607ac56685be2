"""At which instants a session of the modelled market is looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from facts.sessions import Calendar
from facts.shape import Checked, Clock, Count, Flag, Some, Text


class Crossings(Checked):
    """Levels of a short put: so many times a fact of its underlying below its strike, each a parameter of the law."""

    measure: Text
    times: Annotated[tuple[Text, ...], Some]


class InstantsModel(Checked):
    """The stated instants. Times of day that a short session does not reach are left out.

    `last_of_week_before_close`: minutes before the close of the week's last session. With `level_crossings` come the
    instants at which the price of a short put's underlying reaches one of its levels.
    """

    instants: Text
    doc: Text | None = None
    each_session: tuple[Clock, ...]
    last_of_week_before_close: tuple[Count, ...] = ()
    at_close: Flag
    level_crossings: Crossings | None = None


def of_session(model: InstantsModel, calendar: Calendar, on: date) -> tuple[datetime, ...]:
    """The stated instants of a session in order, without level crossings; none on a day without session."""
    session, week = calendar.session(on), calendar.week(on)
    if session is None:
        return ()
    found = {calendar.instant(on, each) for each in model.each_session}
    if week is not None and week[1].on == on:
        found |= {session.closes - timedelta(minutes=each) for each in model.last_of_week_before_close}
    found = {each for each in found if session.opens <= each < session.closes}
    if model.at_close:
        found.add(session.closes)
    return tuple(sorted(found))
