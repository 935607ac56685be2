"""`alluse explain`: why something is or is not permitted, clause by clause."""

from __future__ import annotations

from pathlib import Path

import click

from console.options import FORMAT, case_options, path_and_name
from console.output import color_on_stdout, page_width, pretty, say, say_json


@click.command()
@click.argument("words", nargs=-1, metavar="[PATH] [SUBJECT]")
@case_options
@click.option("--action", metavar="ACTION", help="Explain this action only.")
@click.option("--why-not", "rule", metavar="RULE", help="Name each clause of this rule that is in the way.")
@FORMAT
def command(
    words: tuple[str, ...],
    facts: Path,
    accounts: tuple[Path, ...],
    waivers: tuple[Path, ...],
    action: str | None,
    rule: str | None,
    form: str,
) -> None:
    """Say why something is or is not permitted, clause by clause.

    PATH is the law; without one it is the version of ALL-USE in force at the instant of the facts. SUBJECT is
    who or what an action would be done to: its key, or a part of the key that only one has. Without it,
    what is permitted and the nearest misses are explained.

    Each clause comes with its values and its margin: the signed distance to its boundary, above zero where it
    holds with room.
    """
    from console.explanation import explain
    from console.reading import Request, read_case

    path, subject = path_and_name(words, "subject")
    case = read_case(Request(path, facts, accounts, waivers, as_json=form == "json"))
    found = explain(case, subject, action, rule)
    if form == "json":
        say_json(pretty(found.json()))
        return
    from console.explanation_text import render_explanation

    say(render_explanation(found, page_width(), color_on_stdout()))
