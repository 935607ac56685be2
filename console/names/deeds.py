"""What there is to tell of what is done and of what happens: actions and their classes, events, schedules."""

from __future__ import annotations

from console.names.known import Known
from console.names.meaning import Meaning, place, several
from console.words import listed
from rules.compile import law as c

_SPEAKING = {
    "permit": "permitted by",
    "forbid": "forbidden by",
    "propose": "proposed by",
    "allocate": "allocated by",
    "exclusive": "ordered by",
}


def action(known: Known, name: str) -> Meaning:
    """An action: on whom, with which risk and fields, and every rule that speaks to it."""
    action = known.law.actions[name]
    makers = known.uses.makers("action", name)
    rows = [("done to", action.on), ("risk", action.risk)]
    rows += [("is one of", listed(action.classes))] if action.classes else []
    rows += several("fields", [f"{field}: {known.type_text(of)}" for field, of in action.fields])
    rows += several("legs", [_leg(action, leg) for leg in action.legs])
    rows += [("called", action.words)] if action.words else []
    rows += [("declared", place(action.span))]
    for word, label in _SPEAKING.items():
        ids = [each for each in makers if known.effect_of(each) == word]
        rows += several(label, [known.titled(each) for each in ids])
    readers = known.uses.readers("action", name)
    rows += several("read by", [known.titled(each) for each in readers])
    return Meaning("action", name, action.words, action.span, rows=tuple(rows), made_by=makers, read_by=readers)


def _leg(action: c.Action, leg: c.Leg) -> str:
    """`closing: the position; alone, where the whole is refused, as close`."""
    on = f"the {action.on}" if leg.field is None else f"the {leg.scope} that is its field {leg.field}"
    alone = f"; alone, where the whole is refused, as {leg.alone}" if leg.alone is not None else ""
    return f"{leg.name}: {on}{alone}"


def class_of_actions(known: Known, name: str) -> Meaning:
    """A class of actions."""
    members = known.law.classes[name]
    everyone = [set(known.uses.makers("action", each)) for each in members]
    makers = tuple(sorted(set.intersection(*everyone))) if everyone else ()
    rows = [("actions", listed(members)), *several("all of them by", [known.titled(each) for each in makers])]
    return Meaning("class of actions", name, rows=tuple(rows), made_by=makers, members=members)


def event(known: Known, name: str) -> Meaning:
    """Something that happens."""
    event = known.law.events[name]
    readers, makers = known.uses.readers("scope", name), known.uses.makers("event", name)
    rows = [("told by", event.by)]
    rows += [("happens in", event.within)] if event.within is not None else []
    rows += several("fields", [f"{field}: {known.type_text(of)}" for field, of in event.fields])
    rows += [("refers to", listed(event.refers_to))] if event.refers_to else []
    rows += [("called", event.words)] if event.words else []
    rows += [("declared", place(event.span))]
    rows += several("recorded by", [known.titled(each) for each in makers])
    rows += several("read by", [known.titled(each) for each in readers])
    return Meaning("event", name, event.words, event.span, rows=tuple(rows), made_by=makers, read_by=readers)


def schedule(known: Known, name: str) -> Meaning:
    """When the law looks."""
    schedule = known.law.schedules[name]
    parts = (("at", schedule.at), ("every", schedule.every), ("where", schedule.on))
    rows = [(label, known.expression(each)) for label, each in parts if each is not None]
    rows += [("for each", schedule.kind or schedule.scope)] if schedule.scope is not None else []
    rows += [("declared", place(schedule.span))]
    readers = known.uses.readers("scope", name)
    rows += several("read by", [known.titled(each) for each in readers])
    return Meaning("schedule", name, schedule.words, schedule.span, rows=tuple(rows), read_by=readers)
