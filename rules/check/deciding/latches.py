"""Latches: flags that one condition sets and another resets."""

from __future__ import annotations

from collections.abc import Sequence

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.deciding.keeping import keep, keep_beside
from rules.check.typer import Binding, Typer
from rules.check.wording import spelt
from rules.compile import law as c
from rules.diagnostics.diagnostic import Diagnostic
from rules.language import typed as x
from rules.language.types import FLAG, NothingType, NumberType, Type
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Latch, typer: Typer, head: Head) -> None:
    fact = deciding.target(document.keeps, head.scope)
    typer.let(document.let)
    set_when = typer.condition(document.set_when)
    reset_when = typer.condition(document.reset_when)
    remembers: list[tuple[x.FactId, x.Expression]] = []
    for target, leaf in document.remembers:
        value = typer.leaf(leaf)
        if value is not None:
            remembers.append((deciding.target(target, head.scope), value))
    if (
        len(remembers) < len(document.remembers)
        or set_when is None
        or (document.reset_when is not None and reset_when is None)
    ):
        return
    if_unknown = document.if_unknown.value if document.if_unknown is not None else "keep"
    deciding.decided.kept[fact] = c.TypedLatch(
        **head.common(),
        fact=fact,
        set_when=set_when,
        reset_when=reset_when,
        if_both=document.if_both.value,  # type: ignore[arg-type]
        if_unknown=if_unknown,  # type: ignore[arg-type]
        remembers=tuple(remembers),
    )


def declare_remembered(deciding: Deciding, latches: Sequence[d.Latch]) -> list[d.Latch]:
    """Declares what latches remember, each with the type of what is remembered; for that, all others are declared.

    One latch may remember what another one remembers, in whatever order they stand. Returns those that cannot be typed:
    each with a finding, or because of a document that has one.
    """
    waiting = [(document, target, leaf) for document in latches for target, leaf in document.remembers]
    refused: list[d.Latch] = []
    progress = True
    while progress:
        progress = False
        for each in tuple(waiting):
            document, target, leaf = each
            of = _type_of(_typer(deciding, document, []), leaf)
            if of is not None:
                waiting.remove(each)
                progress = True
                if not keep_beside(deciding, document, _main(deciding, document), target, of):
                    refused.append(document)
    for document in latches:
        left = [leaf for other, _, leaf in waiting if other is document]
        if left:
            refused.append(document)
            typer = _typer(deciding, document, deciding.findings)
            for leaf in left:
                _refuse(deciding, typer, leaf)
    return refused


def _typer(deciding: Deciding, document: d.Latch, findings: list[Diagnostic]) -> Typer:
    place = deciding.subject(document)
    assert place is not None
    typer = Typer(deciding.vocabulary, findings, document.id.value, (Binding(0, *place),))
    typer.let(document.let)
    return typer


def _main(deciding: Deciding, document: d.Latch) -> x.FactId:
    place = deciding.subject(document)
    assert place is not None
    return deciding.target(document.keeps, place[0])


def _type_of(typer: Typer, leaf: d.Leaf) -> Type | None:
    value = typer.leaf(leaf)
    if value is None or isinstance(value.type, NothingType):
        return None
    return value.type.without_grid() if isinstance(value.type, NumberType) else value.type


def _refuse(deciding: Deciding, typer: Typer, leaf: d.Leaf) -> None:
    """Says why a leaf has no type that could be remembered."""
    value = typer.leaf(leaf)
    if value is not None:
        message = f"{spelt(value)} has no type, so that nothing can remember it"
        deciding.report("E210", leaf.span, message, typer.owner, "Name what the latch is to remember.")


def _declare(deciding: Deciding, document: d.Latch, scope: str, kind: str | None) -> bool:
    return keep(deciding, document, document.keeps, FLAG, scope, kind)


def _writes(document: d.Latch) -> tuple[d.Text, ...]:
    return (document.keeps, *(target for target, _ in document.remembers))


CHECKS = Checks(_decide, _declare, _writes)
