"""Decision tables."""

from __future__ import annotations

from collections.abc import Sequence

from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.typer import Typer
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.language import typed as x
from rules.language.types import NumberType, SetType, Type
from rules.model import documents as d
from rules.source.span import Span

_TOTAL_POLICIES = ("sum", "collect")


def _decide(deciding: Deciding, document: d.Table, typer: Typer, head: Head) -> None:
    """A decision table."""
    typer.let(document.let)
    owner = document.id.value
    fact = deciding.vocabulary.facts[deciding.target(document.decides, head.scope)]
    of = fact.type.of if isinstance(fact.type, SetType) and document.hit_policy.value == "collect" else fact.type
    policy = document.hit_policy.value
    if policy in {"max", "min", "sum"} and not isinstance(of, NumberType):
        message = f"The hit policy `{policy}` needs numbers, and `{fact.id}` is not one"
        deciding.report("T501", document.hit_policy.span, message, owner, "Use `unique`, `any` or `priority`.")
    if document.otherwise is None and policy not in _TOTAL_POLICIES:
        help = "Add `otherwise:`; it may be `unknown`."
        message = f"The table does not say what `{fact.id}` is when no row holds"
        deciding.report("T502", document.id.span, message, owner, help)
    rows: list[c.TypedRow] = []
    conditions: dict[x.Expression, Span] = {}
    complete = bool(document.rows)
    for row in document.rows:
        kept = list(typer.guards)
        when = typer.condition(row.when)
        if when is not None:
            typer.guard(when)
        then = typer.leaf(row.then, of)
        typer.guards[:] = kept
        if when is None or then is None:
            complete = False
            continue
        if when in conditions:
            related = (Related(conditions[when], "the same condition"),)
            help = "Take one of the two rows away, or change its condition."
            deciding.report("T504", row.when.span, "Two rows have the same condition", owner, help, related)
        conditions.setdefault(when, row.when.span)
        deciding.in_range(then, of, document)
        rows.append(c.TypedRow(when, then))
    otherwise = typer.leaf(document.otherwise, of)
    order = _priority(deciding, document, rows, of, typer)
    if not complete or (document.otherwise is not None and otherwise is None):
        return
    deciding.decided.derivations[fact.id] = c.TypedTable(
        **head.common(),
        fact=fact.id,
        hit_policy=policy,
        rows=tuple(rows),
        otherwise=otherwise,
        order=order,
    )


def _priority(
    deciding: Deciding,
    document: d.Table,
    rows: Sequence[c.TypedRow],
    of: Type,
    typer: Typer,
) -> tuple[x.Literal, ...]:
    """The order of outputs of a `priority` table: every output of a row stands in it."""
    owner = document.id.value
    if document.hit_policy.value != "priority":
        if document.order:
            message = f"`order:` belongs to the hit policy `priority`, and this is `{document.hit_policy.value}`"
            deciding.report(
                "T505",
                document.order[0].span,
                message,
                owner,
                "Take `order:` away, or change the policy.",
            )
        return ()
    order: list[x.Literal] = []
    for leaf in document.order:
        found = typer.leaf(leaf, of)
        if not isinstance(found, x.Constant):
            if found is not None:
                message = f"`{found.text}` is calculated, and `order:` can only hold words and numbers"
                deciding.report("T505", leaf.span, message, owner, "Use another hit policy, such as `max`.")
            return ()
        order.append(found.value)
    for row in rows:
        if isinstance(row.then, x.Constant) and row.then.value not in order:
            span = row.then.span or document.span
            message = f"`{row.then.text}` is missing in `order:`"
            deciding.report("T505", span, message, owner, "List every output of a row, the strongest first.")
        elif not isinstance(row.then, x.Constant):
            span = row.then.span or document.span
            message = f"`{row.then.text}` is calculated, and `order:` can only hold words and numbers"
            deciding.report("T505", span, message, owner, "Use another hit policy, such as `max`.")
    return tuple(order)


def _declare(deciding: Deciding, document: d.Table, scope: str, kind: str | None) -> bool:
    of = deciding.declared_type(document.type)
    if of is not None and document.hit_policy.value == "collect":
        of = SetType(of)
    return of is not None and deciding.write(document, document.decides, of, scope, kind, "derived")


def _writes(document: d.Table) -> tuple[d.Text, ...]:
    return (document.decides,)


CHECKS = Checks(_decide, _declare, _writes)
