"""Allocations: limits, goal, preferences."""

from __future__ import annotations

from rules.model import documents as d
from rules.model.reading.choices import preferences
from rules.model.reading.head import common, head, leaf_list
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar


def _limit(node: Node, shape: Shape) -> d.LimitEntry | None:
    body = shape.mapping(node, "A limit")
    if body is None or not shape.keys(body, "A limit", ("limit", "per", "amount", "at_most"), ("where",)):
        return None
    name = shape.id(body.get("limit"), "The id of a limit")
    per = shape.text(body.get("per"), "`per:`")
    amount = shape.leaf(body.get("amount"), "`amount:`")
    at_most = shape.leaf(body.get("at_most"), "`at_most:`")
    if name is None or per is None or amount is None or at_most is None:
        return None
    return d.LimitEntry(name, per, amount, at_most, shape.condition(body.get("where"), "`where:`"), body.span)


def _goal(node: Node | None, shape: Shape) -> d.Goal | None:
    body = shape.mapping(node, "`goal:`")
    if body is None or not shape.keys(body, "`goal:`", ("per", "amount"), ("at_least", "at_most")):
        return None
    per = shape.text(body.get("per"), "`per:`")
    amount = shape.leaf(body.get("amount"), "`amount:`")
    if per is None or amount is None:
        return None
    at_least = shape.leaf(body.get("at_least"), "`at_least:`")
    return d.Goal(per, amount, at_least, shape.leaf(body.get("at_most"), "`at_most:`"), body.span)


def read_allocate(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `allocate:`."""
    required = ("section", "action", "for", "among", "counts", "writes", "limits", "prefer", "ties")
    complete = head(root, shape, "allocate", required, ("when", "goal", "with", "let"))
    id = shape.id(root.get("allocate"), "The id of an allocation")
    subject = shape.subject(root.get("for"))
    action = shape.text(root.get("action"), "`action:`")
    counts = shape.text(root.get("counts"), "`counts:`")
    writes = shape.text(root.get("writes"), "`writes:`")
    among = root.get("among")
    limits = [_limit(item, shape) for item in shape.items(root.get("limits"), "`limits:`")]
    if not complete or id is None or subject is None or action is None or counts is None or writes is None:
        return None
    if not isinstance(among, Scalar):
        message = "`among:` must name a scope, not a list or a map"
        shape.report("E123", (among or root).span, message, "Write for example `among: candidate in sleeve`.")
        return None
    return d.Allocate(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        action=action,
        among=shape.source(among),
        counts=counts,
        when=shape.condition(root.get("when"), "`when:`"),
        limits=tuple(limit for limit in limits if limit is not None),
        prefer=preferences(root.get("prefer"), shape, ("most of", "least of", "first by lowest", "first by highest")),
        ties=leaf_list(root.get("ties"), shape, "`ties:`"),
        goal=_goal(root.get("goal"), shape),
        fields=shape.leaves(root.get("with"), "`with:`"),
        writes=writes,
        **common(root, shape),  # type: ignore[arg-type]
    )
