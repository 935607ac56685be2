"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import click

from engine.backends.registry import BACKENDS, DECIDING, DEFAULT, REFERENCE

Command = TypeVar("Command", bound=Any)

AS_IF_IN_FORCE = click.option(
    "--as-if-in-force",
    is_flag=True,
    help="Judge facts by law that is not in force at their instant: later, earlier, or a draft. All output says so.",
)

FORMATS = ("text", "json")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs; the JSON follows a published schema.",
)

ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day for which law and terms are meant; without it, today.",
)


_LAW = (".yaml", ".yml")


def _decides(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """An engine that decides whole evaluations; any other refuses, and nothing stands in for it."""
    if value not in DECIDING:
        raise click.BadParameter(f"`{value}` does not decide a whole evaluation: {BACKENDS[value].cannot}", ctx, param)
    return value


ENGINE = click.option(
    "--engine",
    type=click.Choice(tuple(BACKENDS)),
    default=DEFAULT,
    show_default=True,
    callback=_decides,
    help="Who decides. All of them decide the same; what `fast` would do is decided by `reference` as well.",
)


def _watches(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The engine that can be watched while it decides; any other refuses."""
    if value != REFERENCE:
        raise click.BadParameter(f"`{value}` does not show what each clause was: `{REFERENCE}` alone does", ctx, param)
    return value


WATCHED_ENGINE = click.option(
    "--engine",
    type=click.Choice(tuple(BACKENDS)),
    default=REFERENCE,
    show_default=True,
    callback=_watches,
    expose_value=False,
    help="Who decides. Every clause is watched, which only `reference` allows; the others refuse.",
)


class _AnyPath(click.Path):
    """A path that may not be there; but no name at all is none, and does not mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _AnyPath(path_type=Path)


def _facts(required: bool) -> Any:
    help = "The facts of one instant, YAML or JSON."
    return click.option("--facts", type=PATH, metavar="FILE", required=required, help=help)


TERMS = click.option(
    "--terms",
    type=PATH,
    metavar="FILE",
    multiple=True,
    help="Terms to apply: a subject's own numbers. May be repeated.",
)

_CASE = (
    click.option(
        "--account",
        "accounts",
        type=PATH,
        metavar="FILE",
        multiple=True,
        help="An account, whose holdings become facts and whose own terms apply. May be repeated.",
    ),
    TERMS,
    click.option(
        "--waiver",
        "waivers",
        type=PATH,
        metavar="FILE",
        multiple=True,
        help="Waivers to apply: named rules are suspended. May be repeated.",
    ),
    click.option(
        "--kept",
        type=PATH,
        metavar="FILE",
        help="The record (JSON) of the evaluation before: what the law kept in it is carried on.",
    ),
    AS_IF_IN_FORCE,
)


def case_options(command: Command) -> Command:
    """`--facts`, `--account`, `--terms`, `--waiver`, `--kept`, `--as-if-in-force`."""
    return _with_case(command, facts_required=True)


def optional_case_options(command: Command) -> Command:
    """The same for a verb that may do without facts."""
    return _with_case(command, facts_required=False)


def _with_case(command: Command, facts_required: bool) -> Command:
    for option in reversed((_facts(facts_required), *_CASE)):
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
    """Whether a word is there, or looks like a path. A folder without any law may be called as a name is."""
    if word.endswith((".yaml", ".yml", "/")) or word.startswith(("./", "../", "/", "~")) or word in {".", ".."}:
        return True
    path = Path(word)
    return path.exists() and (not path.is_dir() or any(next(path.rglob(f"*{each}"), None) for each in _LAW))
