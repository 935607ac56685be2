"""`alluse reset`: take a lock, a halt or a pivot off, with a reason."""

from __future__ import annotations

import click

from console.operating.asking import Asking, ask, asking_options


@click.command("reset", short_help="Take a lock, a halt or a pivot off, with a reason.")
@click.option("--sleeve", metavar="KEY", help="Only this sleeve, such as `A gen`; without it, the account.")
@asking_options
def command(asking: Asking, sleeve: str | None) -> None:
    """Take a lock, a halt or a pivot off, with a reason. The account is meant, or one of its sleeves.

    The law decides whether it may be: a lock by the VIX ends only once the VIX is low enough again.

    Exit code 0 once the session has taken it in. 1: it has not, or nobody runs the account; then the request waits.
    """
    if sleeve is not None and asking.every:
        raise click.UsageError(
            "`--sleeve` is one of an account: name it with `--account`.", click.get_current_context()
        )
    ask("reset", asking, sleeve)
