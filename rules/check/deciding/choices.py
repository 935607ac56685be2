"""Choices: one of several subjects."""

from __future__ import annotations

from rules.check.deciding.candidates import among, candidates, rankings
from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.typer import Typer
from rules.compile import law as c
from rules.language import tree as t
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Choose, typer: Typer, head: Head) -> None:
    """`choose`."""
    typer.let(document.let)
    fact = deciding.vocabulary.facts[deciding.target(document.chooses, head.scope)]
    inside = candidates(document.among, typer)
    if inside is None:
        return
    items, inner = inside
    when = inner.condition(document.when) if document.when is not None else None
    if when is not None:
        inner.guard(when)
    elif document.when is not None:
        return
    prefer = rankings(deciding, document.prefer, inner)
    ties = [inner.leaf(leaf) for leaf in document.ties]
    if prefer is None or any(tie is None for tie in ties):
        return
    deciding.decided.derivations[fact.id] = c.TypedChoice(
        **head.common(),
        fact=fact.id,
        among=items,
        when=when,
        prefer=prefer,
        ties=tuple(tie for tie in ties if tie is not None),
    )


def _declare(deciding: Deciding, document: d.Choose, scope: str, kind: str | None) -> bool:
    source = document.among.tree
    if not isinstance(source, t.Aggregate):
        return False
    place = among(deciding, document.among, source.source, document)
    if place is None:
        return False
    of = deciding.vocabulary.reference(place[0], optional=True)
    return deciding.write(document, document.chooses, of, scope, kind, "chosen")


def _writes(document: d.Choose) -> tuple[d.Text, ...]:
    return (document.chooses,)


CHECKS = Checks(_decide, _declare, _writes)
