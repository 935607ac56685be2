"""Trees without their places, and the leaves of a law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from rules.language.tree import Tree
from rules.model import documents as d
from rules.model.reader import read_documents
from rules.source.load import load_path


def bare(value: object) -> object:
    """A tree as class names and values: what is left of it without places and without the spelling of numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [each.name for each in fields(value) if each.name not in {"start", "end", "text"}]
        return (type(value).__name__, *(bare(getattr(value, name)) for name in kept))
    if isinstance(value, tuple):
        return tuple(bare(each) for each in value)
    return value


def same(one: Tree, other: Tree) -> bool:
    """Whether two trees are the same but for places."""
    return bare(one) == bare(other)


def leaves_of(path: Path) -> Iterator[str]:
    """The text of every leaf of a file of law that stands as a scalar of its own."""
    for document in read_documents(load_path(path).documents, []):
        for leaf in _leaves(document):
            if leaf.offset == 0 and leaf.tree is not None and " to " not in leaf.scalar.value:
                yield leaf.scalar.value


def _leaves(value: object) -> Iterator[d.Leaf]:
    if isinstance(value, d.Leaf):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _leaves(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
