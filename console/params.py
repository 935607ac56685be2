"""`alluse params`: the numbers of the law, and who may change and who reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from console.options import FORMAT, ON, PATH, TERMS, path_and_name
from console.output import color_on_stdout, page_width, pretty, say, say_json


@click.command()
@click.argument("words", nargs=-1, metavar="[PATH] [NAME]")
@click.option(
    "--account",
    "accounts",
    type=PATH,
    metavar="FILE",
    multiple=True,
    help="An account, whose own terms are told too. May be repeated.",
)
@TERMS
@ON
@FORMAT
def command(
    words: tuple[str, ...], accounts: tuple[Path, ...], terms: tuple[Path, ...], on: datetime | None, form: str
) -> None:
    """Show the numbers of the law: value, bounds, who may change them, who reads them.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force on the day. NAME is a
    parameter (`entry.delta_low`), or a group of them (`entry`); one parameter is shown with all its details,
    and with the terms that set it for somebody.
    """
    from console.named_law import named_law
    from console.parameters import parameters_of, render_one, render_table, select, told

    path, name = path_and_name(words, "name")
    named = named_law(path, on, accounts, as_json=form == "json", terms=terms)
    law = named.read.law
    found = select(parameters_of(law), name)
    if form == "json":
        say_json(pretty(told(law, found, named.day)))
    elif name is not None and len(found) == 1:
        say(render_one(law, found[0], named.day, page_width(), color_on_stdout()))
    else:
        say(render_table(law, found, named.day, page_width(), color_on_stdout()))
