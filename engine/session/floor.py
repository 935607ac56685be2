"""Several accounts on one clock, each in its own session: whoever is due first is looked at first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine.session.session import Looked, Session
from engine.trading.clock import Clock

Told = Callable[[Session, Looked], None]


class Floor:
    """Runs sessions side by side. They have nothing in common but the clock and the way to the broker.

    `after` is called behind every look, when accounts may have begun or ended.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.sessions: dict[str, Session] = {}
        self.after: Callable[[], None] | None = None
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []

    def add(self, session: Session) -> None:
        """One more account, from now on; it recovers before anything else."""
        session.start()
        self.sessions[session.desk.account] = session

    def at(self, instant: datetime, do: Callable[[], None]) -> None:
        """Has something done at an instant, before the sessions look."""
        self._agenda.append((instant, len(self._agenda), do))
        self._agenda.sort(key=lambda each: each[:2])

    def run(self, until: datetime, told: Told | None = None) -> None:
        """Runs all until an instant. Accounts that are due at the same instant come in the order of their names."""
        now = self.clock.now()
        while self.sessions and now < until:
            due = [each.next_at for each in self.sessions.values()] + [at for at, _, _ in self._agenda[:1]]
            now = self.clock.wait_until(min(*due, until))
            while self._agenda and self._agenda[0][0] <= now:
                self._agenda.pop(0)[2]()
            for name in sorted(self.sessions):
                if name not in self.sessions:
                    continue
                session = self.sessions[name]
                if session.next_at <= now and now < until:
                    looked = session.look(session.next_at)
                elif session.news():
                    looked = session.look(now)
                else:
                    continue
                if told is not None:
                    told(session, looked)
                if self.after is not None:
                    self.after()
        for session in self.sessions.values():
            session.rest()
