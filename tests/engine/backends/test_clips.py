"""CLIPS against the reference engine: random conditions, every conformance case, what is special about this engine."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from engine.backends.clips import decide, installed, opinions, oracle, record, translate
from engine.backends.clips.notation import expression, ruleset
from engine.backends.clips.oracle import ask
from engine.backends.oracles import children
from engine.backends.oracles import formula as f
from engine.backends.oracles.children import Row
from engine.backends.oracles.errors import NotInstalled, OracleFailed
from engine.backends.oracles.prepare import LARGEST
from engine.backends.oracles.program import Program, Sides
from engine.evaluate import decider_for, evaluate
from engine.facts import read_facts
from facts.files import from_dict
from tests.conformance.case import all_cases, files
from tests.conformance.runner import compiled_law
from tests.engine.backends.durable_asking import asking
from tests.engine.backends.durable_facts import raw_facts
from tests.engine.backends.durable_law import all_use, facts_of, memory_of, reference, said, small
from tests.engine.backends.forked import Lines, forking
from tests.engine.backends.random_conditions import compare

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not installed(), reason="CLIPS is not installed: `make setup` brings it"),
]

# What the second opinion refuses of the conformance cases.
REFUSED = re.compile(
    r"`action\.\w+`, judged as sized|`.*`, the verdict on another action|membership in a set that is a fact \(`.*`\)"
    r"|`[\w.]+`, which is allocated|number of \d+ bits; the engine compares 61|an action of legs, each judged"
)


@pytest.mark.parametrize("seed", [9, 10])
def test_random_conditions(seed: int) -> None:
    assert compare(translate, opinions, seed, 60, 12) > 1000


@pytest.fixture(scope="module")
def forked() -> Iterator[Lines]:
    """Processes for many small rulesets."""
    with forking("engine.backends.clips.worker") as lines:
        yield lines


@pytest.mark.parametrize("topic", [path.name for path in files()])
def test_conformance(topic: str, forked: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case that can be asked: its verdicts, and derived facts by way of verdicts."""
    monkeypatch.setattr(children, "_lines", forked)
    compared = 0
    for case in all_cases():
        compiled = compiled_law(case.law, case.beside)
        if case.file != topic or compiled.law is None:
            continue
        facts = read_facts(compiled.law, from_dict(case.facts, case.file)).facts
        if facts is None:
            continue
        law = asking(compiled.law, decider_for(compiled.law, facts))
        found = translate(law)
        decider = decider_for(law, facts)
        mine = opinions(found, [decider])[0]
        large = {(each.actions[0], each.subject) for each in mine.refused if each.subject is not None}
        judged = reference(decider, [program.action for program in found.programs])
        assert said(mine) == [each for each in judged if each[:2] not in large], case.name
        assert [each.construct for each in mine.refused if not REFUSED.fullmatch(each.construct)] == [], case.name
        compared += len(mine.decisions)
    assert compared >= 10


def test_the_record() -> None:
    law = all_use()
    raw = raw_facts(law, [0])[0]
    raw["kept"] = {"at": "2026-04-13T00:00:00-04:00", "facts": {"account": {"A1": {"killed": True}}}}
    facts, memory = facts_of(law, raw), memory_of(law, raw)
    told = record(law, facts, memory)
    assert json.loads(json.dumps(told)) == told
    assert told["engine"] == "CLIPS 6.4.2"
    assert told["differences"] == []
    keys = ("action", "subject", "verdict", "because")
    content = evaluate(law, facts, kept=memory).content
    assert [{key: each[key] for key in keys} for each in told["decisions"]] == [
        {key: each[key] for key in keys} for each in content["decisions"] if not law.actions[each["action"]].legs
    ]
    (entry,) = (each for each in told["decisions"] if each["action"] == "open_csp")
    assert entry["verdict"] == "forbidden"
    assert "LOCK-01" in entry["because"]
    assert said(decide(law, facts)) != said(opinions(translate(law), [decider_for(law, facts, memory)])[0])


def close() -> tuple[Program, str, tuple[str, str, str, str]]:
    """The program of a plain action of ALL-USE, the question of its rule, and the fields of its one comparison."""
    program = next(program for program in translate(all_use()).programs if program.action == "exit_at_market")
    (sides,) = (given for given in program.inputs if isinstance(given, Sides))
    return program, next(field for name, field in program.rules if name == "LEVEL-09"), sides.fields


def test_largest_numbers_are_compared_exactly() -> None:
    """Sides of 61 bits that differ in the last one: a double would take them for equal."""
    program, rule, (low, high, least, most) = close()
    numbers = (LARGEST - 1, LARGEST - 2, 0, 1, -1, 1 - LARGEST, 2 - LARGEST)
    pairs = [(one, other) for one in numbers for other in numbers]
    rows = [("exit_at_market", {low: one, high: one, least: other, most: other}) for one, other in pairs]
    found = ask([program], rows)
    assert [answers[rule] for answers in found] == [1 if one > other else -1 for one, other in pairs]


def test_a_field_that_is_missing_is_an_error() -> None:
    """An integer slot without a value would be zero."""
    program, _, _ = close()
    with pytest.raises(OracleFailed, match=r"row 1 .exit_at_market.: CLIPSError: .*requires a value"):
        ask([program], [("exit_at_market", {})])


def test_nothing_of_a_row_is_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process answers ten thousand rows, each as if it were the first."""
    monkeypatch.setattr(oracle, "PORTION", 10_000)
    program, rule, (low, high, least, most) = close()
    rows: list[Row] = [("exit_at_market", {low: n % 3, high: n % 3, least: 1, most: 1}) for n in range(10_000)]
    found = ask([program], rows)
    assert [answers[rule] for answers in found] == [1 if n % 3 > 1 else -1 for n in range(10_000)]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (((1, f.Test("x", ">", 0)), (0, f.Test("x", ">=", 1)), (-1, f.Test("x", "<", 1))), "two answers to `broken`"),
        (((1, f.Test("x", ">", 1)), (-1, f.Test("x", "<", 1))), "no answer to `broken`"),
    ],
)
def test_an_engine_that_contradicts_itself_gives_no_opinion(
    answers: tuple[tuple[int, f.Formula], ...], told: str
) -> None:
    from dataclasses import replace

    program, rule, (low, high, least, most) = close()

    def broken(question: Any) -> Any:
        renamed = tuple((number, _renamed(formula, {"x": low})) for number, formula in answers)
        return replace(question, about="broken", answers=renamed) if question.field == rule else question

    steps = tuple(replace(step, questions=tuple(map(broken, step.questions))) for step in program.steps)
    with pytest.raises(OracleFailed, match=told):
        ask([replace(program, steps=steps)], [("exit_at_market", {low: 1, high: 1, least: 0, most: 0})])


def _renamed(formula: f.Formula, names: Mapping[str, str]) -> f.Formula:
    assert isinstance(formula, f.Test)
    return f.Test(names[formula.field], formula.operator, formula.right)


def test_a_formula_is_the_engines_own_notation() -> None:
    formula = f.every([f.Test("step", "==", 3), f.some([f.Test("a", "<=", "b"), f.Test("c", "!=", 0)])])
    assert expression(formula) == "(and (= ?step 3) (or (<= ?a ?b) (<> ?c 0)))"


def test_it_is_told_rules_of_its_own_notation() -> None:
    """A rule binds the fields of a row and the answers that it needs; its own answer is a fact, too."""
    (program,) = translate(small(LAW)).programs
    ((_, rule),) = program.rules
    ((_, stands),) = program.stands
    (sides,) = (given for given in program.inputs if isinstance(given, Sides))
    low, high, least, _ = sides.fields
    assert low != high, "what may be unknown has two ends"
    told = ruleset([program])["constructs"]
    assert (
        told[0]
        == "(deftemplate row1 "
        + " ".join(f"(slot {name} (type INTEGER) (default ?NONE))" for name in (low, high, least))
        + ")"
    )
    assert told[1] == (
        f"(defrule {rule}-1 (row1 ({low} ?{low}) ({least} ?{least})) (test (> ?{low} ?{least}))"
        f" => (assert ({rule} 1)) (told {rule} 1))"
    )
    assert told[-1] == (
        f"(defrule {program.verdict}-2 (row1) ({stands} ?{stands}) (test (<= ?{stands} 0))"
        f" => (assert ({program.verdict} 0)) (told {program.verdict} 0))"
    )


LAW = """
constitution: small
version: "1"
---
scopes:
  desk: { one: true }
---
facts: desk
given:
  x: { type: number, may_be_missing: true }
---
actions:
  buy: { on: desk, risk: increasing }
---
rule: BUY-01
section: §1
permit: buy
for: desk
when: desk.x > 1
"""


# --- the process ----------------------------------------------------------------------------------
def child(code: str) -> tuple[str, ...]:
    """A stand-in for the worker: it has read everything before it does this."""
    return (sys.executable, "-c", f"import os, signal, sys, time, json; lines = sys.stdin.readlines(); {code}")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "killed by SIGSEGV, after 0 of 1 rows"),
        ("print('nonsense')", "not JSON"),
        ("print(json.dumps({'rows': 1}))", "it answered 0 of 1 rows"),
    ],
)
def test_a_child_that_fails(code: str, told: str) -> None:
    program, _, _ = close()
    with pytest.raises(OracleFailed, match=told):
        ask([program], [("exit_at_market", {"q1": 1})], child(code))


def test_a_child_that_hangs() -> None:
    program, _, _ = close()
    with pytest.raises(OracleFailed, match=r"no answer within 0\.5 s"):
        ask([program], [("exit_at_market", {"q1": 1})], child("time.sleep(60)"), seconds=0.5)


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "installed", lambda: False)
    with pytest.raises(NotInstalled, match="CLIPS is not installed"):
        ask(_none(), [])


def _none() -> Sequence[Program]:
    return ()
