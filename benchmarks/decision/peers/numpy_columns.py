"""Our columnar backend on NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy  # the engine is missing where it is not there

from benchmarks.decision.peers.columns import Whole

PACKAGE = numpy.__name__
LICENCE = "BSD-3-Clause"
RAW = True


def whole(rows: Sequence[Mapping[str, Any]]) -> Whole:
    return Whole("numpy", rows)
