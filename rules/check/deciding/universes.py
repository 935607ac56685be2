"""Universes: which combinations are subjects."""

from __future__ import annotations

from dataclasses import replace

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.typer import Binding, Typer
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.model import documents as d


def _decide(deciding: Deciding, document: d.Universe, outer: Typer, head: Head) -> None:
    """`universe`."""
    owner = document.id.value
    scope = deciding.vocabulary.scopes.get(document.of.value)
    if scope is None:
        deciding.no_scope(document.of, owner)
        return
    if not scope.compound:
        message = f"`{document.of.value}` is not a scope whose key joins other scopes"
        help = "A universe says which combinations are subjects: name a scope with `key: [ … , … ]`."
        related = (Related(scope.span, f"`{scope.name}` is declared here"),)
        deciding.report("E241", document.of.span, message, owner, help, related)
        return
    if head.scope not in scope.key:
        message = f"`{head.scope}` is no part of the key of `{scope.name}`"
        related = (Related(scope.span, f"`{scope.name}` is declared here"),)
        part = f"Write `for: {scope.key[0]}`." if scope.key else None
        deciding.report("E241", document.subject.scope.span, message, owner, part, related)
        return
    typer = replace(outer, bindings=(Binding(0, scope.name),), lets={})
    typer.let(document.let)
    reasons: list[c.Reason] = []
    for each in document.leave_out:
        when = typer.condition(each.when)
        if when is not None:
            reasons.append(c.Reason(when, each.because.value))
    if len(reasons) < len(document.leave_out):
        return
    deciding.decided.universes.append(c.TypedUniverse(**head.common(), of=scope.name, reasons=tuple(reasons)))


CHECKS = Checks(_decide)
