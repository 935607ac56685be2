"""`alluse replay WEEK --ledger FILE`: a recorded week traded on paper, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from console.trading.ending import ending
from console.trading.holding import holding
from console.trading.opening import new_ledger
from console.trading.telling import progress, tell_run
from console.trouble import BadInput, Trouble
from engine.backends.registry import DEFAULT

if TYPE_CHECKING:
    from console.trading.stage import Alert
    from facts.week import Reading, WeekFile

FORMAT = "alluse/traded-week/1"


def trade(
    week: Path,
    law_path: Path | None,
    ledger_path: Path,
    named: str | None,
    seed: int,
    faults: Path | None,
    as_if_in_force: bool,
    as_json: bool,
    engine: str = DEFAULT,
    alert: Alert | None = None,
) -> None:
    """Trades one reading of a week and tells of it. Raises Trouble and BadInput."""
    from brokers.paper import PaperDataError, read_plan
    from console.replay import request_of
    from console.trading.recorded import run, traded_week
    from facts.errors import FactsError
    from facts.week import read_week

    try:
        plan = read_week(week)
        if as_if_in_force:
            plan = replace(plan, week=plan.week.model_copy(update={"as_if_in_force": True}))
        reading = _reading(plan, named)
        fault_plan = None if faults is None else read_plan(faults)
        with new_ledger(ledger_path) as ledger, ending():
            ready = traded_week(
                plan, reading, law_path, ledger, request_of, seed=seed, faults=fault_plan, alert=alert, engine=engine
            )
            with holding(ready.floor, progress) as held:
                run(ready, held)
            title = f"{plan.week.title}, traded on paper {reading.name}"
            told = {"format": FORMAT, "week": plan.week.week, "reading": reading.name, "seed": seed}
            tell_run(ready.floor, title, ledger_path.as_posix(), told, as_json, modelled=False)
    except FactsError as error:
        raise BadInput(error.findings, {}, as_json) from None
    except PaperDataError as error:
        raise Trouble(str(error)) from None


def _reading(plan: WeekFile, named: str | None) -> Reading:
    """The reading of a name, or the last. Raises Trouble for one that the week does not have."""
    readings = {each.name: each for each in plan.week.readings}
    if named is None:
        return plan.week.readings[-1]
    if named not in readings:
        known = ", ".join(f"`{each}`" for each in readings)
        raise Trouble(f"the week has no reading `{named}`", f"It has {known}.")
    return readings[named]
