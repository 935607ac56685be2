"""Rules that permit or forbid."""

from __future__ import annotations

from collections.abc import Sequence

from rules.check.deciding.actions import named_actions
from rules.check.deciding.context import Deciding, Head
from rules.check.deciding.legs import ways_of
from rules.check.deciding.recording import record_beside
from rules.check.typer import WAYS, Typer
from rules.check.wording import a_word, did_you_mean
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.model import documents as d


def judge(deciding: Deciding, document: d.Rule, typer: Typer, head: Head) -> None:
    """`permit` and `forbid`."""
    owner = document.id.value
    actions = named_actions(deciding, document)
    paths: list[x.Expression | None] = []
    through: list[c.LegPath] = []
    complete = True
    for action in actions:
        ways = ways_of(deciding.vocabulary, action, head.scope, document.effect == "forbid")
        if ways is None:
            _leads_nowhere(deciding, document, action, head.scope)
            complete = False
            continue
        paths.append(ways.own)
        through += ways.through
    if not actions:
        return
    fields = [dict(action.fields) for action in actions]
    typer.fields = {name: of for name, of in fields[0].items() if all(each.get(name) == of for each in fields)}
    when = typer.condition(document.when)
    if when is None or not complete:
        return
    reducing = [action.name for action in actions if action.risk == "reducing"]
    if document.effect == "forbid" and reducing:
        _binds_reducing(deciding, document, reducing)
    for each in document.exception_to:
        if each.value not in deciding.vocabulary.rule_sections:
            close = did_you_mean(each.value, deciding.vocabulary.rule_sections)
            deciding.report("E307", each.span, f"There is no rule `{each.value}`", owner, close, unknown=each.value)
    if document.exception_to and document.effect != "permit":
        message = f"Only a permit can be an exception, and `{owner}` forbids"
        help = "Narrow the other rule instead, or make this one a `permit:`."
        deciding.report("E235", document.exception_to[0].span, message, owner, help)
    record_beside(deciding, document, typer, head, when)
    deciding.decided.permits.append(
        c.TypedPermit(
            **head.common(),
            effect=document.effect,  # type: ignore[arg-type]
            actions=tuple(action.name for action in actions),
            paths=tuple(paths),
            when=when,
            reads_action=any(isinstance(part, x.ReadField) for part in x.walk(when)),
            binds_reducing=document.binds_reducing,
            exception_to=tuple(each.value for each in document.exception_to),
            through=tuple(through),
        )
    )


def _leads_nowhere(deciding: Deciding, document: d.Rule, action: c.Action, scope: str) -> None:
    """Reports a rule for subjects that an action does not lead to, or leads to in several ways."""
    related = (Related(action.span, f"`{action.name}` is declared here"),)
    message = f"`{action.name}` is done to {a_word(action.on)}, which leads to no {scope}"
    help = f"Write `for: {action.on}`, or a scope that {a_word(action.on)} leads to."
    over_legs = ways_of(deciding.vocabulary, action, scope, True)
    if over_legs is not None and document.effect == "permit":
        whole = f"`{action.name}` is permitted as a whole, through the {action.on} that it is done to"
        message = f"{whole}: its leg `{over_legs.through[0].leg.name}` is no way"
        help = f"{help[:-1]}; what binds the {scope} of a leg is a `forbid:`."
    deciding.report("E234", document.subject.scope.span, message, document.id.value, help, related, WAYS)


def _binds_reducing(deciding: Deciding, document: d.Rule, reducing: Sequence[str]) -> None:
    """A forbid of what reduces risk must say so, and is listed."""
    names = ", ".join(f"`{name}`" for name in reducing)
    owner = document.id.value
    related = [Related(deciding.vocabulary.actions[name].span, f"`{name}` reduces risk") for name in reducing[:3]]
    if document.binds_reducing:
        message = f"The rule can stop what reduces risk: {names}"
        deciding.report("R701", document.targets[0].span, message, owner, None, related)
        return
    help = "Name only actions that increase risk, or say `binds_reducing: true`."
    message = f"The rule would stop what reduces risk: {names}"
    deciding.report("E236", document.targets[0].span, message, owner, help, related)
