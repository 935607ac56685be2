"""What the verbs about a ledger have in common: opening it, the account that is meant, progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from console.output import tell
from console.trouble import Trouble
from console.words import listed

if TYPE_CHECKING:
    from ledger.evidence import Evidence

_EXPORT = ".json"
_BETWEEN = 2
"""Seconds between two lines of progress."""

_MOST_NAMED = 10

DAMAGED = "`alluse ledger verify` says what is damaged, and where."

LEDGER = click.option(
    "--ledger",
    "where",
    required=True,
    envvar="ALLUSE_LEDGER",
    metavar="PATH|URL",
    help="The ledger: an SQLite file, `postgresql://USER@HOST/NAME`, or a JSON export. Without it, what ALLUSE_LEDGER "
    "says.",
)
ACCOUNT = click.option("--account", metavar="NAME", help="The account, where the ledger holds several.")


@contextmanager
def opened(where: str) -> Iterator[Evidence]:
    """The ledger or export that is meant, to be read. Raises Trouble for what cannot be, now or later on."""
    from ledger.database import Unreadable
    from ledger.export import read_export
    from ledger.store import Ledger

    try:
        if where.endswith(_EXPORT) and "://" not in where:
            yield read_export(Path(where))
            return
        with Ledger(where, read_only=True) as ledger:
            yield ledger
    except Unreadable as error:
        raise Trouble(str(error)) from None


def the_accounts(ledger: Evidence, account: str | None) -> tuple[str, ...]:
    """All accounts, or the one that is named. Raises Trouble for one that is not there."""
    accounts = ledger.accounts()
    if account is None:
        return accounts
    if account not in accounts:
        raise Trouble(f"the ledger has no account `{account}`", _which(accounts))
    return (account,)


def the_account(ledger: Evidence, account: str | None) -> str:
    """The account that is named, or the only one. Raises Trouble."""
    accounts = the_accounts(ledger, account)
    if not accounts:
        raise Trouble("the ledger has no entry")
    if len(accounts) > 1:
        raise Trouble(f"the ledger holds {len(accounts)} accounts", f"Say which: {_which(accounts)}")
    return accounts[0]


def _which(accounts: tuple[str, ...]) -> str:
    if not accounts:
        return "It has no entry at all."
    named = listed([f"`--account {each!r}`" for each in accounts[:_MOST_NAMED]], "or")
    return f"{named}." if len(accounts) <= _MOST_NAMED else f"{named}, or another of {len(accounts)}."


class Progress:
    """Tells now and then how far the work is; work that is done at once goes without."""

    def __init__(self) -> None:
        self._told = monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """So much of what is done; `of` is 0 where nobody knows of how much."""
        if monotonic() - self._told >= _BETWEEN:
            self._told = monotonic()
            tell(f"{what}: {done:,}{f' of {of:,}' if of else ''}")
