"""`alluse reconcile`: fetch the broker's state, and compare the books with it."""

from __future__ import annotations

import click

from console.operating.asking import Asking, ask, asking_options


@click.command("reconcile", short_help="Fetch the broker's state, and compare the books with it.")
@asking_options
def command(asking: Asking) -> None:
    """Fetch the broker's state, and compare the books with it.

    Until they are equal the account is under audit, and adds no risk.

    Exit code 0 once the session has taken it in. 1: it has not, or nobody runs the account; then the request waits.
    """
    ask("reconcile", asking)
