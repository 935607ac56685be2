"""`alluse test`: the scenarios of the law, run against it."""

from __future__ import annotations

from pathlib import Path

import click

from console.options import ENGINE, FORMAT, PATH
from console.output import color_on_stderr, pretty, say, say_json, tell
from console.trouble import NO, UNUSABLE, YES


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
@ENGINE
@FORMAT
def command(path: Path | None, features: tuple[Path, ...], engine: str, form: str) -> None:
    """Run the scenarios of the law.

    PATH is the law, a file or a folder; without one it is the version of ALL-USE in force today. What is
    wrong goes to standard error, the count to standard output.

    Exit code 0: all pass. 1: some do not. 2: the law cannot be used, or there is no scenario.
    """
    from console.constitution import in_force_on
    from console.reading import today
    from console.scenes.late import LateScenes
    from facts.files import read_facts
    from rules.diagnostics.text import render_text
    from scenarios.judged import judged_by
    from scenarios.runner import run_features

    path = path if path is not None else in_force_on(today(), as_json=form == "json")
    report = run_features(path, features, load_facts=read_facts, run=judged_by(engine, LateScenes(path, engine)))
    if form == "json":
        say_json(pretty(report.to_json()))
    else:
        findings = list(report.all_findings())
        if findings:
            tell(render_text(findings, report.sources, color_on_stderr()))
        say("\n".join([report.summary(), *report.unshown()]))
    code = UNUSABLE if not report.results else YES if report.ok else NO
    click.get_current_context().exit(code)
