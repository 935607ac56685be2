"""Who simulates holds the leases of his accounts, as whoever runs them live: alive on the clock on the wall.

A simulated clock tells the time of what is traded. By that a lease would look stale for years, and anybody could take
it over while the simulation still writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from console.operating import places
from console.operating.places import STALE

if TYPE_CHECKING:
    from engine.session.floor import Floor, Told
    from engine.session.session import Looked, Session
    from ledger.store import AccountJournal


class Holding:
    """Says of the accounts of a floor that somebody runs them. `told`, if any, hears of every look as well."""

    def __init__(self, floor: Floor, told: Told | None) -> None:
        self.floor, self.told = floor, told
        self._last: datetime | None = None
        self._known: set[str] = set()

    def __call__(self, session: Session, looked: Looked) -> None:
        """After a look. Raises LeaseRefused if a lease was lost, and NotRecorded."""
        self.beat()
        if self.told is not None:
            self.told(session, looked)

    def beat(self) -> None:
        """Renews the leases, if it is time to, or an account is new."""
        now = places.now()
        new = self.floor.sessions.keys() - self._known
        if new or self._last is None or now - self._last >= STALE / 2:
            self._last, self._known = now, set(self.floor.sessions)
            for each in self.floor.sessions.values():
                _journal(each).heartbeat(now)

    def release(self) -> None:
        """Gives the leases back."""
        from engine.trading.journal import NotRecorded
        from ledger.leases import LeaseRefused

        for each in self.floor.sessions.values():
            with suppress(LeaseRefused, NotRecorded):
                _journal(each).release(places.now())


@contextmanager
def holding(floor: Floor, told: Told | None) -> Iterator[Holding]:
    """The leases of a floor, held while it runs and given back at its end, whatever ends it."""
    held = Holding(floor, told)
    try:
        held.beat()
        yield held
    finally:
        held.release()


def _journal(session: Session) -> AccountJournal:
    from ledger.store import AccountJournal

    journal = session.desk.ports.journal
    assert isinstance(journal, AccountJournal)
    return journal
