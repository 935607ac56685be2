"""Calculates nodes on whole columns with NumPy: what comes before the rows that are judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.backends.columnar.columns import Array, Columns
from engine.backends.columnar.errors import CannotFeed
from engine.backends.columnar.nodes import MOST_ITEMS, Node
from engine.backends.columnar.ranges import OBJECT
from engine.backends.columnar.specs import ColumnSpec
from engine.backends.columnar.storage import CALCULATED, COMPARED, Storage

UFUNCS: Mapping[str, Callable[..., Any]] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "less": np.less,
    "at_most": np.less_equal,
    "same": np.equal,
    "differs": np.not_equal,
    "plus": np.add,
    "minus": np.subtract,
    "times": np.multiply,
    "over": np.floor_divide,
    "least": np.minimum,
    "most": np.maximum,
}


class Calculation:
    """Values of nodes for one set of columns. A node of no domain has one value."""

    def __init__(self, storage: Storage, columns: Columns, parameters: tuple[int, ...]) -> None:
        self.storage = storage
        self.columns = columns
        self.parameters = parameters
        self.values: dict[Node, Array] = {}

    def of(self, node: Node) -> Array:
        """The values of a node that was calculated."""
        return self.values[node]

    def calculate(self, node: Node) -> Array:
        """The values of a node whose parts were calculated before. Raises CannotFeed for a group that is too large."""
        found = self.values[node] = self._value(node)
        return found

    def _value(self, node: Node) -> Array:
        kind = self.storage.of(node)
        if node.data == "reduce":
            return self._reduced(node)
        if node.op == "constant":
            return np.array([node.data], dtype=kind)
        if isinstance(node.data, ColumnSpec):
            return self.columns.arrays[node.data]
        match node.op:
            case "parameter":
                assert isinstance(node.data, int)
                return np.array([self.parameters[node.data]], dtype=kind)
            case "row":
                return np.arange(self._rows(node.domain), dtype=kind)
            case "only":
                return np.zeros(1, dtype=kind)
            case "first":
                (values,) = (self.of(each) for each in node.args)
                return values[:1] if len(values) else self._filler(node, 1)
            case "spread":
                return np.broadcast_to(self.of(node.args[0]), (self._rows(node.domain),))
            case "gather":
                values, index = (self.of(each) for each in node.args)
                return values[index] if len(values) else self._filler(node, len(index))
        return self._elementwise(node, kind)

    def _elementwise(self, node: Node, kind: np.dtype[np.generic]) -> Array:
        if node.op in CALCULATED | COMPARED:
            within = self.storage.operands(node)
            args = [each if arg.range is None else each.astype(within) for arg in node.args for each in [self.of(arg)]]
        else:
            args = [self.of(each) for each in node.args]
        if node.op == "pick":
            return np.where(*args)
        found = UFUNCS[node.op](*args)
        return np.asarray(found).astype(kind, copy=False)

    def _rows(self, domain: str | None) -> int:
        return 1 if domain is None else self.columns.rows.get(domain, 0)

    def _filler(self, node: Node, count: int) -> Array:
        """In-range values for rows that point nowhere; a mask covers them."""
        fill = False if node.range is None else min(max(0, node.range.low), node.range.high)
        return np.full(count, fill, dtype=self.storage.of(node))

    def _reduced(self, node: Node) -> Array:
        values, group = (self.of(each) for each in node.args)
        whole = node.args[1].op == "only"
        if whole:
            group = np.zeros(len(values), dtype=np.intp)
        rows = self._rows(node.domain)
        if len(values) > MOST_ITEMS and np.bincount(group, minlength=1).max() > MOST_ITEMS:
            raise CannotFeed(f"more than {MOST_ITEMS} rows of {node.args[0].domain} belong together")
        if node.op == "any":
            flags = np.zeros(rows, dtype=np.bool_)
            flags[group[values]] = True
            return flags
        kind = self.storage.of(node)
        if node.op == "count":
            return np.bincount(group[values], minlength=rows)[:rows].astype(kind)
        assert node.range is not None
        if node.op == "sum":
            total = np.zeros(rows, dtype=kind)
            np.add.at(total, group, values.astype(kind))
            return total
        start = node.range.low if node.op == "most" else node.range.high
        found = np.full(rows, start, dtype=OBJECT if kind == OBJECT else kind)
        (np.maximum if node.op == "most" else np.minimum).at(found, group, values.astype(kind))
        return found
