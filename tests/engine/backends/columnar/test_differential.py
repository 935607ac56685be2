"""A reduced run of `differential.py`: NumPy, numba and the reference engine on facts around every threshold."""

from __future__ import annotations

import importlib.util

from tests.engine.backends.columnar.differential import AllUse, Entry

HAS_NUMBA = importlib.util.find_spec("numba") is not None
ROWS = 1 << 14
OF_REFERENCE = 500
SETS = 120


def test_forty_rules_on_independent_rows() -> None:
    entry = Entry(HAS_NUMBA)
    assert len(entry.program.rules) > 20
    assert entry.compare(ROWS, OF_REFERENCE) == []
    assert set(entry.seen) == {"forbidden", "not_permitted", "permitted"}


def test_every_rule_and_every_mask_is_true_and_false_somewhere() -> None:
    entry = Entry(numba=False, seed=7)
    arrays = entry.around.near(entry.engines[0], ROWS, rounds=12)
    verdicts = entry.engines[0].decide(entry.around.columns(arrays, ROWS))
    for rule in entry.program.rules:
        fired = verdicts.rule("fired", rule)
        assert fired.any() and not fired.all(), rule
    in_doubt = [rule for rule in entry.program.rules if verdicts.rule("doubtful", rule).any()]
    # The terms are always known, and a storm that nobody knows of is one.
    assert set(entry.program.rules) - set(in_doubt) == {"TERM-01", "TERM-02", "STORM-02"}


def test_the_opening_actions_of_all_use() -> None:
    all_use = AllUse(numba=False)
    for given in all_use.given.values():
        worked_out = given - frozenset(all_use.law.kept)
        assert [str(fact) for fact in worked_out] == ["line.called_away_today"]
    assert all_use.compare(range(SETS)) == []
    assert set(all_use.seen) == {"nothing", "not_permitted", "permitted", "forbidden"}
