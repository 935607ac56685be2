"""Cedar by cedarpy: a policy for each rule, the chain written out.

Cedar tells only which policies made its decision: of a forbidden one the forbids. So that every rule that fires is
told, all are written as permits, and which of them forbid is looked up afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cedarpy

from benchmarks.decision.peers.expressions import Style, bits, inlined, rules, verdict

PACKAGE = "cedarpy"
LICENCE = "Apache-2.0"


def build(plan: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], tuple[str, int]]:
    written = inlined(plan, lambda named: Style(field=lambda name: f"context.{name}", named=named))
    asked = rules(plan)
    policies = cedarpy.PolicySet.from_str(
        "\n".join(f"permit(principal, action, resource) when {{ {written[name]} }};" for name, _, _ in asked)
    )
    entities = cedarpy.Entities.from_json_str("[]")
    bit_of = {f"policy{place}": bit for place, (_, bit, _) in enumerate(asked)}
    forbids, permits = bits(plan, "forbid"), bits(plan, "permit")
    who = {"principal": 'User::"a"', "action": 'Action::"enter"', "resource": 'Candidate::"c"'}

    def decide(row: Mapping[str, Any]) -> tuple[str, int]:
        found = cedarpy.is_authorized({**who, "context": row}, policies, entities)
        assert not found.diagnostics.errors, found.diagnostics.errors
        fired = sum([bit_of[id] for id in found.diagnostics.reasons])
        return verdict(fired, forbids, permits), fired

    return decide
