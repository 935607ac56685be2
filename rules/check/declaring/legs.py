"""Legs of actions: on what each stands, and as which action one of them is judged where the whole is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.check.declaring.context import Declaring
from rules.check.wording import a_word, did_you_mean, listed
from rules.compile.law import Action, Leg
from rules.diagnostics.diagnostic import Related
from rules.language.types import RefType, Type
from rules.model import documents as d

_FEWEST = 2


def declared_legs(declaring: Declaring, entry: d.ActionEntry, fields: Mapping[str, Type]) -> tuple[Leg, ...] | None:
    """The legs of an action, in the order in which they are written; None when one of them was refused."""
    assert entry.legs is not None
    name = entry.name.value
    if len(entry.legs) < _FEWEST:
        span = entry.legs[0].name.span if entry.legs else entry.name.span
        has = "only one leg" if entry.legs else "no leg"
        help = "Name what is done first and what is done with it, or take `legs:` away."
        declaring.report("E257", span, f"`{name}` has {has}, and an action of legs has two at least", help)
        return None
    found: list[Leg] = []
    complete = True
    named_so = next((field for field, _ in entry.fields if field.value == entry.on.value), None)
    if named_so is not None:
        message = (
            f"The field `{named_so.value}` of `{name}` has the name of what it is done to: its legs could be either's"
        )
        declaring.report("E304", named_so.span, message, "Give the field another name.")
        return None
    for each in entry.legs:
        leg = _leg(declaring, entry, each, fields)
        if leg is None:
            complete = False
        else:
            found.append(leg)
    if not complete:
        return None
    own = [leg for leg in found if leg.field is None]
    if len(own) != 1:
        stand = listed(leg.name for leg in own)
        message = f"No leg stands on the {entry.on.value} that `{name}` is done to, and one must"
        if own:
            message = f"More legs than one stand on the {entry.on.value} that `{name}` is done to: {stand}"
        span = next(each.on.span for each in entry.legs if not own or each.name.value == own[1].name)
        others = [field for field, of in fields.items() if isinstance(of, RefType)]
        help = f"Write `on: {entry.on.value}` for what is done to the {entry.on.value} itself."
        if own:
            help = (
                f"The others stand on a field of it: {listed(others)}." if others else "Give it a field for the other."
            )
        declaring.report("E258", span, message, help)
        return None
    return tuple(found)


def _leg(declaring: Declaring, entry: d.ActionEntry, leg: d.LegEntry, fields: Mapping[str, Type]) -> Leg | None:
    """One leg; its `alone` is looked at when all actions are known."""
    on = leg.on.value
    alone = leg.alone.value if leg.alone is not None else None
    of = fields.get(on)
    written = next((field for field, _ in entry.fields if field.value == on), None)
    if on == entry.on.value:
        return Leg(leg.name.value, None, on, alone)
    if isinstance(of, RefType):
        return Leg(leg.name.value, on, of.scope, alone)
    if written is not None and of is None:
        return None  # the type of the field was refused already
    subjects = [entry.on.value, *(field for field, each in fields.items() if isinstance(each, RefType))]
    if of is not None:
        message = f"The leg `{leg.name.value}` stands on `{on}`, which is `{of}` and no subject"
    else:
        message = f"The leg `{leg.name.value}` stands on `{on}`, which `{entry.name.value}` does not have"
    of_scope = [field for field, each in fields.items() if isinstance(each, RefType) and each.scope == on]
    help = did_you_mean(on, subjects) or f"It can stand on {listed(subjects)}."
    if len(of_scope) == 1:
        help = f"Write `on: {of_scope[0]}`: that field is {a_word(on)}."
    declaring.report("E258", leg.on.span, message, help)
    return None


def judged_alone(declaring: Declaring, documents: Sequence[d.DocumentModel]) -> None:
    """Checks as which action a leg is judged alone; one that does not fit is left out."""
    actions = declaring.vocabulary.actions
    for document in documents:
        if not isinstance(document, d.Actions):
            continue
        for entry in document.entries:
            action = actions.get(entry.name.value)
            if action is None or action.span != entry.name.span:
                continue
            for leg in entry.legs or ():
                if leg.alone is not None and not _fits(declaring, action, leg, leg.alone):
                    legs = tuple(replace(each, alone=None) for each in action.legs)
                    action = actions[action.name] = replace(action, legs=legs)


def _fits(declaring: Declaring, action: Action, leg: d.LegEntry, written: d.Text) -> bool:
    """Whether a leg of an action may be judged alone as it says."""
    other = declaring.vocabulary.actions.get(written.value)
    if other is None:
        close = did_you_mean(written.value, declaring.vocabulary.actions)
        message = f"There is no action `{written.value}`"
        declaring.report("E305", written.span, message, close, unknown=written.value)
        return False
    unfit = None
    help = f"What is left of a refused action is `risk: reducing`, done to {a_word(action.on)}, and without legs."
    if leg.on.value != action.on:
        unfit = f"the leg `{leg.name.value}` stands on `{leg.on.value}`"
        help = f"Only the leg on the {action.on} that `{action.name}` is done to can be judged alone."
    elif other.on != action.on:
        unfit = f"it is done to {a_word(other.on)}, and the leg to {a_word(action.on)}"
    elif other.legs or other.name == action.name:
        unfit = "it has legs itself"
    elif other.risk != "reducing":
        unfit = "it does not reduce risk"
    related = (Related(other.span, f"`{other.name}` is declared here"),)
    if unfit is not None:
        message = f"`{leg.name.value}` cannot be judged alone as `{other.name}`: {unfit}"
        declaring.report("E259", written.span, message, help, related)
        return False
    fields = dict(action.fields)
    missing = [(name, of) for name, of in other.fields if fields.get(name) != of]
    if missing:
        name, of = missing[0]
        message = f"`{other.name}` needs the field `{name}`, which `{action.name}` does not have"
        help = f"Add `{name}: {of}` to the `fields:` of `{action.name}`."
        if name in fields:
            message = f"The field `{name}` of `{action.name}` is `{fields[name]}`, and that of `{other.name}` is `{of}`"
            help = f"Give `{name}` the same type in both, or another name."
        declaring.report("E260", written.span, message, help, related)
        return False
    return True
