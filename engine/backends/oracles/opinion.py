"""What an independent engine makes of the permits and forbids, beside what the reference engine decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backends.oracles.children import Answers, Row
from engine.backends.oracles.errors import CannotExpress
from engine.backends.oracles.prepare import Preparer, Words
from engine.backends.oracles.program import (
    FORBIDDEN,
    NO,
    NOT_PERMITTED,
    PERMITTED,
    SILENT,
    UNSURE,
    YES,
    Program,
)
from engine.backends.oracles.translation import Refusal, Translation
from engine.backends.reference.decider import Decider
from engine.facts import Facts
from engine.validity import out_of_force
from engine.values import Subject

FORMAT = "alluse/second-opinion/1"
# The parts of a decision record that permits and forbids do not make.
NOT_DECIDED = (
    "allocations",
    "alarms",
    "derived",
    "intents",
    "left_out",
    "nearest_miss",
    "proposals",
    "stopped",
    "trace",
    "transitions",
    "unknown",
)
_WORDS = {PERMITTED: "permitted", NOT_PERMITTED: "not_permitted", FORBIDDEN: "forbidden"}
_STATES = {YES: "true", UNSURE: "unknown", NO: "false", SILENT: "silent"}


Ask = Callable[[Sequence[Program], Sequence[Row]], list[Answers]]


@dataclass(frozen=True, slots=True)
class Opined:
    """The verdict on one action for one subject, before sizing, as the engine sees it.

    `because` and `doubtful` mean what they mean in a verdict of the reference engine. `rules` says of each rule
    whether its condition is `true`, `false` or `unknown`, or whether it is `silent` because it does not apply.
    """

    action: str
    subject: Subject
    word: str
    because: tuple[str, ...]
    doubtful: tuple[str, ...]
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opinion:
    """All verdicts on one set of facts, and what is not expressed. In the order of the reference engine's decisions."""

    decisions: tuple[Opined, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision on which the two engines do not agree. What one of them does not decide at all is None there."""

    action: str
    subject: Subject
    other: tuple[str, tuple[str, ...]] | None
    reference: tuple[str, tuple[str, ...]] | None


def opinions(translation: Translation, deciders: Sequence[Decider], ask: Ask) -> list[Opinion]:
    """The engine's opinions on many sets of facts of one law, all asked at once.

    The deciders prepare what the engine is told. Raises OracleFailed; a number that is too large for the engine is a
    refusal of that one decision.
    """
    words = Words()
    rows: list[Row] = []
    places: list[tuple[int, Program, Subject]] = []
    refused: list[list[Refusal]] = []
    for index, decider in enumerate(deciders):
        refused.append(list(translation.refused))
        preparer = Preparer(decider, words)
        for program in translation.programs:
            for subject in decider.world.subjects(decider.law.actions[program.action].on):
                try:
                    rows.append((program.action, preparer.fields(program, subject)))
                    places.append((index, program, subject))
                except CannotExpress as cannot:
                    refused[index].append(Refusal("", cannot.construct, (program.action,), subject))
    answers = ask(translation.programs, rows)
    found: list[list[Opined]] = [[] for _ in deciders]
    for (index, program, subject), given in zip(places, answers, strict=True):
        opined = _opined(program, subject, given)
        if opined is not None:
            found[index].append(opined)
    return [Opinion(tuple(each), tuple(why)) for each, why in zip(found, refused, strict=True)]


def _opined(program: Program, subject: Subject, answers: Answers) -> Opined | None:
    """One verdict from the answers; None where nobody speaks to the action."""
    if program.gate is not None and answers[program.gate] == NO:
        return None
    word = _WORDS[answers[program.verdict]]
    stands = {rule: answers[field] for rule, field in program.stands}
    states = {rule: answers[field] for rule, field in program.rules}
    granted = tuple(rule for rule in stands if rule in program.permits and stands[rule] == YES)
    failed = tuple(rule for rule in stands if rule in program.permits and stands[rule] == NO)
    applied = tuple(rule for rule in stands if rule not in program.permits and stands[rule] == YES)
    because = {"forbidden": applied, "permitted": granted, "not_permitted": failed}[word]
    doubtful = tuple(rule for rule in states if states[rule] == UNSURE and rule in (*failed, *applied))
    told = {rule: _STATES[state] for rule, state in states.items()}
    return Opined(program.action, subject, word, because, doubtful, told)


def differences(opinion: Opinion, decider: Decider, translation: Translation) -> tuple[Difference, ...]:
    """Where the two engines do not agree on a verdict or its reasons, among what is expressed."""
    silent = {(action, each.subject) for each in opinion.refused for action in each.actions}
    asked = {program.action for program in translation.programs}
    other = {(each.action, each.subject): (each.word, each.because) for each in opinion.decisions}
    reference = {
        (each.action, each.subject): (each.verdict.word, each.verdict.because)
        for each in decider.decisions()
        if each.action in asked and (each.action, each.subject) not in silent
    }
    return tuple(
        Difference(action, subject, other.get((action, subject)), reference.get((action, subject)))
        for action, subject in dict.fromkeys((*reference, *other))
        if other.get((action, subject)) != reference.get((action, subject))
    )


def record(
    backend: str, engine: str, translation: Translation, decider: Decider, opinion: Opinion, facts: Facts
) -> dict[str, Any]:
    """An opinion as plain data: the decisions of the engine of a backend, and where the reference engine differs.

    Keys that a decision record has as well mean the same; `taken_over` names what the reference engine worked out for
    both, `not_expressed` the parts and rules that are absent.
    """
    law = translation.law
    out = out_of_force(law, facts.at)
    return {
        "format": FORMAT,
        "engine": engine,
        "constitution": {
            "name": law.name,
            "version": law.version,
            "logic_digest": law.logic_digest,
            "effect_digest": law.effect_digest,
        },
        "judged_as_if_in_force": None if out is None else out.told(),
        "at": facts.at.isoformat(),
        "facts_digest": facts.digest,
        "assumptions": [{"id": each.id, "states": each.states, "reason": each.reason} for each in facts.assumptions],
        "waivers": [{"id": each.id, "suspends": list(each.suspends)} for each in law.waivers],
        "expressed": list(translation.expressed),
        "taken_over": [{"construct": each.construct, "rules": list(each.rules)} for each in translation.taken],
        "not_expressed": {
            "parts": list(NOT_DECIDED),
            "rules": [
                {"rule": each.rule, "construct": each.construct, "actions": list(each.actions)}
                for each in opinion.refused
                if each.subject is None
            ],
            "decisions": [
                {"action": action, "subject": each.subject.key, "construct": each.construct}
                for each in opinion.refused
                if each.subject is not None
                for action in each.actions
            ],
        },
        "decisions": [_told(each) for each in opinion.decisions],
        "differences": [
            {
                "action": each.action,
                "subject": each.subject.key,
                backend: _side(each.other),
                "reference": _side(each.reference),
            }
            for each in differences(opinion, decider, translation)
        ],
    }


def _told(opined: Opined) -> dict[str, Any]:
    told: dict[str, Any] = {
        "action": opined.action,
        "subject": opined.subject.key,
        "verdict": opined.word,
        "because": list(opined.because),
    }
    if opined.doubtful:
        told["unknown"] = list(opined.doubtful)
    return told


def _side(side: tuple[str, tuple[str, ...]] | None) -> dict[str, Any] | None:
    return None if side is None else {"verdict": side[0], "because": list(side[1])}
