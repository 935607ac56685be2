"""CLIPS and durable_rules against the reference engine on the law of ALL-USE, next to its boundaries."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.backends import clips, durable
from tests.engine.backends.durable_facts import raw_facts
from tests.engine.backends.durable_law import all_use, deciders, reference, said

ENGINES = [each for each in (clips, durable) if each.installed()]

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.slow,
    pytest.mark.skipif(clips not in ENGINES, reason="CLIPS is not installed: `make setup` brings it"),
]

# 2,000 fact sets in two portions. In each, every verdict comes about so often at least.
PORTION = 1000
LEAST = {"permitted": 400, "forbidden": 200, "not_permitted": 200}
# The rules that the fact sets are about: each is true, false and, but for the second set, unknown in either portion.
MATTERING = {
    *("ASSIGN-03", "CALLS-02", "COM-ENTRY-01", "COM-SHARES-01", "DATA-03", "EARNINGS-02", "GEN-ENTRY-01", "KILL-03"),
    *("LEVEL-06", "LEVEL-07", "LEVEL-09", "LEVEL-10", "LEVEL-16", "LIQUID-01", "LIQUID-02", "LIQUID-04", "LIQUID-06"),
    *("LOCK-01", "MARGIN-06", "PIVOT-07", "REV-ENTRY-01", "STATE-05", "STATE-06", "STATE-07", "VIX-02", "VIX-03"),
}
# Of these, the rules that read nothing that may be missing, and those of latches and machines that are always known.
NEVER_UNKNOWN = {
    *("ASSIGN-03", "COM-SHARES-01", "KILL-03", "LEVEL-06", "LEVEL-07", "LEVEL-09", "LEVEL-10", "LEVEL-16"),
    *("LIQUID-06", "LOCK-01", "PIVOT-07", "STATE-05", "STATE-06", "STATE-07"),
}


@pytest.mark.parametrize("portion", range(2))
def test_the_law_of_all_use_on_its_boundaries(portion: int) -> None:
    """The same verdicts for the same reasons, and every rule in the same state; each of them matters somewhere.

    All engines are asked about the same evaluations: what the reference engine works out, it works out once.
    """
    law = all_use()
    asked = deciders(law, raw_facts(law, range(portion * PORTION, (portion + 1) * PORTION)))
    for engine in ENGINES:
        found = engine.translate(law)
        words: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        states: Counter[tuple[str, str]] = Counter()
        expressed = [program.action for program in found.programs]
        for mine, decider in zip(engine.opinions(found, asked), asked, strict=True):
            assert said(mine) == reference(decider, expressed)
            assert engine.differences(mine, decider, found) == ()
            assert mine.refused == found.refused
            for each in mine.decisions:
                words[each.word] += 1
                reasons.update(each.because)
                states.update(each.rules.items())
        assert all(words[word] >= least for word, least in LEAST.items()), words
        for rule in sorted(MATTERING):
            assert reasons[rule] >= 3, (rule, reasons)
            assert states[rule, "true"] >= 3, (rule, states)
            assert states[rule, "false"] >= 3, (rule, states)
            assert states[rule, "unknown"] >= 1 or rule in NEVER_UNKNOWN, (rule, states)
        print(f"{engine.__name__}: {sum(words.values())} decisions: {dict(sorted(words.items()))}")
