"""Groups of parameters."""

from __future__ import annotations

from rules.model import documents as d
from rules.model.reading.head import common, head, range_of
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar

_PARAMETER_KEYS = ("is", "of", "unit", "within", "overridable", "section", "rests_on", "doc")


def read_parameters(root: Mapping, shape: Shape) -> d.DocumentModel | None:
    """Reads `parameters:`."""
    head(root, shape, "parameters", ("values",), ("by", "source"))
    group = shape.name(root.get("parameters"), "The name of a group of parameters")
    if group is None:
        return None
    by = shape.name(root.get("by"), "`by:`") if root.get("by") is not None else None

    def read(key: Scalar, node: Node) -> d.ParameterEntry | None:
        name = shape.name(key, "The name of a parameter")
        value = node.value if isinstance(node, Scalar) and node.value else "…"
        body = shape.mapping(node, f"The parameter `{key.value}`", f"Write `{key.value}: {{ is: {value}, of: … }}`.")
        if name is None or body is None:
            return None
        keyed: tuple[tuple[d.Text, Node], ...] = ()
        if by is None:
            if not shape.keys(body, f"The parameter `{key.value}`", ("is",), _PARAMETER_KEYS):
                return None
        else:
            keyed = tuple(
                (d.Text(word.value, word.span), value)
                for word, value in body.entries
                if word.value not in _PARAMETER_KEYS or word.value == "is"
            )
        low, high = range_of(body.get("within"), shape, "`within:`")
        return d.ParameterEntry(
            name=name,
            value=body.get("is") if by is None else None,
            keyed=keyed,
            of=shape.text(body.get("of"), "`of:`"),
            unit=shape.text(body.get("unit"), "`unit:`"),
            low=low,
            high=high,
            overridable=shape.text(body.get("overridable"), "`overridable:`"),
            section=shape.text(body.get("section"), "`section:`"),
            rests_on=shape.texts(body.get("rests_on"), "`rests_on:`"),
            doc=shape.text(body.get("doc"), "`doc:`"),
            span=key.span,
        )

    return d.Parameters(
        id=group,
        by=by,
        source=shape.text(root.get("source"), "`source:`"),
        entries=shape.entries(root.get("values"), "`values:`", read),
        **common(root, shape),  # type: ignore[arg-type]
    )
