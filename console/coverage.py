"""`alluse coverage`: what of the law its scenarios show, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.mutation import Mutation, mutation_options, run_mutation
from console.options import FORMAT, PATH, WATCHED_ENGINE
from console.output import color_on_stderr, color_on_stdout, page_width, pretty, say, say_json, tell
from console.trouble import NO, UNUSABLE, YES, Trouble

if TYPE_CHECKING:
    from scenarios.coverage.coverage import Coverage


@click.command()
@click.argument("path", required=False, type=PATH, metavar="[PATH]")
@click.option(
    "--features",
    type=PATH,
    metavar="DIR",
    multiple=True,
    help="Scenarios to run: a folder or a feature file. Without it, the folder that the law itself names. "
    "May be repeated.",
)
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    help="Ask about this rule only. May be repeated.",
)
@click.option("--matrix", is_flag=True, help="Print which scenario shows which rule, as CSV or JSON.")
@mutation_options
@WATCHED_ENGINE
@FORMAT
def command(
    path: Path | None,
    features: tuple[Path, ...],
    rules: tuple[str, ...],
    matrix: bool,
    mutate: bool,
    mutation: Mutation,
    form: str,
) -> None:
    """Say what of the law its scenarios show, and what they do not.

    Every rule should be shown deciding and not deciding, every clause true and false, every boundary from both
    sides, every row of a table chosen. What can never be shown is listed with its reason in `equivalents.yaml`,
    beside the scenarios.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force today.

    With --mutate, the law is changed in every small way, one change at a time, and the scenarios judge each: a change
    that none of them notices survives, and is told with a scenario that would.

    Exit code 0: nothing is missing. 1: something is, or a scenario does not pass. 2: the law cannot be used, or
    there is no scenario.
    """
    from console.constitution import in_force_on
    from console.reading import today
    from console.scenes.late import LateScenes
    from facts.files import read_facts
    from scenarios.coverage.coverage import cover

    if mutate and matrix:
        raise click.UsageError("`--matrix` and `--mutate` answer different questions: ask one of them at a time.")
    path = path if path is not None else in_force_on(today(), as_json=form == "json")
    if mutate:
        click.get_current_context().exit(run_mutation(path, features, rules, mutation, form))
    coverage = cover(path, features, load_facts=read_facts, only=rules, stage=LateScenes(path))
    _check_rules(coverage, rules)
    _tell_findings(coverage, form)
    if matrix and coverage.parts is not None:
        _say_matrix(coverage, form)
        code = YES
    else:
        _say_coverage(coverage, form)
        code = YES if coverage.ok else NO
    click.get_current_context().exit(code if coverage.report.results else UNUSABLE)


def _check_rules(coverage: Coverage, rules: Sequence[str]) -> None:
    """Raises Trouble for a rule that the law does not have."""
    from rules.diagnostics.names import nearest

    if coverage.parts is None:
        return
    known = coverage.parts.law.rule_ids()
    for rule in rules:
        if rule not in known:
            close = nearest(rule, known)
            raise Trouble(f"the law has no rule `{rule}`", f"Did you mean `{close}`?" if close else None)


def _tell_findings(coverage: Coverage, form: str) -> None:
    """What keeps scenarios from showing anything; what the law is warned of is for `validate` to tell."""
    from rules.diagnostics.codes import Severity
    from rules.diagnostics.text import render_text

    errors = (each for each in coverage.report.all_findings() if each.severity is Severity.ERROR)
    findings = [*errors, *coverage.findings]
    if findings and form == "text":
        tell(render_text(findings, {**coverage.report.sources, **coverage.sources}, color_on_stderr()))


def _say_matrix(coverage: Coverage, form: str) -> None:
    from scenarios.coverage.matrix import matrix_csv, matrix_json

    assert coverage.parts is not None
    law = coverage.parts.law
    if form == "json":
        say_json(pretty(matrix_json(law, coverage.report, coverage.rules)))
    else:
        say(matrix_csv(law, coverage.report, coverage.rules))


def _say_coverage(coverage: Coverage, form: str) -> None:
    from console.coverage_text import coverage_text
    from scenarios.coverage.report import to_json

    if form == "json":
        say_json(pretty(to_json(coverage)))
    elif coverage.parts is None:
        say(coverage.report.summary())
    else:
        say(coverage_text(coverage, page_width(), color_on_stdout()))
