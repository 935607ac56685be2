"""What the verbs of operators have in common: whom they mean, who asks, and whether a session hears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console.ledger_reading import LEDGER, opened, the_accounts
from console.operating import places
from console.operating.places import INBOX, STALE, inbox_of
from console.operating.requests import Inbox, Request, aside
from console.options import FORMAT
from console.output import pretty, say, say_json, tell
from console.trouble import NO, YES, Trouble

if TYPE_CHECKING:
    from ledger.leases import Lease

_FORMAT = "alluse/asked/1"
_PATIENCE = 5
"""Seconds for which is waited until a session has taken a request in."""

_BETWEEN = 0.1
"""Seconds between two looks whether it has."""

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    LEDGER,
    click.option("--account", metavar="NAME", help="The account that is meant."),
    click.option("--all", "every", is_flag=True, help="All accounts of the ledger are meant."),
    click.option("--who", required=True, metavar="NAME", help="Who asks; it is recorded as asserted, not proved."),
    click.option("--reason", required=True, metavar="TEXT", help="Why; it is recorded."),
    INBOX,
    click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=_PATIENCE,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait until the session has taken it in.",
    ),
    FORMAT,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the options of such a verb say."""

    where: str
    account: str | None
    every: bool
    who: str
    reason: str
    inbox: Path | None
    wait: float
    form: str


def asking_options(command: Command) -> Command:
    """The options of an operator's verb, handed over as one `Asking`."""

    def taken(
        where: str,
        account: str | None,
        every: bool,
        who: str,
        reason: str,
        inbox: Path | None,
        wait: float,
        form: str,
        **further: Any,
    ) -> Any:
        return command(Asking(where, account, every, who, reason, inbox, wait, form), **further)

    taken.__doc__, taken.__name__ = command.__doc__, command.__name__
    taken.__dict__.update(command.__dict__)
    found: Any = taken
    for option in reversed(_OPTIONS):
        found = option(found)
    result: Command = found
    return result


def ask(verb: str, asking: Asking, sleeve: str | None = None) -> None:
    """Leaves a request for each account that is meant, and tells whether anybody hears it.

    Ends with exit code 1 where nobody does. Raises Trouble and UsageError for what cannot be asked.
    """
    from ledger.store import Ledger

    context = click.get_current_context()
    if asking.every == (asking.account is not None):
        raise click.UsageError("Say which account is meant: `--account NAME`, or `--all`.", context)
    if not asking.who.strip() or not asking.reason.strip():
        raise click.UsageError("`--who` and `--reason` must say something: the ledger records both.", context)
    with opened(asking.where) as ledger:
        if not isinstance(ledger, Ledger):
            raise Trouble("nobody runs an export", "Name the ledger itself.")
        accounts = the_accounts(ledger, asking.account)
        if not accounts:
            raise Trouble("the ledger has no account")
        leases = {name: ledger.lease(name) for name in accounts}
    inbox = Inbox(inbox_of(asking.where, asking.inbox))
    now = places.now()
    left: dict[str, Path] = {}
    for name in accounts:
        held = _held(leases[name])
        if verb == "stop" and not held:
            continue  # there is nothing to stop, and the next start is not to be stopped by it
        try:
            request = Request(verb, name, sleeve, asking.who.strip(), asking.reason.strip(), now)
            left[name] = inbox.put(request)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Trouble(f"`{inbox.folder}`: {why}", f"{name} was not asked.") from None
    alive = {name: _alive(leases[name], now) for name in accounts}
    heard = _wait([path for name, path in left.items() if alive[name]], asking.wait)
    outcomes = [
        _outcome(name, leases[name], left.get(name), left.get(name) in heard, alive[name], now) for name in accounts
    ]
    _tell(verb, asking, sleeve, outcomes)
    context.exit(YES if all(each["taken_in"] for each in outcomes) else NO)


def _held(lease: Lease | None) -> bool:
    return lease is not None and lease.holder is not None


def _alive(lease: Lease | None, now: datetime) -> bool:
    return lease is not None and lease.holder is not None and now - lease.heartbeat < STALE


def _wait(paths: list[Path], seconds: float) -> set[Path]:
    """Those that a session has taken in, after so many seconds at most."""
    until = monotonic() + seconds
    while True:
        gone = {each for each in paths if not each.exists()}
        if len(gone) == len(paths) or monotonic() >= until:
            return {each for each in gone if not aside(each).exists()}
        sleep(_BETWEEN)


def _outcome(
    name: str, lease: Lease | None, request: Path | None, heard: bool, alive: bool, now: datetime
) -> dict[str, Any]:
    if lease is None or lease.holder is None:
        says = "nobody runs this account"
        says += "" if request is None else "; nothing is recorded, and the request waits for the next start"
    elif request is not None and aside(request).exists():
        says = f"refused by {lease.holder}: its alerts tell why"
    elif heard:
        says = f"taken in by {lease.holder}"
    elif alive:
        says = f"not taken in yet by {lease.holder}; the request waits"
    else:
        seconds = int((now - lease.heartbeat).total_seconds())
        says = f"{lease.holder} was last alive {seconds:,} seconds ago; the request waits until somebody runs it"
    return {
        "account": name,
        "taken_in": heard,
        "holder": None if lease is None else lease.holder,
        "heartbeat": None if lease is None else lease.heartbeat.isoformat(),
        "request": None if request is None or heard else request.as_posix(),
        "says": says,
    }


def _tell(verb: str, asking: Asking, sleeve: str | None, outcomes: list[dict[str, Any]]) -> None:
    if asking.form == "json":
        told = {"format": _FORMAT, "verb": verb, "sleeve": sleeve, "who": asking.who, "reason": asking.reason}
        say_json(pretty({**told, "accounts": outcomes}))
        return
    for each in outcomes:
        say(f"{verb} {sleeve or each['account']}: {each['says']}")
    if any(each["taken_in"] for each in outcomes):
        tell(f"note: the ledger records {asking.who} as asserted; nobody has proved who it was.")
