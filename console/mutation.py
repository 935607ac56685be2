"""`alluse coverage --mutate`: whether the scenarios would notice any small change of the law."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console.output import color_on_stderr, color_on_stdout, page_width, pretty, say, say_json, tell
from console.trouble import NO, UNUSABLE, YES, Trouble

if TYPE_CHECKING:
    from scenarios.mutation.report import Report

Command = TypeVar("Command", bound=Any)

AT_LEAST = "95%"
_PERCENT = 100
_SECONDS_BETWEEN = 10
"""Between two lines that tell how far the work is."""


class _Share(click.ParamType[Fraction]):
    """A share of a whole: `95%` or `0.95`."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        text = str(value).strip()
        try:
            share = Fraction(text.removesuffix("%")) / (_PERCENT if text.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            self.fail(f"`{text}` is not a share: write `{AT_LEAST}`.", param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"`{text}` does not lie between 0% and 100%.", param, ctx)
        return share


_OPTIONS = (
    click.option("--mutate", is_flag=True, help="Change the law in every small way: do the scenarios notice?"),
    click.option(
        "--at-least",
        type=_Share(),
        default=AT_LEAST,
        show_default=True,
        metavar="SHARE",
        help="With --mutate: the share of changes that must be noticed.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="With --mutate: processes that work side by side. Without it, one for each processor.",
    ),
    click.option(
        "--suggest",
        type=click.IntRange(min=0),
        default=20,
        show_default=True,
        metavar="N",
        help="With --mutate: for so many survivors, look for a scenario that would notice them.",
    ),
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """How mutants are judged: the share that must be noticed, processes, and for how many survivors to suggest."""

    at_least: Fraction
    jobs: int | None
    suggest: int


def mutation_options(command: Command) -> Command:
    """`--mutate`, and `--at-least`, `--jobs`, `--suggest` as one `mutation`."""

    @wraps(command)
    def gathered(*arguments: Any, at_least: Fraction, jobs: int | None, suggest: int, **others: Any) -> Any:
        return command(*arguments, mutation=Mutation(at_least, jobs, suggest), **others)

    found: Any = gathered
    for option in reversed(_OPTIONS):
        found = option(found)
    wrapped: Command = found
    return wrapped


def run_mutation(
    path: Path,
    features: tuple[Path, ...],
    rules: tuple[str, ...],
    mutation: Mutation,
    form: str,
) -> int:
    """Changes the law, has its scenarios judge, tells what survives. Gives the exit code; raises Trouble."""
    from console.mutation_text import mutation_text
    from facts.files import read_facts
    from rules.diagnostics.text import render_text
    from scenarios.mutation.run import Asked, NoSuchRule, mutate

    asked = Asked(rules, mutation.at_least, mutation.jobs or _processors(), mutation.suggest)
    try:
        report = mutate(path, features, load_facts=read_facts, asked=asked, progress=_Progress())
    except NoSuchRule as wrong:
        help = f"Did you mean `{wrong.close}`?" if wrong.close else None
        raise Trouble(f"the law has no rule or parameter `{wrong.rule}`", help) from None
    if form == "json":
        say_json(pretty(report.to_json()))
    else:
        if report.findings:
            tell(render_text(report.findings, report.sources, color_on_stderr()))
        _tell_failing(report)
        say(mutation_text(report, page_width(), color_on_stdout()))
    if not report.outcomes:
        return UNUSABLE
    return YES if report.ok else NO


def _tell_failing(report: Report) -> None:
    for each in report.failing:
        tell(f"{each.file}:{each.line}: does not pass by the law as it is, so that it judges nothing: {each.name}")


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Progress:
    """Tells now and then how far the work is."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._told >= _SECONDS_BETWEEN and done < of:
            self._told = now
            tell(f"{done:,} of {of:,} mutants judged")
