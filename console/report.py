"""`alluse report`: what a week, a month or a quarter of an account came to, from its ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.ledger_reading import ACCOUNT, DAMAGED, LEDGER, Progress, opened, the_account
from console.options import PATH
from console.output import color_on_stdout, page_width, pretty, say, say_json
from console.reports.period import HOW, KINDS, Kind, NotAPeriod, read_period
from console.trouble import Trouble

if TYPE_CHECKING:
    from console.reports.content import Report

_FORMATS = ("text", "json", "csv", "html", "pdf")
_BY_ENDING = {".txt": "text", ".json": "json", ".csv": "csv", ".html": "html", ".htm": "html", ".pdf": "pdf"}
_EXAMPLES = {"week": "2026-04-17", "month": "2026-04", "quarter": "2026Q2"}


@click.group("report", subcommand_metavar="week|month|quarter …")
def command() -> None:
    """Tell what a week, a month or a quarter of an account came to.

    Everything in it follows from the ledger: what the law's own reports told, the books, and what was decided, ordered
    and recorded. Beside each figure stand the numbers of the ledger's entries that it rests on.
    """


def _verb(kind: Kind) -> click.Command:
    @click.command(kind, short_help=f"Tell what a {kind} came to.", help=_help(kind))
    @LEDGER
    @ACCOUNT
    @click.option(
        f"--{kind}",
        "which",
        metavar=_EXAMPLES[kind],
        help=f"Which {kind}: {HOW[kind]}. Without it, the last one that has entries.",
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(_FORMATS),
        help="Text, JSON (with a published schema), CSV, or a page of HTML or PDF with pictures. Without it, what the "
        "ending of --out says, else text.",
    )
    @click.option("--out", type=PATH, metavar="FILE", help="Write it to a file instead of standard output.")
    def verb(where: str, account: str | None, which: str | None, form: str | None, out: Path | None) -> None:
        _report(kind, where, account, which, form, out)

    return verb


def _help(kind: Kind) -> str:
    return (
        f"Tell what a {kind} of an account came to, from its ledger.\n\n"
        "A report on modelled quotes says so first. A report proves nothing: `alluse ledger verify` does that.\n\n"
        "Exit code 0: told. 2: there is no such account or period, or the ledger cannot be read."
    )


for _kind in KINDS:
    command.add_command(_verb(_kind))


def _report(kind: Kind, where: str, account: str | None, which: str | None, form: str | None, out: Path | None) -> None:
    from ledger.database import Unreadable

    form = _form(form, out)
    if out is not None and out.as_posix() == where:
        raise click.UsageError(
            "The report would overwrite the ledger that it is made from.", click.get_current_context()
        )
    try:
        period = None if which is None else read_period(kind, which)
    except NotAPeriod as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    with opened(where) as ledger:
        from console.reports.build import report_of
        from console.reports.reading import last_period

        try:
            account = the_account(ledger, account)
            report = report_of(ledger, account, period or last_period(ledger, account, kind), Progress())
        except Unreadable as error:
            raise Trouble(str(error), DAMAGED) from None
    if out is None:
        _show(report, form)
    else:
        _write(report, form, out)


def _form(form: str | None, out: Path | None) -> str:
    """The form that is asked for, by name or by the ending of the file. Raises UsageError."""
    if form is not None:
        if form == "pdf" and out is None:
            raise click.UsageError("A PDF needs a file: name it by `--out`.", click.get_current_context())
        return form
    if out is None:
        return "text"
    found = _BY_ENDING.get(out.suffix.lower())
    if found is None:
        raise click.UsageError(
            f"`{out}` ends in none of {', '.join(_BY_ENDING)}: say which form by `--format`.",
            click.get_current_context(),
        )
    return found


def _show(report: Report, form: str) -> None:
    if form == "text":
        from console.reports.as_text import as_text

        say(as_text(report, page_width(), color_on_stdout()))
    elif form == "json":
        from console.reports.plain import as_json

        say_json(pretty(as_json(report)))
    else:
        say_json(made(report, form).decode("utf-8"))


def made(report: Report, form: str) -> bytes:
    """The report as the bytes of a file."""
    made: dict[str, Callable[[], Any]] = {
        "text": lambda: _text(report),
        "json": lambda: _json(report),
        "csv": lambda: _csv(report),
        "html": lambda: _html(report),
        "pdf": lambda: _pdf(report),
    }
    found = made[form]()
    return found if isinstance(found, bytes) else str(found).encode("utf-8", errors="backslashreplace")


def _text(report: Report) -> str:
    from console.output import PAGE
    from console.reports.as_text import as_text

    return f"{as_text(report, PAGE, color=False)}\n"


def _json(report: Report) -> str:
    from console.reports.plain import as_json

    return f"{pretty(as_json(report))}\n"


def _csv(report: Report) -> str:
    from console.reports.plain import as_csv

    return "".join(as_csv(report))


def _html(report: Report) -> str:
    from console.reports.html import as_html

    return as_html(report)


def _pdf(report: Report) -> bytes:
    from console.reports.pdf import as_pdf

    return as_pdf(report)


def _write(report: Report, form: str, out: Path) -> None:
    """Writes the file whole or not at all. Raises Trouble."""
    data = made(report, form)
    part = out.with_name(f"{out.name}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(out)
    except OSError as error:
        raise Trouble(f"`{out}` cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    modelled = ", modelled, no evidence" if report.modelled else ""
    say(f"wrote {out.as_posix()}: {report.title}{modelled}")
