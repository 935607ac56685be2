"""Where a running session keeps what is not in its ledger: requests of operators, its heartbeat, the paper broker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from console.options import PATH
from console.trouble import Trouble

STALE = timedelta(minutes=1)
"""A session of which nothing was heard for so long may be dead: its lease can be taken over."""

INBOX = click.option(
    "--inbox",
    type=PATH,
    metavar="DIR",
    help="The folder through which operators reach the session; without it, LEDGER.inbox. The ledger of a server has "
    "none beside it, and needs one here.",
)


def now() -> datetime:
    """This instant, as operators have it."""
    return datetime.now(UTC)


def _beside(where: str, ending: str) -> Path | None:
    from ledger.database import Unreadable, location_of

    try:
        file = location_of(where).file
    except Unreadable as error:
        raise Trouble(str(error)) from None
    return None if file is None else file.with_name(f"{file.name}.{ending}")


def place(where: str, named: Path | None, ending: str, option: str) -> Path:
    """A place as it is named, or beside the ledger. Raises Trouble where there is neither."""
    found = named if named is not None else _beside(where, ending)
    if found is None:
        raise Trouble("beside the ledger of a server there is no place for files", f"Name one with `{option}`.")
    return found


def inbox_of(where: str, named: Path | None) -> Path:
    """The folder through which operators reach a session. Raises Trouble."""
    return place(where, named, "inbox", "--inbox")


Now = Callable[[], datetime]
