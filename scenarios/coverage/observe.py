"""Runs a scenario under observation: how it ended, and what its decisions show of each part of the law."""

from __future__ import annotations

from dataclasses import dataclass

from rules.compile.law import Law
from scenarios.case import LoadFacts
from scenarios.coverage.parts import Parts
from scenarios.coverage.watch import Sightings, Watch
from scenarios.feature import Scenario
from scenarios.registry import Registry
from scenarios.report import Result
from scenarios.runner import run_scenario
from scenarios.running.port import Stage
from scenarios.steps import REGISTRY
from scenarios.words import Words


@dataclass(frozen=True, slots=True)
class Observed:
    """One scenario: how it ended, and what its decisions showed."""

    result: Result
    sightings: Sightings


def observe(
    law: Law,
    scenario: Scenario,
    words: Words,
    load_facts: LoadFacts,
    parts: Parts,
    registry: Registry = REGISTRY,
    stage: Stage | None = None,
) -> Observed:
    """Runs one scenario, and watches every decision that it asks for. `parts` are those of the law (`parts_of`)."""
    watch = Watch(parts)
    result = run_scenario(law, scenario, words, load_facts, registry, watch.judging, stage)
    return Observed(result, watch.sightings)
