"""Rules: each has one effect."""

from __future__ import annotations

from collections.abc import Callable

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.deciding.permits import judge
from rules.check.deciding.proposals import propose
from rules.check.deciding.recording import record
from rules.check.typer import Typer
from rules.compile import law as c
from rules.language.types import FlagType
from rules.model import documents as d


def derive(deciding: Deciding, document: d.Rule, typer: Typer, head: Head) -> None:
    """`derive`."""
    fact = deciding.vocabulary.facts[deciding.target(document.targets[0], head.scope)]
    if document.when is not None:
        value = typer.condition(document.when)
        if document.value is not None:
            return  # two values: reported where the document was read
        if value is not None and not isinstance(fact.type, FlagType):
            span = document.type.span if document.type is not None else document.id.span
            message = f"`when:` gives a flag, and `{fact.id}` is declared as `{fact.type}`"
            deciding.report(
                "E210",
                span,
                message,
                document.id.value,
                "Write `type: flag`, or give a value with `as:`.",
            )
            return
    else:
        value = typer.value(document.value, fact.type)
    if document.if_unknown is not None and not isinstance(fact.type, FlagType):
        message = f"`if_unknown:` is for flags, and `{fact.id}` is not one"
        help = "Take it away; a value for what is unknown is given with `first known of … , …`."
        deciding.report("E233", document.if_unknown.span, message, document.id.value, help)
    if value is None:
        return
    deciding.in_range(value, fact.type, document)
    if_unknown = document.if_unknown.value == "true" if document.if_unknown else None
    deciding.decided.derivations[fact.id] = c.Derivation(
        **head.common(), fact=fact.id, value=value, if_unknown=if_unknown
    )


def _declare(deciding: Deciding, document: d.Rule, scope: str, kind: str | None) -> bool:
    """A rule that derives writes one fact."""
    if document.effect != "derive":
        return True
    if len(document.targets) != 1:
        help = "Write a rule of its own for each fact."
        deciding.report("E131", document.targets[1].span, "A rule derives one fact", document.id.value, help)
        return False
    of = deciding.declared_type(document.type)
    return of is not None and deciding.write(document, document.targets[0], of, scope, kind, "derived")


def _writes(document: d.Rule) -> tuple[d.Text, ...]:
    return document.targets if document.effect == "derive" else ()


_EFFECTS: dict[str, Callable[[Deciding, d.Rule, Typer, Head], None]] = {
    "derive": derive,
    "permit": judge,
    "forbid": judge,
    "propose": propose,
    "record": record,
}


def _decide(deciding: Deciding, document: d.Rule, typer: Typer, head: Head) -> None:
    if document.each is None:  # else names are given anew for each of its numbers
        typer.let(document.let)
    _EFFECTS[document.effect](deciding, document, typer, head)


CHECKS = Checks(_decide, _declare, _writes)
