"""Steps in which an account runs, is interrupted and goes on, and people ask for something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from engine.facts import read_facts
from engine.memory import read_events, read_kept
from engine.trading.contents import kept_from, snapshot_from, told_from
from engine.trading.events import CycleDecided
from rules.source.span import Span
from scenarios.call import Call
from scenarios.case import Case
from scenarios.problem import Problem, meant, problem
from scenarios.registry import Steps
from scenarios.running.given import instant
from scenarios.running.port import Beginning, CannotRun, Running

STEPS = Steps(account=True)


@STEPS.step("when", "the account runs until {moment}")
def the_account_runs_until(case: Case, call: Call) -> None:
    """Runs the account: session, broker on paper, books and ledger, on a clock that goes as fast as it can."""
    running = begun(case, call.span)
    until = instant(case, call)
    if until < running.now():
        raise problem("B112", call.at("moment"), f"It is {running.now():%Y-%m-%d %H:%M:%S} already")
    with going(call.span):
        running.run(until)
    look(case, running)


@STEPS.step("when", "the process is killed")
def the_process_is_killed(case: Case, call: Call) -> None:
    """Ends the process without a word: ledger, broker and clock stay, and nothing else."""
    running = begun(case, call.span)
    with going(call.span):
        running.kill()


@STEPS.step("when", "the process is killed right {side} order {count:number} reaches the broker")
def the_process_is_killed_at(case: Case, call: Call) -> None:
    """Runs the account until the so-many-th order of the scenario is on its way, and kills the process there."""
    running = begun(case, call.span)
    with going(call.span):
        running.run_to_order(int(call.text("count")), before=call.text("side") == "before")


@STEPS.step("when", "the process is started again[ at {moment}]")
def the_process_is_started_again(case: Case, call: Call) -> None:
    """Starts it on the same ledger, at once or later; it recovers, and looks when the account runs on."""
    running = begun(case, call.span)
    with going(call.span):
        running.start(instant(case, call) if call.has("moment") else None)


@STEPS.step("when", "{who:words} asks to {verb:operates} {subject}: {reason:quoted}")
def somebody_asks_to(case: Case, call: Call) -> None:
    """Asks what an operator may ask: of an account, or of one of its sleeves; the reason is written down."""
    running = begun(case, call.span)
    account, scope = the_scope(running, call)
    verb: Any = call.text("verb")
    with going(call.span):
        running.ask(verb, call.text("who").removeprefix("the "), call.text("reason").strip('"'), account, scope)
    look(case, running)


@STEPS.step("when", "somebody sells {count:number} {contract:words} by hand in {sleeve:words} at {price:words}")
def somebody_sells_by_hand(case: Case, call: Call) -> None:
    """Places an order at the broker that the account knows nothing of."""
    running = begun(case, call.span)
    with going(call.span):
        price = call.text("price").removeprefix("$").replace(",", "")
        running.sell_by_hand(call.text("sleeve"), call.text("contract"), int(call.text("count")), price)


@STEPS.step("when", "account {account:words} is looked at")
def an_account_is_looked_at(case: Case, call: Call) -> None:
    """Makes the last decision of another account the one that expectations are about."""
    running = begun(case, call.span)
    name = known_account(running, call)
    look(case, running, name)


# --- how it begins and goes on ----------------------------------------------------------------------------------------
def begun(case: Case, span: Span) -> Running:
    """The account of the scenario, put on its feet with its first step. Raises Problem."""
    script = case.script
    if script.running is not None:
        return script.running
    if script.stage is None:
        raise problem("B107", span, "No account can run here", "`alluse test` and `alluse coverage` run accounts.")
    at = case.moment()
    if at is None:
        help = "Begin with the facts of a file, or say `it is Thursday 2026-04-16 at 10:00`."
        raise problem("B107", span, "The account cannot run: nothing says when it begins", help)
    if script.exchange is None:
        help = 'Say so: `the exchange of "exchange.yaml"`.'
        raise problem("B107", span, "The account cannot run: nothing says when the exchange is open", help)
    if case.terms or case.waivers or case.events or case.kept:
        message = "An account begins with its books: no terms, waivers, events, and nothing that was kept so far"
        raise problem("B107", span, message, "Leave them out, or let the law decide on facts.")
    case.typed()
    with going(span):
        beginning = Beginning(case.law, at, deepcopy(case.facts), script.exchange, tuple(script.faults))
        script.running = script.stage.begin(beginning)
        for change in script.changes:
            script.running.change(change)
    return script.running


@contextmanager
def going(span: Span) -> Iterator[None]:
    """What an account cannot do is a finding about the step."""
    try:
        yield
    except CannotRun as error:
        raise problem("B107", span, error.message, error.help) from None


def look(case: Case, running: Running, account: str | None = None) -> None:
    """Expectations are about the last decision of an account: of the one that is named, else of the first."""
    names = sorted(running.accounts())
    if account is not None or names:
        name = account or names[0]
        case.decide_later(_last(case, running, name))


def _last(case: Case, running: Running, account: str) -> Callable[[Span], None]:
    """Decides once more what the account decided last, from what the ledger has stored of it."""

    def decide(span: Span) -> None:
        cycles = [each.event for each in running.entries(account) if isinstance(each.event, CycleDecided)]
        if not cycles:
            raise problem("B107", span, f"Account {account} has decided nothing yet")
        event = cycles[-1]
        snapshot = snapshot_from(running.content(event.facts), f"the ledger of {account}")
        facts = read_facts(case.law, snapshot)
        memory = read_kept(case.law, kept_from(running.content(event.kept_before), running.content))
        if facts.facts is None or memory.memory is None:
            raise Problem([*facts.findings, *memory.findings])
        told = read_events(case.law, told_from(running.content(event.told)), facts.facts, memory=memory.memory)
        if told.events is None:
            raise Problem(told.findings)
        case.decide_on(case.law, facts.facts, memory.memory, told.events)

    return decide


def known_account(running: Running, call: Call, place: str = "account") -> str:
    """The account that is named. Raises Problem."""
    name, names = call.text(place).strip('"'), sorted(running.accounts())
    if name not in names:
        shown = ", ".join(names) or "none"
        help = meant(name, names) or f"These run: {shown}."
        raise problem("B108", call.at(place), f"No account `{name}` runs", help)
    return name


def the_scope(running: Running, call: Call) -> tuple[str, str | None]:
    """The account that somebody asks something of, and the sleeve where it is one. Raises Problem."""
    text = call.text("subject").strip('"')
    for prefix in ("account ", "sleeve "):
        text = text.removeprefix(prefix)
    known = {each.key: name for name, view in running.accounts().items() for each in view.sleeves}
    if text in running.accounts():
        return text, None
    if text in known:
        return known[text], text
    names = [*running.accounts(), *known]
    raise problem("B108", call.at("subject"), f"No account and no sleeve is called `{text}`", meant(text, names))
