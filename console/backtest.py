"""`alluse backtest`: years on a modelled market, traded on paper at stated instants."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.operating.alerting import ALERT_FILE, ALERT_WEBHOOK, alerting
from console.options import ENGINE, FORMAT, PATH
from console.output import tell
from console.trading.ending import ending
from console.trading.holding import holding
from console.trading.telling import progress, tell_run
from console.trouble import BadInput, Trouble

if TYPE_CHECKING:
    from engine.record import Trace

_FORMAT = "alluse/backtest/1"
_STALE = "if its process is dead, try again in a minute"
_THERE = "Name another file, or go on with the run of this one with `--resume`."
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("backtest", short_help="Trade years on paper, on quotes of a model.")
@click.argument("plan", type=PATH)
@click.option("--ledger", type=PATH, metavar="FILE", required=True, help="Where all of it is written: a new file.")
@click.option("--from", "first", type=_DAY, metavar="DATE", help="The first day; without it, that of the market.")
@click.option("--until", "last", type=_DAY, metavar="DATE", help="The last day; without it, that of the market.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the chance by which the paper broker fills.")
@click.option("--faults", type=PATH, metavar="FILE", help="A plan of what goes wrong at the paper broker.")
@click.option(
    "--trace",
    type=click.Choice(["none", "near", "full"]),
    default="none",
    show_default=True,
    help="How much decision records explain.",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was ended before its time.")
@ALERT_FILE
@ALERT_WEBHOOK
@click.option("--quiet", is_flag=True, help="No line for each cycle.")
@ENGINE
@FORMAT
def command(
    plan: Path,
    ledger: Path,
    first: datetime | None,
    last: datetime | None,
    seed: int,
    faults: Path | None,
    trace: Trace,
    resume: bool,
    alert_file: Path | None,
    alert_webhook: str | None,
    quiet: bool,
    engine: str,
    form: str,
) -> None:
    """Trade years on paper, on quotes of a model.

    PLAN is a YAML file that says which market, which accounts and which law. The accounts run through session, paper
    broker and ledger. Prices come from daily bars, quotes from a stated model; the accounts are looked at where the
    plan says, and by nobody in between. What was gained or lost in it is evidence of nothing.
    Records say what was decided and by which rules; `alluse explain` tells why, of each entry of the ledger.

    A run that was ended, by whatever, can be resumed: it goes on where the ledger ends, with the books of its paper
    broker, LEDGER.paper. PLAN with all that it names, the law, `--seed` and `--faults` have to be as before.

    Exit code 0 once the run is over. 2: a file cannot be used, or the ledger is there already; with `--resume`, it is
    not there, or is that of another run.
    """
    from brokers.paper import PaperDataError, read_plan
    from console.trading.opening import books_beside, ledger_to_resume, new_ledger
    from console.trading.years import NoSessions, NotResumable, Simulation, years
    from facts.errors import FactsError
    from facts.modelled.backtest import read_backtest

    as_json = form == "json"
    days = [None if each is None else each.date() for each in (first, last)]
    if days[0] is not None and days[1] is not None and days[0] > days[1]:
        raise click.UsageError("`--from` lies after `--until`.")
    if resume and first is not None:
        raise click.UsageError("`--from` does not go with `--resume`: the run goes on where its ledger ends.")
    opening = ledger_to_resume if resume else partial(new_ledger, help=_THERE)
    try:
        read = read_backtest(plan)
        fault_plan = None if faults is None else read_plan(faults)
        with alerting(alert_file, alert_webhook) as alert, opening(ledger) as opened, ending(_STALE):
            simulation = Simulation(seed, fault_plan, books_beside(ledger), resume)
            ready = years(read, opened, days[0], days[1], simulation, alert, trace, engine)
            if not quiet:
                tell(f"the ledger: {ledger}; the books of its broker: {books_beside(ledger)}; `--resume` needs both")
            with holding(ready.floor, None if quiet else progress) as held:
                ready.run(held)
            told = {"format": _FORMAT, "backtest": read.backtest.backtest, "seed": seed}
            tell_run(ready.floor, read.backtest.title, ledger.as_posix(), told, as_json, modelled=True)
    except FactsError as error:
        raise BadInput(error.findings, {}, as_json) from None
    except (PaperDataError, NoSessions, NotResumable) as error:
        raise Trouble(str(error)) from None
