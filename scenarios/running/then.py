"""Steps that expect what became of an account that ran: its books, its orders, what people were told, its reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from engine.trading.contents import record_from
from engine.trading.events import AlertRaised, CycleDecided, FillBooked, OrderPlanned, SliceStepped
from engine.trading.orders import SliceState
from engine.values import Unknown, Value
from rules.compile.law import TypedMachine, TypedReport
from rules.diagnostics.diagnostic import Diagnostic, finding
from rules.diagnostics.names import quoted
from rules.language.typed import FactId
from rules.language.types import NumberType, Type
from scenarios import values as v
from scenarios.call import Call
from scenarios.case import Case
from scenarios.feature import Cell, Table
from scenarios.given import PAIR
from scenarios.problem import SHOWN, UNMET, Problem, meant, problem
from scenarios.registry import Steps
from scenarios.running.books import held, unlike
from scenarios.running.given import instant
from scenarios.running.port import Outcome, Running
from scenarios.running.when import begun, going, known_account

STEPS = Steps(account=True)

_FORMS = ("text", "json", "csv", "html", "pdf")
_SIGNATURES = {"pdf": b"%PDF-", "html": b"<!doctype html", "json": b"{"}
_WHY = "unknown because "
_CALLS = {"order": "submit", "replace": "replace", "cancel": "cancel", "question": "state"}
_OFTEN = {"never": 0, "once": 1, "twice": 2}
_HOLDING = ("sleeve", "holds", "quantity")
_WENT = ("at", "to")
_FIGURE = ("table", "row", "column", "says")


# --- books ------------------------------------------------------------------------------------------------------------
@STEPS.step("then", "account {account:words} holds:", table="required")
def an_account_holds(case: Case, call: Call) -> None:
    """Expects exactly these contracts and shares in its books, negative where they are written."""
    running = begun(case, call.span)
    rows = _rows(call.step.table, _HOLDING)
    expected = {}
    for sleeve, symbol, quantity in rows:
        try:
            expected[sleeve.text, symbol.text] = int(quantity.text.replace(",", ""))
        except ValueError:
            raise problem("B111", quantity.span, f"{quoted(quantity.text)} is not a whole number") from None
    found = held(running.accounts()[known_account(running, call)])
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key, 0) != expected.get(key, 0):
            told = f"{key[0]} holds {found.get(key, 0)} of {key[1]}; {expected.get(key, 0)} is expected"
            raise problem(UNMET, call.span, told)


@STEPS.step("then", "account {account:words} holds nothing")
def an_account_holds_nothing(case: Case, call: Call) -> None:
    """Expects that it holds neither contracts nor shares."""
    running = begun(case, call.span)
    found = held(running.accounts()[known_account(running, call)])
    if found:
        told = ", ".join(f"{quantity} of {symbol} in {sleeve}" for (sleeve, symbol), quantity in found.items())
        raise problem(UNMET, call.span, f"It holds {told}")


@STEPS.step("then", "these accounts run: {names:words}")
def these_accounts_run(case: Case, call: Call) -> None:
    """Expects exactly these accounts to run, each a session of its own; `none` where all ended."""
    running = begun(case, call.span)
    said = "" if call.text("names") == v.NONE else call.text("names")
    wanted = sorted(each for each in said.replace(" and ", ",").replace(" ", "").split(",") if each)
    found = sorted(running.alive())
    if found != wanted:
        raise problem(UNMET, call.at("names"), f"These run: {', '.join(found) or 'none'}")


@STEPS.step("then", "nothing differs from an account that was never interrupted")
def nothing_differs(case: Case, call: Call) -> None:
    """Runs the same account again, never killed and with a broker that never fails: its books must be the same."""
    running = begun(case, call.span)
    with going(call.span):
        other = running.undisturbed()
    own = {name: Outcome(view, running.entries(name)) for name, view in running.accounts().items()}
    found = list(unlike(own, other))
    if found:
        raise problem(UNMET, call.span, "; ".join(found[:SHOWN]))


@STEPS.step("then", "books and broker agree")
def books_and_broker_agree(case: Case, call: Call) -> None:
    """Expects that positions, shares, cash and open orders are the same by the books and at the broker."""
    running = begun(case, call.span)
    with going(call.span):
        found = running.differences()
    if found:
        raise problem(UNMET, call.span, "; ".join(found[:SHOWN]))


@STEPS.step("then", "the ledger proves whole")
def the_ledger_proves_whole(case: Case, call: Call) -> None:
    """Proves the ledger as `alluse ledger verify` does: each entry, each content, each decision evaluated again."""
    running = begun(case, call.span)
    with going(call.span):
        found = running.flaws()
    if found:
        raise problem(UNMET, call.span, "; ".join(found[:SHOWN]))


# --- orders -----------------------------------------------------------------------------------------------------------
@STEPS.step("then", "no order reached the broker twice")
def no_order_reached_the_broker_twice(case: Case, call: Call) -> None:
    """Expects that no intent was planned twice, no reference sent twice, nothing executed beyond what was ordered."""
    running = begun(case, call.span)
    sent = Counter(each.reference for each in running.asked() if each.call == "submit")
    doubled = [f"{reference} was handed over {times} times" for reference, times in sent.items() if times > 1]
    for name in sorted(running.accounts()):
        doubled += _doubled(running, name)
    if not sent:
        raise problem(UNMET, call.span, "No order reached the broker at all, so this shows nothing")
    if doubled:
        raise problem(UNMET, call.span, "; ".join(doubled[:SHOWN]))


def _doubled(running: Running, account: str) -> Iterator[str]:
    ordered: dict[str, int] = {}
    executed: Counter[str] = Counter()
    intents: Counter[str] = Counter()
    executions: Counter[str] = Counter()
    for each in running.entries(account):
        match each.event:
            case OrderPlanned():
                ordered[each.event.order] = each.event.quantity
                intents[each.event.intent_key] += 1
            case FillBooked():
                executions[each.event.fill.execution_id] += 1
                executed[each.event.order or ""] += each.event.fill.quantity
            case _:
                pass
    yield from (f"{key} was planned {times} times" for key, times in intents.items() if times > 1)
    yield from (f"{key} was booked {times} times" for key, times in executions.items() if times > 1)
    yield from (
        f"{quantity} were executed of {order}, which was for {ordered.get(order, 0)}"
        for order, quantity in executed.items()
        if quantity > ordered.get(order, 0)
    )


@STEPS.step("then", "the broker got {count:number} {call}")
def the_broker_got(case: Case, call: Call) -> None:
    """Expects how many orders, replaces, cancels, or questions about its state the broker has got."""
    running = begun(case, call.span)
    name = _CALLS[call.text("call").removesuffix("s")]
    wanted = 0 if call.text("count") == "no" else int(call.text("count"))
    found = sum(each.call == name for each in running.asked())
    if found != wanted:
        raise problem(UNMET, call.span, f"It got {found}")


@STEPS.step("then", "the broker works {count:number} orders")
def the_broker_works(case: Case, call: Call) -> None:
    """Expects how many orders stand at the broker, whoever placed them."""
    running = begun(case, call.span)
    with going(call.span):
        found = running.working()
    if len(found) != (0 if call.text("count") == "no" else int(call.text("count"))):
        raise problem(UNMET, call.span, f"It works {len(found)}: {', '.join(found) or 'none'}")


@STEPS.step("then", "after {moment}, the broker was asked for its state before anything else")
def asked_for_its_state_first(case: Case, call: Call) -> None:
    """Expects that from an instant on no order, replace or cancel came before the question for the broker's state."""
    running = begun(case, call.span)
    since = instant(case, call)
    first = next((each for each in running.asked() if each.at >= since), None)
    if first is None or first.call != "state":
        told = "nothing was asked" if first is None else f"{first.call} of {first.reference} came first"
        raise problem(UNMET, call.span, told[:1].upper() + told[1:])


@STEPS.step("then", "order {order:words} went through {states:words}")
def an_order_went_through(case: Case, call: Call) -> None:
    """Expects the states of the first slice of an order, in their order; others may stand between them."""
    running = begun(case, call.span)
    key = call.text("order").strip('"')
    found = [
        str(each.event.state)
        for name in sorted(running.accounts())
        for each in running.entries(name)
        if isinstance(each.event, SliceStepped) and each.event.order == key
    ]
    if not found:
        raise problem("B108", call.at("order"), f"There is no order `{key}`")
    rest = iter(found)
    for state in call.text("states").replace(" and ", ", ").split(", "):
        if state not in list(SliceState):
            raise problem("B108", call.at("states"), f"No order can be {quoted(state)}", meant(state, list(SliceState)))
        if state not in rest:
            raise problem(UNMET, call.at("states"), f"It went through {', '.join(dict.fromkeys(found))}")


# --- the law ----------------------------------------------------------------------------------------------------------
@STEPS.step("then", "{machine:words} went like this[ from {moment} on]:", table="required")
def a_machine_went(case: Case, call: Call) -> None:
    """Expects when a state, latch or machine changed, and to what: each change stands in a decision of the ledger."""
    running = begun(case, call.span)
    decided = case.decision(call.span)
    fact, subject = case.named(call.text("machine"), call.at("machine"), decided.naming)
    if fact.origin != "kept":
        message = f"The {case.words.of_fact(fact.id)} is not kept from one decision to the next"
        raise problem("B108", call.at("machine"), message)
    since = instant(case, call) if call.has("moment") else None
    moves = isinstance(case.law.kept.get(fact.id), TypedMachine)
    found = [
        (at, value)
        for at, value in _changes(running, _of(running, subject.key), fact.id, subject.key, moves)
        if since is None or at >= since
    ]
    expected = []
    for at, to in _rows(call.step.table, _WENT):
        inner = Call(call.step, {"moment": _place(at)})
        expected.append((instant(case, inner), to.text.replace(" ", "_")))
    if found != expected:
        told = "; ".join(f"{at:%Y-%m-%d %H:%M:%S} {value.replace('_', ' ')}" for at, value in found) or "not at all"
        raise problem(UNMET, call.span, f"It went: {told}")


def _place(cell: Cell) -> Any:
    from scenarios.patterns import Place

    return Place(cell.text, 0, len(cell.text))


def _of(running: Running, key: str) -> str:
    """The account whose ledger tells of a subject: of those that run, the one whose name it begins with."""
    names = sorted(running.accounts(), key=len, reverse=True)
    own = (each for each in names if key == each or key.startswith(f"{each} "))
    return next(own, names[-1])


def _changes(running: Running, account: str, fact: FactId, key: str, moves: bool) -> Iterator[tuple[datetime, str]]:
    """Each move of a machine; of what else is kept, each new value."""
    before: str | None = None
    for _, record in _records(running, account):
        if moves:
            for each in record["transitions"]:
                if each["fact"] == str(fact) and each["subject"] == key:
                    yield datetime.fromisoformat(each["at"]), each["to"]
            continue
        kept = record["kept"].get("facts", {}).get(fact.scope, {}).get(key, {})
        value = str(kept.get(fact.name, before))
        if value not in {before, "None"}:
            yield datetime.fromisoformat(record["at"]), value
            before = value


def _records(running: Running, account: str) -> Iterator[tuple[datetime, Mapping[str, Any]]]:
    for each in running.entries(account):
        if isinstance(each.event, CycleDecided):
            yield each.at, record_from(running.content(each.event.record)).content


@STEPS.step("then", "on {moment}, the law told its {kind:words} report of {subject}:", table="required")
def the_law_told_its_report(case: Case, call: Call) -> None:
    """Expects what a report of the law told at an instant, a row each: its name, and what it is."""
    running = begun(case, call.span)
    decided = case.decision(call.span)
    at, kind = instant(case, call), call.text("kind")
    account = call.text("subject").removeprefix("account ").strip('"')
    documents = {each.id: each for each in case.law.reports if each.report_kind == kind}
    if not documents:
        kinds = dict.fromkeys(each.report_kind for each in case.law.reports)
        raise problem("B108", call.at("kind"), f"The law has no {kind} report", meant(kind, kinds))
    told = [
        (each, datetime.fromisoformat(record["at"]))
        for _, record in _records(running, _of(running, account))
        for each in record["reports"]
        if each["report"] in documents and each["subject"].partition(" ")[2] == account
    ]
    found = [each for each, when in told if when == at]
    if not found:
        others = ", ".join(dict.fromkeys(f"{when:%Y-%m-%d %H:%M:%S}" for _, when in told)) or "never"
        raise problem(UNMET, call.at("moment"), f"It was told then: {others}")
    _same_shows(case, documents[found[-1]["report"]], found[-1]["shows"], call.step.table)
    decided.watch(decided.naming.one(case.law.scopes, call.text("subject"), call.at("subject")))


def _same_shows(case: Case, report: TypedReport, shows: Mapping[str, Any], table: Table | None) -> None:
    types = {name: expression.type for name, expression in report.shows}
    unmet: list[Diagnostic] = []
    for name, says in _rows(table, None):
        key = name.text.replace(" ", "_").casefold()
        if key not in types:
            known = [each.replace("_", " ") for each in types]
            message = f"`{report.id}` does not tell {quoted(name.text)}"
            raise problem("B108", name.span, message, meant(name.text, known))
        told = _otherwise(case, shows.get(key), says, types[key])
        if told is not None:
            unmet.append(finding(UNMET, says.span, f"The {name.text} is {told}; {quoted(says.text)} is expected"))
    if unmet:
        raise Problem(unmet)


def _otherwise(case: Case, raw: Any, says: Cell, of: Type) -> str | None:
    """What a report tells, where it is not what is expected."""
    if not isinstance(raw, Mapping):
        return None if says.text != v.UNKNOWN and _same(case, str(raw), says, of) else str(raw)
    causes = "; ".join(str(each) for each in raw.get("unknown", ()))
    as_said = says.text == v.UNKNOWN or (says.text.startswith(_WHY) and says.text.removeprefix(_WHY) in causes)
    return None if as_said else f"unknown because {causes}"


def _same(case: Case, raw: str, says: Cell, of: Type) -> bool:
    from engine.boundary import Refused

    try:
        expected: Value = case.reader(case.given, says.span).value(says.text, of)
        found: Value = (
            Fraction(raw) if isinstance(of, NumberType) else case.boundary.read(raw, of, FactId("a", "report"))
        )
    except (Refused, ValueError):
        return raw.replace("_", " ") == says.text
    return not isinstance(expected, Unknown) and v.same(found, expected)


@STEPS.step("then", "the law has told no {kind:words} report so far")
def the_law_told_no_report(case: Case, call: Call) -> None:
    """Expects that no report of a kind was told by any account."""
    running = begun(case, call.span)
    documents = {each.id for each in case.law.reports if each.report_kind == call.text("kind")}
    for name in sorted(running.accounts()):
        for _, record in _records(running, name):
            for each in record["reports"]:
                if each["report"] in documents:
                    raise problem(UNMET, call.span, f"{each['report']} was told at {record['at']}")


# --- people -----------------------------------------------------------------------------------------------------------
@STEPS.step("then", "people were told {often} of {alert:quoted}")
def people_were_told(case: Case, call: Call) -> None:
    """Expects how often an alert was raised: its code, with blanks."""
    running = begun(case, call.span)
    raised = Counter(
        each.event.code.replace("_", " ")
        for name in sorted(running.accounts())
        for each in running.entries(name)
        if isinstance(each.event, AlertRaised)
    )
    often = call.text("often")
    wanted = _OFTEN[often] if often in _OFTEN else int(often.split()[0])
    if raised[call.text("alert").strip('"')] != wanted:
        told = ", ".join(f"{count} times of {code}" for code, count in sorted(raised.items())) or "of nothing"
        raise problem(UNMET, call.span, f"People were told {told}")


# --- documents --------------------------------------------------------------------------------------------------------
@STEPS.step("then", "the report of account {account:words} on the {period} of {moment} says:", table="required")
def the_report_says(case: Case, call: Call) -> None:
    """Expects figures of the report that `alluse report` makes from the ledger, as they are shown."""
    running = begun(case, call.span)
    account, on = known_account(running, call), instant_of_day(case, call)
    period: Any = call.text("period")
    with going(call.span):
        figures = list(running.figures(account, period, on.date()))
    unmet: list[Diagnostic] = []
    for table, row, column, says in _rows(call.step.table, _FIGURE):
        found = figures
        for cell, of in ((table, "table"), (row, "row"), (column, "column")):
            known = dict.fromkeys(getattr(each, of) for each in found)
            found = [each for each in found if getattr(each, of) == cell.text]
            if not found:
                raise problem(
                    "B108", cell.span, f"The report has no {of} {quoted(cell.text)}", _known(cell.text, known)
                )
        if all(each.shown != says.text for each in found):
            told = " or ".join(dict.fromkeys(each.shown for each in found))
            unmet.append(finding(UNMET, says.span, f"It says {told}; {quoted(says.text)} is expected"))
    if unmet:
        raise Problem(unmet)


def _known(name: str, known: Mapping[str, None]) -> str | None:
    return meant(name, known) or (f"It has {', '.join(f'`{each}`' for each in known)}." if known else None)


@STEPS.step("then", "the report of account {account:words} on the {period} of {moment} comes as {forms:words}")
def the_report_comes_as(case: Case, call: Call) -> None:
    """Makes the report in these forms, and looks that each is one, and is about this account."""
    running = begun(case, call.span)
    account, on = known_account(running, call), instant_of_day(case, call)
    period: Any = call.text("period")
    for name in call.text("forms").replace(" and ", ", ").split(", "):
        form: Any = name.casefold()
        if form not in _FORMS:
            raise problem("B108", call.at("forms"), f"There is no form {quoted(name)}", meant(form, _FORMS))
        with going(call.span):
            made = running.document(account, period, on.date(), form)
        begins = _SIGNATURES.get(form)
        if begins is not None and not made.lstrip().lower().startswith(begins.lower()):
            raise problem(UNMET, call.at("forms"), f"What was made is no {name}")
        if form != "pdf" and account.encode() not in made:
            raise problem(UNMET, call.at("forms"), f"The {name} does not name account {account}")


def instant_of_day(case: Case, call: Call) -> datetime:
    """A moment that names a day; its time does not matter."""
    return instant(case, call)


# --- tables -----------------------------------------------------------------------------------------------------------
def _rows(table: Table | None, header: tuple[str, ...] | None) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, below its header where it has one; else each is a pair."""
    assert table is not None
    if header is None:
        if any(len(row) != PAIR for row in table.rows):
            raise problem("B113", table.span, "A row has a name and what it is: two cells")
        yield from table.rows
        return
    first, *rows = table.rows
    if tuple(each.text for each in first) != header or not rows:
        raise problem("B113", table.span, f"The columns are {', '.join(header)}, and a row follows")
    yield from rows
