"""The law and facts of every conformance case, ready to be decided: what property tests vary."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from engine.evaluate import evaluate
from engine.facts import Facts, read_facts
from engine.record import DecisionRecord
from facts.files import from_dict
from rules.compile.compiler import Compiled, compile_sources
from rules.compile.law import Law
from rules.source.load import load_text
from tests.conformance.case import Case, all_cases
from tests.conformance.runner import compiled_law


def documents(text: str) -> list[str]:
    """The documents of a text, without the lines between them."""
    parts = [each.strip() for each in ("\n" + text).split("\n---\n")]
    return [each + "\n" for each in parts if any(not line.startswith("#") for line in each.splitlines())]


def compiled(*texts: str) -> Compiled:
    """Compiled texts, each a file of its own."""
    return compile_sources([load_text(text, f"file{place}.yaml") for place, text in enumerate(texts)])


def law_of(*texts: str) -> Law:
    """The law of texts that must compile."""
    found = compiled(*texts)
    assert found.law is not None, [each.message for each in found.findings]
    return found.law


def facts_of(law: Law, raw: object) -> Facts:
    """Typed facts of the structure of a fact file; they must be accepted."""
    found = read_facts(law, from_dict(raw, "facts"))
    assert found.facts is not None, [each.message for each in found.findings]
    return found.facts


def decide(texts: Iterable[str], raw: object) -> DecisionRecord:
    """The record of texts of law and raw facts."""
    law = law_of(*texts)
    return evaluate(law, facts_of(law, raw))


@lru_cache
def decided_cases() -> tuple[Case, ...]:
    """The conformance cases whose law compiles and whose facts are accepted."""
    found = []
    for case in all_cases():
        law = compiled_law(case.law, case.beside).law
        if law is not None and read_facts(law, from_dict(case.facts, case.file)).facts is not None:
            found.append(case)
    return tuple(found)


def texts_of(case: Case) -> list[str]:
    """The documents of a case, those beside the law at the end."""
    return [*documents(case.law), *documents(case.beside or "")]
