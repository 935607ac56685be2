"""`alluse explain-code`: the page of a diagnostic, or the list of all."""

from __future__ import annotations

import click

from console.options import FORMAT
from console.output import color_on_stdout, page_width, pretty, say, say_json


@click.command()
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--list", "listing", is_flag=True, help="List every code with its severity and headline.")
@FORMAT
def command(code: str | None, listing: bool, form: str) -> None:
    """Show what a code of a finding means, and how it is put right.

    CODE stands in brackets behind `error`, `warning` or `note` of a finding: `E301`. Small letters will do.
    """
    from console.codes import list_told, one_told, render_list, render_one, the_code

    if listing == (code is not None):
        which = "a CODE or `--list`, not both" if listing else "a CODE, or `--list` for all of them"
        raise click.UsageError(f"Name {which}.", click.get_current_context())
    if code is None:
        if form == "json":
            say_json(pretty(list_told()))
        else:
            say(render_list(page_width(), color_on_stdout()))
        return
    found = the_code(code)
    if form == "json":
        say_json(pretty(one_told(found)))
    else:
        say(render_one(found, page_width(), color_on_stdout()))
