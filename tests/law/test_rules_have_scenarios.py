"""Every rule of the law is held by scenarios: one in which it decides, one in which it does not."""

from __future__ import annotations

from facts.files import read_facts
from rules.compile.compiler import compile_path
from rules.compile.law import Derivation, Law
from rules.language.types import FlagType
from scenarios.report import Held
from scenarios.runner import run_features
from tests.law.recorded import HOME, LAW


def held_both_ways(law: Law, rule: str, held: Held) -> bool:
    """A value that is never missing cannot fail to decide: two scenarios show two of its values instead."""
    document = law.document(rule)
    total = isinstance(document, Derivation) and not isinstance(law.facts[document.fact].type, FlagType)
    return held.both or (total and len(held.decides) > 1)


def test_every_rule_decides_in_one_scenario_and_not_in_another() -> None:
    law = compile_path(LAW).law
    assert law is not None
    report = run_features(law, [HOME / "features"], load_facts=read_facts)
    nothing = Held((), ())
    missing = [rule for rule in law.rule_ids() if not held_both_ways(law, rule, report.rules.get(rule, nothing))]
    print(f"{len(law.rule_ids())} rules and {len(report.results)} scenarios checked")

    assert report.ok, [each.message for each in report.all_findings()]
    assert law.rule_ids()
    assert missing == []
