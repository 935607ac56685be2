"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Any)

FORMATS = ("text", "json")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs; the JSON follows a published schema.",
)


class _AnyPath(click.Path):
    """A path that may not be there; but no name at all is none, and does not mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _AnyPath(path_type=Path)

_CASE = (
    click.option("--facts", type=PATH, metavar="FILE", required=True, help="The facts of one instant, YAML or JSON."),
    click.option(
        "--account",
        "accounts",
        type=PATH,
        metavar="FILE",
        multiple=True,
        help="An account, whose holdings become facts and whose own terms apply. May be repeated.",
    ),
    click.option(
        "--waiver",
        "waivers",
        type=PATH,
        metavar="FILE",
        multiple=True,
        help="Waivers to apply: named rules are suspended. May be repeated.",
    ),
)


def case_options(command: Command) -> Command:
    """`--facts`, `--account`, `--waiver`."""
    for option in reversed(_CASE):
        command = option(command)
    return command


def path_and_name(words: tuple[str, ...], what: str) -> tuple[Path | None, str | None]:
    """`[PATH] [NAME]` from at most two words. A lone word is a PATH if it exists or looks like one."""
    if not words:
        return None, None
    if len(words) == 1:
        word = words[0]
        return (Path(word), None) if _is_path(word) else (None, word)
    if len(words) > 2:
        raise click.UsageError(
            f"Too many words: `{words[2]}`. A {what} with blanks in it stands in quotation marks.",
            click.get_current_context(),
        )
    return Path(words[0]), words[1]


def _is_path(word: str) -> bool:
    return word.endswith((".yaml", ".yml", "/")) or word.startswith(("./", "../", "/", "~")) or Path(word).exists()
