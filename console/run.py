"""`alluse run`: trade on paper on the wall clock, on the facts that an adapter drops into a folder."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import MAXYEAR, UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from console.ledger_reading import LEDGER
from console.operating.places import INBOX
from console.options import AS_IF_IN_FORCE, ENGINE, PATH
from console.output import say, tell
from console.trouble import BadInput, Trouble

if TYPE_CHECKING:
    from console.operating.live import Live

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_FOREVER = datetime(MAXYEAR, 1, 1, tzinfo=UTC)


def _instant(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """The instant of a text; click tells what is wrong with it."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"`{value}` is not an instant: write `2026-04-16T10:00:00-04:00`", ctx, param
        ) from None
    if found.tzinfo is None:
        raise click.BadParameter(f"`{value}` has no offset: write `2026-04-16T10:00:00-04:00`", ctx, param)
    return found


@click.command("run", short_help="Trade on paper on the wall clock.")
@click.option("--feed", type=PATH, metavar="DIR", required=True, help="The folder into which fact files are dropped.")
@click.option(
    "--world",
    type=PATH,
    metavar="FILE",
    required=True,
    help="A recording description; its tables of sessions and instruments are the calendar and the instruments.",
)
@click.option(
    "--account",
    "accounts",
    type=PATH,
    metavar="FILE",
    multiple=True,
    help="An account, with which its ledger begins if it is not there yet. May be repeated.",
)
@LEDGER
@click.option("--paper", type=PATH, metavar="FILE", help="The books of the paper broker; without it, LEDGER.paper.")
@INBOX
@click.option("--heartbeat", type=PATH, metavar="FILE", help="The file of the heartbeat; without it, LEDGER.heartbeat.")
@click.option("--law", type=PATH, metavar="PATH", help="The constitution; by default the one in force each day.")
@click.option("--alert-file", type=PATH, metavar="FILE", help="A file to which each alert is added, a JSON line each.")
@click.option(
    "--alert-webhook",
    metavar="URL",
    envvar="ALLUSE_ALERT_WEBHOOK",
    help="A web address to which each alert is posted. Without it, what ALLUSE_ALERT_WEBHOOK says.",
)
@click.option(
    "--until", callback=_instant, metavar="INSTANT", help="When the run ends; without it, when it is stopped."
)
@click.option(
    "--glance",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="SECONDS",
    help="How often it looks for new facts, requests and the broker's news.",
)
@click.option(
    "--silent-after",
    type=click.IntRange(min=1),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="After how long without new facts in an open session people are told.",
)
@click.option("--take-over", is_flag=True, help="Take over a lease whose holder was not heard of for a minute.")
@click.option("--who", metavar="NAME", help="Who takes over; it is asserted, not proved.")
@click.option("--reason", metavar="TEXT", help="Why it is taken over.")
@click.option("--quiet", is_flag=True, help="No line for each cycle.")
@ENGINE
@AS_IF_IN_FORCE
def command(
    feed: Path,
    world: Path,
    accounts: tuple[Path, ...],
    where: str,
    paper: Path | None,
    inbox: Path | None,
    heartbeat: Path | None,
    law: Path | None,
    alert_file: Path | None,
    alert_webhook: str | None,
    until: datetime | None,
    glance: int,
    silent_after: int,
    take_over: bool,
    who: str | None,
    reason: str | None,
    quiet: bool,
    engine: str,
    as_if_in_force: bool,
) -> None:
    """Trade on paper on the wall clock. Accounts run until they are stopped.

    All that happens is in the ledger: what it holds goes on, and a new one is made. `alluse status` shows how the
    accounts stand, `alluse stop` ends them; so do the signals INT and TERM. Orders that work at the broker then stay
    there, and are found again at the next start.

    Exit code 0 once it was stopped, or its time is over. 2: it could not start, or could not go on.
    """
    from brokers.paper import PaperDataError
    from console.operating.alerts import Alerts
    from console.operating.places import inbox_of, place
    from console.operating.starting import Plan, started
    from console.trading.ending import ending
    from engine.session.desk import SessionOver
    from facts.errors import FactsError
    from ledger.database import Unreadable
    from ledger.store import Ledger

    if take_over and not (who and who.strip() and reason and reason.strip()):
        raise click.UsageError("`--take-over` needs `--who` and `--reason`: the ledger records both.")
    if not take_over and (who is not None or reason is not None):
        raise click.UsageError("`--who` and `--reason` go with `--take-over`.")
    if where.endswith(".json"):
        raise Trouble("an export cannot be run", "Name the ledger itself.")
    if not feed.is_dir():
        raise Trouble(f"`{feed}` is no folder", "The feed is a folder into which an adapter drops fact files.")
    plan = Plan(
        feed=feed,
        world=world,
        accounts=accounts,
        law=law,
        as_if_in_force=as_if_in_force,
        paper=place(where, paper, "paper", "--paper"),
        inbox=inbox_of(where, inbox),
        heartbeat=place(where, heartbeat, "heartbeat", "--heartbeat"),
        glance=timedelta(seconds=glance),
        silent_after=timedelta(seconds=silent_after),
        taken_over_by=(who or "", reason or "") if take_over else None,
        engine=engine,
    )
    alerts = Alerts(alert_file, alert_webhook)
    try:
        with ending(), Ledger(where, create=bool(accounts)) as ledger:
            if not accounts and not ledger.accounts():
                raise Trouble("the ledger has no account", "Name the files of those that begin with `--account`.")
            with started(plan, ledger, alerts) as live:
                _begun(live, where)
                try:
                    with _asked_to_end(live):
                        live.run(until or _FOREVER, None if quiet else _progress)
                except SessionOver as over:
                    alerts.say("-", live.clock.now(), "session_over", str(over))
                    raise
        say("stopped; the leases are given back")
    except FactsError as error:
        raise BadInput(error.findings, {}) from None
    except Unreadable as error:
        raise Trouble(str(error)) from None
    except PaperDataError as error:
        raise Trouble(str(error)) from None
    finally:
        alerts.close()


def _begun(live: Live, where: str) -> None:
    from console.words import listed
    from ledger.database import location_of

    names = listed(sorted(live.floor.sessions))
    tell(f"running {names} on paper; the ledger: {location_of(where).shown}; requests: {live.inbox.folder}")


def _progress(session: object, looked: object) -> None:
    from console.trading.telling import progress
    from engine.session.session import Looked, Session

    assert isinstance(session, Session) and isinstance(looked, Looked)
    progress(session, looked)


@contextmanager
def _asked_to_end(live: Live) -> Iterator[None]:
    """While this lasts, the signals that end processes end the sessions in order; a second one ends at once."""
    before = {each: signal.getsignal(each) for each in _SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        del frame
        live.asked_to_end = signal.Signals(number).name
        for each, handler in before.items():
            signal.signal(each, handler)

    try:
        for each in _SIGNALS:
            signal.signal(each, heard)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
