"""The documents beside the law: rulings, consequences, terms, waivers."""

from __future__ import annotations

from rules.model import documents as d
from rules.model.reading.head import common, head
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar


def read_ruling(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `ruling:`."""
    required = ("section", "status", "question", "reading", "reason")
    complete = head(root, shape, "ruling", required, ("alternatives",))
    id = shape.id(root.get("ruling"), "The id of a ruling")
    status = shape.word(root.get("status"), "`status:`", ("chosen", "proposed"))
    question = shape.text(root.get("question"), "`question:`")
    reading = shape.text(root.get("reading"), "`reading:`")
    reason = shape.text(root.get("reason"), "`reason:`")
    if not complete or id is None or status is None or question is None or reading is None or reason is None:
        return None
    return d.Ruling(
        id=id,
        status=status,
        question=question,
        reading=reading,
        alternatives=shape.texts(root.get("alternatives"), "`alternatives:`"),
        reason=reason,
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_consequence(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `consequence:`."""
    complete = head(root, shape, "consequence", ("section", "title"), ("when", "shows", "source"))
    id = shape.id(root.get("consequence"), "The id of a consequence")
    shows = shape.leaves(root.get("shows"), "`shows:`")
    when = shape.condition(root.get("when"), "`when:`")
    source = shape.text(root.get("source"), "`source:`")
    if not complete or id is None or (root.get("when") is not None and when is None):
        return None
    return d.Consequence(id=id, shows=shows, when=when, source=source, **common(root, shape))  # type: ignore[arg-type]


def _addressee(node: Node | None, shape: Shape) -> tuple[d.Text, d.Text] | None:
    text = shape.text(node, "`for:`")
    if text is None or not isinstance(node, Scalar):
        return None
    scope, blank, key = node.value.partition(" ")
    if not blank or not key.strip():
        message = f"`for:` must name one subject of a scope, not `{text.value}`"
        shape.report("E123", text.span, message, "Write for example `account A-17`.")
        return None
    return d.Text(scope, node.at(0, len(scope))), d.Text(key.strip(), node.at(len(scope) + 1, len(node.value)))


def read_terms(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `terms:`."""
    complete = head(root, shape, "terms", ("for", "values", "approved_by", "reason"), ("in_force",))
    id = shape.id(root.get("terms"), "The id of terms")
    addressee = _addressee(root.get("for"), shape)
    approved = shape.text(root.get("approved_by"), "`approved_by:`")
    reason = shape.text(root.get("reason"), "`reason:`")

    def read(key: Scalar, node: Node) -> tuple[d.Text, d.Leaf | None, Node] | None:
        return d.Text(key.value, key.span), shape.parse(key), node

    values = shape.entries(root.get("values"), "`values:`", read)
    if not complete or id is None or addressee is None or approved is None or reason is None:
        return None
    return d.Terms(
        id=id,
        scope=addressee[0],
        key=addressee[1],
        values=values,
        in_force=shape.text(root.get("in_force"), "`in_force:`"),
        approved_by=approved,
        reason=reason,
        **common(root, shape),  # type: ignore[arg-type]
    )


def read_waiver(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `waiver:`."""
    complete = head(root, shape, "waiver", ("suspends", "approved_by", "reason"), ("for", "in_force"))
    id = shape.id(root.get("waiver"), "The id of a waiver")
    addressee = _addressee(root.get("for"), shape) if root.get("for") is not None else None
    approved = shape.text(root.get("approved_by"), "`approved_by:`")
    reason = shape.text(root.get("reason"), "`reason:`")
    if not complete or id is None or approved is None or reason is None:
        return None
    return d.Waiver(
        id=id,
        suspends=shape.texts(root.get("suspends"), "`suspends:`"),
        scope=addressee[0] if addressee else None,
        key=addressee[1] if addressee else None,
        in_force=shape.text(root.get("in_force"), "`in_force:`"),
        approved_by=approved,
        reason=reason,
        **common(root, shape),  # type: ignore[arg-type]
    )
