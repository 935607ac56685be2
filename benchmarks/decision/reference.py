"""What the reference engine makes of candidates: verdict, fired rules, rules that could not be judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.decision.rows import Row, as_facts, check_steps, key
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts, read_facts
from engine.values import Subject, Unknown
from facts.files import from_dict
from rules.compile import law as c
from rules.compile.compiler import compile_path

LAW = Path(__file__).parent / "law"


class Decided(NamedTuple):
    """One decision: a verdict, and the bits of rules in the order of `rule_ids`.

    A rule has fired that derives a true flag, is a permit that is granted, or a forbid that applies and that no
    exception lifts. It is unknown where its condition is.
    """

    verdict: str
    fired: int
    unknown: int


def law() -> c.Law:
    """The forty rules."""
    compiled = compile_path(LAW)
    assert compiled.law is not None, [each.message for each in compiled.findings]
    check_steps(compiled.law)
    return compiled.law


def derivations(of: c.Law) -> list[c.Derivation]:
    """The derived facts, by the ids of their rules: in this law each comes after those that it reads."""
    found = [each for each in of.derivations.values() if isinstance(each, c.Derivation)]
    assert len(found) == len(of.derivations), "derived flags only"
    return sorted(found, key=lambda each: each.id)


def rule_ids(of: c.Law) -> tuple[str, ...]:
    """The rules in the order of their bits: derived facts, then permits and forbids."""
    return (*(each.id for each in derivations(of)), *(each.id for each in of.permits))


def decide(of: c.Law, candidates: Sequence[Row]) -> list[Decided]:
    """What the reference engine decides, and why."""
    read = read_facts(of, from_dict(as_facts(candidates), "candidates"))
    assert read.facts is not None, [each.message for each in read.findings]
    decider = decider_for(of, read.facts)
    bits = {id: 1 << place for place, id in enumerate(rule_ids(of))}
    return [_decided(of, decider, Subject("candidate", key(place)), bits) for place in range(len(candidates))]


def decided_alone(of: c.Law, facts: Facts) -> Decided:
    """The same of the only candidate of some facts."""
    bits = {id: 1 << place for place, id in enumerate(rule_ids(of))}
    return _decided(of, decider_for(of, facts), Subject("candidate", key(0)), bits)


def _decided(of: c.Law, decider: Decider, subject: Subject, bits: dict[str, int]) -> Decided:
    fired = unknown = 0
    for derivation in derivations(of):
        if decider.derive(derivation.fact, subject) is True:
            fired |= bits[derivation.id]
        if isinstance(decider.value(derivation.value, (subject,)), Unknown):
            unknown |= bits[derivation.id]
    states = {permit.id: decider.rule_state(permit, subject) for permit in of.permits}
    lifted: set[str] = set()
    for permit in of.permits:
        state = states[permit.id]
        if state.applies and isinstance(state.holds, Unknown):
            unknown |= bits[permit.id]
        if permit.effect == "permit" and state.applies and state.holds is True:
            fired |= bits[permit.id]
            lifted.update(permit.exception_to)
    for permit in of.permits:
        state = states[permit.id]
        if permit.effect == "forbid" and state.applies and state.holds is not False and permit.id not in lifted:
            fired |= bits[permit.id]
    verdict = decider.verdict("enter", subject)
    word = verdict.word
    made = {"forbidden": "forbid", "permitted": "permit"}
    if word in made:
        because = sum(bits[each.id] for each in of.permits if each.effect == made[word] and fired & bits[each.id])
        assert because == sum(bits[id] for id in verdict.because), (verdict, subject)
    return Decided(word, fired, unknown)
