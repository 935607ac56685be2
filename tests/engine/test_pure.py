"""A decision is a pure function: the same bytes again, in another process, whatever the seed of its hashes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from engine.evaluate import MemoryNotSupported, evaluate
from engine.memory import Event
from engine.record import Trace, trace_of
from tests.engine.test_order import FACTS, MANY
from tests.engine.worlds import decide, decided_cases, facts_of, law_of

ROOT = Path(__file__).parents[2]


def all_records() -> str:
    """One digest of the records of many conformance cases."""
    told = hashlib.sha256()
    for case in decided_cases()[::6]:
        law = law_of(case.law, *([case.beside] if case.beside else []))
        told.update(evaluate(law, facts_of(law, case.facts)).canonical().encode())
        told.update(evaluate(law, facts_of(law, case.facts), trace="full").canonical().encode())
    return told.hexdigest()


def test_the_same_bytes_in_processes_with_other_hashes() -> None:
    here = all_records()
    program = "from tests.engine.test_pure import all_records; print(all_records())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "4294967295")
    ]
    told = [process.communicate(timeout=120)[0].strip() for process in running]
    assert told == [here, here]


def test_deciding_leaves_law_and_facts_as_they_were() -> None:
    law = law_of(*MANY)
    facts = facts_of(law, FACTS)
    digest, before = facts.digest, evaluate(law, facts).canonical()
    evaluate(law, facts, trace="full")
    assert facts.digest == digest
    assert evaluate(law, facts).canonical() == before


def test_a_full_trace_changes_nothing_but_traces() -> None:
    law = law_of(*MANY)
    facts = facts_of(law, FACTS)

    def plain(full: bool) -> list[tuple[object, ...]]:
        decisions = evaluate(law, facts, trace="full" if full else "near").content["decisions"]
        return [(each["action"], each["subject"], each["verdict"], each["because"]) for each in decisions]

    assert plain(True) == plain(False)
    assert all("trace" in each for each in evaluate(law, facts, trace="full").content["decisions"])


def test_canonical_json_is_sorted_tight_and_ends_with_a_line_feed() -> None:
    text = decide(MANY, FACTS).canonical()
    again = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == again + "\n"


def test_the_instant_must_be_that_of_the_facts() -> None:
    law = law_of(*MANY)
    facts = facts_of(law, FACTS)
    assert evaluate(law, facts, at=facts.at).content["at"] == facts.at.isoformat()
    other = facts_of(law, {**FACTS, "at": "2026-04-16T10:00:01-04:00"})
    with pytest.raises(ValueError, match="another instant"):
        evaluate(law, facts, at=other.at)


def test_law_without_memory_takes_no_events_and_keeps_no_facts() -> None:
    law = law_of(*MANY)
    facts = facts_of(law, FACTS)
    with pytest.raises(MemoryNotSupported):
        evaluate(law, facts, events=[Event("fill", "1", facts.at)])
    with pytest.raises(MemoryNotSupported):
        evaluate(law, facts, kept={"a": "1"})


def test_the_instant_alone_changes_the_record() -> None:
    one = decide(MANY, FACTS)
    other = decide(MANY, {**FACTS, "at": "2026-04-16T10:00:01-04:00"})
    assert one.content["facts_digest"] != other.content["facts_digest"]
    assert one.content["decisions"] == other.content["decisions"]


def test_a_record_without_traces_says_what_was_decided_and_explains_nothing() -> None:
    law = law_of(*MANY)
    facts = facts_of(law, FACTS)
    full, bare = (evaluate(law, facts, trace=each).content for each in get_args(Trace)[::-2])
    assert [trace_of(each) for each in (full, evaluate(law, facts).content, bare)] == ["full", "near", "none"]
    assert (bare["derived"], bare["subjects"]) == ({}, {})
    parts = {"action", "subject", "verdict", "because", "unknown", "waived"}
    assert bare["decisions"] == [{k: v for k, v in each.items() if k in parts} for each in full["decisions"]]
    besides = {"trace", "derived", "subjects", "decisions", "unknown"}
    assert {k: v for k, v in bare.items() if k not in besides} == {k: v for k, v in full.items() if k not in besides}


def test_a_record_that_explains_as_much_as_usual_need_not_say_so() -> None:
    law = law_of(*MANY)
    content = evaluate(law, facts_of(law, FACTS)).content
    assert "trace" not in content
    assert trace_of({**content, "trace": "all of it"}) is None
