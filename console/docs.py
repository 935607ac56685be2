"""`alluse docs`: the law as a site of static pages, for people who read and do not program."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from console.options import FORMAT, ON, PATH
from console.output import pretty, say, say_json


@click.command()
@click.argument("path", required=False, type=PATH, metavar="[PATH]")
@click.option("--out", type=PATH, metavar="DIR", required=True, help="The folder to write the pages into.")
@ON
@FORMAT
def command(path: Path | None, out: Path, on: datetime | None, form: str) -> None:
    """Write the law as a site of static pages, for people who read and do not program.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force on the day. Every article
    and rule stands there in English, which is made from the rules themselves, with its scenarios, which are run for
    it: so no page can say anything else than what is decided.

    The pages need no server and ask for nothing from outside: open DIR/index.html. DIR is made where it is not there;
    a site that is there already is replaced. Anything else in it keeps it from being written.
    """
    from console.reading import today
    from console.site.site import write_site

    written = write_site(path, on.date() if on is not None else today(), out, form == "json")
    if form == "json":
        say_json(pretty(written.told()))
    else:
        say(written.text())
