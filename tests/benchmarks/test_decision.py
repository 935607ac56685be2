"""The decision benchmark measures equal things: rows, plan, code by hand and generated code against the reference."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from benchmarks.decision import plan as plans
from benchmarks.decision import reference, rows, run
from benchmarks.decision.peers import fast, hand_written
from rules.compile.compiler import compile_path
from rules.compile.law import Law

ROOT = Path(__file__).resolve().parents[2]
COUNT = 1500


@cache
def law() -> Law:
    return reference.law()


@cache
def candidates() -> tuple[rows.Row, ...]:
    return tuple(rows.rows(COUNT, seed=3))


@cache
def expected() -> tuple[reference.Decided, ...]:
    return tuple(reference.decide(law(), candidates()))


def test_the_law_is_forty_rules_on_nineteen_facts() -> None:
    compiled = compile_path(reference.LAW)
    assert compiled.findings == () or {each.code for each in compiled.findings} == {"R704"}
    assert len(reference.rule_ids(law())) == 40
    assert sum(fact.origin == "given" for fact in law().facts.values()) == 19


def test_the_candidates_matter() -> None:
    """Every verdict is there, and every rule fires somewhere; most of them are unknown somewhere, too."""
    words = Counter(each.verdict for each in expected())
    assert min(words[word] for word in ("permitted", "forbidden", "not_permitted")) >= COUNT // 20, words
    fired = unknown = 0
    for each in expected():
        fired |= each.fired
        unknown |= each.unknown
    rules = reference.rule_ids(law())
    assert [rule for place, rule in enumerate(rules) if not fired >> place & 1] == []
    known = [rule for place, rule in enumerate(rules) if not unknown >> place & 1]
    # They read the strike, the days to expiry, and a regime that says what it is where nobody knows.
    assert set(known) <= {"REGIME-03", "STORM-02", "TERM-01", "TERM-02", "LEVEL-02", "ENTER-04"}, known


def test_the_plan_that_peers_are_given_is_the_law() -> None:
    plan = json.loads(json.dumps(plans.plan(law())))
    for row, right in zip(candidates(), expected(), strict=True):
        assert plans.interpret(plan, plans.prepare(row)) == (right.verdict, right.fired), row


@pytest.mark.parametrize("module", [fast, hand_written])
def test_ours_tell_what_is_unknown_as_well(module: object) -> None:
    decide = module.build({})  # type: ignore[attr-defined]
    for row, right in zip(candidates(), expected(), strict=True):
        assert tuple(decide(module.form(row))) == tuple(right), row  # type: ignore[attr-defined]


def test_it_runs_alone_and_says_what_is_missing(tmp_path: Path) -> None:
    out = tmp_path / "decision.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.decision.run", "--rows", "200", "--rounds", "5"),
            *("--only", "fast,hand_written,cel", "--peers", str(tmp_path / "nowhere"), "--json", str(out)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "CEL (Rust)" in done.stdout and "missing: no environment of the peers" in done.stdout
    told = json.loads(out.read_text("utf-8"))
    assert {each["name"]: each["different"] for each in told["engines"]} == {
        "hand-written": 0,
        "fast": 0,
        "CEL (Rust)": 0,
    }
    bars = {each["bar"]: each for each in told["bars"]}
    assert bars["fast, times hand-written"]["ratio"] > 0
    assert bars["fast, times faster than none"]["met"] is None


def test_an_engine_that_differs_is_told_and_not_timed() -> None:
    right, wrong = run.Engine("fast", "fast"), run.Engine("other", "other", different=7)
    right.seconds, right.rows, right.told = [2.0, 1.0, 3.0], 4, {"version": "1"}
    right.child = wrong.child = object()  # type: ignore[assignment]
    text = run.table([wrong, right])
    assert "7 decisions differ, so it is not timed" in text
    assert right.a_row == 0.5
    assert [each["met"] for each in run.bars([wrong, right])] == [None] * 4
