"""`alluse explain`: why something is or is not permitted, clause by clause; or what a name of the law stands for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.options import FORMAT, ON, optional_case_options, path_and_name
from console.output import color_on_stdout, page_width, pretty, say, say_json

if TYPE_CHECKING:
    from console.reading import Case


_OF_LEDGER = (
    "`--ledger` and `--entry` belong together, with at most a SUBJECT: law, facts and memory are those of the ledger."
)


@click.command()
@click.argument("words", nargs=-1, metavar="[PATH] [SUBJECT | NAME]")
@optional_case_options
@click.option("--action", metavar="ACTION", help="Explain this action only.")
@click.option("--ledger", "where", metavar="PATH|URL", help="A ledger, to explain what was decided in it.")
@click.option("--entry", metavar="[ACCOUNT:]N", help="The entry of the ledger: a decision, or what followed from one.")
@click.option("--why-not", "rule", metavar="RULE", help="Name each clause of this rule that is in the way.")
@ON
@FORMAT
def command(
    words: tuple[str, ...],
    facts: Path | None,
    accounts: tuple[Path, ...],
    terms: tuple[Path, ...],
    waivers: tuple[Path, ...],
    kept: Path | None,
    as_if_in_force: bool,
    action: str | None,
    where: str | None,
    entry: str | None,
    rule: str | None,
    on: datetime | None,
    form: str,
) -> None:
    """Say why something is or is not permitted; or what a name of the law stands for.

    With `--facts`: PATH is the law; without one it is the version of ALL-USE in force at the instant of the
    facts. SUBJECT is who or what an action would be done to: its key, or a part of the key that only one has.
    Without it, what is permitted and the nearest misses are explained. Each clause comes with its values and
    its margin: the signed distance to its boundary, above zero where it holds with room.

    With `--ledger` and `--entry`: the law, the facts and the memory are those from which the entry was decided, as the
    ledger stores them. Of an order, its subject and action are explained.

    Without any of these: NAME is anything that the law names: a rule, a fact, a parameter, an action, a scope, a
    type, a word of a type, a ruling, a section. What it is, who makes it and who reads it is told.
    """
    if where is not None or entry is not None:
        if where is None or entry is None or facts is not None or on is not None or kept is not None or len(words) > 1:
            raise click.UsageError(_OF_LEDGER, click.get_current_context())
        if accounts or terms or waivers or as_if_in_force:
            raise click.UsageError(_OF_LEDGER, click.get_current_context())
        _entry(where, entry, words[0] if words else None, action, rule, form)
        return
    if facts is None:
        needing = {"--action": action, "--why-not": rule, "--as-if-in-force": as_if_in_force, "--kept": kept}
        option = next((each for each, value in needing.items() if value), None)
        if option is not None:
            raise click.UsageError(f"`{option}` needs the facts: `--facts FILE`.", click.get_current_context())
        _name(words, accounts, terms, waivers, on, form)
        return
    if on is not None:
        raise click.UsageError("The facts say which day it is; `--on` is for names.", click.get_current_context())

    from console.reading import Request, read_case

    path, subject = path_and_name(words, "subject")
    case = read_case(Request(path, facts, accounts, waivers, form == "json", as_if_in_force, kept, terms))
    _explain(case, subject, action, rule, form)


def _entry(where: str, entry: str, subject: str | None, action: str | None, rule: str | None, form: str) -> None:
    """What was decided in an entry of a ledger."""
    from console.ledger_case import ledger_case

    decided = ledger_case(where, entry)
    if subject is None:
        subject, action = decided.subject, action or decided.action
    _explain(decided.case, subject, action, rule, form)


def _explain(case: Case, subject: str | None, action: str | None, rule: str | None, form: str) -> None:
    from console.explanation import explain
    from console.trouble import Trouble

    try:
        found = explain(case, subject, action, rule)
    except Trouble as trouble:
        if subject is None or case.law.document(subject) is None:
            raise
        help = f"`--why-not {subject}` asks this rule why; without `--facts`, `alluse explain {subject}` shows it."
        raise Trouble(trouble.message, help) from None
    if form == "json":
        say_json(pretty(found.json()))
        return
    from console.explanation_text import render_explanation

    say(render_explanation(found, page_width(), color_on_stdout()))


def _name(
    words: tuple[str, ...],
    accounts: tuple[Path, ...],
    terms: tuple[Path, ...],
    waivers: tuple[Path, ...],
    on: datetime | None,
    form: str,
) -> None:
    from console.named_law import named_law
    from console.names.meanings import Meanings
    from console.names.text import meanings_told, render_meanings

    path, name = path_and_name(words, "name")
    if name is None:
        message = "Say what is to be explained: a name of the law, or `--facts FILE` with or without a subject."
        raise click.UsageError(message, click.get_current_context())
    named = named_law(path, on, accounts, waivers, form == "json", terms)
    law = named.read.law
    found = Meanings(law, named.read.texts, named.day, named.path).of(name)
    if form == "json":
        say_json(pretty(meanings_told(law, name, found)))
    else:
        say(render_meanings(law, found, page_width(), color_on_stdout()))
