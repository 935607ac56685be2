"""`alluse dry-run`: one snapshot decided, nothing done."""

from __future__ import annotations

from pathlib import Path

import click

from console.engines import ENGINES
from console.options import FORMAT, PATH, case_options
from console.output import color_on_stdout, page_width, say, say_json


@click.command()
@click.argument("path", required=False, type=PATH, metavar="[PATH]")
@case_options
@click.option(
    "--engine",
    type=click.Choice(tuple(ENGINES)),
    default=next(iter(ENGINES)),
    show_default=True,
    help="Who decides: `durable` and `clips` are second opinions on permits and forbids, by independent engines.",
)
@click.option(
    "--trace",
    type=click.Choice(("brief", "full")),
    default="brief",
    show_default=True,
    help="How much the JSON explains: what is permitted and the near misses, or every subject.",
)
@FORMAT
def command(
    path: Path | None,
    facts: Path,
    accounts: tuple[Path, ...],
    terms: tuple[Path, ...],
    waivers: tuple[Path, ...],
    kept: Path | None,
    as_if_in_force: bool,
    engine: str,
    trace: str,
    form: str,
) -> None:
    """Decide the facts of one instant; nothing happens.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force at the instant of
    the facts. The JSON is the decision record itself: the same law and facts give the same bytes.

    Exit code 0 once there is a record, whatever it says. 2: something could not be read.
    """
    from console.reading import Request, read_case

    case = read_case(Request(path, facts, accounts, waivers, form == "json", as_if_in_force, kept, terms))
    record = ENGINES[engine](case, trace == "full")
    if form == "json":
        say_json(record.json)
        return
    say(record.text(page_width(), color_on_stdout()))
