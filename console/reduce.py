"""`alluse reduce`: only reduce risk from now on."""

from __future__ import annotations

import click

from console.operating.asking import Asking, ask, asking_options


@click.command("reduce", short_help="Only reduce risk from now on.")
@asking_options
def command(asking: Asking) -> None:
    """Only reduce risk from now on. An emergency is declared for the account.

    It stays so until `alluse reset`.

    Exit code 0 once the session has taken it in. 1: it has not, or nobody runs the account; then the request waits.
    """
    ask("reduce", asking)
