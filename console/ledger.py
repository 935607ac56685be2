"""`alluse ledger`: what an account did, proved, shown and exported."""

from __future__ import annotations

import click

from console.ledger_export import export
from console.ledger_show import show
from console.ledger_verify import verify


@click.group("ledger", subcommand_metavar="verify|show|export …")
def command() -> None:
    """Prove, show or export the ledger of an account.

    A ledger is an SQLite file, a PostgreSQL database, or a JSON file that was exported from one.
    """


for each in (verify, show, export):
    command.add_command(each)
