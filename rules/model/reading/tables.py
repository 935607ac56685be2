"""Decision tables."""

from __future__ import annotations

from rules.model import documents as d
from rules.model.reading.head import common, head, leaf_list
from rules.model.shape import Shape
from rules.source.node import Mapping, Sequence

HIT_POLICIES = ("unique", "any", "max", "min", "sum", "collect", "priority")

_ORDERED = "Rows have no order; with `priority` their outputs have one, in `order:`."


def read_table(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `table:`."""
    required = ("section", "decides", "type", "for", "hit_policy", "rows")
    complete = head(root, shape, "table", required, ("otherwise", "order", "let"))
    id = shape.id(root.get("table"), "The id of a table")
    subject = shape.subject(root.get("for"))
    decides = shape.text(root.get("decides"), "`decides:`")
    of = shape.text(root.get("type"), "`type:`")
    policy = shape.word(root.get("hit_policy"), "`hit_policy:`", HIT_POLICIES, {"first": _ORDERED})
    rows: list[d.Row] = []
    written = root.get("rows")
    if isinstance(written, Sequence) and not written.items:
        shape.report("T503", written.span, "The table has no rows", "Add a row with `when:` and `then:`.")
    for item in shape.items(written, "`rows:`"):
        body = shape.mapping(item, "A row")
        if body is None or not shape.keys(body, "A row", ("when", "then"), ()):
            continue
        when = shape.condition(body.get("when"), "`when:`")
        then = shape.leaf(body.get("then"), "`then:`")
        if when is not None and then is not None:
            rows.append(d.Row(when, then, body.span))
    if not complete or id is None or subject is None or decides is None or of is None or policy is None:
        return None
    return d.Table(
        id=id,
        subject=subject,
        let=shape.let(root.get("let")),
        decides=decides,
        type=of,
        hit_policy=policy,
        rows=tuple(rows),
        otherwise=shape.leaf(root.get("otherwise"), "`otherwise:`"),
        order=leaf_list(root.get("order"), shape, "`order:`"),
        **common(root, shape),  # type: ignore[arg-type]
    )
