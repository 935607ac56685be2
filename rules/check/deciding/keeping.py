"""What states, latches and machines have in common: the facts that the law carries."""

from __future__ import annotations

from dataclasses import replace

from rules.check.deciding.actions import on_grid
from rules.check.deciding.context import Deciding
from rules.check.typer import Typer
from rules.compile import law as c
from rules.language import typed as x
from rules.language.numbers import number_text
from rules.language.types import INSTANT, NumberType, Type
from rules.model import documents as d
from rules.source.span import Span

SINCE = "_since"


def keep(deciding: Deciding, document: d.Judged, target: d.Text, of: Type, scope: str, kind: str | None) -> bool:
    """Declares a fact that a document carries from one evaluation to the next."""
    return deciding.write(document, target, of, scope, kind, "kept")


def keep_beside(deciding: Deciding, document: d.Judged, main: x.FactId, target: d.Text, of: Type) -> bool:
    """Declares a fact that is remembered beside the one that a document keeps."""
    kind = deciding.vocabulary.facts[main].kind
    if not deciding.write(document, target, of, main.scope, kind, "kept"):
        return False
    id = deciding.target(target, main.scope)
    deciding.vocabulary.facts[id] = replace(deciding.vocabulary.facts[id], kept_with=main)
    return True


def keep_since(deciding: Deciding, document: d.Judged, main: x.FactId, target: d.Text) -> bool:
    """Declares `X_since`, the instant from which X has been what it is."""
    named = d.Text(f"{target.value}{SINCE}", target.span)
    if not keep_beside(deciding, document, main, named, INSTANT):
        return False
    id = x.FactId(main.scope, f"{main.name}{SINCE}")
    deciding.vocabulary.facts[id] = replace(deciding.vocabulary.facts[id], since=True, doc=None, words=None)
    return True


def lies_on_grid(deciding: Deciding, value: x.Expression, of: Type, span: Span, typer: Typer, what: str) -> None:
    """What is kept lies on the grid of its type, by its form (finding F17)."""
    if isinstance(of, NumberType) and of.step is not None and not on_grid(deciding, value, of.step):
        step = typer.example(number_text(of.step), of)
        message = f"{what} may lie between two steps of `{of}` ({step})"
        help = f"Put `rounded down to {step}` behind it, or `up`, or `half even`."
        deciding.report("E256", span, message, typer.owner, help)


def fact_of(deciding: Deciding, target: d.Text, scope: str) -> c.Fact:
    """The declared fact that a document keeps."""
    return deciding.vocabulary.facts[deciding.target(target, scope)]
