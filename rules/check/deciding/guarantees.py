"""Guarantees: what must hold of every decision, of none, or of some."""

from __future__ import annotations

from rules.check.deciding.context import Deciding
from rules.check.deciding.rulings import rulings_exist
from rules.check.typer import Binding, Typer
from rules.check.wording import did_you_mean
from rules.compile import law as c
from rules.language import typed as x
from rules.language.types import FLAG
from rules.model import documents as d

NO_SCOPE = ""


def guarantee(deciding: Deciding, document: d.Guarantee) -> None:
    """`guarantee`: about every subject of a scope, or, without `for:`, about the law as a whole."""
    owner = document.id.value
    rulings_exist(deciding, document)
    scope, kind = NO_SCOPE, None
    bindings: tuple[Binding, ...] = ()
    where: x.Expression | None = None
    if document.subject is not None:
        place = deciding.scope_of(document.subject.scope.value, document.subject.scope.span, document)
        if place is None:
            return
        scope, kind = place
        bindings = (Binding(0, scope, kind),)
    typer = Typer(deciding.vocabulary, deciding.findings, owner, bindings, used=deciding.used)
    if document.subject is not None and document.subject.where is not None:
        where = typer.leaf(document.subject.where, FLAG)
        if where is None:
            return
        typer.guard(where)
    typer.let(document.let)
    assuming = [typer.condition(each) for each in document.assuming]
    for assumed in assuming:
        if assumed is not None:
            typer.guard(assumed)
    start = typer.condition(document.start)
    claim = typer.condition(document.claim)
    known = deciding.vocabulary.rule_sections
    for each in document.after:
        if each.value not in known:
            message, help = f"There is no rule `{each.value}`", did_you_mean(each.value, known)
            deciding.report("E307", each.span, message, owner, help, unknown=each.value)
    if claim is None or any(each is None for each in assuming) or (document.start is not None and start is None):
        return
    deciding.unread += [(name, owner) for name in typer.unread.values()]
    deciding.decided.guarantees.append(
        c.TypedGuarantee(
            id=owner,
            scope=scope,
            kind=kind,
            where=where,
            section=document.section.value if document.section is not None else None,
            title=document.title.value if document.title is not None else None,
            because=document.because.value if document.because is not None else None,
            rests_on=tuple(each.value for each in document.rests_on),
            span=document.id.span,
            form=document.form,  # type: ignore[arg-type]
            claim=claim,
            assuming=tuple(each for each in assuming if each is not None),
            start=start,
            after=tuple(each.value for each in document.after),
        )
    )
