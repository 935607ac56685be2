"""In which machine type each number is calculated and kept: the narrowest in which nothing can overflow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.backends.columnar.nodes import Node
from engine.backends.columnar.ranges import OBJECT, holder
from engine.backends.columnar.specs import ColumnSpec

BOOL = np.dtype(np.bool_)
CALCULATED = frozenset({"plus", "minus", "times", "over", "least", "most", "pick"})
COMPARED = frozenset({"less", "at_most", "same", "differs"})


class Storage:
    """The types of the nodes of one program."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._types: dict[Node, np.dtype[np.generic]] = {}
        for node in nodes:
            self._types[node] = self._type(node)

    def of(self, node: Node) -> np.dtype[np.generic]:
        """How the values of a node are kept."""
        return self._types[node]

    def operands(self, node: Node) -> np.dtype[np.generic]:
        """The type in which the numbers of a node are calculated or compared."""
        numbers = [each for each in node.args if each.range is not None]
        ranges = [each.range for each in numbers if each.op == "constant" and each.range is not None]
        if node.op in CALCULATED and node.range is not None:
            ranges.append(node.range)
        found = [holder(*ranges)] if ranges else []
        found += [self._types[each] for each in numbers if each.op != "constant"]
        return widest(found)

    def _type(self, node: Node) -> np.dtype[np.generic]:
        if node.range is None:
            return BOOL
        if isinstance(node.data, ColumnSpec):
            return node.data.dtype
        if node.op in CALCULATED:
            return self.operands(node)
        if node.op in {"gather", "first", "spread"} or (node.data == "reduce" and node.op in {"most", "least"}):
            return self._types[node.args[0]]
        return holder(node.range)


def widest(types: Iterable[np.dtype[np.generic]]) -> np.dtype[np.generic]:
    """The type that holds what any of these holds."""
    found = list(types)
    return OBJECT if OBJECT in found else max(found, key=lambda each: each.itemsize)
