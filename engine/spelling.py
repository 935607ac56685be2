"""What an expression says in its one spelling, also where the law writes it over several leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rules.language import tree as t
from rules.language import typed as x
from rules.language.printer import show


def spelled(part: x.Expression) -> str:
    """The text of an expression; empty where the language has no leaf that says it."""
    tree = written(part)
    return show(tree) if tree is not None else ""


def headed(part: x.Expression) -> str:
    """The text of an expression in short: of a long aggregate without the conditions that stand beside it."""
    if isinstance(part, x.Aggregate) and isinstance(part.tree, t.Aggregate):
        return show(_asking(part, part.tree))
    return part.text or spelled(part)


def written(part: x.Expression) -> t.Tree | None:
    """The leaf that says all of an expression: groups joined by their words, a long aggregate with its conditions."""
    match part:
        case x.Aggregate() if isinstance(part.tree, t.Aggregate):
            return _aggregate(part, part.tree)
        case x.Junction() if part.tree is None:
            parts = _all(part.parts)
            return None if parts is None else t.Junction(part.word, parts)
        case x.Not() if part.tree is None:
            inner = written(part.part)
            return None if inner is None else t.Not(inner)
    return part.tree


def _aggregate(part: x.Aggregate, tree: t.Aggregate) -> t.Tree:
    """A long aggregate has only its source for a leaf: what is counted and on which conditions stands beside it."""
    asking = _asking(part, tree)
    where = _all(part.items.where)
    if where is None or len(tree.source.where) == len(part.items.where):
        return asking
    return replace(asking, source=replace(tree.source, where=where))


def _asking(part: x.Aggregate, tree: t.Aggregate) -> t.Aggregate:
    value = None if part.value is None else written(part.value)
    if tree.function == part.function or (value is None and part.value is not None):
        return tree
    return replace(tree, function=part.function, value=value)


def _all(parts: Sequence[x.Expression]) -> tuple[t.Tree, ...] | None:
    found = [written(each) for each in parts]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else None
