"""States: values that the law carries."""

from __future__ import annotations

from dataclasses import replace

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.deciding.keeping import fact_of, keep, lies_on_grid
from rules.check.deciding.repeat import counting
from rules.check.typer import Typer
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import RefType
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.State, typer: Typer, head: Head) -> None:
    fact = fact_of(deciding, document.keeps, head.scope)
    typer.let(document.let)
    starts = typer.value(document.starts, fact.type)
    becomes = typer.value(document.becomes, fact.type)
    if starts is None or becomes is None:
        return
    owner = document.id.value
    for value, span, what in (
        (starts, document.starts.span, "What it starts as"),
        (becomes, document.becomes.span, "What it becomes"),
    ):
        deciding.in_range(value, fact.type, document)
        lies_on_grid(deciding, value, fact.type, span, typer, what)
    looking_back = next((part for part in x.walk(starts) if isinstance(part, x.Before)), None)
    if looking_back is not None and looking_back.fact.fact == fact.id:
        message = f"`{fact.id}` has no value before it starts"
        deciding.report("E250", looking_back.span or document.starts.span, message, owner, "Give a first value.")
        return
    changing = counting(becomes, fact.id, deciding.decided.derivations)
    if changing is not None:
        message = f"`{fact.id}` would change each time one looks, though nothing new has happened"
        help = (
            f"Let it change where an event happens: `if EVENT happens then … else {fact.id} before`; or count events."
        )
        deciding.report("S410", changing.span or document.becomes.span, message, owner, help)
    if_unknown = document.if_unknown.value if document.if_unknown is not None else "keep"
    deciding.decided.kept[fact.id] = c.TypedState(
        **head.common(),
        fact=fact.id,
        starts=starts,
        becomes=becomes,
        if_unknown=if_unknown,  # type: ignore[arg-type]
    )


def _declare(deciding: Deciding, document: d.State, scope: str, kind: str | None) -> bool:
    of = deciding.vocabulary.type(document.type.value)
    if of is None:
        deciding.declarations.unknown_type(document.type)
        return False
    if isinstance(of, RefType):
        of = replace(of, optional=True)  # as for derived facts: who reads it asks before
    return keep(deciding, document, document.keeps, of, scope, kind)


def _writes(document: d.State) -> tuple[d.Text, ...]:
    return (document.keeps,)


CHECKS = Checks(_decide, _declare, _writes)
