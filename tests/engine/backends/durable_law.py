"""The law of ALL-USE, small laws, and what both engines say of facts, for the tests of the durable backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from engine.backends.durable.opinion import Opined, Opinion
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts, read_facts
from engine.memory import Memory, read_kept
from engine.values import Subject, Unknown
from facts.files import from_dict
from rules.compile.compiler import compile_sources
from rules.compile.law import Law
from rules.source.load import load_text
from tests import laws

ROOT = Path(__file__).resolve().parents[3]
AT = "2026-04-16T10:00:00-04:00"

Said = tuple[str, Subject, str, tuple[str, ...], tuple[str, ...], dict[str, str]]


@cache
def all_use() -> Law:
    """The constitution of ALL-USE."""
    return laws.all_use()


def small(text: str, *beside: str) -> Law:
    """A law of a few lines, with waivers or terms beside it."""
    sources = [load_text(each, f"law-{number}.yaml") for number, each in enumerate((text, *beside))]
    compiled = compile_sources(sources)
    assert compiled.law is not None, [(each.code, each.message) for each in compiled.findings]
    return compiled.law


def facts_of(law: Law, raw: Mapping[str, Any], name: str = "facts") -> Facts:
    """Typed facts of a fact file as a dict; without an instant, one is set. What is `kept` beside them is no fact."""
    read = read_facts(law, from_dict({"at": AT, **{part: told for part, told in raw.items() if part != "kept"}}, name))
    assert read.facts is not None, [each.message for each in read.findings]
    return read.facts


def deciders(law: Law, raws: Sequence[Mapping[str, Any]]) -> list[Decider]:
    """The reference engine on many fact files, each with what was kept before."""
    return [
        decider_for(law, facts_of(law, raw, f"facts {number}"), memory_of(law, raw)) for number, raw in enumerate(raws)
    ]


def memory_of(law: Law, raw: Mapping[str, Any]) -> Memory:
    """What the evaluation before kept; nothing where the fact file does not say."""
    read = read_kept(law, raw.get("kept", {}))
    assert read.memory is not None, [each.message for each in read.findings]
    return read.memory


def said(opinion: Opinion) -> list[Said]:
    """An opinion as plain tuples: action, subject, verdict, reasons, those in doubt, and the state of every rule."""
    return [_said(each) for each in opinion.decisions]


def _said(each: Opined) -> Said:
    return (each.action, each.subject, each.word, each.because, each.doubtful, dict(each.rules))


def reference(decider: Decider, actions: Sequence[str] | None = None) -> list[Said]:
    """The same of the reference engine, for these actions; for all but those of legs if none are named."""
    found: list[Said] = []
    for each in decider.decisions():
        if each.action in actions if actions is not None else not decider.law.actions[each.action].legs:
            verdict = each.verdict
            rules = _states(decider, each.action, each.subject)
            found.append((each.action, each.subject, verdict.word, verdict.because, verdict.doubtful, rules))
    return found


def _states(decider: Decider, action: str, subject: Subject) -> dict[str, str]:
    found: dict[str, str] = {}
    for permit in decider.law.permits:
        for name, path in zip(permit.actions, permit.paths, strict=True):
            if name == action and path is not None and not permit.reads_action:
                owner = decider.subject(path, (subject,))
                assert isinstance(owner, Subject)
                state = decider.rule_state(permit, owner)
                if not state.applies:
                    found[permit.id] = "silent"
                else:
                    holds = state.holds
                    found[permit.id] = "unknown" if isinstance(holds, Unknown) else "true" if holds else "false"
    return found
