"""What the documents of all kinds have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.language.lexer import LeafError
from rules.language.parser import parse_leaf
from rules.model import documents as d
from rules.model.shape import Shape
from rules.source.node import Mapping, Node, Scalar

_COMMON = ("section", "title", "doc", "because", "words", "rests_on")

_ENDS = re.compile(r"(\S+?) ?(?:-|–|\.\.+|,|and|until) ?(\S+)")


def common(root: Mapping, shape: Shape) -> dict[str, object]:
    """What every kind of document may have."""
    return {
        "span": root.span,
        "section": shape.text(root.get("section"), "`section:`"),
        "title": shape.text(root.get("title"), "`title:`"),
        "doc": shape.text(root.get("doc"), "`doc:`"),
        "because": shape.text(root.get("because"), "`because:`"),
        "words": shape.text(root.get("words"), "`words:`"),
        "rests_on": shape.texts(root.get("rests_on"), "`rests_on:`"),
    }


def head(root: Mapping, shape: Shape, kind: str, required: Iterable[str], optional: Iterable[str]) -> bool:
    """Checks the keys of a document: its own, and what every kind may have."""
    return shape.keys(root, f"`{kind}:`", (kind, *required), (*optional, *_COMMON), shape.apart)


def range_of(node: Node | None, shape: Shape, what: str) -> tuple[d.Leaf | None, d.Leaf | None]:
    """`0 to 100`: the lower and the upper end."""
    if node is None:
        return None, None
    if not isinstance(node, Scalar) or " to " not in node.value:
        meant = _ENDS.fullmatch(node.value) if isinstance(node, Scalar) else None
        help = f"Write `{meant[1]} to {meant[2]}`." if meant else "Write for example `0 to 100`."
        shape.report("E129", node.span, f"{what} needs a lower and an upper end", help)
        return None, None
    cut = node.value.index(" to ")
    ends: list[d.Leaf | None] = []
    for start, end in ((0, cut), (cut + 4, len(node.value))):
        text = node.value[start:end]
        try:
            ends.append(d.Leaf(node, parse_leaf(text), start))
        except LeafError as error:
            shape.report(error.code, node.at(start + error.start, start + error.end), error.message, error.help)
            ends.append(None)
    return ends[0], ends[1]


def leaf_list(node: Node | None, shape: Shape, what: str) -> tuple[d.Leaf, ...]:
    """One leaf or a list of leaves."""
    nodes = (node,) if isinstance(node, Scalar) else shape.items(node, what)
    found = [shape.leaf(item, what) for item in nodes]
    return tuple(leaf for leaf in found if leaf is not None)
