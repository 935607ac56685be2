"""Rules that propose."""

from __future__ import annotations

from rules.check.deciding.actions import action_fields, named_actions
from rules.check.deciding.context import Deciding, Head
from rules.check.deciding.occasions import once_of
from rules.check.typer import Typer
from rules.check.wording import a_word
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.model import documents as d


def propose(deciding: Deciding, document: d.Rule, typer: Typer, head: Head) -> None:
    """`propose`."""
    owner = document.id.value
    actions = named_actions(deciding, document)
    if len(document.targets) != 1 or len(actions) != 1:
        if actions:
            names = ", ".join(f"`{each.name}`" for each in actions)
            message = f"A rule proposes one action, and this one names {names}"
            place = document.targets[min(1, len(document.targets) - 1)].span
            deciding.report("E237", place, message, owner, "Write a rule of its own for each action.")
        typer.condition(document.when)
        return
    action = actions[0]
    if action.on != head.scope:
        related = (Related(action.span, f"`{action.name}` is declared here"),)
        message = f"`{action.name}` is done to {a_word(action.on)}, and the rule is for {a_word(head.scope)}"
        place = document.subject.scope.span
        deciding.report("E234", place, message, owner, f"Write `for: {action.on}`.", related)
        typer.condition(document.when)
        return
    when = typer.condition(document.when)
    if when is not None:
        typer.guard(when)  # a duty arises only where its condition holds: so do its fields
    fields = action_fields(deciding, document.fields, action, typer, document, dict(action.fields))
    once = once_of(deciding, document.once, typer, head.scope)
    if when is None or fields is None or (document.once is not None and once is None):
        return
    deciding.decided.proposals.append(
        c.TypedProposal(
            **head.common(),
            action=action.name,
            when=when,
            fields=fields,
            once=once,
            if_unknown=True if document.if_unknown is not None else None,
        )
    )
