"""Steps about time: what happens and happened, what the law has kept so far, what it records, when it looks again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.boundary import Refused
from engine.memory import Event, parts_of
from engine.values import JOINT, Subject, value_text
from rules.compile.law import Event as Declared
from rules.language.types import RefType
from rules.source.span import Span
from scenarios.call import Call
from scenarios.case import Case, Decided
from scenarios.moments import read_moment
from scenarios.problem import UNMET, meant, problem
from scenarios.registry import Steps
from scenarios.words import tokens

STEPS = Steps()
_SINCE = " since "
_PAIR = 2


# --- what happens ---------------------------------------------------------------------------------
@STEPS.step("given", "{event} happens[ in {subject}][ with:]", table="optional")
def an_event_happens(case: Case, call: Call) -> None:
    """Tells of an event at the instant of the facts: new to the law when it decides next."""
    at = case.moment()
    if at is None:
        help = "Say `it is Thursday 2026-04-16 at 10:00` before."
        raise problem("B107", call.span, "Nothing says when it is, so that nothing can happen", help)
    case.happen(the_event(case, call, at), call.span)


@STEPS.step("given", "on {moment}, {event} happened[ in {subject}][ with:]", table="optional")
def an_event_happened(case: Case, call: Call) -> None:
    """Tells of an event of the past, which the law was told of at the time or recorded itself: it is not new."""
    at = the_moment(case, call)
    now = case.moment()
    if now is not None and at > now:
        raise problem("B112", call.at("moment"), "This lies after the instant of the facts", "Write `… happens`.")
    case.remember(the_event(case, call, at), call.span)


def the_event(case: Case, call: Call, at: datetime) -> dict[str, Any]:
    """An event as plain data. Raises Problem."""
    declared = the_declared(case, call.text("event"), call.at("event"))
    raw: dict[str, Any] = {"event": declared.name, "at": at.isoformat()}
    if declared.within is not None and not case.law.scopes[declared.within].one:
        if not call.has("subject"):
            whose = case.words.of_scope(declared.within)
            message = f"{call.text('event')} happens in a {whose}, and none is named"
            raise problem("B108", call.span, message, f"Add `in` and the {whose}.")
        raw["in"] = whom(case, declared.within, call.text("subject"), call.at("subject"))
    elif call.has("subject"):
        raise problem("B108", call.at("subject"), f"{call.text('event')} happens in no subject", "Take it away.")
    for row in call.step.table.rows if call.step.table is not None else ():
        if len(row) != _PAIR:
            raise problem("B113", row[0].span, "A row has a field of the event and its value: two cells")
        name, value = told_of(case, declared, row[0].text, row[0].span, row[1].text, row[1].span)
        raw[name] = value
    return raw


def whom(case: Case, scope: str, text: str, span: Span) -> str:
    """The key of the subject that is named. Raises Problem.

    A combination that only a universe makes is not among the facts: it is named by its whole key.
    """
    declared = case.law.scopes[scope]
    if declared.compound and not case.facts.get(scope):
        parts = parts_of(text, [frozenset(case.facts.get(part, {})) for part in declared.key])
        if parts is not None:
            return JOINT.join(parts)
    return case.given.one([scope], text, span).key


def told_of(case: Case, declared: Declared, name: str, span: Span, text: str, at: Span) -> tuple[str, str | list[str]]:
    """A field of an event, or a subject that it refers to, with its value as text. Raises Problem."""
    words = tokens(name)
    links = [each.scope for each in case.words.scopes.exactly(words) if each.scope in declared.refers_to]
    if links:
        return links[0], case.given.one([links[0]], text, at).key
    fields = dict(declared.fields)
    found = [id.name for id in case.words.facts.exactly(words) if id.scope == declared.name and id.name in fields]
    if not found:
        known = [*(each.replace("_", " ") for each in fields), *map(case.words.of_scope, declared.refers_to)]
        raise problem("B108", span, f"`{declared.name}` has no field `{name}`", meant(name, known))
    if text in {"unknown", "none"}:
        return found[0], text
    of = fields[found[0]]
    if isinstance(of, RefType):
        return found[0], whom(case, of.scope, text, at)
    try:
        return found[0], case.reader(case.given, at).raw(text, of)
    except Refused as refused:
        raise problem("B111", at, refused.message, refused.help) from None


def the_declared(case: Case, text: str, span: Span) -> Declared:
    """The event that is named by its words. Raises Problem."""
    found = case.words.events.exactly(tokens(text)) or [each for each in (text,) if each in case.law.events]
    if len(found) == 1:
        return case.law.events[found[0]]
    if found:
        raise problem("B109", span, f"`{text}` could be several events", "Use its name.")
    raise problem("B108", span, f"This law knows no event `{text}`", meant(text, case.words.events.texts()))


def the_moment(case: Case, call: Call) -> datetime:
    """The instant that a step names. Raises Problem."""
    try:
        return read_moment(call.text("moment")).after(case.moment(), case.zone)
    except Refused as refused:
        raise problem("B112", call.at("moment"), refused.message, refused.help) from None


# --- what was kept --------------------------------------------------------------------------------
@STEPS.step("given", "so far {statement}")
def so_far(case: Case, call: Call) -> None:
    """Says what a state, a latch or a machine was at the end of the last evaluation, maybe since when."""
    said = case.statement(call, case.given, given=False)
    if said.fact.origin != "kept" or said.fact.since:
        message = f"The law does not keep `{said.fact.id}`, so that it was nothing so far"
        help = "Only what a state, a latch or a machine keeps is said with `so far`."
        raise problem("B110", call.at("statement"), message, help)
    text, _, moment = said.value.partition(_SINCE)
    since: datetime | None = None
    try:
        raw = case.reader(case.given, said.span).raw(text, said.fact.type)
        case.boundary.read(raw, said.fact.type, said.fact.id)
        if moment:
            since = read_moment(moment).after(case.moment(), case.zone)
    except Refused as refused:
        raise problem("B111", said.span, refused.message, refused.help) from None
    if said.denied:
        raw = {"true": "false", "false": "true"}.get(str(raw), str(raw))
    case.keep(said.fact.id, said.subject, raw, since)


# --- what the law records -------------------------------------------------------------------------
@STEPS.step("then", "the law records {event}[ for {subject}][ with:]", table="optional")
def the_law_records(case: Case, call: Call) -> None:
    """Expects that the law has an event written down, for anybody or for one subject, with these fields."""
    decided = case.decision(call.span)
    declared = the_declared(case, call.text("event"), call.at("event"))
    found = recorded(decided, call, declared)
    wanted = {
        name: value
        for row in (call.step.table.rows if call.step.table is not None else ())
        for name, value in [told_of(case, declared, row[0].text, row[0].span, row[1].text, row[1].span)]
    }
    fitting = [each for each in found if all(told(each).get(name) == value for name, value in wanted.items())]
    if fitting:
        return
    if found:
        have = "; ".join(", ".join(f"{name} {value}" for name, value in told(each).items()) for each in found)
        raise problem(UNMET, call.span, f"The law records it with {have or 'nothing told of it'}")
    others = sorted({each.name.replace("_", " ") for each in decided.recorded})
    raise problem(UNMET, call.span, f"The law records {', '.join(others) or 'nothing'}")


@STEPS.step("then", "the law records no {event}[ for {subject}]")
def the_law_records_no(case: Case, call: Call) -> None:
    """Expects that no such event is written down."""
    decided = case.decision(call.span)
    declared = the_declared(case, call.text("event"), call.at("event"))
    found = recorded(decided, call, declared)
    if found:
        raise problem(UNMET, call.span, f"The law records it{f' in {found[0].within}' if found[0].within else ''}")


def recorded(decided: Decided, call: Call, declared: Declared) -> list[Event]:
    """The events of this name that the law records, of the subject that is named."""
    found = [each for each in decided.recorded if each.name == declared.name]
    if not call.has("subject"):
        return found
    scopes = [each for each in (declared.within, *declared.refers_to) if each is not None]
    whom = decided.naming.one(scopes, call.text("subject"), call.at("subject"))
    decided.watch(whom)
    return [each for each in found if whom in ends(declared, each)]


def ends(declared: Declared, event: Event) -> list[Subject]:
    """The subjects that an event happens in and refers to."""
    own = [Subject(declared.within, event.within or "")] if declared.within is not None else []
    return [*own, *(Subject(scope, key) for scope, key in event.refers_to)]


def told(event: Event) -> Mapping[str, str]:
    """What is told of an event, as text."""
    return {**{name: value_text(value) for name, value in event.fields}, **dict(event.refers_to)}


@STEPS.step("then", "the law looks again at {moment}")
def the_law_looks_again(case: Case, call: Call) -> None:
    """Expects the instant at which something may change only because time goes on."""
    decided = case.decision(call.span)
    wanted = the_moment(case, call)
    found = decided.record.content["wake_up"]
    if found is None:
        raise problem(UNMET, call.span, "Nothing changes because time goes on")
    if datetime.fromisoformat(found["at"]) != wanted:
        because = ", ".join(found["because"])
        raise problem(UNMET, call.span, f"The law looks again at {found['at']}, for {because}")
