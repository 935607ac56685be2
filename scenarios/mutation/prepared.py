"""Scenarios made ready to be judged by many laws: steps are read once, and what they give before the law decides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.compile.law import Law
from scenarios.call import Call
from scenarios.case import Case, LoadFacts
from scenarios.feature import Scenario
from scenarios.mutation.knowing import Asked, Known, Unlike
from scenarios.mutation.looking import Seen
from scenarios.problem import Problem
from scenarios.registry import Definition, Registry
from scenarios.runner import check_scenario
from scenarios.steps import REGISTRY
from scenarios.words import Words


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario that passes by the law as it is, put together up to the law's first decision.

    `reach` is what its evaluation looks at, `known` what its first decision has worked out.
    """

    scenario: Scenario
    case: Case
    steps: tuple[tuple[Definition, Call], ...]
    reach: frozenset[Hashable]
    known: Known

    @property
    def cost(self) -> int:
        """What it costs to judge: of how many things its evaluation looks at."""
        return len(self.reach)

    @property
    def tags(self) -> frozenset[str]:
        """The ids of the rules that it is about."""
        return frozenset(tag.name for tag in self.scenario.tags)

    def passes(self, law: Law, unlike: Unlike | None = None) -> bool:
        """Whether every expectation is met by another law. With `unlike`, the rest is as by the law as it is."""
        return passes(self.case.before(law, Asked(self.known, unlike)), self.steps)


def passes(case: Case, steps: Iterable[tuple[Definition, Call]]) -> bool:
    """Whether the steps run, and every expectation is met."""
    try:
        for definition, call in steps:
            definition.run(case, call)
    except Problem:
        return False
    return True


def prepare(
    law: Law, scenario: Scenario, words: Words, load_facts: LoadFacts, registry: Registry = REGISTRY
) -> Prepared | None:
    """The scenario, ready to be judged; None where it does not pass by the law as it is."""
    if check_scenario(scenario, registry):
        return None
    seen = Seen()
    case = Case(law, words, Path(scenario.file).parent, load_facts, asked=seen.decider)
    steps = [registry.find(step) for step in scenario.steps]
    first = next((at for at, step in enumerate(scenario.steps) if step.keyword == "when"), len(steps))
    if not passes(case, steps[:first]):
        return None
    behind = tuple(steps[first:])
    try:
        begun = case.before(law, seen.decider)
    except Problem:
        return None
    if not passes(begun, behind):
        return None
    known = Known.of(begun.decisions[0].decider)
    return Prepared(scenario, case, behind, frozenset(seen.all), known)


def prepare_all(
    law: Law, scenarios: Sequence[Scenario], load_facts: LoadFacts, registry: Registry = REGISTRY
) -> tuple[list[Prepared], list[Scenario]]:
    """The scenarios that pass by the law as it is, and those that do not."""
    words = Words(law)
    ready: list[Prepared] = []
    failing: list[Scenario] = []
    for scenario in scenarios:
        found = prepare(law, scenario, words, load_facts, registry)
        if found is None:
            failing.append(scenario)
        else:
            ready.append(found)
    return ready, failing
