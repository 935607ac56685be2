"""The second opinion: what an independent engine makes of the permits and forbids, beside the reference engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backends.durable.errors import CannotExpress
from engine.backends.durable.oracle import Answers, Row, ask
from engine.backends.durable.prepare import Preparer, Words
from engine.backends.durable.program import (
    FORBIDDEN,
    NO,
    NOT_PERMITTED,
    PERMITTED,
    SILENT,
    UNSURE,
    YES,
    Program,
)
from engine.backends.durable.translation import Refusal, Translation, translate
from engine.backends.reference.decider import Decider
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.memory import NO_MEMORY, Event, Memory
from engine.validity import out_of_force
from engine.values import Subject
from rules.compile.law import Law

FORMAT = "alluse/second-opinion/1"
ENGINE = "durable_rules 2.0.28"
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
    durable: tuple[str, tuple[str, ...]] | None
    reference: tuple[str, tuple[str, ...]] | None


def decide(law: Law, facts: Facts) -> Opinion:
    """The engine's opinion on one set of facts. Raises CannotExpress, OracleFailed."""
    return opinions(translate(law), [decider_for(law, facts)])[0]


def opinions(translation: Translation, deciders: Sequence[Decider]) -> list[Opinion]:
    """The engine's opinions on many sets of facts of one law, all asked of one process.

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
    durable = {(each.action, each.subject): (each.word, each.because) for each in opinion.decisions}
    reference = {
        (each.action, each.subject): (each.verdict.word, each.verdict.because)
        for each in decider.decisions()
        if each.action in asked and (each.action, each.subject) not in silent
    }
    return tuple(
        Difference(action, subject, durable.get((action, subject)), reference.get((action, subject)))
        for action, subject in dict.fromkeys((*reference, *durable))
        if durable.get((action, subject)) != reference.get((action, subject))
    )


def record(law: Law, facts: Facts, memory: Memory = NO_MEMORY, events: Sequence[Event] = ()) -> dict[str, Any]:
    """The second opinion as plain data: the decisions of durable_rules, and where the reference engine differs.

    Keys that a decision record has as well mean the same; `taken_over` names what the reference engine worked out for
    both, `not_expressed` the parts and rules that are absent.
    Raises CannotExpress, OracleFailed.
    """
    translation = translate(law)
    decider = decider_for(law, facts, memory, events)
    opinion = opinions(translation, [decider])[0]
    out = out_of_force(law, facts.at)
    return {
        "format": FORMAT,
        "engine": ENGINE,
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
                "durable": _side(each.durable),
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
