"""Documents as an editor sees them: plain text that looks like a number is one, as in YAML 1.2."""

from __future__ import annotations

import re
from typing import Any

from rules.source.node import Mapping, Node, Scalar

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def instance(node: Node) -> Any:
    """A node as JSON."""
    if isinstance(node, Mapping):
        return {key.value: instance(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [instance(item) for item in node.items]
    if node.style != "plain":
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    return float(node.value) if _NUMBER.fullmatch(node.value) else node.value
