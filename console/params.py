"""`alluse params`: the numbers of the law, and who may change and who reads them."""

from __future__ import annotations

import click

from console.options import FORMAT, path_and_name
from console.output import color_on_stdout, page_width, pretty, say, say_json


@click.command()
@click.argument("words", nargs=-1, metavar="[PATH] [NAME]")
@FORMAT
def command(words: tuple[str, ...], form: str) -> None:
    """Show the numbers of the law: value, bounds, who may change them, who reads them.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force today. NAME is a
    parameter (`entry.delta_low`), or a group of them (`entry`); one parameter is shown with all its details.
    """
    from console.constitution import in_force_on
    from console.parameters import parameters_of, render_one, render_table, select, told
    from console.reading import read_law, today

    path, name = path_and_name(words, "name")
    law = read_law(path if path is not None else in_force_on(today()), as_json=form == "json").law
    found = select(parameters_of(law), name)
    if form == "json":
        say_json(pretty(told(law, found)))
    elif name is not None and len(found) == 1:
        say(render_one(law, found[0], page_width(), color_on_stdout()))
    else:
        say(render_table(law, found, page_width(), color_on_stdout()))
