"""A floor on the wall clock: between two looks it hears its operators, finds new facts, and says that it is alive."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from console.operating.alerts import OWN, Alerts
from console.operating.requests import Inbox, NotARequest, Request, read_request
from engine.session import recovery
from engine.session.floor import Floor, Told
from engine.session.session import Session
from engine.trading.clock import Clock
from engine.trading.events import AlertRaised, OperatorActed
from engine.trading.journal import NotRecorded
from facts.feed import Feed
from ledger.leases import LeaseRefused
from ledger.store import AccountJournal

FORMAT = "alluse/heartbeat/1"


class Glances:
    """A clock; whoever waits by it glances around before he goes on."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.glance: Callable[[datetime], None] | None = None

    def now(self) -> datetime:
        """As the clock."""
        return self.clock.now()

    def wait_until(self, at: datetime) -> datetime:
        """As the clock, with a glance."""
        now = self.clock.wait_until(at)
        if self.glance is not None:
            self.glance(now)
        return now


class Live:
    """The sessions of a floor as people run them. `asked_to_end` is set by a signal, to its name."""

    def __init__(
        self,
        floor: Floor,
        clock: Glances,
        feed: Feed,
        inbox: Inbox,
        alerts: Alerts,
        heartbeat: Path,
        holder: str,
        silent_after: timedelta,
    ) -> None:
        """`silent_after`: for how long a feed may bring nothing in an open session before people are told."""
        self.floor, self.clock, self.feed = floor, clock, feed
        self.inbox, self.alerts, self.heartbeat, self.holder = inbox, alerts, heartbeat, holder
        self.silent_after, self._began, self._silent = silent_after, clock.now(), False
        self._newest = feed.newest(self._began)
        self.asked_to_end: str | None = None
        self._seen: dict[str, None] = {}
        self._failing: set[str] = set()
        self._last: datetime | None = None

    def run(self, until: datetime, told: Told | None = None) -> None:
        """Runs until an instant, or until all sessions were stopped. In any case the leases are given back.

        Raises SessionOver, LeaseRefused and what else a session cannot go on from.
        """
        self._leftovers()
        self.clock.glance = self._glance
        try:
            self.floor.run(until, told)
        finally:
            self.clock.glance = None
            for name in sorted(self.floor.sessions):
                self._release(self.floor.sessions[name])
            self._beat_file(self.clock.now(), running=False)

    # --- one glance -------------------------------------------------------------------------------
    def _glance(self, now: datetime) -> None:
        if self._last is not None and now < self._last:
            text = f"the clock went back from {self._last.isoformat()} to {now.isoformat()}"
            self._alert_all("clock_back", text)
        self._last = now
        if self.asked_to_end is not None:
            for name in sorted(self.floor.sessions):
                session = self.floor.sessions[name]
                session.operator("stop", f"signal {self.asked_to_end}", "the process was asked to end")
                self._end(session)
            return
        for path in self._waiting():
            self._take_in(path, now)
        changed, newest = self.feed.look(), self.feed.newest(now)
        if changed or newest != self._newest:
            self._newest = newest
            for session in self.floor.sessions.values():
                session.next_at = min(session.next_at, now)
        for trouble in self.feed.troubles():
            self._alert_all("feed_unreadable", trouble)
        self._listen_for_silence(now)
        self._beat(now)

    def _listen_for_silence(self, now: datetime) -> None:
        """Tells once that nothing new comes while the session is open, until something does."""
        calendar = self.feed.world.calendar
        today = calendar.session(calendar.local(now).date())
        if today is None or not today.opens <= now < today.closes:
            self._silent = False
            return
        newest = self.feed.newest(now)
        since = max(today.opens, self._began, *(() if newest is None else (newest,)))
        silent = now - since >= self.silent_after
        if silent and not self._silent:
            seconds = int((now - since).total_seconds())
            self._alert_all("feed_silent", f"no new facts for {seconds:,} seconds while the session is open")
        self._silent = silent

    def _alert_all(self, code: str, text: str) -> None:
        for name in sorted(self.floor.sessions):
            self.floor.sessions[name].desk.write([AlertRaised(code=code, text=text)])

    # --- operators --------------------------------------------------------------------------------
    def _leftovers(self) -> None:
        """Requests from before the start: what was done before a crash is done, and nobody stops what begins now."""
        for path in self._waiting():
            with suppress(NotARequest):
                request = read_request(path)
                session = self.floor.sessions.get(request.account)
                if session is None:
                    continue
                if _done(session, request):
                    path.unlink(missing_ok=True)
                elif request.verb == "stop":
                    self._put_aside(path, [session], "request_void", "a stop that was asked for before the start")

    def _waiting(self) -> list[Path]:
        try:
            return [each for each in self.inbox.waiting() if each.name not in self._seen]
        except OSError as error:
            self._failed("inbox", "inbox_failed", f"requests cannot be read: {_words(error)}", self.clock.now())
            return []

    def _take_in(self, path: Path, now: datetime) -> None:
        """Carries a request out: written to the ledger first, then deleted."""
        try:
            request = read_request(path)
        except NotARequest as error:
            sessions = list(self.floor.sessions.values())
            self._put_aside(path, sessions, "request_unreadable", f"{path.name}: {error}")
            return
        session = self.floor.sessions.get(request.account)
        if session is None:
            return  # it is for another session of this ledger
        sleeves = [each.key for each in session.desk.view().sleeves]
        if request.scope not in {None, request.account, *sleeves}:
            text = f"{request.verb} of {request.scope}, which {request.account} does not have"
            self._put_aside(path, [session], "request_refused", text)
            return
        session.operator(request.verb, request.who, request.reason, request.scope)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._seen[path.name] = None
            self._failed("inbox", "inbox_failed", f"{path.name} cannot be deleted: {_words(error)}", now)
        if request.verb == "stop":
            self._end(session)
        elif request.verb == "reconcile":
            # The law hears that a reconciliation is due before it hears how it ended.
            session.look(now)
            recovery.fetch(session.desk)
            session.next_at = now

    def _put_aside(self, path: Path, sessions: list[Session], code: str, text: str) -> None:
        try:
            self.inbox.aside(path)
        except OSError:
            self._seen[path.name] = None
        for session in sessions:
            session.desk.write([AlertRaised(code=code, text=f"{text}; it is not carried out")])

    # --- alive, and the end -----------------------------------------------------------------------
    def _beat(self, now: datetime) -> None:
        """Says in the ledger and in a file that the sessions are alive. Raises LeaseRefused if a lease is lost."""
        for session in self.floor.sessions.values():
            try:
                _journal(session).heartbeat(now)
                self._failing.discard("ledger")
            except NotRecorded as error:
                self._failed("ledger", "heartbeat_failed", f"the ledger takes no heartbeat: {error}", now)
        self._beat_file(now, running=True)

    def _beat_file(self, now: datetime, *, running: bool) -> None:
        newest = self.feed.newest(now)
        told = {
            "format": FORMAT,
            "at": now.isoformat(),
            "holder": self.holder,
            "running": running,
            "accounts": {name: each.next_at.isoformat() for name, each in sorted(self.floor.sessions.items())},
            "newest_facts": None if newest is None else newest.isoformat(),
        }
        written = self.heartbeat.with_name(f".{self.heartbeat.name}.new")
        try:
            written.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            written.replace(self.heartbeat)
            self._failing.discard("file")
        except OSError as error:
            self._failed("file", "heartbeat_failed", f"{self.heartbeat.name}: {_words(error)}", now)

    def _failed(self, what: str, code: str, text: str, now: datetime) -> None:
        """Tells once of what does not work until it works again; not in the ledger, which may be what fails."""
        if what not in self._failing:
            self._failing.add(what)
            self.alerts.say(OWN, now, code, text)

    def _end(self, session: Session) -> None:
        session.rest()
        self._release(session)
        del self.floor.sessions[session.desk.account]

    def _release(self, session: Session) -> None:
        with suppress(LeaseRefused, NotRecorded):
            _journal(session).release(self.clock.now())


def _journal(session: Session) -> AccountJournal:
    journal = session.desk.ports.journal
    assert isinstance(journal, AccountJournal)
    return journal


def _done(session: Session, request: Request) -> bool:
    """Whether the ledger has it already: the session was interrupted before it could delete the file."""
    wanted = OperatorActed(verb=request.verb, who=request.who, reason=request.reason, scope=request.scope)
    entries = session.desk.ports.journal.entries()
    return any(each.event == wanted and each.at >= request.at.replace(microsecond=0) for each in entries)


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
