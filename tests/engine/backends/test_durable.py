"""durable_rules against the reference engine: every conformance case, and what is special about this engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from engine.backends.durable import decide, differences, installed, opinions, record, translate
from engine.backends.durable.oracle import ask
from engine.backends.oracles import children
from engine.backends.oracles.errors import OracleFailed
from engine.evaluate import decider_for, evaluate
from engine.facts import read_facts
from facts.files import from_dict
from tests.conformance.case import all_cases, files
from tests.conformance.runner import compiled_law
from tests.engine.backends.durable_asking import asking
from tests.engine.backends.durable_facts import raw_facts
from tests.engine.backends.durable_law import all_use, facts_of, memory_of, reference, said
from tests.engine.backends.forked import Lines, forking

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        not installed(),
        reason="durable_rules is not installed: `make oracles`, on Python 3.11 or 3.12 with a C compiler",
    ),
]

# What the second opinion refuses of the conformance cases.
REFUSED = re.compile(
    r"`action\.\w+`, judged as sized|`.*`, the verdict on another action|membership in a set that is a fact \(`.*`\)"
    r"|`[\w.]+`, which is allocated|number of \d+ bits; the engine compares 61|an action of legs, each judged"
)


@pytest.fixture(scope="module")
def forked() -> Iterator[Lines]:
    """Processes for many small rulesets."""
    with forking("engine.backends.durable.worker") as lines:
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
    print(f"{topic}: {compared} decisions")


def test_the_record() -> None:
    law = all_use()
    facts = facts_of(law, raw_facts(law, [3])[0])
    told = record(law, facts)
    assert json.loads(json.dumps(told)) == told
    content = evaluate(law, facts).content
    for key in ("at", "facts_digest", "assumptions"):
        assert told[key] == content[key]
    assert told["constitution"] == {key: content["constitution"][key] for key in told["constitution"]}
    keys = ("action", "subject", "verdict", "because")
    assert [{key: each[key] for key in keys} for each in told["decisions"]] == [
        {key: each[key] for key in keys} for each in content["decisions"] if not law.actions[each["action"]].legs
    ]
    assert told["differences"] == []
    assert not set(told["not_expressed"]["parts"]) & set(told)
    refused = {each["rule"] for each in told["not_expressed"]["rules"]}
    assert told["expressed"] == [permit.id for permit in law.permits if permit.id not in refused]
    taken = {each["construct"]: each["rules"] for each in told["taken_over"]}
    assert "STATE-05" in taken["`account.state`, which is carried from one evaluation to the next"]
    assert record(law, facts) == told


def test_one_set_of_facts() -> None:
    law = all_use()
    facts = facts_of(law, raw_facts(law, [0])[0])
    decider = decider_for(law, facts)
    mine = decide(law, facts)
    found = translate(law)
    assert said(mine) == reference(decider, [program.action for program in found.programs])
    assert differences(mine, decider, found) == ()


def test_the_record_remembers_as_the_reference_engine_does() -> None:
    """What was kept is handed to both: an account that was killed is killed for either."""
    law = all_use()
    raw = raw_facts(law, [0])[0]
    raw["kept"] = {"at": "2026-04-13T00:00:00-04:00", "facts": {"account": {"A1": {"killed": True}}}}
    told = record(law, facts_of(law, raw), memory_of(law, raw))
    assert told["differences"] == []
    (entry,) = (each for each in told["decisions"] if each["action"] == "open_csp")
    assert entry["verdict"] == "forbidden"
    assert "LOCK-01" in entry["because"]
    fresh = record(law, facts_of(law, raw))
    assert "LOCK-01" not in next(each for each in fresh["decisions"] if each["action"] == "open_csp")["because"]


def test_the_engine_contradicting_itself_is_an_error() -> None:
    """A field that is missing makes the engine answer whatever it likes; then nobody gets an opinion."""
    program = next(program for program in translate(all_use()).programs if program.action == "exit_at_market")
    with pytest.raises(OracleFailed, match=r"row 1 .exit_at_market.: KeyError"):
        ask([program], [("exit_at_market", {})])


def test_largest_numbers_are_compared_exactly() -> None:
    """Sides of 61 bits that differ in the last one."""
    from engine.backends.oracles.prepare import LARGEST
    from engine.backends.oracles.program import Sides

    program = next(program for program in translate(all_use()).programs if program.action == "exit_at_market")
    (sides,) = (given for given in program.inputs if isinstance(given, Sides))
    rule = next(field for name, field in program.rules if name == "LEVEL-09")
    low, high, least, most = sides.fields
    numbers = (LARGEST - 1, LARGEST - 2, 0, 1, -1, 1 - LARGEST, 2 - LARGEST)
    pairs = [(one, other) for one in numbers for other in numbers]
    rows = [("exit_at_market", {low: one, high: one, least: other, most: other}) for one, other in pairs]
    found = ask([program], rows)
    assert [answers[rule] for answers in found] == [1 if one > other else -1 for one, other in pairs]
