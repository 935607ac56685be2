"""Puts accounts on their feet on the wall clock: a feed, a paper broker with its own books, a ledger that goes on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from pathlib import Path

from brokers.paper import SnapshotQuotes
from brokers.paper.model import stated
from console.operating.alerts import Alerts
from console.operating.live import Glances, Live
from console.operating.places import STALE
from console.operating.requests import Inbox
from console.trading.clocks import WallClock
from console.trading.laws import LawBook
from console.trading.leases import give_back, take_over
from console.trading.stage import Staging, paper, stage
from console.trouble import Trouble
from engine.backends.registry import DEFAULT
from engine.trading.clock import Clock
from facts.accounts import read_accounts
from facts.books import asked_by, opened_from
from facts.description import load_recording
from facts.feed import Feed
from facts.recorded_market import aging
from ledger.store import Ledger
from rules.source.load import Source

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run: files, places, and who takes over a lease, with the reason."""

    feed: Path
    world: Path
    accounts: tuple[Path, ...]
    law: Path | None
    as_if_in_force: bool
    paper: Path
    inbox: Path
    heartbeat: Path
    glance: timedelta
    silent_after: timedelta
    taken_over_by: tuple[str, str] | None = None
    engine: str = DEFAULT


def wall_clock(zone: tzinfo, glance: timedelta) -> Clock:
    """The clock of a run."""
    return WallClock(zone, glance)


@contextmanager
def started(plan: Plan, ledger: Ledger, alerts: Alerts) -> Iterator[Live]:
    """Sessions that recovered and are ready. If one cannot start, the leases of the others are given back.

    Raises FactsError and BadInput for files that cannot be used, and what `stage` raises.
    """
    world = load_recording(plan.world).world
    files = read_accounts(list(plan.accounts))
    terms = [
        Source(each.file, Path(each.file).read_text(encoding="utf-8"), each.terms, ()) for each in files if each.terms
    ]
    laws = LawBook(plan.law, terms, plan.as_if_in_force)
    clock = Glances(wall_clock(world.calendar.zone, plan.glance))
    law = laws.at(clock.now()).law
    feed = Feed(plan.feed, world, aging(law), asked_by(law).get(CLOCK))
    feed.look()
    openings = {each.account.account: opened_from(each, world) for each in files}
    try:
        plan.paper.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"`{plan.paper.parent}`: {(error.strerror or str(error)).lower()}") from None
    broker = paper(SnapshotQuotes(feed, stated().shares), world.calendar, clock, openings, path=plan.paper)
    holder = f"{socket.gethostname()} process {os.getpid()}"
    names = sorted({*openings, *ledger.accounts()})
    if plan.taken_over_by is not None:
        now = clock.now()
        take_over(ledger, names, holder, now, now - STALE, *plan.taken_over_by)
    staging = Staging(laws, feed, world, clock, ledger, holder, periodic=True, alert=alerts, engine=plan.engine)
    try:
        floor = stage(staging, broker, openings)
    except BaseException:
        give_back(ledger, names, holder, clock.now())
        raise
    yield Live(floor, clock, feed, Inbox(plan.inbox), alerts, plan.heartbeat, holder, plan.silent_after)
