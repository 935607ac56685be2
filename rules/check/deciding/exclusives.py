"""One duty at a time: which of several proposals goes first."""

from __future__ import annotations

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.typer import WAYS, Typer
from rules.check.wording import a_word, did_you_mean
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Exclusive, _typer: Typer, head: Head) -> None:
    owner = document.id.value
    vocabulary = deciding.vocabulary
    order: list[tuple[str, x.Expression]] = []
    for name in document.order:
        action = vocabulary.actions.get(name.value)
        if action is None:
            help = did_you_mean(name.value, vocabulary.actions)
            deciding.report("E305", name.span, f"There is no action `{name.value}`", owner, help, unknown=name.value)
            return
        if name.value in {each for each, _ in order}:
            message = f"`{name.value}` stands twice in `order:`"
            deciding.report("E225", name.span, message, owner, "Take one of the two away.")
            return
        ways = vocabulary.ways_or_parts(action.on, head.scope)
        if len(ways) != 1:
            message = f"`{action.name}` is done to {a_word(action.on)}, which leads to no {head.scope}"
            related = (Related(action.span, f"`{action.name}` is declared here"),)
            help = f"Write `for: {action.on}`, or a scope that {a_word(action.on)} leads to."
            deciding.report("E234", name.span, message, owner, help, related, WAYS)
            return
        order.append((action.name, ways[0]))
    if len(order) == 1:
        message = "Only one action stands in `order:`, so that nothing has to wait"
        deciding.report("E125", document.order[0].span, message, owner, "Name at least two.")
        return
    deciding.decided.exclusives.append(c.TypedExclusive(**head.common(), order=tuple(order)))


CHECKS = Checks(_decide)
