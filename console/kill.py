"""`alluse kill`: press the kill switch: cancel working orders, add no risk."""

from __future__ import annotations

import click

from console.operating.asking import Asking, ask, asking_options


@click.command("kill", short_help="Press the kill switch: cancel working orders, add no risk.")
@asking_options
def command(asking: Asking) -> None:
    """Press the kill switch: cancel working orders, add no risk.

    It stays so until `alluse reset`. The session goes on, and what reduces risk stays allowed.

    Exit code 0 once the session has taken it in. 1: it has not, or nobody runs the account; then the request waits.
    """
    ask("kill", asking)
