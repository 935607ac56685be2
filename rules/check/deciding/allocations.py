"""Allocations: how many of each of several subjects."""

from __future__ import annotations

from fractions import Fraction

from rules.check.deciding.actions import action_fields
from rules.check.deciding.candidates import among, candidates, rankings
from rules.check.deciding.context import Checks, Deciding, Head
from rules.check.leaves.names import bare_scope
from rules.check.leaves.ways import scope_place, ways_help
from rules.check.typer import WAYS, Binding, Mistake, Typer
from rules.check.wording import a_word, is_what
from rules.compile import law as c
from rules.diagnostics.diagnostic import Related
from rules.diagnostics.names import nearest
from rules.language import tree as t
from rules.language import typed as x
from rules.language.types import NumberType
from rules.language.units import Unit
from rules.model import documents as d
from rules.source.span import Span


def _decide(deciding: Deciding, document: d.Allocate, typer: Typer, head: Head) -> None:
    """`allocate`."""
    owner = document.id.value
    action = deciding.vocabulary.actions.get(document.action.value)
    if action is None:
        close = nearest(document.action.value, deciding.vocabulary.actions)
        help = f"Did you mean `{close}`?" if close else None
        message = f"There is no action `{document.action.value}`"
        deciding.report("E305", document.action.span, message, owner, help, unknown=document.action.value)
        return
    counts = deciding.declarations.unit(document.counts)
    inside = candidates(document.among, typer)
    if counts is None or inside is None:
        return
    items, inner = inside
    if action.on != items.scope:
        message = f"`{action.name}` is done to {a_word(action.on)}, and the allocation is among {items.scope}"
        related = (Related(action.span, f"`{action.name}` is declared here"),)
        deciding.report("E234", document.among.span, message, owner, f"Write `among: {action.on}`.", related)
        return
    inner.let(document.let)
    when = typer.condition(document.when) if document.when is not None else None
    limits = [_limit(deciding, limit, head.scope, typer, inner, counts[1], owner) for limit in document.limits]
    goal = _goal(deciding, document.goal, head.scope, typer, inner, counts[1], owner)
    prefer = rankings(deciding, document.prefer, inner)
    ties = [inner.leaf(leaf) for leaf in document.ties]
    if not _counted(deciding, document, action, counts[1], owner):
        return
    wanted = {name: of for name, of in action.fields if name != "quantity"}
    inner.fields = {name: of for name, of in action.fields if name == "quantity"}
    fields = action_fields(deciding, document.fields, action, inner, document, wanted)
    parts: list[object] = [*limits, *ties, prefer, fields]
    if document.when is not None:
        parts.append(when)
    if document.goal is not None:
        parts.append(goal)
    if any(part is None for part in parts):
        return
    deciding.decided.allocations.append(
        c.TypedAllocation(
            **head.common(),
            action=action.name,
            fact=deciding.target(document.writes, items.scope),
            among=items,
            counts=counts[1],
            when=when,
            limits=tuple(limit for limit in limits if limit is not None),
            prefer=prefer or (),
            ties=tuple(tie for tie in ties if tie is not None),
            goal=goal,
            fields=fields or (),
        )
    )


def _counted(deciding: Deciding, document: d.Allocate, action: c.Action, counts: Unit, owner: str) -> bool:
    """Reports when the quantity of the action is not in the unit that is counted."""
    quantity = dict(action.fields).get("quantity")
    if quantity is None or (isinstance(quantity, NumberType) and quantity.unit == counts):
        return True
    message = f"What is counted is in `{counts}`, and the quantity of `{action.name}` {is_what(quantity)}"
    related = (Related(action.span, f"`{action.name}` is declared here"),)
    deciding.report("E240", document.counts.span, message, owner, "Count in the unit of the quantity.", related)
    return False


def _group(
    deciding: Deciding, per: d.Text, scope: str, typer: Typer, inner: Typer
) -> tuple[x.Expression, Typer] | None:
    """The group of an item, and a typer for what is said of the group."""
    if per.value not in deciding.vocabulary.scopes:
        deciding.no_scope(per, typer.owner)
        return None
    try:
        group = bare_scope(inner, per.value, t.Path((per.value,)))
    except Mistake as mistake:
        typer.report(mistake, None, per.span)
        return None
    if group is None:
        item = inner.bindings[-1].scope
        message = f"No {per.value} can be reached from {a_word(item)}"
        help = ways_help(inner.vocabulary, item)
        deciding.report("E306", per.span, message, typer.owner, help, scope_place(inner.vocabulary, per.value), WAYS)
        return None
    if per.value == scope:
        return group, typer.bound()
    base = typer.variable(typer.bindings[0])
    reaches = len(deciding.vocabulary.ways(per.value, scope)) == 1
    known = ((scope, base),) if reaches else ()
    return group, typer.bound(Binding(1, per.value, None, None, known))


def _limit(
    deciding: Deciding, limit: d.LimitEntry, scope: str, typer: Typer, inner: Typer, counts: object, owner: str
) -> c.TypedLimit | None:
    """One limit: the unit of `amount` times the unit counted is the unit of `at_most` (finding F15)."""
    grouped = _group(deciding, limit.per, scope, typer, inner)
    where = inner.condition(limit.where) if limit.where is not None else None
    amount = inner.leaf(limit.amount)
    at_most = grouped[1].leaf(limit.at_most) if grouped is not None else None
    if grouped is None or amount is None or at_most is None or (limit.where is not None and where is None):
        return None
    if not _amounts_fit(deciding, amount, at_most, counts, limit.at_most.span, owner):
        return None
    return c.TypedLimit(limit.name.value, grouped[0], amount, at_most, where)


def _amounts_fit(
    deciding: Deciding, amount: x.Expression, total: x.Expression, counts: object, span: Span, owner: str
) -> bool:
    """Reports when amount × count is not in the unit of the total."""
    if not isinstance(amount.type, NumberType) or not isinstance(total.type, NumberType):
        value = total if isinstance(amount.type, NumberType) else amount
        message = f"A limit compares numbers, and `{value.text}` {is_what(value.type)}"
        deciding.report("E204", value.span or span, message, owner)
        return False
    unit = amount.type.unit * counts  # type: ignore[operator]
    if unit != total.type.unit:
        message = f"The amount of all together is in `{unit}`, and this {is_what(total.type)}"
        related = [Related(amount.span, f"the amount of one {is_what(amount.type)}")] if amount.span else []
        help = "`amount:` is for one; the limit is for all together."
        deciding.report("E240", span, message, owner, help, related)
        return False
    return True


def _goal(
    deciding: Deciding, goal: d.Goal | None, scope: str, typer: Typer, inner: Typer, counts: object, owner: str
) -> c.TypedGoal | None:
    """What each group should reach."""
    if goal is None:
        return None
    grouped = _group(deciding, goal.per, scope, typer, inner)
    amount = inner.leaf(goal.amount)
    if grouped is None or amount is None:
        return None
    ends: list[x.Expression | None] = []
    for leaf in (goal.at_least, goal.at_most):
        end = grouped[1].leaf(leaf) if leaf is not None else None
        if leaf is not None and (end is None or not _amounts_fit(deciding, amount, end, counts, leaf.span, owner)):
            return None
        ends.append(end)
    return c.TypedGoal(goal.per.value, grouped[0], amount, ends[0], ends[1])


def _declare(deciding: Deciding, document: d.Allocate, _scope: str, _kind: str | None) -> bool:
    source = document.among.tree
    unit = deciding.declarations.unit(document.counts)
    if not isinstance(source, t.Aggregate) or unit is None:
        return False
    place = among(deciding, document.among, source.source, document)
    if place is None:
        return False
    number = NumberType(unit[1], None, Fraction(1), Fraction(0))
    return deciding.write(document, document.writes, number, place[0], place[1], "allocated")


def _writes(document: d.Allocate) -> tuple[d.Text, ...]:
    return (document.writes,)


CHECKS = Checks(_decide, _declare, _writes)
