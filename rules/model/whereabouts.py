"""In which document a finding stands, and the way to its place inside: `GEN-ENTRY-01 › when › all › 3`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
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
    for each_file in by_file.values():
        each_file.sort(key=lambda document: _begin(document.span))
    told: list[Diagnostic] = []
    for each in findings:
        around = _around(by_file.get(each.span.file, ()), each.span)
        told.append(_told(each, around.root, kinds) if around is not None else each)
    return told


def _around(documents: Sequence[Document], place: Span) -> Document | None:
    """The document of a file that holds a place; they stand in the file one behind the other."""
    found = bisect_right(documents, _begin(place), key=lambda each: _begin(each.span)) - 1
    return documents[found] if found >= 0 and _holds(documents[found].span, place) else None


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
        found = bisect_right(node.entries, _begin(place), key=lambda entry: _begin(entry[0].span)) - 1
        if found >= 0 and any(_holds(each.span, place) for each in node.entries[found]):
            key, value = node.entries[found]
            return (key.value, *_way(value, place))
        return ()
    found = bisect_right(node.items, _begin(place), key=lambda item: _begin(item.span)) - 1
    if found >= 0 and _holds(node.items[found].span, place):
        return (str(found + 1), *_way(node.items[found], place))
    return ()


def _begin(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _holds(outer: Span, inner: Span) -> bool:
    return _begin(outer) <= _begin(inner) and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
