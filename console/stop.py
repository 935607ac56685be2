"""`alluse stop`: end sessions in order."""

from __future__ import annotations

import click

from console.operating.asking import Asking, ask, asking_options


@click.command("stop", short_help="End sessions in order.")
@asking_options
def command(asking: Asking) -> None:
    """End sessions in order. An account that is stopped decides nothing more, and gives its lease back.

    Orders that work at the broker stay there. If they are to be cancelled, `alluse kill` comes first.

    Exit code 0 once the session has taken it in. 1: it has not, or nobody runs the account.
    """
    ask("stop", asking)
