"""Steps that say how an account begins to run, and what will become of market and broker."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.boundary import Refused
from rules.source.span import Span
from scenarios.call import Call
from scenarios.case import Case
from scenarios.given import as_given, the_given
from scenarios.moments import read_moment
from scenarios.problem import problem
from scenarios.registry import Steps
from scenarios.running.port import Change

STEPS = Steps(account=True)

_SECONDS = " seconds"


@STEPS.step("given", "the exchange of {file:quoted}")
def the_exchange_of(case: Case, call: Call) -> None:
    """Takes the sessions and instruments of a description of recordings; its path begins at the feature's folder."""
    _not_begun(case, call.span)
    case.script.exchange = case.folder / Path(call.text("file").strip('"'))


@STEPS.step("given", "from {moment} on, {statement}")
def from_then_on(case: Case, call: Call) -> None:
    """Changes a fact of the market from an instant on; until then, and without it, the market stands still."""
    said, text = the_given(case, call)
    stage = case.script.stage
    if stage is not None and not stage.of_market(said.fact.id.scope):
        message = f"The {case.words.of_fact(said.fact.id)} is no fact of the market, and changes by itself only"
        raise problem("B111", said.span, message, "What an account holds is in its books; time goes on by itself.")
    at = instant(case, call)
    raw = as_given(case, said.fact, said.subject, text, said.span)
    change = Change(at, said.fact.id.scope, said.subject.key, said.fact.id.name, raw)
    running = case.script.running
    if running is None:
        case.script.changes.append(change)
    elif at < running.now():
        raise problem("B112", call.at("moment"), f"It is {running.now():%Y-%m-%d %H:%M:%S} already")
    else:
        running.change(change)


@STEPS.step("given", "the connection to the broker breaks from {since:moment} to {until:moment}")
def the_connection_breaks(case: Case, call: Call) -> None:
    """Lets nothing through to the broker or back; what happens meanwhile to orders, it never tells by itself."""
    since, until = instant(case, call, "since"), instant(case, call, "until")
    fault = {"fault": "outage", "since": since.isoformat(), "until": until.isoformat(), "events": "lost"}
    _fail(case, fault, call.span)


@STEPS.step("given", "the broker fails like this:", table="required")
def the_broker_fails(case: Case, call: Call) -> None:
    """Has the broker fail, a row for each fault; the columns are those of a fault plan."""
    table = call.step.table
    assert table is not None
    header, *rows = table.rows
    if not rows:
        raise problem("B113", table.span, "The table has no row below its header")
    for row in rows:
        fault = {
            column.text.replace(" ", "_"): _written(case, column.text, cell.text, cell.span)
            for column, cell in zip(header, row, strict=True)
            if cell.text
        }
        _fail(case, fault, row[0].span)


def _written(case: Case, column: str, text: str, span: Span) -> str:
    if column in {"since", "until"}:
        return _moment(case, text, span).isoformat()
    return text.removesuffix(_SECONDS) if column == "seconds" else text.replace(" ", "_")


def _fail(case: Case, fault: dict[str, str], span: Span) -> None:
    _not_begun(case, span)
    case.script.faults.append({"name": f"fault {len(case.script.faults) + 1}", **fault})


def _not_begun(case: Case, span: Span) -> None:
    if case.script.running is not None:
        raise problem("B107", span, "The account runs already", "Say this before it does.")


def instant(case: Case, call: Call, place: str = "moment") -> datetime:
    """The instant at a place; what it does not say is as where the clock stands. Raises Problem."""
    return _moment(case, call.text(place), call.at(place))


def _moment(case: Case, text: str, span: Span) -> datetime:
    running = case.script.running
    now = case.moment() if running is None else running.now()
    try:
        return read_moment(text).after(now, case.zone)
    except Refused as refused:
        raise problem("B112", span, refused.message, refused.help) from None
