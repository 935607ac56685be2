"""Our columnar backend on numba."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numba  # the engine is missing where it is not there

from benchmarks.decision.peers.columns import Whole

PACKAGE = numba.__name__
LICENCE = "BSD-3-Clause"
RAW = True


def whole(rows: Sequence[Mapping[str, Any]]) -> Whole:
    return Whole("numba", rows)
