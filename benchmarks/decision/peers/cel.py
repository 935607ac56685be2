"""CEL by its Rust implementation: one program for all rules, the chain written out, since CEL names no parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cel

from benchmarks.decision.peers.expressions import Style, bits, inlined, rules, verdict

PACKAGE = "common-expression-language"
LICENCE = "MIT"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    written = inlined(plan, lambda named: Style(field=str, named=named))
    program = cel.compile(" + ".join(f"({written[name]} ? {bit} : 0)" for name, bit, _ in rules(plan)))
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        fired = program.execute(row)
        return verdict(fired, forbids, permits), fired

    return decide
