"""`alluse status`: how accounts stand, what comes next, and whether all is well."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from console.ledger_reading import DAMAGED, LEDGER, opened, the_accounts
from console.operating import places
from console.options import FORMAT
from console.output import color_on_stdout, page_width, pretty, say, say_json
from console.trouble import Trouble

if TYPE_CHECKING:
    from console.operating.standing import Reading
    from ledger.evidence import Evidence

_FORMAT = "alluse/status/1"
_CLEAR = "\x1b[H\x1b[2J"


@click.command("status", short_help="Show how accounts stand, what comes next, and whether all is well.")
@LEDGER
@click.option("--account", metavar="NAME", help="Only this account; without it, all of the ledger.")
@click.option("--all", "every", is_flag=True, help="All accounts of the ledger, as without `--account`.")
@click.option("--watch", type=click.IntRange(min=1), metavar="SECONDS", help="Show it again every so many seconds.")
@FORMAT
def command(where: str, account: str | None, every: bool, watch: int | None, form: str) -> None:
    """Show how accounts stand, what comes next, and whether all is well.

    State, locks, pivots, exposure, orders, when the law looks next and why, health, what people asked, alerts.

    Only the ledger is read; a session that runs is not disturbed. What a session only counts, since nothing has
    changed, is written when something does, so its last look may be later than is shown.

    Exit code 0 once it is shown. 2: the ledger cannot be read.
    """
    from engine.trading.books import BooksRefused
    from ledger.database import Unreadable

    if every and account is not None:
        raise click.UsageError("`--account` names one account, `--all` means all.", click.get_current_context())
    readings: dict[str, Reading] = {}
    with opened(where) as ledger:
        while True:
            try:
                found = _stand(ledger, account, readings)
            except (BooksRefused, Unreadable) as error:
                raise Trouble(str(error), DAMAGED) from None
            _show(found, form, redraw=watch is not None)
            if watch is None:
                return
            time.sleep(watch)


def _stand(ledger: Evidence, account: str | None, readings: dict[str, Reading]) -> list[dict[str, Any]]:
    from console.operating.standing import Reading, standing

    names = the_accounts(ledger, account)
    if not names:
        raise Trouble("the ledger has no entry")
    now = places.now()
    found = []
    for name in names:
        reading = readings.setdefault(name, Reading(name))
        reading.update(ledger)
        found.append(standing(reading, ledger, now))
    return found


def _show(found: list[dict[str, Any]], form: str, *, redraw: bool) -> None:
    if form == "json":
        say_json(pretty({"format": _FORMAT, "accounts": found}))
        return
    from console.operating.standing_text import standing_text, summary

    text = standing_text(found, page_width(), color_on_stdout())
    if redraw:
        clear = _CLEAR if sys.stdout.isatty() else ""
        text = f"{clear}{places.now():%Y-%m-%d %H:%M:%S} UTC: {summary(found)}\n\n{text}\n"
    say(text)
