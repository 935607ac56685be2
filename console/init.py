"""`alluse init`: a new constitution to build on, which is right from the start."""

from __future__ import annotations

from pathlib import Path

import click

from console.options import FORMAT, PATH
from console.output import pretty, say, say_json


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--name", metavar="NAME", help="What the law is called; without it, as the folder is.")
@FORMAT
def command(folder: Path, name: str | None, form: str) -> None:
    """Begin a new constitution: a rule, the facts of one instant, a scenario.

    DIR is the folder to write into; it is made where it is not there. Nothing that is there is overwritten: if
    any of the files exists, none is written.
    """
    from console.new_law import name_for, write

    written = write(folder, name_for(folder, name))
    if form == "json":
        say_json(pretty(written.told()))
    else:
        say(written.text())
