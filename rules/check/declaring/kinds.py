"""Declared kinds: parts of a scope."""

from __future__ import annotations

from rules.check.declaring.context import Declaring
from rules.check.typer import Binding, Typer
from rules.compile.law import Kind
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import typed as x
from rules.language.types import FLAG
from rules.model import documents as d


def declare_kind(declaring: Declaring, entry: d.KindEntry) -> None:
    """One kind of a scope."""
    name = entry.name.value
    scope = declaring.vocabulary.scopes.get(entry.of.value)
    if scope is None:
        close = nearest(entry.of.value, declaring.vocabulary.scopes)
        help = f"Did you mean `{close}`?" if close else None
        declaring.report("E302", entry.of.span, f"There is no scope `{entry.of.value}`", help)
        return
    if name in declaring.vocabulary.scopes or name in declaring.vocabulary.kinds:
        what = "scope" if name in declaring.vocabulary.scopes else "kind"
        known = declaring.vocabulary.scopes.get(name) or declaring.vocabulary.kinds[name]
        related = (Related(known.span, f"the {what} of this name"),)
        declaring.report(
            "E311",
            entry.name.span,
            f"There is a {what} `{name}` already",
            "Choose another name.",
            related,
        )
        return
    typer = Typer(declaring.vocabulary, declaring.findings, name, (Binding(0, scope.name),))
    where = typer.leaf(entry.where, FLAG)
    if where is None:
        return
    for part in x.walk(where):
        if isinstance(part, x.ReadFact) and not _always_known(declaring, part.fact):
            fact = declaring.vocabulary.facts[part.fact]
            related = (Related(fact.span, f"`{fact.id}` is declared here"),)
            message = f"`{fact.id}` can be unknown, so that it cannot say what belongs to the kind"
            help = "Ask for it in the rules instead, below `when:`."
            declaring.report("E232", part.span or entry.where.span, message, help, related)
    declaring.vocabulary.kinds[name] = Kind(name, scope.name, where, entry.name.span)


def _always_known(declaring: Declaring, id: x.FactId) -> bool:
    """True for a given fact that is always there and never stale."""
    fact = declaring.vocabulary.facts[id]
    return fact.origin == "given" and not fact.may_be_missing and fact.stale_after is None
