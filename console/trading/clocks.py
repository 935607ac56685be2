"""Clocks: the one on the wall, and one that goes as fast as it is asked, with the market that it moves."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, tzinfo
from typing import Protocol


class Moves(Protocol):
    """What goes on while a simulated clock goes on."""

    def advance_until_heard(self, to: datetime) -> datetime:
        """Works through the time up to an instant; stops where there is something to hear, and tells where."""


class SimulatedClock:
    """Stands still until somebody waits. What happens on the way may end the waiting early."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self.moves: Moves | None = None

    def now(self) -> datetime:
        """The instant at which it stands."""
        return self._now

    def wait_until(self, at: datetime) -> datetime:
        """Goes on to an instant, or to the first news before it."""
        if at > self._now:
            reached = at if self.moves is None else self.moves.advance_until_heard(at)
            # A session looks at whole seconds: what comes within one is looked at when it is over.
            self._now = min(at, whole(reached, self._now.tzinfo)).astimezone(self._now.tzinfo)
        return self._now


class WallClock:
    """The clock on the wall, in the exchange's zone. `glance`: how often it looks whether there is news."""

    def __init__(self, zone: tzinfo, glance: timedelta) -> None:
        self.zone, self.glance = zone, glance

    def now(self) -> datetime:
        """This second."""
        return datetime.now(self.zone).replace(microsecond=0)

    def wait_until(self, at: datetime) -> datetime:
        """Waits, but never longer than a glance."""
        left = (at - datetime.now(self.zone)).total_seconds()
        if left > 0:
            time.sleep(min(left, self.glance.total_seconds()))
        return self.now()


def whole(at: datetime, zone: tzinfo | None) -> datetime:
    """The whole second in which an instant is over, in a zone."""
    local = at.astimezone(zone)
    return local if not local.microsecond else local.replace(microsecond=0) + timedelta(seconds=1)
