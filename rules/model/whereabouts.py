"""In which document a finding stands, and the way to its place inside: `GEN-ENTRY-01 › when › all › 3`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.diagnostics.diagnostic import Diagnostic
from rules.source.load import Document
from rules.source.node import Mapping, Node, Scalar
from rules.source.span import Span


def tell_where(
    findings: Iterable[Diagnostic], documents: Iterable[Document], with_id: Iterable[str]
) -> list[Diagnostic]:
    """The findings, each with the id of its document and the way inside; `with_id` are kinds of documents with an id.

    A document without an id (`parameters: entry`) is named by the first step of the way instead.
    """
    kinds = frozenset(with_id)
    by_file: dict[str, list[Document]] = {}
    for document in documents:
        by_file.setdefault(document.file, []).append(document)
    told: list[Diagnostic] = []
    for each in findings:
        around = next((one for one in by_file.get(each.span.file, ()) if _holds(one.span, each.span)), None)
        told.append(_told(each, around.root, kinds) if around is not None else each)
    return told


def _told(each: Diagnostic, root: Mapping, with_id: frozenset[str]) -> Diagnostic:
    if not root.entries:
        return each
    way = _way(root, each.span)
    key, value = root.entries[0]
    name = value.value if isinstance(value, Scalar) else ""
    if key.value in with_id:
        return replace(each, rule=name or None, path=way if name else each.path)
    rest = way[1:] if way[:1] == (key.value,) else way
    return replace(each, rule=None, path=(f"{key.value} {name}".strip(), *rest))


def _way(node: Node, place: Span) -> tuple[str, ...]:
    """Keys of maps and numbers of items (the first is 1) that lead to a place."""
    if isinstance(node, Scalar):
        return ()
    if isinstance(node, Mapping):
        for key, value in node.entries:
            if _holds(key.span, place) or _holds(value.span, place):
                return (key.value, *_way(value, place))
        return ()
    for number, item in enumerate(node.items, start=1):
        if _holds(item.span, place):
            return (str(number), *_way(item, place))
    return ()


def _holds(outer: Span, inner: Span) -> bool:
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
