"""Declared actions and the classes they belong to."""

from __future__ import annotations

from rules.check.declaring.context import TAKE_ONE_AWAY, Declaring
from rules.check.declaring.legs import declared_legs
from rules.check.typer import WAYS
from rules.compile.law import Action
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language.types import Type
from rules.model import documents as d


def declare_action(declaring: Declaring, entry: d.ActionEntry) -> None:
    """One action."""
    name = entry.name.value
    if name in declaring.vocabulary.actions:
        related = (Related(declaring.vocabulary.actions[name].span, "first here"),)
        declaring.report("E311", entry.name.span, f"The action `{name}` is declared twice", TAKE_ONE_AWAY, related)
        return
    if entry.on.value not in declaring.vocabulary.scopes:
        close = nearest(entry.on.value, declaring.vocabulary.scopes)
        help = f"Did you mean `{close}`?" if close else None
        declaring.report("E302", entry.on.span, f"There is no scope `{entry.on.value}`", help, unknown=entry.on.value)
        return
    nearest_in = entry.nearest_in
    if nearest_in is not None and len(declaring.vocabulary.ways_or_parts(entry.on.value, nearest_in.value)) != 1:
        message = f"No {nearest_in.value} can be reached from {entry.on.value}"
        declaring.report("E306", nearest_in.span, message, unknown=WAYS)
        nearest_in = None
    for each in entry.classes:
        declaring.vocabulary.class_places.setdefault(each.value, each.span)
    fields: list[tuple[str, Type]] = []
    for field, of in entry.fields:
        found = declaring.vocabulary.type(of.value)
        if found is None:
            declaring.unknown_type(of)
        else:
            fields.append((field.value, found))
    legs = declared_legs(declaring, entry, dict(fields)) if entry.legs is not None else ()
    if legs is None:
        return  # with a leg too few, rules for what the lost one leads to would seem to be wrong
    declaring.vocabulary.actions[name] = Action(
        name=name,
        on=entry.on.value,
        classes=tuple(each.value for each in entry.classes),
        risk=entry.risk.value,  # type: ignore[arg-type]
        fields=tuple(fields),
        nearest_in=nearest_in.value if nearest_in is not None else None,
        does=entry.does.value if entry.does else None,
        words=entry.words.value if entry.words else None,
        span=entry.name.span,
        legs=legs,
    )


def declare_classes(declaring: Declaring) -> None:
    """Classes of actions; their names are not names of actions."""
    grouped: dict[str, list[str]] = {}
    for action in declaring.vocabulary.actions.values():
        for name in action.classes:
            grouped.setdefault(name, []).append(action.name)
    for name in grouped:
        if name in declaring.vocabulary.actions:
            related = (Related(declaring.vocabulary.class_places[name], f"the class `{name}`"),)
            message = f"`{name}` names both an action and a class of actions"
            declaring.report("E304", declaring.vocabulary.actions[name].span, message, "Choose another name.", related)
    declaring.vocabulary.classes = {name: tuple(members) for name, members in grouped.items()}
