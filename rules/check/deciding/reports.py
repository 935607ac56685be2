"""Reports: what is told of a subject at each tick of a schedule."""

from __future__ import annotations

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.typer import Typer
from rules.check.wording import a_word, did_you_mean
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Report, typer: Typer, head: Head) -> None:
    owner = document.id.value
    typer.let(document.let)
    schedule = deciding.vocabulary.events.get(document.at.value)
    if schedule is None or schedule.by != "schedule":
        schedules = [name for name, each in deciding.vocabulary.events.items() if each.by == "schedule"]
        help = did_you_mean(document.at.value, schedules) or "Declare it in the document `schedules:`."
        message = f"There is no schedule `{document.at.value}`"
        deciding.report("E330", document.at.span, message, owner, help, unknown=document.at.value)
        return
    if schedule.within is not None and schedule.within != head.scope:
        message = f"`{schedule.name}` ticks for {a_word(schedule.within)}, and the report is of {a_word(head.scope)}"
        related = (Related(schedule.span, f"`{schedule.name}` is declared here"),)
        deciding.report("E255", document.at.span, message, owner, f"Write `for: {schedule.within}`.", related)
        return
    shows: list[tuple[str, x.Expression]] = []
    for name, leaf in document.shows:
        value = typer.leaf(leaf)
        if value is None:
            return
        shows.append((name.value, value))
    deciding.decided.reports.append(
        c.TypedReport(
            **head.common(),
            report_kind=document.kind.value,
            at=schedule.name,
            shows=tuple(shows),
            forms=tuple(form.value for form in document.forms),
        )
    )


CHECKS = Checks(_decide)
